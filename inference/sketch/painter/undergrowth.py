"""Scatters grass, flowers, reeds, rocks and the like over the near ground, by absolute place.

The marks belong to the underpainting: brush strokes go over them. How one is drawn is in catalogue/undergrowth.py.
"""

from __future__ import annotations

from inference.contract.geometry import HEIGHT
from inference.sketch.catalogue.undergrowth import UNDERGROWTH
from inference.sketch.drawing.buffers import WIDTH
from inference.sketch.drawing.context import DrawContext, Pose
from inference.sketch.drawing.noise import unit_of
from inference.sketch.drawing.terrain import Terrain


def scatter_undergrowth(draw: DrawContext, terrain: Terrain, seed: int, fold: int) -> None:
    """The low growth of one fold, from its crest down, larger towards the eye."""
    buffers = draw.buffers
    top = terrain.folds[fold]
    step = (0, 15, 17, 19)[fold]
    if not step or top.min() > HEIGHT:
        return
    rows = (0, 3, 4, 4)[fold]
    gap = (0, 26, 40, 44)[fold]
    first, last = int(buffers.x0 // step) - 2, int((buffers.x0 + WIDTH) // step) + 3
    for row in range(rows):
        for cell in range(first, last):
            salt = 1000 + fold * 50 + row
            x = (cell + unit_of(seed, salt, cell)) * step - buffers.x0
            column = min(WIDTH - 1, max(0, int(x)))
            y = float(top[column]) + 6 + gap * (row + unit_of(seed, salt + 400, cell))
            if y > HEIGHT + 20 or y < terrain.shore[column] + 4 or top[column] > HEIGHT - 16:
                continue
            if fold < 3 and float(terrain.folds[fold + 1][column]) < y - 4:
                continue
            kind = _kind(draw, x, unit_of(seed, salt + 500, cell), unit_of(seed, 1777, (cell * step) // 90, fold))
            if kind is None:
                continue
            tall = terrain.foot_scale(y, x) * UNDERGROWTH[kind].height * (0.7 + 0.6 * unit_of(seed, salt + 600, cell))
            depth = terrain.depth_at(y, x)
            with draw.posed(Pose(x, y, tall, depth, (0.3, 0.16, 0.06, 0.0)[fold], seed * 17 + cell * 5 + salt)):
                UNDERGROWTH[kind].draw(draw)


def _kind(draw: DrawContext, x: float, roll: float, patch: float) -> str | None:
    looks = draw.looks
    if looks.at("under", x) > 0.5:
        return "kelp" if roll < 0.13 else ("rocks" if roll < 0.2 else None)
    total = looks.at("flowers", x) * (0.25 + 0.6 * (patch > 0.35))
    if roll < total:
        return "flowers"
    for kind, share in (("mushrooms", 0.12), ("reeds", 0.3), ("wheat", 0.9), ("rocks", 0.14)):
        total += looks.at(kind, x) * share
        if roll < total:
            return kind
    total += 0.05 * min(1.0, looks.at("broadleaf", x) * 2 + looks.at("autumn", x) + looks.at("blossom", x))
    if roll < total:
        return "bush"
    return "grass" if roll < total + 0.42 * looks.at("grass", x) * (1 - looks.at("dune", x)) else None
