"""The durable events of a room, a typed class each, and what they do to a snapshot.

``apply`` is pure: *any old snapshot + the events after it = a fresh snapshot*, which the tests hold it to, and which
``static/js/room/snapshot.js`` does in the browser. Payloads carry whole objects (a phrase, the floor, the world), so
``apply`` only replaces. A snapshot holds the last ``SNAPSHOT_PHRASES`` phrases; older ones are fetched when they scroll
into view.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from inference.contract.sound.score import StripScore
from inference.contract.speech.hearing import Language
from worlds.turns import Mode

SNAPSHOT_PHRASES = 40
"""How many of the newest phrases a snapshot carries."""


class Part(BaseModel):
    """Base of what payloads and the snapshot are made of."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RoomPart(Part):
    # every field is the column of ``models.Room`` with the same name
    code: str
    name: str
    art_style: str
    language: Language = Field(default="en", description="what is spoken in it, as ISO 639-1")
    keep_voices: bool = Field(default=False, description="voices are kept for the film; everyone may refuse")
    correct_seconds: int = Field(default=0, description="how long spoken words wait for paint")


class NarratorPart(Part):
    id: str
    name: str
    colour: int = Field(description="index of a thread colour, 0 to 11")
    role: Literal["host", "narrator", "spectator"]
    removed: bool = False
    refuses_voice: bool = Field(default=False, description="their voice is not kept, whatever the room does")


class HoldPart(Part):
    narrator: str
    since: float = Field(description="Unix seconds")
    deadline: float = Field(description="Unix seconds")
    number: int = Field(default=0, description="which turn of the room it is; 0 in events from before they were named")


class FloorPart(Part):
    mode: Mode
    seconds: int
    seats: list[str] = Field(description="narrators who may speak, in the circle's order")
    hold: HoldPart | None = Field(description="the turn; in a duet the first voice's, who extends the mural")
    second: HoldPart | None = Field(default=None, description="in a duet the second voice's, who paints over it")
    hands: list[str] = Field(description="raised hands, first raised first")
    number: int = Field(description="how many turns have begun")


class HappeningPart(Part):
    kind: str
    narrator: str | None


class StripPart(Part):
    position: int
    x: int = Field(description="px on the mural")
    width: int
    view: str = Field(description="URL of the picture for screens")
    relief: str = Field(description="URL of the relief, 192 px tall, 0 far to 255 near")
    colours: list[str]
    light: str
    understood: str
    score: StripScore | None = Field(
        default=None, description="what it sounds like; none in events from before strips had a sound"
    )


class LayerPart(Part):
    position: int = Field(description="of the strip whose canvas it lies on")
    order: int = Field(description="a later layer lies over an earlier one")
    x: int = Field(description="px on the mural")
    width: int
    view: str = Field(description="URL of the picture for screens; its alpha says how far it covers what is below")
    relief: str = Field(description="URL of the relief, 192 px tall, grey 0 far to 255 near, with the same alpha")
    colours: list[str]
    light: str
    understood: str


class PhrasePart(Part):
    id: str
    ordinal: int
    narrator: str
    text: str = Field(description="empty where nothing was understood yet, and of what was unravelled")
    unsure: bool = Field(
        default=False, description="the ears guessed these words, and nobody has said yet that they are right"
    )
    language: Language = Field(default="en", description="what the words are in, as ISO 639-1")
    source: Literal["typed", "spoken"]
    state: Literal["hearing", "heard", "painting", "painted", "failed", "unravelled"]
    reason: str
    strip: StripPart | None
    over: bool = Field(default=False, description="of the second voice: it is painted over the mural's end")
    layer: LayerPart | None = Field(default=None, description="what such a phrase painted")
    said_at: float | None = Field(
        default=None, description="Unix seconds: when its last word was said, if it was spoken"
    )
    wait_until: float | None = Field(
        default=None, description="Unix seconds: not painted before, so that it can be corrected"
    )
    unpainted: list[str] = Field(
        default_factory=list, description="nouns of it that are not painted: unknown, or without room"
    )


class ProgressPart(Part):
    stage: str
    done: int
    of: int


class WorldPart(Part):
    id: str
    number: int
    state: Literal["weaving", "finishing", "finished"]
    strips: int
    width: int = Field(description="of the mural, px")
    phrases: int
    title: str
    page: str | None = Field(description="URL of the finished world's page")
    gallery: str | None = Field(description="name of the gallery it goes to")
    progress: ProgressPart | None


class Snapshot(Part):
    """A room as it is at ``seq``: what a newcomer's page is drawn from."""

    seq: int
    room: RoomPart
    narrators: list[NarratorPart] = Field(description="in the order they came; removed ones stay, for the credits")
    floor: FloorPart
    world: WorldPart
    phrases: list[PhrasePart] = Field(description=f"the last {SNAPSHOT_PHRASES} by ordinal")


class EventPayload(Part):
    name: ClassVar[str]


class NarratorJoined(EventPayload):
    """Somebody sat down, or came back after being removed."""

    name = "narrator.joined"
    narrator: NarratorPart


class NarratorChanged(EventPayload):
    """A narrator has another name, colour or role."""

    name = "narrator.changed"
    narrator: NarratorPart


class NarratorRemoved(EventPayload):
    """A narrator left for good: the host removed them, or their browser forgot them. Their phrases stay."""

    name = "narrator.removed"
    narrator: NarratorPart


class RoomChanged(EventPayload):
    """The room has another name, art style or language, or another way with voices and corrections."""

    name = "room.changed"
    room: RoomPart


class TurnChanged(EventPayload):
    """The floor as it is now, and what happened on it."""

    name = "turn.changed"
    floor: FloorPart
    happened: list[HappeningPart]


class PhraseChanged(EventPayload):
    """A phrase is new, has other words or another state: ``hearing``, ``heard``, ``painting`` or ``failed``.

    A painted phrase whose words are corrected is ``heard`` again, without its strip. One whose words are confirmed
    changes in nothing but ``unsure``, whatever its state.
    """

    name = "phrase.changed"
    phrase: PhrasePart
    world: WorldPart


class StripHung(EventPayload):
    """A strip hangs on the mural's right edge; its phrase is ``painted``."""

    name = "strip.hung"
    phrase: PhrasePart
    world: WorldPart


class LayerLaid(EventPayload):
    """A layer lies over the mural's end; its phrase, of the second voice, is ``painted``."""

    name = "layer.laid"
    phrase: PhrasePart
    world: WorldPart


class PhraseUnravelled(EventPayload):
    """The newest strip, or a layer that nothing lies on, was taken down; its phrase is ``unravelled``."""

    name = "phrase.unravelled"
    phrase: PhrasePart
    world: WorldPart


class WorldStarted(EventPayload):
    """A new world begins: an empty mural."""

    name = "world.started"
    world: WorldPart


class WorldChanged(EventPayload):
    """Finishing began, moved on, failed (``weaving`` again) or is done (``finished``, with its title and page)."""

    name = "world.changed"
    world: WorldPart


EVENTS: dict[str, type[EventPayload]] = {
    payload.name: payload
    for payload in (
        NarratorJoined,
        NarratorChanged,
        NarratorRemoved,
        RoomChanged,
        TurnChanged,
        PhraseChanged,
        StripHung,
        LayerLaid,
        PhraseUnravelled,
        WorldStarted,
        WorldChanged,
    )
}


def read_event(name: str, payload: dict[str, Any]) -> EventPayload:
    """The typed event of a stored row.

    Raises ``KeyError`` for an unknown name, ``ValidationError`` for a payload that does not fit.
    """
    return EVENTS[name].model_validate(payload)


def apply(snapshot: Snapshot, seq: int, event: EventPayload) -> Snapshot:
    """The snapshot after ``event``.

    Raises ``ValueError`` when ``seq`` is not the next one: a gap must be fetched first.
    """
    if seq != snapshot.seq + 1:
        raise ValueError(f"event {seq} does not follow {snapshot.seq}")
    changed: dict[str, Any] = {"seq": seq}
    match event:
        case NarratorJoined() | NarratorChanged() | NarratorRemoved():
            changed["narrators"] = _replace_or_append(snapshot.narrators, event.narrator)
        case RoomChanged():
            changed["room"] = event.room
        case TurnChanged():
            changed["floor"] = event.floor
        case PhraseChanged() | StripHung() | LayerLaid() | PhraseUnravelled():
            phrases = sorted(_replace_or_append(snapshot.phrases, event.phrase), key=lambda phrase: phrase.ordinal)
            changed["phrases"] = phrases[-SNAPSHOT_PHRASES:]
            changed["world"] = event.world
        case WorldStarted():
            changed["world"] = event.world
            changed["phrases"] = []
        case WorldChanged():
            changed["world"] = event.world
    return snapshot.model_copy(update=changed)


PartT = TypeVar("PartT", NarratorPart, PhrasePart)


def _replace_or_append(parts: list[PartT], new: PartT) -> list[PartT]:
    """``parts`` with ``new`` in the place of the one with its id, or at the end."""
    placed = [new if part.id == new.id else part for part in parts]
    if new not in placed:
        placed.append(new)
    return placed
