"""Where things go in a room: on its floor, on its tables and shelves, on its wall, under its ceiling.

Outdoors the same things stand on the ground (footing.py). What a room looks like is not known here: whoever paints
rooms says by a ``Room`` where its floor, its wall and its surfaces are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from inference.contract.geometry import HEIGHT
from inference.sketch.catalogue.kind import Placement

_CEILING = 64.0
"""Row below which what flies in a room stays, px."""
_OUTSIDE = ("sky", "bolt", "bow", "far", "road", "span")


class Room(Protocol):
    """A room at a column of the mural; rows and columns are px, and ``roll`` is 0 to 1."""

    @property
    def scale(self) -> float:
        """How much larger things are painted than outdoors."""

    def floor(self, x: float, roll: float) -> float:
        """The row of the floor at a column: 0 by the wall, 1 near to the eye."""

    def wall(self, x: float, roll: float, tall: float) -> float:
        """The row of the foot of what hangs there, ``tall`` px."""

    def surface(self, order: int) -> tuple[float, float] | None:
        """Column and row of a free place on a table or a shelf, for one thing after another; None: there is no more."""


RoomAt = Callable[[float], Room | None]
"""The room at a column of the mural; None: it is outdoors there."""


def outdoors(x: float) -> Room | None:
    """There is no room anywhere."""
    return None


def goes_inside(placement: Placement) -> bool:
    """Whether a room has a place for it: the moon is not in the kitchen."""
    return placement.where not in _OUTSIDE


def foot_indoors(
    room: Room, placement: Placement, x: float, tall: float, roll: float, order: int
) -> tuple[float, float]:
    """Column and row where the foot of a thing is in a room; ``order`` is how many things were set before it."""
    if placement.where == "wall":
        return x, room.wall(x, roll, tall)
    if placement.where in ("air", "low"):
        return x, min(HEIGHT / 2, _CEILING + tall * (1.0 + 0.5 * roll))
    if placement.where == "table" and (place := room.surface(order)) is not None:
        return place
    return x, room.floor(x, roll)
