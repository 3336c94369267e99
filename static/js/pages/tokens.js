/**
 * The page of tokens: the new token is copied with a press, or marked where a page may not copy.
 */

import { find } from "../dom.js";

for (const button of document.querySelectorAll("[data-copies]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  const field = find(document, `#${button.dataset.copies}`, HTMLInputElement);
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    } catch {
      // Without https there is no clipboard: the token is marked, one key press away.
      field.focus();
    }
  });
}
