"""The plan: a world as the studio needs it, written to the storage as JSON when a making is asked for.

Every step of a making reads the same plan, so what is made shows one moment however long it takes. A plan of a thousand
strips is about two megabytes: each process reads it once and keeps it for the steps that follow.
"""

from __future__ import annotations

import threading
from typing import Literal

from pydantic import Field, ValidationError

from inference.contract.direction import Palette
from inference.contract.errors import EngineError
from inference.contract.files.storage import MissingFile, Storage
from inference.contract.finishing import FilmShot
from inference.contract.jobs import StorageKey, StrictModel
from inference.contract.pieces import StripNote

CACHED_PLANS = 4
UNREADABLE_PLAN = "make.plan"
"""Code of the error for a plan that is not there, or was written by another version of this."""


class Credit(StrictModel):
    name: str = Field(max_length=80)
    colour: int = Field(default=0, ge=0, description="index of the narrator's thread colour")
    phrases: int = Field(default=0, ge=0)


class VoiceNote(StrictModel):
    """A kept recording, 16 kHz mono WAV, of the phrase that painted the strip at ``position``, or a layer over it."""

    position: int = Field(ge=0)
    key: StorageKey
    layer: int | None = Field(
        default=None,
        ge=0,
        description="which of the layers over the strip, 0 for the lowest; none for the strip itself",
    )


class Plan(StrictModel):
    """A world at one moment: strips in the order of their x, of which the first ``frozen`` px will never change."""

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


_cache: dict[StorageKey, Plan] = {}
_lock = threading.Lock()


def read_plan(storage: Storage, key: StorageKey) -> Plan:
    """The plan under ``key``. Raises ``EngineError`` ``make.plan`` where there is none that can be read."""
    with _lock:
        if key in _cache:
            return _cache[key]
    try:
        plan = Plan.model_validate_json(storage.read(key))
    except (MissingFile, ValidationError):
        raise EngineError(UNREADABLE_PLAN, "The plan of what is to be made cannot be read.", again=False) from None
    with _lock:
        _cache[key] = plan
        while len(_cache) > CACHED_PLANS:
            _cache.pop(next(iter(_cache)))
    return plan
