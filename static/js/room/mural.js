/**
 * The mural: strips side by side, the narrators' threads under them, and the loom that waits at the right edge.
 *
 * Only strips near the view are in the page, so a thousand are no heavier than ten. A new strip blooms in from its left edge;
 * follow.js keeps the view at the newest one. Events: `chosen` (CustomEvent, the phrase's id) when a thread is pressed.
 */

import { calm, find } from "../dom.js";
import { Follow } from "./follow.js";
import { HEIGHT, JOIN, NEW, positionAt } from "./geometry.js";
import { isWaiting, narratorOf } from "./story.js";

/** @typedef {import("./story.js").PhrasePart} PhrasePart */
/** @typedef {import("./story.js").Snapshot} Snapshot */
/** @typedef {{id: string, view: string, picture: HTMLImageElement, thread: HTMLButtonElement}} Hung */

/** Strips within this many views of the view are kept ready. */
const READY_VIEWS = 0.8;
/** Where in the view the right edge of the newest paint comes to rest. */
const REST = 0.86;
/** The height under the strips that the threads take, px of the screen; --thread-height in mural.css. */
const THREAD_HEIGHT = 24;

export class Mural extends EventTarget {
  /** @type {Snapshot | null} */
  #snapshot = null;
  /** @type {Map<number, Hung>} */
  #hung = new Map();
  #world = "";
  /** Strips that were there at the last look: later ones bloom. */
  #seen = 0;
  #chosen = "";
  #scale = 1;
  #frame = 0;

  /** @param {import("./archive.js").Archive} archive */
  constructor(archive) {
    super();
    this.archive = archive;
    this.view = find(document, "#mural", HTMLElement);
    this.roll = find(document, "#mural-roll", HTMLElement);
    this.follow = new Follow(this.view, find(document, "#to-now", HTMLButtonElement), () => this.#end());
    this.loom = this.#lay("loom");
    this.patch = this.#lay("patch");
    this.view.addEventListener("scroll", () => this.#soon(), { passive: true });
    this.view.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#measure()).observe(this.view);
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    const { world } = snapshot;
    const first = this.#snapshot === null || world.id !== this.#world;
    this.#snapshot = snapshot;
    if (first) {
      for (const position of this.#hung.keys()) this.#take(position);
      this.#world = world.id;
      this.#seen = world.strips;
    }
    this.#layOut();
    this.#hang();
    this.#seen = world.strips;
    this.follow.ended();
    if (this.roll.clientWidth > 0) this.follow.settle();
  }

  /**
   * Mark a phrase's thread and travel to its strip.
   * @param {PhrasePart} phrase painted
   */
  show(phrase) {
    this.choose(phrase.id);
    if (!phrase.strip) return;
    const middle = (phrase.strip.x + phrase.strip.width / 2) * this.#scale;
    this.follow.travel(middle - this.view.clientWidth / 2);
  }

  /** @param {string} id of a phrase */
  choose(id) {
    this.#chosen = id;
    for (const hung of this.#hung.values()) hung.thread.classList.toggle("is-chosen", hung.id === id);
  }

  /** The phrase whose paint is awaited. @returns {PhrasePart | undefined} */
  get #awaited() {
    return this.#snapshot?.world.state === "weaving" ? this.#snapshot.phrases.find(isWaiting) : undefined;
  }

  /** Right edge of what is painted or about to be, px on the mural. */
  get #edge() {
    const width = this.#snapshot?.world.width ?? 0;
    if (!this.#awaited) return width;
    return width + (width === 0 ? HEIGHT : NEW);
  }

  #end() {
    return Math.max(0, Math.round(this.#edge * this.#scale - this.view.clientWidth * REST));
  }

  #measure() {
    const height = this.view.clientHeight - THREAD_HEIGHT;
    if (height <= 0) return;
    const by = height / HEIGHT / this.#scale;
    this.#scale = height / HEIGHT;
    this.roll.style.setProperty("--scale", String(this.#scale));
    this.#layOut();
    this.follow.resized(by);
    this.#hang();
  }

  /** Set the roll's width, and the loom and the patch at its end. */
  #layOut() {
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    const { width } = snapshot.world;
    const roll = this.#end() + this.view.clientWidth;
    this.roll.style.width = `${roll}px`;
    // The loom begins under the last strip, so that it shows while that one blooms.
    const start = Math.max(0, width - NEW);
    place(this.loom, start, roll / this.#scale - start);
    this.loom.hidden = snapshot.world.state !== "weaving";
    const awaited = this.#awaited;
    this.patch.hidden = !awaited;
    if (!awaited) return;
    place(this.patch, width, this.#edge - width);
    this.patch.dataset.colour = String(narratorOf(snapshot, awaited.narrator)?.colour ?? "");
    this.patch.textContent = awaited.text;
  }

  #soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#hang();
    });
  }

  /** Have exactly the strips near the view in the page. */
  #hang() {
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    const ready = this.view.clientWidth * READY_VIEWS;
    const first = positionAt(Math.max(0, this.view.scrollLeft - ready) / this.#scale);
    const right = (this.view.scrollLeft + this.view.clientWidth + ready) / this.#scale;
    const last = Math.min(snapshot.world.strips - 1, positionAt(right));
    for (const [position, hung] of this.#hung) {
      const phrase = this.archive.at(position);
      if (position < first || position > last || phrase?.id !== hung.id || phrase.strip?.view !== hung.view) {
        this.#take(position);
      }
    }
    for (let position = first; position <= last; position++) {
      const phrase = this.archive.at(position);
      if (phrase && !this.#hung.has(position)) this.#hangOne(snapshot, phrase);
    }
    if (first <= last) void this.archive.wantStrips(first, last).then((came) => came && this.#hang());
  }

  /**
   * @param {Snapshot} snapshot
   * @param {PhrasePart} phrase
   */
  #hangOne(snapshot, phrase) {
    const { strip } = phrase;
    if (!strip) return;
    const narrator = narratorOf(snapshot, phrase.narrator);
    const picture = new Image();
    picture.className = "strip";
    picture.alt = phrase.text;
    picture.draggable = false;
    picture.style.setProperty("z-index", String(strip.position + 1));
    place(picture, strip.x, strip.width);
    const thread = document.createElement("button");
    thread.type = "button";
    thread.className = "thread";
    thread.tabIndex = -1; // the story lists the same phrases for the keyboard
    thread.dataset.colour = String(narrator?.colour ?? "");
    thread.title = thread.ariaLabel = `${narrator?.name ?? "Somebody"}: ${phrase.text}`;
    thread.classList.toggle("is-chosen", phrase.id === this.#chosen);
    thread.addEventListener("click", () => this.dispatchEvent(new CustomEvent("chosen", { detail: phrase.id })));
    // Neighbours share the middle of the join.
    const start = strip.position === 0 ? 0 : strip.x + JOIN / 2;
    place(thread, start, strip.x + strip.width - JOIN / 2 - start);
    if (strip.position >= this.#seen && !calm()) this.#bloom(picture);
    picture.src = strip.view;
    this.roll.append(picture, thread);
    this.#hung.set(strip.position, { id: phrase.id, view: strip.view, picture, thread });
  }

  /** @param {HTMLImageElement} picture */
  #bloom(picture) {
    picture.style.visibility = "hidden";
    const begin = () => {
      picture.style.visibility = "";
      picture.classList.add("is-blooming");
    };
    picture.addEventListener("load", () => void picture.decode().then(begin, begin), { once: true });
    picture.addEventListener("error", begin, { once: true });
    picture.addEventListener("animationend", () => picture.classList.remove("is-blooming"), { once: true });
  }

  /** @param {number} position */
  #take(position) {
    const hung = this.#hung.get(position);
    hung?.picture.remove();
    hung?.thread.remove();
    this.#hung.delete(position);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = NEW * this.#scale;
    if (event.key === "ArrowLeft") this.follow.travel(this.view.scrollLeft - step);
    else if (event.key === "ArrowRight") this.follow.travel(this.view.scrollLeft + step);
    else if (event.key === "Home") this.follow.travel(0);
    else if (event.key === "End") this.follow.now();
    else return;
    event.preventDefault();
  }

  /** @param {string} name of its class */
  #lay(name) {
    const element = document.createElement("div");
    element.className = name;
    element.ariaHidden = "true";
    element.hidden = true;
    this.roll.append(element);
    return element;
  }
}

/**
 * @param {HTMLElement} element
 * @param {number} x px on the mural
 * @param {number} width px on the mural
 */
function place(element, x, width) {
  element.style.setProperty("--x", String(x));
  element.style.setProperty("--width", String(width));
}
