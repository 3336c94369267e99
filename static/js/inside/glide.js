/**
 * A calm glide along the world that stops at a touch: a button begins it, anything else one does ends it. The screen
 * stays lit meanwhile.
 *
 * With less motion it goes from strip to strip instead, and stays a while at each.
 */

import { WakeLock } from "../wake_lock.js";

/** Heights of the mural in a second. */
const PACE = 0.1;
/** How far the look sways from side to side, radians, and how long that takes, seconds. */
const SWAY = { side: 0.09, seconds: 19 };
/** How long it stays at a strip where there is to be less motion. */
const STAY_MS = 7000;

export class Glide {
  /**
   * @param {import("./relief_view.js").ReliefView} view
   * @param {HTMLButtonElement} button pressed while it glides
   */
  constructor(view, button) {
    this.view = view;
    this.button = button;
    this.frame = 0;
    this.stay = 0;
    this.at = 0;
    this.wakeLock = new WakeLock();
    this.stop = new AbortController();
    const { signal } = this.stop;
    button.hidden = false;
    button.addEventListener("click", () => (this.going ? this.end() : this.begin()), { signal });
    for (const kind of /** @type {const} */ (["pointerdown", "wheel", "keydown"])) {
      document.addEventListener(
        kind,
        (event) => event.target !== button && !button.contains(/** @type {Node} */ (event.target)) && this.end(),
        {
          signal,
          passive: true,
          capture: true,
        },
      );
    }
  }

  get going() {
    return this.frame !== 0 || this.stay !== 0;
  }

  begin() {
    this.button.setAttribute("aria-pressed", "true");
    this.wakeLock.wanted = true;
    const { view } = this;
    // From the end of the world it begins again.
    if (view.goal.at >= view.length - 0.05) view.travel(-view.length);
    if (view.reducedMotion) {
      this.stay = window.setInterval(() => {
        if (view.index >= view.mural.threads.length - 1) this.end();
        else view.travelTo(view.index + 1);
      }, STAY_MS);
      return;
    }
    this.at = performance.now();
    const began =
      this.at -
      Math.asin(Math.max(-1, Math.min(1, view.goal.side / SWAY.side))) * (SWAY.seconds / (2 * Math.PI)) * 1000;
    const on = (/** @type {number} */ time) => {
      const seconds = Math.min(0.1, Math.max(0, time - this.at) / 1000);
      this.at = time;
      view.goal.side = SWAY.side * Math.sin((((time - began) / 1000) * 2 * Math.PI) / SWAY.seconds);
      view.travel(PACE * seconds);
      if (view.goal.at >= view.length) this.end();
      else this.frame = requestAnimationFrame(on);
    };
    this.frame = requestAnimationFrame(on);
  }

  end() {
    cancelAnimationFrame(this.frame);
    clearInterval(this.stay);
    this.frame = this.stay = 0;
    this.button.setAttribute("aria-pressed", "false");
    this.wakeLock.wanted = false;
  }

  dispose() {
    this.end();
    this.stop.abort();
  }
}
