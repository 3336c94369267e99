/**
 * How much of each strip is heard, from what is in view: the middle of the view counts most, its edges nothing.
 *
 * Pure. The squares of the weights add up to 1 where strips fill the view, so that the loudness stays while they
 * crossfade.
 */

/** A strip with less than this is not heard. */
const LEAST = 0.08;

/**
 * @template T
 * @param {readonly {from: number, to: number, strip: T}[]} spans what is seen of each strip, px of the mural
 * @param {number} left edge of the view, px of the mural
 * @param {number} right
 * @returns {{strip: T, weight: number}[]}
 */
export function weightsOf(spans, left, right) {
  const wide = right - left;
  if (!(wide > 0)) return [];
  return spans
    .map(({ from, to, strip }) => ({
      strip,
      weight: Math.sqrt(Math.max(0, upTo((to - left) / wide) - upTo((from - left) / wide))),
    }))
    .filter(({ weight }) => weight >= LEAST);
}

/**
 * The share of the view's attention that lies left of `part` of its width: a raised cosine, summed up.
 * @param {number} part
 */
function upTo(part) {
  const held = Math.min(1, Math.max(0, part));
  return held - Math.sin(2 * Math.PI * held) / (2 * Math.PI);
}
