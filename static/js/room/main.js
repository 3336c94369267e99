/**
 * The room page: joins the socket, the snapshot it keeps, and the parts that draw it.
 *
 * One rule: the server's events make the snapshot, the snapshot makes the page. Every part has render(snapshot), called after
 * each change; a gap in the events is fetched by saying hello again.
 */

import "../dialogs.js";
import { setAccent } from "../accent.js";
import { find, pageData } from "../dom.js";
import { leaveNotice } from "../notice.js";
import { RoomSound } from "../sound/room_view.js";
import { Archive } from "./archive.js";
import { Ask } from "./ask.js";
import { Captions } from "./captions.js";
import { Correct } from "./correct.js";
import { Duet } from "./duet.js";
import { Felt } from "./felt.js";
import { Finish } from "./finish.js";
import { FirstRun } from "./first_run.js";
import { Focus } from "./focus.js";
import { glowTogether } from "./glow.js";
import { layInvite } from "./invite.js";
import { listenToKeys } from "./keys.js";
import { Microphone } from "./microphone.js";
import { Mural } from "./mural.js";
import { People } from "./people.js";
import { Say } from "./say.js";
import { Settings } from "./settings.js";
import { RoomSocket } from "./socket.js";
import { apply } from "./story.js";
import { toast, toastRefusal } from "./toasts.js";
import { Transcript } from "./transcript.js";
import { Turn } from "./turn.js";
import { Voice } from "./voice.js";
import { VoiceDialog } from "./voice_dialog.js";
import { serverNow, setServerClock } from "./waiting.js";
import { Warmth } from "./warmth.js";

/** @typedef {import("./story.js").Snapshot} Snapshot */
/** @typedef {import("./story.js").RoomEvent} RoomEvent */

/** How long the room may be away before the page says so, ms. */
const AWAY_MS = 1200;
/** How long the answer to a log-out on another page may take, ms. */
const LOGOUT_MS = 1000;
/** @type {Record<import("./socket.js").Ended, string>} */
const ENDED = {
  seat: "Your seat in this room is gone. Join again.",
  removed: "The host took you out of this room.",
  logout: "You logged out. Join again to go on.",
  abuse: "This page sent too much and was disconnected. Reload it to come back.",
  version: "Lightloom has a new version. Reload this page.",
};

const room = pageData("room-data");
/** @type {Snapshot | null} */
let snapshot = null;

const socket = new RoomSocket(room.socket, room.version, () => snapshot?.seq ?? null);
const archive = new Archive(room.phrases);
const mural = new Mural(archive);
const captions = new Captions(room.you);
const transcript = new Transcript(archive, room.you);
const turn = new Turn(socket, room.you);
const voice = new Voice(socket, new Microphone(room.worklet));
const say = new Say(socket, turn, voice, room.code);
const sound = new RoomSound(mural, archive);
voice.addEventListener("state", () => (sound.control.speaking = voice.talking));
const correct = new Correct(socket, room.you);
const felt = new Felt(socket, room.you, serverNow);
const people = new People(socket, room.you, room.threads);
// Archive and turn first: others ask them.
const parts = [turn, new Duet(turn, room.you), mural, captions, transcript, say, people, new Settings(socket, room.you), new Finish(socket, room.you, room.galleries), new FirstRun(), new VoiceDialog(socket, voice, room.you), correct, felt, new Warmth(room.warmth.url, room.warmth.known), sound, new Ask(room.questions, archive, show)];
const focus = new Focus();
const roomName = find(document, "#room-name", HTMLElement);

function render() {
  if (!snapshot) return;
  archive.read(snapshot);
  for (const part of parts) part.render(snapshot);
  focus.keep();
  roomName.textContent = snapshot.room.name;
  document.title = `${snapshot.room.name} · Lightloom`;
  const last = snapshot.phrases.findLast((phrase) => phrase.strip ?? phrase.layer);
  const newest = last?.strip ?? last?.layer;
  setAccent(document.documentElement, newest?.colours ?? []);
}

/** @param {RoomEvent} event */
function take(event) {
  if (!snapshot || event.seq <= snapshot.seq) return;
  if (event.seq > snapshot.seq + 1) {
    socket.hello();
    return;
  }
  snapshot = apply(snapshot, event);
  // A layer may be taken down long after its phrase has left the snapshot.
  if (event.payload.phrase && event.payload.world?.id === snapshot.world.id) archive.put(event.payload.phrase);
  const phrase = event.name === "phrase.changed" ? event.payload.phrase : null;
  if (phrase?.state === "failed" && phrase.reason === "speech.nothing_heard") captions.nothingHeard(phrase.narrator);
}

/**
 * @param {string} kind
 * @param {(message: any) => void} act
 */
function on(kind, act) {
  socket.addEventListener(kind, (event) => act(/** @type {CustomEvent} */ (event).detail));
}

on("welcome", (message) => {
  turn.setClock(message.now);
  setServerClock(message.now);
  if (message.snapshot) snapshot = message.snapshot;
  for (const event of message.events) take(event);
  render();
});
on("event", (message) => {
  take(message);
  render();
});
on("presence", (message) => people.presence(message.narrators, message.watching));
on("partial", (message) => {
  captions.partial(message);
  felt.partial(message);
});
on("directed", (message) => mural.directed(message.phrase, message.colours));
on("refused", (message) => toast(message.message));
on("typing", (message) => captions.typing(message.narrator));

const connection = find(document, "#connection", HTMLElement);
let away = 0;
on("state", (state) => {
  document.body.dataset.connection = state;
  if (state === "open" || state === "ended") {
    clearTimeout(away);
    away = 0;
    connection.hidden = true;
  } else {
    // From the moment the room went away: each try to come back is another state, and none of them may put it off.
    away ||= setTimeout(() => {
      connection.textContent = "Reconnecting…";
      connection.hidden = false;
    }, AWAY_MS);
  }
});
on("ended", (/** @type {import("./socket.js").Ended} */ why) => {
  if (why === "abuse" || why === "version") {
    connection.textContent = ENDED[why];
    connection.hidden = false;
  } else {
    leaveNotice(ENDED[why]);
    // The goodbye comes while the log-out is still being answered: until then this browser has its old cookie.
    setTimeout(() => location.assign(room.join), why === "logout" ? LOGOUT_MS : 0);
  }
});

/** @param {string} id of a phrase */
function show(id) {
  const phrase = archive.phrase(id);
  if (!phrase) return;
  mural.show(phrase);
  transcript.show(id);
}

mural.addEventListener("chosen", (event) => show(/** @type {CustomEvent<string>} */ (event).detail));
transcript.addEventListener("chosen", (event) => show(/** @type {CustomEvent<string>} */ (event).detail));
transcript.addEventListener("correct", (event) => correct.edit(/** @type {CustomEvent<string>} */ (event).detail));
mural.addEventListener("hung", (event) => felt.hung(/** @type {CustomEvent<string>} */ (event).detail));
glowTogether([mural, transcript]);
for (const kind of ["retry", "unravel"]) {
  transcript.addEventListener(kind, (event) => {
    socket.send(`phrase.${kind}`, { phrase: /** @type {CustomEvent<string>} */ (event).detail }).catch(toastRefusal);
  });
}

layInvite(room);
listenToKeys(turn, say, correct);
socket.connect();
