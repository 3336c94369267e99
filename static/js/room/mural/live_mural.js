/**
 * The mural: strips side by side, the layers over them, the narrators' threads below, and the loom that waits at the
 * right edge.
 *
 * Only strips near the view are in the page, so a thousand are no heavier than ten. A new strip blooms in from its left
 * edge; auto_scroll.js keeps the view at the newest one. Events (CustomEvent, a phrase's id): `chosen` when a thread is
 * pressed, `highlight` when the pointer or the focus is on one ("" when it leaves), `hung` when a new strip's picture
 * is there.
 */

import { ADDED_WIDTH, CANVAS_WIDTH, JOIN_WIDTH, MURAL_HEIGHT } from "../../constants.js";
import { find, prefersReducedMotion } from "../../dom.js";
import { positionAt } from "../../mural/geometry.js";
import { bloom, loadPicture, place } from "../../mural/pictures.js";
import { announceHighlight } from "../highlight.js";
import { isWaiting, narratorOf } from "../snapshot.js";
import { AutoScroll } from "./auto_scroll.js";
import { LiveLayers } from "./live_layers.js";
import { Wash } from "./wash.js";

/** @import {PhrasePart, Snapshot} from "../../protocol.d.ts" */
/** @typedef {{id: string, view: string, picture: HTMLImageElement, thread: HTMLButtonElement}} Hung */

/** Strips within this many views of the view are kept ready. */
const READY_VIEWS = 0.8;
/** Where in the view the right edge of the newest paint comes to rest. */
const REST = 0.86;
/** The height under the strips that the threads take, px of the screen; --thread-height in css/room/mural.css. */
const THREAD_HEIGHT = 24;

export class LiveMural extends EventTarget {
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

  /** @param {import("../story/phrase_cache.js").PhraseCache} phraseCache */
  constructor(phraseCache) {
    super();
    this.phraseCache = phraseCache;
    this.view = find(document, "#mural", HTMLElement);
    this.roll = find(document, "#mural-roll", HTMLElement);
    this.autoScroll = new AutoScroll(this.view, find(document, "#to-now", HTMLButtonElement), () => this.#end());
    this.layers = new LiveLayers(this.roll, phraseCache, (id) =>
      this.dispatchEvent(new CustomEvent("chosen", { detail: id })),
    );
    this.loom = this.#lay("loom");
    this.wash = new Wash(this.#lay("wash"));
    this.placeholder = this.#lay("placeholder");
    announceHighlight(this, this.roll, ".strip, .thread");
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
    this.autoScroll.ended();
    if (this.roll.clientWidth > 0) this.autoScroll.settle();
  }

  /**
   * Mark a phrase's thread and travel to its strip.
   * @param {PhrasePart} phrase painted
   */
  show(phrase) {
    this.choose(phrase.id);
    const painted = phrase.strip ?? phrase.layer;
    if (!painted) return;
    const middle = (painted.x + painted.width / 2) * this.#scale;
    this.autoScroll.travel(middle - this.view.clientWidth / 2);
  }

  /** @param {string} id of a phrase */
  choose(id) {
    this.#chosen = id;
    for (const hung of this.#hung.values()) hung.thread.classList.toggle("is-chosen", hung.id === id);
    this.layers.choose(id);
  }

  /**
   * Highlight a phrase's strip, and whatever else is of that phrase.
   * @param {string} id of a phrase, or "" for none
   */
  highlight(id) {
    for (const before of this.roll.querySelectorAll(".is-highlighted")) before.classList.remove("is-highlighted");
    if (!id) return;
    for (const element of this.roll.querySelectorAll(`[data-phrase="${CSS.escape(id)}"]`)) {
      element.classList.add("is-highlighted");
    }
  }

  /**
   * The colours of what is being painted are known, before there is paint.
   * @param {string} id of a phrase
   * @param {string[]} colours
   */
  directed(id, colours) {
    const awaited = this.#awaited;
    if (awaited?.id !== id || this.#paintsOver(awaited)) return;
    const width = this.#snapshot?.world.width ?? 0;
    place(this.wash.element, width, this.#edge - width);
    this.wash.lay(id, colours);
  }

  /** The phrase whose paint is awaited. @returns {PhrasePart | undefined} */
  get #awaited() {
    return this.#snapshot?.world.state === "weaving" ? this.#snapshot.phrases.find(isWaiting) : undefined;
  }

  /** Whether `phrase` will lie over what is there already. @param {PhrasePart} phrase awaited */
  #paintsOver(phrase) {
    return phrase.over && (this.#snapshot?.world.strips ?? 0) > 0;
  }

  /** Right edge of what is painted or about to be, px on the mural. */
  get #edge() {
    const width = this.#snapshot?.world.width ?? 0;
    if (!this.#awaited || this.#paintsOver(this.#awaited)) return width;
    return width + (width === 0 ? CANVAS_WIDTH : ADDED_WIDTH);
  }

  #end() {
    return Math.max(0, Math.round(this.#edge * this.#scale - this.view.clientWidth * REST));
  }

  #measure() {
    const height = this.view.clientHeight - THREAD_HEIGHT;
    if (height <= 0) return;
    const by = height / MURAL_HEIGHT / this.#scale;
    this.#scale = height / MURAL_HEIGHT;
    this.roll.style.setProperty("--scale", String(this.#scale));
    this.#layOut();
    this.autoScroll.resized(by);
    this.#hang();
  }

  /** Set the roll's width, and the loom and the placeholder at its end. */
  #layOut() {
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    const { width } = snapshot.world;
    const roll = this.#end() + this.view.clientWidth;
    this.roll.style.width = `${roll}px`;
    // The loom begins under the last strip, so that it shows while that one blooms.
    const start = Math.max(0, width - ADDED_WIDTH);
    place(this.loom, start, roll / this.#scale - start);
    this.loom.hidden = snapshot.world.state !== "weaving";
    const awaited = this.#awaited;
    if (this.wash.phrase && this.wash.phrase !== awaited?.id) this.wash.cover();
    this.placeholder.hidden = !awaited;
    if (!awaited) return;
    const over = this.#paintsOver(awaited);
    if (over) place(this.placeholder, width - CANVAS_WIDTH, ADDED_WIDTH);
    else place(this.placeholder, width, this.#edge - width);
    this.placeholder.classList.toggle("is-over", over);
    this.placeholder.dataset.colour = String(narratorOf(snapshot, awaited.narrator)?.colour ?? "");
    this.placeholder.textContent = awaited.text;
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
      const phrase = this.phraseCache.at(position);
      if (position < first || position > last || phrase?.id !== hung.id || phrase.strip?.view !== hung.view) {
        this.#take(position);
      }
    }
    for (let position = first; position <= last; position++) {
      const phrase = this.phraseCache.at(position);
      if (phrase && !this.#hung.has(position)) this.#hangOne(snapshot, phrase);
    }
    this.layers.lay(snapshot, first, last, this.#chosen);
    if (first <= last) void this.phraseCache.wantStrips(first, last).then((came) => came && this.#hang());
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
    const start = strip.position === 0 ? 0 : strip.x + JOIN_WIDTH / 2;
    place(thread, start, strip.x + strip.width - JOIN_WIDTH / 2 - start);
    picture.dataset.phrase = thread.dataset.phrase = phrase.id;
    if (strip.position >= this.#seen) {
      if (!prefersReducedMotion()) bloom(picture);
      picture.addEventListener("load", () => this.dispatchEvent(new CustomEvent("hung", { detail: phrase.id })), {
        once: true,
      });
    }
    loadPicture(picture, strip.view);
    this.roll.append(picture, thread);
    this.#hung.set(strip.position, { id: phrase.id, view: strip.view, picture, thread });
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
    const step = ADDED_WIDTH * this.#scale;
    if (event.key === "ArrowLeft") this.autoScroll.travel(this.view.scrollLeft - step);
    else if (event.key === "ArrowRight") this.autoScroll.travel(this.view.scrollLeft + step);
    else if (event.key === "Home") this.autoScroll.travel(0);
    else if (event.key === "End") this.autoScroll.now();
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
