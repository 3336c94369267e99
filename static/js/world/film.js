/**
 * The film on a world's page: has its cuts made, shows how far they are, changes between them, and lists the chapters.
 *
 * How long is left is said only once it can be told from what was done while this page looked on.
 */

import { find, pageData } from "../dom.js";
import { makingsOf } from "./makings.js";

/** @import {MakingKind} from "../protocol.d.ts" */
/** @import {MadeFile, Making} from "./makings.js" */

/** Seconds, and pieces of work, that must have been watched before a guess is made from them. */
const WATCHED_SECONDS = 12;
const WATCHED_PIECES = 2;

const section = find(document, "#film", HTMLElement);
const screen = find(section, "[data-film-screen]", HTMLElement);
const video = find(section, "video", HTMLVideoElement);
const trouble = find(section, ".error", HTMLElement);
const chapters = find(section, "[data-chapters]", HTMLElement);
const invite = find(section, "[data-film-invite]", HTMLElement);
const rows = [...section.querySelectorAll("[data-cut]")].filter((row) => row instanceof HTMLElement);
const owned = section.dataset.owned === "1";
/** @type {{page: string, slug: string, makings: Partial<Record<MakingKind, Making>>}} */
const data = pageData("film-data");
const makings = makingsOf(data.page);
/**
 * When a piece of work was first seen done, by kind.
 * @type {Map<MakingKind, {at: number, done: number, of: number}>}
 */
const watched = new Map();

/** @param {HTMLElement} row */
function kindOf(row) {
  return /** @type {MakingKind} */ (row.dataset.cut);
}

/** @param {MakingKind} kind */
function stands(kind) {
  return makings.get(kind) ?? data.makings[kind] ?? null;
}

/**
 * @param {Making} making
 * @param {string} name
 */
function file(making, name) {
  return making.files.find((one) => one.name === name) ?? null;
}

/** @param {number} seconds */
function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * What is left of a making in words; empty while nothing can be said.
 * @param {MakingKind} kind
 * @param {Making} making
 */
function left(kind, making) {
  const first = watched.get(kind);
  if (!first || first.of !== making.of || making.done < first.done) {
    watched.set(kind, { at: performance.now(), done: making.done, of: making.of });
    return "";
  }
  const seconds = (performance.now() - first.at) / 1000;
  const pieces = making.done - first.done;
  if (pieces < WATCHED_PIECES || seconds < WATCHED_SECONDS) return "";
  const minutes = ((making.of - making.done) * seconds) / pieces / 60;
  if (minutes < 1) return ", less than a minute left";
  return `, about ${Math.ceil(minutes)} minute${Math.ceil(minutes) === 1 ? "" : "s"} left`;
}

/**
 * How long and how large a film is, and whether the narrators are heard in it.
 * @param {MadeFile} film
 */
function aboutWords(film) {
  const megabytes = film.bytes / 1e6;
  const size = `${megabytes.toFixed(megabytes < 10 ? 1 : 0)} MB`;
  return `${clock(Number(film.about.seconds))}, ${size}${Number(film.about.voices) ? ", with your voices" : ""}`;
}

/** @param {HTMLElement} row */
function show(row) {
  const kind = kindOf(row);
  const name = find(row, ".film__name", HTMLElement).textContent ?? "";
  const making = stands(kind);
  const film = making?.state === "made" ? file(making, "film.mp4") : null;
  const busy = making?.state === "making";
  row.hidden = !owned && !film && !busy;

  const about = find(row, "[data-about]", HTMLElement);
  about.textContent = film ? aboutWords(film) : "";

  const doing = find(row, "[data-doing]", HTMLElement);
  doing.hidden = !busy;
  if (busy && making) {
    find(doing, "progress", HTMLProgressElement).value = making.done / making.of;
    find(doing, "[data-stage]", HTMLElement).textContent = `${making.stage}${left(kind, making)}`;
  } else {
    watched.delete(kind);
  }

  const why = find(row, "[data-why]", HTMLElement);
  why.textContent = making?.state === "failed" ? making.why : "";
  why.hidden = !why.textContent;

  const watch = find(row, "[data-watch]", HTMLButtonElement);
  watch.hidden = !film || video.src === new URL(film.url, location.href).href;
  watch.setAttribute("aria-label", `Watch: ${name}`);
  const download = find(row, "[data-download]", HTMLAnchorElement);
  download.hidden = !film;
  if (film) {
    download.href = film.url;
    download.download = `${data.slug}${kind === "film_tall" ? "-upright" : ""}.mp4`;
    download.setAttribute("aria-label", `Download: ${name}`);
  }
  const ask = find(row, "[data-ask]", HTMLButtonElement);
  ask.hidden = !owned || busy || Boolean(film);
  ask.textContent = making?.state === "failed" ? "Try again" : "Make it";
  ask.setAttribute("aria-label", `${ask.textContent}: ${name}`);
  const cancel = find(row, "[data-cancel]", HTMLButtonElement);
  cancel.hidden = !owned || !busy;
  cancel.setAttribute("aria-label", `Stop making: ${name}`);
}

function showAll() {
  if (!video.src) {
    const ready = rows.map(kindOf).find((kind) => stands(kind)?.state === "made");
    if (ready) put(ready);
  }
  rows.forEach(show);
  screen.hidden = !video.src;
  invite.hidden = Boolean(video.src);
}

/**
 * Put a cut on the screen, from its beginning.
 * @param {MakingKind} kind
 */
function put(kind) {
  const making = stands(kind);
  const film = making && file(making, "film.mp4");
  if (!making || !film) return;
  for (const track of [...video.querySelectorAll("track")]) track.remove();
  video.width = Number(film.about.width);
  video.height = Number(film.about.height);
  video.poster = file(making, "poster.jpg")?.url ?? "";
  for (const [trackKind, name, label] of [
    ["captions", "film.vtt", "Narration"],
    ["chapters", "chapters.vtt", ""],
  ]) {
    const words = file(making, name);
    if (!words) continue;
    const track = document.createElement("track");
    track.kind = trackKind;
    track.label = label;
    track.src = words.url;
    video.append(track);
  }
  video.src = film.url;
  list();
}

/** List the chapters once their track is read. */
function list() {
  const element = [...video.querySelectorAll("track")].find((track) => track.kind === "chapters");
  chapters.hidden = true;
  if (!element) return;
  const { track } = element;
  const fill = () => {
    const items = [...(track.cues ?? [])].map((cue) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      const time = document.createElement("time");
      const words = document.createElement("span");
      button.type = "button";
      time.textContent = clock(cue.startTime);
      words.dir = "auto";
      words.textContent = cue instanceof VTTCue ? (cue.getCueAsHTML().textContent ?? "") : "";
      button.append(time, words);
      button.addEventListener("click", () => {
        // A little later, when the dissolve from the shot before is over.
        video.currentTime = cue.startTime + 0.8;
        void video.play();
      });
      item.append(button);
      return item;
    });
    find(chapters, "ol", HTMLElement).replaceChildren(...items);
    chapters.hidden = items.length < 2;
    track.addEventListener("cuechange", () => {
      const now = track.activeCues?.[0];
      const at = now ? [...(track.cues ?? [])].indexOf(now) : -1;
      items.forEach((item, index) => {
        if (index === at) item.setAttribute("aria-current", "true");
        else item.removeAttribute("aria-current");
      });
    });
  };
  element.addEventListener("load", fill, { once: true });
  track.mode = "hidden";
  if (element.readyState === HTMLTrackElement.LOADED) fill();
}

/**
 * @param {HTMLElement} row
 * @param {HTMLButtonElement} button
 * @param {() => Promise<void>} wish
 */
async function change(row, button, wish) {
  button.disabled = true;
  trouble.hidden = true;
  try {
    await wish();
    data.makings = {};
    showAll();
    // The button that was pressed is gone: whoever pressed it by keyboard goes on at what took its place.
    const next = row.querySelector("button:not([hidden])");
    if (next instanceof HTMLElement && document.activeElement === document.body) next.focus();
  } catch (error) {
    trouble.textContent = error instanceof Error ? error.message : "";
    trouble.hidden = false;
  } finally {
    button.disabled = false;
  }
}

for (const row of rows) {
  const kind = kindOf(row);
  const ask = find(row, "[data-ask]", HTMLButtonElement);
  const cancel = find(row, "[data-cancel]", HTMLButtonElement);
  ask.addEventListener("click", () => void change(row, ask, () => makings.ask(kind)));
  cancel.addEventListener("click", () => void change(row, cancel, () => makings.cancel(kind)));
  find(row, "[data-watch]", HTMLButtonElement).addEventListener("click", () => {
    put(kind);
    rows.forEach(show);
    video.focus();
    void video.play();
  });
}
makings.addEventListener("change", showAll);
showAll();
list();
if (Object.values(data.makings).some((making) => making.state === "making")) void makings.follow();
