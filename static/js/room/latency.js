/**
 * Measures how long this screen waited for what others say, and tells the room, which shows operators the median at
 * /health.
 *
 * From the beginning of speech to its first words here; from the end of speech to its final words; from those to their
 * strip. Of one's own words, in hidden pages and for spectators nothing is told. Times are the server's clock as this
 * page knows it.
 */

import { narratorOf } from "./snapshot.js";

/** @import {Snapshot} from "../protocol.d.ts" */

/** Older news than this is a page that was asleep, not a wait, ms. */
const STALE_MS = 30_000;

export class Latency {
  /**
   * When each phrase's words were first seen here, ms; and the beginnings of speech whose first words were.
   * @type {Map<string, number>}
   */
  #seen = new Map();
  /** @type {Map<string, number>} */
  #begun = new Map();
  #measuring = false;

  /**
   * @param {import("./socket.js").RoomSocket} socket
   * @param {string} you narrator id of this seat
   * @param {() => number} now the server's clock, Unix seconds
   */
  constructor(socket, you, now) {
    this.socket = socket;
    this.you = you;
    this.now = now;
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    const first = !this.#measuring;
    this.#measuring = (narratorOf(snapshot, this.you)?.role ?? "spectator") !== "spectator";
    for (const phrase of snapshot.phrases) {
      if (!phrase.text || this.#seen.has(phrase.id)) continue;
      this.#seen.set(phrase.id, first || phrase.narrator === this.you ? NaN : performance.now());
      const { said_at: said } = phrase;
      if (first || phrase.narrator === this.you || said === null) continue;
      this.#reportOnceDrawn("words", () => this.now() - said);
    }
  }

  /** @param {{narrator: string, since: number}} partial */
  partial({ narrator, since }) {
    if (narrator === this.you || this.#begun.get(narrator) === since) return;
    this.#begun.set(narrator, since);
    this.#reportOnceDrawn("partial", () => this.now() - since);
  }

  /** The paint of a phrase begins to show. @param {string} phrase its id */
  hung(phrase) {
    const words = this.#seen.get(phrase);
    if (words !== undefined && !Number.isNaN(words))
      this.#reportOnceDrawn("strip", () => (performance.now() - words) / 1000);
  }

  /**
   * Report how long it was, once the browser has drawn it.
   * @param {"partial" | "words" | "strip"} what
   * @param {() => number} seconds
   */
  #reportOnceDrawn(what, seconds) {
    if (!this.#measuring || document.hidden) return;
    requestAnimationFrame(() => {
      const ms = Math.round(seconds() * 1000);
      if (ms >= 0 && ms < STALE_MS) this.socket.sendIfConnected("felt", { what, ms })?.catch(() => undefined);
    });
  }
}
