/**
 * The narration beside the mural: the sentence in view is marked here and under the mural, and kept in sight in its own
 * box.
 */

import { find } from "../dom.js";

export class Narration {
  #shown = -1;

  /**
   * @param {HTMLElement} list of the lines
   * @param {HTMLElement} sentence where the sentence in view stands large
   */
  constructor(list, sentence) {
    this.list = list;
    this.sentence = sentence;
    /** Of the strips; what was painted over one travels to it too. */
    this.lines = [...list.querySelectorAll("li:not([data-over])")].filter((line) => line instanceof HTMLElement);
  }

  /** @param {number} index of a strip */
  words(index) {
    return find(this.lines[index], "a", HTMLAnchorElement).textContent ?? "";
  }

  /** @param {number} index of the strip in view */
  show(index) {
    if (index === this.#shown) return;
    this.lines[this.#shown]?.removeAttribute("aria-current");
    this.#shown = index;
    const line = this.lines[index];
    line.setAttribute("aria-current", "true");
    this.sentence.textContent = this.words(index);
    this.sentence.dataset.colour = line.dataset.colour;
    if (this.list.matches(":hover, :focus-within")) return;
    // Only the narration's own box moves, never the page.
    this.list.scrollTop = line.offsetTop - (this.list.clientHeight - line.offsetHeight) / 2;
  }
}
