/**
 * The host's settings of a room: its name, how turns are taken and how long they last, the art style of the strips to
 * come, how long spoken words wait for paint, whether voices are kept.
 */

import { find } from "../../dom.js";
import { narratorOf } from "../snapshot.js";
import { dialogForm } from "./dialog_form.js";

/** @import {CommandFields, Snapshot} from "../../protocol.d.ts" */

/** @typedef {CommandFields["room.change"]} Change */

/** How the room wants what a form only has as text. @type {Record<string, (value: string) => number | boolean>} */
const READ = { turn_seconds: Number, correct_seconds: Number, keep_voices: (value) => value === "true" };

export class SettingsDialog {
  /** @type {Snapshot | null} */
  #snapshot = null;

  /**
   * @param {import("../socket.js").RoomSocket} socket
   * @param {string} you narrator id of this seat
   */
  constructor(socket, you) {
    this.you = you;
    this.button = find(document, "#settings-button", HTMLButtonElement);
    const slider = find(document, "#settings-seconds", HTMLInputElement);
    const said = find(document, "#settings-seconds-said", HTMLOutputElement);
    const say = () => (said.textContent = durationWords(Number(slider.value)));
    slider.addEventListener("input", say);
    dialogForm(find(document, "#settings", HTMLFormElement), {
      fill: () => {
        setTimeout(say);
        return this.#fields();
      },
      send: (fields) => socket.send("room.change", changes(this.#fields(), fields)),
    });
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    this.#snapshot = snapshot;
    this.button.hidden = narratorOf(snapshot, this.you)?.role !== "host";
  }

  /** @returns {Record<string, string>} */
  #fields() {
    if (!this.#snapshot) return {};
    const { room, floor } = this.#snapshot;
    return {
      name: room.name,
      mode: floor.mode,
      turn_seconds: String(floor.seconds),
      art_style: room.art_style,
      correct_seconds: String(room.correct_seconds),
      keep_voices: String(room.keep_voices),
    };
  }
}

/**
 * What differs, so that saving a name does not undo what somebody else changed meanwhile.
 * @param {Record<string, string>} before
 * @param {FormData} now whose fields are those of the command
 * @returns {Change}
 */
function changes(before, now) {
  /** @type {Record<string, string | number | boolean>} */
  const changed = {};
  for (const [name, value] of now) {
    if (value !== before[name]) changed[name] = name in READ ? READ[name](String(value)) : String(value);
  }
  return changed;
}

/** @param {number} seconds */
function durationWords(seconds) {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  const words = [];
  if (minutes) words.push(minutes === 1 ? "1 minute" : `${minutes} minutes`);
  if (rest) words.push(`${rest} seconds`);
  return words.join(" ");
}
