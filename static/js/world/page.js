/**
 * The page of a finished world: mural, line of threads and narration kept together, wherever one travels from.
 *
 * `#phrase-7` in the address travels to the strip of the seventh phrase; so does every link on the page that leads
 * there.
 */

import "../dialogs.js";
import { setAccent } from "../accent.js";
import { find, pageData, prefersReducedMotion } from "../dom.js";
import { describeStrip } from "../mural/strips.js";
import { ThreadBar } from "../mural/thread_bar.js";
import { MuralViewer } from "../mural/viewer.js";
import { followWithSound } from "../sound/world_sound.js";
import { prepareDeepZoom, wireMuralTools } from "./mural_tools.js";
import { Narration } from "./narration.js";
import { wireShare } from "./share.js";

/**
 * @type {import("../mural/strips.js").MuralData & {tiles: import("../mural/deep_zoom.js").Tiles | null, page: string}}
 */
const data = pageData("mural-data");
setAccent(document.body, data.colours);

const box = find(document, ".viewer", HTMLElement);
const narration = new Narration(
  find(document, ".narration-list", HTMLElement),
  find(box, ".viewer__sentence", HTMLElement),
);
const viewer = new MuralViewer(box, data);
const bar = new ThreadBar(find(box, "[data-threadbar]", HTMLElement), data, (index) => narration.words(index));
const picture = find(box, ".deep-zoom__picture", HTMLElement);
/** @type {import("../mural/strips.js").Strip[]} */
let strips = [];

viewer.addEventListener("travel", (event) => {
  const { index, start, share } = /** @type {CustomEvent} */ (event).detail;
  bar.show(index, start, share);
  narration.show(index);
  picture.setAttribute("aria-label", strips[index] ? describeStrip(strips[index]) : narration.words(index));
});
bar.ontravel = (index) => viewer.travel(index, { smooth: false });

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href^='#phrase-']") : null;
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const index = indexOf(link.hash);
  if (index === null) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  viewer.travel(index);
  box.scrollIntoView({ block: "nearest", behavior: prefersReducedMotion() ? "instant" : "smooth" });
});

/**
 * @param {string} hash
 * @returns {number | null} index of the strip it means
 */
function indexOf(hash) {
  const asked = /^#phrase-(\d+)$/.exec(hash);
  const index = asked ? Number(asked[1]) - 1 : -1;
  return index in narration.lines ? index : null;
}

function travelToAddress() {
  const index = indexOf(location.hash);
  if (index !== null) viewer.travel(index, { smooth: false });
}
addEventListener("hashchange", travelToAddress);

/** Whether the mural can be travelled to its end by now. */
let begun = false;
function begin() {
  if (!begun) travelToAddress();
  begun = true;
}
viewer.addEventListener("deep", begin);

wireMuralTools(box, viewer);
wireShare(find(document, "#share", HTMLDialogElement));
prepareDeepZoom(box, viewer, data);

strips = await viewer.fetch();
if (strips.length) followWithSound(viewer, data, strips);
viewer.setStrips(strips);
begin();
