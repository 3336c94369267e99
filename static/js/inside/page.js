/**
 * The page one steps inside on: the 3D view with the sentence in view, the line of threads, and the ways out.
 *
 * `#phrase-7` in the address begins at the strip of the seventh phrase. A world that a room is weaving grows while it
 * is looked at. Where 3D cannot be drawn the page says so and leads to the flat mural. `?back=off` shows the world
 * without what the server has found behind its outlines, to compare the two.
 */

import { setAccent } from "../accent.js";
import { find, pageData, prefersReducedMotion } from "../dom.js";
import { fetchStrips } from "../mural/strips.js";
import { ThreadBar } from "../mural/thread_bar.js";
import { followWithSound } from "../sound/world_sound.js";
import { attachControls } from "./controls.js";
import { Glide } from "./glide.js";
import { followGyroscope } from "./gyroscope.js";
import { offerHeadset } from "./headset.js";
import { fetchDepth, followDepth, followStrips } from "./polling.js";
import { NoWebGL, ReliefView } from "./relief_view.js";

/** @type {import("../mural/strips.js").MuralData} */
const data = pageData("mural-data");
const back = find(document, "[data-back]", HTMLAnchorElement);
const note = find(document, "[data-note]", HTMLElement);
const caption = find(document, "[data-caption]", HTMLElement);
const canvas = find(document, "canvas", HTMLCanvasElement);
const growing = canvas.dataset.growing !== undefined;
/** @type {import("../mural/strips.js").Strip[]} */
const strips = [];
const threads = new ThreadBar(
  find(document, "[data-threadbar]", HTMLElement),
  data,
  (index) => strips[index]?.text ?? "",
);
/** @type {ReliefView | null} */
let view = null;
/** Index of the strip whose sentence is shown. */
let shown = -1;
setAccent(document.body, data.colours);

addEventListener("keydown", (event) => {
  // Esc leaves fullscreen first; that is the browser's own.
  if (event.key === "Escape" && !document.fullscreenElement) location.assign(back.href);
});
showFullscreen();
if (growing) followRoom();
else void showWorld();

async function showWorld() {
  try {
    const url = canvas.dataset.depth ?? "";
    const [hung, depth] = await Promise.all([fetchStrips(data.strips), fetchDepth(url)]);
    strips.push(...hung);
    const shows = show();
    if (depth) shows.grow(depth.made);
    if (!depth?.whole) void followDepth(url, false, (made) => shows.grow(made));
  } catch (error) {
    say(error instanceof NoWebGL ? "This browser cannot draw in 3D." : "The world could not be brought here.");
    if (!(error instanceof NoWebGL)) throw error;
  }
}

/** The world that a room is weaving: its strips as they are hung, and on to its own page once it is finished. */
function followRoom() {
  let world = "";
  void followStrips(data.strips, (room) => {
    if (room.page) return location.replace(`${room.page}${back.hash}`);
    // Another world was begun in the room.
    if (world && room.world !== world) return location.reload();
    world = room.world;
    strips.splice(0, strips.length, ...room.strips);
    data.width = room.width;
    data.threads = strips.map((strip) => [strip.x, strip.colour]);
    data.over = strips.flatMap((strip) => strip.layers.map((layer) => overOf(layer)));
    setAccent(document.body, room.colours);
    if (!strips.length) return say("Nothing is painted here yet. Say the first thing you see.");
    note.hidden = true;
    document.body.classList.remove("inside--flat");
    try {
      if (view) grown(view);
      else growWithDepth(show());
    } catch (error) {
      say(error instanceof NoWebGL ? "This browser cannot draw in 3D." : "The world could not be brought here.");
      if (!(error instanceof NoWebGL)) throw error;
    }
  });
}

/**
 * @param {import("../mural/strips.js").Layer} layer
 * @returns {[x: number, width: number, colour: number]}
 */
function overOf({ x, width, colour }) {
  return [x, width, colour];
}

/** @param {ReliefView} shows */
function growWithDepth(shows) {
  void followDepth(canvas.dataset.depth ?? "", true, (depth) => shows.grow(depth));
}

/** @param {ReliefView} grew */
function grown(grew) {
  threads.lay(data);
  shown = -1;
  grew.grow();
}

function show() {
  const shows = new ReliefView(canvas, data, strips, {
    reducedMotion: prefersReducedMotion(),
    dark: getComputedStyle(document.body).getPropertyValue("--night-0").trim(),
    step: matchMedia("(pointer: coarse)").matches ? 2 : 1,
    layers: new URLSearchParams(location.search).get("back") !== "off",
  });
  view = shows;
  const hands = [attachControls(shows), followGyroscope(shows, find(document, "[data-gyroscope]", HTMLButtonElement))];
  const glide = new Glide(shows, find(document, "[data-glide]", HTMLButtonElement));
  void offerHeadset(shows, find(document, "[data-headset]", HTMLButtonElement));
  followWithSound(shows, data, strips);
  threads.lay(data);
  threads.ontravel = (index) => shows.travelTo(index);
  for (const button of document.querySelectorAll("[data-step]")) {
    if (button instanceof HTMLElement)
      button.addEventListener("click", () => shows.travelTo(shows.index + Number(button.dataset.step)));
  }
  shows.addEventListener("travel", (event) => {
    const { index, start, share } = /** @type {CustomEvent} */ (event).detail;
    threads.show(index, start, share);
    const strip = strips[index];
    if (index === shown || !strip) return;
    shown = index;
    caption.dataset.colour = String(strip.colour);
    find(caption, "[data-caption-name]", HTMLElement).textContent = strip.narrator;
    const words = find(caption, "[data-caption-words]", HTMLElement);
    words.textContent = strip.text;
    words.lang = strip.language;
    canvas.setAttribute("aria-label", `${data.title}, in relief. ${strip.caption}`);
    back.hash = `phrase-${index + 1}`;
  });
  shows.addEventListener("ready", () => document.body.classList.add("inside--ready"));
  shows.addEventListener("trouble", (event) => console.warn(/** @type {CustomEvent} */ (event).detail.message));
  const asked = /^#phrase-(\d+)$/.exec(location.hash);
  if (asked) shows.travelTo(Number(asked[1]) - 1);

  addEventListener("pagehide", (event) => {
    glide.dispose();
    for (const letGo of hands) letGo();
    shows.dispose();
    // A page kept for the Back button would come back without its picture.
    if (event.persisted) addEventListener("pageshow", () => location.reload(), { once: true });
  });
  return shows;
}

/** @param {string} words why there is nothing to see */
function say(words) {
  note.hidden = false;
  find(note, "p", HTMLElement).textContent = words;
  document.body.classList.add("inside--flat");
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
