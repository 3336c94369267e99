/**
 * What a phrase waits for when the engine put it off: the painter is busy, or still waking.
 */

import { serverNow } from "../clock.js";

/** @import {PhrasePart} from "../../protocol.d.ts" */

const WAKING = "engine.warming";
/** Reasons that an engine gives for not having begun yet, by what is said of them. @type {Record<string, string>} */
const BUSY = { "paint.busy": "the painter is busy", "speech.busy": "many are speaking" };

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
  if (waitsForWaking(phrase)) return `waiting for the ${phrase.state === "hearing" ? "ears" : "painter"} to wake`;
  const busy = phrase.state === "heard" || phrase.state === "hearing" ? BUSY[phrase.reason] : undefined;
  if (!busy || phrase.wait_until === null) return busy ?? "";
  return `${busy}, about ${Math.max(1, Math.round(phrase.wait_until - serverNow()))} s`;
}
