"""Where on the mural one is indoors: spans of absolute x, each a room, as they were entered and left.

A room begins and ends with its house's wall, a little beyond the join, so that no join shows. What stands in it stands
on its floor, hangs on its wall, or lies on what has a surface there. Spans are remembered as plain numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from inference.contract.direction import Direction
from inference.contract.geometry import CARRIED, HEIGHT
from inference.sketch.catalogue.rooms import ROOMS
from inference.sketch.drawing.noise import unit_of
from inference.sketch.drawing.terrain import PLANE_FAR, PLANE_NEAR

CEILING, SKIRTING = 34.0, 560.0
"""Rows, px, of the ceiling and of the foot of the wall."""
BEGINS = CARRIED + 76.0
"""Column of a canvas, px, where a room begins that its phrase enters, and where one ends that it leaves: beyond what
the canvas before shows with its margin."""
PART = 300.0
"""px of wall that each fixture has."""
PERSON = 1.72
"""How much larger things are painted in a room than outdoors: one stands nearer."""
_FOREVER = 1e9


@dataclass(frozen=True)
class Span:
    """A room on the mural from ``left`` to ``right``, px; ``right`` is endless while it lasts."""

    kind: str
    left: float
    right: float
    seed: int

    def covers(self, x: float) -> bool:
        return self.left <= x < self.right

    def floor(self, x: float, roll: float) -> tuple[float, float, float]:
        """Row and depth of a place on the floor, and how large things are there; ``roll`` 0 (at the wall) to 1."""
        row = SKIRTING + 26 + (HEIGHT - 34 - SKIRTING - 26) * roll
        part = (row - SKIRTING) / (HEIGHT - SKIRTING)
        return row, PLANE_FAR + 6000 + (PLANE_NEAR - PLANE_FAR - 6000) * part, PERSON * (0.8 + 0.34 * part)

    def fixture(self, part: int) -> str:
        """What stands at a part of the wall, counted from where the room begins."""
        fixtures = ROOMS[self.kind][0].fixtures
        return fixtures[part % len(fixtures)] if fixtures else ""

    def surface(self, x: float) -> float | None:
        """The row of what has a surface near a column, on which small things lie."""
        fixture = self.fixture(int((x - self.left) // PART))
        return {"counter": 446.0, "stove": 446.0, "altar": 452.0, "console": 452.0, "flasks": 452.0}.get(fixture)

    def hanging(self, x: float, tall: float) -> float:
        """The foot row of what hangs on the wall at a column."""
        return 330.0 + tall / 2 + 40 * (unit_of(self.seed, 71, int(x) // 40) - 0.5)


def spans_of(
    kept: Sequence[Span], direction: Direction, canvas_x: int, position: int, seed: int
) -> list[Span]:
    """The rooms of a canvas: those that were there, and the one that its phrase enters; what it leaves ends."""
    entered = next((element.kind for element in direction.elements if element.kind in ROOMS), None)
    spans = [span for span in kept if span.right > canvas_x - 200]
    begins = canvas_x + BEGINS if position else -_FOREVER
    last = spans[-1] if spans and spans[-1].right >= _FOREVER else None
    if last is not None and last.kind == entered:
        return spans
    if last is not None:
        spans[-1] = replace(last, right=begins)
    if entered is not None:
        spans.append(Span(entered, begins if position else float(canvas_x), _FOREVER, seed))
    return spans


def room_at(spans: Sequence[Span], x: float) -> Span | None:
    return next((span for span in spans if span.covers(x)), None)


def remember_rooms(spans: Sequence[Span]) -> list[list[Any]]:
    return [[span.kind, span.left, span.right, span.seed] for span in spans[-4:]]


def recall_rooms(kept: Any) -> list[Span]:
    """The rooms that were remembered; what does not read as one is left out."""
    spans = []
    for one in kept if isinstance(kept, list) else []:
        if isinstance(one, list) and len(one) == 4 and one[0] in ROOMS:
            if all(isinstance(value, int | float) for value in one[1:]):
                spans.append(Span(one[0], float(one[1]), float(one[2]), int(one[3])))
    return spans
