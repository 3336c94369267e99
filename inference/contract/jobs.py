"""What crosses the border of the inference service: one Pydantic class per job and per result.

A job names pictures and audio by storage key and carries small JSON; it knows neither rooms nor Postgres. ``about`` is
the caller's own handle (a phrase or world id), given back untouched. ``reply`` names the Celery tasks that take the
result or the failure, so that the service never imports its callers. Both sides validate with these classes: a message
that does not fit is refused at the edge, never half-read. Here is what every job has, and what is heard and directed;
what is painted is in ``pieces.py``, what becomes of a whole world in ``finishing.py`` and ``makings.py``.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from inference.contract.art_styles import DEFAULT_ART_STYLE, ArtStyle

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
