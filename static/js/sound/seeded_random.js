/**
 * Chance that is the same everywhere: a 32-bit hash of a seed and counters as a number from 0 to 1.
 *
 * The twin of inference/contract/sound/seeded_random.py (lowbias32, Chris Wellons, 2018): the browser and the
 * rendered file hear the same birds.
 */

const GOLDEN = 0x9e3779b9;

/** @param {number} value */
function mix(value) {
  let x = value >>> 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * From 0 (included) to 1 (not).
 * @param {number} seed
 * @param {...number} counters each 0 to 2^32 - 1
 */
export function unit(seed, ...counters) {
  let value = mix(seed);
  for (const counter of counters) value = mix(value + Math.imul(counter + 1, GOLDEN));
  return value / 2 ** 32;
}

/**
 * White noise of mean square 1.
 * @param {number} seed
 * @param {number} count samples
 */
export function white(seed, count) {
  const noise = new Float32Array(count);
  const from = mix(seed);
  for (let i = 0; i < count; i++) noise[i] = (mix(from + Math.imul(i + 1, GOLDEN)) / 2 ** 31 - 1) * Math.sqrt(3);
  return noise;
}
