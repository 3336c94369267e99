/**
 * The keyboard: T takes or passes the turn, H raises or lowers a hand, S changes places in a duet, E corrects one's last words, the
 * space bar talks while it is held (hands-free it switches the microphone), M mutes.
 *
 * Only while no field, button or dialog has the focus: those keys are theirs.
 */

/**
 * @param {import("./turn.js").Turn} turn
 * @param {import("./say.js").Say} say
 * @param {import("./correct.js").Correct} correct
 */
export function listenToKeys(turn, say, correct) {
  let talking = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
      // A held space bar repeats, and would scroll the page.
      if (talking && event.key === " ") event.preventDefault();
      return;
    }
    if (!isFree(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === " ") {
      event.preventDefault();
      talking = true;
      void say.talk();
    } else if (!turn.seated || turn.box.closest("[hidden]")) {
      return;
    } else if (event.key.toLowerCase() === "e") {
      event.preventDefault();
      correct.editNewest();
    } else if (event.key.toLowerCase() === "m") {
      say.mute();
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
    say.release();
  });
}

/** @param {EventTarget | null} target */
function isFree(target) {
  return target instanceof Element && !target.closest("input, textarea, select, button, a, [contenteditable]");
}
