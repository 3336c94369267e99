/**
 * The mural's geometry in its own pixels, as inference/geometry.py has it: 768 tall, the first strip 768 wide, each later one
 * 556 new behind a join of 40 that lies over its neighbour.
 */

export const HEIGHT = 768;
const FIRST = 768;
/** Width of what a later strip adds, px. */
export const NEW = 556;
export const JOIN = 40;

/**
 * The position of the strip that shows at `x`, counted from 0; it may lie beyond the mural's end.
 * @param {number} x px on the mural
 */
export function positionAt(x) {
  return x < FIRST ? 0 : 1 + Math.floor((x - FIRST) / NEW);
}
