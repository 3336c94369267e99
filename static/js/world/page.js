/**
 * The page of a finished world: mural, line of threads and narration kept together, wherever one travels from.
 *
 * `#phrase-7` in the address travels to the strip of the seventh phrase.
 */

import { setAccent } from "../accent.js";
import { find, pageData } from "../dom.js";
import { followWithSound } from "../sound/world_view.js";
import { Mural } from "./mural.js";
import { fetchStrips } from "./strips.js";
import { ThreadBar } from "./threadbar.js";

/** @type {import("./strips.js").MuralData} */
const data = pageData("mural-data");
setAccent(document.body, data.colours);

const telling = find(document, ".telling", HTMLElement);
/** Of the strips; what was painted over one travels to it too. */
const lines = [...telling.querySelectorAll("li:not([data-over])")].filter((line) => line instanceof HTMLElement);
const lit = find(document, ".lit", HTMLElement);
const mural = new Mural(find(document, ".mural", HTMLElement), find(document, ".mural__track", HTMLElement), data);
const bar = new ThreadBar(find(document, "[data-threadbar]", HTMLElement), data, words);

/** @param {number} index */
function words(index) {
  return lines[index].querySelector("a")?.textContent ?? "";
}

let shown = -1;
mural.addEventListener("travel", (event) => {
  const { index, start, share } = /** @type {CustomEvent} */ (event).detail;
  bar.show(index, start, share);
  if (index !== shown) light(index);
});

/** @param {number} index */
function light(index) {
  lines[shown]?.removeAttribute("aria-current");
  shown = index;
  const line = lines[index];
  line.setAttribute("aria-current", "true");
  lit.textContent = words(index);
  lit.dataset.colour = line.dataset.colour;
  if (!telling.matches(":hover, :focus-within")) {
    // Only the narration's own box moves, never the page.
    telling.scrollTop = line.offsetTop - (telling.clientHeight - line.offsetHeight) / 2;
  }
}

bar.ontravel = (index) => mural.travel(index, { smooth: false });
telling.addEventListener("click", (event) => {
  const line = event.target instanceof Element ? event.target.closest("li") : null;
  if (!line || !(event.target instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  history.replaceState(null, "", event.target.hash);
  mural.travel(Number(line.dataset.position));
  mural.scroller.scrollIntoView({ block: "nearest", behavior: "smooth" });
});

function travelToAddress() {
  const asked = /^#phrase-(\d+)$/.exec(location.hash);
  if (asked && lines[Number(asked[1]) - 1]) mural.travel(Number(asked[1]) - 1, { smooth: false });
}
addEventListener("hashchange", travelToAddress);

const strips = await fetchStrips(data.strips);
followWithSound(mural, data, strips);
mural.hang(strips);
travelToAddress();

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!(button instanceof HTMLButtonElement) || !navigator.clipboard) continue;
  const label = find(button, "[data-copy-words]", HTMLElement);
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy ?? "");
    label.textContent = "Copied";
    setTimeout(() => (label.textContent = "Copy link"), 2000);
  });
}
