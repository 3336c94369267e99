"""Small lights, fire and smoke."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, Plural, draws
from inference.sketch.catalogue.outlines import diamond

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext


_FLAME: tuple[Rgb, Rgb, Rgb] = ((0.98, 0.42, 0.12), (1.0, 0.68, 0.22), (1.0, 0.93, 0.62))


@draws(
    Kind(
        "lanterns",
        "object",
        words="lantern paper-lantern fairy-light torch",
        several=9,
        mood="wondrous",
        light="glow",
        titles=(Plural("Lanterns"),),
    ),
    Placement("air", height=34, breadth=0.7, most=30, spread=270, glow=2.2, alone=1),
)
def lantern(draw: DrawContext, colour: Rgb | None) -> None:
    """A paper lantern adrift in the air."""
    light = colour or ((1.0, 0.68, 0.3), (1.0, 0.58, 0.28), (1.0, 0.78, 0.42))[int(draw.chance(1) * 3)]
    draw.lamp_blob([(-26, -12), (-36, -60), (-24, -96), (0, -102), (24, -96), (36, -60), (26, -12), (0, -6)], light)
    core: Rgb = (min(1, light[0] + 0.1), min(1, light[1] + 0.22), min(1, light[2] + 0.3))
    draw.lamp_blob([(-15, -14), (-20, -44), (0, -66), (20, -44), (15, -14)], core)
    draw.glow(0, -50, 210, light, 0.42 + 0.3 * draw.night)


@draws(
    Kind(
        "fireflies",
        "object",
        words="firefly glow-worm fairy pixie spark will-o-wisp wisp ember",
        several=24,
        mood="wondrous",
        light="glow",
        titles=(Plural("Fireflies"),),
    ),
    Placement("low", height=8, breadth=1, most=40, spread=300, glow=3.4, alone=1),
)
def firefly(draw: DrawContext, colour: Rgb | None) -> None:
    light = colour or (0.85, 1.0, 0.45)
    draw.lamp_blob([(-30, 0), (0, -30), (30, 0), (0, 30)], light)
    draw.glow(0, 0, 330, light, 0.7)


@draws(
    Kind(
        "fire",
        "object",
        words="burning burns aflame on-fire fire campfire bonfire flame blaze hearth wildfire",
        light="glow",
        noun_phrase="a fire",
        needs_shore=True,
        smokes=True,
    ),
    Placement("ground", height=84, breadth=1, glow=3.3),
)
def fire(draw: DrawContext, colour: Rgb | None) -> None:
    for side in (-1, 1):
        draw.line([(-34 * side, 2), (30 * side, -12)], 10, (0.3, 0.2, 0.14), 0.4)
    for index, (flame, wide, tall) in enumerate(zip(_FLAME, (34, 23, 12), (100, 72, 40), strict=True)):
        lean = (draw.chance(index) - 0.5) * 16
        shown = colour if colour is not None and index == 0 else flame
        draw.lamp_blob([(-wide * 0.7, -2), (-wide, -tall * 0.3), (-wide * 0.4, -tall * 0.56), (lean - wide * 0.25,
                       -tall * 0.76), (lean, -tall), (lean + wide * 0.3, -tall * 0.66), (wide * 0.62, -tall * 0.46),
                       (wide, -tall * 0.24), (wide * 0.7, -2)], shown)  # fmt: skip
    for spark in range(7):
        draw.lamp_blob(
            diamond((draw.chance(10 + spark) - 0.5) * 80, -80 - 90 * draw.chance(20 + spark), 2.6), _FLAME[1]
        )
    draw.glow(0, -40, 330, (1.0, 0.55, 0.2), 0.5 + 0.4 * draw.night)


@draws(
    Kind("smoke", "object", words="smoke steam chimney-smoke", noun_phrase="smoke", titles=()),
    Placement("hill", height=230, breadth=1, most=3),
)
def smoke(draw: DrawContext, colour: Rgb | None) -> None:
    """A plume that leans with the wind."""
    grey = colour or (0.62, 0.61, 0.62)
    for puff in range(14):
        part = puff / 13
        x = 60 * part**1.4 + 7 * math.sin(puff * 1.9)
        draw.disc(x, -100 * part, 14 + 46 * part, 11 + 30 * part, grey, 0.75 - 0.2 * (puff % 2), 0.5 - 0.3 * part)
