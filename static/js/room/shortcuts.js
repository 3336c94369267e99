/**
 * The keyboard. What is typed goes into the field wherever the focus is, and the space bar talks: where nothing is
 * written yet, held.
 *
 * Single letters are commands instead where nothing can be said, after Esc or speaking has left the field, and while
 * one is heard hands-free: T takes or, twice, passes the turn, H raises or lowers a hand, S changes places in a duet, E
 * corrects one's last words, M mutes. Dialogs and other fields keep all keys for themselves.
 */

import { isInputMethods, letterOf, writes } from "../keys.js";
import { hasLetterShortcuts, setLetterShortcuts } from "./shortcut_setting.js";
import { TAP_MS } from "./speech/talk_key.js";
import { toast } from "./toasts.js";

/** How long a first T waits for the second, ms. */
const SURE_MS = 4000;

export class Shortcuts {
  /** Whether the field was left, with Esc or to speak, and not entered since. */
  #left = false;
  /** Whether the space bar went down as the talk key. */
  #talking = false;
  /** Until the space bar in the field is the talk key. */
  #holding = 0;
  /** What was typed for a first T, and when that is forgotten. */
  #first = "";
  #forgetting = 0;

  /**
   * @param {import("./turn/turn.js").Turn} turn
   * @param {import("./speech/composer.js").Composer} composer
   * @param {import("./story/correction_dialog.js").CorrectionDialog} correction
   */
  constructor(turn, composer, correction) {
    this.turn = turn;
    this.composer = composer;
    this.correction = correction;
    this.escape = document.querySelector("#keys-escape");
    setLetterShortcuts(hasLetterShortcuts());
    document.addEventListener("keydown", (event) => this.#down(event));
    document.addEventListener("keyup", (event) => event.key === " " && this.#spaceUp());
    addEventListener("blur", () => this.#forgetSpace());
    composer.field.addEventListener("focus", () => this.#leave(false));
    composer.speech.addEventListener("state", () => this.#leave(this.#left || composer.speech.talking));
  }

  /** Draw which keys are commands now. */
  render() {
    if (this.escape instanceof HTMLElement) this.escape.hidden = this.#areCommands;
  }

  /** Whether letters are commands outside of fields. */
  get #areCommands() {
    const { turn, composer } = this;
    return this.#left || composer.speech.armed || !(turn.yours || turn.free);
  }

  /** @param {boolean} left */
  #leave(left) {
    this.#left = left;
    this.render();
  }

  /** @param {KeyboardEvent} event */
  #down(event) {
    if (event.key === " " && event.repeat && (this.#talking || this.#holding)) {
      // A held space bar repeats, and would scroll the page or be written.
      event.preventDefault();
    }
    if (event.repeat || document.querySelector("dialog[open]")) return;
    const { target } = event;
    if (target === this.composer.field) this.#downInField(event);
    else if (event.key === "Escape") this.#leave(true);
    else if (!isTyping(target)) this.#downOutside(event);
  }

  /** @param {KeyboardEvent} event */
  #downInField(event) {
    if (isInputMethods(event)) return;
    if (event.key === "Escape") this.#leave(true);
    if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey || this.composer.field.value) return;
    // No phrase begins with a space.
    event.preventDefault();
    const since = performance.now();
    this.#holding = setTimeout(() => {
      this.#holding = 0;
      this.turn.box.focus();
      this.#spaceDown(since);
    }, TAP_MS);
  }

  /** @param {KeyboardEvent} event */
  #downOutside(event) {
    const { turn, composer } = this;
    if (event.key === " " && !(event.ctrlKey || event.metaKey || event.altKey)) {
      if (isPressed(event.target)) return;
      event.preventDefault();
      this.#spaceDown();
    } else if (turn.seated && !turn.box.closest("[hidden]") && writes(event)) {
      const command = hasLetterShortcuts() && this.#areCommands && this.#commandOf(letterOf(event));
      const first = this.#first;
      this.#first = "";
      if (command) {
        event.preventDefault();
        command(event.key, first);
      } else {
        // The key itself is written by the browser, into the field.
        composer.write(first);
      }
    }
  }

  /**
   * @param {string} letter
   * @returns {((typed: string, first: string) => void) | undefined} called with what was typed, now and for a first T
   */
  #commandOf(letter) {
    const { turn, composer, correction } = this;
    if (letter === "e") return () => correction.editNewest();
    if (letter === "m" && composer.speech.armed) return () => composer.mute();
    if (letter === "t" && turn.yours) return (typed, first) => this.#pass(typed, first);
    if (letter === "t" && turn.free) return () => void composer.take();
    if (letter === "h" && !turn.yours) return () => void turn.hand();
    if (letter === "s" && turn.yours && turn.duet) return () => void turn.swap();
    return undefined;
  }

  /**
   * A stray letter passes no turn: the second T does.
   * @param {string} typed
   * @param {string} first
   */
  #pass(typed, first) {
    clearTimeout(this.#forgetting);
    if (first) {
      void this.turn.pass();
      return;
    }
    this.#first = typed;
    this.#forgetting = setTimeout(() => (this.#first = ""), SURE_MS);
    toast("Press T once more to pass the turn on.");
  }

  /** @param {number} [since] when it went down */
  #spaceDown(since) {
    this.#talking = true;
    this.composer.talkKey.down(since);
  }

  #spaceUp() {
    if (this.#talking) this.composer.talkKey.up();
    this.#forgetSpace();
  }

  /** It is not held any more, or that will not be told. */
  #forgetSpace() {
    clearTimeout(this.#holding);
    this.#holding = 0;
    if (this.#talking) this.composer.talkKey.cancel();
    this.#talking = false;
  }
}

/**
 * Whether letters go into `target`. A dialog that was closed by a key has the focus until the page is drawn next.
 * @param {EventTarget | null} target
 */
function isTyping(target) {
  if (!(target instanceof Element) || target.closest("dialog:not([open])")) return false;
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** Whether the space bar presses `target`. @param {EventTarget | null} target */
function isPressed(target) {
  return target instanceof Element && target.closest("button, a, summary") !== null;
}
