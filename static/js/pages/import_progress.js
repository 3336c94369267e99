/**
 * How far an archive is that is being brought in: asks every second and goes to the world once it is there.
 *
 * Without it the page reloads itself. Only a new sentence is put where screen readers read it out, not each number that
 * is counted.
 */

import { find } from "../dom.js";

const EVERY_MS = 1000;
const AFTER_TROUBLE_MS = 5000;

const way = find(document, ".bring-in__way", HTMLElement);
const bar = find(way, "progress", HTMLProgressElement);
const stage = find(way, "#bringing-stage", HTMLElement);
const address = way.dataset.address ?? "";

/**
 * @typedef {object} Way
 * @property {"receiving" | "waiting" | "bringing" | "brought" | "refused" | "cancelled"} state
 * @property {string} stage
 * @property {number} done
 * @property {number} of
 */

async function look() {
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`${response.status}`);
    show(await response.json());
  } catch {
    say("The server cannot be reached just now. What was sent is not lost.");
    setTimeout(look, AFTER_TROUBLE_MS);
  }
}

/** @param {Way} told */
function show(told) {
  if (!["receiving", "waiting", "bringing"].includes(told.state)) {
    // the page itself says what became of it, or goes on to the world
    location.replace(address);
    return;
  }
  if (told.state === "bringing" && told.done) {
    bar.max = told.of;
    bar.value = told.done;
  } else bar.removeAttribute("value");
  say(told.stage);
  setTimeout(look, EVERY_MS);
}

/** @param {string} words */
function say(words) {
  // a count that moves every second is for the eye
  stage.setAttribute(
    "aria-live",
    /\d+ of \d+/.test(words) && /\d+ of \d+/.test(stage.textContent ?? "") ? "off" : "polite",
  );
  if (stage.textContent !== words) stage.textContent = words;
}

setTimeout(look, EVERY_MS);
