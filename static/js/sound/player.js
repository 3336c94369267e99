/**
 * Plays the scores of the strips in view with Tone.js: one StripPlayer a strip, crossfaded, in one room, on one clock.
 *
 * `show` says what is in view, `volume` and `hushed` how loud; `rest` and `wake` stop and go on with everything. Only
 * synthesis, no recordings. It decides neither what is in view nor whether anybody wants to hear it.
 */

import { echo, noiseLoop } from "./noise.js";
import { StripPlayer } from "./strip_player.js";

/** @import * as ToneLibrary from "tone" */
/** @import {StripScore} from "../protocol.d.ts" */
/** @import {Noise, Rules} from "./rules.d.ts" */
/** @typedef {{key: string, score: StripScore, weight: number}} HeardStrip */

const HUSH_S = 0.06;
const BACK_S = 0.8;
const SILENCE_S = 0.5;

export class Player {
  /** @type {Map<string, StripPlayer>} */
  #strips = new Map();
  /** @type {Map<string, AudioBuffer>} */
  #noises = new Map();
  /** @type {HeardStrip[]} */
  #heard = [];
  #volume = 1;
  #hushed = false;
  #resting = true;

  /**
   * @param {typeof ToneLibrary} Tone
   * @param {Rules} rules
   */
  constructor(Tone, rules) {
    this.Tone = Tone;
    this.rules = rules;
    this.context = new Tone.Context({ latencyHint: "playback", lookAhead: 0.25 });
    Tone.setContext(this.context, true);
    this.out = new Tone.Gain(0).toDestination();
    // A shaper knows inputs from -1 to 1 only: the mix goes in at a quarter.
    this.rounding = new Tone.WaveShaper((x) => roundOff(4 * x, rules.master.knee), 8193).connect(this.out);
    this.mix = new Tone.Gain(rules.master.level / 4);
    this.low = new Tone.BiquadFilter({ type: "highpass", frequency: rules.master.low_hz, Q: 0 });
    this.mix.chain(this.low, this.rounding);
    this.dark = new Tone.BiquadFilter({ type: "lowpass", frequency: rules.reverb.dark_hz, Q: 0 }).connect(this.mix);
    this.room = this.context.createConvolver();
    this.room.normalize = false;
    this.room.buffer = echo(this.context.rawContext, rules.reverb.seconds);
    this.sent = new Tone.Gain(rules.reverb.level);
    Tone.connect(this.sent, this.room);
    Tone.connect(this.room, this.dark);
    this.clock = new Tone.Clock((time, step = 0) => this.#tick(time, step), 1 / rules.step_seconds);
  }

  /**
   * What is in view now; strips that are not named fade out.
   * @param {HeardStrip[]} heard
   */
  show(heard) {
    // An event from before a deploy may carry a score of an older kind.
    this.#heard = heard.filter(({ score }) => score.version === this.rules.version);
    if (this.clock.state === "started") this.#give();
  }

  /** @param {number} volume 0 to 1, as a slider has it */
  set volume(volume) {
    this.#volume = volume;
    this.#fade(BACK_S / 4);
  }

  /** Silent at once, for as long as somebody speaks into this machine. @param {boolean} hushed */
  set hushed(hushed) {
    if (hushed === this.#hushed) return;
    this.#hushed = hushed;
    this.#fade(hushed ? HUSH_S : BACK_S);
  }

  /** Go on. Must be called out of a gesture the first time. */
  async wake() {
    this.#resting = false;
    this.#fade(BACK_S);
    await this.context.resume();
    // Tone.js warns of whatever begins in a context that does not run yet.
    if (this.clock.state === "started") return;
    this.clock.start();
    this.#give();
  }

  /** Stop where it is. */
  async rest() {
    this.#resting = true;
    await this.context.rawContext.suspend(0);
  }

  /** Fade everything out; resolves when it is silent. */
  async silence() {
    this.#resting = true;
    this.out.gain.rampTo(0, SILENCE_S);
    await new Promise((resolve) => setTimeout(resolve, SILENCE_S * 1000));
  }

  async dispose() {
    this.clock.dispose();
    for (const strip of this.#strips.values()) strip.dispose();
    this.#strips.clear();
    for (const node of [this.sent, this.dark, this.mix, this.low, this.rounding, this.out]) node.dispose();
    await this.context.close();
  }

  /** Give a player to each strip that is heard. */
  #give() {
    const heard = this.#heard;
    const shown = new Set(heard.map(({ key }) => key));
    for (const [key, strip] of this.#strips) if (!shown.has(key)) strip.setWeight(0);
    for (const { key, score, weight } of heard) {
      let strip = this.#strips.get(key);
      if (strip && strip.score.seed !== score.seed) {
        // Painted over: another score at the same place.
        this.#strips.set(`${key} before ${strip.score.seed}`, strip);
        strip.setWeight(0);
        strip = undefined;
      }
      if (!strip) {
        strip = new StripPlayer(this.Tone, this.rules, score, (colour) => this.#noise(colour), {
          here: this.mix,
          away: this.sent,
        });
        this.#strips.set(key, strip);
      }
      strip.setWeight(weight);
    }
  }

  /** @param {number} seconds */
  #fade(seconds) {
    if (this.#resting) return;
    // Squared, so that the slider's middle sounds like half.
    this.out.gain.rampTo(this.#hushed ? 0 : this.#volume ** 2, seconds);
  }

  /**
   * @param {number} time
   * @param {number} step
   */
  #tick(time, step) {
    for (const [key, strip] of this.#strips) {
      if (time > strip.quietAt) {
        strip.dispose();
        this.#strips.delete(key);
      } else strip.play(step, time);
    }
  }

  /** @param {Noise} colour */
  #noise(colour) {
    let noise = this.#noises.get(colour);
    if (!noise) {
      noise = noiseLoop(this.context.rawContext, colour, this.rules.noise_seconds);
      this.#noises.set(colour, noise);
    }
    return noise;
  }
}

/**
 * Peaks over `knee` bent towards 1, never to it.
 * @param {number} x
 * @param {number} knee
 */
function roundOff(x, knee) {
  const over = (Math.abs(x) - knee) / (1 - knee);
  return over <= 0 ? x : Math.sign(x) * (knee + (1 - knee) * Math.tanh(over) * 0.999);
}
