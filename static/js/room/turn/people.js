/**
 * Who is here: the dots in the bar, the list with what a host may do, and one's own name and thread.
 *
 * Presence is not durable: it comes with its own message and says who has a socket open now.
 */

import { clone, find } from "../../dom.js";
import { dialogForm } from "../dialogs/dialog_form.js";
import { holders, narratorOf, voiceOf } from "../snapshot.js";
import { toastRefusal } from "../toasts.js";

/** @import {NarratorPart, Snapshot} from "../../protocol.d.ts" */

const DOTS = 7;
const SURE_MS = 4000;

export class People {
  /** @type {Set<string>} */
  #here = new Set();
  #watching = 0;
  /** @type {Snapshot | null} */
  #snapshot = null;

  /**
   * @param {import("../socket.js").RoomSocket} socket
   * @param {string} you narrator id of this seat
   * @param {string[]} threads names of --thread-0 to --thread-11, for those who do not see them
   */
  constructor(socket, you, threads) {
    this.socket = socket;
    this.you = you;
    this.dots = find(document, "#people-dots", HTMLElement);
    this.count = find(document, "#people-count", HTMLElement);
    this.list = find(document, "#people", HTMLElement);
    this.watchingWords = find(document, "#watching", HTMLElement);
    this.dialog = find(document, "#people-dialog", HTMLDialogElement);
    this.form = find(document, "#you", HTMLFormElement);
    this.#laySwatches(threads);
    this.list.addEventListener("click", (event) => this.#press(event));
    dialogForm(this.form, {
      fill: () => this.#fillYou(),
      send: (fields) =>
        socket.send("narrator.change", { name: String(fields.get("name")), colour: Number(fields.get("colour")) }),
    });
  }

  /**
   * @param {string[]} narrators ids of those with a socket open
   * @param {number} watching spectators with a socket open
   */
  presence(narrators, watching) {
    this.#here = new Set(narrators);
    this.#watching = watching;
    this.#draw();
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    this.#snapshot = snapshot;
    this.#draw();
  }

  #draw() {
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    const seated = snapshot.narrators.filter((narrator) => !narrator.removed && narrator.role !== "spectator");
    const here = seated.filter((narrator) => this.#isHere(narrator));
    const shown = [...here, ...seated.filter((narrator) => !this.#isHere(narrator))];
    this.dots.replaceChildren(...shown.slice(0, DOTS).map((narrator) => this.#dot(snapshot, narrator)));
    // Somebody who watches is here too, before the room has counted them.
    const total = Math.max(1, here.length + this.#watching);
    this.count.replaceChildren(String(total), ...words(" here"));
    this.watchingWords.hidden = this.#watching === 0;
    this.watchingWords.textContent =
      this.#watching === 1 ? "One more is watching." : `${this.#watching} more are watching.`;
    this.#drawList(snapshot, shown);
  }

  /** @param {NarratorPart} narrator */
  #isHere(narrator) {
    return narrator.id === this.you || this.#here.has(narrator.id);
  }

  /**
   * @param {Snapshot} snapshot
   * @param {NarratorPart} narrator
   */
  #dot(snapshot, narrator) {
    const dot = document.createElement("span");
    dot.className = "people-dot";
    dot.classList.toggle("is-away", !this.#isHere(narrator));
    dot.classList.toggle("is-holding", holders(snapshot.floor).includes(narrator.id));
    dot.dataset.colour = String(narrator.colour);
    dot.title = narrator.name;
    dot.textContent = [...narrator.name][0].toUpperCase();
    return dot;
  }

  /**
   * @param {Snapshot} snapshot
   * @param {NarratorPart[]} narrators
   */
  #drawList(snapshot, narrators) {
    const host = narratorOf(snapshot, this.you)?.role === "host";
    const duet = snapshot.floor.mode === "duet";
    const weaving = snapshot.world.state === "weaving";
    // Rows stay the same elements, so that a button keeps its focus while others come and go.
    const rows = new Map([...this.list.children].map((row) => [row.getAttribute("data-narrator"), row]));
    const wanted = narrators.map((narrator) => {
      const row = rows.get(narrator.id) ?? clone("person-template");
      row.setAttribute("data-narrator", narrator.id);
      row.setAttribute("data-colour", String(narrator.colour));
      row.classList.toggle("is-here", this.#isHere(narrator));
      find(row, ".person__name", HTMLElement).textContent = narrator.name;
      find(row, ".person__you", HTMLElement).textContent = narrator.id === this.you ? " (you)" : "";
      find(row, ".person__note", HTMLElement).textContent = this.#note(snapshot, narrator);
      const other = narrator.id !== this.you;
      const voice = voiceOf(snapshot.floor, narrator.id);
      const may = host && weaving && this.#isHere(narrator);
      const give = find(row, ".person__give", HTMLButtonElement);
      give.hidden = !(may && voice !== "first");
      give.textContent = duet ? "First voice" : "Give the turn";
      find(row, ".person__give-second", HTMLButtonElement).hidden = !(may && duet && voice !== "second");
      find(row, ".person__remove", HTMLButtonElement).hidden = !(host && other);
      return row;
    });
    const same =
      wanted.length === this.list.children.length && wanted.every((row, at) => this.list.children[at] === row);
    if (!same) this.list.replaceChildren(...wanted);
  }

  /**
   * @param {Snapshot} snapshot
   * @param {NarratorPart} narrator
   */
  #note(snapshot, narrator) {
    const notes = narrator.role === "host" ? ["host"] : [];
    const voice = voiceOf(snapshot.floor, narrator.id);
    if (voice)
      notes.push(snapshot.floor.mode !== "duet" ? "has the turn" : voice === "first" ? "extends" : "paints over");
    if (snapshot.floor.hands.includes(narrator.id)) notes.push("hand up");
    if (!this.#isHere(narrator)) notes.push("away");
    return notes.join(" · ");
  }

  /** @param {MouseEvent} event */
  #press(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const narrator = button?.closest("li")?.dataset.narrator;
    if (!button || !narrator) return;
    if (button.matches(".person__give, .person__give-second")) {
      const { mode, number: turn } = this.#snapshot?.floor ?? { mode: "open", number: null };
      const voice = button.matches(".person__give-second") ? "second" : "first";
      this.socket
        .send("turn.give", { narrator, turn, voice: mode === "duet" ? voice : null })
        .then(() => this.dialog.close(), toastRefusal);
    } else if (button.dataset.sure) {
      this.socket.send("narrator.remove", { narrator }).catch(toastRefusal);
    } else {
      // Removing asks once more, in the same place.
      button.dataset.sure = "yes";
      button.textContent = "Really remove";
      setTimeout(() => {
        delete button.dataset.sure;
        button.textContent = "Remove";
      }, SURE_MS);
    }
  }

  /** @param {string[]} threads */
  #laySwatches(threads) {
    const place = find(document, "#you-colours", HTMLElement);
    threads.forEach((name, colour) => {
      const swatch = clone("swatch-template");
      swatch.dataset.colour = String(colour);
      const input = find(swatch, "input", HTMLInputElement);
      input.value = String(colour);
      input.ariaLabel = input.title = name;
      place.append(swatch);
    });
  }

  #fillYou() {
    const you = this.#snapshot && narratorOf(this.#snapshot, this.you);
    return { name: you?.name ?? "", colour: String(you?.colour ?? 0) };
  }
}

/** @param {string} text shown in wide windows, always read out */
function words(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return [span];
}
