/**
 * The mural's geometry in its own pixels, as inference/contract/geometry.py has it: the first strip is as wide as the
 * mural is tall, each later one adds the same width. Pure.
 */

import { ADDED_WIDTH, CANVAS_WIDTH } from "../constants.js";

/**
 * The position of the strip that shows at `x`, counted from 0; it may lie beyond the mural's end.
 * @param {number} x px on the mural
 */
export function positionAt(x) {
  return x < CANVAS_WIDTH ? 0 : 1 + Math.floor((x - CANVAS_WIDTH) / ADDED_WIDTH);
}

/**
 * What is seen of the strip at `position`, px on the mural.
 * @param {number} position
 */
export function spanOf(position) {
  const to = CANVAS_WIDTH + position * ADDED_WIDTH;
  return { from: position === 0 ? 0 : to - ADDED_WIDTH, to };
}
