/**
 * The server's clock as this page knows it: turns, waits and latencies are told in its seconds.
 *
 * Set by every `welcome` and by the answer to every ping. In between it goes by the page's own counter, which nobody sets
 * back or forth, and not by the computer's clock, which is put right while the page is open.
 */

/** What the server's clock said when the page's counter stood at 0, Unix seconds. */
let zero = performance.timeOrigin / 1000;

/** @param {number} now the server's clock, Unix seconds */
export function setServerClock(now) {
  zero = now - performance.now() / 1000;
}

/** Unix seconds. */
export function serverNow() {
  return zero + performance.now() / 1000;
}
