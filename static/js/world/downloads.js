/**
 * "Take it with you" on a world's page: has made what takes time, shows how far it is, says how large the rest is.
 *
 * Everything that is there already is a plain link; this module adds to them and replaces nothing.
 */

import { clone, find } from "../dom.js";
import { makingsOf } from "./makings.js";

/** @import {MakingKind} from "../protocol.d.ts" */

const section = find(document, "#downloads", HTMLElement);
const trouble = find(section, ".error", HTMLElement);
const owned = section.dataset.owned === "1";
const makings = makingsOf(section.dataset.page ?? "");
const rows = [...section.querySelectorAll("[data-kind]")].filter((row) => row instanceof HTMLElement);
const UNITS = ["bytes", "KB", "MB", "GB"];
/**
 * What each row shows, by kind: a row that would look the same is left alone, so that a button in it keeps the focus.
 * @type {Map<string, string>}
 */
const drawn = new Map();

/** @param {number} bytes */
function sizeWords(bytes) {
  const power = Math.min(UNITS.length - 1, bytes > 0 ? Math.floor(Math.log(bytes) / Math.log(1024)) : 0);
  const size = bytes / 1024 ** power;
  return `${power ? size.toFixed(size < 10 ? 1 : 0) : size} ${UNITS[power]}`;
}

/** @param {unknown} error */
function say(error) {
  trouble.textContent = error instanceof Error ? error.message : "";
  trouble.hidden = !trouble.textContent;
}

/** @param {HTMLElement} row */
function show(row) {
  const kind = /** @type {MakingKind} */ (row.dataset.kind);
  const making = makings.get(kind);
  const state = making?.state ?? "none";
  const place = find(row, ".downloads__made", HTMLElement);
  row.hidden = !owned && state !== "made";
  const look = JSON.stringify([state, making?.why, making?.files]);
  if (state !== "making" && drawn.get(kind) === look) return;
  drawn.set(kind, look);
  if (state === "making" && making) {
    const box =
      row.dataset.state === "making" ? find(place, ".downloads__making", HTMLElement) : clone("downloads-making");
    const bar = find(box, "progress", HTMLProgressElement);
    const name = row.dataset.name ?? "";
    bar.value = making.done / making.of;
    bar.setAttribute("aria-label", `${name} is being made`);
    find(box, "p", HTMLElement).textContent = making.stage;
    if (row.dataset.state !== "making") {
      const stop = find(box, "button", HTMLButtonElement);
      stop.hidden = !owned;
      stop.setAttribute("aria-label", `Stop making: ${name}`);
      stop.addEventListener("click", () => void change(row, () => makings.cancel(kind)));
      place.replaceChildren(box);
    }
  } else if (state === "made" && making) {
    const list = document.createElement("ul");
    list.className = "downloads__files";
    making.files.forEach((file, index) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = file.url;
      const slug = (section.dataset.page ?? "").split("/").pop();
      const number = making.files.length > 1 ? `-${index + 1}` : "";
      link.download = `${slug}${number}.${file.name.split(".").pop()}`;
      const part = making.files.length > 1 ? `Part ${index + 1}` : (file.name.split(".").pop() ?? "").toUpperCase();
      link.textContent = part;
      link.setAttribute("aria-label", `${row.dataset.name}, ${part}`);
      item.append(link, `, ${sizeWords(file.bytes)}`);
      list.append(item);
    });
    place.replaceChildren(list);
  } else {
    const button = clone("downloads-ask");
    button.setAttribute("aria-label", `Make it: ${row.dataset.name}`);
    button.addEventListener("click", () => void change(row, () => makings.ask(kind)));
    place.replaceChildren(button);
    if (making?.why) {
      const why = document.createElement("p");
      why.className = "downloads__why small";
      why.textContent = making.why;
      place.prepend(why);
    }
  }
  row.dataset.state = state;
}

/**
 * @param {HTMLElement} row
 * @param {() => Promise<void>} wish
 */
async function change(row, wish) {
  const button = row.querySelector("button");
  if (button) button.disabled = true;
  say(null);
  try {
    await wish();
  } catch (error) {
    say(error);
    if (button) button.disabled = false;
    return;
  }
  // The button that was pressed is gone: whoever pressed it by keyboard goes on at what took its place.
  const next = row.querySelector("button, a");
  if (next instanceof HTMLElement) next.focus();
}

function showAll() {
  rows.forEach(show);
}
makings.addEventListener("change", showAll);
showAll();

/** What is packed while it is sent: how large it is, asked for when somebody comes near. */
const near = new IntersectionObserver(
  (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    near.disconnect();
    void makings.follow();
    void showSizes();
  },
  { rootMargin: "200px" },
);
near.observe(section);

async function showSizes() {
  const response = await fetch(`${section.dataset.page}/taking.json`, { credentials: "same-origin" }).catch(() => null);
  if (!response?.ok) return;
  const sizes = await response.json();
  for (const place of section.querySelectorAll("[data-size]")) {
    const bytes = place instanceof HTMLElement ? sizes[place.dataset.size ?? ""] : null;
    if (bytes) place.textContent = `, ${sizeWords(bytes)}`;
  }
}
