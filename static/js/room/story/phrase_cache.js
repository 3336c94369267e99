/**
 * Every phrase of the current world that this page has seen or fetched: the snapshot's newest ones and older ones asked
 * for.
 *
 * Asks for each stretch of strips once; a stretch whose answer failed is asked for again the next time it is wanted.
 */

/** @import {PhrasePart, Snapshot} from "../../protocol.d.ts" */

/** Strips asked for together; the server gives at most 60. */
const STRETCH = 20;
const OLDER = 40;
/** How long a stretch that came back short is left alone. */
const AGAIN_MS = 3000;

export class PhraseCache {
  /** @type {Map<string, PhrasePart>} */
  #byId = new Map();
  /** @type {Map<number, PhrasePart>} */
  #byPosition = new Map();
  /** @type {Map<number, Map<string, PhrasePart>>} by the position of the strip they were painted over, then by id */
  #layers = new Map();
  /**
   * Stretches that were asked for at least once, for layers that are older than the snapshot's phrases.
   * @type {Set<number>}
   */
  #looked = new Set();
  /** Whether the world has phrases that its snapshot does not. */
  #longer = false;
  /** @type {Set<number>} */
  #asked = new Set();
  #world = "";

  /** @param {string} url of the room's phrases */
  constructor(url) {
    this.url = url;
  }

  /**
   * Take in what a snapshot says. A new world empties the cache.
   * @param {Snapshot} snapshot
   */
  read(snapshot) {
    if (snapshot.world.id !== this.#world) {
      this.#world = snapshot.world.id;
      this.#byId.clear();
      this.#byPosition.clear();
      this.#layers.clear();
      this.#asked.clear();
      this.#looked.clear();
    }
    this.#longer = snapshot.world.phrases > snapshot.phrases.length;
    for (const phrase of snapshot.phrases) this.put(phrase);
  }

  /**
   * The newest phrases back to the first that is not known, by ordinal. Strips fetched for a look back may lie before
   * it.
   * @returns {PhrasePart[]}
   */
  get newest() {
    const known = [...this.#byId.values()].sort((a, b) => a.ordinal - b.ordinal);
    const gap = known.findLastIndex((phrase, at) => at > 0 && known[at - 1].ordinal !== phrase.ordinal - 1);
    return known.slice(Math.max(0, gap));
  }

  /**
   * The painted phrase whose strip hangs at `position`, if it is known.
   * @param {number} position
   */
  at(position) {
    return this.#byPosition.get(position);
  }

  /**
   * The phrases whose layers lie on the canvas of the strip at `position`, the lowest first.
   * @param {number} position
   * @returns {PhrasePart[]}
   */
  layersAt(position) {
    const here = [...(this.#layers.get(position)?.values() ?? [])];
    return here.sort((a, b) => (a.layer?.order ?? 0) - (b.layer?.order ?? 0));
  }

  /** @param {string} id */
  phrase(id) {
    return this.#byId.get(id);
  }

  /**
   * Fetch the strips from `first` to `last` that are not known. Resolves to whether something new came.
   * @param {number} first
   * @param {number} last
   * @returns {Promise<boolean>}
   */
  async wantStrips(first, last) {
    /** @type {number[]} */
    const stretches = [];
    for (let position = first; position <= last; position++) {
      const stretch = Math.floor(position / STRETCH);
      const known = this.#byPosition.has(position) && (!this.#longer || this.#looked.has(stretch));
      if (!known && !this.#asked.has(stretch)) {
        this.#asked.add(stretch);
        this.#looked.add(stretch);
        stretches.push(stretch);
      }
    }
    const world = this.#world;
    const came = await Promise.all(
      stretches.map(async (stretch) => {
        const from = stretch * STRETCH;
        const found = await this.#fetch(`from_position=${from}&to_position=${from + STRETCH - 1}`, world);
        // What failed may be asked for again, and so may a stretch that the mural had not filled when it was asked for.
        const full = found.filter((phrase) => phrase.strip).length === STRETCH;
        if (!full) setTimeout(() => this.#asked.delete(stretch), AGAIN_MS);
        return found.length > 0;
      }),
    );
    return came.includes(true);
  }

  /**
   * Fetch phrases older than `newest`. Resolves to whether some came.
   * @returns {Promise<boolean>}
   */
  async wantOlder() {
    const oldest = this.newest[0]?.ordinal ?? 1;
    if (oldest <= 1) return false;
    return (await this.#fetch(`before=${oldest}&limit=${OLDER}`, this.#world)).length > 0;
  }

  /**
   * @param {string} query
   * @param {string} world the id of the world that was meant when asking
   * @returns {Promise<PhrasePart[]>}
   */
  async #fetch(query, world) {
    try {
      const answer = await fetch(`${this.url}?${query}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || world !== this.#world) return [];
      const { phrases } = /** @type {{phrases: PhrasePart[]}} */ (await answer.json());
      if (world !== this.#world) return [];
      for (const phrase of phrases) this.put(phrase);
      return phrases;
    } catch {
      // Offline: the socket says so, and what is missing is asked for again at the next look.
      return [];
    }
  }

  /** Take in a phrase as it is now. @param {PhrasePart} phrase */
  put(phrase) {
    const before = this.#byId.get(phrase.id);
    if (before?.strip && this.#byPosition.get(before.strip.position)?.id === phrase.id)
      this.#byPosition.delete(before.strip.position);
    if (before?.layer) this.#layers.get(before.layer.position)?.delete(phrase.id);
    this.#byId.set(phrase.id, phrase);
    if (phrase.strip) this.#byPosition.set(phrase.strip.position, phrase);
    if (phrase.layer) {
      const here = this.#layers.get(phrase.layer.position) ?? new Map();
      this.#layers.set(phrase.layer.position, here.set(phrase.id, phrase));
    }
  }
}
