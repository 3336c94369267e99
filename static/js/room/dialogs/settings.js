/**
 * The host's settings of a room: its name, how turns are taken and how long they last, the art style of the strips to
 * come, what is spoken, how long spoken words wait for paint, whether voices are kept.
 */

import { find } from "../../dom.js";
import { narratorOf } from "../snapshot.js";
import { dialogForm } from "./dialog_form.js";

/** @import {CommandFields, Snapshot} from "../../protocol.d.ts" */

/** @typedef {CommandFields["room.change"]} Change */


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
        return Object.fromEntries(Object.entries(this.#settings()).map(([name, value]) => [name, String(value)]));
      },
      send: (fields) => socket.send("room.change", changes(this.#settings(), fields)),
    });
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    this.#snapshot = snapshot;
    this.button.hidden = narratorOf(snapshot, this.you)?.role !== "host";
  }

  /** @returns {Record<string, string | number | boolean>} */
  #settings() {
    if (!this.#snapshot) return {};
    const { room, floor } = this.#snapshot;
    return { ...room, mode: floor.mode, turn_seconds: floor.seconds };
  }
}

/**
 * What differs, so that saving a name does not undo what somebody else changed meanwhile.
 * A form has only text: a field becomes what the room has it as.
 * @param {Record<string, string | number | boolean>} before
 * @param {FormData} now whose fields are those of the command
 * @returns {Change}
 */
function changes(before, now) {
  /** @type {Record<string, string | number | boolean>} */
  const changed = {};
  for (const [name, value] of now) {
    if (value !== String(before[name])) changed[name] = like(before[name], String(value));
  }
  return changed;
}

/**
 * @param {string | number | boolean} known
 * @param {string} text
 */
function like(known, text) {
  if (typeof known === "number") return Number(text);
  return typeof known === "boolean" ? text === "true" : text;
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
