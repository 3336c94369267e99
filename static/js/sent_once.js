/**
 * No form of a page is sent twice: one that is under way is not sent again by a second click. The server keeps to that
 * too, for pages whose scripts have not come yet (worlds/views/made_once.py).
 */

/** After this long without an answer the form may be sent again, ms. */
const GIVEN_UP_MS = 10_000;

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
