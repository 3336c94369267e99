/**
 * A room as this page knows it: the server's snapshot, and what each durable event does to it.
 *
 * Pure, and the mirror of worlds/wire/events.py: any old snapshot + the events after it = a fresh snapshot. Payloads
 * carry whole objects, so applying an event only replaces. It knows neither sockets nor the page.
 */

import { SNAPSHOT_PHRASES } from "../constants.js";

/** @import {FloorPart, NarratorPart, PhrasePart, RoomEvent, Snapshot} from "../protocol.d.ts" */

/**
 * The snapshot after `event`. Throws a RangeError when its seq is not the next one (the gap must be fetched first), and
 * when its name is not known.
 * @param {Snapshot} snapshot
 * @param {RoomEvent} event
 * @returns {Snapshot}
 */
export function apply(snapshot, event) {
  if (event.seq !== snapshot.seq + 1) throw new RangeError(`event ${event.seq} does not follow ${snapshot.seq}`);
  return { ...snapshot, seq: event.seq, ...changedBy(event, snapshot) };
}

/**
 * @param {RoomEvent} event
 * @param {Snapshot} snapshot
 * @returns {Partial<Snapshot>}
 */
function changedBy(event, snapshot) {
  switch (event.name) {
    case "narrator.joined":
    case "narrator.changed":
    case "narrator.removed":
      return { narrators: put(snapshot.narrators, event.payload.narrator) };
    case "room.changed":
      return { room: event.payload.room };
    case "turn.changed":
      return { floor: event.payload.floor };
    case "phrase.changed":
    case "strip.hung":
    case "layer.laid":
    case "phrase.unravelled": {
      const phrases = put(snapshot.phrases, event.payload.phrase).sort((a, b) => a.ordinal - b.ordinal);
      return { phrases: phrases.slice(-SNAPSHOT_PHRASES), world: event.payload.world };
    }
    case "world.started":
      return { world: event.payload.world, phrases: [] };
    case "world.changed":
      return { world: event.payload.world };
    default:
      return unknown(event);
  }
}

/** Never reached while every event above has its case: the types say so. @param {never} event @returns {never} */
function unknown(event) {
  throw new RangeError(`no such event: ${/** @type {RoomEvent} */ (event).name}`);
}

/**
 * `items` with `item` in the place of the one with its id, or at the end.
 * @template {{id: string}} T
 * @param {T[]} items
 * @param {T} item
 * @returns {T[]}
 */
function put(items, item) {
  const at = items.findIndex((other) => other.id === item.id);
  return at < 0 ? [...items, item] : items.with(at, item);
}

/**
 * @param {Snapshot} snapshot
 * @param {string | null | undefined} id
 * @returns {NarratorPart | undefined}
 */
export function narratorOf(snapshot, id) {
  return snapshot.narrators.find((narrator) => narrator.id === id);
}

/**
 * The voice that a narrator has in the turn: the first extends the mural, the second, in a duet, paints over it.
 * @param {FloorPart} floor
 * @param {string} id
 * @returns {"first" | "second" | null}
 */
export function voiceOf(floor, id) {
  if (floor.hold?.narrator === id) return "first";
  return floor.second?.narrator === id ? "second" : null;
}

/**
 * Whether somebody may still take the turn.
 * @param {FloorPart} floor
 */
export function isFree(floor) {
  return !floor.hold || (floor.mode === "duet" && !floor.second);
}

/**
 * Everybody who holds the turn just now.
 * @param {FloorPart} floor
 * @returns {string[]} narrator ids, the first voice's first
 */
export function holders(floor) {
  return [floor.hold, floor.second].flatMap((hold) => (hold ? [hold.narrator] : []));
}

/**
 * Whether somebody is going to have the turn: their hand is up, or it goes round.
 * @param {FloorPart} floor
 * @param {string} id
 */
export function waitsForTurn(floor, id) {
  return floor.hands.includes(id) || (floor.mode === "circle" && floor.hold !== null && floor.seats.includes(id));
}

/**
 * Whether a phrase waits for words or paint.
 * @param {PhrasePart} phrase
 */
export function isWaiting(phrase) {
  return phrase.state === "hearing" || phrase.state === "heard" || phrase.state === "painting";
}
