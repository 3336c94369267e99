"""Outlines that several drawings of living things share: a body along its spine, a leg, a spark."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext, Points

DARK: Rgb = (0.08, 0.07, 0.08)
"""Eyes, noses and bodies of insects."""


def ribbon(spine: Points, widths: list[float]) -> Points:
    """Outline of a body along a spine, as wide at each point as is said."""
    left: Points = []
    right: Points = []
    for index, (x, y) in enumerate(spine):
        before, after = spine[max(0, index - 1)], spine[min(len(spine) - 1, index + 1)]
        along = (after[0] - before[0], after[1] - before[1])
        long = math.hypot(*along) or 1.0
        across = (-along[1] / long * widths[index] / 2, along[0] / long * widths[index] / 2)
        left.append((x + across[0], y + across[1]))
        right.append((x - across[0], y - across[1]))
    return left + right[::-1]


def leg(draw: DrawContext, points: Points, wide: float, coat: Rgb, light: float) -> None:
    draw.blob(ribbon(points, [wide * 1.5, wide, wide * 0.7]), coat, light)


def diamond(x: float, y: float, size: float) -> Points:
    return [(x - size, y), (x, y - size), (x + size, y), (x, y + size)]
