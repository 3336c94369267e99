/**
 * The room page: joins the socket, the snapshot it keeps, and the views that draw it.
 *
 * One rule: the server's events make the snapshot, the snapshot makes the page. Every view has render(snapshot), called
 * after each change; a gap in the events is fetched by saying hello again.
 */

import "../dialogs.js";
import "../forget_me.js";
import { setAccent } from "../accent.js";
import { find, pageData } from "../dom.js";
import { leaveNotice } from "../notice.js";
import { WakeLock } from "../wake_lock.js";
import { serverNow, setServerClock } from "./clock.js";
import { AskDialog } from "./dialogs/ask.js";
import { FinishDialog } from "./dialogs/finish.js";
import { wireInvite } from "./dialogs/invite.js";
import { SettingsDialog } from "./dialogs/settings.js";
import { Focus } from "./focus.js";
import { linkHighlights } from "./highlight.js";
import { Latency } from "./latency.js";
import { FirstRun } from "./mural/first_run.js";
import { LiveMural } from "./mural/live_mural.js";
import { RoomSound } from "./mural/sound.js";
import { Shortcuts } from "./shortcuts.js";
import { apply, waitsForTurn } from "./snapshot.js";
import { RoomSocket } from "./socket.js";
import { Captions } from "./speech/captions.js";
import { Composer } from "./speech/composer.js";
import { SpokenLanguage } from "./speech/language.js";
import { Microphone } from "./speech/microphone.js";
import { SpeechDialog } from "./speech/speech_dialog.js";
import { SpeechStream } from "./speech/speech_stream.js";
import { CorrectionDialog } from "./story/correction_dialog.js";
import { PhraseCache } from "./story/phrase_cache.js";
import { Transcript } from "./story/transcript.js";
import { Unsent } from "./story/unsent.js";
import { toast, toastRefusal } from "./toasts.js";
import { Duet } from "./turn/duet.js";
import { TurnNotices } from "./turn/notices.js";
import { People } from "./turn/people.js";
import { Turn } from "./turn/turn.js";
import { WarmUp } from "./warm_up.js";

/** @import {RoomEvent, Snapshot} from "../protocol.d.ts" */

/** How long the room may be away before the page says so, ms. */
const AWAY_MS = 1200;
/** How long the answer to a log-out, or to being forgotten, may take on another page, ms. */
const LEAVING_MS = 1000;
/** @type {Record<import("./socket.js").Ended, string>} */
const ENDED = {
  seat: "Your seat in this room is gone. Join again.",
  removed: "The host took you out of this room.",
  logout: "You logged out. Join again to go on.",
  forgotten: "This browser has forgotten you.",
  abuse: "This page sent too much and was disconnected. Reload it to come back.",
  version: "Lightloom has a new version. Reload this page.",
};

/**
 * What worlds/views/rooms.py writes into the page.
 * @type {{
 *   code: string, socket: string, version: number, you: string, phrases: string, questions: string, invite: string,
 *   qr: string, join: string, worklet: string, threads: string[], galleries: import("./dialogs/finish.js").OwnGallery[],
 *   warmth: {url: string, known: import("./warm_up.js").Readiness | null},
 * }}
 */
const room = pageData("room-data");
/** @type {Snapshot | null} */
let snapshot = null;

const socket = new RoomSocket(room.socket, room.version, () => snapshot?.seq ?? null);
const phraseCache = new PhraseCache(room.phrases);
const mural = new LiveMural(phraseCache);
const captions = new Captions(room.you);
const transcript = new Transcript(phraseCache, room.you);
const turn = new Turn(socket, room.you);
const speech = new SpeechStream(socket, new Microphone(room.worklet));
const composer = new Composer(socket, turn, speech, room.code);
const sound = new RoomSound(mural, phraseCache);
const correction = new CorrectionDialog(socket, room.you);
const latency = new Latency(socket, room.you, serverNow);
const language = new SpokenLanguage(room.you);
const notices = new TurnNotices(turn, speech, room.you);
const people = new People(socket, room.you, room.threads);
// The turn first: others ask it.
const views = [
  turn,
  notices,
  new Duet(turn, room.you),
  mural,
  captions,
  transcript,
  composer,
  new Unsent(composer, socket, captions, room.you),
  people,
  new SettingsDialog(socket, room.you),
  new FinishDialog(socket, room.you, room.galleries),
  new FirstRun(),
  language,
  new SpeechDialog(socket, speech, room.you),
  correction,
  latency,
  new WarmUp(room.warmth.url, room.warmth.known),
  sound,
  new AskDialog(room.questions, phraseCache, show),
  new Shortcuts(turn, composer, correction),
];
const focus = new Focus();
const wakeLock = new WakeLock();
const roomName = find(document, "#room-name", HTMLElement);

function render() {
  if (!snapshot) return;
  phraseCache.read(snapshot);
  for (const view of views) view.render(snapshot);
  focus.keep();
  stayAwake();
  roomName.textContent = snapshot.room.name;
  const yours = turn.yours && snapshot.world.state === "weaving";
  document.title = `${yours ? "Your turn · " : ""}${snapshot.room.name} · Lightloom`;
  const last = snapshot.phrases.findLast((phrase) => phrase.strip ?? phrase.layer);
  const newest = last?.strip ?? last?.layer;
  setAccent(document.documentElement, newest?.colours ?? []);
}

/** Whoever speaks, or waits for their turn to, is shown the room until they do not any more. */
function stayAwake() {
  const waits = snapshot?.world.state === "weaving" && (turn.yours || waitsForTurn(snapshot.floor, room.you));
  wakeLock.wanted = waits || speech.talking || speech.armed;
}

/** @param {RoomEvent} event */
function take(event) {
  if (!snapshot || event.seq <= snapshot.seq) return;
  if (event.seq > snapshot.seq + 1) {
    socket.hello();
    return;
  }
  snapshot = apply(snapshot, event);
  if (event.name === "turn.changed") for (const view of [turn, notices]) view.happened(event.payload.happened);
  if (!("phrase" in event.payload)) return;
  const { phrase, world } = event.payload;
  // A layer may be taken down long after its phrase has left the snapshot.
  if (world.id === snapshot.world.id) phraseCache.put(phrase);
  if (event.name === "phrase.changed" && phrase.state === "failed" && phrase.reason === "speech.nothing_heard") {
    captions.nothingHeard();
  }
}

socket.on("clock", setServerClock);
socket.on("welcome", (message) => {
  language.hears(message.languages);
  if (message.snapshot) snapshot = message.snapshot;
  for (const event of message.events) take(event);
  render();
  // A field that a finger comes to brings the screen's own keyboard up, over the mural.
  const writes = turn.seated && (turn.yours || turn.free) && !matchMedia("(pointer: coarse)").matches;
  focus.begin(writes ? composer.field : null);
});
socket.on("event", (event) => {
  take(event);
  render();
});
socket.on("presence", ({ narrators, watching }) => people.presence(narrators, watching));
socket.on("partial", (partial) => {
  captions.partial(partial);
  latency.partial(partial);
});
socket.on("directed", ({ phrase, colours }) => mural.directed(phrase, colours));
socket.on("refused", ({ message }) => toast(message));
socket.on("typing", ({ narrator }) => captions.typing(narrator));

const connection = find(document, "#connection", HTMLElement);
let away = 0;
socket.on("state", (state) => {
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
socket.on("ended", (why) => {
  if (why === "abuse" || why === "version") {
    connection.textContent = ENDED[why];
    connection.hidden = false;
  } else {
    leaveNotice(ENDED[why]);
    // The goodbye comes while the form is still being answered: until then this browser has its old cookie.
    setTimeout(() => location.assign(room.join), why === "logout" || why === "forgotten" ? LEAVING_MS : 0);
  }
});

/** @param {string} id of a phrase */
function show(id) {
  const phrase = phraseCache.phrase(id);
  if (!phrase) return;
  mural.show(phrase);
  transcript.show(id);
}

/**
 * Call `act` with the id of the phrase that an event of a view is about.
 * @param {EventTarget} view
 * @param {string} kind
 * @param {(phrase: string) => void} act
 */
function onPhrase(view, kind, act) {
  view.addEventListener(kind, (event) => act(/** @type {CustomEvent<string>} */ (event).detail));
}

onPhrase(mural, "chosen", show);
onPhrase(mural, "hung", (phrase) => latency.hung(phrase));
onPhrase(transcript, "chosen", show);
onPhrase(transcript, "confirm", (phrase) => void socket.send("phrase.confirm", { phrase }).catch(toastRefusal));
onPhrase(transcript, "correct", (phrase) => correction.edit(phrase));
onPhrase(transcript, "retry", (phrase) => void socket.send("phrase.retry", { phrase }).catch(toastRefusal));
onPhrase(transcript, "unravel", (phrase) => void socket.send("phrase.unravel", { phrase }).catch(toastRefusal));
linkHighlights([mural, transcript]);
speech.addEventListener("state", () => {
  sound.control.speaking = speech.talking;
  stayAwake();
});
wireInvite(room);
socket.connect();
