/**
 * The caption line: the newest words in the room with their narrator's name and colour, the moment they are known.
 *
 * Words being said stand in their narrator's own line, which stays the same element when the final words take their
 * place, so that nothing jumps. A screen reader is told finished phrases of others, a few seconds' worth at a time.
 */

import { find } from "../../dom.js";
import { narratorOf } from "../snapshot.js";
import { waitingWords } from "../story/waiting.js";

/** @import {PhrasePart, Snapshot} from "../../protocol.d.ts" */
/** @typedef {{text: string, stable: number, timer: number}} Saying */

/** How long words being said, or a note, stay without news, ms. */
const PARTIAL_MS = 6000;
const NOTE_MS = 3500;
/** The least time between two announcements to a screen reader, ms. */
const ANNOUNCE_MS = 4000;

export class Captions {
  /** @type {Snapshot | null} */
  #snapshot = null;
  /** What each narrator is saying. @type {Map<string, Saying>} */
  #saying = new Map();
  /** @type {Map<string, HTMLElement>} */
  #lines = new Map();
  #note = "";
  #noteTimer = 0;
  #newest = 0;
  /** @type {string[]} */
  #unsaid = [];
  #announcing = 0;
  #announcedAt = -Infinity;

  /** @param {string} you narrator id of this seat */
  constructor(you) {
    this.you = you;
    this.box = find(document, "#caption", HTMLElement);
    this.live = find(document, "#caption-live", HTMLElement);
    this.note = document.createElement("p");
    this.note.className = "caption__note";
    this.box.append(this.note);
    // Other lines fit into another window, or in another size.
    new ResizeObserver(() => this.#draw()).observe(this.box);
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    const before = this.#snapshot;
    this.#snapshot = snapshot;
    const fresh = before === null || before.world.id !== snapshot.world.id;
    if (fresh || snapshot.world.state !== "weaving") this.#saying.clear();
    for (const phrase of snapshot.phrases) {
      if (!phrase.text || phrase.state === "unravelled" || phrase.ordinal <= this.#newest) continue;
      this.#newest = phrase.ordinal;
      if (fresh) continue;
      this.#forget(phrase.narrator);
      this.#note = "";
      if (phrase.narrator !== this.you) this.#announce(`${this.#name(phrase.narrator)}: ${phrase.text}`);
    }
    if (fresh) this.#newest = snapshot.phrases.at(-1)?.ordinal ?? 0;
    this.#draw();
  }

  /**
   * Words being said.
   * @param {{narrator: string, text: string, stable: number}} partial
   */
  partial({ narrator, text, stable }) {
    this.#forget(narrator);
    const timer = setTimeout(() => {
      this.#saying.delete(narrator);
      this.#draw();
    }, PARTIAL_MS);
    if (text) this.#saying.set(narrator, { text, stable, timer });
    this.#draw();
  }

  /**
   * Somebody types.
   * @param {string} narrator
   */
  typing(narrator) {
    if (narrator === this.you || this.#saying.size) return;
    this.#say(`${this.#name(narrator)} is writing…`);
  }

  /** What was said had no words in it. @param {string} narrator */
  nothingHeard(narrator) {
    this.#forget(narrator);
    this.#say("No words were heard.");
  }

  /** @param {string} note for the moment */
  #say(note) {
    this.#note = note;
    clearTimeout(this.#noteTimer);
    this.#noteTimer = setTimeout(() => {
      this.#note = "";
      this.#draw();
    }, NOTE_MS);
    this.#draw();
  }

  /** @param {string} narrator */
  #forget(narrator) {
    clearTimeout(this.#saying.get(narrator)?.timer);
    this.#saying.delete(narrator);
  }

  /** @param {string} sentence for a screen reader */
  #announce(sentence) {
    this.#unsaid.push(sentence);
    if (this.#announcing) return;
    const wait = Math.max(0, this.#announcedAt + ANNOUNCE_MS - performance.now());
    this.#announcing = setTimeout(() => {
      this.#announcing = 0;
      this.#announcedAt = performance.now();
      this.live.textContent = this.#unsaid.splice(0).join(" ");
    }, wait);
  }

  /** @param {string} id */
  #name(id) {
    return (this.#snapshot && narratorOf(this.#snapshot, id)?.name) ?? "Somebody";
  }

  #draw() {
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    const newest = snapshot.phrases.filter((phrase) => phrase.text && phrase.state !== "unravelled").at(-1);
    /** @type {[string, {text: string, stable: number}][]} */
    const wanted = this.#saying.size
      ? [...this.#saying]
      : newest
        ? [[newest.narrator, { text: newest.text, stable: newest.text.length }]]
        : [];
    for (const [narrator, line] of this.#lines) {
      if (wanted.some(([id]) => id === narrator)) continue;
      line.remove();
      this.#lines.delete(narrator);
    }
    for (const [narrator, { text, stable }] of wanted) this.#drawLine(narrator, text, stable);
    this.note.textContent = this.#note || stateWords(this.#saying.size ? undefined : newest);
  }

  /**
   * @param {string} narrator
   * @param {string} text
   * @param {number} stable
   */
  #drawLine(narrator, text, stable) {
    const line = this.#lines.get(narrator) ?? this.#newLine(narrator);
    line.dataset.colour = String((this.#snapshot && narratorOf(this.#snapshot, narrator)?.colour) ?? "");
    line.classList.toggle("is-partial", this.#saying.has(narrator));
    const [who, said, maybe] = line.children;
    who.textContent = this.#name(narrator);
    said.textContent = text.slice(0, stable);
    maybe.textContent = text.slice(stable);
    // Of words that do not fit, the newest.
    line.scrollTop = line.scrollHeight;
  }

  /** @param {string} narrator */
  #newLine(narrator) {
    const line = document.createElement("p");
    line.className = "caption__line";
    for (const part of ["who", "said", "maybe"]) {
      const span = document.createElement("span");
      span.className = `caption__${part}`;
      line.append(span);
    }
    this.note.before(line);
    this.#lines.set(narrator, line);
    return line;
  }
}

/** @param {PhrasePart | undefined} phrase */
function stateWords(phrase) {
  const waits = phrase ? waitingWords(phrase) : "";
  if (waits) return waits[0].toUpperCase() + waits.slice(1);
  if (phrase?.state === "heard") return phrase.wait_until ? "Heard. It can still be corrected." : "Heard";
  if (phrase?.state === "painting") return "Painting…";
  if (phrase?.state === "failed")
    return phrase.text ? "This one could not be painted." : "These words could not be heard. Say them again.";
  return "";
}
