/**
 * What a key press means, whatever the keyboard's layout and whether or not an input method is between. Pure.
 */

/** What browsers give as keyCode for every key that an input method takes. */
const TAKEN = 229;

/**
 * Whether an input method takes this key, to build a word or to end one. WebKit ends the word before it tells of the
 * key that ended it: then only the old code says so.
 * @param {KeyboardEvent} event
 */
export function isInputMethods(event) {
  return event.isComposing || event.keyCode === TAKEN;
}

/**
 * Whether this key sends what was written: Enter, but neither a new line (Shift) nor the end of an input method's word.
 * @param {KeyboardEvent} event
 */
export function isSend(event) {
  return event.key === "Enter" && !event.shiftKey && !isInputMethods(event);
}

/**
 * Whether this key writes a sign. The space bar does not count: it is the talk key.
 * @param {KeyboardEvent} event
 */
export function writes(event) {
  // With AltGr, which Windows tells as Ctrl and Alt, letters are written too.
  const command = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
  if (command || event.key === " ") return false;
  // Names of keys are ASCII; one key of an Arabic layout writes two signs.
  return [...event.key].length === 1 || /[^\0-\x7f]/.test(event.key);
}

/**
 * The Latin letter that a key stands for, in lower case, or "". On a Latin layout it is what the key writes, wherever
 * that is; on any other, what stands in the key's place on an English keyboard.
 * @param {{key: string, code: string}} event
 */
export function letterOf({ key, code }) {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  const foreign = /[^\0-\x7f]/.test(key) && !/\p{Script=Latin}/u.test(key);
  return foreign && /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : "";
}
