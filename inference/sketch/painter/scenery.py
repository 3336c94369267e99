"""Scatters what stands about in a place (catalogue/places.py) over the mural, by absolute place.

Each row has its cells. Whether something stands in one, and which kind, follows from the look at its column, so a
street goes over into a park with no border between them. It is painted as other things are, but not remembered: the
next strip finds it in the same cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inference.contract.geometry import HEIGHT
from inference.sketch.catalogue import KINDS
from inference.sketch.catalogue.places import SCENERY, Row
from inference.sketch.drawing.buffers import WIDTH
from inference.sketch.drawing.context import DrawContext
from inference.sketch.drawing.noise import unit_of
from inference.sketch.drawing.terrain import Terrain
from inference.sketch.painter.placed import FIRST_FOLD, SKY, Placed
from inference.sketch.painter.things import paint_thing
from inference.sketch.painter.trees import Clearing

_STEP: dict[Row, int] = {"sky": 620, "far": 140, "near": 190, "quay": 170}
"""px from one cell to the next."""
_FOLD: dict[Row, int] = {"sky": -1, "far": 0, "near": 1, "quay": 2}
_ROW_OF = {fold: row for row, fold in _FOLD.items()}
KINDS_OF_ROW: dict[Row, tuple[str, ...]] = {
    row: tuple(kind for kind, piece in SCENERY.items() if piece.row == row and kind in KINDS) for row in _STEP
}
_WIDEST = 420
"""px beyond the view within which a piece may still reach into it."""
_HALF = 110
"""px left of its middle where the look decides whether a piece stands, so that none reaches over a join out of a look
that begins there."""


def scatter_scenery(draw: DrawContext, terrain: Terrain, seed: int, fold: int, clear: Sequence[Clearing] = ()) -> None:
    """The scenery of one fold of ground, or of the sky where ``fold`` is -1."""
    row = _ROW_OF.get(fold)
    if row is None or not any(draw.looks.most(f"stands_{kind}") > 0.02 for kind in KINDS_OF_ROW[row]):
        return
    for placed in _standing(draw, terrain, seed, row):
        x = placed.x - draw.buffers.x0
        if not any(
            abs(x - middle) < half + 0.8 * placed.half() and fold >= behind and x > left
            for middle, half, behind, left in clear
        ):
            paint_thing(draw, placed)


def _standing(draw: DrawContext, terrain: Terrain, seed: int, row: Row) -> Iterator[Placed]:
    step, x0 = _STEP[row], draw.buffers.x0
    for cell in range((x0 - _WIDEST) // step, (x0 + WIDTH + _WIDEST) // step + 1):
        x = (cell + 0.5 + 0.3 * (unit_of(seed, 821 + len(row), cell) - 0.5)) * step
        column = min(WIDTH - 1, max(0, int(x - x0)))
        kind = _kind(draw, row, max(0, column - _HALF), unit_of(seed, 831 + len(row), cell))
        if kind is None:
            continue
        tall = SCENERY[kind].tall * (0.86 + 0.28 * unit_of(seed, 841 + len(row), cell))
        own = (seed * 31 + cell * 7919) % (1 << 31)
        flip = unit_of(seed, 851, cell) < 0.5 and KINDS[kind].group != "sky"
        if row == "sky":
            y, layer, depth = 90 + 90 * unit_of(seed, 861, cell), SKY, 0.0
        else:
            fold = _FOLD[row]
            y, layer = float(terrain.folds[fold][column]) + 7 + 10 * fold, FIRST_FOLD + fold
            depth = terrain.depth_at(y, column)
            if y > HEIGHT - 8 or float(terrain.folds[fold + 1][column]) < y - 4 or y < terrain.shore[column] - 20:
                continue
        yield Placed(kind, round(x, 1), round(y, 1), round(tall, 1), layer, round(depth), own, flip, None, False, x)


def _kind(draw: DrawContext, row: Row, column: int, roll: float) -> str | None:
    """What stands in a cell, or nothing: ``roll`` against the sum of the densities at its column."""
    total = 0.0
    for kind in KINDS_OF_ROW[row]:
        total += draw.looks.at(f"stands_{kind}", column)
        if roll < total:
            return kind
    return None
