/**
 * The dialog "Voice and captions": the step before the browser asks for the microphone, which one it is, how loud it
 * hears, how one speaks, whether one's own voice may be kept, whether single letters are keys, whether one's turn has a
 * sound, and how large the captions are.
 *
 * Choices of this browser are kept in it; whether a voice may be kept is the room's to know.
 */

import { find } from "../../dom.js";
import { hasLetterShortcuts, setLetterShortcuts } from "../shortcut_setting.js";
import { narratorOf } from "../snapshot.js";
import { toastRefusal } from "../toasts.js";
import { hasChime, setChime } from "../turn/chime.js";
import { sentenceFor } from "./microphone.js";

/** @import {Snapshot} from "../../protocol.d.ts" */

const SIZE_KEY = "lightloom.captions";
/** From this level on somebody is well heard; above the second they are too close. */
const HEARD = 0.08;
const CLIPPING = 0.98;
const METER_HOLD_MS = 1200;

export class SpeechDialog {
  #heardAt = 0;
  #clippedAt = 0;

  /**
   * @param {import("../socket.js").RoomSocket} socket
   * @param {import("./speech_stream.js").SpeechStream} speech
   * @param {string} you narrator id of this seat
   */
  constructor(socket, speech, you) {
    this.socket = socket;
    this.speech = speech;
    this.you = you;
    this.microphone = speech.microphone;
    this.dialog = find(document, "#speech-dialog", HTMLDialogElement);
    this.step = find(document, "#speech-step", HTMLElement);
    this.device = find(document, "#speech-device", HTMLElement);
    this.error = find(document, "#speech-error", HTMLElement);
    this.choice = find(document, "#speech-microphone", HTMLSelectElement);
    this.level = find(document, "#speech-level", HTMLElement);
    this.levelWords = find(document, "#speech-level-words", HTMLElement);
    this.keeping = find(document, "#voice-keeping", HTMLElement);
    this.kept = find(document, "#voices-kept", HTMLElement);
    this.way = find(document, "#speech-way", HTMLElement);
    this.letters = find(document, "#letter-shortcuts", HTMLElement);
    this.chime = find(document, "#chime", HTMLElement);
    setSize(localStorage.getItem(SIZE_KEY) ?? "1");

    speech.addEventListener("wanted", () => this.#show());
    this.dialog.addEventListener("opening", () => void this.#fill());
    this.dialog.addEventListener("close", () => this.#closed());
    find(document, "#speech-allow", HTMLButtonElement).addEventListener("click", () => void this.#allow());
    this.choice.addEventListener("change", () => this.#attempt(this.microphone.choose(this.choice.value)));
    this.microphone.addEventListener("devices", () => this.dialog.open && void this.#fillDevices());
    this.microphone.addEventListener("level", (event) => {
      if (this.dialog.open) this.#draw(/** @type {CustomEvent<number>} */ (event).detail);
    });
    this.dialog.addEventListener("change", ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      if (target.name === "way") speech.way = target.value === "free" ? "free" : "hold";
      if (target.name === "size") setSize(target.value);
      if (target.name === "letters") setLetterShortcuts(target.value === "on");
      if (target.name === "chime") setChime(target.value === "on");
      if (target.name === "refuses")
        socket.send("voice.refuse", { refuses: target.value === "true" }).catch(toastRefusal);
    });
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    const you = narratorOf(snapshot, this.you);
    const seated = you !== undefined && you.role !== "spectator";
    this.kept.hidden = !snapshot.room.keep_voices;
    this.keeping.hidden = !(snapshot.room.keep_voices && seated);
    this.way.hidden = this.letters.hidden = this.chime.hidden = !seated;
    check(this.keeping, "refuses", String(you?.refuses_voice ?? false));
    find(document, "#voices-kept-words", HTMLElement).textContent = you?.refuses_voice
      ? "Voices are kept, not yours"
      : "Voices are kept";
  }

  #show() {
    this.dialog.dispatchEvent(new Event("opening"));
    this.dialog.showModal();
  }

  async #fill() {
    check(this.dialog, "way", this.speech.way);
    check(this.dialog, "letters", hasLetterShortcuts() ? "on" : "off");
    check(this.dialog, "chime", hasChime() ? "on" : "off");
    check(this.dialog, "size", localStorage.getItem(SIZE_KEY) ?? "1");
    this.error.hidden = true;
    const permission = this.microphone.isOpen ? "granted" : await this.microphone.permission();
    const seated = !this.way.hidden;
    this.step.hidden = !seated || permission !== "prompt";
    this.device.hidden = !seated || permission !== "granted";
    const refused = sentenceFor(permission);
    if (seated && refused) this.#say(refused);
    if (seated && permission === "denied") {
      this.#say(
        "Your browser was told not to let Lightloom hear you. Change that beside the page's address, then reload." +
          " Typing works.",
      );
    }
    if (seated && permission === "granted") await this.#attempt(this.microphone.open());
    await this.#fillDevices();
  }

  async #allow() {
    await this.#attempt(this.microphone.open());
    if (!this.microphone.isOpen) return;
    this.step.hidden = true;
    this.device.hidden = false;
    await this.#fillDevices();
    this.choice.focus();
  }

  async #fillDevices() {
    const devices = await this.microphone.devices();
    const options = [{ id: "", name: "Whatever the browser chooses" }, ...devices];
    this.choice.replaceChildren(...options.map(({ id, name }) => new Option(name, id)));
    this.choice.value = devices.some(({ id }) => id === this.microphone.chosen) ? this.microphone.chosen : "";
  }

  /** @param {Promise<void>} opening of the microphone */
  async #attempt(opening) {
    this.error.hidden = true;
    try {
      await opening;
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {string} sentence */
  #say(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = false;
  }

  /** @param {number} level 0 to 1 */
  #draw(level) {
    const now = performance.now();
    if (level >= HEARD) this.#heardAt = now;
    if (level >= CLIPPING) this.#clippedAt = now;
    // Ears and voices are logarithmic: −48 dB is the left end.
    const shown = Math.max(0, 1 + Math.log10(Math.max(level, 1e-4)) / 2.4);
    this.level.style.setProperty("--level", shown.toFixed(2));
    this.level.setAttribute("aria-valuenow", String(Math.round(shown * 100)));
    const heard = now - this.#heardAt < METER_HOLD_MS;
    const words =
      now - this.#clippedAt < METER_HOLD_MS
        ? "Too loud: a little further away."
        : heard
          ? "You are well heard."
          : "Say something.";
    if (this.levelWords.textContent !== words) this.levelWords.textContent = words;
  }

  #closed() {
    if (!this.speech.talking && !this.speech.armed) void this.microphone.close();
  }
}

/** @param {string} size 1 to 3 */
function setSize(size) {
  localStorage.setItem(SIZE_KEY, size);
  document.documentElement.dataset.captions = size;
}

/**
 * @param {HTMLElement} within
 * @param {string} name of radio buttons
 * @param {string} value of the one that is checked from now on
 */
function check(within, name, value) {
  for (const input of within.querySelectorAll("input")) if (input.name === name) input.checked = input.value === value;
}
