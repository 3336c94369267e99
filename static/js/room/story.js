/**
 * A room as this page knows it: the server's snapshot, and what each durable event does to it.
 *
 * Pure, and the mirror of worlds/events.py: any old snapshot + the events after it = a fresh snapshot. Payloads carry whole
 * objects, so applying is putting in place. It knows neither sockets nor the page.
 *
 * @typedef {{code: string, name: string, art_style: string, keep_voices: boolean, correct_seconds: number}} RoomPart
 * @typedef {{id: string, name: string, colour: number, role: "host" | "narrator" | "spectator", removed: boolean, refuses_voice: boolean}} NarratorPart
 * @typedef {{narrator: string, since: number, deadline: number}} HoldPart
 * @typedef {{mode: "open" | "circle" | "duet", seconds: number, seats: string[], hold: HoldPart | null, second: HoldPart | null, hands: string[], number: number}} FloorPart
 * @typedef {{kind: string, narrator: string | null}} HappeningPart
 * @typedef {{position: number, x: number, width: number, view: string, relief: string, colours: string[], light: string, understood: string, score: import("../sound/compose.js").Score | null}} StripPart
 * @typedef {{position: number, order: number, x: number, width: number, view: string, relief: string, colours: string[], light: string, understood: string}} LayerPart
 * @typedef {"hearing" | "heard" | "painting" | "painted" | "failed" | "unravelled"} PhraseState
 * @typedef {{id: string, ordinal: number, narrator: string, text: string, source: "typed" | "spoken", state: PhraseState, reason: string, strip: StripPart | null, over: boolean, layer: LayerPart | null, said_at: number | null, wait_until: number | null}} PhrasePart
 * @typedef {{id: string, number: number, state: "weaving" | "finishing" | "finished", strips: number, width: number, phrases: number, title: string, page: string | null, gallery: string | null, progress: {stage: string, done: number, of: number} | null}} WorldPart
 * @typedef {{seq: number, room: RoomPart, narrators: NarratorPart[], floor: FloorPart, world: WorldPart, phrases: PhrasePart[]}} Snapshot
 * @typedef {{seq: number, name: string, at: number, payload: any}} RoomEvent
 */

/** How many of the newest phrases a snapshot carries. */
export const WINDOW = 40;

/** What each event changes, by its name. @type {Record<string, (snapshot: Snapshot, payload: any) => Partial<Snapshot>>} */
const CHANGES = {
  "narrator.joined": putNarrator,
  "narrator.changed": putNarrator,
  "narrator.removed": putNarrator,
  "room.changed": (_, payload) => ({ room: payload.room }),
  "turn.changed": (_, payload) => ({ floor: payload.floor }),
  "phrase.changed": putPhrase,
  "strip.hung": putPhrase,
  "layer.laid": putPhrase,
  "phrase.unravelled": putPhrase,
  "world.started": (_, payload) => ({ world: payload.world, phrases: [] }),
  "world.changed": (_, payload) => ({ world: payload.world }),
};

/**
 * The snapshot after `event`. Throws a RangeError when its seq is not the next one (the gap must be fetched first), and when
 * its name is not known.
 * @param {Snapshot} snapshot
 * @param {RoomEvent} event
 * @returns {Snapshot}
 */
export function apply(snapshot, event) {
  if (event.seq !== snapshot.seq + 1) throw new RangeError(`event ${event.seq} does not follow ${snapshot.seq}`);
  const change = CHANGES[event.name];
  if (!change) throw new RangeError(`no such event: ${event.name}`);
  return { ...snapshot, seq: event.seq, ...change(snapshot, event.payload) };
}

/**
 * @param {Snapshot} snapshot
 * @param {{narrator: NarratorPart}} payload
 */
function putNarrator(snapshot, payload) {
  return { narrators: put(snapshot.narrators, payload.narrator) };
}

/**
 * @param {Snapshot} snapshot
 * @param {{phrase: PhrasePart, world: WorldPart}} payload
 */
function putPhrase(snapshot, payload) {
  const phrases = put(snapshot.phrases, payload.phrase).sort((a, b) => a.ordinal - b.ordinal);
  return { phrases: phrases.slice(-WINDOW), world: payload.world };
}

/**
 * `parts` with `part` in the place of the one with its id, or at the end.
 * @template {{id: string}} T
 * @param {T[]} parts
 * @param {T} part
 * @returns {T[]}
 */
function put(parts, part) {
  const at = parts.findIndex((other) => other.id === part.id);
  return at < 0 ? [...parts, part] : parts.with(at, part);
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
 * The part that a narrator has in the turn: the first voice extends the mural, the second, in a duet, paints over it.
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
 * Whether a phrase waits for words or paint.
 * @param {PhrasePart} phrase
 */
export function isWaiting(phrase) {
  return phrase.state === "hearing" || phrase.state === "heard" || phrase.state === "painting";
}
