/**
 * The server's clock as this page knows it, set by every `welcome`: turns, waits and latencies are told in its seconds.
 */

/** Seconds that the server's clock is ahead of this browser's. */
let ahead = 0;

/** @param {number} now the server's clock, Unix seconds */
export function setServerClock(now) {
  ahead = now - Date.now() / 1000;
}

/** Unix seconds. */
export function serverNow() {
  return Date.now() / 1000 + ahead;
}
