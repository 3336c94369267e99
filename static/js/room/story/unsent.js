/**
 * What you said and the room has not taken yet: below the story and in the caption, as waiting, until it is answered.
 *
 * Normally that is a moment, in which nothing is shown. Once shown, it stays until the room took it or it came back into
 * the field, so that it is never nowhere.
 */

import { find } from "../../dom.js";
import { narratorOf } from "../snapshot.js";

/** @import {Snapshot} from "../../protocol.d.ts" */

/** How long the room may take to answer before the page says that it waits, ms. */
const PATIENCE_MS = 1200;

export class Unsent {
  /** @type {Snapshot | null} */
  #snapshot = null;
  #late = 0;
  #shown = false;

  /**
   * @param {import("../speech/composer.js").Composer} composer
   * @param {import("../socket.js").RoomSocket} socket
   * @param {import("../speech/captions.js").Captions} captions
   * @param {string} you narrator id of this seat
   */
  constructor(composer, socket, captions, you) {
    this.composer = composer;
    this.socket = socket;
    this.captions = captions;
    this.you = you;
    this.view = find(document, "#story-scroll", HTMLElement);
    this.list = find(document, "#story-unsent", HTMLOListElement);
    composer.addEventListener("unsent", () => this.#draw());
    socket.on("state", () => this.#draw());
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    this.#snapshot = snapshot;
    if (this.#shown) this.#draw();
  }

  #draw() {
    const { unsent } = this.composer;
    if (!unsent.length) {
      clearTimeout(this.#late);
      this.#late = 0;
      this.#shown = false;
    } else if (this.socket.state !== "open") {
      this.#shown = true;
    } else {
      this.#late ||= setTimeout(() => {
        this.#shown = true;
        this.#draw();
      }, PATIENCE_MS);
    }
    this.#show(this.#shown ? unsent : []);
  }

  /** @param {readonly string[]} texts */
  #show(texts) {
    const you = this.#snapshot ? narratorOf(this.#snapshot, this.you) : undefined;
    this.list.replaceChildren(...texts.map((text) => row(you?.name ?? "You", String(you?.colour ?? ""), text)));
    if (texts.length) this.view.scrollTop = this.view.scrollHeight;
    this.captions.waits(texts.at(-1) ?? "");
  }
}

/**
 * @param {string} name
 * @param {string} colour
 * @param {string} text
 */
function row(name, colour, text) {
  const item = document.createElement("li");
  item.className = "phrase is-waiting";
  item.dataset.colour = colour;
  const words = document.createElement("p");
  words.className = "phrase__words";
  words.append(part("thread-name phrase__who", name), " ", part("phrase__text", text));
  item.append(words, part("phrase__state", "waits until the room is back"));
  return item;
}

/**
 * @param {string} className
 * @param {string} text
 */
function part(className, text) {
  const span = document.createElement("span");
  span.className = className;
  span.textContent = text;
  return span;
}
