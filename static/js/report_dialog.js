/**
 * The dialog that reports a world or a gallery: sent from where it is, and thanked for in the same place.
 */

import { find } from "./dom.js";
import { submitInPlace } from "./post_form.js";

/** Wire the page's report dialog. */
export function wireReport() {
  const dialog = find(document, "#report-dialog", HTMLDialogElement);
  const form = find(dialog, "form", HTMLFormElement);
  const said = find(form, "[data-said]", HTMLElement);
  const send = find(form, "[type=submit]", HTMLButtonElement);
  submitInPlace(form, said, () => {
    form.reset();
    send.hidden = true;
  });
  dialog.addEventListener("opening", () => {
    said.textContent = "";
    send.hidden = false;
  });
}
