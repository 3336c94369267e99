/**
 * The language that is spoken in the room: what the host may choose, which is what the ears hear now, and what everybody
 * is told of it. A room whose language is not heard any more is heard as English, and its host is told so.
 */

import { find } from "../../dom.js";
import { narratorOf } from "../snapshot.js";
import { toast } from "../toasts.js";

/** @import {Snapshot} from "../../protocol.d.ts" */

const ENGLISH = "en";
const NO_CHOICE =
  "The ears here hear no other language. Whoever runs this place can give them more: LIGHTLOOM_EARS.";

export class SpokenLanguage {
  /** What the ears hear now; none while they have not said so. @type {string[]} */
  #heard = [];
  /** The room's, as it was drawn last. */
  #language = "";
  /** The language that the host was told is not heard. */
  #told = "";

  /** @param {string} you narrator id of this seat */
  constructor(you) {
    this.you = you;
    this.choice = find(document, "#settings-language", HTMLSelectElement);
    this.help = find(document, "#settings-language-help", HTMLElement);
    this.said = find(document, "#spoken-language", HTMLElement);
    this.name = find(document, "#spoken-language-name", HTMLElement);
    this.field = find(document, "#composer-text", HTMLTextAreaElement);
  }

  /** Call it before the room is drawn. @param {string[]} languages that the ears hear now */
  hears(languages) {
    this.#heard = languages;
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    const { language } = snapshot.room;
    if (this.#language && this.#language !== language) toast(`From the next phrase on: ${this.#nameOf(language)}.`);
    this.#language = language;
    const offered = new Set([...(this.#heard.length ? this.#heard : [ENGLISH]), language]);
    for (const option of this.choice.options) option.hidden = option.disabled = !offered.has(option.value);
    this.choice.disabled = offered.size < 2;
    const lost = this.#heard.length > 0 && !this.#heard.includes(language);
    const sentence = lost ? `The ears here no longer hear ${this.#nameOf(language)}. They hear English.` : "";
    this.help.textContent = sentence || (offered.size < 2 ? NO_CHOICE : "");
    this.said.hidden = offered.size < 2;
    this.name.textContent = this.#nameOf(language);
    this.name.lang = language;
    this.field.lang = language;
    const tell = lost && narratorOf(snapshot, this.you)?.role === "host";
    if (tell && this.#told !== language) toast(sentence);
    this.#told = tell ? language : "";
  }

  /** @param {string} language */
  #nameOf(language) {
    return [...this.choice.options].find(({ value }) => value === language)?.text ?? language;
  }
}
