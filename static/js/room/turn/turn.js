/**
 * The turn: whose it is, for how long, who is next, and the controls to take it, pass it, ask for it and (for a host)
 * skip it. The two voices of a duet are shown by duet.js beside it.
 *
 * The ring counts on the server's clock. Commands go out through the socket; what they change comes back as events. One
 * that may end a turn names it, so that it ends no other where it is sent late.
 */

import { isolate } from "../../bidi.js";
import { find } from "../../dom.js";
import { serverNow } from "../clock.js";
import { holders, isFree, narratorOf, voiceOf } from "../snapshot.js";
import { toastRefusal } from "../toasts.js";

/** @import {CommandArguments, CommandKind, HappeningPart, HoldPart, Snapshot} from "../../protocol.d.ts" */

const LATE_S = 10;

export class Turn {
  /** @type {Snapshot | null} */
  #snapshot = null;
  #late = false;
  #ranOut = false;
  /** Whether this page asked for the turn and has not got it yet, or only just. */
  asked = false;
  /** @type {((value?: unknown) => void)[]} */
  #untilYours = [];
  /** @type {Promise<boolean> | null} */
  #taking = null;

  /**
   * @param {import("../socket.js").RoomSocket} socket
   * @param {string} you narrator id of this seat
   */
  constructor(socket, you) {
    this.socket = socket;
    this.you = you;
    this.box = find(document, "#turn", HTMLElement);
    this.who = find(document, "#turn-who", HTMLElement);
    this.next = find(document, "#turn-next", HTMLElement);
    this.ring = find(document, "#turn-ring", SVGCircleElement);
    this.seconds = find(document, "#turn-seconds", HTMLElement);
    this.buttons = {
      hand: find(document, "#hand", HTMLButtonElement),
      skip: find(document, "#skip", HTMLButtonElement),
      pass: find(document, "#pass", HTMLButtonElement),
      take: find(document, "#take", HTMLButtonElement),
      seat: find(document, "#seat", HTMLButtonElement),
    };
    this.handWords = find(document, "#hand-words", HTMLElement);
    this.takeWords = this.buttons.take.textContent;
    this.buttons.hand.addEventListener("click", () => this.hand());
    this.buttons.skip.addEventListener("click", () => this.#skip());
    this.buttons.pass.addEventListener("click", () => this.pass());
    this.buttons.seat.addEventListener("click", () => this.#send("seat.take"));
    setInterval(() => this.#tick(), 250);
  }

  /** Your voice in the turn. @returns {"first" | "second" | null} */
  get voice() {
    return this.#snapshot ? voiceOf(this.#snapshot.floor, this.you) : null;
  }

  get yours() {
    return this.voice !== null;
  }

  get free() {
    return this.#snapshot !== null && isFree(this.#snapshot.floor);
  }

  get duet() {
    return this.#snapshot?.floor.mode === "duet";
  }

  get seated() {
    return this.#snapshot?.floor.seats.includes(this.you) ?? false;
  }

  /** Your turn came to its end by itself, and what it left is still free. */
  get ranOut() {
    return this.#ranOut && this.free && !this.yours;
  }

  /** What happened on the floor, before it is rendered. @param {HappeningPart[]} happened */
  happened(happened) {
    for (const { kind, narrator } of happened) if (narrator === this.you) this.#ranOut = kind === "expired";
  }

  /**
   * Take the free turn, once, however often it is asked for meanwhile. Resolves to true once the floor says that it is
   * yours, to false when it was refused.
   * @returns {Promise<boolean>}
   */
  take() {
    this.#taking ??= this.#take().finally(() => (this.#taking = null));
    return this.#taking;
  }

  /** @returns {Promise<boolean>} */
  async #take() {
    this.asked = true;
    try {
      await this.socket.send("turn.take");
    } catch (error) {
      this.asked = false;
      toastRefusal(error);
      return false;
    }
    // The answer may come before the event; sound that comes before the event is refused.
    if (!this.yours) await new Promise((resolve) => this.#untilYours.push(resolve));
    return true;
  }

  pass() {
    return this.#send("turn.pass", { turn: this.#number });
  }

  /** Change places with the other voice of a duet. */
  swap() {
    return this.#send("turn.swap", { turn: this.#number });
  }

  /** Raise this seat's hand, or lower it. */
  hand() {
    if (this.#snapshot?.floor.hands.includes(this.you)) return this.#send("hand.lower");
    this.asked = this.free;
    return this.#send("hand.raise");
  }

  /** The newest turn that the page knows of: what is ended is this one or an older one. */
  get #number() {
    return this.#snapshot?.floor.number ?? null;
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    this.#snapshot = snapshot;
    const { floor } = snapshot;
    const holder = narratorOf(snapshot, this.#shown?.narrator);
    const others = holders(floor).filter((id) => id !== this.you);
    const names = others.map((id) => isolate(narratorOf(snapshot, id)?.name ?? "Somebody"));
    const host = narratorOf(snapshot, this.you)?.role === "host";
    const { hand, skip, pass, take, seat } = this.buttons;
    const raised = floor.hands.includes(this.you);
    take.hidden = !(this.seated && this.free && !this.yours);
    take.textContent = others.length ? "Join in" : this.takeWords;
    pass.hidden = !this.yours;
    skip.hidden = !(host && others.length && (!this.yours || floor.mode === "duet"));
    skip.textContent = this.yours ? `Skip ${names[0]}` : "Skip";
    hand.hidden = !(this.seated && !this.yours && (raised || (!this.free && floor.mode !== "circle")));
    hand.ariaPressed = String(raised);
    this.handWords.textContent = raised ? "Lower hand" : "Raise hand";
    seat.hidden = this.seated;
    this.box.classList.toggle("is-free", holders(floor).length === 0);
    this.box.classList.toggle("is-yours", this.yours);
    this.box.dataset.colour = String(holder?.colour ?? "");
    const have = names.length > 1 ? "have" : "has";
    const who = this.yours
      ? "Your turn"
      : names.length
        ? `${names.join(" and ")} ${have} the turn`
        : "The turn is free";
    if (this.who.textContent !== who) this.who.textContent = who;
    this.next.textContent = this.#nextWords(snapshot);
    this.#tick();
    if (!this.free) this.#ranOut = false;
    // Somebody else was first.
    if (!this.free && !this.yours) this.asked = false;
    if (this.yours) for (const resolve of this.#untilYours.splice(0)) resolve();
  }

  /** @param {Snapshot} snapshot */
  #nextWords(snapshot) {
    const { floor } = snapshot;
    /** @param {string} id */
    const name = (id) => (id === this.you ? "you" : isolate(narratorOf(snapshot, id)?.name ?? "somebody"));
    if (floor.mode === "circle" && floor.hold && floor.seats.length > 1) {
      const at = floor.seats.indexOf(floor.hold.narrator);
      return `Then ${name(floor.seats[(at + 1) % floor.seats.length])}`;
    }
    if (floor.hands.length) {
      const names = floor.hands.map(name);
      return `${names.length > 1 ? "Hands" : "Hand"} up: ${names.join(", ")}`;
    }
    if (!this.seated) return "You are watching";
    if (floor.mode === "duet" && this.free) return floor.hold ? "The second voice is free" : "The first voice is free";
    if (!floor.hold) return "Whoever takes it, speaks";
    return "";
  }

  /** The hold that the ring shows: your own, or else the first there is. */
  get #shown() {
    const floor = this.#snapshot?.floor;
    if (!floor) return null;
    return this.voice === "second" ? floor.second : (floor.hold ?? floor.second);
  }

  /** @param {HoldPart} hold */
  #left(hold) {
    return Math.max(0, hold.deadline - serverNow());
  }

  /**
   * How long a hold still lasts, in as few signs as can be.
   * @param {HoldPart} hold
   */
  leftWords(hold) {
    const said = Math.ceil(this.#left(hold));
    return said >= 100 ? `${Math.floor(said / 60)}:${String(said % 60).padStart(2, "0")}` : String(said);
  }

  #tick() {
    const hold = this.#shown;
    if (!hold) {
      this.seconds.textContent = "";
      this.ring.setAttribute("stroke-dasharray", "0 100");
      return;
    }
    const left = this.#left(hold);
    const whole = this.#snapshot?.floor.seconds ?? 1;
    this.seconds.textContent = this.leftWords(hold);
    this.ring.setAttribute("stroke-dasharray", `${(100 * Math.min(1, left / whole)).toFixed(1)} 100`);
    const late = left <= LATE_S;
    if (late !== this.#late) this.box.classList.toggle("is-late", (this.#late = late));
  }

  /** End the turn of whoever else has it; in a duet a host who is one of its voices ends the other's only. */
  #skip() {
    const others = this.#snapshot ? holders(this.#snapshot.floor).filter((id) => id !== this.you) : [];
    return this.#send("turn.skip", { turn: this.#number, narrator: others.length === 1 ? others[0] : null });
  }

  /**
   * @template {CommandKind} Kind
   * @param {Kind} kind
   * @param {CommandArguments<Kind>} fields
   */
  #send(kind, ...fields) {
    return this.socket.send(kind, ...fields).catch(toastRefusal);
  }
}
