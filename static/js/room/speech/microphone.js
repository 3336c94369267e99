/**
 * The microphone as a device: asked for once, chosen among several, listened to, given back. It knows neither rooms nor
 * turns.
 *
 * Opening asks the browser for echo cancellation, noise suppression and gain control by name. While it is open `level`
 * tells how loud it is; between start() and stop() `frame` brings 16 kHz mono PCM16. Events (CustomEvent): `level` (0
 * to 1), `frame` (ArrayBuffer), `lost` (a sentence: the device went away, or the system took it), `silenced` (the
 * system mutes it, as in a telephone call) and `back`, `devices` (the list may have changed). One that is muted, or has
 * ended, is not opened again: the next opening asks for another.
 *
 * @typedef {"granted" | "prompt" | "denied" | "insecure" | "missing"} Permission insecure: not https; missing: this
 *   browser has none to give
 */

import { SAMPLE_RATE } from "../../constants.js";

const DEVICE_KEY = "lightloom.microphone";
const ALLOWED_KEY = "lightloom.microphone.allowed";
/** How long the sound system may take to start, ms: without a loudspeaker Firefox never starts it, and never says so. */
const START_MS = 5000;
/** How long the last frame may take from the worklet after stopping, ms. */
const LAST_FRAME_MS = 400;
/** How long a microphone may be muted when it is new, ms. */
const UNMUTE_MS = 1000;

/** Why there is no microphone, in a sentence for people. */
export class NoMicrophone extends Error {}

export class Microphone extends EventTarget {
  /** @type {{context: AudioContext, stream: MediaStream, node: AudioWorkletNode} | null} */
  #open = null;
  /** @type {Promise<void> | null} */
  #opening = null;
  /** Whether it was open on this page: some browsers go on saying "prompt" of what they have allowed. */
  #allowed = false;

  /** @param {string} worklet URL of pcm_worklet.js */
  constructor(worklet) {
    super();
    this.worklet = worklet;
    navigator.mediaDevices?.addEventListener("devicechange", () => this.#tell("devices"));
  }

  get isOpen() {
    return this.#open !== null;
  }

  /** The id of the device that was chosen, or "" for the browser's own choice. */
  get chosen() {
    return localStorage.getItem(DEVICE_KEY) ?? "";
  }

  /** Whether opening it would ask. @returns {Promise<Permission>} */
  async permission() {
    if (!isSecureContext) return "insecure";
    if (!navigator.mediaDevices?.getUserMedia || !("AudioWorklet" in globalThis)) return "missing";
    try {
      const { state } = await navigator.permissions.query({ name: /** @type {PermissionName} */ ("microphone") });
      return state === "prompt" && this.#allowed ? "granted" : state;
    } catch {
      // A browser that does not tell: it asks once more at most.
      return localStorage.getItem(ALLOWED_KEY) ? "granted" : "prompt";
    }
  }

  /**
   * The microphones there are; without names until one was allowed.
   * @returns {Promise<{id: string, name: string}[]>}
   */
  async devices() {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    return all
      .filter(({ kind, deviceId }) => kind === "audioinput" && deviceId)
      .map(({ deviceId, label }, at) => ({ id: deviceId, name: label || `Microphone ${at + 1}` }));
  }

  /** Open the chosen microphone, asking if need be. Throws NoMicrophone. */
  async open() {
    this.#opening ??= this.#openOne().finally(() => (this.#opening = null));
    await this.#opening;
  }

  /**
   * Use another microphone from now on. Throws NoMicrophone; then the old choice stays.
   * @param {string} id of a device, or ""
   */
  async choose(id) {
    const before = this.chosen;
    localStorage.setItem(DEVICE_KEY, id);
    if (!this.#open) return;
    await this.close();
    try {
      await this.open();
    } catch (error) {
      localStorage.setItem(DEVICE_KEY, before);
      throw error;
    }
  }

  /** From here on frames come. */
  start() {
    this.#open?.node.port.postMessage("start");
  }

  /** No more frames; resolves when the last one was told. */
  async stop() {
    const port = this.#open?.node.port;
    if (!port) return;
    const heard = new AbortController();
    await new Promise((resolve) => {
      setTimeout(resolve, LAST_FRAME_MS);
      port.addEventListener("message", ({ data }) => data.last && resolve(undefined), { signal: heard.signal });
      port.postMessage("stop");
    });
    heard.abort();
  }

  /** Give the device back: the browser's sign that it listens goes out. */
  async close() {
    const open = this.#open;
    this.#open = null;
    if (!open) return;
    for (const track of open.stream.getTracks()) track.stop();
    await open.context.close();
  }

  async #openOne() {
    if (this.#open && hears(this.#open.stream)) {
      await this.#open.context.resume();
      return;
    }
    await this.close();
    const refused = sentenceFor(await this.permission());
    if (refused) throw new NoMicrophone(refused);
    const stream = await this.#stream();
    const [track] = stream.getAudioTracks();
    if (!(await unmuted(track))) {
      track.stop();
      throw new NoMicrophone("Your system mutes the microphone. Unmute it and try again. Typing works.");
    }
    const context = new AudioContext({ latencyHint: "interactive" });
    try {
      await context.audioWorklet.addModule(this.worklet);
      await started(context);
    } catch (error) {
      for (const track of stream.getTracks()) track.stop();
      await context.close();
      if (error instanceof NoMicrophone) throw error;
      throw new NoMicrophone("The microphone could not be opened. Typing works.", { cause: error });
    }
    localStorage.setItem(ALLOWED_KEY, "yes");
    const node = new AudioWorkletNode(context, "pcm", {
      numberOfOutputs: 0,
      processorOptions: { rate: SAMPLE_RATE },
    });
    node.port.addEventListener("message", ({ data }) => this.#heard(data));
    node.port.start();
    context.createMediaStreamSource(stream).connect(node);
    this.#open = { context, stream, node };
    this.#allowed = true;
    track.addEventListener("ended", () => this.#lost("The microphone went away. What you said so far is kept."));
    for (const [kind, told] of [
      ["mute", "silenced"],
      ["unmute", "back"],
    ]) {
      track.addEventListener(kind, () => this.#open?.stream === stream && this.#tell(told));
    }
    context.addEventListener("statechange", () => {
      // A telephone call, or a page put to sleep: Safari says "interrupted", others suspend.
      if (this.#open?.context === context && context.state !== "running") {
        this.#lost("The microphone was taken away. What you said so far is kept. Press again to go on.");
      }
    });
    this.#tell("devices");
  }

  /** @returns {Promise<MediaStream>} */
  async #stream() {
    const wish = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
    const chosen = this.chosen;
    try {
      return await navigator.mediaDevices.getUserMedia({
        audio: chosen ? { ...wish, deviceId: { exact: chosen } } : wish,
      });
    } catch (error) {
      if (chosen && error instanceof DOMException && ["OverconstrainedError", "NotFoundError"].includes(error.name)) {
        // Unplugged since: any other is better than none, and the choice is forgotten.
        localStorage.removeItem(DEVICE_KEY);
        return this.#stream();
      }
      throw new NoMicrophone(refusal(error), { cause: error });
    }
  }

  /** @param {{pcm?: ArrayBuffer, level?: number}} data */
  #heard(data) {
    if (data.level !== undefined) this.#tell("level", data.level);
    if (data.pcm) this.#tell("frame", data.pcm);
  }

  /** @param {string} sentence */
  #lost(sentence) {
    if (!this.#open) return;
    void this.close();
    this.#tell("lost", sentence);
  }

  /**
   * @param {string} kind
   * @param {unknown} [detail]
   */
  #tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

/**
 * Why a page may not even ask for the microphone; empty where it may.
 * @param {Permission} permission
 */
export function sentenceFor(permission) {
  if (permission === "insecure")
    return "Browsers give the microphone only to https addresses and to the machine itself. Typing works.";
  if (permission === "missing")
    return "The browser inside another app gives no microphone. Open the link in a browser of its own. Typing works.";
  return "";
}

/**
 * Whether what it brings is more than silence.
 * @param {MediaStream} stream
 */
function hears(stream) {
  return stream.getAudioTracks().every((track) => track.readyState === "live" && !track.muted);
}

/**
 * Whether a new track is heard, now or within a moment.
 * @param {MediaStreamTrack} track
 */
async function unmuted(track) {
  if (track.muted) {
    await new Promise((done) => {
      track.addEventListener("unmute", done, { once: true });
      setTimeout(done, UNMUTE_MS);
    });
  }
  return !track.muted;
}

/**
 * Resolves once the context runs. Throws NoMicrophone where it does not begin to.
 * @param {AudioContext} context
 */
async function started(context) {
  let timer = 0;
  const late = new Promise((_, refuse) => (timer = setTimeout(refuse, START_MS, new NoMicrophone(SOUNDLESS))));
  await Promise.race([context.resume(), late]).finally(() => clearTimeout(timer));
}

const SOUNDLESS =
  "This browser listens only where there is a loudspeaker or headphones. Plug some in and try again. Typing works.";

/** @param {unknown} error of getUserMedia */
function refusal(error) {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "SecurityError")
    return "This browser does not let the page hear you. Open the link in another browser to speak. Typing works.";
  if (name === "NotAllowedError")
    return "The microphone was not allowed. Allow it beside the page's address, or open the link in another browser.";
  if (name === "NotFoundError") return "There is no microphone here. Typing works.";
  if (name === "NotReadableError" || name === "AbortError")
    return "Another program is using the microphone. Typing works.";
  return "The microphone could not be opened. Typing works.";
}
