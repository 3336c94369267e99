"""The wire protocol of a room's WebSocket, on one page.

Client to server: JSON objects told apart by ``kind``, each with an ``id`` of the client's own (a command sent twice
with one id has one effect), and binary frames of PCM16 audio at 16 kHz mono between ``speech.start`` and
``speech.stop``. Server to client: JSON objects told apart by ``kind``. Everything is parsed once, at the edge, by
``parse_command``; what does not fit is refused with a stable dotted code. Rendered as ``docs/protocol.md``
by ``manage.py protocol_docs``.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from inference.contract.art_styles import ArtStyle
from inference.contract.speech.hearing import Language
from worlds.threads import LAST_THREAD
from worlds.turns import TURN_SECONDS_MAX, TURN_SECONDS_MIN, Mode
from worlds.wire.text_patterns import LINES, ONE_LINE, one_line
from worlds.wire.visible_text import Visible

PROTOCOL_VERSION = 1
MESSAGE_BYTES_MAX = 16 * 1024
"""Largest JSON command."""
FRAME_BYTES_MAX = 16_000
"""Largest audio frame: half a second of PCM16 at 16 kHz."""
PHRASE_CHARS_MAX = 400
PARTIAL_CHARS_MAX = 600

CommandId = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
NarratorId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
VisibilityChoice = Literal["private", "link", "public"]
PhraseId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=ONE_LINE), Visible]
Title = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=ONE_LINE), Visible]
Hint = Annotated[str, StringConstraints(max_length=120, pattern=ONE_LINE), Visible]
PhraseText = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=PHRASE_CHARS_MAX,
        pattern=LINES,
    ),
    AfterValidator(one_line),
    Visible,
]
"""A phrase is one line: breaks in what comes become spaces."""


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, strict=True)


# --- client to server -----------------------------------------------------------------------------------------------


class Command(Message):
    id: CommandId


class Hello(Command):
    """First message on every socket. ``last_seq`` is the newest event the client has; the answer is ``welcome``."""

    kind: Literal["hello"]
    version: int = Field(ge=0, le=1_000_000)
    last_seq: int | None = Field(default=None, ge=0, le=2**53)


class Ping(Command):
    """Measures the way there and back; the answer is ``ok`` with ``now``, the server's clock in Unix seconds."""

    kind: Literal["ping"]


class TakeTurn(Command):
    kind: Literal["turn.take"]


class EndsTurn(Message):
    """What may end a turn. Where it names the turn that is meant, it ends none that began after that."""

    turn: int | None = Field(default=None, ge=0, le=2**53, description="``floor.number`` as the client knows it")


class PassTurn(EndsTurn, Command):
    """Let one's own turn go."""

    kind: Literal["turn.pass"]


class SkipTurn(EndsTurn, Command):
    """The host ends the running turn; with ``narrator`` only theirs, where two hold it."""

    kind: Literal["turn.skip"]
    narrator: NarratorId | None = None


class GiveTurn(EndsTurn, Command):
    """The host gives the turn to a narrator; in a duet one of its two voices, a free one where it is not said which."""

    kind: Literal["turn.give"]
    narrator: NarratorId
    voice: Literal["first", "second"] | None = None


class SwapVoices(EndsTurn, Command):
    """One of the two narrators of a duet changes places with the other, or moves to the voice that is free."""

    kind: Literal["turn.swap"]


class RaiseHand(Command):
    kind: Literal["hand.raise"]


class LowerHand(Command):
    kind: Literal["hand.lower"]


class TakeSeat(Command):
    """A spectator sits down to narrate."""

    kind: Literal["seat.take"]


class SayPhrase(Command):
    """A typed phrase of the narrator who holds the turn."""

    kind: Literal["phrase.say"]
    text: PhraseText


class RetryPhrase(Command):
    """Paint a failed phrase again."""

    kind: Literal["phrase.retry"]
    phrase: PhraseId


class UnravelPhrase(Command):
    """The host takes the newest strip down again, or a layer that no other lies on."""

    kind: Literal["phrase.unravel"]
    phrase: PhraseId


class CorrectPhrase(Command):
    """The narrator of a phrase says what it should read. It is painted (again) with those words.

    While it waits or is being painted, and as long as its strip is the newest.
    """

    kind: Literal["phrase.correct"]
    phrase: PhraseId
    text: PhraseText


class ConfirmPhrase(Command):
    """The narrator of a phrase whose words are ``unsure`` says that they are right. Nothing is painted again."""

    kind: Literal["phrase.confirm"]
    phrase: PhraseId


class HoldPhrase(Command):
    """The narrator of a phrase begins or ends to correct it: while it waits for paint, it goes on waiting."""

    kind: Literal["phrase.hold"]
    phrase: PhraseId
    hold: bool


class SplitPhrase(Command):
    """The narrator of a phrase that waits for paint makes two scenes of it."""

    kind: Literal["phrase.split"]
    phrase: PhraseId
    first: PhraseText
    second: PhraseText


class RefuseVoice(Command):
    """A narrator wants their own voice not to be kept for the film (what was kept is deleted), or allows it again."""

    kind: Literal["voice.refuse"]
    refuses: bool


class StartSpeech(Command):
    """Audio frames follow, from the narrator who holds the turn."""

    kind: Literal["speech.start"]
    rate: Literal[16000] = 16000


class StopSpeech(Command):
    """The talk key was let go: what was spoken so far becomes a phrase."""

    kind: Literal["speech.stop"]


class Typing(Command):
    """The holder is typing; shown for a moment, never kept."""

    kind: Literal["typing"]


class ReportLatency(Command):
    """How long somebody waited for what they see, for the operators' median at ``/health``. Never kept with a name.

    ``partial``: from the beginning of speech to its first words on this screen; ``words``: from the end of speech to
    its final words; ``strip``: from the final words to their strip.
    """

    kind: Literal["felt"]
    what: Literal["partial", "words", "strip"]
    ms: int = Field(ge=0, le=60_000)


class ChangeNarrator(Command):
    """Change one's own name or colour."""

    kind: Literal["narrator.change"]
    name: Name
    colour: int = Field(ge=0, le=LAST_THREAD, description="index of a thread colour")


class RemoveNarrator(Command):
    """The host removes a narrator from the room; their phrases stay."""

    kind: Literal["narrator.remove"]
    narrator: NarratorId


class RoomChanges(Message):
    """What of a room changes; None stays as it is. A field that ``events.RoomPart`` has too is a column of the room."""

    name: Title | None = None
    mode: Mode | None = None
    turn_seconds: int | None = Field(default=None, ge=TURN_SECONDS_MIN, le=TURN_SECONDS_MAX)
    art_style: ArtStyle | None = None
    language: Language | None = Field(default=None, description="one that the ears hear: ``welcome`` says which")
    correct_seconds: Literal[0, 3, 6] | None = None
    keep_voices: bool | None = None


class ChangeRoom(RoomChanges, Command):
    """The host changes the room's name, how turns are taken, the art style of the strips to come, the language that is
    spoken from the next phrase on, how long spoken words wait for paint, or whether voices are kept for the film.
    """

    kind: Literal["room.change"]


class FinishWorld(Command):
    """The host finishes the world and hangs it in a gallery of theirs of this name and visibility, made if need be.

    One of the name that more or fewer people see stays as it is, beside it.
    """

    kind: Literal["world.finish"]
    gallery: Title
    visibility: VisibilityChoice
    title_hint: Hint = ""


class StartWorld(Command):
    """The host starts the room's next world once the last one is finished."""

    kind: Literal["world.start"]


AnyCommand = Annotated[
    Hello
    | Ping
    | TakeTurn
    | PassTurn
    | SkipTurn
    | GiveTurn
    | SwapVoices
    | RaiseHand
    | LowerHand
    | TakeSeat
    | SayPhrase
    | RetryPhrase
    | UnravelPhrase
    | CorrectPhrase
    | ConfirmPhrase
    | HoldPhrase
    | SplitPhrase
    | RefuseVoice
    | StartSpeech
    | StopSpeech
    | Typing
    | ReportLatency
    | ChangeNarrator
    | RemoveNarrator
    | ChangeRoom
    | FinishWorld
    | StartWorld,
    Field(discriminator="kind"),
]
COMMANDS: TypeAdapter[Command] = TypeAdapter(AnyCommand)


# --- server to client -----------------------------------------------------------------------------------------------


class Welcome(Message):
    """Answers ``hello``.

    ``snapshot`` is the room as it is, or null when ``events`` carry the client there from its ``last_seq``. Nothing is
    told of before one's own arrival, nor of a world that was finished before it and is not open to everybody.
    """

    kind: Literal["welcome"] = "welcome"
    id: str
    version: int = PROTOCOL_VERSION
    you: str = Field(description="the narrator id of this seat")
    seq: int
    now: float = Field(description="the server's clock, Unix seconds")
    languages: list[Language] = Field(
        default_factory=list, description="what the ears hear now; empty while none of them says so"
    )
    snapshot: dict[str, Any] | None
    events: list[Event] = Field(default_factory=list)


class Event(Message):
    """One durable event of the room; ``seq`` has no gaps. The payloads are listed under *Events*."""

    kind: Literal["event"] = "event"
    seq: int
    name: str
    at: float = Field(description="Unix seconds")
    payload: dict[str, Any]


class Ok(Message):
    """The command with this ``id`` took effect (now, or when it was first sent)."""

    kind: Literal["ok"] = "ok"
    id: str
    result: dict[str, Any] = Field(default_factory=dict)


class Refused(Message):
    """The command with this ``id`` changed nothing. ``code`` is stable, ``message`` is a sentence for people."""

    kind: Literal["error"] = "error"
    id: str | None
    code: str
    message: str


class Presence(Message):
    """Who is in the room now; at most once a second. Not durable."""

    kind: Literal["presence"] = "presence"
    narrators: list[str]
    watching: int = Field(description="sockets of spectators")


class Partial(Message):
    """The words of the phrase being said, so far. Not durable."""

    kind: Literal["partial"] = "partial"
    narrator: str
    text: str
    stable: int = Field(
        description="this many characters of ``text`` will not change any more, but for case and punctuation"
    )
    since: float = Field(description="Unix seconds: when the phrase began to be said")
    language: Language = Field(default="en", description="what it is heard as")


class Directed(Message):
    """What is being painted, before there is paint: the colours of a first wash. Not durable."""

    kind: Literal["directed"] = "directed"
    phrase: str
    colours: list[str] = Field(description="CSS hex, dominant first")
    light: str


class TypingNow(Message):
    kind: Literal["typing"] = "typing"
    narrator: str


class Goodbye(Message):
    """The server is about to close this socket, and why: ``removed``, ``logout``, ``forgotten`` or ``abuse``."""

    kind: Literal["goodbye"] = "goodbye"
    reason: Literal["removed", "logout", "forgotten", "abuse"]


SERVER_MESSAGES: tuple[type[Message], ...] = (
    Welcome,
    Event,
    Ok,
    Refused,
    Presence,
    Partial,
    Directed,
    TypingNow,
    Goodbye,
)

ERRORS: dict[str, str] = {
    "protocol.not_json": "That message could not be read.",
    "protocol.unknown": "This room does not know that message.",
    "protocol.invalid": "That message has a part that does not fit.",
    "protocol.too_large": "That message is too large.",
    "protocol.too_fast": "That was too much at once. Wait a moment.",
    "protocol.version": "This page is older than the room. Reload it.",
    "protocol.hello_first": "Say hello before anything else.",
    "room.not_found": "There is no such room.",
    "room.not_host": "Only the host can do that.",
    "room.full": "This room has no free seat.",
    "room.language": "The ears here do not hear that language.",
    "room.no_space": (
        "The disk here is full, so nothing more can be kept. Tell whoever runs this place; what hangs already is safe."
    ),
    "narrator.not_found": "Nobody of that name sits here.",
    "narrator.is_host": "The host cannot be removed.",
    "narrator.spectator": "Spectators watch; ask the host for a seat.",
    "turn.not_seated": "Only narrators with a seat can do that.",
    "turn.already_yours": "The turn is already yours.",
    "turn.already_theirs": "They already have the turn.",
    "turn.held": "Somebody else has the turn. Raise a hand.",
    "turn.free": "Nobody has the turn.",
    "turn.not_yours": "It is not your turn.",
    "turn.not_theirs": "They do not have the turn.",
    "turn.over": "That turn was over already.",
    "turn.goes_round": "In a circle the turn comes round by itself.",
    "turn.no_duet": "There is a second voice only in a duet.",
    "phrase.empty": "A phrase needs at least one word.",
    "phrase.too_long": f"A phrase has at most {PHRASE_CHARS_MAX} characters.",
    "phrase.not_found": "There is no such phrase.",
    "phrase.not_failed": "Only a phrase that failed can be painted again.",
    "phrase.not_newest": "Only what was painted last here can be taken down, and not while more is being painted.",
    "phrase.not_yours": "Only who said these words can change them.",
    "phrase.not_waiting": "These words are painted over already.",
    "phrase.waiting": "Too many phrases wait for paint. Let the mural catch up.",
    "speech.not_started": "Press and hold to talk first.",
    "speech.elsewhere": "You are speaking in another tab already.",
    "speech.bad_frame": "That sound could not be read.",
    "speech.too_fast": "More sound came than anyone can speak.",
    "speech.nothing_heard": "No words were heard.",
    "world.empty": "Nothing is painted yet. Say the first thing you see.",
    "world.not_weaving": "This world is already finished.",
    "world.not_finished": "Finish this world first.",
    "paint.failed": "This strip could not be painted.",
    "paint.stuck": "This strip took too long to paint.",
    "speech.stuck": "These words took too long to hear.",
    "speech.unreadable": "That sound could not be read.",
    "speech.failed": "These words could not be heard.",
    "speech.busy": "Too many people spoke at once. Say it again.",
    "speech.job": "These words could not be heard.",
    "paint.job": "This strip could not be painted.",
    "picture.unreadable": "A picture this strip needs is damaged.",
    "relief.missing": "A picture this strip needs is missing.",
    "storage.key": "A picture this strip needs is missing.",
    "storage.missing": "A picture this strip needs is missing.",
    "gallery.empty_name": "A gallery needs a name.",
    "server.trouble": "Something went wrong here. Nothing was lost; try again.",
}
"""Every code a client can be sent, and its sentence; also the reasons why a phrase failed."""


class ProtocolError(Exception):
    """A message that does not fit the protocol. ``id`` is the command's, where it could be read."""

    def __init__(self, code: str, command_id: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.command_id = command_id


def parse_command(text: str) -> Command:
    """Parse one text message.

    Raises ``ProtocolError``: ``protocol.too_large``, ``protocol.not_json``, ``protocol.unknown`` (no such kind),
    ``phrase.empty``, ``phrase.too_long``, ``gallery.empty_name``,
    ``protocol.invalid`` (everything else that does not fit).
    """
    if len(text.encode()) > MESSAGE_BYTES_MAX:
        raise ProtocolError("protocol.too_large")
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise ProtocolError("protocol.not_json") from None
    if not isinstance(data, dict):
        raise ProtocolError("protocol.not_json")
    raw_id = data.get("id")
    command_id = raw_id if isinstance(raw_id, str) and len(raw_id) <= 64 else None
    try:
        return COMMANDS.validate_python(data)
    except ValidationError as error:
        raise ProtocolError(_error_code(error), command_id) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _error_code(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return "protocol.unknown"
    match first["loc"], first["type"]:
        case ("phrase.say" | "phrase.correct", "text"), "string_too_short":
            return "phrase.empty"
        case ("phrase.say" | "phrase.correct", "text"), "string_too_long":
            return "phrase.too_long"
        case ("world.finish", "gallery"), "string_too_short":
            return "gallery.empty_name"
    return "protocol.invalid"


Welcome.model_rebuild()
