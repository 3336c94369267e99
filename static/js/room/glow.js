/**
 * What belongs together glows together: a phrase of the story and its strip, wherever the pointer, the focus or a finger is.
 *
 * Whoever shows phrases says `lit` (CustomEvent, a phrase's id, or "" when it is left) and has light(id).
 */

/**
 * @typedef {EventTarget & {light: (id: string) => void}} Lightable
 * @param {Lightable[]} parts
 */
export function glowTogether(parts) {
  for (const part of parts) {
    part.addEventListener("lit", (event) => {
      const { detail } = /** @type {CustomEvent<string>} */ (event);
      for (const other of parts) other.light(detail);
    });
  }
}

/**
 * Say `lit` for the phrases in a list or a mural as pointer and focus move over them.
 * @param {EventTarget} part
 * @param {HTMLElement} view
 * @param {string} selector of what carries data-phrase
 */
export function tellLit(part, view, selector) {
  let lit = "";
  /** @param {EventTarget | null} target */
  const tell = (target) => {
    const at = target instanceof Element ? target.closest(selector) : null;
    const id = at instanceof HTMLElement ? (at.dataset.phrase ?? "") : "";
    if (id === lit) return;
    lit = id;
    part.dispatchEvent(new CustomEvent("lit", { detail: id }));
  };
  view.addEventListener("pointerover", (event) => event.pointerType === "mouse" && tell(event.target));
  view.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && tell(null));
  view.addEventListener("focusin", (event) => tell(event.target));
  view.addEventListener("focusout", () => tell(null));
  view.addEventListener("click", (event) => tell(event.target));
}
