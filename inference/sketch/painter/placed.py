"""A thing that has its place on the mural, as plain numbers, and what is remembered of it from strip to strip.

``Placed`` says where one thing stands and how large. ``remember`` and ``recall`` carry those that reach over the right
edge of a canvas into the next one, which paints them again from the left. placement.py decides where things stand,
things.py paints them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from inference.contract.geometry import CANVAS, JOIN
from inference.sketch.catalogue import KINDS
from inference.sketch.catalogue.kind import Placement
from inference.sketch.drawing.pictures import picture

SKY, FAR, WATER, FIRST_FOLD, AIR = 0, 1, 2, 3, 7
"""Layers, back to front: behind the land, on the far hills, on the water, on fold 0 to 3 (3 to 6), in the air."""


def is_drawn(kind: str) -> bool:
    """Whether a kind is painted as a thing of its own."""
    return kind in KINDS and KINDS[kind].placement is not None


def placement_of(kind: str) -> Placement:
    """Raises KeyError for a kind that is not painted as a thing."""
    return _placement_of(kind)


@cache
def _placement_of(kind: str) -> Placement:
    record = KINDS[kind]
    if record.placement is None:
        raise KeyError(kind)
    if record.picture is None:
        return record.placement
    return replace(record.placement, breadth=picture(record.picture).breadth)


@dataclass(frozen=True)
class Placed:
    """One thing on the mural: ``x`` is absolute, ``y`` its foot's row, both px;
    ``right`` is how far its paint reaches."""

    kind: str
    x: float
    y: float
    tall: float
    layer: int
    depth: float
    seed: int
    flip: bool
    colour: str | None
    island: bool
    right: float
    left: float = -1e9
    """Mural column that its light does not cross."""
    first: bool = False
    """Whether it is the first of its kind in its strip, the one that is remembered."""
    doing: str | None = None
    """What it does, as a Direction says it."""
    holds: bool = False
    """Whether a thing of its own is in its hand."""
    order: float = 0.0
    """px by which it is painted later, among what stands in its layer, than its foot says: what is held is before."""

    def half(self) -> float:
        return self.tall * placement_of(self.kind).breadth / 2


FIELDS = list(Placed.__dataclass_fields__)
_OF_BEFORE = FIELDS.index("first") + 1
"""How many fields the records of older builds have."""


def reads_as_placed(values: Sequence[Any]) -> bool:
    """Whether remembered values, in the order of the fields, are those of a thing; the later fields may be missing."""
    return _OF_BEFORE <= len(values) <= len(FIELDS) and isinstance(values[0], str) and is_drawn(values[0])


_CLEARING = 110.0
"""px beyond a thing where the crown of a tree may have made way for it."""


def remember(placed: Sequence[Placed], canvas_x: int) -> list[dict[str, Any]]:
    """Things whose paint, or whose clearing in the woods, reaches into the next canvas's join, as JSON; at most 40."""
    edge = canvas_x + CANVAS - JOIN
    return [asdict(one) for one in placed if one.right + _CLEARING * (WATER <= one.layer < AIR) > edge][:40]


def recall(kept: Any) -> list[Placed]:
    """Things remembered from the last strip; what does not read as a thing is left out."""
    placed = []
    for one in kept if isinstance(kept, list) else []:
        if isinstance(one, dict) and reads_as_placed(list(one.values())) and [*one] == FIELDS[: len(one)]:
            placed.append(Placed(**one))
    return placed
