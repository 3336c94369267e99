/**
 * What is too long for a field is kept whole and said to be too long; left alone, a browser cuts what is pasted at
 * maxlength without a word.
 *
 * On every page this takes over each field with a maxlength, but for searches: near its end the characters are counted
 * below it, beyond it the form is not sent. Without scripts maxlength holds. Who writes into a field calls
 * `checkLength` after.
 */

/** How far from the end of a field the count begins to show, characters. */
const NEAR = 40;

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */
/** @type {WeakMap<Field, {longest: number, count: HTMLElement}>} */
const limits = new WeakMap();
let number = 0;

/**
 * Count what is in a field; whether it is short enough.
 * @param {Field} field
 */
export function checkLength(field) {
  const limit = limits.get(field);
  if (!limit) return true;
  const { longest, count } = limit;
  const length = [...field.value.trim()].length;
  const over = length - longest;
  count.hidden = length <= longest - Math.min(NEAR, longest / 4);
  count.classList.toggle("error", over > 0);
  const words = `${length} of ${longest} characters`;
  const text = over > 0 ? `${words}. Shorten it by ${over}.` : words;
  if (count.textContent !== text) count.textContent = count.hidden ? "" : text;
  field.setCustomValidity(over > 0 ? text : "");
  if (over > 0) field.ariaInvalid = "true";
  else if (count.dataset.over) field.ariaInvalid = null;
  count.dataset.over = over > 0 ? "yes" : "";
  return over <= 0;
}

/** @param {Field} field with a maxlength */
function takeOver(field) {
  const count = document.createElement("p");
  count.className = "text-limit small quiet";
  count.id = `text-limit-${++number}`;
  limits.set(field, { longest: field.maxLength, count });
  field.removeAttribute("maxlength");
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${count.id}`.trim());
  // Below the row that the field shares with its button.
  const row = field.parentElement;
  (row?.querySelector(":scope > button") ? row : field).after(count);
  field.addEventListener("input", () => checkLength(field));
  checkLength(field);
}

/** @type {NodeListOf<Field>} */
const fields = document.querySelectorAll("input[maxlength]:not([type=search]), textarea[maxlength]");
for (const field of fields) takeOver(field);
