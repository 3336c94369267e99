/**
 * What a phrase waits for when the engine put it off: the painter is busy, or still waking. Pure but for the server's clock.
 */

/** @typedef {import("./story.js").PhrasePart} PhrasePart */

const WAKING = "engine.warming";
/** Reasons that an engine gives for not having begun yet, by what is said of them. @type {Record<string, string>} */
const BUSY = { "paint.busy": "the painter is busy", "speech.busy": "many are speaking" };

/** Seconds that the server's clock is ahead of this browser's. */
let ahead = 0;

/** @param {number} now the server's clock, Unix seconds */
export function setServerClock(now) {
  ahead = now - Date.now() / 1000;
}

/** The server's clock as this page knows it, Unix seconds. */
export function serverNow() {
  return Date.now() / 1000 + ahead;
}

/**
 * Whether it waits for the engine to wake.
 * @param {PhrasePart} phrase
 */
export function waitsForWaking(phrase) {
  return (phrase.state === "heard" || phrase.state === "hearing") && phrase.reason === WAKING;
}

/**
 * What a phrase that was put off waits for, such as "the painter is busy, about 12 s"; empty for any other phrase.
 * @param {PhrasePart} phrase
 */
export function waitingWords(phrase) {
  if (waitsForWaking(phrase)) return phrase.state === "hearing" ? "waiting for the ears to wake" : "waiting for the painter to wake";
  const busy = phrase.state === "heard" || phrase.state === "hearing" ? BUSY[phrase.reason] : undefined;
  if (!busy || phrase.wait_until === null) return busy ?? "";
  return `${busy}, about ${Math.max(1, Math.round(phrase.wait_until - serverNow()))} s`;
}
