/**
 * What is being said in the room: each narrator's newest partial words, until their phrase has its final ones.
 *
 * Words never go before others take their place: while a phrase is being heard they stay, however busy the ears are, and
 * so they do while the next partial ones keep people waiting. Only words of which nothing more comes go by themselves.
 * Pure: the caller has the clock, in milliseconds.
 */

/** @import {PhrasePart, Snapshot} from "../../protocol.d.ts" */
/** @typedef {{text: string, stable: number, since: number, at: number, language: string}} Words */

/** How long words stay without news while no phrase of theirs is being heard: longer than the longest phrase, ms. */
export const FORGOTTEN_MS = 20_000;

export class Saying {
  /** @type {Map<string, Words>} */
  #words = new Map();
  /** Narrators of whom a phrase is being heard. @type {Set<string>} */
  #heard = new Set();
  /** Phrases that have ended: with words, or because none were heard. @type {Set<string>} */
  #ended = new Set();
  #world = "";

  /**
   * Words being said.
   * @param {{narrator: string, text: string, stable: number, since: number, language: string}} partial
   * @param {number} now
   */
  partial({ narrator, text, stable, since, language }, now) {
    if (text) this.#words.set(narrator, { text, stable, since, at: now, language });
  }

  /**
   * Take in the room as it is now. Gives the phrases that have got their words since the last time.
   * @param {Snapshot} snapshot
   * @returns {PhrasePart[]}
   */
  read(snapshot) {
    const fresh = this.#world !== snapshot.world.id;
    this.#world = snapshot.world.id;
    if (fresh || snapshot.world.state !== "weaving") this.#words.clear();
    this.#heard = new Set(snapshot.phrases.filter(isBeingHeard).map((phrase) => phrase.narrator));
    const ended = snapshot.phrases.filter((phrase) => !isBeingHeard(phrase) && !this.#ended.has(phrase.id));
    for (const phrase of ended) {
      this.#ended.add(phrase.id);
      this.#endWordsOf(phrase);
    }
    return fresh ? [] : ended.filter((phrase) => phrase.text && phrase.state !== "unravelled");
  }

  /**
   * The words to show now, by narrator.
   * @param {number} now
   * @returns {Map<string, Words>}
   */
  words(now) {
    for (const [narrator, { at }] of this.#words) {
      if (now - at >= FORGOTTEN_MS && !this.#heard.has(narrator)) this.#words.delete(narrator);
    }
    return this.#words;
  }

  /** Its narrator may be saying the next one already: those words stay. @param {PhrasePart} phrase */
  #endWordsOf({ narrator, said_at: saidAt }) {
    const words = this.#words.get(narrator);
    if (words && (saidAt === null || words.since <= saidAt)) this.#words.delete(narrator);
  }
}

/** @param {PhrasePart} phrase */
function isBeingHeard(phrase) {
  return phrase.state === "hearing";
}
