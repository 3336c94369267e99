"""The file a world's sound is rendered from: its strips' directions and palettes, and how long each is in view.

``manage.py world_score SLUG`` prints one; docs/sound.md describes it. What does not fit is refused in one sentence that
names the place.
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
MAX_BYTES = 64 * 2**20
MAX_SECONDS = 6 * 3600
"""The size in a WAV's header allows no more."""


class UnreadableWorld(Exception):
    """The file is not a valid world; the text says why in one sentence."""


class SoundStrip(StrictModel):
    """One strip: ``seconds`` in view, or else as long as its ``width`` (px) takes at ``px_per_second``."""

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
        """The strips' scores with their seconds in view."""
        return [
            Passage(
                score_strip(strip.direction, strip.palette, strip.position, self.world),
                strip.seconds if strip.seconds is not None else max(0.5, strip.width / self.px_per_second),
            )
            for strip in self.strips
        ]


def read_world(path: Path) -> SoundWorld:
    """The world in a file. Raises ``UnreadableWorld``, and ``OSError`` where the file cannot be read."""
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableWorld(f"{path} is larger than {MAX_BYTES // 2**20} MB.")
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise UnreadableWorld(f"{path} is no JSON that can be read.") from None
    if not isinstance(data, dict):
        raise UnreadableWorld(f"{path} holds no world: it must be one JSON object.")
    if data.get("version", WORLD_VERSION) != WORLD_VERSION:
        raise UnreadableWorld(
            f"{path} has version {data['version']!r:.40}; this Lightloom reads version {WORLD_VERSION}."
        )
    try:
        world = SoundWorld.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UnreadableWorld(f"{path} does not fit at {place}: {first['msg']}.") from None
    if not world.strips:
        raise UnreadableWorld(f"{path} has no strips, so there is nothing to hear.")
    if sum(passage.seconds for passage in world.passages()) > MAX_SECONDS:
        raise UnreadableWorld(f"{path} would sound for more than {MAX_SECONDS // 3600} hours, which no WAV can hold.")
    return world
