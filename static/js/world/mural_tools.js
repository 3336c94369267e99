/**
 * The buttons on the mural, come nearer, go back, the whole height, full screen; and a line about a closer look that is
 * on its way, or that came to nothing: then those who wove the world have it made once more.
 */

import { find } from "../dom.js";
import { makingsOf } from "./makings.js";

/** @import {Tiles} from "../mural/deep_zoom.js" */
/** @import {MuralViewer} from "../mural/viewer.js" */
/** @import {MakingKind} from "../protocol.d.ts" */

const STEP = 1.6;
/** What is made by itself, and what is said where that failed. @type {[MakingKind, string][]} */
const FAILED = [
  ["tiles", "A closer look could not be prepared."],
  ["depth", "What lies behind things inside could not be prepared."],
];

/**
 * @param {HTMLElement} root with templates/worlds/_mural.html in it
 * @param {MuralViewer} viewer
 */
export function wireMuralTools(root, viewer) {
  const tools = find(root, "[data-tools]", HTMLElement);
  const [back, nearer, whole] = ["back", "nearer", "whole"].map((name) =>
    find(tools, `[data-${name}]`, HTMLButtonElement),
  );
  // Not disabled: a button that is at its end keeps the keyboard's place.
  const draw = () => {
    const reach = viewer.deep?.reach;
    if (!reach) return;
    back.setAttribute("aria-disabled", String(!reach.back));
    nearer.setAttribute("aria-disabled", String(!reach.nearer));
    whole.setAttribute("aria-disabled", String(reach.whole));
  };
  back.addEventListener("click", () => viewer.deep?.zoom(1 / STEP));
  nearer.addEventListener("click", () => viewer.deep?.zoom(STEP));
  whole.addEventListener("click", () => viewer.deep?.whole());
  viewer.addEventListener("near", draw);
  viewer.addEventListener("deep", () => {
    for (const button of [back, nearer, whole]) button.hidden = false;
    draw();
  });
  showFullscreen(root, find(tools, "[data-fullscreen]", HTMLButtonElement));
}

/**
 * Change over to deep zoom: now where the page came with its tiles, else when they are made.
 * @param {HTMLElement} root
 * @param {MuralViewer} viewer
 * @param {{tiles: Tiles | null, page: string}} world
 */
export function prepareDeepZoom(root, viewer, { tiles, page }) {
  const note = find(root, "[data-closer]", HTMLElement);
  const said = find(note, "p", HTMLElement);
  const again = find(note, "button", HTMLButtonElement);
  /** @param {string} words @param {string} [kind] that may be asked for again */
  const say = (words, kind = "") => {
    if (said.textContent !== words) said.textContent = words;
    note.hidden = !words;
    again.hidden = !kind;
    again.value = kind;
  };
  /** What is wrong with what is shown. */
  let wrong = "";
  const show = (/** @type {string} */ words) => say((wrong = words));
  viewer.addEventListener("missing", () =>
    show("Part of the mural could not be loaded. Reload the page, or ask an operator to repair this world."),
  );
  viewer.addEventListener(
    "cut",
    () => viewer.deep || show("The rest of the mural could not be loaded. Reload the page."),
  );
  viewer.addEventListener("deep", () => show(""));
  const makings = makingsOf(page);
  const owned = note.dataset.owned !== undefined;
  makings.addEventListener("change", () => {
    const making = makings.get("tiles");
    const made = making && tilesOf(making);
    if (made) void viewer.deepen(made);
    const part = making ? Math.floor((making.done / making.of) * 100) : 0;
    const failed = FAILED.find(([kind]) => owned && makings.get(kind)?.state === "failed");
    if (making?.state === "making") say(`A closer look is being prepared${part ? `: ${part} %` : ""}`);
    else if (failed) say(failed[1], failed[0]);
    else say(wrong);
  });
  again.addEventListener("click", async () => {
    again.disabled = true;
    await makings.ask(/** @type {MakingKind} */ (again.value)).catch((error) => say(error.message, again.value));
    again.disabled = false;
  });
  if (tiles) void viewer.deepen(tiles);
  else void makings.follow();
}

/**
 * @param {import("./makings.js").Making} making
 * @returns {Tiles | null}
 */
function tilesOf(making) {
  const file = making.state === "made" ? making.files.find((file) => file.name === "tiles.json") : null;
  return file ? /** @type {Tiles} */ ({ ...file.about, url: file.url }) : null;
}

/**
 * @param {HTMLElement} root
 * @param {HTMLButtonElement} button
 */
function showFullscreen(root, button) {
  if (!document.fullscreenEnabled) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void root.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", () => {
    button.setAttribute("aria-pressed", String(document.fullscreenElement === root));
  });
}
