"""What grows and lies about in gardens and woods and has no picture: bushes, pumpkins, haystacks, branches, hives."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws, height_of
from inference.sketch.catalogue.outlines import DARK

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext

_BARK: Rgb = (0.4, 0.29, 0.2)
_STRAW: Rgb = (0.86, 0.7, 0.34)


@draws(
    Kind("bush", "plant", words="bush hedge shrub shrubbery berry-bush rose-bush bramble hedgerow",
         needs_shore=True, top=0.85),
    Placement("ground", height=height_of(1.3), breadth=1.4, most=7, spread=240),
)  # fmt: skip
def bush(draw: DrawContext, colour: Rgb | None) -> None:
    leaves = colour or (0.27, 0.46, 0.2)
    for x in (-12, 0, 10):
        draw.line([(x, 0), (x * 1.4, -24)], 4, _BARK, 0.4)
    for x, y, size in ((-40, -34, 58), (38, -32, 58), (0, -30, 72), (-20, -64, 60), (24, -62, 62)):
        draw.disc(x, y, size, size * 0.88, leaves, 0.3)
    for step in range(26):
        turn, out = 2.4 * step, math.sqrt(step / 26)
        across, up = 48 * out * math.cos(turn) - 4, 36 * out * math.sin(turn) - 54
        wide = 15 + 9 * draw.chance(step)
        draw.disc(across, up, wide, wide * 0.8, leaves, max(0.2, min(0.95, 0.5 - across / 130 - (up + 54) / 80)))
    if draw.chance(40) < 0.45:
        for step in range(5):
            draw.disc(
                70 * (draw.chance(50 + step) - 0.5), -30 - 48 * draw.chance(60 + step), 7, 7, (0.8, 0.16, 0.18), 0.8
            )


@draws(
    Kind("pumpkin", "plant", words="pumpkin squash gourd marrow", several=5, top=0.85, needs_shore=False),
    Placement("table", height=height_of(0.35), breadth=1.2, most=7, spread=150),
)
def pumpkin(draw: DrawContext, colour: Rgb | None) -> None:
    rind = colour or (0.92, 0.5, 0.14)
    for x, wide, light in ((-36, 44, 0.62), (36, 44, 0.28), (-20, 48, 0.85), (20, 48, 0.42), (0, 46, 0.7)):
        draw.disc(x, -41, wide, 80, rind, light)
    for x in (-28, -10, 10, 29):
        draw.line([(x * 0.5, -78), (x * 1.1, -42), (x * 0.6, -4)], 1.8, (rind[0] * 0.7, rind[1] * 0.6, rind[2]), 0.4)
    draw.line([(0, -76), (2, -90), (13, -98)], 9, (0.36, 0.44, 0.18), 0.6)
    draw.blob([(2, -78), (24, -92), (44, -84), (30, -74)], (0.34, 0.5, 0.2), 0.7)


@draws(
    Kind("haystack", "object", words="haystack hay hay-bale bale straw heap-of-straw stack-of-hay hayrick", several=4,
         top=0.9),
    Placement("ground", height=height_of(1.8), breadth=1.2, most=6, spread=240),
)  # fmt: skip
def haystack(draw: DrawContext, colour: Rgb | None) -> None:
    hay = colour or _STRAW
    draw.blob([(-60, 0), (-62, -28), (-44, -62), (-16, -92), (4, -100), (24, -88), (48, -58), (62, -26), (60, 0)],
              hay, 0.38)  # fmt: skip
    draw.blob([(-54, -6), (-52, -32), (-34, -64), (-8, -92), (8, -92), (-10, -60), (-20, -8)], hay, 0.85)
    for step in range(30):
        across = 2 * draw.chance(step) - 1
        up = draw.chance(40 + step)
        x, y = 54 * across * (1 - 0.75 * up), -6 - 84 * up * (1 - 0.2 * abs(across))
        draw.line([(x, y), (x + 4 * across, y + 11)], 1.4, hay, 0.95 if across < 0 else 0.25)


@draws(
    Kind("branch", "object", words="branch stick twig broken-branch driftwood bough", several=3),
    Placement("table", height=height_of(0.5), breadth=2.2, most=6, spread=150),
)
def branch(draw: DrawContext, colour: Rgb | None) -> None:
    bark = colour or _BARK
    draw.line([(-100, -8), (-40, -24), (20, -30), (96, -70)], 13, bark, 0.35)
    draw.line([(-98, -12), (-40, -28), (20, -34), (94, -73)], 4, bark, 0.9)
    for points in ([(-34, -26), (-18, -56), (6, -84)], [(34, -36), (66, -30), (92, -34)], [(56, -48), (62, -78)]):
        draw.line([(float(x), float(y)) for x, y in points], 6, bark, 0.5)
    for x, y, turn in ((6, -86, -1), (92, -36, 1), (62, -82, 1), (98, -76, 1)):
        draw.blob([(x, y), (x + 8 * turn, y - 12), (x + 24 * turn, y - 10), (x + 12 * turn, y + 2)],
                  (0.38, 0.56, 0.22), 0.7)  # fmt: skip
    draw.disc(-101, -8, 8, 13, (0.78, 0.62, 0.42), 0.7)


@draws(
    Kind("ivy", "plant", words="ivy vine creeper liana beanstalk climbing-plant", top=0.95),
    Placement("ground", height=height_of(2.2), breadth=0.6, most=5, spread=170),
)
def ivy(draw: DrawContext, colour: Rgb | None) -> None:
    """A plant that winds up, leaf after leaf."""
    green = colour or (0.24, 0.47, 0.2)
    spine = [(6 * math.sin(step * 0.9), -10.0 * step) for step in range(11)]
    draw.line(spine, 4.5, (0.34, 0.42, 0.2), 0.5)
    for step in range(1, 11):
        x, y = spine[step]
        for side in (-1, 1):
            reach = 13 + 7 * draw.chance(2 * step + side)
            far = x + reach * side
            draw.blob([(x, y), (x + 0.5 * reach * side, y - 8), (far, y - 2), (far - 0.4 * reach * side, y + 7)],
                      green, 0.85 if side < 0 else 0.45)  # fmt: skip


@draws(
    Kind("moss", "object", words="mossy-stone moss lichen mossy-rock mossy-boulder"),
    Placement("ground", height=height_of(0.6), breadth=1.6, most=6, spread=220),
)
def moss(draw: DrawContext, colour: Rgb | None) -> None:
    """A stone that moss has grown over."""
    draw.rough([(-80, 0), (-74, -40), (-40, -74), (10, -84), (56, -66), (80, -30), (78, 0)], (0.5, 0.5, 0.48), 0.5)
    green = colour or (0.36, 0.52, 0.18)
    draw.blob([(-70, -44), (-38, -80), (10, -92), (54, -74), (72, -46), (50, -42), (34, -26), (14, -44), (-14, -34),
              (-38, -50), (-56, -34)], green, 0.55)  # fmt: skip
    draw.blob([(-62, -48), (-36, -76), (8, -86), (20, -76), (-8, -56), (-40, -58)], green, 0.92)


@draws(
    Kind("beehive", "object", words="beehive hive bee-hive wasp-nest honeycomb", several=3),
    Placement("ground", height=height_of(0.8), breadth=0.9, most=5, spread=170),
)
def beehive(draw: DrawContext, colour: Rgb | None) -> None:
    """A hive of coiled straw with its door."""
    straw = colour or _STRAW
    for step, wide in enumerate((84, 92, 92, 84, 70, 50, 26)):
        y = -7.0 - 14 * step
        draw.disc(0, y, wide, 19, straw, 0.34)
        draw.disc(-wide * 0.16, y - 2, wide * 0.56, 11, straw, 0.85)
    draw.disc(6, -20, 20, 20, DARK, 0.4)
    draw.box(-50, 0, 100, 5, _BARK, 0.5)


@draws(
    Kind("anthill", "object", words="anthill ant-hill termite-mound mound molehill heap-of-earth mole-hill compost",
         several=3),
    Placement("ground", height=height_of(0.6), breadth=1.7, most=5, spread=190),
)  # fmt: skip
def anthill(draw: DrawContext, colour: Rgb | None) -> None:
    earth = colour or (0.42, 0.3, 0.2)
    draw.blob([(-86, 0), (-60, -32), (-26, -78), (2, -94), (26, -76), (58, -34), (86, 0)], earth, 0.4)
    draw.blob([(-72, -8), (-48, -36), (-20, -76), (2, -86), (-4, -50), (-24, -10)], earth, 0.8)
    for step in range(22):
        x = 70 * (2 * draw.chance(step) - 1)
        y = -4 - 76 * draw.chance(30 + step) * (1 - abs(x) / 80)
        draw.disc(x, y, 5, 4, (earth[0] * 0.6, earth[1] * 0.6, earth[2] * 0.6), 0.5)
