/**
 * The caption line: the newest words in the room with their narrator's name and colour, the moment they are known.
 *
 * Words being said stand in their narrator's own line, which stays the same element when the final words take their
 * place, so that nothing jumps. What you said and the room has not taken yet stands there too, as waiting. A screen
 * reader is told finished phrases of others, and what of a phrase was not painted, a few seconds' worth at a time.
 */

import { isolate } from "../../bidi.js";
import { find } from "../../dom.js";
import { narratorOf } from "../snapshot.js";
import { isUnsure } from "../story/correctable.js";
import { waitingWords } from "../story/waiting.js";
import { FORGOTTEN_MS, Saying } from "./saying.js";
import { Unpainted } from "./unpainted.js";

/** @import {PhrasePart, Snapshot} from "../../protocol.d.ts" */
/** @typedef {{text: string, stable: number, language: string, unsure?: boolean}} Line */

/** How long a note stays without news, ms. */
const NOTE_MS = 3500;
/** The least time between two announcements to a screen reader, ms. */
const ANNOUNCE_MS = 4000;

export class Captions {
  /** @type {Snapshot | null} */
  #snapshot = null;
  #saying = new Saying();
  #unpainted = new Unpainted();
  /** What you said that waits for the room, the newest of it. */
  #unsent = "";
  /** @type {Map<string, HTMLElement>} */
  #lines = new Map();
  #note = "";
  #noteTimer = 0;
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
    this.#snapshot = snapshot;
    for (const phrase of this.#saying.read(snapshot)) {
      this.#note = "";
      const unsure = isUnsure(snapshot, phrase);
      if (phrase.narrator !== this.you) {
        const who = isolate(this.#name(phrase.narrator));
        this.#announce(`${who}${unsure ? ", perhaps" : ""}: ${isolate(phrase.text)}`);
      } else if (unsure) {
        this.#announce(`Is that what you said? Heard with doubt: ${isolate(phrase.text)}`);
      }
    }
    for (const { unpainted } of this.#unpainted.read(snapshot)) {
      this.#announce(`Not painted: ${unpainted.map(isolate).join(", ")}.`);
    }
    this.#draw();
  }

  /**
   * Words being said.
   * @param {{narrator: string, text: string, stable: number, since: number, language: string}} partial
   */
  partial(partial) {
    this.#saying.partial(partial, performance.now());
    setTimeout(() => this.#draw(), FORGOTTEN_MS);
    this.#draw();
  }

  /** The newest of what you said that the room has not taken yet, or "". @param {string} text */
  waits(text) {
    this.#unsent = text;
    this.#draw();
  }

  /**
   * Somebody types.
   * @param {string} narrator
   */
  typing(narrator) {
    if (narrator === this.you || this.#saying.words(performance.now()).size) return;
    this.#say(`${isolate(this.#name(narrator))} is writing…`);
  }

  /** What was said had no words in it. */
  nothingHeard() {
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
    const saying = this.#saying.words(performance.now());
    /** @type {[string, Line][]} */
    const wanted = saying.size ? [...saying] : [];
    const whole = (/** @type {string} */ text) => ({ text, stable: text.length });
    if (!saying.size && this.#unsent) {
      wanted.push([this.you, { ...whole(this.#unsent), language: snapshot.room.language }]);
    } else if (!saying.size && newest) {
      const { narrator, text, language } = newest;
      wanted.push([narrator, { ...whole(text), language, unsure: isUnsure(snapshot, newest) }]);
    }
    for (const [narrator, line] of this.#lines) {
      if (wanted.some(([id]) => id === narrator)) continue;
      line.remove();
      this.#lines.delete(narrator);
    }
    for (const [narrator, line] of wanted) this.#drawLine(narrator, line, saying.has(narrator));
    const doubt = newest && newest.narrator === this.you && isUnsure(snapshot, newest) ? "Heard with doubt." : "";
    const state = saying.size ? "" : this.#unsent ? "Waits until the room is back." : stateWords(newest, doubt);
    this.note.textContent = this.#note || state;
  }

  /**
   * @param {string} narrator
   * @param {Line} words
   * @param {boolean} partial
   */
  #drawLine(narrator, { text, stable, language, unsure = false }, partial) {
    const line = this.#lines.get(narrator) ?? this.#newLine(narrator);
    line.dataset.colour = String((this.#snapshot && narratorOf(this.#snapshot, narrator)?.colour) ?? "");
    line.classList.toggle("is-partial", partial);
    line.classList.toggle("is-unsure", unsure);
    line.title = unsure ? "Heard with doubt" : "";
    line.lang = language;
    const [who, perhaps, said, maybe] = line.children;
    perhaps.textContent = unsure ? "perhaps: " : "";
    find(who, "bdi", HTMLElement).textContent = this.#name(narrator);
    said.textContent = text.slice(0, stable);
    maybe.textContent = text.slice(stable);
    // Of words that do not fit, the newest.
    line.scrollTop = line.scrollHeight;
  }

  /** @param {string} narrator */
  #newLine(narrator) {
    const line = document.createElement("p");
    line.className = "caption__line";
    // As what is said runs; the name has a direction of its own.
    line.dir = "auto";
    for (const part of ["who", "perhaps", "said", "maybe"]) {
      const span = document.createElement("span");
      span.className = `caption__${part}`;
      line.append(span);
    }
    find(line, ".caption__who", HTMLElement).append(document.createElement("bdi"));
    const perhaps = find(line, ".caption__perhaps", HTMLElement);
    perhaps.classList.add("visually-hidden");
    perhaps.lang = "en";
    this.note.before(line);
    this.#lines.set(narrator, line);
    return line;
  }
}

/**
 * @param {PhrasePart | undefined} phrase
 * @param {string} doubt what is said of words that are a guess, or ""
 */
function stateWords(phrase, doubt) {
  const waits = phrase ? waitingWords(phrase) : "";
  if (waits) return waits[0].toUpperCase() + waits.slice(1);
  if (doubt && phrase?.state !== "failed") return doubt;
  if (phrase?.state === "heard") return phrase.wait_until ? "Heard. It can still be corrected." : "Heard";
  if (phrase?.state === "painting") return "Painting…";
  if (phrase?.state === "failed")
    return phrase.text ? "This one could not be painted." : "These words could not be heard. Say them again.";
  return "";
}
