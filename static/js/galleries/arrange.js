/**
 * Putting the worlds of a gallery in order on its page: dragged by their dots with mouse or finger, or moved with the
 * arrow keys.
 *
 * What the page shows is what was sent; a move that is refused is taken back and said. Without this module the arrows
 * are plain forms, and at the edge of a page they still are: the world goes on to the next page.
 */

import { find } from "../dom.js";
import { post } from "../post_form.js";

/** CSS px from the window's edge from which dragging scrolls. */
const EDGE = 72;
/** CSS px that it scrolls in a frame. */
const SPEED = 9;
const KEYS = new Map([
  ["ArrowLeft", -1],
  ["ArrowUp", -1],
  ["ArrowRight", 1],
  ["ArrowDown", 1],
]);

/**
 * @param {HTMLElement} list of tiles with data-world; data-arrange is where moves go, data-next the first world of the
 *   next page
 */
export function arrange(list) {
  const said = find(document, "[data-arranged]", HTMLElement);
  let sending = Promise.resolve();

  /** @returns {HTMLElement[]} */
  const tiles = () => [...list.children].filter((tile) => tile instanceof HTMLElement);

  /** @param {HTMLElement} tile */
  function send(tile) {
    const following = tile.nextElementSibling;
    const before = following instanceof HTMLElement ? following.dataset.world : list.dataset.next;
    const form = find(tile, "form", HTMLFormElement);
    // one after another: each says what it hangs before
    sending = sending.then(async () => {
      try {
        const told = await post(form, { action: list.dataset.arrange, fields: { before: before ?? "" } });
        said.textContent = told.said;
      } catch (error) {
        said.textContent = error instanceof Error ? error.message : String(error);
        said.classList.remove("visually-hidden");
        said.classList.add("error");
      }
    });
  }

  /**
   * Put `tile` where `place` is; the others make room. It never leaves the page itself, so it keeps focus and pointer.
   * @param {HTMLElement} tile
   * @param {Element} place
   */
  function moveTo(tile, place) {
    const all = tiles();
    const from = all.indexOf(tile);
    const to = all.findIndex((one) => one === place);
    if (to > from) for (const one of all.slice(from + 1, to + 1)) list.insertBefore(one, tile);
    else for (const one of all.slice(to, from).reverse()) tile.after(one);
  }

  /**
   * @param {HTMLElement} tile
   * @param {number} by places
   * @returns {boolean} whether there was a place on this page
   */
  function step(tile, by) {
    const all = tiles();
    const place = all[all.indexOf(tile) + by];
    if (!place) return false;
    moveTo(tile, place);
    send(tile);
    return true;
  }

  for (const tile of tiles()) {
    const grip = find(tile, "[data-grip]", HTMLButtonElement);
    grip.hidden = false;
    grip.addEventListener("keydown", (event) => {
      const by = KEYS.get(event.key);
      if (by === undefined) return;
      event.preventDefault();
      step(tile, by);
      tile.scrollIntoView({ block: "nearest" });
    });
    grip.addEventListener("pointerdown", (event) => hold(tile, grip, event));
    find(tile, "form", HTMLFormElement).addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!(button instanceof HTMLButtonElement) || button.name !== "step") return;
      if (!step(tile, button.value === "earlier" ? -1 : 1)) return;
      event.preventDefault();
    });
  }

  /**
   * @param {HTMLElement} tile
   * @param {HTMLButtonElement} grip
   * @param {PointerEvent} start
   */
  function hold(tile, grip, start) {
    if (start.button !== 0) return;
    start.preventDefault();
    grip.focus();
    const home = tiles().indexOf(tile);
    let at = { x: start.clientX, y: start.clientY };
    let frame = 0;
    tile.classList.add("tile--held");
    grip.setPointerCapture(start.pointerId);

    const follow = () => {
      if (at.y < EDGE) scrollBy(0, -SPEED);
      else if (at.y > innerHeight - EDGE) scrollBy(0, SPEED);
      const target = document.elementFromPoint(at.x, at.y)?.closest("[data-world]");
      if (target && target !== tile && target.parentElement === list) moveTo(tile, target);
      frame = requestAnimationFrame(follow);
    };
    frame = requestAnimationFrame(follow);

    const ended = new AbortController();
    /** @param {boolean} keep */
    const end = (keep) => {
      ended.abort();
      cancelAnimationFrame(frame);
      tile.classList.remove("tile--held");
      const all = tiles();
      if (all.indexOf(tile) === home) return;
      if (keep) send(tile);
      else moveTo(tile, all[home]);
    };
    const { signal } = ended;
    grip.addEventListener("pointermove", (event) => (at = { x: event.clientX, y: event.clientY }), { signal });
    grip.addEventListener("pointerup", () => end(true), { signal });
    grip.addEventListener("pointercancel", () => end(false), { signal });
    addEventListener("keydown", (event) => event.key === "Escape" && end(false), { signal });
  }
}
