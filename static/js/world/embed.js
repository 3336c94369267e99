/**
 * A world's mural inside a page of somebody else's: it can be travelled and looked at closely, and leads to its own page. No more.
 */

import { setAccent } from "../accent.js";
import { find, pageData } from "../dom.js";
import { Stage } from "./stage.js";
import { inWords } from "./strips.js";
import { ThreadBar } from "./threadbar.js";
import { bringCloser, layTools } from "./tools.js";

/** @type {import("./strips.js").MuralData & {tiles: import("./deep.js").Tiles | null, page: string}} */
const data = pageData("mural-data");
setAccent(document.body, data.colours);

const hanging = find(document, ".hanging", HTMLElement);
const lit = find(hanging, ".lit", HTMLElement);
const sight = find(hanging, ".deep__picture", HTMLElement);
const stage = new Stage(hanging, data);
/** @type {import("./strips.js").Strip[]} */
let strips = [];
const bar = new ThreadBar(find(hanging, "[data-threadbar]", HTMLElement), data, (index) => strips[index]?.text ?? `Strip ${index + 1}`);

stage.addEventListener("travel", (event) => {
  const { index, start, share } = /** @type {CustomEvent} */ (event).detail;
  bar.show(index, start, share);
  light(index);
});
bar.ontravel = (index) => stage.travel(index, { smooth: false });

/** @param {number} index */
function light(index) {
  const strip = strips[index];
  if (!strip) return;
  lit.textContent = strip.text;
  lit.dataset.colour = String(strip.colour);
  sight.setAttribute("aria-label", inWords(strip));
}

layTools(hanging, stage);
bringCloser(hanging, stage, data);
strips = await stage.fetch();
stage.hang(strips);
light(stage.index);
