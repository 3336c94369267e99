/**
 * The mural of a finished world, scrolled natively: only the strips near the view, with their layers, are in the
 * document.
 *
 * It is there at once, with and without scripts; deep_zoom.js takes its place where tiles are. Dispatches "travel" when
 * the strip in view (viewport.js), or the view, changes, and "missing" when a picture does not come, whose place stays
 * dark.
 */

import { prefersReducedMotion } from "../dom.js";
import { middleOf, stripAt } from "./strips.js";
import { leftFor, pointInView } from "./viewport.js";
import { pixels } from "./wheel.js";

/** How much is kept ready on each side of the window, in windows. */
const AHEAD = 1;
/** CSS px under the pictures where the threads run; css/mural/viewer.css keeps it free. */
const THREAD_ROOM = 10;
const DRAG_FRICTION = 0.94;

export class ScrollView extends EventTarget {
  /**
   * @param {HTMLElement} scroller
   * @param {HTMLElement} track inside it
   * @param {import("./strips.js").MuralData} mural
   */
  constructor(scroller, track, mural) {
    super();
    this.scroller = scroller;
    this.track = track;
    this.mural = mural;
    /** Index of the strip in view. */
    this.index = 0;
    /** @type {import("./strips.js").Strip[]} */
    this.strips = [];
    /** @type {Map<number, HTMLElement>} */
    this.hung = new Map();
    this.chosen = 0;
    this.frame = 0;

    for (const item of track.children) {
      if (item instanceof HTMLElement) this.hung.set(Number(item.dataset.position), item);
    }
    scroller.addEventListener("scroll", () => this.#soon(), { passive: true });
    scroller.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    scroller.addEventListener("keydown", (event) => this.#key(event));
    scroller.addEventListener("pointerdown", (event) => this.#drag(event));
    // Errors of pictures do not bubble; one of the page's own may have been there before this.
    track.addEventListener("error", ({ target }) => target instanceof HTMLImageElement && this.#miss(target), {
      capture: true,
    });
    for (const image of track.querySelectorAll("img"))
      if (image.complete && image.naturalWidth === 0) this.#miss(image);
    new ResizeObserver(() => this.#soon()).observe(scroller);
  }

  /** @param {HTMLImageElement} image that did not come */
  #miss(image) {
    image.classList.add("is-missing");
    queueMicrotask(() => this.dispatchEvent(new Event("missing")));
  }

  /**
   * Lay out the mural and bring what is near the view.
   * @param {import("./strips.js").Strip[]} strips
   */
  setStrips(strips) {
    this.strips = strips;
    this.track.classList.add("mural__track--laid");
    for (const [position, item] of this.hung) this.#place(item, strips[position]);
    this.#update();
  }

  /** Shown px for a px of the mural. */
  get scale() {
    return (this.scroller.clientHeight - THREAD_ROOM) / this.mural.height;
  }

  /** Left edge of the window, px of the mural. */
  get left() {
    return this.scroller.scrollLeft / this.scale;
  }

  get #room() {
    return Math.max(0, this.mural.width * this.scale - this.scroller.clientWidth);
  }

  /**
   * Bring a strip into view.
   * @param {number} index
   * @param {{smooth?: boolean}} [how] smooth unless it is far away or motion is unwelcome
   */
  travel(index, { smooth = true } = {}) {
    this.chosen = index;
    const room = this.#room;
    if (room === 0) {
      this.#update();
      return;
    }
    const { scale, mural } = this;
    const left = leftFor(middleOf(mural, index), this.scroller.clientWidth / scale, mural.width) * scale;
    const near = Math.abs(left - this.scroller.scrollLeft) < this.scroller.clientWidth * 3;
    this.scroller.scrollTo({ left, behavior: smooth && near && !prefersReducedMotion() ? "smooth" : "instant" });
    this.#soon();
  }

  #soon() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.#update();
    });
  }

  #update() {
    const { scroller, mural, scale } = this;
    // The track is as wide as the mural is at this height; set here because its height follows the window.
    if (this.strips.length) this.track.style.width = `${mural.width * scale}px`;
    const left = scroller.scrollLeft / scale;
    const wide = scroller.clientWidth / scale;
    const point = pointInView(left, wide, mural.width) ?? middleOf(mural, this.chosen);
    this.index = stripAt(mural.threads, Math.min(point, mural.width - 1));
    if (this.strips.length) this.#bring(left - wide * AHEAD, left + wide * (1 + AHEAD));
    for (const [position, item] of this.hung) item.toggleAttribute("data-in-view", position === this.index);
    this.dispatchEvent(
      new CustomEvent("travel", {
        detail: { index: this.index, start: left / mural.width, share: wide / mural.width },
      }),
    );
  }

  /**
   * @param {number} from px of the mural
   * @param {number} to
   */
  #bring(from, to) {
    const first = stripAt(this.mural.threads, from);
    const last = stripAt(this.mural.threads, to);
    for (const [position, item] of this.hung) {
      if (position >= first && position <= last) continue;
      item.remove();
      this.hung.delete(position);
    }
    for (let position = first; position <= last; position++) {
      if (!this.hung.has(position)) this.#hangStrip(this.strips[position]);
    }
  }

  /** @param {import("./strips.js").Strip} strip */
  #hangStrip(strip) {
    const item = document.createElement("li");
    item.className = "strip strip--arriving";
    item.dataset.position = String(strip.position);
    item.dataset.colour = String(strip.colour);
    const image = new Image(strip.width, this.mural.height);
    image.alt = strip.caption;
    image.decoding = "async";
    image.draggable = false;
    image.src = strip.view;
    item.append(image, ...strip.layers.map((layer) => this.#layer(layer)));
    this.#place(item, strip);
    // In the mural's order, so that it is read in that order too.
    const after = [...this.track.children].find(
      (other) => other instanceof HTMLElement && Number(other.dataset.position) > strip.position,
    );
    this.track.insertBefore(item, after ?? null);
    this.hung.set(strip.position, item);
  }

  /**
   * A layer lies in its strip's item, which lies over the strip before: css/mural/viewer.css says where.
   * @param {import("./strips.js").Layer} layer
   */
  #layer(layer) {
    const laid = document.createElement("span");
    laid.className = "layer";
    laid.dataset.colour = String(layer.colour);
    const image = new Image(layer.width, this.mural.height);
    image.alt = layer.text;
    image.decoding = "async";
    image.draggable = false;
    image.src = layer.view;
    laid.append(image);
    return laid;
  }

  /**
   * @param {HTMLElement} item
   * @param {import("./strips.js").Strip} strip
   */
  #place(item, strip) {
    item.style.left = `${(strip.x / this.mural.width) * 100}%`;
    item.style.width = `${(strip.width / this.mural.width) * 100}%`;
    item.style.zIndex = String(strip.position);
  }

  /**
   * Sideways the browser scrolls the mural, up and down the page; where there is none, in full screen, that travels.
   * @param {WheelEvent} event
   */
  #wheel(event) {
    if (!document.fullscreenElement || event.deltaX || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.scroller.scrollLeft += pixels(event, event.deltaY);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = this.scroller.clientWidth * 0.8;
    const behavior = prefersReducedMotion() ? "instant" : "smooth";
    if (event.key === "ArrowRight") this.travel(Math.min(this.index + 1, this.mural.threads.length - 1));
    else if (event.key === "ArrowLeft") this.travel(Math.max(this.index - 1, 0));
    else if (event.key === "PageDown") this.scroller.scrollBy({ left: page, behavior });
    else if (event.key === "PageUp") this.scroller.scrollBy({ left: -page, behavior });
    else if (event.key === "Home") this.travel(0);
    else if (event.key === "End") this.travel(this.mural.threads.length - 1);
    else return;
    event.preventDefault();
  }

  /**
   * Pull the mural along with a mouse; fingers have the browser's own scrolling.
   * @param {PointerEvent} down
   */
  #drag(down) {
    if (down.pointerType !== "mouse" || down.button !== 0) return;
    const { scroller } = this;
    const origin = scroller.scrollLeft;
    let speed = 0;
    let last = down.clientX;
    const held = new AbortController();
    // Whatever comes next takes the mural over from the glide, the next press included.
    const taken = new AbortController();
    scroller.setPointerCapture(down.pointerId);
    scroller.classList.add("is-dragged");
    /** @param {PointerEvent} move */
    const move = (move) => {
      speed = last - move.clientX;
      last = move.clientX;
      scroller.scrollLeft = origin + down.clientX - move.clientX;
    };
    const glide = () => {
      if (taken.signal.aborted || Math.abs(speed) < 0.5) return taken.abort();
      scroller.scrollLeft += speed;
      speed *= DRAG_FRICTION;
      requestAnimationFrame(glide);
    };
    const up = () => {
      held.abort();
      scroller.classList.remove("is-dragged");
      if (prefersReducedMotion()) return;
      for (const kind of ["pointerdown", "wheel", "keydown"]) {
        document.addEventListener(kind, () => taken.abort(), { signal: taken.signal, passive: true });
      }
      glide();
    };
    scroller.addEventListener("pointermove", move, { signal: held.signal });
    for (const kind of ["pointerup", "pointercancel"]) scroller.addEventListener(kind, up, { signal: held.signal });
  }
}
