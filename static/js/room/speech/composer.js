/**
 * Saying a phrase: the field, its send button, and the key to talk.
 *
 * On a free turn, speaking takes the turn first; whoever takes it to write finds the field ready. What was typed is
 * never lost: it stays in the field until the room took it, comes back when it is refused, and survives a reload of this
 * tab. Somebody who waits may write ahead. What is too long for a phrase stays whole until it is shorter. Event:
 * `unsent`, when what was said and not taken yet has changed.
 */

import { find } from "../../dom.js";
import { isInputMethods, isSend } from "../../keys.js";
import { checkLength } from "../../text_limit.js";
import { Refused } from "../socket.js";
import { toast, toastRefusal } from "../toasts.js";
import { TalkKey } from "./talk_key.js";

/** @import {Snapshot} from "../../protocol.d.ts" */

const TYPING_EVERY_MS = 2000;
/** What the field says while one is heard. */
const LISTENING = { free: "Listening…", tapped: "Listening… tap again to end", held: "Listening… let go to end" };

export class Composer extends EventTarget {
  #typedAt = 0;
  /** What was said and the room has not answered yet. @type {string[]} */
  #unsent = [];
  /** When everything so far was sent, or put back. */
  #sent = Promise.resolve();
  #weaving = true;

  /**
   * @param {import("../socket.js").RoomSocket} socket
   * @param {import("../turn/turn.js").Turn} turn
   * @param {import("./speech_stream.js").SpeechStream} speech
   * @param {string} code of the room
   */
  constructor(socket, turn, speech, code) {
    super();
    this.socket = socket;
    this.turn = turn;
    this.speech = speech;
    this.draftKey = `lightloom.draft.${code}`;
    this.form = find(document, "#composer", HTMLFormElement);
    this.field = find(document, "#composer-text", HTMLTextAreaElement);
    this.sendButton = find(document, "#send", HTMLButtonElement);
    this.talkButton = find(document, "#talk", HTMLButtonElement);
    this.muteButton = find(document, "#mute", HTMLButtonElement);
    this.talkHint = find(document, "#keys-talk", HTMLElement);
    this.talkKey = new TalkKey(this.talkButton, speech, () => void this.talk());
    this.#write(sessionStorage.getItem(this.draftKey) ?? "");
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !isInputMethods(event)) this.field.blur();
      if (!isSend(event)) return;
      event.preventDefault();
      this.say();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say();
    });
    turn.buttons.take.addEventListener("click", () => void this.take());
    this.muteButton.addEventListener("click", () => this.mute());
    speech.addEventListener("state", () => this.#drawTalk());
    speech.addEventListener("level", (event) => {
      const { detail } = /** @type {CustomEvent<number>} */ (event);
      this.talkButton.style.setProperty("--level", detail.toFixed(2));
    });
    speech.addEventListener("voice", () => this.turn.ranOut && void this.turn.take());
    speech.addEventListener("trouble", (event) => toast(/** @type {CustomEvent<string>} */ (event).detail));
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    this.#weaving = snapshot.world.state === "weaving";
    this.form.hidden = !this.turn.seated;
    const may = this.turn.yours || this.turn.free;
    this.sendButton.ariaDisabled = String(!may);
    this.talkButton.ariaDisabled = String(!may);
    this.#drawTalk();
    this.speech.turn = this.turn.yours && this.#weaving;
    this.speech.attentive = this.turn.ranOut && this.#weaving;
  }

  /** What was said and the room has not answered yet, the oldest first. @returns {readonly string[]} */
  get unsent() {
    return this.#unsent;
  }

  /** Send what is in the field, after what was sent before it. */
  say() {
    const text = this.field.value.trim().replace(/\s+/g, " ");
    if (!text) return;
    if (!checkLength(this.field)) {
      toast("That is too long for one phrase. Shorten it, or say it in two.");
      return;
    }
    // Taken out at once: what is typed from here on belongs to the next phrase.
    this.#unsent.push(text);
    this.#write("");
    this.dispatchEvent(new Event("unsent"));
    this.#sent = this.#sent.then(() => this.#send(text));
  }

  /** @param {string} text */
  async #send(text) {
    let taken = false;
    try {
      taken = (await this.#haveTurn()) && (await this.#say(text));
    } catch (error) {
      toastRefusal(error);
    }
    this.#unsent.shift();
    if (taken) this.#keepDraft();
    else this.#putBack(text);
    this.dispatchEvent(new Event("unsent"));
  }

  /**
   * Resolves to true once the room took it. A turn that ended while it was on its way is taken again, if it is free.
   * @param {string} text
   */
  async #say(text) {
    try {
      await this.socket.send("phrase.say", { text });
    } catch (error) {
      if (!(error instanceof Refused && error.code === "turn.not_yours" && this.turn.free)) throw error;
      if (!(await this.turn.take())) return false;
      await this.socket.send("phrase.say", { text });
    }
    return true;
  }

  /** Take the free turn, to write: where a finger does not bring the screen's own keyboard up with it, in the field. */
  async take() {
    if (!(await this.turn.take()) || this.speech.armed || this.speech.held) return;
    if (!matchMedia("(pointer: coarse)").matches && !document.querySelector("dialog[open]")) this.write();
  }

  /** Go on writing where the words end. @param {string} [more] to write there */
  write(more = "") {
    if (more) this.#write(this.field.value + more);
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  /** The talk key went down: talk, with the turn, or, hands-free, switch the microphone on or off. */
  async talk() {
    const { speech } = this;
    if (!this.turn.seated || !this.#weaving) return;
    if (speech.way === "free") {
      await this.#switch();
    } else if (!speech.talking) {
      speech.hold();
      // Nobody's turn begins before they can be heard, or after they have let go.
      if ((await speech.ready()) && speech.held && (await this.#haveTurn())) await speech.start();
      if (!speech.talking) void speech.stop();
    }
  }

  /** Hands-free: be silent for a while, or heard again. */
  mute() {
    if (this.speech.armed) this.speech.mute(!this.speech.muted);
  }

  async #switch() {
    const { speech, turn } = this;
    if (speech.armed) {
      speech.disarm();
    } else if ((await speech.arm()) && !turn.yours) {
      if (turn.free) await turn.take();
      else toast("You are heard as soon as the turn is yours.");
    } else if (speech.armed) {
      await speech.start();
    }
  }

  /** The turn is yours, or was free and is now. */
  async #haveTurn() {
    if (this.turn.yours) return true;
    if (!this.turn.free) {
      toast("Somebody else has the turn. Raise a hand.");
      return false;
    }
    return this.turn.take();
  }

  #typed() {
    this.#keepDraft();
    if (!this.turn.yours || performance.now() - this.#typedAt < TYPING_EVERY_MS) return;
    this.#typedAt = performance.now();
    // Nobody needs to know why a hint about typing did not arrive.
    this.socket.sendIfConnected("typing")?.catch(() => undefined);
  }

  /** What was not said stands before what was typed since. @param {string} text */
  #putBack(text) {
    const since = this.field.value.trim();
    this.#write(since ? `${text} ${since}` : text);
  }

  #keepDraft() {
    sessionStorage.setItem(this.draftKey, [...this.#unsent, this.field.value].join(" ").trim());
  }

  /** @param {string} text */
  #write(text) {
    this.field.value = text;
    checkLength(this.field);
    this.#keepDraft();
  }

  #drawField() {
    const may = this.turn.yours || this.turn.free;
    const { speech } = this;
    this.field.placeholder = speech.talking
      ? LISTENING[this.#how]
      : speech.armed && (speech.muted || speech.attends)
        ? speech.muted
          ? "Muted"
          : "Speak, and the turn is yours again"
        : this.turn.voice === "second"
          ? "What comes over it?"
          : may
            ? "What do you see?"
            : "Write ahead";
  }

  /** What ends it. @returns {"free" | "tapped" | "held"} */
  get #how() {
    if (this.speech.way === "free") return "free";
    return this.speech.tapped ? "tapped" : "held";
  }

  #drawTalk() {
    this.#drawField();
    const { talkButton, muteButton, speech } = this;
    const free = speech.way === "free";
    talkButton.classList.toggle("is-talking", speech.talking);
    talkButton.classList.toggle("is-armed", speech.armed && !speech.talking);
    const label = free
      ? speech.armed
        ? "Stop listening"
        : "Start listening"
      : speech.talking
        ? speech.tapped
          ? "Listening; tap to end"
          : "Listening; let go to end"
        : "Hold to talk, or tap to begin";
    talkButton.ariaLabel = talkButton.title = label;
    muteButton.hidden = !speech.armed;
    muteButton.ariaPressed = String(speech.muted);
    this.talkHint.replaceChildren(
      ...(free
        ? [key("Space"), " listens or stops · ", key("M"), " mutes"]
        : ["hold ", key("Space"), " to talk"]),
    );
    if (!speech.talking) talkButton.style.removeProperty("--level");
  }
}

/** @param {string} name of a key */
function key(name) {
  const element = document.createElement("kbd");
  element.textContent = name;
  return element;
}
