/**
 * Where the layers of a world lie: which of them reach over a strip's picture, and how far.
 *
 * A layer belongs to the canvas of one strip, which begins on the end of the strip before it; so a strip is painted over by its
 * own layers and by those of the next.
 */

/** @typedef {import("./strips.js").Strip} Strip */
/** @typedef {import("./strips.js").Layer} Layer */

/**
 * The layers over the strip at `index`, in the order they lie, with the place of their left edge on its picture, px of the mural.
 * @param {readonly Strip[]} strips
 * @param {number} index
 * @returns {{layer: Layer, left: number}[]}
 */
export function layersOver(strips, index) {
  const strip = strips[index];
  return [...strip.layers, ...(strips[index + 1]?.layers ?? [])].map((layer) => ({ layer, left: layer.x - strip.x }));
}
