/**
 * AudioWorklet "pcm": what the microphone hears, as 16 kHz mono PCM16 in frames of 100 ms.
 *
 * Resamples from the context's rate with a Hann-windowed sinc, cut off below 8 kHz so that nothing folds back. It posts
 * {level: 0 to 1} all the time; between "start" and "stop" {pcm: ArrayBuffer}, after "stop" the rest, and then
 * {last: true}. No imports: worklets are loaded by URL.
 */

const scope = /** @type {any} */ (globalThis);
/** Samples of a frame. */
const FRAME = 1600;
/** Time between two levels, seconds. */
const METER_S = 0.06;
const CUTOFF_HZ = 7400;
/** Zero crossings of the sinc on each side. */
const CROSSINGS = 10;
/** Table entries between two input samples. */
const PHASES = 64;

class Pcm extends scope.AudioWorkletProcessor {
  /** What is still needed of the input. */
  input = new Float32Array(0);
  /** Where the next output sample lies in `input`. */
  at = 0;
  frame = new Int16Array(FRAME);
  filled = 0;
  peak = 0;
  metered = 0;
  running = false;

  /** @param {{processorOptions: {rate: number}}} options rate of what it posts, Hz */
  constructor({ processorOptions: { rate } }) {
    super();
    /** Input samples per output sample. */
    this.step = scope.sampleRate / rate;
    // The cutoff as a fraction of the input rate, and of a slower input's own limit where that is lower.
    const cutoff = Math.min(CUTOFF_HZ / scope.sampleRate, 0.46);
    this.reach = Math.ceil(CROSSINGS / (2 * cutoff));
    this.table = new Float32Array(this.reach * PHASES + PHASES + 1);
    for (let i = 0; i <= this.reach * PHASES; i++) {
      const t = i / PHASES;
      const sinc = t === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * t) / (Math.PI * t);
      this.table[i] = sinc * (0.5 + 0.5 * Math.cos((Math.PI * t) / this.reach));
    }
    this.port.onmessage = (/** @type {MessageEvent<"start" | "stop">} */ { data }) => {
      if (data === "start") this.restart();
      else this.finish();
      this.running = data === "start";
    };
  }

  restart() {
    this.input = new Float32Array(this.reach);
    this.at = this.reach;
    this.filled = 0;
  }

  /**
   * @param {Float32Array[][]} inputs
   * @returns {boolean} true: keep running
   */
  process(inputs) {
    const channels = inputs[0];
    if (!channels?.length) return true;
    const fresh = channels[0];
    this.meter(fresh);
    if (!this.running) return true;
    const input = new Float32Array(this.input.length + fresh.length);
    input.set(this.input);
    for (let i = 0; i < fresh.length; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i];
      input[this.input.length + i] = sum / channels.length;
    }
    while (this.at + this.reach < input.length) {
      this.put(this.sample(input, this.at));
      this.at += this.step;
    }
    const keep = Math.max(0, Math.floor(this.at) - this.reach);
    this.input = input.slice(keep);
    this.at -= keep;
    return true;
  }

  /** @param {Float32Array} fresh */
  meter(fresh) {
    for (const value of fresh) this.peak = Math.max(this.peak, Math.abs(value));
    this.metered += fresh.length;
    if (this.metered < METER_S * scope.sampleRate) return;
    this.port.postMessage({ level: Math.min(1, this.peak) });
    this.metered = 0;
    this.peak = 0;
  }

  /**
   * @param {Float32Array} input
   * @param {number} at
   */
  sample(input, at) {
    const first = Math.max(0, Math.ceil(at - this.reach));
    const last = Math.min(input.length - 1, Math.floor(at + this.reach));
    let sum = 0;
    for (let i = first; i <= last; i++) {
      const place = Math.abs(at - i) * PHASES;
      const entry = Math.floor(place);
      const between = place - entry;
      sum += input[i] * (this.table[entry] * (1 - between) + this.table[entry + 1] * between);
    }
    return sum;
  }

  /** @param {number} value */
  put(value) {
    const clipped = Math.max(-1, Math.min(1, value));
    this.frame[this.filled++] = Math.round(clipped * 32767);
    if (this.filled === FRAME) this.post();
  }

  post() {
    const pcm = this.frame.slice(0, this.filled).buffer;
    this.port.postMessage({ pcm }, [pcm]);
    this.filled = 0;
  }

  finish() {
    if (this.running && this.filled) this.post();
    this.port.postMessage({ last: true });
  }
}

scope.registerProcessor("pcm", Pcm);
