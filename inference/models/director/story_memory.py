"""The director's memory of the story so far: its last directions, the things that were named, the style.

The painter stores it with every strip, under ``KEY`` of its own memory. ``add_to_story`` makes the next one and
``read_story`` reads one: what is missing, invalid or another engine's counts as an empty story. It is at most
``MAX_BYTES`` of JSON however long the world is. Pure functions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inference.contract.art_styles import ArtStyle
from inference.contract.direction import Direction, Light, Mood, Shot

KEY = "story"
VERSION = 1
MAX_BYTES = 8_192
"""Bytes of the JSON of a story."""
DIRECTIONS_KEPT = 4
"""Directions that are kept, the latest last."""
THINGS_KEPT = 12
"""Things that are kept by name, the latest named last."""
MAX_PROMPT_CHARACTERS = 1_200
"""Characters of ``story_so_far``."""


class _Stored(BaseModel):
    """Field names are JSON keys in stored strips."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class PastStrip(_Stored):
    """One strip, as it was directed."""

    shot: Shot
    light: Light
    mood: Mood
    view: str = Field(max_length=200)


class NamedThing(_Stored):
    """A thing that was named, with the number and colour that were said last."""

    name: str = Field(min_length=1, max_length=40)
    count: int = Field(default=1, ge=1, le=60)
    colour: str | None = Field(default=None, max_length=20)


class _StoredStory(_Stored):
    version: int = Field(ge=VERSION, le=VERSION)
    style: ArtStyle
    last: list[PastStrip] = Field(max_length=DIRECTIONS_KEPT)
    cast: list[NamedThing] = Field(max_length=THINGS_KEPT)


@dataclass(frozen=True)
class Story:
    """The story so far, oldest first."""

    style: ArtStyle | None = None
    last: tuple[PastStrip, ...] = ()
    cast: tuple[NamedThing, ...] = field(default=())


def read_story(memory: Mapping[str, Any]) -> Story:
    """The story in an engine's memory; an empty one where there is none that can be read."""
    try:
        stored = _StoredStory.model_validate(memory.get(KEY))
    except ValidationError:
        return Story()
    return Story(stored.style, tuple(stored.last), tuple(stored.cast))


def add_to_story(memory: Mapping[str, Any], direction: Direction) -> dict[str, Any]:
    """The story after ``direction``, for the painter to store under ``KEY``; ``memory`` is the whole memory of the
    strip before. At most ``MAX_BYTES`` of JSON."""
    story = read_story(memory)
    cast = {thing.name: thing for thing in story.cast}
    for element in direction.elements:
        cast.pop(element.kind, None)
        cast[element.kind] = NamedThing(name=element.kind, count=element.count, colour=element.colour)
    strip = PastStrip(shot=direction.shot, light=direction.light, mood=direction.mood, view=direction.understood)
    stored = _StoredStory(
        version=VERSION,
        style=direction.art_style,
        last=[*story.last, strip][-DIRECTIONS_KEPT:],
        cast=list(cast.values())[-THINGS_KEPT:],
    )
    # All strings are bounded; only scripts whose letters take six bytes of JSON come near the limit.
    while len(json.dumps(stored.model_dump())) > MAX_BYTES and (stored.cast or stored.last):
        last = stored.last if stored.cast else stored.last[1:]
        stored = stored.model_copy(update={"cast": stored.cast[1:], "last": last})
    return stored.model_dump()


def story_so_far(memory: Mapping[str, Any], before: Sequence[str]) -> str:
    """The story so far for the director's prompt, a fact a line, the latest last. The oldest lines are left out beyond
    ``MAX_PROMPT_CHARACTERS``. Empty for a story that begins."""
    story = read_story(memory)
    lines = [f"said: {phrase}" for phrase in before]
    lines += [f"painted: {strip.view} ({strip.shot}, {strip.light}, {strip.mood})" for strip in story.last]
    if story.cast:
        lines.append(f"known: {', '.join(_thing_in_words(thing) for thing in story.cast)}, all in {story.style}")
    while lines and sum(map(len, lines)) + len(lines) > MAX_PROMPT_CHARACTERS:
        lines.pop(0)
    return "\n".join(lines)


def _thing_in_words(thing: NamedThing) -> str:
    colour = "" if thing.colour is None else f"{thing.colour} "
    return f"{thing.count} {colour}{thing.name}" if thing.count > 1 else f"{colour}{thing.name}"
