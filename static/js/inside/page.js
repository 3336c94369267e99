/**
 * The page one steps inside on: the 3D view with the sentence in view, the line of threads, and the ways out.
 *
 * `#phrase-7` in the address begins at the strip of the seventh phrase. Where 3D cannot be drawn the page says so and leads to
 * the flat mural.
 */

import { setAccent } from "../accent.js";
import { calm, find, pageData } from "../dom.js";
import { followWithSound } from "../sound/world_view.js";
import { fetchStrips } from "../world/strips.js";
import { ThreadBar } from "../world/threadbar.js";
import { takeControl } from "./controls.js";
import { NoWebGL, ReliefView } from "./relief_view.js";

/** @type {import("../world/strips.js").MuralData} */
const data = pageData("mural-data");
const back = find(document, "[data-back]", HTMLAnchorElement);
const note = find(document, "[data-note]", HTMLElement);
const caption = find(document, "[data-caption]", HTMLElement);
const canvas = find(document, "canvas", HTMLCanvasElement);
setAccent(document.body, data.colours);

addEventListener("keydown", (event) => {
  // Esc leaves fullscreen first; that is the browser's own.
  if (event.key === "Escape" && !document.fullscreenElement) location.assign(back.href);
});
showFullscreen();

try {
  const strips = await fetchStrips(data.strips);
  show(strips);
} catch (error) {
  note.hidden = false;
  find(note, "p", HTMLElement).textContent =
    error instanceof NoWebGL ? "This browser cannot draw in 3D." : "The world could not be brought here.";
  document.body.classList.add("inside--flat");
  if (!(error instanceof NoWebGL)) throw error;
}

/** @param {import("../world/strips.js").Strip[]} strips */
function show(strips) {
  const view = new ReliefView(canvas, data, strips, {
    calm: calm(),
    dark: getComputedStyle(document.body).getPropertyValue("--night-0").trim(),
    step: matchMedia("(pointer: coarse)").matches ? 2 : 1,
  });
  const letGo = takeControl(view);
  followWithSound(view, data, strips);
  const bar = new ThreadBar(find(document, "[data-threadbar]", HTMLElement), data, (index) => strips[index].text);
  bar.ontravel = (index) => view.travelTo(index);
  for (const button of document.querySelectorAll("[data-step]")) {
    if (button instanceof HTMLElement) button.addEventListener("click", () => view.travelTo(view.index + Number(button.dataset.step)));
  }
  let shown = -1;
  view.addEventListener("travel", (event) => {
    const { index, start, share } = /** @type {CustomEvent} */ (event).detail;
    bar.show(index, start, share);
    if (index === shown) return;
    shown = index;
    const strip = strips[index];
    caption.dataset.colour = String(strip.colour);
    find(caption, "[data-caption-name]", HTMLElement).textContent = strip.narrator;
    find(caption, "[data-caption-words]", HTMLElement).textContent = strip.text;
    canvas.setAttribute("aria-label", `${data.title}, in relief. ${strip.caption}`);
    back.hash = `phrase-${index + 1}`;
  });
  view.addEventListener("ready", () => document.body.classList.add("inside--ready"));
  view.addEventListener("trouble", (event) => console.warn(/** @type {CustomEvent} */ (event).detail.message));
  const asked = /^#phrase-(\d+)$/.exec(location.hash);
  if (asked) view.travelTo(Number(asked[1]) - 1);

  addEventListener("pagehide", (event) => {
    letGo();
    view.dispose();
    // A page kept for the Back button would come back without its picture.
    if (event.persisted) addEventListener("pageshow", () => location.reload(), { once: true });
  });
}

function showFullscreen() {
  const button = find(document, "[data-fullscreen]", HTMLButtonElement);
  if (!document.fullscreenEnabled) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void document.documentElement.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", () => {
    button.setAttribute("aria-pressed", String(document.fullscreenElement !== null));
  });
}
