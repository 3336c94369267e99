/**
 * "Weave on" on a world's page: shows the strip that is chosen, in picture and words. The form works without it.
 */

import { find, pageData } from "../dom.js";
import { fetchStrips } from "../mural/strips.js";

const form = find(document, "#weave-on form", HTMLFormElement);
const more = find(document, "#weave-on details", HTMLDetailsElement);
const choice = find(form, "[name=strips]", HTMLInputElement);
const picture = find(form, ".weave-on__said img", HTMLImageElement);

/** @type {import("../mural/strips.js").Strip[]} */
let strips = [];

function showChosen() {
  const count = Number(choice.value);
  const strip = strips[count - 1];
  if (!strip) return;
  find(form, "[data-number]", HTMLElement).textContent = `Strip ${count} of ${strips.length}`;
  const words = find(form, "[data-words]", HTMLElement);
  words.textContent = strip.text;
  words.lang = strip.language;
  choice.setAttribute("aria-valuetext", `Strip ${count}: ${strip.text}`);
  picture.src = strip.view;
  picture.hidden = false;
}
choice.addEventListener("input", showChosen);

async function open() {
  if (!more.open || strips.length) return;
  // The page has them already: this comes from the browser's cache.
  strips = await fetchStrips(pageData("mural-data").strips).catch(() => []);
  showChosen();
}
more.addEventListener("toggle", () => void open());
if (location.hash === "#weave-on") more.open = true;
