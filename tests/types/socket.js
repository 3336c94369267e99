/**
 * What the types must refuse: read by tsc in `make check`, never run. Each line after a @ts-expect-error is a mistake that
 * somebody could make; where the types let it pass, tsc fails here.
 */

import { apply } from "../../static/js/room/snapshot.js";
import { RoomSocket } from "../../static/js/room/socket.js";

/** @import {RoomEvent, Snapshot} from "../../static/js/protocol.d.ts" */

const socket = new RoomSocket("/ws/rooms/ABC", 1, () => null);

void socket.send("turn.take");
void socket.send("turn.skip", { narrator: "a" });
void socket.send("turn.give", { narrator: "a", voice: "second" });
// @ts-expect-error: no such kind
void socket.send("turn.grab");
// @ts-expect-error: a field is missing
void socket.send("turn.give");
// @ts-expect-error: a field is misspelt
void socket.send("turn.give", { narator: "a" });
// @ts-expect-error: there is no third voice
void socket.send("turn.give", { narrator: "a", voice: "third" });
// @ts-expect-error: a command without fields is given one
void socket.send("turn.take", { narrator: "a" });
// @ts-expect-error: a field is of another type
void socket.sendIfConnected("phrase.hold", { phrase: "a", hold: "yes" });

socket.on("presence", ({ narrators }) => narrators.join());
// @ts-expect-error: a message of another kind has that field
socket.on("presence", ({ colours }) => colours);
// @ts-expect-error: no such message
socket.on("present", () => undefined);

/**
 * @param {Snapshot} snapshot
 * @param {RoomEvent} event
 */
export function follow(snapshot, event) {
  if (event.name === "turn.changed") event.payload.floor.mode = "circle";
  // @ts-expect-error: only some events carry a phrase
  if (event.name !== "room.changed") event.payload.phrase;
  return apply(snapshot, event).phrases[0].strip?.score?.textures;
}
