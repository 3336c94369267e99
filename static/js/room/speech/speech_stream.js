/**
 * Speaking: from the microphone to the room, between speech.start and speech.stop.
 *
 * Held: it sends while a key is held, or from one tap to the next. Hands-free: switched on, it sends whenever the turn
 * is yours and it is not muted, until it is switched off; when your turn ran out and nobody has it, it listens without
 * sending, and a voice asks for the turn again. Hidden pages do not listen. A microphone that the system mutes ends what
 * is being said; hands-free goes on when it is back. While the room is away for some seconds, what is said is kept here
 * and sent when it is back. Events: `state`; `level` (0 to 1); `trouble` (a sentence); `voice` (somebody speaks into a
 * microphone that only attends); `wanted` (the permission step should be shown).
 *
 * @typedef {"hold" | "free"} Way
 */

import { FRAME_BYTES_MAX } from "../../constants.js";
import { Attention } from "./attention.js";
import { NoMicrophone, sentenceFor } from "./microphone.js";

const WAY_KEY = "lightloom.speaking";
const GIVE_BACK_MS = 60_000;
/** What is said while the room is away is kept for so long, ms; the room takes it at once when it is back. */
const AWAY_MS = 6000;
const SILENCED = "Your system muted the microphone. What you said so far is kept.";
const SILENCED_ARMED = `${SILENCED} You are heard again when it is back.`;

export class SpeechStream extends EventTarget {
  /** Whether what is said goes to the room. */
  talking = false;
  /** Hands-free: switched on. */
  armed = false;
  muted = false;
  /** Whether a tap began it, so that it goes on without a key that is held. */
  tapped = false;
  /** Whether the turn is yours; whoever draws the turn sets it. */
  #turn = false;
  /** Whether your turn ran out and is free. */
  #attentive = false;
  /** Whether the microphone gives the last of what was said. */
  #stopping = false;
  #held = false;
  #giveBackTimer = 0;
  #awayTimer = 0;
  /** @type {ArrayBuffer[]} */
  #kept = [];

  /**
   * @param {import("../socket.js").RoomSocket} socket
   * @param {import("./microphone.js").Microphone} microphone
   */
  constructor(socket, microphone) {
    super();
    this.socket = socket;
    this.microphone = microphone;
    this.attention = new Attention(microphone);
    this.attention.addEventListener("voice", () => this.dispatchEvent(new Event("voice")));
    microphone.addEventListener("frame", (event) =>
      this.#frame(/** @type {CustomEvent<ArrayBuffer>} */ (event).detail),
    );
    microphone.addEventListener("level", (event) => {
      const { detail } = /** @type {CustomEvent<number>} */ (event);
      if (this.talking) this.dispatchEvent(new CustomEvent("level", { detail }));
    });
    microphone.addEventListener("lost", (event) => {
      const { detail } = /** @type {CustomEvent<string>} */ (event);
      if (!this.talking && !this.armed) return;
      this.armed = false;
      void this.stop();
      this.#say();
      this.#trouble(detail);
    });
    microphone.addEventListener("silenced", () => {
      if (!this.talking && !this.armed) return;
      void this.stop();
      this.#trouble(this.armed ? SILENCED_ARMED : SILENCED);
    });
    microphone.addEventListener("back", () => {
      if (!this.armed) return;
      this.#trouble("The microphone is back.");
      this.#goOn();
    });
    document.addEventListener("visibilitychange", () => (document.hidden ? void this.#rest() : this.#goOn()));
    addEventListener("blur", () => this.way === "hold" && !this.tapped && void this.stop());
    addEventListener("pagehide", () => void this.#rest());
    socket.addEventListener("state", () => this.#linkChanged());
    socket.addEventListener("refused", (event) => {
      const { code, message } = /** @type {CustomEvent<{code: string, message: string}>} */ (event).detail;
      if (code === "speech.elsewhere") this.#end(message);
    });
  }

  /** @returns {Way} */
  get way() {
    return localStorage.getItem(WAY_KEY) === "free" ? "free" : "hold";
  }

  /** @param {Way} way */
  set way(way) {
    localStorage.setItem(WAY_KEY, way);
    this.armed = false;
    void this.stop();
    this.#say();
  }

  /** @param {boolean} yours */
  set turn(yours) {
    if (yours === this.#turn) return;
    this.#turn = yours;
    if (yours) this.#goOn();
    else if (this.talking) void this.stop();
  }

  /** Whether your turn ran out and is free; whoever draws the turn sets it. @param {boolean} attentive */
  set attentive(attentive) {
    if (attentive === this.#attentive) return;
    this.#attentive = attentive;
    this.#say();
  }

  /** Whether it listens for a voice and sends nothing. */
  get attends() {
    return this.attention.on;
  }

  /** The key went down: from here on `start` may begin to send. */
  hold() {
    this.#held = true;
  }

  /** It was a tap: what the key began goes on until the next one. */
  tap() {
    if (!this.#held || this.way !== "hold") return;
    this.tapped = true;
    this.#say();
  }

  /** Whether the key, or a tap on it, still asks to talk. */
  get held() {
    return this.#held;
  }

  /** Open the microphone and send, if that is still wanted when it is open. The turn must be yours. */
  async start() {
    if (!(await this.ready()) || this.talking) return;
    if (!this.#wanted) {
      this.#giveBackSoon();
      return;
    }
    const started = this.socket.sendIfConnected("speech.start");
    if (!started) {
      this.attention.end();
      this.#trouble("The room is away for a moment. Type, or try again.");
      return;
    }
    // The end of what was said into a room that was away for too long may have come after that was given up.
    this.#forgetKept();
    const attended = this.attention.on;
    const before = this.attention.end();
    this.talking = true;
    this.#say();
    if (!attended) this.microphone.start();
    for (const frame of joined(before)) this.socket.sendAudio(frame);
    started.catch((error) => this.#end(error.message));
  }

  /** The key was released, or the turn has ended: send what is left and end the phrase. */
  async stop() {
    this.#letGo();
    if (!this.talking) return;
    this.talking = false;
    this.#stopping = true;
    this.#say();
    await this.microphone.stop();
    this.#stopping = false;
    this.#forgetKept();
    this.socket.sendIfConnected("speech.stop")?.catch(() => undefined);
    this.#giveBackSoon();
    this.#say();
  }

  /** Hands-free: begin to listen whenever the turn is yours. Resolves to whether there is a microphone. */
  async arm() {
    this.armed = true;
    this.muted = false;
    this.#say();
    if (await this.ready()) return true;
    this.armed = false;
    this.#say();
    return false;
  }

  /** Hands-free: no more. */
  disarm() {
    this.armed = false;
    void this.stop();
    this.#say();
  }

  /** Hands-free: not to be heard for a while, or to be heard again. @param {boolean} muted */
  mute(muted) {
    this.muted = muted;
    if (muted) void this.stop();
    else this.#goOn();
    this.#say();
  }

  get #wanted() {
    return this.#turn && !document.hidden && (this.#held || (this.armed && !this.muted));
  }

  /** Whether the microphone is open; where it is not, whoever can do something about it is told. */
  async ready() {
    clearTimeout(this.#giveBackTimer);
    const permission = this.microphone.isOpen ? "granted" : await this.microphone.permission();
    if (permission === "prompt") {
      this.dispatchEvent(new Event("wanted"));
      return false;
    }
    try {
      const refused = sentenceFor(permission);
      if (refused) throw new NoMicrophone(refused);
      await this.microphone.open();
      return true;
    } catch (error) {
      this.#trouble(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** @param {ArrayBuffer} pcm */
  #frame(pcm) {
    if (this.attention.on) return;
    if (this.socket.state === "open" && !this.#kept.length) this.socket.sendAudio(pcm);
    else if (this.socket.state !== "ended") this.#kept.push(pcm);
  }

  #linkChanged() {
    if (!this.talking) return;
    if (this.socket.state === "ended") this.#end();
    else if (this.socket.state !== "open") {
      this.#awayTimer ||= setTimeout(
        () => this.#end("The room was away for too long: what you said meanwhile is lost."),
        AWAY_MS,
      );
    } else if (this.#awayTimer) {
      // The room kept what had come before it went away; this goes on from there.
      clearTimeout(this.#awayTimer);
      this.#awayTimer = 0;
      this.socket.sendIfConnected("speech.start")?.catch((error) => this.#end(error.message));
      for (const frame of joined(this.#kept)) this.socket.sendAudio(frame);
      this.#kept = [];
    }
  }

  /** Stop without a word to the room, which is away or refused. @param {string} [why] */
  #end(why) {
    this.#letGo();
    this.armed = false;
    this.#forgetKept();
    if (why) this.#trouble(why);
    const talked = this.talking;
    this.talking = false;
    this.#say();
    if (!talked) return;
    void this.microphone.stop();
    this.#giveBackSoon();
  }

  /** The page is out of sight. */
  async #rest() {
    await this.stop();
    this.#say();
    if (!this.armed) await this.microphone.close();
  }

  #letGo() {
    this.#held = false;
    this.tapped = false;
  }

  #goOn() {
    if (this.armed && this.#wanted && !this.talking) void this.start();
    else this.#say();
  }

  /** Listen for a voice, without sending, where that is wanted; or no more, unless what it heard begins to be sent. */
  #attend() {
    const able = this.armed && !this.muted && !this.talking && !this.#stopping && !document.hidden;
    const wanted = this.#attentive && able && this.microphone.isOpen;
    if (wanted) this.attention.begin();
    else if (this.attention.on && !(able && this.#turn)) {
      this.attention.end();
      void this.microphone.stop();
    }
  }

  #forgetKept() {
    clearTimeout(this.#awayTimer);
    this.#awayTimer = 0;
    this.#kept = [];
  }

  #giveBackSoon() {
    clearTimeout(this.#giveBackTimer);
    this.#giveBackTimer = setTimeout(() => !this.armed && !this.talking && void this.microphone.close(), GIVE_BACK_MS);
  }

  #say() {
    this.#attend();
    this.dispatchEvent(new Event("state"));
  }

  /** @param {string} sentence */
  #trouble(sentence) {
    this.dispatchEvent(new CustomEvent("trouble", { detail: sentence }));
  }
}

/**
 * The same sound in as few frames as the room takes.
 * @param {ArrayBuffer[]} frames
 */
function joined(frames) {
  const whole = new Uint8Array(frames.reduce((sum, frame) => sum + frame.byteLength, 0));
  let at = 0;
  for (const frame of frames) {
    whole.set(new Uint8Array(frame), at);
    at += frame.byteLength;
  }
  /** @type {ArrayBuffer[]} */
  const large = [];
  for (let start = 0; start < whole.length; start += FRAME_BYTES_MAX)
    large.push(whole.slice(start, start + FRAME_BYTES_MAX).buffer);
  return large;
}
