/**
 * Saying a phrase: the field, its send button, and the key that is held to talk or, hands-free, switches the microphone
 * on.
 *
 * On a free turn, speaking takes the turn first. What was typed is never lost: it stays in the field until the room
 * took it, comes back when it is refused, and survives a reload of this tab. Somebody who waits may write ahead. What is
 * too long for a phrase stays whole until it is shorter.
 */

import { find } from "../../dom.js";
import { checkLength } from "../../text_limit.js";
import { toast, toastRefusal } from "../toasts.js";

/** @import {Snapshot} from "../../protocol.d.ts" */

const TYPING_EVERY_MS = 2000;

export class Composer {
  #typedAt = 0;
  /** What was said and waits for what was said before it to be sent. @type {string[]} */
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
    this.socket = socket;
    this.turn = turn;
    this.speech = speech;
    this.draftKey = `lightloom.draft.${code}`;
    this.form = find(document, "#composer", HTMLFormElement);
    this.field = find(document, "#composer-text", HTMLTextAreaElement);
    this.sendButton = find(document, "#send", HTMLButtonElement);
    this.talkButton = find(document, "#talk", HTMLButtonElement);
    this.muteButton = find(document, "#mute", HTMLButtonElement);
    this.talkKey = find(document, "#keys-talk", HTMLElement);
    this.#write(sessionStorage.getItem(this.draftKey) ?? "");
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.field.blur();
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.say();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say();
    });
    this.#listenToTalkButton();
    this.muteButton.addEventListener("click", () => this.mute());
    speech.addEventListener("state", () => this.#drawTalk());
    speech.addEventListener("level", (event) => {
      const { detail } = /** @type {CustomEvent<number>} */ (event);
      this.talkButton.style.setProperty("--level", detail.toFixed(2));
    });
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
    this.#sent = this.#sent.then(() => this.#send(text));
  }

  /** @param {string} text */
  async #send(text) {
    this.#unsent.shift();
    this.#keepDraft();
    try {
      if (await this.#haveTurn()) await this.socket.send("phrase.say", { text });
      else this.#putBack(text);
    } catch (error) {
      this.#putBack(text);
      toastRefusal(error);
    }
  }

  /** The talk key went down: talk until `release`, or, hands-free, switch the microphone on or off. */
  async talk() {
    const { speech } = this;
    if (!this.turn.seated || !this.#weaving) return;
    if (speech.way === "free") {
      await this.#switch();
    } else if (!speech.talking) {
      speech.hold();
      if (await this.#haveTurn()) await speech.start();
    }
  }

  /** The talk key was released. */
  release() {
    if (this.speech.way === "hold") void this.speech.stop();
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

  #listenToTalkButton() {
    const { talkButton } = this;
    talkButton.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      talkButton.setPointerCapture(event.pointerId);
      void this.talk();
    });
    for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) {
      talkButton.addEventListener(kind, () => this.release());
    }
    talkButton.addEventListener("contextmenu", (event) => event.preventDefault());
    // For a keyboard on the button itself: held down is held.
    talkButton.addEventListener("keydown", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (!event.repeat) void this.talk();
    });
    talkButton.addEventListener("keyup", (event) => (event.key === " " || event.key === "Enter") && this.release());
    talkButton.addEventListener("blur", () => this.release());
  }

  #drawField() {
    const may = this.turn.yours || this.turn.free;
    const { speech } = this;
    this.field.placeholder = speech.talking
      ? "Listening…"
      : speech.armed && speech.muted
        ? "Muted"
        : this.turn.voice === "second"
          ? "What comes over it?"
          : may
            ? "What do you see?"
            : "Write ahead";
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
        ? "Listening; let go to end"
        : "Hold to talk";
    talkButton.ariaLabel = talkButton.title = label;
    muteButton.hidden = !speech.armed;
    muteButton.ariaPressed = String(speech.muted);
    this.talkKey.replaceChildren(
      ...(free ? [key("Space"), " listens or stops · ", key("M"), " mutes"] : ["hold ", key("Space"), " to talk"]),
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
