/**
 * Which phrases are shown as a guess, and which can still be corrected: those that wait or are being painted, and a
 * painted one at the mural's end, on which no later strip or layer builds. Pure; the room decides by the same rule
 * (worlds/actions/weaving/corrections.py), this only knows what to offer.
 */

/** @import {PhrasePart, Snapshot} from "../../protocol.d.ts" */

/**
 * Whether its narrator may still change what a phrase says.
 * @param {Snapshot} snapshot
 * @param {PhrasePart} phrase
 */
export function isCorrectable(snapshot, phrase) {
  if (snapshot.world.state !== "weaving") return false;
  const painted = phrase.strip ?? phrase.layer;
  if (painted) {
    const busy = snapshot.phrases.some((other) => other.state === "painting");
    const above = phrase.layer?.order ?? 0;
    const covered = snapshot.phrases.some(({ layer }) => layer?.position === painted.position && layer.order > above);
    return painted.position === snapshot.world.strips - 1 && !busy && !covered;
  }
  return phrase.state === "heard" || phrase.state === "painting" || phrase.state === "failed";
}

/**
 * Whether a phrase is shown as what the ears guessed: as long as somebody can say what was said.
 * @param {Snapshot} snapshot
 * @param {PhrasePart} phrase
 */
export function isUnsure(snapshot, phrase) {
  return phrase.unsure && snapshot.world.state === "weaving";
}
