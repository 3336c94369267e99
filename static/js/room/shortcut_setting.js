/**
 * Whether single letters are shortcuts in this browser. Somebody who speaks to their computer, or whose hand rests on
 * the keyboard, switches them off (WCAG 2.2, 2.1.4).
 */

const KEY = "lightloom.letters";

export function hasLetterShortcuts() {
  return localStorage.getItem(KEY) !== "off";
}

/** @param {boolean} on */
export function setLetterShortcuts(on) {
  localStorage.setItem(KEY, on ? "on" : "off");
  document.body.classList.toggle("has-no-letter-shortcuts", !on);
}
