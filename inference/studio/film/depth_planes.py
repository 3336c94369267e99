"""Splits a part of the mural into planes, one behind the other as on a multiplane camera, with what nearer ones hide.

The cuts are at the depths that most outlines of the relief cross. A slope that crosses a cut stays whole: every plane
keeps the relief's own depth, so both sides of the cut move alike. ``inference.studio.layered_depth`` provides what an
outline uncovers. Pure: arrays in, arrays out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation, gaussian_filter, minimum_filter

from inference.contract.arrays import Picture, Relief
from inference.studio.layered_depth import DEPTH_STEP, LayeredDepthImage, layered_depth_image

PLANES = 3
CUT_LEVELS = 48
"""Depths at which a cut is considered."""
EDGE_BLUR = 0.7
"""Standard deviation, px, of the soft edge of a plane."""
OVERLAP = 5
"""px by which a plane overlaps the one behind it."""
CELL = 8
"""px: depth is stored for cells of this size and interpolated between them."""

Depth = NDArray[np.float32]


@dataclass(frozen=True)
class DepthPlane:
    pixels: NDArray[np.uint8]
    """(rows, w, 4): colours, which continue beyond the edge, and alpha."""
    top: int
    """Row of the picture that is the plane's first row."""
    depth: Depth
    """(768 / 8, w / 8), 0 far to 1 near, of the opaque pixels; extended smoothly beside them."""


def split_into_planes(picture: Picture, relief: Relief, number: int = PLANES) -> list[DepthPlane]:
    """The planes of ``picture`` (768, w, 3) with ``relief`` (768, w), the farthest first, which has no holes."""
    image = layered_depth_image(picture, relief)
    front = image.relief.astype(np.float32) / np.float32(65535)
    back = image.back_relief.astype(np.float32) / np.float32(65535)
    cuts = [0.0, *plane_cuts(front, number - 1), 2.0]
    return [
        plane for low, high in pairwise(cuts) if (plane := _plane(picture, image, front, back, low, high)) is not None
    ]


def plane_cuts(front: Depth, number: int) -> list[float]:
    """At most ``number`` depths, ascending, that together separate the most outlines of ``front``."""
    low, high = [], []
    for one, other in ((front[:, 1:], front[:, :-1]), (front[1:], front[:-1])):
        near, far = np.maximum(one, other), np.minimum(one, other)
        jumps = near - far > DEPTH_STEP
        low.append(np.floor(far[jumps] * CUT_LEVELS).astype(np.int64))
        high.append(np.ceil(near[jumps] * CUT_LEVELS).astype(np.int64))
    pairs, counts = np.unique(np.stack([np.concatenate(low), np.concatenate(high)]), axis=1, return_counts=True)
    cuts: list[float] = []
    for _ in range(number):
        separated = [
            (int(counts[(pairs[0] < level) & (pairs[1] > level)].sum()), level) for level in range(1, CUT_LEVELS)
        ]
        most, level = max(separated, key=lambda one: (one[0], -one[1]))
        if most == 0:
            break
        cuts.append(level / CUT_LEVELS)
        left = ~((pairs[0] < level) & (pairs[1] > level))
        pairs, counts = pairs[:, left], counts[left]
    return sorted(cuts)


def _plane(
    picture: Picture, image: LayeredDepthImage, front: Depth, back: Depth, low: float, high: float
) -> DepthPlane | None:
    seen = (front >= low) & (front < high)
    # A slope that is cut overlaps the plane behind by some pixels, or there would be a crack under the soft edge.
    seen |= (front >= low - DEPTH_STEP) & (front < low) & binary_dilation(seen, iterations=OVERLAP)
    behind = image.back & ~seen & (back >= low) & (back < high)
    solid = seen | behind
    farthest = low == 0.0
    if not solid.any():
        if not farthest:
            return None
        solid = np.ones_like(solid)
    colours = np.where(behind[..., None], image.back_picture, picture)
    depth = _extend(np.where(seen, front, np.where(behind, back, 0))[..., None].astype(np.float32), solid)[..., 0]
    if farthest:
        # The farthest plane fills its holes with the colours around them.
        soft = _enlarge(_extend(colours.astype(np.float32), solid), picture.shape)
        colours = np.where(solid[..., None], colours, np.rint(soft).astype(np.uint8))
        opaque = np.full((*solid.shape, 1), 255, np.uint8)
        return DepthPlane(np.concatenate([colours, opaque], axis=2), 0, depth)
    # The outermost pixels were painted mixed with what is behind them.
    edge = gaussian_filter(minimum_filter(solid, 3).astype(np.float32), EDGE_BLUR)
    rows = np.flatnonzero(edge.max(axis=1) > 0.002)
    if not len(rows):
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    alpha = np.rint(255 * edge[top:bottom, :, None]).astype(np.uint8)
    return DepthPlane(np.concatenate([colours[top:bottom], alpha], axis=2), top, depth)


def _extend(values: Depth, known: NDArray[np.bool_]) -> Depth:
    """The means of ``values`` (768, w, n) over cells, extended smoothly to cells where nothing is ``known``."""
    height, width = known.shape
    pad = ((0, -height % CELL), (0, -width % CELL))
    weight = np.pad(known, pad).astype(np.float32)
    rows, columns = weight.shape[0] // CELL, weight.shape[1] // CELL
    weight = weight.reshape(rows, CELL, columns, CELL).mean(axis=(1, 3))[..., None]
    total = np.pad(values * known[..., None], (*pad, (0, 0)))
    total = total.reshape(rows, CELL, columns, CELL, -1).mean(axis=(1, 3))
    found = total / np.maximum(weight, 1e-6)
    full, extended = weight.copy(), found
    # With ever wider kernels: unknown cells take the mean of the known ones around them.
    for reach in (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0):
        around = gaussian_filter(weight, (reach, reach, 0), mode="nearest")
        mean = gaussian_filter(total, (reach, reach, 0), mode="nearest") / np.maximum(around, 1e-6)
        share = np.clip(around * 8, 0, 1)
        extended = np.where(full > 0.5, found, extended * full + mean * (1 - full)) if reach == 1.0 else extended
        extended = np.where(full < 1e-3, mean, extended)
        full = np.maximum(full, share)
    return cast(Depth, extended.astype(np.float32))


def _enlarge(cells: Depth, shape: tuple[int, ...]) -> Depth:
    """``cells`` at pixel size, each repeated over its block."""
    return np.repeat(np.repeat(cells, CELL, axis=0), CELL, axis=1)[: shape[0], : shape[1]]
