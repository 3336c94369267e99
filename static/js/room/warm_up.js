/**
 * The banner over the mural for as long as the engine is warming up: how far it is, and that what is said waits for it.
 *
 * The server renders its first value into the page; while the engine is not ready, it is asked for again every two
 * seconds, and not at all once it is. A phrase that waits for it starts the asking anew, as after a restart of the
 * engine.
 */

import { find } from "../dom.js";
import { waitsForWaking } from "./story/waiting.js";

/** @import {Snapshot} from "../protocol.d.ts" */

/**
 * @typedef {{stage: string, done: number, of: number, ready: boolean, seconds: number, problem: string,
 *   stopped?: string}} Readiness `stopped`: why nothing can be kept here just now
 */

const ASK_MS = 2000;

export class WarmUp {
  #asking = 0;

  /**
   * @param {string} url where it is asked for
   * @param {Readiness | null} known at the time of the page; null while no painter says anything of itself
   */
  constructor(url, known) {
    this.url = url;
    this.box = find(document, "#warm-up", HTMLElement);
    this.words = find(document, "#warm-up-words", HTMLElement);
    this.progress = find(document, "#warm-up-progress", HTMLProgressElement);
    this.live = find(document, "#warm-up-live", HTMLElement);
    this.#draw(known);
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    if (!this.#asking && snapshot.phrases.some(waitsForWaking)) this.#askSoon();
  }

  /** @param {Readiness | null} readiness */
  #draw(readiness) {
    const ready = readiness?.ready ?? false;
    // Only the end of it is read out: the steps on the way would be chatter.
    if (ready && !this.box.hidden) this.live.textContent = "The painter is awake.";
    this.box.hidden = ready;
    const stuck = Boolean(readiness?.stopped || readiness?.problem);
    this.box.classList.toggle("is-stuck", stuck);
    const stage = readiness?.stage ? `: ${readiness.stage} (${readiness.done} of ${readiness.of})` : "";
    const words =
      readiness?.stopped ||
      (readiness?.problem
        ? "The painter cannot wake just now. What you say is kept."
        : `The painter is waking${stage}`);
    if (this.words.textContent !== words) this.words.textContent = words;
    this.progress.hidden = !stage || stuck;
    this.progress.max = readiness?.of || 1;
    this.progress.value = readiness?.done ?? 0;
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
