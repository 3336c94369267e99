/**
 * What a turn of the wheel over a mural means. Pure.
 *
 * Sideways, or up and down with Shift, it travels along the mural. Up and down alone is the page's, which scrolls; only
 * where there is no page around the mural, in full screen, that travels too.
 */

/** Screen px for a line, in browsers that count in lines. */
const LINE = 40;

/**
 * Screen px that a wheel's `delta` is.
 * @param {WheelEvent} event
 * @param {number} delta
 */
export function pixels({ deltaMode }, delta) {
  return deltaMode === WheelEvent.DOM_DELTA_LINE ? delta * LINE : delta;
}

/**
 * How far along the mural a wheel travels, screen px; 0 where it is not the mural's.
 * @param {WheelEvent} event
 */
export function wheelAlong(event) {
  const { deltaX, deltaY, shiftKey } = event;
  // One hand on a trackpad never moves quite straight.
  if (Math.abs(deltaX) > Math.abs(deltaY)) return pixels(event, deltaX);
  return shiftKey || document.fullscreenElement ? pixels(event, deltaY) : 0;
}
