/**
 * Keeps the screen from going dark while `wanted` is true and the page is in sight.
 *
 * The browser takes the lock back with every page that is hidden, and may refuse it where the battery is low: it is
 * asked for again when the page is back, and where there is none nothing else changes.
 */

export class WakeLock {
  #wanted = false;
  #asking = false;
  /** @type {WakeLockSentinel | null} */
  #lock = null;

  constructor() {
    document.addEventListener("visibilitychange", () => void this.#follow());
  }

  /** @param {boolean} wanted */
  set wanted(wanted) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    void this.#follow();
  }

  async #follow() {
    if (!this.#wanted) {
      void this.#lock?.release();
      this.#lock = null;
    } else if (!document.hidden && (!this.#lock || this.#lock.released) && !this.#asking) {
      await this.#ask();
    }
  }

  async #ask() {
    this.#asking = true;
    try {
      this.#lock = (await navigator.wakeLock?.request("screen")) ?? null;
    } catch {
      this.#lock = null;
    } finally {
      this.#asking = false;
    }
    // It may not be wanted any more.
    if (!this.#wanted) await this.#follow();
  }
}
