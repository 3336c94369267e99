"""A thing that has its place on the mural, as plain numbers, and what is remembered of it from strip to strip.

``Placed`` says where one thing stands and how large. ``remember`` and ``recall`` carry those that reach over the right
edge of a canvas into the next one, which paints them again from the left. placement.py decides where things stand,
things.py paints them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, asdict, dataclass, fields, replace
from functools import cache
from typing import Any

from inference.contract.geometry import CANVAS, JOIN
from inference.sketch.catalogue import KINDS
from inference.sketch.catalogue.kind import Placement
from inference.sketch.catalogue.trees import TREES
from inference.sketch.drawing.pictures import picture

SKY, FAR, WATER, FIRST_FOLD, AIR = 0, 1, 2, 3, 7
"""Layers, back to front: behind the land, on the far hills, on the water, on fold 0 to 3 (3 to 6), in the air."""


_TREE = Placement("ground", height=330, breadth=0.75)
"""Of a tree that others stand to; the other trees are scattered (trees.py)."""


def is_drawn(kind: str) -> bool:
    """Whether a kind is painted as a thing of its own."""
    return kind in KINDS and KINDS[kind].placement is not None


def can_stand(kind: str) -> bool:
    """Whether one of a kind can have a place of its own: what is drawn as a thing, and a tree under which one sits."""
    return is_drawn(kind) or kind in TREES


def placement_of(kind: str) -> Placement:
    """Raises KeyError for a kind that is not painted as a thing."""
    return _placement_of(kind)


@cache
def _placement_of(kind: str) -> Placement:
    record = KINDS[kind]
    if kind in TREES:
        return _TREE
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
    group: int = 0
    """Which of the things that were placed with it belong to it, by a number of their own; 0: none."""
    order: float | None = None
    """The row by which it is painted over or under the others of its layer, where another carries it; None: it stands
    on its own feet."""

    cut: float | None = None
    """The row below which it is hidden by the rim of what it is in."""

    def lowered(self, by: float) -> Placed:
        """It, this many px further down."""
        order = None if self.order is None else round(self.order + by, 2)
        cut = None if self.cut is None else round(self.cut + by, 1)
        return replace(self, y=round(self.y + by, 1), order=order, cut=cut)

    @property
    def rank(self) -> float:
        """By which the things of a layer are painted, the lowest first."""
        return self.y if self.order is None else self.order

    def half(self) -> float:
        return self.tall * placement_of(self.kind).breadth / 2


FIELDS = {one.name for one in fields(Placed)}
NEEDED = {one.name for one in fields(Placed) if one.default is MISSING}


def hangs_by_its_middle(kind: str) -> bool:
    """Whether a kind's drawing has its middle where others have their foot; what carries people has a foot."""
    record = KINDS[kind]
    return record.picture is None and record.group != "vehicle" and placement_of(kind).where in ("sky", "air")


def foot_row(placed: Placed) -> float:
    """The lowest row of a thing, px."""
    return placed.y + placed.tall / 2 if hangs_by_its_middle(placed.kind) else placed.y


_CLEARING = 110.0
"""px beyond a thing where the crown of a tree may have made way for it."""


def remember(placed: Sequence[Placed], canvas_x: int) -> list[dict[str, Any]]:
    """Things whose paint, or whose clearing in the woods, reaches into the next canvas's join, with what belongs to
    them, as JSON; at most 40."""
    edge = canvas_x + CANVAS - JOIN
    over = [one.right + _CLEARING * (WATER <= one.layer < AIR) > edge for one in placed]
    groups = {one.group for one, reaches in zip(placed, over, strict=True) if reaches and one.group}
    return [asdict(one) for one, reaches in zip(placed, over, strict=True) if reaches or one.group in groups][:40]


def recall(kept: Any) -> list[Placed]:
    """Things remembered from the last strip; what does not read as a thing is left out."""
    placed = []
    for one in kept if isinstance(kept, list) else []:
        if isinstance(one, dict) and NEEDED <= one.keys() <= FIELDS and can_stand(one["kind"]):
            placed.append(Placed(**one))
    return placed
