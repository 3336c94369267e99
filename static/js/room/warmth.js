/**
 * The banner over the mural for as long as the engine is waking: how far it is, and that what is said waits for it.
 *
 * The server renders its first value into the page; while the engine is not ready, it is asked for again every two seconds, and
 * not at all once it is. A phrase that waits for the waking starts it anew, as after a restart of the engine.
 *
 * @typedef {{stage: string, done: number, of: number, ready: boolean, seconds: number, problem: string}} Wakefulness
 */

import { find } from "../dom.js";
import { waitsForWaking } from "./waiting.js";

const ASK_MS = 2000;

export class Warmth {
  #asking = 0;

  /**
   * @param {string} url where it is asked for
   * @param {Wakefulness | null} known at the time of the page; null while no painter says anything of itself
   */
  constructor(url, known) {
    this.url = url;
    this.box = find(document, "#warmth", HTMLElement);
    this.words = find(document, "#warmth-words", HTMLElement);
    this.progress = find(document, "#warmth-progress", HTMLProgressElement);
    this.live = find(document, "#warmth-live", HTMLElement);
    this.#draw(known);
  }

  /** @param {import("./story.js").Snapshot} snapshot */
  render(snapshot) {
    if (!this.#asking && snapshot.phrases.some(waitsForWaking)) this.#askSoon();
  }

  /** @param {Wakefulness | null} warmth */
  #draw(warmth) {
    const ready = warmth?.ready ?? false;
    // Only the end of it is read out: the steps on the way would be chatter.
    if (ready && !this.box.hidden) this.live.textContent = "The painter is awake.";
    this.box.hidden = ready;
    this.box.classList.toggle("is-stuck", Boolean(warmth?.problem));
    const stage = warmth?.stage ? `: ${warmth.stage} (${warmth.done} of ${warmth.of})` : "";
    const words = warmth?.problem ? "The painter cannot wake just now. What you say is kept." : `The painter is waking${stage}`;
    if (this.words.textContent !== words) this.words.textContent = words;
    this.progress.hidden = !stage || Boolean(warmth?.problem);
    this.progress.max = warmth?.of || 1;
    this.progress.value = warmth?.done ?? 0;
    if (!ready) this.#askSoon();
  }

  #askSoon() {
    clearTimeout(this.#asking);
    this.#asking = setTimeout(() => void this.#ask(), ASK_MS);
  }

  async #ask() {
    this.#asking = 0;
    try {
      const answer = await fetch(this.url);
      if (!answer.ok) throw new Error(String(answer.status));
      this.#draw(await answer.json());
    } catch {
      // The service is away for a moment; the socket says so already.
      this.#askSoon();
    }
  }
}
