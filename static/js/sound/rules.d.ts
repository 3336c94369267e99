/** The shape of inference/sound/shared/rules.json, which inference/sound/rules.py checks, and what compose.js makes of it. */

export type Noise = "white" | "pink" | "brown";
type Filter = "lowpass" | "highpass" | "bandpass";
type Range = [least: number, most: number];

interface Envelope {
  attack: number;
  decay: number;
  sustain: number;
  release: number;
}

/** Noise that goes on. */
export interface Bed {
  make: "bed";
  noise: Noise;
  filter: Filter;
  frequency: number;
  q: number;
  swells: { rate: number; depth: number; phase?: number }[];
  level: number;
}

/** Something short that is heard again and again. */
interface Happening {
  seconds: Range;
  attack: number;
  rate: number;
  repeat: Range;
  gap: Range;
  level: number;
}

export interface Tone extends Happening {
  make: "tone";
  frequency?: Range;
  tuned?: number;
  glide: Range;
  partials?: [ratio: number, level: number][];
}

export interface Burst extends Happening {
  make: "burst";
  noise: Noise;
  filter: Filter;
  frequency: Range;
  q: number;
}

export interface Rules {
  version: number;
  step_seconds: number;
  chord_steps: number;
  fade_seconds: number;
  noise_seconds: number;
  master: { level: number; knee: number; low_hz: number };
  reverb: { seconds: number; level: number; dark_hz: number };
  modes: Record<string, number[]>;
  pad: Envelope & { overlap: number; level: number; bass_level: number; spread: number };
  timbres: Record<string, { pad: number[]; note: number[]; envelope: Envelope; level: number }>;
  textures: Record<string, (Bed | Tone | Burst)[]>;
}

/** A note that begins at a step. */
export interface Note {
  voice: "pad" | "bass" | "note";
  midi: number;
  seconds: number;
  velocity: number;
  pan: number;
}

/** Something of the place that is heard once, `at` seconds after the step. */
export interface Sound {
  kind: string;
  layer: number;
  at: number;
  frequency: number;
  glide: number;
  seconds: number;
  level: number;
  pan: number;
}
