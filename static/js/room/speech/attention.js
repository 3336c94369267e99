/**
 * Attention to a voice after one's hands-free turn ran out: it listens here, sends nothing, and tells when somebody
 * speaks, so that the free turn can be taken again.
 *
 * What came just before is kept, so that the sentence which takes the turn is whole. Event: `voice`.
 */

/** From this level on somebody speaks, 0 to 1; so many levels in a row (0.06 s each) are no knock on the table. */
const SPEAKING = 0.08;
const LEVELS = 3;
/** Frames of 0.1 s that are kept: the word that was noticed, and the way to the room and back. */
const FRAMES_KEPT = 20;

export class Attention extends EventTarget {
  #on = false;
  #loud = 0;
  /** @type {ArrayBuffer[]} */
  #frames = [];

  /** @param {import("./microphone.js").Microphone} microphone */
  constructor(microphone) {
    super();
    this.microphone = microphone;
    microphone.addEventListener("frame", (event) => {
      if (!this.#on) return;
      this.#frames.push(/** @type {CustomEvent<ArrayBuffer>} */ (event).detail);
      if (this.#frames.length > FRAMES_KEPT) this.#frames.shift();
    });
    microphone.addEventListener("level", (event) => {
      if (!this.#on) return;
      this.#loud = /** @type {CustomEvent<number>} */ (event).detail >= SPEAKING ? this.#loud + 1 : 0;
      if (this.#loud === LEVELS) this.dispatchEvent(new Event("voice"));
    });
  }

  get on() {
    return this.#on;
  }

  begin() {
    if (this.#on) return;
    this.#on = true;
    this.#loud = 0;
    this.microphone.start();
  }

  /** No more. Gives the frames that were kept; the microphone goes on giving frames. @returns {ArrayBuffer[]} */
  end() {
    this.#on = false;
    return this.#frames.splice(0);
  }
}
