/**
 * Noise to make rain, wind and sea of, and the echo of the room: buffers, made once for a player.
 *
 * Loops have a mean square of 1 and no seam; the echo has an energy of 1. As inference/sound/synthesis.py makes them.
 */

import { white } from "./seeded_random.js";

/** @import {Noise} from "./rules.d.ts" */

/** White to pink within half a decibel from 20 Hz up: Julius O. Smith III, Spectral Audio Signal Processing, 2011. */
const PINK = { b: [0.049922035, -0.095993537, 0.050612699, -0.004408786], a: [-2.494956002, 2.017265875, -0.5221894] };
const LOOP_FADE_S = 0.25;
/** After so many time constants a sound has faded by 60 dB. */
export const QUIET = 6.908;

/**
 * A stereo loop of noise.
 * @param {BaseAudioContext} context
 * @param {Noise} colour
 * @param {number} seconds
 */
export function noiseLoop(context, colour, seconds) {
  const { sampleRate } = context;
  const count = Math.floor(seconds * sampleRate);
  const fade = Math.floor(LOOP_FADE_S * sampleRate);
  const buffer = context.createBuffer(2, count, sampleRate);
  for (const channel of [0, 1]) {
    const rough = coloured(white(channel + 1, count + fade), colour, sampleRate);
    for (let i = 0; i < fade; i++) {
      const turn = (Math.PI / 2) * (i / (fade - 1));
      rough[i] = rough[i] * Math.sin(turn) + rough[count + i] * Math.cos(turn);
    }
    const loop = rough.subarray(0, count);
    const mean = loop.reduce((sum, value) => sum + value, 0) / count;
    const power = loop.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    const scale = 1 / Math.sqrt(power);
    buffer.copyToChannel(
      loop.map((value) => (value - mean) * scale),
      channel,
    );
  }
  return buffer;
}

/**
 * Noise that fades: what a Convolver makes a room of.
 * @param {BaseAudioContext} context
 * @param {number} seconds
 */
export function echo(context, seconds) {
  const count = Math.floor(seconds * context.sampleRate);
  const buffer = context.createBuffer(2, count, context.sampleRate);
  for (const channel of [0, 1]) {
    const fading = white(channel + 11, count).map((value, i) => value * Math.exp((-QUIET * i) / count));
    const energy = Math.sqrt(fading.reduce((sum, value) => sum + value ** 2, 0));
    buffer.copyToChannel(
      fading.map((value) => value / energy),
      channel,
    );
  }
  return buffer;
}

/**
 * @param {Float32Array<ArrayBuffer>} noise changed in place
 * @param {Noise} colour
 * @param {number} sampleRate Hz
 */
function coloured(noise, colour, sampleRate) {
  if (colour === "brown") {
    const kept = Math.exp((-2 * Math.PI * 20) / sampleRate);
    for (let i = 1; i < noise.length; i++) noise[i] += kept * noise[i - 1];
  } else if (colour === "pink") {
    const { a, b } = PINK;
    const x = [0, 0, 0, 0];
    const y = [0, 0, 0];
    for (let i = 0; i < noise.length; i++) {
      x.unshift(noise[i]);
      x.pop();
      const value = b[0] * x[0] + b[1] * x[1] + b[2] * x[2] + b[3] * x[3] - a[0] * y[0] - a[1] * y[1] - a[2] * y[2];
      y.unshift(value);
      y.pop();
      noise[i] = value;
    }
  }
  return noise;
}
