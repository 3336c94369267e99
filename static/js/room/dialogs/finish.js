/**
 * Finishing a world: the host's dialog, the progress that everybody sees, and the card of the finished world.
 */

import { isolate } from "../../bidi.js";
import { find } from "../../dom.js";
import { narratorOf } from "../snapshot.js";
import { toast, toastRefusal } from "../toasts.js";
import { dialogForm } from "./dialog_form.js";

/** @import {CommandFields, Snapshot, WorldPart} from "../../protocol.d.ts" */

/** @typedef {CommandFields["world.finish"]["visibility"]} Visibility */

/** @typedef {{name: string, visibility: Visibility}} OwnGallery */

/** Who sees a gallery, as the end of a sentence. @type {Record<Visibility, string>} */
const SEEN_BY = {
  private: "only you see",
  link: "anyone with the link sees",
  public: "everybody sees",
};

/** @type {Record<string, string>} */
const STAGES = {
  stitch: "Stitching the mural",
  name: "Finding its name",
  cover: "Choosing its cover",
};

/**
 * What happens where a gallery of the name is there already, and other people see it than were chosen; else nothing.
 * @param {OwnGallery[]} galleries
 * @param {string} name
 * @param {Visibility} visibility
 */
function whatIsBeside(galleries, name, visibility) {
  const wanted = name.trim().toLowerCase();
  const called = galleries.filter((gallery) => gallery.name.toLowerCase() === wanted);
  if (!called.length || called.some((gallery) => gallery.visibility === visibility)) return "";
  const there = called.map((gallery) => `one that ${SEEN_BY[gallery.visibility]}`).join(" and ");
  const stays = called.length > 1 ? "They stay as they are" : "It stays as it is";
  return `You have ${there} of this name. ${stays}: this world gets another one, as you say here.`;
}

export class FinishDialog {
  #state = "";

  /**
   * @param {import("../socket.js").RoomSocket} socket
   * @param {string} you narrator id of this seat
   * @param {OwnGallery[]} galleries this person's
   */
  constructor(socket, you, galleries) {
    this.you = you;
    this.button = find(document, "#finish-button", HTMLButtonElement);
    this.weaving = find(document, "#weaving", HTMLElement);
    this.finishing = find(document, "#finishing", HTMLElement);
    this.progress = find(document, "#finishing-progress", HTMLProgressElement);
    this.stage = find(document, "#finishing-stage", HTMLElement);
    this.said = find(document, "#finishing-said", HTMLElement);
    this.finished = find(document, "#finished", HTMLElement);
    this.title = find(document, "#finished-title", HTMLElement);
    this.label = find(document, "#finished-label", HTMLElement);
    this.link = find(document, "#finished-link", HTMLAnchorElement);
    this.another = find(document, "#weave-another", HTMLButtonElement);
    const names = new Set(galleries.map(({ name }) => name));
    find(document, "#finish-galleries", HTMLDataListElement).append(
      ...[...names].map((name) => new Option(name, name)),
    );
    this.another.addEventListener("click", () => socket.send("world.start").catch(toastRefusal));
    const form = find(document, "#finish", HTMLFormElement);
    const beside = find(form, "#finish-beside", HTMLElement);
    form.addEventListener("input", () => {
      const fields = new FormData(form);
      const visibility = /** @type {Visibility} */ (fields.get("visibility"));
      beside.textContent = whatIsBeside(galleries, String(fields.get("gallery")), visibility);
      beside.hidden = !beside.textContent;
    });
    dialogForm(form, {
      fill: () => ({}),
      send: (fields) =>
        socket.send("world.finish", {
          gallery: String(fields.get("gallery")),
          visibility: /** @type {Visibility} */ (fields.get("visibility")),
          title_hint: String(fields.get("title_hint")),
        }),
    });
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    const { world } = snapshot;
    const host = narratorOf(snapshot, this.you)?.role === "host";
    this.weaving.hidden = world.state !== "weaving";
    this.finishing.hidden = world.state !== "finishing";
    this.finished.hidden = world.state !== "finished";
    this.button.hidden = !(host && world.state === "weaving");
    this.button.disabled = world.strips === 0;
    this.button.title = world.strips === 0 ? "Say something first" : "";
    if (world.state === "finishing") this.#drawProgress(world.progress);
    if (world.state === "finished") {
      this.title.textContent = world.title;
      const { gallery } = world;
      this.label.textContent = gallery ? `Finished, and hung in “${isolate(gallery)}”` : "This world is finished";
      this.link.hidden = !world.page;
      if (world.page) this.link.href = world.page;
      this.another.hidden = !host;
    }
    this.#say(world);
    if (this.#state === "finishing" && world.state === "weaving")
      toast("Finishing did not work. Nothing was lost; try again.");
    this.#state = world.state;
  }

  /**
   * Tell those who do not see the bar: each stage once, and the end of it.
   * @param {WorldPart} world
   */
  #say(world) {
    const stage = world.state === "finishing" ? (STAGES[world.progress?.stage ?? ""] ?? "Finishing this world") : "";
    const ended = this.#state === "finishing" && world.state === "finished";
    const said = ended ? `${this.label.textContent}: ${isolate(world.title)}` : stage;
    // What was said of the end stays until something else is to be said.
    if ((said || world.state === "weaving") && this.said.textContent !== said) this.said.textContent = said;
  }

  /** @param {WorldPart["progress"]} progress */
  #drawProgress(progress) {
    const stage = progress && STAGES[progress.stage];
    this.stage.textContent = progress
      ? `${stage ?? "Working on it"}${progress.of > 1 ? `: ${progress.done} of ${progress.of}` : ""}`
      : "Waiting for its turn";
    const stages = Object.keys(STAGES);
    const at = progress ? Math.max(0, stages.indexOf(progress.stage)) : 0;
    // One bar for all stages; stitching is the long one.
    const share = progress ? progress.done / Math.max(1, progress.of) : 0;
    this.progress.value = at === 0 ? share * 0.8 : 0.8 + 0.1 * (at - 1) + 0.1 * share;
  }
}
