"""What crosses the border of the inference service: one Pydantic class per job and per result.

A job names pictures and audio by storage key and carries small JSON; it knows neither rooms nor Postgres. ``about`` is
the caller's own handle (a phrase or world id), given back untouched. ``reply`` names the Celery tasks that take the
result or the failure, so that the service never imports its callers. Both sides validate with these classes: a message
that does not fit is refused at the edge, never half-read.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from inference.contract.art_styles import DEFAULT_ART_STYLE, ArtStyle
from inference.contract.making_kinds import MakingKind

Key = str
"""A storage key such as ``worlds/<id>/strips/0003-a1b2c3.png``; never a path of the machine."""

Shot = Literal["wide", "medium", "close", "aerial", "low", "underwater"]
Light = Literal["dawn", "day", "golden", "dusk", "night", "storm", "overcast", "glow"]
Mood = Literal["calm", "joyful", "wondrous", "eerie", "tense", "sad", "fierce", "lonely"]


class Border(BaseModel):
    """Base of everything here: unknown fields are an error, instances are immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reply(Border):
    """Names of the Celery tasks that take what comes of a job, and the queue they listen on."""

    done: str = Field(max_length=120)
    failed: str = Field(max_length=120)
    progress: str | None = Field(default=None, max_length=120)
    directed: str | None = Field(default=None, max_length=120, description="takes the direction before there is paint")
    queue: str = Field(default="story", max_length=40)


class Failure(Border):
    """Why a job came to nothing. ``code`` is stable and dotted; ``again`` says whether another try may help."""

    about: str
    attempt: int = 0
    code: str = Field(max_length=60)
    message: str = Field(max_length=300)
    again: bool = True
    seconds: float | None = Field(
        default=None, ge=0, description="the job was not begun and no try is lost: it may come again in about so long"
    )


class Element(Border):
    """One thing the director asks for: what, how many, how large, which colour, where."""

    kind: str = Field(max_length=40)
    count: int = Field(default=1, ge=1, le=60)
    size: Literal["tiny", "small", "medium", "large", "huge"] = "medium"
    colour: str | None = Field(default=None, max_length=20)
    place: Literal["left", "centre", "right", "anywhere"] = "anywhere"


class Direction(Border):
    """What the director makes of a phrase; the same for every engine."""

    shot: Shot
    art_style: ArtStyle
    scene: str = Field(max_length=600)
    light: Light
    mood: Mood
    palette: list[str] = Field(min_length=3, max_length=6, description="CSS hex colours, dominant first")
    elements: list[Element] = Field(default_factory=list, max_length=16)
    understood: str = Field(default="", max_length=200, description="what was understood, in plain words")


class Palette(Border):
    """The colours of a strip as measured on its pixels; the data that sound and accent are made from."""

    colours: list[str] = Field(min_length=1, max_length=6, description="CSS hex, dominant first")
    hue: float = Field(ge=0, lt=360, description="degrees")
    warmth: float = Field(ge=-1, le=1, description="-1 cold to 1 warm")
    brightness: float = Field(ge=0, le=1)
    variance: float = Field(ge=0, le=1)


class PaintJob(Border):
    """Direct, paint and relieve one phrase: the new strip at ``x`` of the mural of ``world``."""

    about: str
    attempt: int = Field(ge=1)
    world: str = Field(max_length=64, description="prefix of the storage keys that are written")
    text: str = Field(min_length=1, max_length=400)
    seed: int = Field(ge=0, lt=2**63)
    position: int = Field(ge=0, description="index of the strip in its mural; 0 is the whole first canvas")
    x: int = Field(ge=0, description="left edge of the strip's picture on the mural, px")
    carried: Key | None = Field(default=None, description="picture of the strip to the left; none for the first")
    carried_relief: Key | None = None
    anchor: Key | None = Field(default=None, description="picture of the mural's first strip; none while there is none")
    art_style: ArtStyle = DEFAULT_ART_STYLE
    memory: dict[str, Any] = Field(
        default_factory=dict, description="what the engine said to remember with the last strip"
    )
    before: list[str] = Field(default_factory=list, max_length=8, description="the last phrases, oldest first")
    reply: Reply


class AheadJob(Border):
    """Direct a phrase before it has ended, from words that have stopped changing;
    the answer is kept for the paint job to come.

    A paint job with the same text, style, ``before`` and ``memory`` takes it; for any other it is thrown away.
    """

    text: str = Field(min_length=1, max_length=400)
    art_style: ArtStyle = DEFAULT_ART_STYLE
    memory: dict[str, Any] = Field(default_factory=dict)
    before: list[str] = Field(default_factory=list, max_length=8)


class Directed(Border):
    """The direction of a phrase that is being painted: what screens need for a first wash of its colours."""

    about: str
    attempt: int
    direction: Direction


class StripFiles(Border):
    """Where a strip's pixels went. ``picture`` is lossless and feeds the next strip; ``view`` is what screens load."""

    picture: Key
    view: Key
    relief: Key
    relief_view: Key
    width: int = Field(ge=1, description="px; the height is always 768")


class PaintResult(Border):
    about: str
    attempt: int
    engine: str
    direction: Direction
    files: StripFiles
    x: int
    palette: Palette
    memory: dict[str, Any]
    seconds: dict[str, float] = Field(description="per stage: direct, paint, relief, store")


class LayerFiles(Border):
    """Where a layer's pixels went. ``picture`` is lossless and knows by its alpha how far it covers what is below."""

    picture: Key
    view: Key
    relief: Key
    relief_view: Key
    width: int = Field(ge=1, description="px; the height is always 768")


class Laid(Border):
    """A layer that lies on the window already, so that it is seen and painted over in its turn."""

    picture: Key
    relief: Key


class OverJob(Border):
    """Direct one phrase of the second voice and paint it over the window that ends with the mural: a layer at ``x``."""

    about: str
    attempt: int = Field(ge=1)
    world: str = Field(max_length=64, description="prefix of the storage keys that are written")
    text: str = Field(min_length=1, max_length=400)
    seed: int = Field(ge=0, lt=2**63)
    position: int = Field(
        ge=0, description="index of the mural's last strip; the window is the canvas it was painted on"
    )
    x: int = Field(ge=0, description="left edge of the window and of the layer on the mural, px")
    picture: Key = Field(description="picture of the last strip")
    relief: Key
    before_picture: Key | None = Field(default=None, description="of the strip to its left; none where there is none")
    before_relief: Key | None = None
    layers: list[Laid] = Field(default_factory=list, description="what lies on the window, in the order it was laid")
    art_style: ArtStyle = DEFAULT_ART_STYLE
    memory: dict[str, Any] = Field(
        default_factory=dict, description="what the engine said to remember with the newest layer there, or the strip"
    )
    before: list[str] = Field(default_factory=list, max_length=8, description="the last phrases, oldest first")
    reply: Reply


class OverResult(Border):
    about: str
    attempt: int
    engine: str
    direction: Direction
    files: LayerFiles
    position: int
    x: int
    palette: Palette
    memory: dict[str, Any]
    seconds: dict[str, float] = Field(description="per stage: direct, paint, relief, store")


class HearJob(Border):
    """Transcribe 16 kHz mono PCM16: ``audio`` (a stored WAV) for a final, ``pcm`` (base64) for a partial."""

    about: str
    attempt: int = Field(default=1, ge=1)
    audio: Key | None = None
    pcm: str | None = Field(default=None, max_length=700_000)
    channel: str | None = Field(default=None, max_length=120, description="channel that takes the partial words")
    whole: bool = Field(default=False, description="the voice fell quiet: these partial words may be the final ones")
    reply: Reply | None = Field(default=None, description="tasks that take the final words")


class Word(Border):
    text: str
    start: float = Field(description="seconds from the start of the clip")
    end: float
    confidence: float | None = Field(default=None, ge=0, le=1)


class Transcript(Border):
    about: str = ""
    attempt: int = 1
    text: str = Field(max_length=2000)
    words: list[Word] = Field(default_factory=list)
    seconds: float = 0.0
    confidence: float | None = Field(default=None, ge=0, le=1, description="of the whole; none where it is not known")


class LayerNote(Border):
    """One layer as the finishing needs it."""

    x: int
    width: int
    picture: Key
    relief: Key
    text: str
    narrator: str
    direction: Direction
    palette: Palette


class StripNote(Border):
    """One strip as the finishing needs it."""

    position: int
    x: int
    width: int
    picture: Key
    relief: Key
    text: str
    narrator: str
    direction: Direction
    palette: Palette
    layers: list[LayerNote] = Field(
        default_factory=list, description="painted over the canvas it was painted on, in the order they were laid"
    )


class FinishJob(Border):
    """Stitch the mural, measure its palette, name and describe the world, cut its cover."""

    about: str
    attempt: int = Field(default=1, ge=1)
    world: str
    seed: int
    strips: list[StripNote] = Field(min_length=1)
    narrators: list[str] = Field(default_factory=list)
    title_hint: str = Field(default="", max_length=120)
    taken_titles: list[str] = Field(default_factory=list, max_length=500)
    reply: Reply


class Progress(Border):
    about: str
    stage: Literal["stitch", "name", "cover"]
    done: int = Field(ge=0)
    of: int = Field(ge=1)


class Panorama(Border):
    """One JPEG of the stitched mural; beyond 65,500 px there are several, left to right."""

    key: Key
    x: int
    width: int
    height: int
    bytes: int


class Skipped(Border):
    position: int
    layer: bool = Field(default=False, description="what was painted over that strip, not the strip itself")
    reason: str = Field(max_length=200)


class FilmShot(Border):
    """One shot of the world's film: ``width`` px of the mural from ``x`` on, and how the picture moves there."""

    position: int = Field(ge=0, description="the strip it belongs to; the last shot shows them all")
    x: int = Field(ge=0)
    width: int = Field(ge=1)
    move: Literal["hold", "pan", "push", "pull"]
    seconds: float = Field(gt=0, le=60)
    caption: str = Field(default="", max_length=1000)


class FinishResult(Border):
    about: str
    attempt: int
    engine: str
    title: str = Field(min_length=1, max_length=120)
    description: str = Field(max_length=1000)
    captions: dict[int, str] = Field(default_factory=dict, description="strip position to alternative text")
    shots: list[FilmShot] = Field(default_factory=list, description="the film as data, in order")
    palette: Palette
    panoramas: list[Panorama]
    skipped: list[Skipped] = Field(default_factory=list)
    cover: Key
    width: int
    height: int


class AskJob(Border):
    """A question about a world, answered from its picture and its narration."""

    about: str
    attempt: int = Field(default=1, ge=1)
    question: str = Field(min_length=1, max_length=300)
    title: str = Field(default="", max_length=120)
    description: str = Field(default="", max_length=1000)
    strips: list[StripNote] = Field(min_length=1)
    reply: Reply


class Answer(Border):
    """What the art director says of a world, and the strip it means, if it means one."""

    about: str = ""
    attempt: int = 1
    text: str = Field(min_length=1, max_length=600)
    position: int | None = Field(default=None, ge=0)


class MakeJob(Border):
    """One step of making something from a world: its tiles, its depth, its film, its files (``inference/studio``)."""

    about: str
    attempt: int = Field(ge=1)
    kind: MakingKind
    plan: Key = Field(description="the world as inference.contract.plan.Plan, stored as JSON")
    folder: str = Field(max_length=200, description="prefix of the storage keys that are written")
    step: int = Field(ge=0)
    carry: dict[str, Any] = Field(
        default_factory=dict, description="what the maker said to remember with the last step"
    )
    reply: Reply


class MadeFile(Border):
    """A file that somebody may load or take away. ``name`` is unique within its making and ends as such files end."""

    name: str = Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9.-]*$")
    key: Key
    type: str = Field(max_length=80, description="media type")
    bytes: int = Field(ge=0)
    about: dict[str, Any] = Field(default_factory=dict, description="what pages want to know of it: width, seconds, …")


class MakeBegun(Border):
    """A step has found a studio with time for it; what was said before of how long it may take counts from now."""

    about: str
    attempt: int


class MakeStep(Border):
    """What came of one step; the next is asked for with ``carry`` unless this was the last."""

    about: str
    attempt: int
    folder: str
    step: int = Field(ge=0, description="the one that was done")
    stage: str = Field(max_length=60, description="what comes now, in plain words")
    done: int = Field(ge=0)
    of: int = Field(ge=1)
    carry: dict[str, Any]
    finished: bool = False
    files: list[MadeFile] = Field(default_factory=list)
    skipped: list[Skipped] = Field(default_factory=list)
    spent: list[Key] = Field(default_factory=list, description="written by earlier steps and needed no more")
