/**
 * The calm landscape for as long as the mural is empty: an invitation, and then the first words while they are painted.
 * Also for who came after a world was finished and may not see it: they are told what they wait for.
 */

import { find } from "../../dom.js";
import { isWaiting, narratorOf } from "../snapshot.js";

/** @import {Snapshot} from "../../protocol.d.ts" */

const LEAVE_MS = 1000;
const BETWEEN_WORLDS = {
  title: "The next world begins here",
  hint: "The last one is finished, and stays with those who told it. The host begins another.",
};

export class FirstRun {
  constructor() {
    this.box = find(document, "#first-run", HTMLElement);
    this.title = find(document, "#first-run-title", HTMLElement);
    this.hint = find(document, "#first-run-hint", HTMLElement);
    this.invitation = { title: this.title.textContent, hint: this.hint.textContent };
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    const empty = snapshot.world.strips === 0;
    if (empty) {
      this.box.hidden = false;
      this.box.classList.remove("is-leaving");
      this.#invite(snapshot);
    } else if (!this.box.hidden && !this.box.classList.contains("is-leaving")) {
      this.box.classList.add("is-leaving");
      setTimeout(() => (this.box.hidden = this.box.classList.contains("is-leaving")), LEAVE_MS);
    }
  }

  /** @param {Snapshot} snapshot */
  #invite(snapshot) {
    const first = snapshot.phrases.find((phrase) => isWaiting(phrase) && phrase.text);
    const invitation = snapshot.world.state === "finished" ? BETWEEN_WORLDS : this.invitation;
    this.title.textContent = first?.text ?? invitation.title;
    this.title.classList.toggle("is-said", first !== undefined);
    this.title.dataset.colour = String((first && narratorOf(snapshot, first.narrator)?.colour) ?? "");
    this.hint.textContent = first ? "The first strip is being painted." : invitation.hint;
  }
}
