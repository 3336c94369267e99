/**
 * The page of a finished world: mural, line of threads and narration kept together, wherever one travels from.
 *
 * `#phrase-7` in the address travels to the strip of the seventh phrase; so does every link on the page that leads there.
 */

import "../dialogs.js";
import { setAccent } from "../accent.js";
import { calm, find, pageData } from "../dom.js";
import { followWithSound } from "../sound/world_view.js";
import { layShare } from "./share.js";
import { Stage } from "./stage.js";
import { inWords } from "./strips.js";
import { Telling } from "./telling.js";
import { ThreadBar } from "./threadbar.js";
import { bringCloser, layTools } from "./tools.js";

/** @type {import("./strips.js").MuralData & {tiles: import("./deep.js").Tiles | null, page: string}} */
const data = pageData("mural-data");
setAccent(document.body, data.colours);

const hanging = find(document, ".hanging", HTMLElement);
const telling = new Telling(find(document, ".telling", HTMLElement), find(hanging, ".lit", HTMLElement));
const stage = new Stage(hanging, data);
const bar = new ThreadBar(find(hanging, "[data-threadbar]", HTMLElement), data, (index) => telling.words(index));
const sight = find(hanging, ".deep__picture", HTMLElement);
/** @type {import("./strips.js").Strip[]} */
let strips = [];

stage.addEventListener("travel", (event) => {
  const { index, start, share } = /** @type {CustomEvent} */ (event).detail;
  bar.show(index, start, share);
  telling.light(index);
  sight.setAttribute("aria-label", strips[index] ? inWords(strips[index]) : telling.words(index));
});
bar.ontravel = (index) => stage.travel(index, { smooth: false });

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href^='#phrase-']") : null;
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const index = indexOf(link.hash);
  if (index === null) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  stage.travel(index);
  hanging.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "smooth" });
});

/**
 * @param {string} hash
 * @returns {number | null} index of the strip it means
 */
function indexOf(hash) {
  const asked = /^#phrase-(\d+)$/.exec(hash);
  const index = asked ? Number(asked[1]) - 1 : -1;
  return index in telling.lines ? index : null;
}

function travelToAddress() {
  const index = indexOf(location.hash);
  if (index !== null) stage.travel(index, { smooth: false });
}
addEventListener("hashchange", travelToAddress);

/** Whether the mural can be travelled to its end by now. */
let begun = false;
function begin() {
  if (!begun) travelToAddress();
  begun = true;
}
stage.addEventListener("deep", begin);

layTools(hanging, stage);
layShare(find(document, "#share", HTMLDialogElement));
bringCloser(hanging, stage, data);

strips = await stage.fetch();
if (strips.length) followWithSound(stage, data, strips);
stage.hang(strips);
begin();
