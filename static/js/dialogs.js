/**
 * Opens and closes <dialog> elements from buttons: data-opens="id" on the opener, data-closes on a button inside.
 *
 * A dialog gets an `opening` event before it shows. A press on the backdrop closes too; Esc and focus are the
 * browser's own. Import it once per page for its effect.
 */

/**
 * Whether the press that is under way began on a backdrop. One that began inside, as when text is selected, does not
 * close the dialog, wherever it ends.
 */
let beganOutside = false;
document.addEventListener("pointerdown", (event) => {
  beganOutside = event.target instanceof HTMLDialogElement && isOutside(event.target, event);
});

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.getAttribute("data-opens") ?? "");
    if (dialog instanceof HTMLDialogElement && !dialog.open) {
      dialog.dispatchEvent(new Event("opening"));
      dialog.showModal();
    }
    return;
  }
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  else if (beganOutside && event.target instanceof HTMLDialogElement && isOutside(event.target, event))
    event.target.close();
});

/**
 * @param {HTMLDialogElement} dialog
 * @param {MouseEvent} event
 */
function isOutside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
