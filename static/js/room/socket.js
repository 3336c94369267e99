/**
 * The room's WebSocket: says hello, sends commands until they are answered, and comes back by itself.
 *
 * A command keeps its id until the room answers it, over any number of reconnects; the room gives one id one effect.
 * Waits between tries are jittered and grow from 0.3 to 10 s; returning to the tab or to the network tries at once, and
 * where the browser says that its network is gone, the socket is asked whether it lives.
 * It does not look inside events: whoever listens keeps the snapshot and says with `lastSeq` how far it is.
 */

/** @import {CommandArguments, CommandKind, Goodbye} from "../protocol.d.ts" */
/** @import {Refused as Refusal, ServerMessage, ServerMessages} from "../protocol.d.ts" */

/** @typedef {"connecting" | "open" | "waiting" | "ended"} LinkState */
/** @typedef {"seat" | "version" | Goodbye["reason"]} Ended why this page will not come back */

/**
 * What `on` tells of, by its kind. `refused` is what was no command of this page, such as sound.
 * `clock` is what the server's clock says just now, Unix seconds.
 * @typedef {Omit<ServerMessages, "ok" | "error" | "goodbye">} Messages
 * @typedef {Messages & {refused: Refusal, clock: number, state: LinkState, ended: Ended}} SocketEvents
 */

const WAIT_FIRST_S = 0.3;
const WAIT_MOST_S = 10;
/** A socket that says nothing for this long after a ping is dead, whatever the browser believes. */
const SILENCE_MS = 12_000;
const PING_MS = 20_000;
/** @type {Record<number, Ended>} */
const CLOSED_FOR_GOOD = { 4401: "seat", 1008: "abuse" };

/** A command that the room refused: `code` is stable and dotted, `message` a sentence for people. */
export class Refused extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = "Refused";
    this.code = code;
  }
}

/**
 * @typedef {object} Unanswered
 * @property {object} message the command
 * @property {(result: Record<string, unknown>) => void} resolve
 * @property {(error: Error) => void} reject
 */

export class RoomSocket extends EventTarget {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Map<string, Unanswered>} */
  #unanswered = new Map();
  /** @type {LinkState} */
  #state = "connecting";
  #welcomed = false;
  #tries = 0;
  #counter = 0;
  #prefix = crypto.getRandomValues(new Uint32Array(2)).join("-");
  #retryTimer = 0;
  #pingTimer = 0;
  #silenceTimer = 0;
  #pinged = { id: "", at: 0 };
  /** @type {Ended | null} */
  #goodbye = null;

  /**
   * @param {string} path of the socket on this host
   * @param {number} version of the protocol this page speaks
   * @param {() => number | null} lastSeq the newest event the page has
   */
  constructor(path, version, lastSeq) {
    super();
    this.url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
    this.version = version;
    this.lastSeq = lastSeq;
    addEventListener("online", () => this.#hurry());
    // The socket may live on: this machine's own service needs no network.
    addEventListener("offline", () => this.#state === "open" && this.#ping());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#hurry());
    // A page kept for the back button comes alive with a socket that is gone.
    addEventListener("pageshow", (event) => event.persisted && this.#hurry());
  }

  get state() {
    return this.#state;
  }

  /**
   * Call `act` with each message of a kind, or whenever the link changes.
   * @template {keyof SocketEvents} Kind
   * @param {Kind} kind
   * @param {(detail: SocketEvents[Kind]) => void} act
   */
  on(kind, act) {
    this.addEventListener(kind, (event) => act(/** @type {CustomEvent<SocketEvents[Kind]>} */ (event).detail));
  }

  connect() {
    if (this.#state === "ended" || this.#socket) return;
    this.#say("connecting");
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.addEventListener("open", () => this.hello());
    socket.addEventListener("message", (event) => this.#socket === socket && this.#read(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => this.#socket === socket && this.#closed(event.code));
    this.#expectSoon();
  }

  /** Ask for what happened since the page's last event. */
  hello() {
    this.#sendNow({ id: this.#newId(), kind: "hello", version: this.version, last_seq: this.lastSeq() });
  }

  /**
   * Send a command, now or once the room is back. Resolves to its result; rejects with `Refused`.
   * @template {CommandKind} Kind
   * @param {Kind} kind
   * @param {CommandArguments<Kind>} fields
   * @returns {Promise<Record<string, unknown>>}
   */
  send(kind, ...fields) {
    const id = this.#newId();
    const message = { id, kind, ...fields[0] };
    return new Promise((resolve, reject) => {
      this.#unanswered.set(id, { message, resolve, reject });
      if (this.#welcomed) this.#sendNow(message);
    });
  }

  /**
   * Send a command that means something only at this moment. Resolves and rejects as `send`, or is dropped without a
   * word where the room is away: returns null then.
   * @template {CommandKind} Kind
   * @param {Kind} kind
   * @param {CommandArguments<Kind>} fields
   * @returns {Promise<Record<string, unknown>> | null}
   */
  sendIfConnected(kind, ...fields) {
    return this.#welcomed ? this.send(kind, ...fields) : null;
  }

  /** @param {ArrayBuffer} pcm */
  sendAudio(pcm) {
    if (this.#welcomed && this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(pcm);
  }

  #newId() {
    return `${this.#prefix}.${(this.#counter += 1)}`;
  }

  /** @param {object} message */
  #sendNow(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** @param {ServerMessage} message */
  #read(message) {
    clearTimeout(this.#silenceTimer);
    switch (message.kind) {
      case "welcome":
        this.#welcome(message);
        break;
      case "ok":
        if (message.id === this.#pinged.id) this.#tellClock(Number(message.result.now));
        this.#answer(message.id, (command) => command.resolve(message.result));
        break;
      case "error":
        if (message.code === "protocol.version") this.#end("version");
        if (message.id === null) this.#emit("refused", message);
        this.#answer(message.id, (command) => command.reject(new Refused(message.code, message.message)));
        break;
      case "goodbye":
        this.#goodbye = message.reason;
        break;
      default:
        this.#emit(message.kind, message);
    }
  }

  /** @param {ServerMessages["welcome"]} message */
  #welcome(message) {
    const back = !this.#welcomed;
    this.#welcomed = true;
    this.#tries = 0;
    this.#emit("clock", message.now);
    this.#emit("welcome", message);
    if (!back) return;
    this.#say("open");
    for (const { message: command } of this.#unanswered.values()) this.#sendNow(command);
    clearInterval(this.#pingTimer);
    this.#pingTimer = setInterval(() => this.#ping(), PING_MS);
  }

  #ping() {
    this.#pinged = { id: this.#newId(), at: performance.now() };
    this.#sendNow({ id: this.#pinged.id, kind: "ping" });
    this.#expectSoon();
  }

  /** @param {number} now when the ping was answered: half of its way there and back ago */
  #tellClock(now) {
    this.#emit("clock", now + (performance.now() - this.#pinged.at) / 2000);
  }

  /**
   * @param {string | null} id
   * @param {(command: Unanswered) => void} settle
   */
  #answer(id, settle) {
    const command = id === null ? undefined : this.#unanswered.get(id);
    if (!command || id === null) return;
    this.#unanswered.delete(id);
    settle(command);
  }

  #expectSoon() {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => this.#drop(), SILENCE_MS);
  }

  /** Give up on a socket that does not answer, without waiting for its closing handshake. */
  #drop() {
    const socket = this.#socket;
    if (!socket) return;
    this.#closed(1006);
    socket.close();
  }

  #hurry() {
    if (this.#state === "waiting") {
      clearTimeout(this.#retryTimer);
      this.#tries = 0;
      this.connect();
    } else if (this.#state === "open") {
      this.#ping();
    }
  }

  /** @param {number} code */
  #closed(code) {
    this.#socket = null;
    this.#welcomed = false;
    clearInterval(this.#pingTimer);
    clearTimeout(this.#silenceTimer);
    if (this.#state === "ended") return;
    // What the room said goodbye with counts for more than the closing code.
    const why = this.#goodbye ?? CLOSED_FOR_GOOD[code];
    this.#goodbye = null;
    if (why) return this.#end(why);
    const most = Math.min(WAIT_MOST_S, WAIT_FIRST_S * 2 ** this.#tries);
    this.#tries += 1;
    this.#say("waiting");
    this.#retryTimer = setTimeout(() => this.connect(), 1000 * most * (0.5 + Math.random() / 2));
  }

  /** @param {Ended} why */
  #end(why) {
    if (this.#state === "ended") return;
    this.#say("ended");
    this.#emit("ended", why);
    this.#socket?.close();
  }

  /** @param {LinkState} state */
  #say(state) {
    if (state === this.#state && state !== "connecting") return;
    this.#state = state;
    this.#emit("state", state);
  }

  /**
   * @template {keyof SocketEvents} Kind
   * @param {Kind} kind
   * @param {SocketEvents[Kind]} detail
   */
  #emit(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}
