/**
 * Ask the world that is being woven: a dialog, there once something is painted; an answer leads to the strip it means.
 */

import { find } from "../../dom.js";
import { QuestionBox } from "../../question_box.js";

/** @import {Snapshot} from "../../protocol.d.ts" */

export class AskDialog {
  /**
   * @param {string} questions address of the questions of the room's world
   * @param {import("../story/phrase_cache.js").PhraseCache} phraseCache
   * @param {(phrase: string) => void} show brings a phrase and its strip into view
   */
  constructor(questions, phraseCache, show) {
    this.button = find(document, "#ask-button", HTMLButtonElement);
    const dialog = find(document, "#ask-dialog", HTMLDialogElement);
    const box = new QuestionBox(dialog, questions, { words: (position) => phraseCache.at(position)?.text ?? "" });
    dialog.addEventListener("opening", () => void box.refresh());
    document.addEventListener("lightloom:travel", async (event) => {
      const { position } = /** @type {CustomEvent<{position: number}>} */ (event).detail;
      await phraseCache.wantStrips(position, position);
      const phrase = phraseCache.at(position);
      if (!phrase) return;
      dialog.close();
      show(phrase.id);
    });
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    this.button.hidden = snapshot.world.strips === 0;
  }
}
