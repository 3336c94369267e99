/**
 * Sharing a world: the system's own sheet where there is one, its link and its embed code to copy, a QR code for
 * another screen.
 */

import { find } from "../dom.js";

/** @param {HTMLDialogElement} dialog from templates/worlds/_share.html */
export function wireShare(dialog) {
  for (const opener of document.querySelectorAll(`[data-opens="${dialog.id}"]`)) {
    if (opener instanceof HTMLElement) opener.hidden = false;
  }
  const said = find(dialog, "[data-said]", HTMLElement);
  const link = find(dialog, "#share-link", HTMLInputElement);
  const qr = find(dialog, "[data-qr]", HTMLImageElement);
  dialog.addEventListener("opening", () => {
    qr.src = qr.dataset.qr ?? "";
    said.textContent = "";
  });
  for (const button of dialog.querySelectorAll("[data-copies]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    const field = find(dialog, `#${button.dataset.copies}`, HTMLElement);
    button.addEventListener(
      "click",
      () => void copy(/** @type {HTMLInputElement | HTMLTextAreaElement} */ (field), said),
    );
  }
  const sheet = find(dialog, "[data-sheet]", HTMLButtonElement);
  sheet.hidden = !("share" in navigator);
  sheet.addEventListener("click", () => {
    // A share sheet that was closed is no error.
    navigator.share({ title: sheet.dataset.title, url: link.value }).catch(() => undefined);
  });
}

/**
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {HTMLElement} said
 */
async function copy(field, said) {
  try {
    await navigator.clipboard.writeText(field.value);
    said.textContent = "Copied.";
  } catch {
    // Without https there is no clipboard: the words are marked, one key press away.
    field.focus();
    field.select();
    said.textContent = "It is marked: copy it with your keyboard.";
  }
}
