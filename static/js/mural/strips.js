/**
 * What the server says about a finished world's mural, and where things lie on it. Lengths are px of the mural.
 *
 * A strip's picture is laid over the last 40 px of its left neighbour's, so what is seen of a strip ends where the next
 * begins.
 */

/** @import {StripScore} from "../protocol.d.ts" */

/**
 * @typedef {object} Layer what a second voice painted over a strip's canvas
 * @property {number} order a later layer lies over an earlier one
 * @property {number} x left edge of its picture
 * @property {number} width of its picture
 * @property {string} view URL of the picture, whose alpha says how far it covers what is below
 * @property {string} relief URL of the relief, 192 px tall, grey 0 far to 255 near, with the same alpha
 * @property {string} text the phrase it was painted from
 * @property {string} language what the text is in, ISO 639-1
 * @property {string} narrator name
 * @property {number} colour index of the narrator's thread colour
 */

/**
 * @typedef {object} Strip
 * @property {number} position 0 for the first
 * @property {number} x left edge of its picture
 * @property {number} width of its picture
 * @property {string} view URL of the picture
 * @property {string} relief URL of the relief, 192 px tall, 0 far to 255 near
 * @property {string} text the phrase it was painted from
 * @property {string} language what the text is in, ISO 639-1
 * @property {string} narrator name
 * @property {number} colour index of the narrator's thread colour
 * @property {string} caption what is to be seen, in words
 * @property {Layer[]} layers over its canvas, in the order they lie
 * @property {StripScore} score what it sounds like
 */

/**
 * @typedef {object} MuralData what the page itself carries
 * @property {string} title
 * @property {number} height
 * @property {number} width
 * @property {string} strips URL of the strips
 * @property {[x: number, colour: number][]} threads of all strips, left to right
 * @property {[x: number, width: number, colour: number][]} over threads of all layers, left to right
 * @property {string[]} colours of the mural, CSS hex, dominant first
 */

/**
 * Fetch the strips of a mural. Throws with one sentence when the server does not give them.
 * @param {string} url
 * @returns {Promise<Strip[]>}
 */
export async function fetchStrips(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`The strips of this world did not come: ${response.status}.`);
  return (await response.json()).strips;
}

/**
 * Index of the strip that is seen at `x`.
 * @param {ReadonlyArray<readonly [x: number, ...unknown[]]>} threads
 * @param {number} x
 */
export function stripAt(threads, x) {
  let low = 0;
  let high = threads.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (threads[middle][0] <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Middle of what is seen of a strip.
 * @param {MuralData} mural
 * @param {number} index
 */
export function middleOf(mural, index) {
  const end = index + 1 < mural.threads.length ? mural.threads[index + 1][0] : mural.width;
  return (mural.threads[index][0] + end) / 2;
}

/**
 * What is to be seen of a strip, in words.
 * @param {Strip} strip
 */
export function describeStrip(strip) {
  return [strip.caption, ...strip.layers.map((layer) => `over it: ${layer.text}`)].join("; ");
}

/**
 * The layers over the strip at `index`, in the order they lie, with the place of their left edge on its picture, px of
 * the mural. A layer belongs to the canvas of one strip, which begins on the end of the strip before it; so a strip is
 * painted over by its own layers and by those of the next.
 * @param {readonly Strip[]} strips
 * @param {number} index
 * @returns {{layer: Layer, left: number}[]}
 */
export function layersOver(strips, index) {
  const strip = strips[index];
  return [...strip.layers, ...(strips[index + 1]?.layers ?? [])].map((layer) => ({ layer, left: layer.x - strip.x }));
}
