/**
 * The mural on a page, however it is shown: strip by strip at first, as deep zoom once its tiles are here. One place to
 * travel from.
 *
 * Dispatches "travel" with {index, start, share}, whichever shows it; "deep" when it changed over; "near" when the
 * scale changes; "missing" where a part of what is shown does not come; and "cut" where the strips did not come, and
 * only the first ones are there. Where tiles do not come at all it stays as it is.
 */

import { find } from "../dom.js";
import { DeepZoom } from "./deep_zoom.js";
import { ScrollView } from "./scroll_view.js";
import { fetchStrips } from "./strips.js";
import { threadsWithin } from "./threads.js";

/** @import {Tiles} from "./deep_zoom.js" */

export class MuralViewer extends EventTarget {
  /** @type {DeepZoom | null} */
  deep = null;
  /** @type {Promise<boolean> | null} */
  #deepening = null;

  /**
   * @param {HTMLElement} root with templates/worlds/_mural.html in it
   * @param {import("./strips.js").MuralData} data
   */
  constructor(root, data) {
    super();
    this.data = data;
    this.element = find(root, "[data-deep]", HTMLElement);
    this.picture = find(this.element, ".deep-zoom__picture", HTMLElement);
    this.threads = find(this.element, ".deep-zoom__threads", HTMLElement);
    this.strips = new ScrollView(find(root, ".mural", HTMLElement), find(root, ".mural__track", HTMLElement), data);
    this.strips.addEventListener("travel", (event) => {
      if (!this.deep) this.#tell(event);
    });
    this.strips.addEventListener("missing", () => this.deep || this.dispatchEvent(new Event("missing")));
  }

  /** The strip in view. */
  get index() {
    return this.#shown.index;
  }

  /** Whatever shows the mural now. */
  get focusable() {
    return this.deep ? this.element : this.strips.scroller;
  }

  get #shown() {
    return this.deep ?? this.strips;
  }

  /**
   * The strips are here: the mural can be shown to its end. Without them it stays as the page came.
   * @param {import("./strips.js").Strip[]} strips
   */
  setStrips(strips) {
    if (!this.deep && strips.length) this.strips.setStrips(strips);
  }

  /**
   * Fetch the mural's strips. Resolves to none where they do not come.
   * @returns {Promise<import("./strips.js").Strip[]>}
   */
  async fetch() {
    try {
      return await fetchStrips(this.data.strips);
    } catch (error) {
      console.warn(error);
      this.dispatchEvent(new Event("cut"));
      return [];
    }
  }

  /**
   * @param {number} index
   * @param {{smooth?: boolean}} [how]
   */
  travel(index, how) {
    this.#shown.travel(index, how);
  }

  /**
   * Show the mural as deep zoom from where one is. Resolves to whether it could be; it is tried once, however often it
   * is asked for.
   * @param {Tiles} tiles
   */
  deepen(tiles) {
    this.#deepening ??= this.#deepen(tiles);
    return this.#deepening;
  }

  /** @param {Tiles} tiles */
  async #deepen(tiles) {
    /** @type {DeepZoom | null} */
    let deep = null;
    try {
      await import(this.element.dataset.library ?? "");
      const { OpenSeadragon } = /** @type {{OpenSeadragon: import("./deep_zoom.js").Library}} */ (
        /** @type {unknown} */ (globalThis)
      );
      // Behind the strips until it is painted: it has to have its size.
      this.element.classList.add("deep-zoom--coming");
      this.element.hidden = false;
      deep = new DeepZoom(OpenSeadragon, this.element, this.picture, this.data, tiles);
      await painted(deep, this.strips);
      const held = this.strips.scroller.contains(document.activeElement);
      const { left, chosen } = this.strips;
      this.deep = deep;
      this.element.classList.remove("deep-zoom--coming");
      this.strips.scroller.hidden = true;
      if (held) this.element.focus({ preventScroll: true });
      deep.addEventListener("travel", (event) => this.#tell(event));
      deep.addEventListener("near", () => this.dispatchEvent(new Event("near")));
      deep.addEventListener("trouble", () => this.dispatchEvent(new Event("missing")));
      deep.show(left, chosen);
      this.dispatchEvent(new Event("deep"));
      return true;
    } catch (error) {
      deep?.dispose();
      this.element.hidden = true;
      console.warn(error);
      return false;
    }
  }

  /** @param {Event} event */
  #tell(event) {
    const { detail } = /** @type {CustomEvent<{index: number, start: number, share: number}>} */ (event);
    this.dispatchEvent(new CustomEvent("travel", { detail }));
    if (this.deep) this.threads.style.background = threadsWithin(this.data, detail);
  }
}

/**
 * Resolves once what the strips show is painted from tiles; rejects where a tile does not come.
 * @param {DeepZoom} deep
 * @param {ScrollView} strips
 */
function painted(deep, strips) {
  return new Promise((done, failed) => {
    deep.addEventListener("trouble", () => failed(new Error("The tiles of this world did not come.")), { once: true });
    deep.open(strips.left, strips.chosen).then(done, failed);
  });
}
