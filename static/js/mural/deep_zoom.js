/**
 * The mural as deep zoom: OpenSeadragon paints the tiles, this class says where one looks and takes the gestures.
 *
 * Travelling is as in scroll_view.js: a wheel that turns sideways, a finger and the arrow keys go along; Ctrl with the
 * wheel, two fingers, a double click and + and - come nearer. One is never lost beside the mural. Dispatches "travel" as
 * that does, "near" when the scale changes, and "trouble" when a tile does not come.
 */

/** @import OpenSeadragon from "openseadragon" */
/** @typedef {typeof OpenSeadragon} Library */

import { prefersReducedMotion } from "../dom.js";
import { middleOf, stripAt } from "./strips.js";
import { clampLook, leftFor, pointInView, scalesOf } from "./viewport.js";
import { pixels, wheelAlong } from "./wheel.js";

/** Levels that are loaded from afar to near: the farthest is an eighth of the full size, as far as one can go back. */
const LEVELS_BACK = 3;
/** Tiles that are kept: 2.4 MB each when painted. */
const KEPT = 48;
/** Seconds that a movement takes. */
const MOVING = 0.6;
/** Seconds of its speed that a flung mural goes on for. */
const FLUNG = 0.3;
/** CSS px a second below which letting go is no throw. */
const THROW = 120;
const STEP = 1.5;

/**
 * @typedef {object} Tiles
 * @property {string} url of tiles.json
 * @property {number} width
 * @property {number} height
 * @property {number} size px a tile is wide
 * @property {number} levels
 * @property {string} pattern of a tile's name beside tiles.json
 */

export class DeepZoom extends EventTarget {
  /** Index of the strip in view. */
  index = 0;
  #chosen = 0;
  /** @type {import("./viewport.js").Look} */
  #look = { x: 0, y: 0, scale: 1 };
  /** The scale at which the window, as it was last seen, holds the mural's whole height. */
  #whole = 1;
  #stop = new AbortController();

  /**
   * @param {Library} library
   * @param {HTMLElement} element that takes the keys
   * @param {HTMLElement} picture inside it, that is painted into
   * @param {import("./strips.js").MuralData} mural
   * @param {Tiles} tiles
   */
  constructor(library, element, picture, mural, tiles) {
    super();
    this.library = library;
    this.element = element;
    this.mural = mural;
    const still = {
      dragToPan: false,
      scrollToZoom: false,
      clickToZoom: false,
      dblClickToZoom: false,
      pinchToZoom: false,
      flickEnabled: false,
    };
    this.viewer = library({
      element: picture,
      tileSources: /** @type {any} */ (source(tiles)),
      drawer: "canvas",
      showNavigationControl: false,
      keyboardNavEnabled: false,
      tabIndex: /** @type {any} */ (""),
      gestureSettingsMouse: still,
      gestureSettingsTouch: still,
      gestureSettingsPen: still,
      gestureSettingsUnknown: still,
      animationTime: prefersReducedMotion() ? 0 : MOVING,
      blendTime: prefersReducedMotion() ? 0 : 0.2,
      visibilityRatio: 0,
      maxImageCacheCount: KEPT,
      smoothTileEdgesMinZoom: Infinity,
      subPixelRoundingForTransparency: /** @type {any} */ (library.SUBPIXEL_ROUNDING_OCCURRENCES.ALWAYS),
      placeholderFillStyle: mural.colours[0] ?? "",
    });
    this.viewer.addHandler("viewport-change", () => this.#tell());
    // After its own handling, which keeps the picture's part of the window's diagonal.
    this.viewer.addHandler("resize", () => queueMicrotask(() => this.viewer.isOpen() && this.#fit()));
    this.viewer.addHandler("tile-load-failed", () => this.dispatchEvent(new Event("trouble")));
    this.viewer.addHandler("open-failed", () => this.dispatchEvent(new Event("trouble")));
    this.#takeGestures();
  }

  /**
   * Resolves once what is to be seen from `left` on has been painted.
   * @param {number} left px of the mural
   * @param {number} chosen as in `show`
   * @returns {Promise<void>}
   */
  async open(left, chosen) {
    if (!this.viewer.isOpen()) await new Promise((done) => this.viewer.addOnceHandler("open", done));
    this.show(left, chosen);
    const image = this.viewer.world.getItemAt(0);
    if (!image.getFullyLoaded()) await new Promise((done) => image.addOnceHandler("fully-loaded-change", done));
  }

  /**
   * The mural's whole height, from `left` on.
   * @param {number} left px of the mural
   * @param {number} chosen the strip in view where the window holds the whole mural
   */
  show(left, chosen) {
    this.#chosen = chosen;
    const { whole } = scalesOf(this.#screen, this.mural);
    this.#go({ x: left + this.#screen.width / whole / 2, y: this.mural.height / 2, scale: whole }, true);
    this.#tell();
  }

  /**
   * Bring a strip into view.
   * @param {number} index
   * @param {{smooth?: boolean}} [how] smooth unless it is far away or motion is unwelcome
   */
  travel(index, { smooth = true } = {}) {
    this.#chosen = index;
    const wide = this.#screen.width / this.#look.scale;
    const x = leftFor(middleOf(this.mural, index), wide, this.mural.width) + wide / 2;
    this.#go({ ...this.#look, x }, !smooth || Math.abs(x - this.#look.x) > wide * 3);
  }

  /**
   * Come nearer, or go back with a factor below 1.
   * @param {number} factor
   * @param {{x: number, y: number}} [at] what stays where it is, CSS px of the window; the strip in view unless given
   * @param {boolean} [at_once]
   */
  zoom(factor, at, at_once = false) {
    const { width, height } = this.#screen;
    const from = this.#look.scale;
    const { x, y } = at ?? { x: ((this.#point ?? this.#look.x) - this.#look.x) * from + width / 2, y: height / 2 };
    const { least, most } = scalesOf(this.#screen, this.mural);
    const to = Math.min(most, Math.max(least, from * factor));
    const [dx, dy] = [x - width / 2, y - height / 2];
    this.#go({ x: this.#look.x + dx / from - dx / to, y: this.#look.y + dy / from - dy / to, scale: to }, at_once);
  }

  /** The mural's whole height. */
  whole() {
    this.#go({ ...this.#look, scale: scalesOf(this.#screen, this.mural).whole });
  }

  /**
   * Where one is between farthest and nearest: whether one may go back or come nearer, and whether the whole height is
   * seen.
   */
  get reach() {
    const { least, whole, most } = scalesOf(this.#screen, this.mural);
    const { scale } = this.#look;
    return { back: scale > least * 1.001, nearer: scale < most * 0.999, whole: Math.abs(scale / whole - 1) < 0.001 };
  }

  /** Take it out of the page again. */
  dispose() {
    this.#stop.abort();
    this.viewer.destroy();
  }

  get #screen() {
    const { clientWidth, clientHeight } = this.viewer.container;
    return { width: clientWidth || 1, height: clientHeight || 1 };
  }

  /**
   * @param {import("./viewport.js").Look} wanted
   * @param {boolean} [at_once]
   */
  #go(wanted, at_once = false) {
    const screen = this.#screen;
    const before = this.#look.scale;
    this.#whole = scalesOf(screen, this.mural).whole;
    this.#look = clampLook(wanted, screen, this.mural);
    const { x, y, scale } = this.#look;
    const [w, h] = [screen.width / scale / this.mural.width, screen.height / scale / this.mural.width];
    const bounds = new this.library.Rect(x / this.mural.width - w / 2, y / this.mural.width - h / 2, w, h);
    this.viewer.viewport.fitBounds(bounds, at_once || prefersReducedMotion());
    // A finger moves the page up and down unless there is more of the mural there.
    const touch = scale > this.#whole * 1.001 ? "none" : "pan-y";
    for (const element of [this.viewer.canvas, this.viewer.container]) element.style.touchAction = touch;
    if (scale !== before) this.dispatchEvent(new Event("near"));
  }

  /** In a window of another size one is as near as before: who saw the whole height sees it still. */
  #fit() {
    const { whole } = scalesOf(this.#screen, this.mural);
    this.#go({ ...this.#look, scale: (this.#look.scale * whole) / this.#whole }, true);
  }

  /** @param {number} dx CSS px that the mural is moved by @param {number} dy @param {boolean} [at_once] */
  #move(dx, dy, at_once = true) {
    const { x, y, scale } = this.#look;
    this.#go({ x: x - dx / scale, y: y - dy / scale, scale }, at_once);
  }

  /** The point whose strip is in view, where the window is going to be. */
  get #point() {
    const wide = this.#screen.width / this.#look.scale;
    return pointInView(this.#look.x - wide / 2, wide, this.mural.width);
  }

  #tell() {
    const { x: start, width: share } = this.viewer.viewport.getBounds(true);
    const { width } = this.mural;
    const point = pointInView(start * width, share * width, width) ?? middleOf(this.mural, this.#chosen);
    this.index = stripAt(this.mural.threads, Math.min(Math.max(0, point), width - 1));
    this.dispatchEvent(new CustomEvent("travel", { detail: { index: this.index, start, share } }));
  }

  #takeGestures() {
    const { viewer, element } = this;
    const { signal } = this.#stop;
    element.addEventListener("wheel", (event) => this.#wheel(event), { passive: false, capture: true, signal });
    element.addEventListener("keydown", (event) => this.#key(event), { signal });
    viewer.addHandler("canvas-press", () => element.focus({ preventScroll: true }));
    viewer.addHandler("canvas-drag", ({ delta }) => this.#move(delta.x, delta.y));
    viewer.addHandler("canvas-drag-end", ({ speed, direction }) => {
      if (prefersReducedMotion() || speed < THROW) return;
      this.#move(Math.cos(direction) * speed * FLUNG, Math.sin(direction) * speed * FLUNG, false);
    });
    viewer.addHandler("canvas-pinch", ({ center, lastCenter, distance, lastDistance }) => {
      this.#move(center.x - lastCenter.x, center.y - lastCenter.y);
      this.zoom(distance / lastDistance, center, true);
    });
    viewer.addHandler("canvas-double-click", ({ position }) =>
      this.reach.nearer ? this.zoom(2, position) : this.whole(),
    );
  }

  /**
   * What the wheel turns sideways travels along; up and down the page scrolls.
   * @param {WheelEvent} event
   */
  #wheel(event) {
    event.stopPropagation();
    const along = wheelAlong(event);
    if (event.ctrlKey || event.metaKey) {
      const box = this.element.getBoundingClientRect();
      const at = { x: event.clientX - box.left, y: event.clientY - box.top };
      // Half as near or twice as near at most, however far one event of a wheel goes.
      this.zoom(2 ** Math.min(1, Math.max(-1, -pixels(event, event.deltaY) / 150)), at, true);
    } else if (along) {
      this.#move(-along, 0);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { width, height } = this.#screen;
    const upright = this.#look.scale > scalesOf(this.#screen, this.mural).whole * 1.001;
    if (event.key === "ArrowRight") this.travel(Math.min(this.index + 1, this.mural.threads.length - 1));
    else if (event.key === "ArrowLeft") this.travel(Math.max(this.index - 1, 0));
    else if (event.key === "ArrowDown" && upright) this.#move(0, -height / 4, false);
    else if (event.key === "ArrowUp" && upright) this.#move(0, height / 4, false);
    else if (event.key === "PageDown") this.#move(-width * 0.8, 0, false);
    else if (event.key === "PageUp") this.#move(width * 0.8, 0, false);
    else if (event.key === "Home") this.travel(0);
    else if (event.key === "End") this.travel(this.mural.threads.length - 1);
    else if (event.key === "+" || event.key === "=") this.zoom(STEP);
    else if (event.key === "-") this.zoom(1 / STEP);
    else if (event.key === "0") this.whole();
    else return;
    event.preventDefault();
  }
}

/**
 * The tiles as OpenSeadragon counts them: its highest level is our level 0.
 * @param {Tiles} tiles
 */
function source({ url, width, height, size, levels, pattern }) {
  const last = levels - 1;
  const beside = new URL(url, document.baseURI);
  return {
    width,
    height,
    tileSize: size,
    tileOverlap: 0,
    minLevel: Math.max(0, last - LEVELS_BACK),
    maxLevel: last,
    /** @param {number} level @param {number} column */
    getTileUrl: (level, column) =>
      new URL(pattern.replace("{level}", String(last - level)).replace("{column}", String(column)), beside).href,
  };
}
