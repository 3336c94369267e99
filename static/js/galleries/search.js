/**
 * The search of the galleries' page, as one types: what was found takes the place of what was there, and is said.
 *
 * The form works without this. The address follows: the first letters make a new entry in the history, the following
 * ones change it, and going back shows what was there. An answer that comes after a newer question is dropped.
 */

import { find } from "../dom.js";

/** Milliseconds after the last key before the server is asked. */
const PAUSE = 180;

const form = find(document, "form.search", HTMLFormElement);
const field = find(form, "input[type=search]", HTMLInputElement);
const said = find(form, "[data-said]", HTMLElement);
const results = find(document, "[data-results]", HTMLElement);
const found = form.dataset.found ?? "";
let shown = new URLSearchParams(location.search).get("q") ?? "";
let timer = 0;
let asking = new AbortController();

/**
 * Show what a search finds, for an address like the page's own.
 * @param {string} search the address from its question mark on
 */
async function show(search) {
  asking.abort();
  asking = new AbortController();
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(found + search, { signal: asking.signal, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    results.innerHTML = await answer.text();
    const told = results.querySelector("[data-said]");
    said.textContent = told ? sentence(told) : "All galleries.";
    shown = new URLSearchParams(search).get("q") ?? "";
    document.title = shown ? `${shown} · Galleries · Lightloom` : "Galleries · Lightloom";
    results.removeAttribute("aria-busy");
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    results.removeAttribute("aria-busy");
    said.textContent = "The search cannot be reached. Press Enter to try again.";
  }
}

/** @param {Element} told */
function sentence(told) {
  const copy = told.cloneNode(true);
  if (copy instanceof Element) for (const link of copy.querySelectorAll("a")) link.remove();
  return copy.textContent?.trim() ?? "";
}

/** The address for what stands in the field. */
function address() {
  const query = field.value.trim();
  return query ? `?${new URLSearchParams({ q: query })}` : "";
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const search = address();
    if (search === location.search) return;
    const begins = !new URLSearchParams(location.search).get("q") && search !== "";
    history[begins ? "pushState" : "replaceState"](null, "", location.pathname + search);
    void show(search);
  }, PAUSE);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  const search = address();
  if (search !== location.search) history.pushState(null, "", location.pathname + search);
  void show(search);
});

addEventListener("popstate", () => {
  clearTimeout(timer);
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  void show(location.search);
});
