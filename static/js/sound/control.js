/**
 * The sound control of a page: a button that is on or off, and a volume. Off until somebody asks; both are remembered.
 *
 * Tone.js and the rules come only when sound is first switched on here. Where it was left on, it begins with the first
 * gesture on the page, as browsers want it. It rests while the page is hidden and is silent while `speaking`. It does
 * not know what is in view: pages say so with `show`.
 */

import { find } from "../dom.js";

/** @import * as ToneLibrary from "tone" */
/** @import {HeardStrip} from "./player.js" */
/** @typedef {"off" | "waiting" | "loading" | "on"} State waiting: for a gesture */

const REMEMBERED = "lightloom.sound";
const VOLUME = 0.6;
const GESTURES = /** @type {const} */ (["pointerup", "keydown"]);

export class SoundControl {
  /** @type {State} */
  #state = "off";
  /** @type {import("./player.js").Player | null} */
  #player = null;
  /** @type {HeardStrip[]} */
  #heard = [];
  #speaking = false;

  /** @param {HTMLElement} box the control, from templates/components/sound.html */
  constructor(box) {
    this.box = box;
    this.button = find(box, "[data-sound-button]", HTMLButtonElement);
    this.slider = find(box, "[data-sound-volume]", HTMLInputElement);
    this.note = find(box, "[data-sound-note]", HTMLElement);
    const { on, volume } = remembered();
    this.slider.value = String(Math.round(volume * 100));
    this.button.addEventListener("click", () => this.#pressed());
    this.slider.addEventListener("input", () => this.#turned());
    for (const gesture of GESTURES) {
      document.addEventListener(gesture, (event) => this.#gesture(event), { capture: true, passive: true });
    }
    document.addEventListener("visibilitychange", () => this.#follow());
    box.hidden = false;
    this.#draw(on ? "waiting" : "off");
  }

  /**
   * What is in view now.
   * @param {HeardStrip[]} heard
   */
  show(heard) {
    this.#heard = heard;
    if (this.#state === "on") this.#player?.show(heard);
  }

  /** Whether this page's microphone is open. @param {boolean} speaking */
  set speaking(speaking) {
    this.#speaking = speaking;
    if (this.#player) this.#player.hushed = speaking;
    this.box.classList.toggle("is-hushed", speaking);
  }

  #pressed() {
    if (this.#state === "off" || this.#state === "waiting") void this.#begin();
    else this.#end();
    remember({ on: this.#state !== "off", volume: this.#volume });
  }

  #turned() {
    if (this.#player) this.#player.volume = this.#volume;
    remember({ on: this.#state !== "off", volume: this.#volume });
  }

  get #volume() {
    return this.slider.valueAsNumber / 100;
  }

  /** @param {Event} event */
  #gesture(event) {
    if (event.target instanceof Node && this.button.contains(event.target)) return;
    if (this.#state === "waiting") void this.#begin();
    // Some browsers let a page sound only within a gesture, and this one came while Tone.js was on its way.
    else if (this.#state === "on") this.#follow();
  }

  async #begin() {
    this.#draw("loading");
    try {
      this.#player ??= await this.#load();
    } catch {
      this.#draw("off");
      this.note.textContent = "The sound could not be brought here. Try again.";
      return;
    }
    // Switched off again while it was on its way.
    if (/** @type {State} */ (this.#state) !== "loading") return;
    this.#draw("on");
    this.#player.hushed = this.#speaking;
    this.#player.volume = this.#volume;
    this.#player.show(this.#heard);
    this.#follow();
  }

  #end() {
    this.#draw("off");
    void this.#player?.silence().then(() => {
      if (this.#state === "off") void this.#player?.rest();
    });
  }

  async #load() {
    const { tone, rules } = this.box.dataset;
    const [{ Player }, table] = await Promise.all([
      import("./player.js"),
      fetch(rules ?? "").then((answer) => {
        if (!answer.ok) throw new Error(`The rules of the sound did not come: ${answer.status}.`);
        return answer.json();
      }),
      // Not a module of its own: it sets a global.
      import(tone ?? ""),
    ]);
    const { Tone } = /** @type {{Tone: typeof ToneLibrary}} */ (/** @type {unknown} */ (globalThis));
    return new Player(Tone, table);
  }

  /** Sound goes on while the page is looked at. */
  #follow() {
    if (!this.#player || this.#state !== "on") return;
    void (document.hidden ? this.#player.rest() : this.#player.wake());
  }

  /** @param {State} state */
  #draw(state) {
    this.#state = state;
    const on = state !== "off";
    this.box.classList.toggle("is-on", on);
    this.button.setAttribute("aria-pressed", String(on));
    this.note.textContent = state === "waiting" ? "The sound begins with your next touch or key." : "";
  }
}

/** @returns {{on: boolean, volume: number}} */
function remembered() {
  try {
    const { on, volume } = JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}");
    return { on: on === true, volume: volume >= 0 && volume <= 1 ? volume : VOLUME };
  } catch {
    // A browser that keeps nothing, or somebody else's words: as for a newcomer.
    return { on: false, volume: VOLUME };
  }
}

/** @param {{on: boolean, volume: number}} choice */
function remember(choice) {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(choice));
  } catch {
    // Not kept, then: it still sounds.
  }
}
