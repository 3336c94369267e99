/**
 * The turn that becomes yours is noticed, and one that ends by itself says so.
 *
 * While it is yours the tab's picture shows it (main.js puts it into the title). When it comes to you without your
 * asking just then, the dock lights up for a moment, a phone buzzes once, and a soft sound is played where it was chosen;
 * a screen reader is told each time. When your time is over a sentence says so, and what becomes of an open microphone;
 * who passed it on knows.
 */

import { find } from "../../dom.js";
import { toast } from "../toasts.js";
import { hasChime, playChime } from "./chime.js";

/** @import {HappeningPart, Snapshot} from "../../protocol.d.ts" */

const MOMENT_MS = 1600;
const BUZZ_MS = 80;

export class TurnNotices {
  /** Whether the turn is yours as the page shows it; unknown before the first snapshot. @type {boolean | null} */
  #yours = null;
  /** How your turn ended, as the room told it. */
  #how = "";
  #moment = 0;

  /**
   * @param {import("./turn.js").Turn} turn rendered before this
   * @param {import("../speech/speech_stream.js").SpeechStream} speech
   * @param {string} you narrator id of this seat
   */
  constructor(turn, speech, you) {
    this.turn = turn;
    this.speech = speech;
    this.you = you;
    this.live = find(document, "#turn-said", HTMLElement);
    this.icon = find(document, 'link[rel="icon"]', HTMLLinkElement);
    this.icons = { others: this.icon.href, yours: this.turn.box.dataset.icon ?? this.icon.href };
  }

  /** What happened on the floor, before it is rendered. @param {HappeningPart[]} happened */
  happened(happened) {
    for (const { kind, narrator } of happened) {
      if (kind === "given" || narrator === this.you) this.#how = kind;
    }
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    const weaving = snapshot.world.state === "weaving";
    const yours = this.turn.yours && weaving;
    if (yours === this.#yours) return;
    const first = this.#yours === null;
    this.#yours = yours;
    this.icon.href = yours ? this.icons.yours : this.icons.others;
    if (yours) this.#begins(snapshot, first || this.turn.asked);
    else if (!first && weaving) this.#ends();
  }

  /**
   * @param {Snapshot} snapshot
   * @param {boolean} known to whoever sits here: they asked for it just now, or came with it
   */
  #begins({ floor }, known) {
    const voice = floor.mode === "duet" ? `You have the ${this.turn.voice} voice` : "It is your turn";
    this.live.textContent = `${voice}, for ${floor.seconds} seconds.`;
    this.turn.asked = false;
    this.#how = "";
    if (known) return;
    this.turn.box.classList.add("is-new");
    clearTimeout(this.#moment);
    this.#moment = setTimeout(() => this.turn.box.classList.remove("is-new"), MOMENT_MS);
    if (hasChime()) playChime();
    // A page that nobody has touched yet may not buzz.
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(BUZZ_MS);
  }

  #ends() {
    const how = this.#how;
    this.#how = "";
    // So that the same sentence is read out again the next time.
    this.live.textContent = "";
    if (how === "passed") return;
    const byHost = how === "skipped" || how === "given" || how === "freed";
    toast(`${byHost ? "The host moved the turn on." : "Your time is over."}${this.#next}`);
  }

  /** What becomes of an open microphone. Who has the turn stands below. */
  get #next() {
    if (!this.speech.armed) return "";
    return this.turn.ranOut
      ? " Go on speaking, and the turn is yours again."
      : " You are heard as soon as it is yours again.";
  }
}
