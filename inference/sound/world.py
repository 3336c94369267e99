"""The file a world is scored from: its strips' directions and palettes, and how long each is in view.

``manage.py world_score SLUG`` prints one; docs/sound.md describes it. What does not fit is refused in one
sentence that names the place.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from inference.contract.direction import Direction, Palette
from inference.contract.jobs import StrictModel
from inference.contract.sound.score import score_strip
from inference.sound.render import Passage

WORLD_VERSION: Literal[1] = 1
BYTES_MAX = 64 * 2**20
SECONDS_MAX = 6 * 3600
"""A longer WAV would not fit its own header."""


class WorldUnreadable(Exception):
    """The file is no world that can be scored; the text says why in one sentence."""


class SoundStrip(StrictModel):
    """One strip: ``seconds`` in view, or else as long as its ``width`` (px) takes at the world's pace."""

    position: int = Field(ge=0, lt=10**6)
    direction: Direction
    palette: Palette
    seconds: float | None = Field(default=None, ge=0.5, le=600)
    width: int = Field(default=556, ge=1, le=10_000, description="px of the mural that are seen of it")


class SoundWorld(StrictModel):
    version: Literal[1] = WORLD_VERSION
    world: str = Field(max_length=64, description="made of its seed: its theme and its key come from it")
    title: str = Field(default="", max_length=120)
    px_per_second: float = Field(default=100, ge=5, le=5000, description="how fast the view travels")
    strips: list[SoundStrip] = Field(max_length=20_000)

    def passages(self) -> list[Passage]:
        return [
            Passage(
                score_strip(strip.direction, strip.palette, strip.position, self.world),
                strip.seconds if strip.seconds is not None else max(0.5, strip.width / self.px_per_second),
            )
            for strip in self.strips
        ]


def read_world(path: Path) -> SoundWorld:
    """The world in a file. Raises ``WorldUnreadable``, and ``OSError`` where the file cannot be read."""
    if path.stat().st_size > BYTES_MAX:
        raise WorldUnreadable(f"{path} is larger than {BYTES_MAX // 2**20} MB.")
    try:
        told = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise WorldUnreadable(f"{path} is no JSON that can be read.") from None
    if not isinstance(told, dict):
        raise WorldUnreadable(f"{path} holds no world: it must be one JSON object.")
    if told.get("version", WORLD_VERSION) != WORLD_VERSION:
        raise WorldUnreadable(
            f"{path} has version {told['version']!r:.40}; this Lightloom reads version {WORLD_VERSION}."
        )
    try:
        world = SoundWorld.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise WorldUnreadable(f"{path} does not fit at {place}: {first['msg']}.") from None
    if not world.strips:
        raise WorldUnreadable(f"{path} has no strips, so there is nothing to hear.")
    if sum(passage.seconds for passage in world.passages()) > SECONDS_MAX:
        raise WorldUnreadable(f"{path} would sound for more than {SECONDS_MAX // 3600} hours, which no WAV can hold.")
    return world
