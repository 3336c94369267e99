"""Where the rooms of a mural begin and end, what is remembered of them, and where things stand in one.

A room is a span of the mural: it begins a little beyond the join of the strip that enters it, and is open until the
strip that leaves it. placement.py asks ``room_at`` where floor, wall and surfaces are (indoors.py says what a room is).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.contract.direction import Direction
from inference.contract.geometry import CANVAS, CARRIED, HEIGHT
from inference.sketch.catalogue import GROUP_OF
from inference.sketch.catalogue.rooms import INTERIORS
from inference.sketch.drawing.buffers import MARGIN, WIDTH, Buffers
from inference.sketch.drawing.look_track import LookTrack
from inference.sketch.painter.interior import CELL, POST, WALL_FOOT, fixture_of, paint_interior
from inference.sketch.painter.interior_fixtures import SURFACES

_ENDLESS = 1e9
_ENTRANCE = CARRIED + POST + 6.0
"""px into the canvas where a room begins or ends."""
_BESIDE = (-44.0, 8.0, 56.0, -74.0)
"""px from the middle of a table where one thing after another stands."""


@dataclass(frozen=True)
class Span:
    """A room and where it begins and ends, px of the mural; an end that is not known yet is very far."""

    kind: str
    left: float
    right: float = _ENDLESS


def spans_of(direction: Direction, kept: Sequence[Span], canvas_x: int, position: int) -> list[Span]:
    """The rooms of a canvas: those that were there, and the one that the direction is in."""
    now = next((one.kind for one in direction.elements if GROUP_OF.get(one.kind) == "room"), None)
    door = canvas_x + _ENTRANCE if position else -_ENDLESS
    spans = [one for one in kept if one.right > canvas_x - MARGIN - POST]
    if spans and spans[-1].right == _ENDLESS:
        if spans[-1].kind == now:
            return spans
        spans[-1] = Span(spans[-1].kind, spans[-1].left, door)
    return [*spans, Span(now, door)] if now is not None else spans


def remember_spans(spans: Sequence[Span]) -> list[list[Any]]:
    return [[one.kind, one.left, one.right] for one in spans]


def recall_spans(kept: Any) -> list[Span]:
    """The rooms that were remembered; what does not read as one is left out."""
    return [
        Span(one[0], float(one[1]), float(one[2]))
        for one in (kept if isinstance(kept, list) else [])
        if isinstance(one, list)
        and len(one) == 3
        and one[0] in INTERIORS
        and all(isinstance(edge, int | float) for edge in one[1:])
    ]


@dataclass(frozen=True)
class PaintedRoom:
    """A room as placement.py asks for it (``indoors.Room``), within the new region of one canvas."""

    span: Span
    seed: int
    first: float
    scale: float = 1.55

    def floor(self, x: float, roll: float) -> float:
        """The row of the floor at a column: 0 by the wall, 1 near to the eye."""
        return WALL_FOOT + 44 + (HEIGHT - WALL_FOOT - 78) * roll

    def wall(self, x: float, roll: float, tall: float) -> float:
        """The row of the foot of what hangs there, ``tall`` px."""
        return 210 + tall / 2 + 60 * roll

    def surface(self, order: int) -> tuple[float, float] | None:
        """Column and row of a free place on a table or a counter, one thing after another; None: there is no more."""
        places: list[tuple[float, float]] = []
        cells = range(int(self.first // CELL), int((self.first + CANVAS - CARRIED) // CELL) + 1)
        for beside in _BESIDE:
            for cell in cells:
                fixture = fixture_of(INTERIORS[self.span.kind], cell, self.seed)
                x = cell * CELL + beside
                inside = max(self.first, self.span.left) + 50 < x < self.first + CANVAS - CARRIED - 40
                if fixture in SURFACES and inside and x < self.span.right - 50:
                    places.append((x, SURFACES[fixture][0] + 4.0))
        return places[order] if order < len(places) else None


@dataclass(frozen=True)
class Rooms:
    """The rooms of one canvas; called with a column of the mural it gives the room there, or None outdoors."""

    spans: Sequence[Span]
    canvas_x: int
    position: int
    seed: int

    def __call__(self, x: float) -> PaintedRoom | None:
        span = next((one for one in self.spans if one.left <= x < one.right), None)
        first = float(self.canvas_x + (CARRIED if self.position else 0))
        return None if span is None else PaintedRoom(span, self.seed, first)

    def paint(self, buffers: Buffers, looks: LookTrack) -> NDArray[np.bool_]:
        """Lay the rooms over the landscape; returns where they cover it, (768, WIDTH)."""
        covered = np.zeros((HEIGHT, WIDTH), np.bool_)
        outside = list(buffers.glows)
        for span in self.spans:
            if span.left < buffers.x0 + WIDTH + POST and span.right > buffers.x0 - POST:
                covered |= paint_interior(buffers, looks, self.seed, INTERIORS[span.kind], span.left, span.right)
        hidden = [one for one in outside if covered[_within(one.y, HEIGHT), _within(one.x, WIDTH)]]
        buffers.glows = [one for one in buffers.glows if one not in hidden]
        return covered


def _within(place: float, size: int) -> int:
    return min(size - 1, max(0, int(place)))
