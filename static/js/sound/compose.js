/**
 * Which notes and sounds a score means, step by step of the grid. Pure; the twin of inference/sound/compose.py.
 *
 * Steps are half seconds; each can be asked for by itself. A strip that comes into view in the middle of a chord is
 * `entering`: it plays what is left of it. The rules are inference/sound/shared/rules.json, the same file that the
 * rendering reads.
 */

import { unit } from "./seeded_random.js";

/** @import {StripScore, Texture} from "../protocol.d.ts" */
/** @import {Burst, Note, Rules, Sound, Tone} from "./rules.d.ts" */

// What a number of chance is for; each purpose has its own.
const SOUNDS = 3;
const NEAR = 4;
const HIGH = 5;
const VELOCITY = 6;
const LENGTH = 7;
const PAN = 8;
const HAPPENS = 9;
const FIRST_LAYER = 16;

/**
 * The notes that begin at `step`.
 * @param {StripScore} score
 * @param {Rules} rules
 * @param {number} step
 * @param {boolean} [entering]
 * @returns {Note[]}
 */
export function notesAt(score, rules, step, entering = false) {
  const into = step % rules.chord_steps;
  const notes = into === 0 || entering ? chord(score, rules, step, rules.chord_steps - into) : [];
  if (step % score.stride === 0) {
    const place = Math.floor(step / score.stride);
    if (unit(score.seed, SOUNDS, place) < score.density) notes.push(melody(score, rules, step, place));
  }
  return notes;
}

/**
 * What is heard of the score's textures in the half second from `step` on, beside their beds of noise.
 * @param {StripScore} score
 * @param {Rules} rules
 * @param {number} step
 * @returns {Sound[]}
 */
export function soundsAt(score, rules, step) {
  return score.textures.flatMap((texture, number) =>
    rules.textures[texture.kind].flatMap((layer, index) =>
      layer.make === "bed"
        ? []
        : happenings(score, rules, step, texture, index, layer, FIRST_LAYER + 8 * number + index),
    ),
  );
}

/** @param {number} midi */
export function hertz(midi) {
  return 440 * 2 ** ((midi - 69) / 12);
}

/**
 * @param {StripScore} score
 * @param {Rules} rules
 * @param {number} step
 * @param {number} steps how long it lasts
 * @returns {Note[]}
 */
function chord(score, rules, step, steps) {
  const degree = chordAt(score, rules, step);
  const seconds = steps * rules.step_seconds + rules.pad.overlap;
  const below = score.lowest - 12;
  /** @type {Note[]} */
  const notes = [0, 2, 4].map((third) => ({
    voice: "pad",
    midi: fold(pitch(score, rules, degree + third), below),
    seconds,
    velocity: 1,
    pan: rules.pad.spread * (third / 2 - 1),
  }));
  notes.push({ voice: "bass", midi: fold(pitch(score, rules, degree), below - 12), seconds, velocity: 1, pan: 0 });
  return notes;
}

/**
 * @param {StripScore} score
 * @param {Rules} rules
 * @param {number} step
 * @param {number} place
 * @returns {Note}
 */
function melody(score, rules, step, place) {
  /** @param {number} purpose */
  const chance = (purpose) => unit(score.seed, purpose, place);
  let degree = score.motif[place % score.motif.length];
  if (chance(NEAR) < 0.6) degree = inChord(degree, chordAt(score, rules, step));
  if (chance(HIGH) < 0.12) degree += 7;
  const home = fold(score.root, score.lowest);
  return {
    voice: "note",
    midi: home + pitch(score, rules, degree) - score.root,
    seconds: score.stride * rules.step_seconds * (0.6 + chance(LENGTH)),
    velocity: 0.45 + 0.55 * chance(VELOCITY),
    pan: 1.2 * chance(PAN) - 0.6,
  };
}

/**
 * @param {StripScore} score
 * @param {Rules} rules
 * @param {number} step
 * @param {Texture} texture
 * @param {number} index
 * @param {Tone | Burst} layer
 * @param {number} counter
 * @returns {Sound[]}
 */
function happenings(score, rules, step, texture, index, layer, counter) {
  /**
   * @param {number} event
   * @param {number} purpose
   */
  const chance = (event, purpose) => unit(score.seed, counter, step, event, purpose);
  const wanted = layer.rate * rules.step_seconds * (0.35 + 0.65 * texture.level);
  const times = Math.floor(wanted + chance(0, HAPPENS));
  const tuned = layer.make === "tone" ? layer.tuned : undefined;
  /** @type {Sound[]} */
  const sounds = [];
  for (let event = 0; event < times; event++) {
    const at = rules.step_seconds * chance(event, 0);
    let frequency = between(layer.frequency ?? [0, 0], chance(event, 1));
    if (tuned !== undefined) {
      const degree = chordAt(score, rules, step) + 2 * Math.floor(3 * chance(event, 1));
      frequency = hertz(fold(pitch(score, rules, degree), score.lowest + tuned));
    }
    const loud = texture.level * layer.level * (0.4 + 0.6 * chance(event, 2));
    const gap = between(layer.gap, chance(event, 3));
    const pan = 1.6 * chance(event, 4) - 0.8;
    const [least, most] = layer.repeat;
    const repeats = least + Math.floor((most - least + 1) * chance(event, 5));
    for (let time = 0; time < repeats; time++) {
      const turn = 10 + 4 * time;
      sounds.push({
        kind: texture.kind,
        layer: index,
        at: at + time * gap,
        frequency: tuned !== undefined ? frequency : frequency * (0.92 + 0.16 * chance(event, turn)),
        glide: layer.make === "tone" ? between(layer.glide, chance(event, turn + 1)) : 1,
        seconds: between(layer.seconds, chance(event, turn + 2)),
        level: loud * (0.7 + 0.3 * chance(event, turn + 3)),
        pan,
      });
    }
  }
  return sounds;
}

/**
 * @param {StripScore} score
 * @param {Rules} rules
 * @param {number} step
 */
function chordAt(score, rules, step) {
  return score.chords[Math.floor(step / rules.chord_steps) % score.chords.length];
}

/**
 * Semitones of a degree over the pitch class 0; degrees go on above 6 and below 0.
 * @param {StripScore} score
 * @param {Rules} rules
 * @param {number} degree
 */
function pitch(score, rules, degree) {
  return score.root + rules.modes[score.mode][modulo(degree, 7)] + 12 * Math.floor(degree / 7);
}

/**
 * The same note in the octave that begins at `lowest`, MIDI.
 * @param {number} note
 * @param {number} lowest
 */
function fold(note, lowest) {
  return lowest + modulo(note - lowest, 12);
}

/**
 * The nearest degree that belongs to the chord, the upper of two.
 * @param {number} degree
 * @param {number} root of the chord
 */
function inChord(degree, root) {
  return [degree, degree + 1, degree - 1].find((near) => [0, 2, 4].includes(modulo(near - root, 7))) ?? degree;
}

/**
 * @param {number} value
 * @param {number} by
 */
function modulo(value, by) {
  return ((value % by) + by) % by;
}

/**
 * @param {[number, number]} span
 * @param {number} part
 */
function between([from, to], part) {
  return from + (to - from) * part;
}
