/**
 * The layers on the room's mural: what a second voice painted over it, laid over the strips, with a thread of its own
 * below theirs.
 *
 * Like the strips, only those near the view are in the page, and a new one blooms in. It asks for nothing: the
 * cache brings a layer with the strips of its place.
 */

import { prefersReducedMotion } from "../../dom.js";
import { bloom, loadPicture, place } from "../../mural/pictures.js";
import { narratorOf } from "../snapshot.js";

/** @import {PhrasePart, Snapshot} from "../../protocol.d.ts" */
/** @typedef {{view: string, picture: HTMLImageElement, thread: HTMLButtonElement}} Laid */

/** Above every strip, whose z-index is its place on the mural. */
const ABOVE_STRIPS = 100_000;
/** Threads of layers that can be told apart below one strip. */
const THREADS_MAX = 3;

export class LiveLayers {
  /** @type {Map<string, Laid>} by the phrase's id */
  #laid = new Map();
  /** The newest layer's order at the last look: later ones bloom. */
  #seen = 0;
  #world = "";

  /**
   * @param {HTMLElement} roll
   * @param {import("../story/phrase_cache.js").PhraseCache} phraseCache
   * @param {(id: string) => void} onchosen called with the phrase's id when a thread is pressed
   */
  constructor(roll, phraseCache, onchosen) {
    this.roll = roll;
    this.phraseCache = phraseCache;
    this.onchosen = onchosen;
  }

  /**
   * Have exactly the layers over the strips from `first` to `last` in the page; the one after reaches over the last
   * strip's end.
   * @param {Snapshot} snapshot
   * @param {number} first
   * @param {number} last
   * @param {string} chosen id of the chosen phrase
   */
  lay(snapshot, first, last, chosen) {
    const newest = Math.max(0, ...snapshot.phrases.map((phrase) => phrase.layer?.order ?? 0));
    if (snapshot.world.id !== this.#world) {
      this.#world = snapshot.world.id;
      this.#seen = newest;
    }
    /** @type {Set<string>} */
    const wanted = new Set();
    for (let position = first; position <= last + 1; position++) {
      this.phraseCache.layersAt(position).forEach((phrase, rank) => {
        wanted.add(phrase.id);
        const laid = this.#laid.get(phrase.id);
        if (laid && laid.view !== phrase.layer?.view) this.#take(phrase.id);
        if (!this.#laid.has(phrase.id)) this.#layOne(snapshot, phrase, rank, chosen);
      });
    }
    for (const id of this.#laid.keys()) if (!wanted.has(id)) this.#take(id);
    this.#seen = Math.max(this.#seen, newest);
  }

  /** @param {string} id of the chosen phrase */
  choose(id) {
    for (const [phrase, laid] of this.#laid) laid.thread.classList.toggle("is-chosen", phrase === id);
  }

  /**
   * @param {Snapshot} snapshot
   * @param {PhrasePart} phrase
   * @param {number} rank among the layers of its place
   * @param {string} chosen
   */
  #layOne(snapshot, phrase, rank, chosen) {
    const { layer } = phrase;
    if (!layer) return;
    const narrator = narratorOf(snapshot, phrase.narrator);
    const picture = new Image();
    picture.className = "strip strip--layer";
    picture.alt = phrase.text;
    picture.draggable = false;
    picture.style.setProperty("z-index", String(ABOVE_STRIPS + layer.order));
    place(picture, layer.x, layer.width);
    const thread = document.createElement("button");
    thread.type = "button";
    thread.className = "thread thread--layer";
    thread.tabIndex = -1; // the story lists the same phrases for the keyboard
    thread.dataset.colour = String(narrator?.colour ?? "");
    thread.title = thread.ariaLabel = `${narrator?.name ?? "Somebody"}, over it: ${phrase.text}`;
    thread.style.setProperty("--rank", String(rank % THREADS_MAX));
    thread.classList.toggle("is-chosen", phrase.id === chosen);
    thread.addEventListener("click", () => this.onchosen(phrase.id));
    place(thread, layer.x, layer.width);
    picture.dataset.phrase = thread.dataset.phrase = phrase.id;
    if (layer.order > this.#seen && !prefersReducedMotion()) bloom(picture);
    loadPicture(picture, layer.view);
    this.roll.append(picture, thread);
    this.#laid.set(phrase.id, { view: layer.view, picture, thread });
  }

  /** @param {string} id of a phrase */
  #take(id) {
    const laid = this.#laid.get(id);
    laid?.picture.remove();
    laid?.thread.remove();
    this.#laid.delete(id);
  }
}
