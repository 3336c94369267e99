/**
 * Keeps a sideways-scrolling view at its newest end, gently, and leaves it alone while somebody looks back.
 *
 * Whoever scrolls, drags or steps away from the end is looking back: nothing moves under them, and a button offers the
 * way to now. Every movement of its own can be taken over by a hand at any moment; with reduced motion it jumps.
 */

import { prefersReducedMotion } from "../../dom.js";
import { pixels } from "../../mural/wheel.js";

/** Within this many px of the end somebody counts as being there. */
const NEAR = 48;
const GLIDE_MIN_MS = 700;
const GLIDE_MAX_MS = 2600;
/** Movements longer than this many views jump most of the way. */
const FAR_VIEWS = 2.5;

export class AutoScroll {
  following = true;
  #frame = 0;
  /** @type {{x: number, drag: boolean} | null} */
  #held = null;
  #settled = false;
  #width = 0;

  /**
   * @param {HTMLElement} view scrolls sideways
   * @param {HTMLButtonElement} toNow shown while somebody looks back
   * @param {() => number} end the scroll position of "now", px
   */
  constructor(view, toNow, end) {
    this.view = view;
    this.toNow = toNow;
    this.end = end;
    toNow.addEventListener("click", () => {
      this.now();
      view.focus({ preventScroll: true });
    });
    view.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    view.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    view.addEventListener("touchstart", () => this.#stop(), { passive: true });
    view.addEventListener("pointerdown", (event) => this.#press(event));
    view.addEventListener("pointermove", (event) => this.#drag(event));
    for (const kind of ["pointerup", "pointercancel"]) view.addEventListener(kind, () => this.#release());
    // A press that became a drag is not a press on the thread under it.
    view.addEventListener("click", (event) => view.classList.contains("is-dragged") && event.stopPropagation(), true);
  }

  /** The end moved: go along, unless somebody looks back. The first time it is simply there. */
  ended() {
    if (!this.following) return;
    if (this.#settled) this.#glide(this.end());
    else this.view.scrollLeft = this.end();
  }

  /**
   * The view has another size: stay at the end, or at the place looked at.
   * @param {number} by how much larger everything in it is now
   */
  resized(by) {
    this.#stop();
    this.view.scrollLeft = this.following ? this.end() : this.view.scrollLeft * by;
    this.#width = this.view.clientWidth;
  }

  /** From here on movements are gentle. */
  settle() {
    this.#settled = true;
  }

  /** Go to the end and stay with it. */
  now() {
    this.following = true;
    this.toNow.hidden = true;
    this.#glide(this.end());
  }

  /**
   * Look at another place.
   * @param {number} left scroll position, px
   */
  travel(left) {
    const to = Math.max(0, Math.min(left, this.end()));
    this.following = this.end() - to < NEAR;
    this.toNow.hidden = this.following;
    this.#glide(to);
  }

  /** @param {number} to */
  #glide(to) {
    this.#stop();
    const { view } = this;
    if (prefersReducedMotion() || document.hidden) {
      view.scrollLeft = to;
      return;
    }
    const far = view.clientWidth * FAR_VIEWS;
    let from = view.scrollLeft;
    if (Math.abs(to - from) > far) from = to - Math.sign(to - from) * view.clientWidth;
    const distance = to - from;
    if (Math.abs(distance) < 1) return;
    const duration = Math.min(GLIDE_MAX_MS, Math.max(GLIDE_MIN_MS, Math.abs(distance) * 2.2));
    let began = 0;
    /** @param {number} time */
    const step = (time) => {
      began ||= time;
      const t = Math.min(1, (time - began) / duration);
      const eased = t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2;
      view.scrollLeft = from + distance * eased;
      this.#frame = t < 1 ? requestAnimationFrame(step) : 0;
    };
    this.#frame = requestAnimationFrame(step);
  }

  #stop() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #scrolled() {
    // A view that just changed its size scrolls by itself, before anyone is told of the size.
    if (this.#frame || this.view.clientWidth !== this.#width) return;
    this.following = this.end() - this.view.scrollLeft < NEAR;
    this.toNow.hidden = this.following;
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    this.#stop();
    if (event.ctrlKey || Math.abs(event.deltaX) >= Math.abs(event.deltaY)) return;
    // The room does not scroll; where its page does, up and down is the page's.
    const { scrollHeight, clientHeight } = document.documentElement;
    if (!event.shiftKey && scrollHeight > clientHeight) return;
    event.preventDefault();
    this.view.scrollLeft += pixels(event, event.deltaY);
  }

  /** @param {PointerEvent} event */
  #press(event) {
    this.#stop();
    this.view.classList.remove("is-dragged");
    if (event.pointerType === "mouse" && event.button === 0) this.#held = { x: event.clientX, drag: false };
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (!this.#held) return;
    const by = event.clientX - this.#held.x;
    if (!this.#held.drag && Math.abs(by) < 5) return;
    if (!this.#held.drag) this.view.setPointerCapture(event.pointerId);
    this.#held = { x: event.clientX, drag: true };
    this.view.classList.add("is-dragged");
    this.view.scrollLeft -= by;
  }

  #release() {
    const dragged = this.#held?.drag;
    this.#held = null;
    // After the click that ends the drag has been swallowed.
    if (dragged) setTimeout(() => this.view.classList.remove("is-dragged"));
  }
}
