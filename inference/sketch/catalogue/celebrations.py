"""What is lit or let fly when people celebrate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, Plural, draws

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext

_SPARKS: tuple[Rgb, ...] = ((1.0, 0.82, 0.4), (0.98, 0.45, 0.42), (0.55, 0.85, 1.0), (0.75, 1.0, 0.6), (0.95, 0.6, 1.0))


@draws(
    Kind(
        "fireworks",
        "sky",
        words="firework firecracker",
        irregular={"fireworks": "firework"},
        several=4,
        mood="joyful",
        light="night",
        noun_phrase="fireworks",
        titles=(Plural("Fireworks"),),
    ),
    Placement("sky", height=190, breadth=1.0, most=5),
)
def fireworks(draw: DrawContext, colour: Rgb | None) -> None:
    """A burst of sparks, each with its trail, around a bright middle."""
    light = colour or _SPARKS[int(draw.chance(1) * len(_SPARKS))]
    pale: Rgb = (min(1.0, light[0] + 0.25), min(1.0, light[1] + 0.25), min(1.0, light[2] + 0.25))
    for ray in range(22):
        turn = 2 * math.pi * (ray + 0.6 * draw.chance(10 + ray)) / 22
        far = 34 + 15 * draw.chance(40 + ray)
        x, y = math.cos(turn) * far, math.sin(turn) * far
        draw.lamp_line([(x * 0.3, y * 0.3), (x * 0.7, y * 0.7 + 1), (x, y + 4)], 1.5, light)
        draw.lamp_line([(x, y + 4), (x * 1.02, y * 1.02 + 5)], 3.2, pale, smooth=False)
    draw.glow(0, 0, 90, light, 0.75)
