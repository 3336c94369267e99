/**
 * A form inside a dialog: filled each time the dialog opens, sent as one command, closed when the room took it.
 *
 * A refusal stays beside the form as a sentence, with everything as it was typed.
 */

import { find } from "../../dom.js";
import { checkLength } from "../../text_limit.js";

/**
 * @param {HTMLFormElement} form inside a <dialog>, with a [role=alert] for the refusal
 * @param {{fill: () => Record<string, string>, send: (fields: FormData) => Promise<any>}} room what the fields start
 *   with, and how they are sent
 */
export function dialogForm(form, { fill, send }) {
  const dialog = form.closest("dialog");
  if (!dialog) throw new Error("This form is in no dialog.");
  const alert = find(form, "[role=alert]", HTMLElement);
  dialog.addEventListener("opening", () => {
    alert.hidden = true;
    for (const [name, value] of Object.entries(fill())) {
      const field = form.elements.namedItem(name);
      if (field instanceof RadioNodeList || field instanceof HTMLInputElement || field instanceof HTMLSelectElement) {
        field.value = value;
      }
      if (field instanceof HTMLInputElement) checkLength(field);
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // A button that was disabled would lose the focus, and with it whoever pressed it by key.
    const buttons = form.querySelectorAll("[type=submit]");
    if ([...buttons].some((button) => button.ariaDisabled === "true")) return;
    alert.hidden = true;
    for (const button of buttons) button.ariaDisabled = "true";
    try {
      await send(new FormData(form));
      dialog.close();
    } catch (error) {
      alert.textContent = error instanceof Error ? error.message : String(error);
      alert.hidden = false;
    } finally {
      for (const button of buttons) button.ariaDisabled = null;
    }
  });
}
