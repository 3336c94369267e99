/**
 * Opens and closes <dialog> elements from buttons: data-opens="id" on the opener, data-closes on a button inside.
 *
 * A dialog is told with an `opening` event before it shows. A press on the backdrop closes too; Esc and focus are the
 * browser's own. Import it once per page for its effect.
 */

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
  else if (event.target instanceof HTMLDialogElement && isOutside(event.target, event)) event.target.close();
});

/**
 * @param {HTMLDialogElement} dialog
 * @param {MouseEvent} event
 */
function isOutside(dialog, event) {
  // A press of Enter inside a form is a click at 0, 0 and no press on the backdrop.
  if (event.detail === 0) return false;
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
