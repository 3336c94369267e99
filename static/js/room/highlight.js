/**
 * What belongs together is highlighted together: a phrase of the story and its strip, wherever the pointer, the focus
 * or a finger is. Whoever shows phrases dispatches `highlight` (CustomEvent, a phrase's id, or "" when it is left) and
 * has highlight(id).
 */

/**
 * @typedef {EventTarget & {highlight: (id: string) => void}} Highlighting
 * @param {Highlighting[]} views
 */
export function linkHighlights(views) {
  for (const view of views) {
    view.addEventListener("highlight", (event) => {
      const { detail } = /** @type {CustomEvent<string>} */ (event);
      for (const other of views) other.highlight(detail);
    });
  }
}

/**
 * Dispatch `highlight` for the phrases in a list or a mural as pointer and focus move over them.
 * @param {EventTarget} view
 * @param {HTMLElement} element
 * @param {string} selector of what carries data-phrase
 */
export function announceHighlight(view, element, selector) {
  let last = "";
  /** @param {EventTarget | null} target */
  const announce = (target) => {
    const at = target instanceof Element ? target.closest(selector) : null;
    const id = at instanceof HTMLElement ? (at.dataset.phrase ?? "") : "";
    if (id === last) return;
    last = id;
    view.dispatchEvent(new CustomEvent("highlight", { detail: id }));
  };
  element.addEventListener("pointerover", (event) => event.pointerType === "mouse" && announce(event.target));
  element.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && announce(null));
  element.addEventListener("focusin", (event) => announce(event.target));
  element.addEventListener("focusout", () => announce(null));
  element.addEventListener("click", (event) => announce(event.target));
}
