/**
 * The microphone, while a key is held: 16 kHz mono PCM16 frames to the room between speech.start and speech.stop.
 *
 * The first hold asks for permission; letting go meanwhile just leaves the microphone ready. It is given back after a minute
 * without use and when the page is hidden. Events: `state`; `level` (0 to 1); `trouble` (a sentence).
 */

const GIVE_BACK_MS = 60_000;
/** How long the last frame may take from the worklet after letting go, ms. */
const LAST_FRAME_MS = 400;

export class Voice extends EventTarget {
  talking = false;
  #held = false;
  /** @type {{context: AudioContext, stream: MediaStream, node: AudioWorkletNode} | null} */
  #open = null;
  #giveBackTimer = 0;

  /**
   * @param {import("./socket.js").RoomSocket} socket
   * @param {string} worklet URL of pcm-worklet.js
   */
  constructor(socket, worklet) {
    super();
    this.socket = socket;
    this.worklet = worklet;
    document.addEventListener("visibilitychange", () => document.hidden && void this.#leave());
    addEventListener("blur", () => void this.stop());
    socket.addEventListener("state", () => socket.state !== "open" && this.#end());
  }

  /** The key went down. */
  hold() {
    this.#held = true;
  }

  /** Open the microphone and send, if the key is still held when it is open. */
  async start() {
    clearTimeout(this.#giveBackTimer);
    try {
      const first = this.#open === null;
      this.#open ??= await this.#openMicrophone();
      await this.#open.context.resume();
      if (!this.#held) {
        if (first) this.#trouble("The microphone is ready. Hold the key while you talk.");
        this.#giveBackSoon();
        return;
      }
    } catch (error) {
      this.#trouble(sentenceFor(error));
      return;
    }
    const started = this.socket.sendOnlyNow("speech.start");
    if (!started) {
      this.#trouble("The room is away for a moment. Type, or try again.");
      return;
    }
    this.talking = true;
    this.#say();
    this.#open.node.port.postMessage("start");
    started.catch((error) => {
      this.#end();
      this.#trouble(error.message);
    });
  }

  /** The key was let go: send what is left and end the phrase. */
  async stop() {
    this.#held = false;
    if (!this.talking || !this.#open) return;
    this.talking = false;
    this.#say();
    await this.#lastFrame(this.#open.node.port);
    this.socket.sendOnlyNow("speech.stop")?.catch(() => undefined);
    this.#giveBackSoon();
  }

  /** Stop without a word to the room, which is away or refused. */
  #end() {
    this.#held = false;
    if (!this.talking) return;
    this.talking = false;
    this.#open?.node.port.postMessage("stop");
    this.#giveBackSoon();
    this.#say();
  }

  async #openMicrophone() {
    if (!isSecureContext || !navigator.mediaDevices) throw new DOMException("", "SecurityError");
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
    });
    const context = new AudioContext({ latencyHint: "interactive" });
    try {
      await context.audioWorklet.addModule(this.worklet);
    } catch (error) {
      for (const track of stream.getTracks()) track.stop();
      await context.close();
      throw error;
    }
    const node = new AudioWorkletNode(context, "pcm", { numberOfOutputs: 0 });
    node.port.addEventListener("message", ({ data }) => this.#frame(data));
    node.port.start();
    context.createMediaStreamSource(stream).connect(node);
    stream.getAudioTracks()[0].addEventListener("ended", () => {
      this.#trouble("The microphone went away.");
      void this.#leave();
    });
    return { context, stream, node };
  }

  /** @param {{pcm?: ArrayBuffer, level?: number}} data */
  #frame(data) {
    if (!data.pcm) return;
    this.socket.sendSound(data.pcm);
    this.dispatchEvent(new CustomEvent("level", { detail: data.level ?? 0 }));
  }

  /** @param {MessagePort} port */
  #lastFrame(port) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LAST_FRAME_MS);
      port.addEventListener("message", function last({ data }) {
        if (!data.last) return;
        port.removeEventListener("message", last);
        clearTimeout(timer);
        resolve(undefined);
      });
      port.postMessage("stop");
    });
  }

  #giveBackSoon() {
    clearTimeout(this.#giveBackTimer);
    this.#giveBackTimer = setTimeout(() => void this.#leave(), GIVE_BACK_MS);
  }

  async #leave() {
    await this.stop();
    const open = this.#open;
    this.#open = null;
    clearTimeout(this.#giveBackTimer);
    if (!open) return;
    for (const track of open.stream.getTracks()) track.stop();
    await open.context.close();
  }

  #say() {
    this.dispatchEvent(new Event("state"));
  }

  /** @param {string} sentence */
  #trouble(sentence) {
    this.dispatchEvent(new CustomEvent("trouble", { detail: sentence }));
  }
}

/** @param {unknown} error */
function sentenceFor(error) {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "SecurityError") return "The microphone needs a secure (https) address. Typing works.";
  if (name === "NotAllowedError") return "The microphone was not allowed. Typing works.";
  if (name === "NotFoundError") return "There is no microphone here. Typing works.";
  return "The microphone could not be opened. Typing works.";
}
