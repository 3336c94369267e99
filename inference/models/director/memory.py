"""What the director remembers of a world from strip to strip: its last directions, its cast, its style.
Pure functions over small JSON.

The painter keeps it with every strip, under ``KEY`` of its own memory, as ``remember`` gives it, and ``recall`` reads
it with suspicion: what is missing, broken or another engine's is as if nothing had been told. It is at most ``MOST``
bytes however long the world.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inference.contract.art_styles import ArtStyle
from inference.contract.jobs import Direction, Light, Mood, Shot

KEY = "story"
VERSION = 1
MOST = 8_192
"""Bytes of ``remember``'s JSON."""
LAST = 4
"""Directions that are remembered whole."""
CAST = 12
"""Things that are remembered by name, the latest named last."""
TELL = 1_200
"""Characters of ``tell``, at most."""


class _Kept(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Seen(_Kept):
    """One strip, as it was directed."""

    shot: Shot
    light: Light
    mood: Mood
    view: str = Field(max_length=200)


class Player(_Kept):
    """One thing that was named, with what was last said of it."""

    name: str = Field(min_length=1, max_length=40)
    count: int = Field(default=1, ge=1, le=60)
    colour: str | None = Field(default=None, max_length=20)


class _Story(_Kept):
    version: int = Field(ge=VERSION, le=VERSION)
    style: ArtStyle
    last: list[Seen] = Field(max_length=LAST)
    cast: list[Player] = Field(max_length=CAST)


@dataclass(frozen=True)
class Story:
    """The world so far, oldest first."""

    style: ArtStyle | None = None
    last: tuple[Seen, ...] = ()
    cast: tuple[Player, ...] = field(default=())


def recall(memory: Mapping[str, Any]) -> Story:
    """The story in an engine's memory; an empty one where there is none that can be read."""
    try:
        kept = _Story.model_validate(memory.get(KEY))
    except ValidationError:
        return Story()
    return Story(kept.style, tuple(kept.last), tuple(kept.cast))


def remember(memory: Mapping[str, Any], direction: Direction) -> dict[str, Any]:
    """The story after ``direction``, for the painter to put under ``KEY`` of what it remembers; ``memory`` is what the
    strip before left, whole. JSON of at most ``MOST`` bytes."""
    story = recall(memory)
    cast = {player.name: player for player in story.cast}
    for element in direction.elements:
        cast.pop(element.kind, None)
        cast[element.kind] = Player(name=element.kind, count=element.count, colour=element.colour)
    seen = Seen(shot=direction.shot, light=direction.light, mood=direction.mood, view=direction.understood)
    kept = _Story(
        version=VERSION,
        style=direction.art_style,
        last=[*story.last, seen][-LAST:],
        cast=list(cast.values())[-CAST:],
    )
    # Every string is capped; only scripts that JSON writes with six bytes a letter come near the bound.
    while len(json.dumps(kept.model_dump())) > MOST and (kept.cast or kept.last):
        kept = kept.model_copy(update={"cast": kept.cast[1:], "last": kept.last if kept.cast else kept.last[1:]})
    return kept.model_dump()


def tell(memory: Mapping[str, Any], before: Sequence[str]) -> str:
    """The world so far for the director's prompt, a line a fact, the latest last: at most ``TELL`` characters, of which
    the oldest go first. Empty for a world that begins."""
    story = recall(memory)
    lines = [f"said: {phrase}" for phrase in before]
    lines += [f"painted: {seen.view} ({seen.shot}, {seen.light}, {seen.mood})" for seen in story.last]
    if story.cast:
        lines.append(f"known: {', '.join(_named(player) for player in story.cast)}, all in {story.style}")
    while lines and sum(map(len, lines)) + len(lines) > TELL:
        lines.pop(0)
    return "\n".join(lines)


def _named(player: Player) -> str:
    colour = "" if player.colour is None else f"{player.colour} "
    return f"{player.count} {colour}{player.name}" if player.count > 1 else f"{colour}{player.name}"
