"""Scatters trees over the far ridge and the folds of land, by absolute place.

Every tree stands in a hashed cell of the mural. Whether there is one, and of which kind, follows from the look at its
column, so a pine forest thins out and palms begin with no border between them. Trees keep clear of the things that a
phrase asked for. How a tree is drawn is in catalogue/trees.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inference.contract.geometry import HEIGHT
from inference.sketch.catalogue.trees import TREES, draw_tree
from inference.sketch.drawing.buffers import WIDTH
from inference.sketch.drawing.context import DrawContext, Pose
from inference.sketch.drawing.look_track import LookTrack
from inference.sketch.drawing.noise import unit_of
from inference.sketch.drawing.terrain import FOLDS, Terrain

Clearing = tuple[float, float, int, float]
"""View column of a thing's middle, half its width, the fold from which on trees would hide it, and the column left of
which all trees were painted before it and stay."""


def scatter_far_trees(draw: DrawContext, terrain: Terrain, seed: int) -> None:
    """A fringe of small trees along the crest of the last far ridge."""
    crest = terrain.ridges[-1]
    _row(draw, terrain, seed, salt=200, step=11, tall=17, row_of=lambda x: float(crest[_column(x)]) + 2, haze=0.42,
         depth_of=lambda x: 19000.0, clear=(), fold=-1, dense=1.0)  # fmt: skip


def scatter_trees(draw: DrawContext, terrain: Terrain, seed: int, fold: int, clear: Sequence[Clearing]) -> None:
    """The trees of one fold, in two rows: along its crest and further down, each lower row nearer and larger."""
    top = terrain.folds[fold]
    step, tall = ((19, 44), (34, 84), (62, 150), (150, 262))[fold]
    haze = (0.3, 0.18, 0.07, 0.0)[fold]
    for row in range(2 if fold < FOLDS - 1 else 1):
        drop = (2 + 3 * fold, 16 + 15 * fold)[row]

        def row_of(x: float, drop: int = drop) -> float:
            return float(top[_column(x)]) + drop

        def depth_of(x: float, drop: int = drop) -> float:
            return terrain.depth_at(row_of(x, drop), x)

        dense = 1.0 if fold < FOLDS - 1 else 0.28
        _row(draw, terrain, seed, salt=210 + 10 * fold + row, step=step, tall=tall * (1 + 0.16 * row), row_of=row_of,
             haze=haze * (1 - 0.2 * row), depth_of=depth_of, clear=clear, fold=fold, dense=dense)  # fmt: skip


def _column(x: float) -> int:
    return min(WIDTH - 1, max(0, int(x)))


def _row(
    draw: DrawContext,
    terrain: Terrain,
    seed: int,
    *,
    salt: int,
    step: int,
    tall: float,
    row_of: Callable[[float], float],
    depth_of: Callable[[float], float],
    haze: float,
    clear: Sequence[Clearing],
    fold: int,
    dense: float,
) -> None:
    buffers, looks = draw.buffers, draw.looks
    first, last = int((buffers.x0 - tall) // step), int((buffers.x0 + WIDTH + tall) // step) + 1
    for cell in range(first, last):
        x = (cell + 0.15 + 0.7 * unit_of(seed, salt, cell)) * step - buffers.x0
        kind = _kind(looks, x, unit_of(seed, salt + 300, cell), unit_of(seed, 299, cell * step // 170) * 0.7, dense)
        if kind is None:
            continue
        row = row_of(x)
        if row > HEIGHT - 4 or (fold >= 0 and _drowned(terrain, fold, x, row)):
            continue
        if fold < 0 and row > float(terrain.shore[_column(x)]) - 1:
            continue
        size = tall * TREES[kind].height * (0.7 + 0.6 * unit_of(seed, salt + 301, cell))
        if any(
            abs(x - middle) < half + size * 0.34 and fold >= behind and x - size * 0.5 > left
            for middle, half, behind, left in clear
        ):
            continue
        here = Pose(x, row, size, depth_of(x), haze, seed * 31 + cell * 7 + salt)
        with draw.posed(here):
            draw_tree(draw, kind, small=size < 30)


def _kind(looks: LookTrack, x: float, roll: float, patch: float, dense: float) -> str | None:
    """Which tree stands at a column, or none: ``roll`` against the sum of the densities there,
    thinner between patches."""
    total = 0.0
    for kind in TREES:
        total += looks.at(kind, x) * 0.94 * dense * (1 - 0.55 * patch)
        if roll < total:
            return kind
    return None


def _drowned(terrain: Terrain, fold: int, x: float, row: float) -> bool:
    """Whether a nearer fold or the far shore covers the ground there."""
    column = _column(x)
    if row < terrain.shore[column] - 26:
        return True
    return any(float(terrain.folds[nearer][column]) < row - 8 for nearer in range(fold + 1, FOLDS))
