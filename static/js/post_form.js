/**
 * Sends a form of the page the way the browser would, and gives the server's sentence instead of a new page.
 */

const BROKEN = "That could not be done. Load the page again and try once more.";

/**
 * @typedef {object} Said
 * @property {string} said one sentence
 * @property {number} [likes]
 * @property {boolean} [liked]
 */

/**
 * Throws an Error with one sentence where it was refused.
 * @param {HTMLFormElement} form with its CSRF field
 * @param {{action?: string, fields?: Record<string, string>}} [instead] another address than the form's,
 *   fields besides its own
 * @returns {Promise<Said>}
 */
export async function post(form, { action = form.action, fields = {} } = {}) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  let answer;
  try {
    // kept alive: whoever goes on to another page at once has done it all the same
    answer = await fetch(action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      keepalive: true,
    });
  } catch {
    throw new Error("The server cannot be reached.");
  }
  const json = answer.headers.get("Content-Type")?.startsWith("application/json") ?? false;
  /** @type {any} */
  const told = json ? await answer.json() : {};
  if (!answer.ok) throw new Error(typeof told.error === "string" ? told.error : BROKEN);
  return told;
}

/**
 * Send `form` when it is submitted, and say beside it what came of it.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} place where the sentence goes
 * @param {(said: Said) => void} [done]
 */
export function submitInPlace(form, place, done = () => {}) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const buttons = [...form.querySelectorAll("button:not([type=button])")];
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
    try {
      const said = await post(form);
      place.textContent = said.said;
      place.classList.remove("error");
      done(said);
    } catch (error) {
      place.textContent = error instanceof Error ? error.message : String(error);
      place.classList.add("error");
    } finally {
      for (const button of buttons) button.removeAttribute("aria-disabled");
    }
  });
}
