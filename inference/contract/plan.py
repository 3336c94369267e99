"""The plan: a world as the studio needs it, written once to the storage as JSON when something is asked for.

Every step of a making reads the same plan, so what is made is of one moment however long it takes. A plan of a thousand
strips is about two megabytes: it is read once a process and kept for the steps that follow.
"""

from __future__ import annotations

import threading
from typing import Literal

from pydantic import Field, ValidationError

from inference.contract.errors import EngineError
from inference.contract.finishing import FilmShot
from inference.contract.jobs import Border, Key, Palette
from inference.contract.pieces import StripNote
from inference.contract.storage import Missing, Storage

KEPT = 4
UNREADABLE = "make.plan"
"""Code of the error for a plan that is not there, or was written by another version of this."""


class Credit(Border):
    name: str = Field(max_length=80)
    colour: int = Field(default=0, ge=0, description="index of the narrator's thread colour")
    phrases: int = Field(default=0, ge=0)


class VoiceNote(Border):
    """A kept recording, 16 kHz mono WAV, of the phrase that painted the strip at ``position``, or a layer over it."""

    position: int = Field(ge=0)
    key: Key
    layer: int | None = Field(
        default=None,
        ge=0,
        description="which of the layers over the strip, 0 for the lowest; none for the strip itself",
    )


class Plan(Border):
    """A world at one moment.
    Strips are in the order of their x; ``frozen`` px of it from the left will never change."""

    version: Literal[1] = 1
    world: str = Field(max_length=64)
    seed: int
    finished: bool
    frozen: int = Field(ge=0)
    title: str = Field(default="", max_length=120)
    description: str = Field(default="", max_length=1000)
    address: str = Field(default="", max_length=500, description="of its page; empty where nobody knows it")
    credits: list[Credit] = Field(default_factory=list)
    roots: list[str] = Field(
        default_factory=list,
        description="worlds it was woven on from, nearest first, in words: “Title”, by Ada and Ben",
    )
    palette: Palette | None = None
    captions: dict[int, str] = Field(default_factory=dict)
    strips: list[StripNote] = Field(min_length=1)
    shots: list[FilmShot] = Field(default_factory=list)
    voices: list[VoiceNote] = Field(default_factory=list)

    @property
    def width(self) -> int:
        """px of the mural."""
        return max(strip.x + strip.width for strip in self.strips)


_kept: dict[Key, Plan] = {}
_lock = threading.Lock()


def read_plan(storage: Storage, key: Key) -> Plan:
    """The plan under ``key``. Raises ``EngineError`` ``make.plan`` where there is none that can be read."""
    with _lock:
        if key in _kept:
            return _kept[key]
    try:
        plan = Plan.model_validate_json(storage.read(key))
    except (Missing, ValidationError):
        raise EngineError(UNREADABLE, "The plan of what is to be made cannot be read.", again=False) from None
    with _lock:
        _kept[key] = plan
        while len(_kept) > KEPT:
            _kept.pop(next(iter(_kept)))
    return plan
