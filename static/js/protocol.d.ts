// Written by `manage.py protocol_docs`; do not edit it by hand.

/** What each command carries beside `id` and `kind`, by its kind. */
export interface CommandFields {
  /** First message on every socket. `last_seq` is the newest event the client has; the answer is `welcome`. */
  "hello": {
    version: number;
    last_seq?: number | null;
  };
  /** Measures the way there and back; the answer is `ok` with `now`, the server's clock in Unix seconds. */
  "ping": Record<string, never>;
  "turn.take": Record<string, never>;
  /** Let one's own turn go. */
  "turn.pass": {
    /** `floor.number` as the client knows it */
    turn?: number | null;
  };
  /** The host ends the running turn; with `narrator` only theirs, where two hold it. */
  "turn.skip": {
    /** `floor.number` as the client knows it */
    turn?: number | null;
    narrator?: string | null;
  };
  /** The host gives the turn to a narrator; in a duet one of its two voices, a free one where it is not said which. */
  "turn.give": {
    /** `floor.number` as the client knows it */
    turn?: number | null;
    narrator: string;
    voice?: "first" | "second" | null;
  };
  /** One of the two narrators of a duet changes places with the other, or moves to the voice that is free. */
  "turn.swap": {
    /** `floor.number` as the client knows it */
    turn?: number | null;
  };
  "hand.raise": Record<string, never>;
  "hand.lower": Record<string, never>;
  /** A spectator sits down to narrate. */
  "seat.take": Record<string, never>;
  /** A typed phrase of the narrator who holds the turn. */
  "phrase.say": {
    text: string;
  };
  /** Paint a failed phrase again. */
  "phrase.retry": {
    phrase: string;
  };
  /** The host takes the newest strip down again, or a layer that no other lies on. */
  "phrase.unravel": {
    phrase: string;
  };
  /**
   * The narrator of a phrase says what it should read. It is painted (again) with those words. While it waits or is
   * being painted, and as long as its strip is the newest.
   */
  "phrase.correct": {
    phrase: string;
    text: string;
  };
  /** The narrator of a phrase whose words are `unsure` says that they are right. Nothing is painted again. */
  "phrase.confirm": {
    phrase: string;
  };
  /** The narrator of a phrase begins or ends to correct it: while it waits for paint, it goes on waiting. */
  "phrase.hold": {
    phrase: string;
    hold: boolean;
  };
  /** The narrator of a phrase that waits for paint makes two scenes of it. */
  "phrase.split": {
    phrase: string;
    first: string;
    second: string;
  };
  /** A narrator wants their own voice not to be kept for the film (what was kept is deleted), or allows it again. */
  "voice.refuse": {
    refuses: boolean;
  };
  /** Audio frames follow, from the narrator who holds the turn. */
  "speech.start": {
    rate?: 16000;
  };
  /** The talk key was let go: what was spoken so far becomes a phrase. */
  "speech.stop": Record<string, never>;
  /** The holder is typing; shown for a moment, never kept. */
  "typing": Record<string, never>;
  /**
   * How long somebody waited for what they see, for the operators' median at `/health`. Never kept with a name.
   * `partial`: from the beginning of speech to its first words on this screen; `words`: from the end of speech to its
   * final words; `strip`: from the final words to their strip.
   */
  "felt": {
    what: "partial" | "words" | "strip";
    ms: number;
  };
  /** Change one's own name or colour. */
  "narrator.change": {
    name: string;
    /** index of a thread colour */
    colour: number;
  };
  /** The host removes a narrator from the room; their phrases stay. */
  "narrator.remove": {
    narrator: string;
  };
  /**
   * The host changes the room's name, how turns are taken, the art style of the strips to come, the language that is
   * spoken from the next phrase on, how long spoken words wait for paint, or whether voices are kept for the film.
   */
  "room.change": {
    name?: string | null;
    mode?: "open" | "circle" | "duet" | null;
    turn_seconds?: number | null;
    art_style?: "ink" | "watercolour" | "oil" | "gouache" | "woodcut" | "pastel" | null;
    /** one that the ears hear: `welcome` says which */
    language?: "en" | "de" | "es" | "fr" | "it" | "ja" | "nl" | "pt" | "uk" | null;
    correct_seconds?: 0 | 3 | 6 | null;
    keep_voices?: boolean | null;
  };
  /**
   * The host finishes the world and hangs it in a gallery of theirs of this name and visibility, made if need be. One
   * of the name that more or fewer people see stays as it is, beside it.
   */
  "world.finish": {
    gallery: string;
    visibility: "private" | "link" | "public";
    title_hint?: string;
  };
  /** The host starts the room's next world once the last one is finished. */
  "world.start": Record<string, never>;
}

/** What the room says, by its kind. */
export interface ServerMessages {
  "welcome": Welcome;
  "event": RoomEvent;
  "ok": Ok;
  "error": Refused;
  "presence": Presence;
  "partial": Partial;
  "directed": Directed;
  "typing": TypingNow;
  "goodbye": Goodbye;
}

/** What each durable event carries, by its name. */
export interface EventPayloads {
  "narrator.joined": NarratorJoined;
  "narrator.changed": NarratorChanged;
  "narrator.removed": NarratorRemoved;
  "room.changed": RoomChanged;
  "turn.changed": TurnChanged;
  "phrase.changed": PhraseChanged;
  "strip.hung": StripHung;
  "layer.laid": LayerLaid;
  "phrase.unravelled": PhraseUnravelled;
  "world.started": WorldStarted;
  "world.changed": WorldChanged;
}

export type CommandKind = keyof CommandFields;

/** What is sent with a command of a kind: nothing need be where all its fields may be left out. */
export type CommandArguments<Kind extends CommandKind> =
  {} extends CommandFields[Kind] ? [fields?: CommandFields[Kind]] : [fields: CommandFields[Kind]];

export type ServerMessage = ServerMessages[keyof ServerMessages];

/** One durable event of the room; `seq` has no gaps. Told apart by `name`. */
export type RoomEvent = {
  [Name in keyof EventPayloads]: { kind: "event"; seq: number; name: Name; at: number; payload: EventPayloads[Name] };
}[keyof EventPayloads];

export type MakingKind = "tiles" | "depth" | "film" | "film_tall" | "png" | "glb";

/**
 * Answers `hello`. `snapshot` is the room as it is, or null when `events` carry the client there from its `last_seq`.
 * Nothing is told of before one's own arrival, nor of a world that was finished before it and is not open to everybody.
 */
export interface Welcome {
  kind: "welcome";
  id: string;
  version: number;
  /** the narrator id of this seat */
  you: string;
  seq: number;
  /** the server's clock, Unix seconds */
  now: number;
  /** what the ears hear now; empty while none of them says so */
  languages: ("en" | "de" | "es" | "fr" | "it" | "ja" | "nl" | "pt" | "uk")[];
  snapshot: Snapshot | null;
  events: RoomEvent[];
}

/** The command with this `id` took effect (now, or when it was first sent). */
export interface Ok {
  kind: "ok";
  id: string;
  result: Record<string, unknown>;
}

/** The command with this `id` changed nothing. `code` is stable, `message` is a sentence for people. */
export interface Refused {
  kind: "error";
  id: string | null;
  code: string;
  message: string;
}

/** Who is in the room now; at most once a second. Not durable. */
export interface Presence {
  kind: "presence";
  narrators: string[];
  /** sockets of spectators */
  watching: number;
}

/** The words of the phrase being said, so far. Not durable. */
export interface Partial {
  kind: "partial";
  narrator: string;
  text: string;
  /** this many characters of `text` will not change any more, but for case and punctuation */
  stable: number;
  /** Unix seconds: when the phrase began to be said */
  since: number;
  /** what it is heard as */
  language: "en" | "de" | "es" | "fr" | "it" | "ja" | "nl" | "pt" | "uk";
}

/** What is being painted, before there is paint: the colours of a first wash. Not durable. */
export interface Directed {
  kind: "directed";
  phrase: string;
  /** CSS hex, dominant first */
  colours: string[];
  light: string;
}

export interface TypingNow {
  kind: "typing";
  narrator: string;
}

/** The server is about to close this socket, and why: `removed`, `logout`, `forgotten` or `abuse`. */
export interface Goodbye {
  kind: "goodbye";
  reason: "removed" | "logout" | "forgotten" | "abuse";
}

export interface FloorPart {
  mode: "open" | "circle" | "duet";
  seconds: number;
  /** narrators who may speak, in the circle's order */
  seats: string[];
  /** the turn; in a duet the first voice's, who extends the mural */
  hold: HoldPart | null;
  /** in a duet the second voice's, who paints over it */
  second: HoldPart | null;
  /** raised hands, first raised first */
  hands: string[];
  /** how many turns have begun */
  number: number;
}

export interface HoldPart {
  narrator: string;
  /** Unix seconds */
  since: number;
  /** Unix seconds */
  deadline: number;
  /** which turn of the room it is; 0 in events from before they were named */
  number: number;
}

export interface LayerPart {
  /** of the strip whose canvas it lies on */
  position: number;
  /** a later layer lies over an earlier one */
  order: number;
  /** px on the mural */
  x: number;
  width: number;
  /** URL of the picture for screens; its alpha says how far it covers what is below */
  view: string;
  /** URL of the relief, 192 px tall, grey 0 far to 255 near, with the same alpha */
  relief: string;
  colours: string[];
  light: string;
  understood: string;
}

export interface NarratorPart {
  id: string;
  name: string;
  /** index of a thread colour, 0 to 11 */
  colour: number;
  role: "host" | "narrator" | "spectator";
  removed: boolean;
  /** their voice is not kept, whatever the room does */
  refuses_voice: boolean;
}

export interface PhrasePart {
  id: string;
  ordinal: number;
  narrator: string;
  /** empty where nothing was understood yet, and of what was unravelled */
  text: string;
  /** the ears guessed these words, and nobody has said yet that they are right */
  unsure: boolean;
  /** what the words are in, as ISO 639-1 */
  language: "en" | "de" | "es" | "fr" | "it" | "ja" | "nl" | "pt" | "uk";
  source: "typed" | "spoken";
  state: "hearing" | "heard" | "painting" | "painted" | "failed" | "unravelled";
  reason: string;
  strip: StripPart | null;
  /** of the second voice: it is painted over the mural's end */
  over: boolean;
  /** what such a phrase painted */
  layer: LayerPart | null;
  /** Unix seconds: when its last word was said, if it was spoken */
  said_at: number | null;
  /** Unix seconds: not painted before, so that it can be corrected */
  wait_until: number | null;
  /** nouns of it that are not painted: unknown, or without room */
  unpainted: string[];
}

export interface ProgressPart {
  stage: string;
  done: number;
  of: number;
}

export interface RoomPart {
  code: string;
  name: string;
  art_style: string;
  /** what is spoken in it, as ISO 639-1 */
  language: "en" | "de" | "es" | "fr" | "it" | "ja" | "nl" | "pt" | "uk";
  /** voices are kept for the film; everyone may refuse */
  keep_voices: boolean;
  /** how long spoken words wait for paint */
  correct_seconds: number;
}

export interface StripPart {
  position: number;
  /** px on the mural */
  x: number;
  width: number;
  /** URL of the picture for screens */
  view: string;
  /** URL of the relief, 192 px tall, 0 far to 255 near */
  relief: string;
  colours: string[];
  light: string;
  understood: string;
  /** what it sounds like; none in events from before strips had a sound */
  score: StripScore | null;
}

/** What a strip sounds like. `inference/sound/shared/rules.json` says how each word of it sounds. */
export interface StripScore {
  version: 1;
  /** pitch class of the home tone, 0 is C */
  root: number;
  mode: "lydian" | "ionian" | "mixolydian" | "dorian" | "aeolian" | "phrygian";
  /** degrees of the mode, six seconds each */
  chords: number[];
  /** degrees from the home tone, may be below it */
  motif: number[];
  /** half-second steps from one place for a note to the next */
  stride: 1 | 2 | 3 | 4;
  /** how many of those places sound */
  density: number;
  /** MIDI note from which on the melody plays; chords lie below */
  lowest: number;
  timbre: "strings" | "glass" | "reed" | "harp" | "choir" | "hollow" | "horns";
  /** Hz above which the notes are dulled */
  cutoff: number;
  /** how far away it sounds */
  space: number;
  level: number;
  textures: Texture[];
  seed: number;
}

/** One sound of the place: rain, sea, birds. */
export interface Texture {
  kind:
    | "rain"
    | "sea"
    | "stream"
    | "wind"
    | "leaves"
    | "birds"
    | "bells"
    | "chimes"
    | "fire"
    | "insects"
    | "thunder"
    | "drips"
    | "underwater"
    | "hush"
    | "motor"
    | "steam"
    | "ticking"
    | "hooves"
    | "calls"
    | "lowing"
    | "voices";
  level: number;
}

export interface WorldPart {
  id: string;
  number: number;
  state: "weaving" | "finishing" | "finished";
  strips: number;
  /** of the mural, px */
  width: number;
  phrases: number;
  title: string;
  /** URL of the finished world's page */
  page: string | null;
  /** name of the gallery it goes to */
  gallery: string | null;
  progress: ProgressPart | null;
}

/** A room as it is at `seq`: what a newcomer's page is drawn from. */
export interface Snapshot {
  seq: number;
  room: RoomPart;
  /** in the order they came; removed ones stay, for the credits */
  narrators: NarratorPart[];
  floor: FloorPart;
  world: WorldPart;
  /** the last 40 by ordinal */
  phrases: PhrasePart[];
}

/** Somebody sat down, or came back after being removed. */
export interface NarratorJoined {
  narrator: NarratorPart;
}

/** A narrator has another name, colour or role. */
export interface NarratorChanged {
  narrator: NarratorPart;
}

/** A narrator left for good: the host removed them, or their browser forgot them. Their phrases stay. */
export interface NarratorRemoved {
  narrator: NarratorPart;
}

/** The room has another name, art style or language, or another way with voices and corrections. */
export interface RoomChanged {
  room: RoomPart;
}

export interface HappeningPart {
  kind: string;
  narrator: string | null;
}

/** The floor as it is now, and what happened on it. */
export interface TurnChanged {
  floor: FloorPart;
  happened: HappeningPart[];
}

/**
 * A phrase is new, has other words or another state: `hearing`, `heard`, `painting` or `failed`. A painted phrase whose
 * words are corrected is `heard` again, without its strip. One whose words are confirmed changes in nothing but
 * `unsure`, whatever its state.
 */
export interface PhraseChanged {
  phrase: PhrasePart;
  world: WorldPart;
}

/** A strip hangs on the mural's right edge; its phrase is `painted`. */
export interface StripHung {
  phrase: PhrasePart;
  world: WorldPart;
}

/** A layer lies over the mural's end; its phrase, of the second voice, is `painted`. */
export interface LayerLaid {
  phrase: PhrasePart;
  world: WorldPart;
}

/** The newest strip, or a layer that nothing lies on, was taken down; its phrase is `unravelled`. */
export interface PhraseUnravelled {
  phrase: PhrasePart;
  world: WorldPart;
}

/** A new world begins: an empty mural. */
export interface WorldStarted {
  world: WorldPart;
}

/** Finishing began, moved on, failed (`weaving` again) or is done (`finished`, with its title and page). */
export interface WorldChanged {
  world: WorldPart;
}
