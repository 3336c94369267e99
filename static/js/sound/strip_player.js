/**
 * One strip's sound in the browser: its chord and melody, and the textures of its place, behind one fader.
 *
 * `play(step, time)` schedules what begins at a step; `setWeight` moves the fader; `dispose` frees every node.
 * compose.js says which notes a score means, rules.json how each sounds; this module plays them with Tone.js and Web
 * Audio nodes.
 */

import { unit } from "./seeded_random.js";
import { hertz, notesAt, soundsAt } from "./compose.js";
import { QUIET } from "./noise.js";

/** @import * as ToneLibrary from "tone" */
/** @import {StripScore} from "../protocol.d.ts" */
/** @import {Burst, Noise, Note, Rules, Sound, Tone as ToneLayer} from "./rules.d.ts" */

/** Seconds for the fader to move. */
const FADE_S = 0.9;
/** The sound of things is still to be heard for so long after they are let go. */
const AFTER_S = 0.3;

export class StripPlayer {
  #entering = true;
  /** @type {{until: number, nodes: {dispose(): unknown}[]}[]} */
  #ringing = [];
  /** @type {{stop(): void, dispose?(): unknown}[]} */
  #lasting = [];

  /**
   * @param {typeof ToneLibrary} Tone
   * @param {Rules} rules
   * @param {StripScore} score
   * @param {(colour: Noise) => AudioBuffer} noise
   * @param {{here: ToneLibrary.InputNode, away: ToneLibrary.InputNode}} outs the mix, and the room that echoes
   */
  constructor(Tone, rules, score, noise, outs) {
    this.Tone = Tone;
    this.rules = rules;
    this.score = score;
    this.noise = noise;
    this.weight = 0;
    this.quietAt = Infinity;
    this.fader = new Tone.Gain(0).connect(outs.here);
    this.away = new Tone.Gain(0).connect(outs.away);
    this.alive = new Tone.Gain(1).connect(this.fader);
    this.alive.connect(new Tone.Gain(score.space).connect(this.away));
    this.notes = new Tone.BiquadFilter({ type: "lowpass", frequency: score.cutoff, Q: 0 }).connect(this.alive);
    this.beds = new Tone.Gain(1).connect(this.fader);
    this.#layBeds();
  }

  /**
   * How much of it is heard from now on.
   * @param {number} weight 0 to 1
   */
  setWeight(weight) {
    if (weight === this.weight) return;
    this.weight = weight;
    this.quietAt = weight === 0 ? this.Tone.now() + FADE_S + AFTER_S : Infinity;
    for (const gain of [this.fader.gain, this.away.gain]) gain.rampTo(weight, FADE_S);
  }

  /**
   * Schedule what begins at a step.
   * @param {number} step
   * @param {number} time of the context, seconds
   */
  play(step, time) {
    this.#sweep(time);
    if (this.weight === 0) return;
    for (const note of notesAt(this.score, this.rules, step, this.#entering)) this.#playNote(note, time);
    this.#entering = false;
    soundsAt(this.score, this.rules, step).forEach((sound, number) => {
      const layer = this.rules.textures[sound.kind][sound.layer];
      if (layer.make === "tone") this.#playTone(sound, layer, time + sound.at);
      else if (layer.make === "burst")
        this.#playBurst(sound, layer, time + sound.at, this.score.seed + 31 * step + number);
    });
  }

  dispose() {
    this.#sweep(Infinity);
    for (const node of this.#lasting) {
      node.stop();
      node.dispose?.();
    }
    for (const node of [this.notes, this.alive, this.beds, this.fader, this.away]) node.dispose();
  }

  /**
   * @param {Note} note
   * @param {number} time
   */
  #playNote(note, time) {
    const { Tone, rules, score } = this;
    const timbre = rules.timbres[score.timbre];
    const melody = note.voice === "note";
    const envelope = melody ? timbre.envelope : rules.pad;
    const level = melody ? timbre.level : note.voice === "pad" ? rules.pad.level : rules.pad.bass_level;
    const panner = new Tone.Panner(note.pan).connect(this.notes);
    const { attack, decay, sustain, release } = envelope;
    const synth = new Tone.Synth({
      oscillator: { type: "custom", partials: melody ? timbre.note : timbre.pad },
      envelope: { attack, decay, sustain, release },
      volume: Tone.gainToDb(level * note.velocity * score.level),
    }).connect(panner);
    synth.triggerAttackRelease(hertz(note.midi), note.seconds, time);
    this.#ringing.push({ until: time + note.seconds + release + AFTER_S, nodes: [synth, panner] });
  }

  /**
   * @param {Sound} sound
   * @param {ToneLayer} layer
   * @param {number} time
   */
  #playTone(sound, layer, time) {
    const context = this.Tone.getContext();
    const shape = this.#strike(sound, layer.attack, time);
    for (const [ratio, level] of layer.partials ?? [[1, 1]]) {
      const from = sound.frequency * ratio;
      if (from > context.sampleRate / 2.2) continue;
      const source = context.createOscillator();
      const part = context.createGain();
      part.gain.value = level;
      source.frequency.setValueAtTime(from, time);
      source.frequency.exponentialRampToValueAtTime(from * sound.glide, time + sound.seconds);
      source.connect(part);
      part.connect(shape);
      source.start(time);
      source.stop(time + sound.seconds);
    }
  }

  /**
   * @param {Sound} sound
   * @param {Burst} layer
   * @param {number} time
   * @param {number} seed
   */
  #playBurst(sound, layer, time, seed) {
    const context = this.Tone.getContext();
    const buffer = this.noise(layer.noise);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.loop = true;
    const filter = context.createBiquadFilter();
    filter.type = layer.filter;
    filter.frequency.value = sound.frequency;
    filter.Q.value = layer.q;
    source.connect(filter);
    filter.connect(this.#strike(sound, layer.attack, time));
    source.start(time, unit(seed, 1) * buffer.duration);
    source.stop(time + sound.seconds);
  }

  /**
   * The place of something short, with its loudness: a straight attack, then a fall by 60 dB.
   * @param {Sound} sound
   * @param {number} attack
   * @param {number} time
   */
  #strike(sound, attack, time) {
    const context = this.Tone.getContext();
    const shape = context.createGain();
    shape.channelCount = 1;
    shape.channelCountMode = "explicit";
    shape.gain.setValueAtTime(0, time);
    shape.gain.linearRampToValueAtTime(sound.level, time + attack);
    shape.gain.setTargetAtTime(0, time + attack, Math.max(sound.seconds - attack, 0.001) / QUIET);
    const panner = context.createStereoPanner();
    panner.pan.value = sound.pan;
    shape.connect(panner);
    this.Tone.connect(panner, this.alive);
    this.#ringing.push({
      until: time + sound.seconds + AFTER_S,
      nodes: [{ dispose: () => this.Tone.disconnect(panner, this.alive) }],
    });
    return shape;
  }

  /** What goes on as long as the strip is heard. */
  #layBeds() {
    const { Tone, rules, score } = this;
    const context = Tone.getContext();
    const now = Tone.now();
    for (const texture of score.textures) {
      for (const layer of rules.textures[texture.kind]) {
        if (layer.make !== "bed") continue;
        const buffer = this.noise(layer.noise);
        const source = context.createBufferSource();
        source.buffer = buffer;
        source.loop = true;
        const filter = new Tone.BiquadFilter({ type: layer.filter, frequency: layer.frequency, Q: layer.q });
        Tone.connect(source, filter);
        /** @type {ToneLibrary.ToneAudioNode} */
        let last = filter;
        for (const swell of layer.swells) {
          const gain = new Tone.Gain(0);
          const phase = ((swell.rate * now + (swell.phase ?? 0)) * 360) % 360;
          const wave = new Tone.LFO({ frequency: swell.rate, min: 1 - swell.depth, max: 1, phase }).connect(gain.gain);
          wave.start(now);
          this.#lasting.push(wave, nodeOf(gain));
          last = last.connect(gain) && gain;
        }
        const level = new Tone.Gain(texture.level * layer.level).connect(this.beds);
        last.connect(level);
        source.start(now, unit(score.seed, 2, this.#lasting.length) * buffer.duration);
        this.#lasting.push(source, nodeOf(filter), nodeOf(level));
      }
    }
  }

  /**
   * Free what has rung out.
   * @param {number} time
   */
  #sweep(time) {
    const now = time === Infinity ? Infinity : this.Tone.immediate();
    this.#ringing = this.#ringing.filter(({ until, nodes }) => {
      if (until > now) return true;
      for (const node of nodes) node.dispose();
      return false;
    });
  }
}

/**
 * A node without a life of its own, among those that have to be stopped.
 * @param {{dispose(): unknown}} node
 */
function nodeOf(node) {
  return { stop() {}, dispose: () => node.dispose() };
}
