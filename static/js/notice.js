/**
 * One sentence carried from a page to the next of the same tab, shown there above everything else.
 */

const KEY = "lightloom.notice";

/**
 * Leave a sentence for the next page.
 * @param {string} sentence
 */
export function leaveNotice(sentence) {
  sessionStorage.setItem(KEY, sentence);
}

/** Show the sentence that was left, once, at the start of <main>. */
export function showNotice() {
  const sentence = sessionStorage.getItem(KEY);
  if (!sentence) return;
  sessionStorage.removeItem(KEY);
  const place = document.createElement("div");
  place.className = "notices";
  place.role = "status";
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.textContent = sentence;
  place.append(notice);
  document.querySelector("main")?.before(place);
}
