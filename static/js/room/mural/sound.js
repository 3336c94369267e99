/**
 * Gives the sound the scores of the strips in view, again whenever the view or the strips change.
 */

import { ADDED_WIDTH } from "../../constants.js";
import { find } from "../../dom.js";
import { positionAt, spanOf } from "../../mural/geometry.js";
import { SoundControl } from "../../sound/control.js";
import { weightsOf } from "../../sound/weights.js";

/** @import {Snapshot} from "../../protocol.d.ts" */

export class RoomSound {
  /** @type {Snapshot | null} */
  #snapshot = null;
  #frame = 0;

  /**
   * @param {import("./live_mural.js").LiveMural} mural
   * @param {import("../story/phrase_cache.js").PhraseCache} phraseCache
   */
  constructor(mural, phraseCache) {
    this.mural = mural;
    this.phraseCache = phraseCache;
    this.control = new SoundControl(find(document, "[data-sound]", HTMLElement));
    mural.view.addEventListener("scroll", () => this.#soon(), { passive: true });
    new ResizeObserver(() => this.#soon()).observe(mural.roll);
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    this.#snapshot = snapshot;
    this.#soon();
  }

  #soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#tell();
    });
  }

  #tell() {
    const { view, roll } = this.mural;
    const scale = Number(roll.style.getPropertyValue("--scale"));
    if (!this.#snapshot || !(scale > 0)) return;
    const { world } = this.#snapshot;
    // Beyond the mural's edge there is nothing to hear: the view ends with it.
    const left = Math.min(view.scrollLeft / scale, Math.max(0, world.width - ADDED_WIDTH));
    const right = Math.min((view.scrollLeft + view.clientWidth) / scale, world.width);
    const spans = [];
    for (let position = positionAt(left); position <= Math.min(positionAt(right), world.strips - 1); position++) {
      const strip = this.phraseCache.at(position)?.strip;
      if (!strip?.score) continue;
      spans.push({ ...spanOf(position), strip: { key: `${world.id} ${position}`, score: strip.score } });
    }
    this.control.show(weightsOf(spans, left, right).map(({ strip, weight }) => ({ ...strip, weight })));
  }
}
