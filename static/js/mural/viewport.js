/**
 * Where one is on a mural, as arithmetic: which strip is in view, and how far one may go and come near. Lengths are px
 * of the mural, a scale is CSS px for one of them. Pure.
 *
 * The strip in view is the one at a point that moves from the left edge of the window at the mural's start to the right
 * edge at its end, so that each strip has its moment however wide the window is.
 */

/** CSS px: a mural seen from afar is not drawn less tall than this. */
const LEAST_TALL = 96;
/** CSS px for a px of the mural: nearer there is nothing more to see. */
const NEAREST = 3;

/**
 * @typedef {object} Look
 * @property {number} x what is in the middle of the window
 * @property {number} y
 * @property {number} scale
 */

/** @typedef {{width: number, height: number}} Size */

/**
 * The point whose strip is in view, for a window that shows `wide` from `left` on; null where it holds the whole mural.
 * @param {number} left
 * @param {number} wide
 * @param {number} width of the mural
 * @returns {number | null}
 */
export function pointInView(left, wide, width) {
  const room = width - wide;
  return room > 0 ? left + wide * Math.min(1, Math.max(0, left / room)) : null;
}

/**
 * Where the window begins when `point` is in view.
 * @param {number} point
 * @param {number} wide
 * @param {number} width
 */
export function leftFor(point, wide, width) {
  const room = Math.max(0, width - wide);
  return room === 0 ? 0 : Math.min(room, point / (1 + wide / room));
}

/**
 * The scales of a window: `whole` shows the mural's full height, `least` as much of it as makes sense, `most` its
 * strokes.
 * @param {Size} screen CSS px
 * @param {Size} mural
 */
export function scalesOf(screen, mural) {
  const whole = screen.height / mural.height;
  const least = Math.min(whole, Math.max(screen.width / mural.width, LEAST_TALL / mural.height));
  return { least, whole, most: Math.max(1, whole) * NEAREST };
}

/**
 * `look` held to where there is something to see: never beside the mural, and in its middle where all of it fits.
 * @param {Look} look
 * @param {Size} screen
 * @param {Size} mural
 * @returns {Look}
 */
export function clampLook(look, screen, mural) {
  const { least, most } = scalesOf(screen, mural);
  const scale = Math.min(most, Math.max(least, look.scale));
  return {
    x: within(look.x, screen.width / scale, mural.width),
    y: within(look.y, screen.height / scale, mural.height),
    scale,
  };
}

/**
 * @param {number} middle
 * @param {number} shown
 * @param {number} whole
 */
function within(middle, shown, whole) {
  return shown >= whole ? whole / 2 : Math.min(whole - shown / 2, Math.max(shown / 2, middle));
}
