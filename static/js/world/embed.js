/**
 * A world's mural inside a page of somebody else's: it can be travelled and looked at closely, and leads to its own
 * page. No more.
 */

import { setAccent } from "../accent.js";
import { find, pageData } from "../dom.js";
import { describeStrip } from "../mural/strips.js";
import { ThreadBar } from "../mural/thread_bar.js";
import { MuralViewer } from "../mural/viewer.js";
import { prepareDeepZoom, wireMuralTools } from "./mural_tools.js";

/**
 * @type {import("../mural/strips.js").MuralData & {tiles: import("../mural/deep_zoom.js").Tiles | null, page: string}}
 */
const data = pageData("mural-data");
setAccent(document.body, data.colours);

const box = find(document, ".viewer", HTMLElement);
const sentence = find(box, ".viewer__sentence", HTMLElement);
const picture = find(box, ".deep-zoom__picture", HTMLElement);
const viewer = new MuralViewer(box, data);
/** @type {import("../mural/strips.js").Strip[]} */
let strips = [];
const bar = new ThreadBar(
  find(box, "[data-threadbar]", HTMLElement),
  data,
  (index) => strips[index]?.text ?? `Strip ${index + 1}`,
);

viewer.addEventListener("travel", (event) => {
  const { index, start, share } = /** @type {CustomEvent} */ (event).detail;
  bar.show(index, start, share);
  showSentence(index);
});
bar.ontravel = (index) => viewer.travel(index, { smooth: false });

/** @param {number} index */
function showSentence(index) {
  const strip = strips[index];
  if (!strip) return;
  sentence.textContent = strip.text;
  sentence.lang = strip.language;
  sentence.dataset.colour = String(strip.colour);
  picture.setAttribute("aria-label", describeStrip(strip));
}

wireMuralTools(box, viewer);
prepareDeepZoom(box, viewer, data);
strips = await viewer.fetch();
viewer.setStrips(strips);
showSentence(viewer.index);
