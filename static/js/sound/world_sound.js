/**
 * A finished world's mural as the sound hears it, flat or in 3D: follows the "travel" events of its view.
 */

import { find } from "../dom.js";
import { stripAt } from "../mural/strips.js";
import { SoundControl } from "./control.js";
import { weightsOf } from "./weights.js";

/**
 * @param {EventTarget} view dispatches "travel" with {start, share}, parts of the mural
 * @param {import("../mural/strips.js").MuralData} mural
 * @param {import("../mural/strips.js").Strip[]} strips
 */
export function followWithSound(view, mural, strips) {
  const control = new SoundControl(find(document, "[data-sound]", HTMLElement));
  view.addEventListener("travel", (event) => {
    const { start, share } = /** @type {CustomEvent<{start: number, share: number}>} */ (event).detail;
    const left = Math.max(0, start * mural.width);
    const right = Math.min(mural.width, (start + share) * mural.width);
    const first = stripAt(mural.threads, left);
    const seen = strips.slice(first, stripAt(mural.threads, right) + 1);
    const spans = seen.map((strip, index) => ({
      from: strip.x,
      to: strips[first + index + 1]?.x ?? mural.width,
      strip,
    }));
    control.show(
      weightsOf(spans, left, right).map(({ strip, weight }) => ({
        key: String(strip.position),
        score: strip.score,
        weight,
      })),
    );
  });
}
