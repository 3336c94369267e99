/**
 * The two voices of a duet: who extends the mural, who paints over it, how long each has, and the key to change places.
 *
 * Shown only while the room is in duet mode. What it changes comes back as an event.
 */

import { find } from "../../dom.js";
import { narratorOf, voiceOf } from "../snapshot.js";

/** @import {HoldPart, Snapshot} from "../../protocol.d.ts" */

const DOES = { first: "extends", second: "paints over" };

export class Duet {
  /**
   * @param {import("./turn.js").Turn} turn
   * @param {string} you narrator id of this seat
   */
  constructor(turn, you) {
    this.turn = turn;
    this.you = you;
    this.box = find(document, "#duet", HTMLElement);
    this.voices = {
      first: find(document, "#voice-first", HTMLElement),
      second: find(document, "#voice-second", HTMLElement),
    };
    this.swapButton = find(document, "#swap", HTMLButtonElement);
    this.key = find(document, "#swap-key", HTMLElement);
    this.swapButton.addEventListener("click", () => void turn.swap());
    /** @type {Snapshot["floor"] | null} */
    this.floor = null;
    setInterval(() => this.#tick(), 500);
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    const { floor } = snapshot;
    this.floor = floor;
    const duet = floor.mode === "duet";
    this.box.hidden = !duet;
    this.key.hidden = !duet;
    if (!duet) return;
    this.#draw(snapshot, "first", floor.hold);
    this.#draw(snapshot, "second", floor.second);
    const yours = voiceOf(floor, this.you);
    this.swapButton.hidden = yours === null;
    this.swapButton.textContent =
      floor.hold && floor.second ? "Change places" : yours === "first" ? "Paint over" : "Extend";
    this.#tick();
  }

  /**
   * @param {Snapshot} snapshot
   * @param {"first" | "second"} voice
   * @param {HoldPart | null} hold
   */
  #draw(snapshot, voice, hold) {
    const box = this.voices[voice];
    const narrator = narratorOf(snapshot, hold?.narrator);
    box.dataset.colour = String(narrator?.colour ?? "");
    box.classList.toggle("is-free", !hold);
    box.classList.toggle("is-yours", hold?.narrator === this.you);
    const who = !hold ? "Nobody yet" : hold.narrator === this.you ? "You" : (narrator?.name ?? "Somebody");
    find(box, ".voice__who", HTMLElement).textContent = who;
    // "You" takes another verb than a name does.
    const does = DOES[voice];
    find(box, ".voice__does", HTMLElement).textContent = who === "You" ? does.replace(/^(\w+)s\b/, "$1") : does;
  }

  #tick() {
    if (!this.floor || this.floor.mode !== "duet") return;
    for (const [voice, hold] of /** @type {const} */ ([
      ["first", this.floor.hold],
      ["second", this.floor.second],
    ])) {
      const left = find(this.voices[voice], ".voice__left", HTMLElement);
      const words = hold ? this.turn.leftWords(hold) : "";
      if (left.textContent !== words) left.textContent = words;
    }
  }
}
