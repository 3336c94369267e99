/**
 * The calm landscape with its invitation, for as long as the mural is empty.
 */

import { find } from "../dom.js";

const LEAVE_MS = 1000;

export class FirstRun {
  constructor() {
    this.box = find(document, "#first-run", HTMLElement);
  }

  /** @param {import("./story.js").Snapshot} snapshot */
  render(snapshot) {
    const empty = snapshot.world.strips === 0;
    if (empty === !this.box.hidden && !this.box.classList.contains("is-leaving")) return;
    this.box.classList.toggle("is-leaving", !empty);
    if (empty) this.box.hidden = false;
    else setTimeout(() => (this.box.hidden = this.box.classList.contains("is-leaving")), LEAVE_MS);
  }
}
