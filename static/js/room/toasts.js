/**
 * Short sentences near the turn that go away by themselves: refusals, and what just happened.
 */

import { find } from "../dom.js";

const STAY_MS = 5000;
const MOST = 3;

/**
 * @param {string} sentence
 */
export function toast(sentence) {
  const place = find(document, "#toasts", HTMLElement);
  for (const old of place.children) if (old.textContent === sentence) old.remove();
  const element = document.createElement("p");
  element.className = "toast";
  element.textContent = sentence;
  place.append(element);
  while (place.children.length > MOST) place.firstElementChild?.remove();
  setTimeout(() => element.remove(), STAY_MS);
}

/**
 * For a command's promise: show why it was refused.
 * @param {unknown} error
 */
export function toastRefusal(error) {
  toast(error instanceof Error ? error.message : String(error));
}
