/**
 * The story in words: every phrase with its narrator, newest last, the way from words to their strip.
 *
 * Stays at the newest phrase unless the reader scrolled up; reaching the top fetches older ones. Events (CustomEvent,
 * the phrase's id): `chosen`, `retry`, `confirm`, `correct`, `unravel`, `highlight` ("" when it is left).
 */

import { clone, find } from "../../dom.js";
import { announceHighlight } from "../highlight.js";
import { narratorOf } from "../snapshot.js";
import { isCorrectable, isUnsure } from "./correctable.js";
import { waitingWords } from "./waiting.js";

/** @import {PhrasePart, Snapshot} from "../../protocol.d.ts" */

const NOTHING_HEARD = "speech.nothing_heard";
const NOTHING_HEARD_MS = 4000;
/** What the buttons of a phrase ask for, as their classes say. */
const KINDS = ["retry", "confirm", "correct", "unravel"];

export class Transcript extends EventTarget {
  /** @type {Map<string, {phrase: PhrasePart, colour: string, row: HTMLElement}>} */
  #rows = new Map();
  /** @type {Set<string>} */
  #hushed = new Set();
  #world = "";
  #fetching = false;
  #chosen = "";
  /** Whether the newest phrase is in view, and so is to stay there. */
  #atEnd = true;
  /** @type {Snapshot | null} */
  #snapshot = null;

  /**
   * @param {import("./phrase_cache.js").PhraseCache} phraseCache
   * @param {string} you narrator id of this seat
   */
  constructor(phraseCache, you) {
    super();
    this.phraseCache = phraseCache;
    this.you = you;
    this.view = find(document, "#story-scroll", HTMLElement);
    this.list = find(document, "#story-phrases", HTMLOListElement);
    this.empty = find(document, "#story-empty", HTMLElement);
    this.from = document.querySelector("#story-from");
    this.view.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#atEnd && this.#toEnd()).observe(this.view);
    this.list.addEventListener("click", (event) => this.#press(event));
    announceHighlight(this, this.list, ".phrase");
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    this.#snapshot = snapshot;
    if (snapshot.world.id !== this.#world) {
      this.#world = snapshot.world.id;
      this.#rows.clear();
      this.list.replaceChildren();
      // Where the world comes from is said of the one that the page came with, not of the next.
      if (this.from instanceof HTMLElement) this.from.hidden = this.from.dataset.world !== this.#world;
    }
    for (const phrase of snapshot.phrases) this.#put(snapshot, phrase);
    this.#offerRetry(snapshot);
    this.#offerUnravel(snapshot);
    this.#offerCorrect(snapshot);
    this.empty.hidden = this.list.childElementCount > 0;
    if (this.#atEnd) this.#toEnd();
  }

  /**
   * Mark a phrase and bring it into view.
   * @param {string} id
   */
  show(id) {
    this.#rows.get(this.#chosen)?.row.classList.remove("is-chosen");
    this.#chosen = id;
    const phrase = this.phraseCache.phrase(id);
    if (phrase && this.#snapshot) this.#put(this.#snapshot, phrase);
    const row = this.#rows.get(id)?.row;
    row?.classList.add("is-chosen");
    row?.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {Snapshot} snapshot
   * @param {PhrasePart} phrase
   */
  #put(snapshot, phrase) {
    const known = this.#rows.get(phrase.id);
    const narrator = narratorOf(snapshot, phrase.narrator);
    const look = `${narrator?.colour} ${narrator?.name}`;
    if (known && known.phrase === phrase && known.colour === look) return;
    if (phrase.state === "unravelled" || this.#hushed.has(phrase.id)) {
      known?.row.remove();
      this.#rows.delete(phrase.id);
      return;
    }
    const row = known?.row ?? this.#insert(phrase);
    this.#rows.set(phrase.id, { phrase, colour: look, row });
    row.dataset.colour = String(narrator?.colour ?? "");
    find(row, ".phrase__name", HTMLElement).textContent = narrator?.name ?? "Somebody";
    find(row, ".phrase__over", HTMLElement).textContent = phrase.over ? ", over it" : "";
    row.classList.toggle("is-over", phrase.over);
    const text = find(row, ".phrase__text", HTMLElement);
    text.textContent = phrase.text || "…";
    text.lang = phrase.language;
    find(row, ".phrase__state", HTMLElement).textContent = stateWords(phrase);
    const unpainted = find(row, ".phrase__unpainted", HTMLElement);
    unpainted.hidden = phrase.unpainted.length === 0;
    const unknown = find(unpainted, "bdi", HTMLElement);
    unknown.textContent = phrase.unpainted.join(", ");
    unknown.lang = phrase.language;
    const failed = phrase.state === "failed";
    row.classList.toggle("is-failed", failed);
    row.classList.toggle("is-waiting", phrase.state === "hearing");
    if (failed && phrase.reason === NOTHING_HEARD) this.#hush(phrase.id);
  }

  /**
   * Without words there is nothing to paint again: those have to be said once more.
   * @param {Snapshot} snapshot
   */
  #offerRetry(snapshot) {
    const host = narratorOf(snapshot, this.you)?.role === "host";
    for (const { phrase, row } of this.#rows.values()) {
      const may = phrase.state === "failed" && phrase.text && (host || phrase.narrator === this.you);
      find(row, ".phrase__retry", HTMLButtonElement).hidden = !may || snapshot.world.state !== "weaving";
    }
  }

  /**
   * Only what nothing was painted on from, or over, can be taken down, by the host, while nothing is being painted.
   * @param {Snapshot} snapshot
   */
  #offerUnravel(snapshot) {
    const host = narratorOf(snapshot, this.you)?.role === "host";
    const free = snapshot.world.state === "weaving" && !snapshot.phrases.some((phrase) => phrase.state === "painting");
    for (const { phrase, row } of this.#rows.values()) {
      find(row, ".phrase__unravel", HTMLButtonElement).hidden = !(host && free && this.#isOnTop(snapshot, phrase));
    }
  }

  /**
   * @param {Snapshot} snapshot
   * @param {PhrasePart} phrase
   */
  #isOnTop(snapshot, { id, strip, layer }) {
    const top = (/** @type {number} */ position) => this.phraseCache.layersAt(position).at(-1)?.id;
    if (strip) return strip.position === snapshot.world.strips - 1 && !top(strip.position);
    return layer !== null && top(layer.position) === id;
  }

  /**
   * Whoever said what the ears guessed is asked whether it is right; to others it is marked.
   * @param {Snapshot} snapshot
   */
  #offerCorrect(snapshot) {
    for (const { phrase, row } of this.#rows.values()) {
      const yours = phrase.narrator === this.you;
      const offer = yours && isCorrectable(snapshot, phrase);
      const unsure = isUnsure(snapshot, phrase);
      find(row, ".phrase__correct", HTMLButtonElement).hidden = !offer;
      find(row, ".phrase__confirm", HTMLButtonElement).hidden = !(yours && unsure);
      find(row, ".phrase__perhaps", HTMLElement).hidden = !unsure;
      find(row, ".phrase__words", HTMLElement).title = unsure ? "Heard with doubt" : "";
      row.classList.toggle("is-unsure", unsure);
      row.classList.toggle("is-asked", offer && unsure);
    }
  }

  /**
   * Highlight a phrase.
   * @param {string} id of a phrase, or "" for none
   */
  highlight(id) {
    for (const { phrase, row } of this.#rows.values()) row.classList.toggle("is-highlighted", phrase.id === id);
  }

  /** @param {string} id */
  #hush(id) {
    setTimeout(() => {
      this.#hushed.add(id);
      this.#rows.get(id)?.row.remove();
      this.#rows.delete(id);
    }, NOTHING_HEARD_MS);
  }

  /** @param {PhrasePart} phrase */
  #insert(phrase) {
    const row = clone("phrase-template");
    row.dataset.phrase = phrase.id;
    row.dataset.ordinal = String(phrase.ordinal);
    const after = [...this.list.children].findLast(
      (other) => Number(other.getAttribute("data-ordinal")) < phrase.ordinal,
    );
    if (after) after.after(row);
    else this.list.prepend(row);
    return row;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.view;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < 60;
    if (scrollTop < 80) void this.#older();
  }

  #toEnd() {
    this.view.scrollTop = this.view.scrollHeight;
  }

  async #older() {
    if (this.#fetching || !this.#snapshot?.phrases.length) return;
    this.#fetching = true;
    const came = await this.phraseCache.wantOlder();
    this.#fetching = false;
    if (!came || !this.#snapshot) return;
    const fromEnd = this.view.scrollHeight - this.view.scrollTop;
    for (const phrase of this.phraseCache.newest) this.#put(this.#snapshot, phrase);
    this.view.scrollTop = this.view.scrollHeight - fromEnd;
  }

  /** @param {MouseEvent} event */
  #press(event) {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest("button");
    const id = button?.closest("li")?.dataset.phrase;
    if (!button || !id) return;
    const kind = KINDS.find((known) => button.matches(`.phrase__${known}`)) ?? "chosen";
    this.dispatchEvent(new CustomEvent(kind, { detail: id }));
  }
}

/** @param {PhrasePart} phrase */
function stateWords(phrase) {
  const waits = waitingWords(phrase);
  if (waits) return waits;
  if (phrase.state === "hearing") return "listening…";
  if (phrase.state === "painting") return phrase.over ? "painting over…" : "painting…";
  if (phrase.state !== "failed") return "";
  if (phrase.reason === NOTHING_HEARD) return "No words were heard.";
  return phrase.text ? "This one could not be painted." : "These words could not be heard. Say them again.";
}
