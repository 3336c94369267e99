/**
 * Phrases that were painted without some of their nouns, each once, when its paint comes. Those that hang already when
 * the page, or another world, opens are not news.
 */

/** @import {PhrasePart, Snapshot} from "../../protocol.d.ts" */

export class Unpainted {
  /** Phrases that hang, whole or not. @type {Set<string>} */
  #hanging = new Set();
  #world = "";

  /**
   * Take in the room as it is now. Gives the phrases whose paint has come since the last time and lacks something.
   * @param {Snapshot} snapshot
   * @returns {PhrasePart[]}
   */
  read(snapshot) {
    const fresh = this.#world !== snapshot.world.id;
    this.#world = snapshot.world.id;
    const came = snapshot.phrases.filter(({ id, state }) => state === "painted" && !this.#hanging.has(id));
    for (const { id } of came) this.#hanging.add(id);
    return fresh ? [] : came.filter((phrase) => phrase.unpainted.length > 0);
  }
}
