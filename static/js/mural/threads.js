/**
 * The threads under a part of the mural as CSS: each strip's in its narrator's colour, the one in view bright; a second
 * voice's below.
 *
 * Only what is in the window is drawn, so a mural of a thousand strips costs no more than one of ten. Pure.
 */

import { stripAt } from "./strips.js";

/** CSS px: how tall the strips' threads are, and those of layers above and below them. */
const TALL = 4;

/**
 * @param {import("./strips.js").MuralData} mural
 * @param {{index: number, start: number, share: number}} view the strip in view, and what the window shows: parts
 *   of the mural
 * @returns {string} a `background`
 */
export function threadsWithin(mural, { index, start, share }) {
  /** @param {number} x px of the mural */
  const at = (x) => `${((x / mural.width - start) / share) * 100}%`;
  const first = stripAt(mural.threads, start * mural.width);
  const last = stripAt(mural.threads, (start + share) * mural.width);
  const stops = [`transparent ${at(0)}`];
  for (let i = first; i <= last; i++) {
    const [x, colour] = mural.threads[i];
    const end = mural.threads[i + 1]?.[0] ?? mural.width;
    stops.push(`${shade(colour, i === index)} ${at(x)} ${at(end)}`);
  }
  stops.push(`transparent ${at(mural.width)}`);
  const layers = [line(stops, "3px", TALL)];
  const over = mural.over.filter(([x, width]) => x + width > start * mural.width && x < (start + share) * mural.width);
  if (over.length) {
    const laid = over.flatMap(([x, width, colour]) => [
      `transparent ${at(x)}`,
      `${shade(colour, false)} ${at(x)} ${at(x + width)}`,
      `transparent ${at(x + width)}`,
    ]);
    layers.push(line(laid, "8px", 2));
  }
  return layers.join(", ");
}

/** @param {string[]} stops @param {string} top @param {number} tall */
function line(stops, top, tall) {
  return `linear-gradient(to right, ${stops.join(", ")}) 0 ${top} / 100% ${tall}px no-repeat`;
}

/** @param {number} colour @param {boolean} bright */
function shade(colour, bright) {
  return bright ? `var(--thread-${colour})` : `color-mix(in srgb, var(--thread-${colour}) 40%, transparent)`;
}
