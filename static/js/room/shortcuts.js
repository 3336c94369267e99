/**
 * The keyboard: T takes or passes the turn, H raises or lowers a hand, S changes places in a duet, E corrects one's
 * last words, the space bar talks while it is held (hands-free it switches the microphone), M mutes.
 *
 * Only while no field or dialog has the focus, which need these keys themselves; the space bar also not while a button
 * has it.
 */

import { hasLetterShortcuts, setLetterShortcuts } from "./shortcut_setting.js";

/**
 * @param {import("./turn/turn.js").Turn} turn
 * @param {import("./speech/composer.js").Composer} composer
 * @param {import("./story/correction_dialog.js").CorrectionDialog} correction
 */
export function listenToShortcuts(turn, composer, correction) {
  let talking = false;
  setLetterShortcuts(hasLetterShortcuts());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
      // A held space bar repeats, and would scroll the page.
      if (talking && event.key === " ") event.preventDefault();
      return;
    }
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === " ") {
      if (isPressed(event.target)) return;
      event.preventDefault();
      talking = true;
      void composer.talk();
    } else if (!turn.seated || turn.box.closest("[hidden]") || !hasLetterShortcuts()) {
      return;
    } else if (event.key.toLowerCase() === "e") {
      event.preventDefault();
      correction.editNewest();
    } else if (event.key.toLowerCase() === "m") {
      composer.mute();
    } else if (event.key.toLowerCase() === "t") {
      if (turn.yours) void turn.pass();
      else if (turn.free) void turn.take();
    } else if (event.key.toLowerCase() === "h" && !turn.yours) {
      void turn.hand();
    } else if (event.key.toLowerCase() === "s" && turn.yours && turn.duet) {
      void turn.swap();
    }
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== " " || !talking) return;
    talking = false;
    composer.release();
  });
}

/** Whether letters go into `target`. @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** Whether the space bar presses `target`. @param {EventTarget | null} target */
function isPressed(target) {
  return target instanceof Element && target.closest("button, a, summary") !== null;
}
