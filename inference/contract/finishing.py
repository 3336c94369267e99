"""What happens to a finished world (stitched, named, described), and how questions about it are answered.

Both are work for the art director, who reads the mural's notes and looks at its pixels.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from inference.contract.direction import Palette
from inference.contract.jobs import Reply, StorageKey, StrictModel
from inference.contract.pieces import Skipped, StripNote


class FinishJob(StrictModel):
    """Stitch the mural, measure its palette, name and describe the world, cut its cover."""

    about: str
    attempt: int = Field(default=1, ge=1)
    world: str
    seed: int
    strips: list[StripNote] = Field(min_length=1)
    narrators: list[str] = Field(default_factory=list)
    roots: list[str] = Field(default_factory=list, description="worlds it was woven on from, nearest first, in words")
    title_hint: str = Field(default="", max_length=120)
    taken_titles: list[str] = Field(default_factory=list, max_length=500)
    reply: Reply


class Progress(StrictModel):
    about: str
    stage: Literal["stitch", "name", "cover"]
    done: int = Field(ge=0)
    of: int = Field(ge=1)


class Panorama(StrictModel):
    """One JPEG of the stitched mural; beyond 65,500 px there are several, left to right."""

    key: StorageKey
    x: int
    width: int
    height: int
    bytes: int


CameraMove = Literal["hold", "pan", "push", "pull"]
"""How the picture moves in a shot of the film."""


class FilmShot(StrictModel):
    """One shot of the world's film: ``width`` px of the mural from ``x`` on, and how the picture moves there."""

    position: int = Field(ge=0, description="the strip it belongs to; the last shot shows them all")
    x: int = Field(ge=0)
    width: int = Field(ge=1)
    move: CameraMove
    seconds: float = Field(gt=0, le=60)
    caption: str = Field(default="", max_length=1000)


class FinishResult(StrictModel):
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
    cover: StorageKey
    width: int
    height: int


class AskJob(StrictModel):
    """A question about a world, answered from its picture and its narration."""

    about: str
    attempt: int = Field(default=1, ge=1)
    question: str = Field(min_length=1, max_length=300)
    title: str = Field(default="", max_length=120)
    description: str = Field(default="", max_length=1000)
    strips: list[StripNote] = Field(min_length=1)
    reply: Reply


class Answer(StrictModel):
    """What the art director says of a world, and the strip it means, if it means one."""

    about: str = ""
    attempt: int = 1
    text: str = Field(min_length=1, max_length=600)
    position: int | None = Field(default=None, ge=0)
