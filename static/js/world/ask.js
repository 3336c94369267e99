/**
 * Ask your world, on its page: without leaving it, and with a way to the strip that an answer means.
 */

import { find, prefersReducedMotion } from "../dom.js";
import { QuestionBox } from "../question_box.js";

const box = find(document, "#ask", HTMLElement);
new QuestionBox(box, box.dataset.questions ?? "", {
  words: (position) => document.querySelector(`.narration-list [data-position="${position}"] a`)?.textContent ?? "",
});
document.addEventListener("lightloom:travel", () => {
  const behavior = prefersReducedMotion() ? "instant" : "smooth";
  document.querySelector(".viewer")?.scrollIntoView({ behavior, block: "nearest" });
});
