"""A stretch of the mural as planes one behind the other, as on a multiplane camera's stand,
each with what is behind the nearer ones.

The planes are cut where most is to be gained: at the depths that the outlines of the relief cross most often. A slope
that crosses a cut stays whole, because every plane keeps the relief's own depth and both sides of the cut move alike.
What an outline uncovers comes from ``inference.studio.layered``. Pure: arrays in, arrays out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation, gaussian_filter, minimum_filter

from inference.contract.arrays import Picture, Relief
from inference.studio.layered import JUMP, Layered, layered

PLANES = 3
LEVELS = 48
"""Depths at which a cut is considered."""
SOFT = 0.7
"""Standard deviation, px, of the soft edge of a plane."""
OVERLAP = 5
"""px by which a plane goes on over the one behind it."""
CELL = 8
"""px: depth is kept for cells of this size; between them it is smooth."""

Depth = NDArray[np.float32]


@dataclass(frozen=True)
class Plane:
    pixels: NDArray[np.uint8]
    """(rows, w, 4): colours, which go on beyond the edge, and alpha."""
    top: int
    """Row of the stretch that the first row is."""
    depth: Depth
    """(768 / 8, w / 8), 0 far to 1 near, of what is opaque; carried on smoothly beside it."""


def planes_of(picture: Picture, relief: Relief, number: int = PLANES) -> list[Plane]:
    """The planes of ``picture`` (768, w, 3) with ``relief`` (768, w), the furthest first; that one has no holes."""
    deep = layered(picture, relief)
    front = deep.relief.astype(np.float32) / np.float32(65535)
    back = deep.back_relief.astype(np.float32) / np.float32(65535)
    cuts = [0.0, *cuts_of(front, number - 1), 2.0]
    return [
        plane for low, high in pairwise(cuts) if (plane := _plane(picture, deep, front, back, low, high)) is not None
    ]


def cuts_of(front: Depth, number: int) -> list[float]:
    """At most ``number`` depths, in order, that together part the most outlines of ``front``."""
    low, high = [], []
    for one, other in ((front[:, 1:], front[:, :-1]), (front[1:], front[:-1])):
        near, far = np.maximum(one, other), np.minimum(one, other)
        jumps = near - far > JUMP
        low.append(np.floor(far[jumps] * LEVELS).astype(np.int64))
        high.append(np.ceil(near[jumps] * LEVELS).astype(np.int64))
    pairs, counts = np.unique(np.stack([np.concatenate(low), np.concatenate(high)]), axis=1, return_counts=True)
    cuts: list[float] = []
    for _ in range(number):
        parted = [(int(counts[(pairs[0] < level) & (pairs[1] > level)].sum()), level) for level in range(1, LEVELS)]
        most, level = max(parted, key=lambda one: (one[0], -one[1]))
        if most == 0:
            break
        cuts.append(level / LEVELS)
        left = ~((pairs[0] < level) & (pairs[1] > level))
        pairs, counts = pairs[:, left], counts[left]
    return sorted(cuts)


def _plane(picture: Picture, deep: Layered, front: Depth, back: Depth, low: float, high: float) -> Plane | None:
    seen = (front >= low) & (front < high)
    # A slope that is cut goes on for some pixels over the plane behind, or there would be a crack under the soft edge.
    seen |= (front >= low - JUMP) & (front < low) & binary_dilation(seen, iterations=OVERLAP)
    behind = deep.back & ~seen & (back >= low) & (back < high)
    solid = seen | behind
    furthest = low == 0.0
    if not solid.any():
        if not furthest:
            return None
        solid = np.ones_like(solid)
    colours = np.where(behind[..., None], deep.back_picture, picture)
    depth = _spread(np.where(seen, front, np.where(behind, back, 0))[..., None].astype(np.float32), solid)[..., 0]
    if furthest:
        # Behind everything there must be something: whatever may still be looked at, in the colours around it.
        soft = _enlarged(_spread(colours.astype(np.float32), solid), picture.shape)
        colours = np.where(solid[..., None], colours, np.rint(soft).astype(np.uint8))
        opaque = np.full((*solid.shape, 1), 255, np.uint8)
        return Plane(np.concatenate([colours, opaque], axis=2), 0, depth)
    # The outermost pixels are mixed with what was behind them when they were painted.
    edge = gaussian_filter(minimum_filter(solid, 3).astype(np.float32), SOFT)
    rows = np.flatnonzero(edge.max(axis=1) > 0.002)
    if not len(rows):
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    alpha = np.rint(255 * edge[top:bottom, :, None]).astype(np.uint8)
    return Plane(np.concatenate([colours[top:bottom], alpha], axis=2), top, depth)


def _spread(values: Depth, known: NDArray[np.bool_]) -> Depth:
    """The means of ``values`` (768, w, n) over cells, carried on smoothly to where nothing is ``known``."""
    height, width = known.shape
    pad = ((0, -height % CELL), (0, -width % CELL))
    weight = np.pad(known, pad).astype(np.float32)
    rows, columns = weight.shape[0] // CELL, weight.shape[1] // CELL
    weight = weight.reshape(rows, CELL, columns, CELL).mean(axis=(1, 3))[..., None]
    total = np.pad(values * known[..., None], (*pad, (0, 0)))
    total = total.reshape(rows, CELL, columns, CELL, -1).mean(axis=(1, 3))
    found = total / np.maximum(weight, 1e-6)
    full, spread = weight.copy(), found
    # Ever wider: what is unknown takes the mean of what is known around it.
    for reach in (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0):
        around = gaussian_filter(weight, (reach, reach, 0), mode="nearest")
        mean = gaussian_filter(total, (reach, reach, 0), mode="nearest") / np.maximum(around, 1e-6)
        share = np.clip(around * 8, 0, 1)
        spread = np.where(full > 0.5, found, spread * full + mean * (1 - full)) if reach == 1.0 else spread
        spread = np.where(full < 1e-3, mean, spread)
        full = np.maximum(full, share)
    return cast(Depth, spread.astype(np.float32))


def _enlarged(cells: Depth, shape: tuple[int, ...]) -> Depth:
    """``cells`` at the size of what they were taken from, each as large as it was."""
    return np.repeat(np.repeat(cells, CELL, axis=0), CELL, axis=1)[: shape[0], : shape[1]]
