/**
 * The talk key: a button, and the space bar that does the same.
 *
 * Held, it talks until it is let go. A tap begins what the next tap ends. Hands-free, either switches the microphone on
 * or off. Whoever presses it without a pointer or a key, as a screen reader does, taps.
 */

/** A press that is shorter is a tap, ms. */
export const TAP_MS = 350;

export class TalkKey {
  /** When the press that may become a tap began; 0 for none. */
  #since = 0;

  /**
   * @param {HTMLButtonElement} button
   * @param {import("./speech_stream.js").SpeechStream} speech
   * @param {() => void} talk begins to talk; hands-free, switches the microphone
   */
  constructor(button, speech, talk) {
    this.speech = speech;
    this.talk = talk;
    button.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      button.setPointerCapture(event.pointerId);
      this.down();
    });
    button.addEventListener("pointerup", () => this.up());
    for (const kind of ["pointercancel", "lostpointercapture", "blur"]) {
      button.addEventListener(kind, () => this.cancel());
    }
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    button.addEventListener("keydown", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (!event.repeat) this.down();
    });
    button.addEventListener("keyup", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      this.up();
    });
    button.addEventListener("click", ({ detail }) => detail === 0 && this.#tap());
  }

  /** @param {number} [since] when it went down, ms of performance.now() */
  down(since = performance.now()) {
    if (this.speech.tapped) {
      void this.speech.stop();
      return;
    }
    this.#since = since;
    this.talk();
  }

  up() {
    if (!this.#since) return;
    if (performance.now() - this.#since < TAP_MS) this.speech.tap();
    else this.#letGo();
    this.#since = 0;
  }

  /** The press ended in another way than by letting go: that is no tap. */
  cancel() {
    if (this.#since) this.#letGo();
    this.#since = 0;
  }

  #tap() {
    this.down();
    this.up();
  }

  #letGo() {
    if (this.speech.way === "hold") void this.speech.stop();
  }
}
