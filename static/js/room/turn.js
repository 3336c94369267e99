/**
 * The turn: whose it is, for how long, who is next, and the controls to take it, pass it, ask for it and (for a host) skip it.
 *
 * The ring counts on the server's clock. Commands go out through the socket; what they change comes back as events.
 */

import { find } from "../dom.js";
import { narratorOf } from "./story.js";
import { toastRefusal } from "./toasts.js";

/** @typedef {import("./story.js").Snapshot} Snapshot */

const LATE_S = 10;

export class Turn {
  /** @type {Snapshot | null} */
  #snapshot = null;
  /** Server's clock minus this one's, seconds. */
  #ahead = 0;
  #late = false;
  /** @type {((value?: unknown) => void)[]} */
  #untilYours = [];

  /**
   * @param {import("./socket.js").RoomSocket} socket
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
    this.buttons.hand.addEventListener("click", () => this.hand());
    this.buttons.skip.addEventListener("click", () => this.#send("turn.skip"));
    this.buttons.pass.addEventListener("click", () => this.pass());
    this.buttons.take.addEventListener("click", () => void this.take());
    this.buttons.seat.addEventListener("click", () => this.#send("seat.take"));
    setInterval(() => this.#tick(), 250);
  }

  /** @param {number} now the server's clock, Unix seconds */
  setClock(now) {
    this.#ahead = now - Date.now() / 1000;
  }

  get yours() {
    return this.#snapshot?.floor.hold?.narrator === this.you;
  }

  get free() {
    return this.#snapshot !== null && this.#snapshot.floor.hold === null;
  }

  get seated() {
    return this.#snapshot?.floor.seats.includes(this.you) ?? false;
  }

  /**
   * Take the free turn. Resolves to true once the floor says that it is yours, to false when it was refused.
   * @returns {Promise<boolean>}
   */
  async take() {
    try {
      await this.socket.send("turn.take");
    } catch (error) {
      toastRefusal(error);
      return false;
    }
    // The answer may come before the event; sound that comes before the event is refused.
    if (!this.yours) await new Promise((resolve) => this.#untilYours.push(resolve));
    return true;
  }

  pass() {
    return this.#send("turn.pass");
  }

  /** Raise this seat's hand, or lower it. */
  hand() {
    return this.#send(this.#snapshot?.floor.hands.includes(this.you) ? "hand.lower" : "hand.raise");
  }

  /** @param {Snapshot} snapshot */
  render(snapshot) {
    this.#snapshot = snapshot;
    const { floor } = snapshot;
    const holder = narratorOf(snapshot, floor.hold?.narrator);
    const host = narratorOf(snapshot, this.you)?.role === "host";
    const { hand, skip, pass, take, seat } = this.buttons;
    const raised = floor.hands.includes(this.you);
    take.hidden = !(this.seated && this.free);
    pass.hidden = !this.yours;
    skip.hidden = !(host && floor.hold && !this.yours);
    hand.hidden = !(this.seated && floor.hold && !this.yours && floor.mode === "open");
    hand.ariaPressed = String(raised);
    this.handWords.textContent = raised ? "Lower hand" : "Raise hand";
    seat.hidden = this.seated;
    this.box.classList.toggle("is-free", !floor.hold);
    this.box.classList.toggle("is-yours", this.yours);
    this.box.dataset.colour = String(holder?.colour ?? "");
    const who = this.yours ? "Your turn" : holder ? `${holder.name} has the turn` : "The turn is free";
    if (this.who.textContent !== who) this.who.textContent = who;
    this.next.textContent = this.#nextWords(snapshot);
    this.#tick();
    if (this.yours) for (const resolve of this.#untilYours.splice(0)) resolve();
  }

  /** @param {Snapshot} snapshot */
  #nextWords(snapshot) {
    const { floor } = snapshot;
    /** @param {string} id */
    const name = (id) => (id === this.you ? "you" : (narratorOf(snapshot, id)?.name ?? "somebody"));
    if (floor.mode === "circle" && floor.hold && floor.seats.length > 1) {
      const at = floor.seats.indexOf(floor.hold.narrator);
      return `Then ${name(floor.seats[(at + 1) % floor.seats.length])}`;
    }
    if (floor.hands.length) {
      const names = floor.hands.map(name);
      return `${names.length > 1 ? "Hands" : "Hand"} up: ${names.join(", ")}`;
    }
    if (!this.seated) return "You are watching";
    if (!floor.hold) return "Whoever takes it, speaks";
    return "";
  }

  #tick() {
    const hold = this.#snapshot?.floor.hold;
    if (!hold) {
      this.seconds.textContent = "";
      this.ring.setAttribute("stroke-dasharray", "0 100");
      return;
    }
    const left = Math.max(0, hold.deadline - (Date.now() / 1000 + this.#ahead));
    const whole = Math.max(1, hold.deadline - hold.since);
    const said = Math.ceil(left);
    this.seconds.textContent = said >= 100 ? `${Math.floor(said / 60)}:${String(said % 60).padStart(2, "0")}` : String(said);
    this.ring.setAttribute("stroke-dasharray", `${(100 * Math.min(1, left / whole)).toFixed(1)} 100`);
    const late = left <= LATE_S;
    if (late !== this.#late) this.box.classList.toggle("is-late", (this.#late = late));
  }

  /** @param {string} kind */
  #send(kind) {
    return this.socket.send(kind).catch(toastRefusal);
  }
}
