/**
 * Putting the worlds of a gallery in order on its page: dragged by their dots with mouse or finger, or moved with the arrow keys.
 *
 * What the page shows is what was sent; a move that is refused is taken back and said. Without this module the arrows are plain
 * forms, and at the edge of a page they still are: the world goes on to the next page.
 */

import { find } from "../dom.js";
import { post } from "./post.js";

/** CSS px from the window's edge from which dragging scrolls. */
const EDGE = 72;
const KEYS = new Map([["ArrowLeft", -1], ["ArrowUp", -1], ["ArrowRight", 1], ["ArrowDown", 1]]);

/** @param {HTMLElement} list of tiles with data-world; data-arrange is where moves go, data-next the first world of the next page */
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
   * @param {HTMLElement} tile
   * @param {number} by places
   * @returns {boolean} whether there was a place on this page
   */
  function step(tile, by) {
    const all = tiles();
    const to = all.indexOf(tile) + by;
    if (to < 0 || to >= all.length) return false;
    list.insertBefore(tile, by < 0 ? all[to] : all[to].nextElementSibling);
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
      grip.focus();
      tile.scrollIntoView({ block: "nearest" });
    });
    grip.addEventListener("pointerdown", (event) => hold(tile, grip, event));
    find(tile, "form", HTMLFormElement).addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!(button instanceof HTMLButtonElement) || button.name !== "step") return;
      if (!step(tile, button.value === "earlier" ? -1 : 1)) return;
      event.preventDefault();
      button.focus();
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
    const home = tile.nextElementSibling;
    tile.classList.add("tile--held");
    grip.setPointerCapture(start.pointerId);

    /** @param {PointerEvent} event */
    const move = (event) => {
      if (event.clientY < EDGE) scrollBy(0, -12);
      else if (event.clientY > innerHeight - EDGE) scrollBy(0, 12);
      const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-world]");
      if (!(over instanceof HTMLElement) || over === tile || over.parentElement !== list) return;
      const later = tile.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
      list.insertBefore(tile, later ? over.nextElementSibling : over);
      // a moved element lets go of the pointer
      if (!grip.hasPointerCapture(event.pointerId)) grip.setPointerCapture(event.pointerId);
    };
    /** @param {Event} event */
    const end = (event) => {
      tile.classList.remove("tile--held");
      grip.removeEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel"]) grip.removeEventListener(name, end);
      removeEventListener("keydown", escape);
      if (event.type === "pointerup" && tile.nextElementSibling !== home) send(tile);
      else list.insertBefore(tile, home);
    };
    /** @param {KeyboardEvent} event */
    const escape = (event) => {
      if (event.key === "Escape") end(event);
    };
    grip.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) grip.addEventListener(name, end);
    addEventListener("keydown", escape);
  }
}
