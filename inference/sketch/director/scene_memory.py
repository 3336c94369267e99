"""What stands in the scene from strip to strip, as the painter's memory keeps it for the director.

Land, water, trees, ground and weather stand until a phrase names others or ends them; so do light and mood, and of each
thing what stood around it when it was last named, for "back to the castle". Memory is read with suspicion: it may be
empty or another engine's. The rules by which a phrase changes what stands are in elements.py, those by which light,
mood and weather fade in fading.py. The things of the last strips are kept too, for what "it" and "they" speak of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from pydantic import ValidationError

from inference.contract.direction import Direction, Element, Light, Mood, Shot
from inference.engine.lexicon import HEX
from inference.sketch.catalogue import GROUP_OF, KINDS

STANDING = ("land", "room", "water", "trees", "weather", "ground")
"""Groups that stay from strip to strip until something else takes their place."""
_HOURS = ("dawn", "day", "golden", "dusk", "night")
_REFERRED = ("creature", "object", "vehicle", "building", "plant")
"""Groups of things that "it" and "they" may speak of."""
_PLACES = 12
"""Things of which it is remembered what stood around them."""
_TOLD = 12
"""Things that are remembered as told."""
_FORGOTTEN = 6
"""Strips after which nothing refers to a thing any more."""
FADING = ("light", "mood", "weather")
"""What goes on from strip to strip and fades."""


@dataclass(frozen=True)
class Told:
    """A thing of one of the last strips, as it was told."""

    kind: str
    count: int
    size: Literal["tiny", "small", "medium", "large", "huge"]
    colour: str | None
    ago: int
    """Strips since it was there: 0 for the last one."""


@dataclass
class Standing:
    """What the last strip left behind, read with suspicion: memory may be empty or from another engine."""

    light: Light | None = None
    mood: Mood | None = None
    shot: Shot | None = None
    hour: Light | None = None
    """The last light that was an hour of the day: what is there again when a storm has passed."""
    elements: list[Element] = field(default_factory=list)
    places: dict[str, dict[str, str | None]] = field(default_factory=dict)
    """What stood around each thing when it was last named, for "back to the castle"."""
    told: list[Told] = field(default_factory=list)
    """The things of the last strips, the newest strip first and in it the first that was said."""
    since: dict[str, int] = field(default_factory=dict)
    """Strips for which light, mood and weather have gone on since they were said."""


def recall_scene(memory: dict[str, Any]) -> Standing:
    """What a painter kept of the last strip; what does not read as such is left out."""
    kept = memory.get("direction")
    if not isinstance(kept, dict):
        return Standing()
    places = kept.get("places")
    return Standing(
        light=next((light for light in get_args(Light) if light == kept.get("light")), None),
        mood=next((mood for mood in get_args(Mood) if mood == kept.get("mood")), None),
        shot=next((shot for shot in get_args(Shot) if shot == kept.get("shot")), None),
        hour=next((light for light in get_args(Light) if light == kept.get("hour") and light in _HOURS), None),
        elements=read_elements(kept.get("standing")),
        places={kind: around for kind, around in places.items() if kind in GROUP_OF and isinstance(around, dict)}
        if isinstance(places, dict)
        else {},
        told=_recall_told(kept.get("told")),
        since=_recall_since(kept.get("since")),
    )


def _recall_told(kept: Any) -> list[Told]:
    told = []
    for one in kept[:_TOLD] if isinstance(kept, list) else []:
        try:
            kind, count, size, colour, ago = one
            element = Element(kind=kind, count=count, size=size, colour=colour if colour in HEX else None)
        except (TypeError, ValueError, ValidationError):
            continue
        if GROUP_OF.get(element.kind) in _REFERRED and isinstance(ago, int):
            told.append(Told(element.kind, element.count, element.size, element.colour, ago))
    return told


def _recall_since(kept: Any) -> dict[str, int]:
    if not isinstance(kept, dict):
        return {}
    return {name: kept[name] for name in FADING if isinstance(kept.get(name), int)}


def read_elements(kept: Any) -> list[Element]:
    """The elements that stand, out of what was kept of them."""
    return [
        Element(kind=kind, colour=colour if colour in HEX else None)
        for kind, colour in (kept.items() if isinstance(kept, dict) else ())
        if GROUP_OF.get(kind) in STANDING
    ]


def remember_scene(direction: Direction, before: Any) -> dict[str, Any]:
    """What a painter keeps in its memory of a direction, for the director to read with the next phrase.

    ``before`` is what it kept with the strip before, or None.
    """
    old = before if isinstance(before, dict) else {}
    standing = {
        _stays_as(element.kind): element.colour
        for element in direction.elements
        if GROUP_OF.get(element.kind) in STANDING and _stays_as(element.kind)
    }
    around = {kind: colour for kind, colour in standing.items() if GROUP_OF[kind] != "weather"}
    places = dict(old["places"]) if isinstance(old.get("places"), dict) else {}
    for element in direction.elements:
        if GROUP_OF.get(element.kind) in ("building", "plant", "object", "vehicle"):
            places.pop(element.kind, None)
            places[element.kind] = around
    return {
        "light": direction.light,
        "mood": direction.mood,
        "shot": direction.shot,
        "hour": direction.light if direction.light in _HOURS else old.get("hour"),
        "standing": standing,
        "places": dict(list(places.items())[-_PLACES:]),
        "told": _remember_told(direction, old.get("told")),
        "since": _remember_since(direction, old.get("since")),
    }


def _remember_told(direction: Direction, before: Any) -> list[list[str | int | None]]:
    told: list[list[str | int | None]] = [
        [element.kind, element.count, element.size, element.colour, 0]
        for element in direction.elements
        if GROUP_OF.get(element.kind) in _REFERRED
    ]
    kinds = {one[0] for one in told}
    for one in _recall_told(before):
        if one.kind not in kinds and one.ago + 1 < _FORGOTTEN:
            told.append([one.kind, one.count, one.size, one.colour, one.ago + 1])
    return told[:_TOLD]


def _remember_since(direction: Direction, before: Any) -> dict[str, int]:
    old = _recall_since(before)
    return {name: old.get(name, 0) + 1 if name in direction.goes_on else 0 for name in FADING}


def _stays_as(kind: str) -> str:
    """The kind under which one stands with the strips to come; empty for what is over with its own strip."""
    stays_as = KINDS[kind].stays_as
    return kind if stays_as is None else stays_as
