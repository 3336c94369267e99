/**
 * Finding elements that a page promises to have.
 *
 * A page and its modules agree on selectors; a missing element is a mistake in the page, said at once and by name.
 */

/**
 * The first element in `root` that matches, of the type asked for.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {{new (...args: any[]): T, name: string}} type
 * @returns {T}
 */
export function find(root, selector, type) {
  const element = root.querySelector(selector);
  if (element instanceof type) return element;
  throw new Error(`This page has no ${type.name} at ${selector}.`);
}

/**
 * A copy of the one element inside a <template>.
 * @param {string} id of the template
 * @returns {HTMLElement}
 */
export function clone(id) {
  const copy = find(document, `#${id}`, HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
  if (copy instanceof HTMLElement) return copy;
  throw new Error(`The template ${id} is empty.`);
}

/**
 * What the server wrote into the page with json_script.
 * @param {string} id
 * @returns {any}
 */
export function pageData(id) {
  return JSON.parse(find(document, `#${id}`, HTMLScriptElement).text);
}

/** Whether this person asked for less motion. */
export function prefersReducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
