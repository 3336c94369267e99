/**
 * Correcting one's own words: a dialog with what was heard, from the story's buttons or the key E.
 *
 * While it is open a phrase that still waits is kept waiting. A phrase can be corrected as long as it is not painted
 * over by a later strip; with the cursor where the second scene begins, one phrase becomes two. Words that the ears
 * guessed are confirmed by leaving them as they are.
 */

import { find } from "../../dom.js";
import { isSend } from "../../keys.js";
import { checkLength } from "../../text_limit.js";
import { dialogForm } from "../dialogs/dialog_form.js";
import { toast } from "../toasts.js";
import { isCorrectable } from "./correctable.js";

/** @import {PhrasePart, Snapshot} from "../../protocol.d.ts" */

/** How often a phrase that waits is held again, ms; the room holds it for 20 s at a time. */
const HOLD_EVERY_MS = 12_000;

export class CorrectionDialog {
  /** @type {Snapshot | null} */
  #snapshot = null;
  #phrase = "";
  #holding = 0;

  /**
   * @param {import("../socket.js").RoomSocket} socket
   * @param {string} you narrator id of this seat
   */
  constructor(socket, you) {
    this.socket = socket;
    this.you = you;
    this.dialog = find(document, "#correct-dialog", HTMLDialogElement);
    this.form = find(document, "#correct", HTMLFormElement);
    this.text = find(document, "#correct-text", HTMLTextAreaElement);
    this.help = find(document, "#correct-help", HTMLElement);
    this.submit = find(document, "#correct-submit", HTMLButtonElement);
    this.split = find(document, "#correct-split", HTMLButtonElement);
    dialogForm(this.form, {
      fill: () => ({}),
      send: () => this.#correct(),
    });
    this.split.addEventListener("click", () => void this.#split());
    for (const kind of ["input", "click", "keyup", "focus"]) this.text.addEventListener(kind, () => this.#offer());
    this.text.addEventListener("keydown", (event) => {
      if (!isSend(event)) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
    this.dialog.addEventListener("close", () => this.#closed());
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    this.#snapshot = snapshot;
    const phrase = this.#open;
    if (!this.dialog.open || !phrase) return;
    this.#offer();
  }

  /** The newest phrase of yours that can be corrected. */
  get newest() {
    const snapshot = this.#snapshot;
    return snapshot?.phrases.findLast((phrase) => phrase.narrator === this.you && isCorrectable(snapshot, phrase));
  }

  /** Open the dialog for your newest phrase, if it can be corrected. */
  editNewest() {
    const { newest } = this;
    if (newest) this.edit(newest.id);
    else toast("There is nothing of yours to correct.");
  }

  /** @param {string} id of a phrase of yours */
  edit(id) {
    this.#phrase = id;
    const phrase = this.#open;
    if (!phrase) return;
    this.dialog.dispatchEvent(new Event("opening"));
    this.text.value = phrase.text;
    this.text.lang = phrase.language;
    checkLength(this.text);
    this.dialog.showModal();
    this.text.focus();
    this.text.select();
    this.#offer();
    this.#hold(true);
    this.#holding = setInterval(() => this.#hold(true), HOLD_EVERY_MS);
  }

  get #open() {
    return this.#snapshot?.phrases.find((phrase) => phrase.id === this.#phrase);
  }

  /** The words in the field, on one line. */
  get #words() {
    return this.text.value.trim().replace(/\s+/g, " ");
  }

  /** Whether the words are what the ears guessed. */
  get #confirms() {
    return Boolean(this.#open?.unsure) && this.#words === this.#open?.text;
  }

  async #correct() {
    const text = this.#words;
    if (this.#confirms) await this.socket.send("phrase.confirm", { phrase: this.#phrase });
    else if (text && text !== this.#open?.text) {
      await this.socket.send("phrase.correct", { phrase: this.#phrase, text });
    }
  }

  async #split() {
    const [first, second] = this.#halves();
    if (!first || !second) return;
    try {
      await this.socket.send("phrase.split", { phrase: this.#phrase, first, second });
      this.dialog.close();
    } catch (error) {
      const alert = find(this.form, "[role=alert]", HTMLElement);
      alert.textContent = error instanceof Error ? error.message : String(error);
      alert.hidden = false;
    }
  }

  #halves() {
    const at = this.text.selectionStart;
    return [this.text.value.slice(0, at), this.text.value.slice(at)].map((half) => half.trim().replace(/\s+/g, " "));
  }

  /** Say what will become of the words in the field. */
  #offer() {
    const phrase = this.#open;
    this.submit.textContent = this.#confirms ? "That’s right" : "Paint these words";
    this.help.textContent = this.#confirms ? "Heard with doubt. Change what is wrong." : phrase ? helpFor(phrase) : "";
    const [first, second] = this.#halves();
    this.split.disabled = !(first && second) || this.text.selectionStart !== this.text.selectionEnd;
  }

  /** @param {boolean} hold */
  #hold(hold) {
    if (this.#open?.state !== "heard") return;
    // A refusal says that it is being painted meanwhile: then there is nothing to hold.
    this.socket.sendIfConnected("phrase.hold", { phrase: this.#phrase, hold })?.catch(() => undefined);
  }

  #closed() {
    clearInterval(this.#holding);
    if (this.#open?.wait_until) this.#hold(false);
  }
}

/** @param {PhrasePart} phrase */
function helpFor(phrase) {
  if (phrase.state === "painted") return "Its strip is taken down and painted again.";
  if (phrase.state === "painting") return "It is being painted; with other words it is painted again.";
  return "It waits until you are done.";
}
