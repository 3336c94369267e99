/**
 * Somebody's name or words inside a sentence of ours that is plain text: they keep their own direction, and the
 * sentence keeps its own. In markup <bdi> does that.
 */

/** Letters that run from right to left, Hebrew to Adlam. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** @param {string} words */
export function isolate(words) {
  return RIGHT_TO_LEFT.test(words) ? `\u2068${words}\u2069` : words;
}
