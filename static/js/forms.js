/**
 * What every form of every page does: it says when a text is too long, and it is not sent twice.
 *
 * The browser's own maxlength cuts what is pasted without a word. Here the whole text stays, and the field says how much
 * too long it is until it fits. A form that is under way is not sent again by a second click; the server keeps to that
 * too, for pages whose scripts have not come yet (worlds/views/made_once.py).
 */

/** After this long without an answer the form may be sent again, ms. */
const GIVEN_UP_MS = 10_000;

/** @type {WeakMap<Element, number>} characters that fit */
const longest = new WeakMap();

for (const field of document.querySelectorAll("input[maxlength], textarea[maxlength]")) {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) continue;
  longest.set(field, field.maxLength);
  field.removeAttribute("maxlength");
  field.addEventListener("input", () => {
    if (tooLong(field)) field.reportValidity();
  });
}

// Whatever a script wrote into a field has had no input event.
document.addEventListener(
  "focusin",
  ({ target }) => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) tooLong(target);
  },
);

/** @type {WeakSet<HTMLFormElement>} */
const underWay = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  // A script that sends a form by itself has prevented this.
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post") return;
  if (underWay.has(form)) {
    event.preventDefault();
    return;
  }
  underWay.add(form);
  const mayBeSentAgain = () => underWay.delete(form);
  setTimeout(mayBeSentAgain, GIVEN_UP_MS);
  // The page may come back as it was left, by a step back.
  addEventListener("pageshow", mayBeSentAgain, { once: true });
});

/**
 * Have the field say so if its text does not fit.
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 */
function tooLong(field) {
  const most = longest.get(field);
  if (most === undefined) return false;
  // counted like the server: a character is a code point, a line break is one
  const over = [...field.value].length - most;
  field.setCustomValidity(
    over > 0 ? `This is ${over} character${over > 1 ? "s" : ""} too long: ${most} fit. Nothing was cut.` : "",
  );
  return over > 0;
}
