/**
 * The line of threads: a whole world in one bar, each strip in its narrator's colour, and the way to any of them.
 *
 * It is a range input, so keyboard, touch and screen readers have it for nothing. `ontravel` is called with a strip's
 * index; `show` says which strip is in view and how much of the mural the window holds.
 */

import { find } from "../dom.js";

export class ThreadBar {
  /** @type {(index: number) => void} */
  ontravel = () => {};

  /**
   * @param {HTMLElement} element holding the range input and the marker of the view
   * @param {import("./strips.js").MuralData} mural
   * @param {(index: number) => string} words what a screen reader says of a strip
   */
  constructor(element, mural, words) {
    this.element = element;
    this.words = words;
    this.input = find(element, "input", HTMLInputElement);
    this.marker = find(element, ".threadbar__view", HTMLElement);
    this.input.addEventListener("input", () => this.ontravel(this.input.valueAsNumber));
    this.lay(mural);
  }

  /**
   * Lay its threads, for the first time or because there are more.
   * @param {import("./strips.js").MuralData} mural
   */
  lay(mural) {
    this.element.style.setProperty("--threads", gradient(mural));
    this.element.style.setProperty("--threads-over", overGradient(mural));
    this.element.hidden = mural.threads.length < 2;
    this.input.max = String(mural.threads.length - 1);
  }

  /**
   * @param {number} index of the strip in view
   * @param {number} start of the window, 0 to 1 of the mural
   * @param {number} share of the mural that the window holds, 0 to 1
   */
  show(index, start, share) {
    const size = Math.min(1, share);
    const left = Math.max(0, Math.min(1 - size, start));
    this.marker.style.left = `${left * 100}%`;
    this.marker.style.width = `${size * 100}%`;
    // The marker shows its own part of the same gradient.
    this.element.style.setProperty("--threads-size", `${100 / size}%`);
    this.element.style.setProperty("--threads-at", size < 1 ? `${(left / (1 - size)) * 100}%` : "0");
    if (this.input.valueAsNumber !== index) this.input.value = String(index);
    this.input.setAttribute("aria-valuetext", this.words(index));
  }
}

/**
 * One gradient for the whole bar; neighbours of one colour are one stretch.
 * @param {import("./strips.js").MuralData} mural
 */
function gradient(mural) {
  const stops = [];
  for (let i = 0; i < mural.threads.length; i++) {
    const [x, colour] = mural.threads[i];
    let last = i;
    while (last + 1 < mural.threads.length && mural.threads[last + 1][1] === colour) last++;
    const end = last + 1 < mural.threads.length ? mural.threads[last + 1][0] : mural.width;
    stops.push(
      `var(--thread-${colour}) ${((x / mural.width) * 100).toFixed(3)}% ${((end / mural.width) * 100).toFixed(3)}%`,
    );
    i = last;
  }
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

/**
 * Where a second voice wove, in its colour; nothing elsewhere.
 * @param {import("./strips.js").MuralData} mural
 */
function overGradient(mural) {
  /** @param {number} x */
  const at = (x) => `${((x / mural.width) * 100).toFixed(3)}%`;
  const stops = mural.over.flatMap(([x, width, colour]) => [
    `transparent ${at(x)}`,
    `var(--thread-${colour}) ${at(x)} ${at(x + width)}`,
    `transparent ${at(x + width)}`,
  ]);
  return stops.length ? `linear-gradient(to right, ${stops.join(", ")})` : "none";
}
