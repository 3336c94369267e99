/**
 * What is made from a world, as the page follows it: asks the server while something is being made and somebody looks,
 * and only then.
 *
 * `makingsOf` gives all parts of a page the same one, so that each knows what another asked for. Dispatches `change`
 * whenever anything is different; `get` says how one kind stands.
 */

/** @import {MakingKind} from "../protocol.d.ts" */

/**
 * @typedef {object} MadeFile
 * @property {string} name
 * @property {string} url
 * @property {string} type media type
 * @property {number} bytes
 * @property {Record<string, unknown>} about
 */

/**
 * @typedef {object} Making
 * @property {"making" | "made" | "failed" | "cancelled"} state
 * @property {string} stage what is being done now, in plain words
 * @property {number} done
 * @property {number} of
 * @property {string} why it failed, one sentence
 * @property {MadeFile[]} files
 */

/** Milliseconds between two questions while something is being made. */
const EVERY = 1500;
/** After an answer that did not come, and how long one is waited for: those that follow wait behind it. */
const LATER = 8000;
const PATIENCE = 30_000;

/** @type {Map<string, Makings>} */
const known = new Map();

/**
 * @param {string} page address of the world's page, without a slash at its end
 * @returns {Makings}
 */
export function makingsOf(page) {
  const makings = known.get(page) ?? new Makings(page);
  known.set(page, makings);
  return makings;
}

class Makings extends EventTarget {
  /** @type {Partial<Record<MakingKind, Making>>} */
  #now = {};
  #told = "";
  #timer = 0;
  /**
   * Everything asked so far is answered: one after another, so that no answer is older than the one before it.
   * @type {Promise<unknown>}
   */
  #answered = Promise.resolve();
  /** @type {Promise<void> | null} */
  #following = null;

  /** @param {string} page address of the world's page, without a slash at its end */
  constructor(page) {
    super();
    this.page = page;
  }

  /**
   * @param {MakingKind} kind
   * @returns {Making | null}
   */
  get(kind) {
    return this.#now[kind] ?? null;
  }

  /** Ask once, and go on asking while something is being made. */
  async follow() {
    this.#following ??= this.#look().finally(() => (this.#following = null));
    await this.#following;
  }

  async #look() {
    if (document.hidden)
      await new Promise((seen) => document.addEventListener("visibilitychange", seen, { once: true }));
    await this.#send(`${this.page}/makings.json`, null);
  }

  /**
   * Have `kind` made. Throws with one sentence where that cannot be asked for.
   * @param {MakingKind} kind
   * @param {{again?: boolean}} [options] `again` makes it anew though it is there
   */
  async ask(kind, { again = false } = {}) {
    const form = new URLSearchParams();
    if (again) form.set("again", "1");
    await this.#send(`${this.page}/make/${kind}`, form);
  }

  /** @param {MakingKind} kind */
  async cancel(kind) {
    await this.#send(`${this.page}/make/${kind}/cancel`, new URLSearchParams());
  }

  /**
   * @param {string} url
   * @param {URLSearchParams | null} form an empty FormData would be a multipart body of no part, which Twisted refuses
   */
  #send(url, form) {
    const answered = this.#answered.then(() => this.#ask(url, form));
    this.#answered = answered.catch(() => undefined);
    return answered;
  }

  /**
   * @param {string} url
   * @param {URLSearchParams | null} form
   */
  async #ask(url, form) {
    clearTimeout(this.#timer);
    /** @type {RequestInit} */
    const how = form
      ? { method: "POST", body: form, headers: { "X-CSRFToken": csrf() } }
      : { signal: AbortSignal.timeout(PATIENCE) };
    let again = LATER;
    try {
      const response = await fetch(url, { credentials: "same-origin", ...how });
      if (response.ok) {
        const told = await response.text();
        this.#now = JSON.parse(told);
        const running = Object.values(this.#now).some((making) => making.state === "making");
        again = running ? EVERY : 0;
        if (told !== this.#told) {
          this.#told = told;
          this.dispatchEvent(new Event("change"));
        }
      } else if (response.status === 404 && !form) {
        // Taken out of sight meanwhile: there is nothing to follow any more.
        again = 0;
      } else if (form) {
        throw new Error(
          response.status === 404 ? "Only those who wove this world may ask for that." : "That could not be asked for.",
        );
      }
    } catch (error) {
      if (form) throw error instanceof TypeError ? new Error("The server cannot be reached.") : error;
    } finally {
      if (again) this.#timer = setTimeout(() => void this.follow(), again);
    }
  }
}

function csrf() {
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  return field instanceof HTMLInputElement ? field.value : "";
}
