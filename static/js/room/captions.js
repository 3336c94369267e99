/**
 * The caption line: the newest words in the room with their narrator's name and colour, the moment they are known.
 *
 * Words still being said replace the last line until their phrase is there. What is read aloud by a screen reader is only
 * the finished phrases of others.
 */

import { find } from "../dom.js";
import { narratorOf } from "./story.js";
import { waitingWords } from "./waiting.js";

/** @typedef {import("./story.js").Snapshot} Snapshot */
/** @typedef {import("./story.js").PhrasePart} PhrasePart */

/** How long words being said, or a note, stay without news, ms. */
const PARTIAL_MS = 6000;
const NOTE_MS = 3500;

export class Captions {
  /** @type {Snapshot | null} */
  #snapshot = null;
  /** @type {{narrator: string, text: string} | null} */
  #partial = null;
  #note = "";
  #timer = 0;
  #announced = 0;

  /** @param {string} you narrator id of this seat */
  constructor(you) {
    this.you = you;
    this.lines = find(document, "#caption", HTMLElement);
    this.live = find(document, "#caption-live", HTMLElement);
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    const before = this.#snapshot;
    this.#snapshot = snapshot;
    const said = snapshot.phrases.filter((phrase) => phrase.text && phrase.state !== "unravelled");
    const newest = said.at(-1);
    if (!before || before.world.id !== snapshot.world.id) this.#announced = newest?.ordinal ?? 0;
    if (before?.world.id !== snapshot.world.id || snapshot.world.state !== "weaving") this.#partial = null;
    if (newest && newest.ordinal > this.#announced) {
      this.#announced = newest.ordinal;
      this.#partial = null;
      this.#note = "";
      if (newest.narrator !== this.you) this.live.textContent = `${this.#name(newest.narrator)}: ${newest.text}`;
    }
    this.#draw();
  }

  /**
   * Words being said.
   * @param {string} narrator
   * @param {string} text
   */
  partial(narrator, text) {
    this.#partial = text ? { narrator, text } : null;
    this.#again(PARTIAL_MS);
  }

  /**
   * Somebody types.
   * @param {string} narrator
   */
  typing(narrator) {
    if (narrator === this.you || this.#partial) return;
    this.#note = `${this.#name(narrator)} is writing…`;
    this.#again(NOTE_MS);
  }

  /** What was said had no words in it. */
  nothingHeard() {
    this.#partial = null;
    this.#note = "No words were heard.";
    this.#again(NOTE_MS);
  }

  /** @param {number} ms until what is shown for the moment goes */
  #again(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#partial = null;
      this.#note = "";
      this.#draw();
    }, ms);
    this.#draw();
  }

  /** @param {string} id */
  #name(id) {
    return (this.#snapshot && narratorOf(this.#snapshot, id)?.name) ?? "Somebody";
  }

  #draw() {
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    const newest = snapshot.phrases.filter((phrase) => phrase.text && phrase.state !== "unravelled").at(-1);
    const line = this.#partial ?? newest;
    const shown = line ? [this.#line(line.narrator, line.text, line === this.#partial)] : [];
    const note = document.createElement("p");
    note.className = "caption__note";
    note.textContent = this.#note || stateWords(this.#partial ? undefined : newest);
    this.lines.replaceChildren(...shown, note);
  }

  /**
   * @param {string} narrator
   * @param {string} text
   * @param {boolean} partial
   */
  #line(narrator, text, partial) {
    const line = document.createElement("p");
    line.className = partial ? "caption__line is-partial" : "caption__line";
    const who = document.createElement("span");
    who.className = "caption__who";
    who.textContent = this.#name(narrator);
    who.dataset.colour = String((this.#snapshot && narratorOf(this.#snapshot, narrator)?.colour) ?? "");
    const words = document.createElement("span");
    words.className = "caption__text";
    words.textContent = text;
    line.append(who, words);
    return line;
  }
}

/** @param {PhrasePart | undefined} phrase */
function stateWords(phrase) {
  const waits = phrase ? waitingWords(phrase) : "";
  if (waits) return waits[0].toUpperCase() + waits.slice(1);
  if (phrase?.state === "heard") return "Heard";
  if (phrase?.state === "painting") return "Painting…";
  if (phrase?.state === "failed") return phrase.text ? "This one could not be painted." : "These words could not be heard. Say them again.";
  return "";
}
