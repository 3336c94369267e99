"""The land and its roads.

Most of these kinds only shape the look of the strip; canyons, volcanoes, caves and roads are drawn as things too.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, Plural, define, draws
from inference.sketch.catalogue.outlines import diamond

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext, Points


define(
    Kind(
        "plain",
        "land",
        words=(
            "plain prairie steppe savanna savannah lowland tundra moor heath grassland pasture farmland countryside"
        ),
        noun_phrase="a plain",
        titles=("Open Plain", "Wide Country"),
    ),
    Kind(
        "hills",
        "land",
        words="hill hillside knoll slope foothill highland valley vale dale glen",
        noun_phrase="hills",
        titles=(Plural("Hills"), "Green Valley"),
    ),
    Kind(
        "mountains",
        "land",
        words="mountain mount peak summit ridge alp range massif crag himalaya",
        mood="wondrous",
        noun_phrase="mountains",
        titles=(Plural("Mountains"), Plural("High Peaks")),
    ),
    Kind(
        "cliffs",
        "land",
        words="cliff bluff precipice mesa escarpment fjord crag-face",
        noun_phrase="cliffs",
        titles=(Plural("Cliffs"),),
    ),
    Kind(
        "desert",
        "land",
        words="desert dune sand sahara wasteland badland",
        noun_phrase="a desert",
        titles=(Plural("Dunes"), "Desert"),
    ),
    Kind(
        "ice",
        "land",
        words="ice glacier arctic antarctic polar permafrost icefield",
        noun_phrase="the ice",
        titles=("Ice", "Frozen Country"),
    ),
    Kind(
        "beach",
        "land",
        words="beach shore seashore coast coastline seaside strand sandbank",
        mood="calm",
        noun_phrase="a beach",
        titles=("Shore", "Long Beach"),
        needs_shore=True,
    ),
    Kind(
        "meadow",
        "ground",
        words="meadow grass field lawn lea clearing",
        mood="calm",
        noun_phrase="a meadow",
        titles=("Meadow", "Long Grass"),
        needs_shore=True,
    ),
    Kind("frozen", "ground", words="frozen icy iced ice-covered frosty frost frosted", noun_phrase="frost", titles=()),
    Kind(
        "snowfield",
        "ground",
        words="snowfield snow-field snowy-field snowy winter snowdrift snow-covered",
        noun_phrase="snow on the ground",
        titles=("Snow", "White Country"),
    ),
)


@draws(
    Kind(
        "canyon",
        "land",
        words="canyon gorge ravine chasm crevasse abyss-edge gulch",
        mood="wondrous",
        noun_phrase="a canyon",
        stays_as="cliffs",
    ),
    Placement("hill", height=290, breadth=1.9, most=1),
)
def canyon(draw: DrawContext, colour: Rgb | None) -> None:
    """A gorge seen along its length: stepped walls on both sides, strata, a river winding out of it."""
    rock = colour or (0.8, 0.43, 0.26)
    for far, (inner, top, light) in enumerate(((10, -74, 0.72), (22, -90, 0.6), (36, -102, 0.5))):
        for side in (-1, 1):
            jut = 8 * draw.chance(10 + far * 2 + (side > 0))
            profile = (
                (0, 0.0),
                (3, 0.4),
                (9, 0.45),
                (11, 0.8),
                (16, 0.84),
                (18, 1.0),
                (38, 1.03),
                (40, 0.72),
                (47, 0.68),
                (49, 0.34),
                (57, 0.3),
                (60, 0.0),
            )
            wall: Points = [(side * (inner + out), top * up - jut * (up > 0.9)) for out, up in profile]
            wall += [(side * (inner + 60), 8), (side * inner, 8)]
            pale: Rgb = tuple(part + (0.78 - part) * (0.42 - 0.2 * far) for part in rock)  # type: ignore[assignment]
            shade = light if side > 0 else light * 0.55
            draw.rough(wall, pale, shade, 40 * far + (side > 0))
            for layer in range(6):
                y = top * (0.14 + 0.14 * layer)
                draw.line(
                    [(side * (inner + 8), y), (side * (inner + 26), y + 1), (side * (inner + 44), y - 1)],
                    1.3,
                    pale,
                    shade * 0.55,
                    0.7,
                )
    water: Rgb = (0.35, 0.62, 0.72)
    draw.blob(
        [(-3, -3), (4, -3), (8, 2), (-4, 8), (20, 15), (64, 26), (-24, 26), (-30, 15), (-12, 8), (-6, 2)], water, 0.9
    )
    draw.line([(0, 1), (2, 8), (-4, 16), (12, 24)], 1.6, (0.96, 0.98, 1.0), 0.95, 0.7)


@draws(
    Kind(
        "volcano",
        "land",
        words="volcano lava magma eruption caldera",
        mood="fierce",
        light="glow",
        titles=("Burning Mountain", "Volcano"),
        smokes=True,
        stays_as="mountains",
    ),
    Placement("far", height=300, breadth=2.8, most=2, glow=0.5),
)
def volcano(draw: DrawContext, colour: Rgb | None) -> None:
    rock: Rgb = (0.34, 0.27, 0.28)
    lava = colour or (1.0, 0.45, 0.12)
    for puff in range(10):
        x, y = 6 + puff * 8 + 10 * math.sin(puff * 1.7), -104 - 10 * puff
        draw.disc(x, y, 30 + 9 * puff, 24 + 7 * puff, (0.35, 0.31, 0.33), 0.55 - 0.02 * puff, 0.62 - 0.045 * puff)
    draw.rough(
        [
            (-140, 6),
            (-92, -30),
            (-52, -66),
            (-22, -99),
            (-8, -94),
            (8, -96),
            (24, -100),
            (56, -62),
            (98, -28),
            (140, 6),
        ],
        rock,
        0.32,
    )
    draw.rough([(-140, 6), (-92, -30), (-52, -66), (-22, -99), (-16, -88), (-36, -50), (-64, -18), (-80, 6)], rock, 0.8)
    draw.lamp_blob([(-20, -96), (0, -90), (22, -97), (0, -86)], (1.0, 0.8, 0.36))
    for points, wide in (
        ([(-6.0, -91.0), (-14.0, -68.0), (-8.0, -46.0), (-24.0, -20.0), (-20.0, 2.0)], 4.4),
        ([(8.0, -91.0), (16.0, -70.0), (30.0, -52.0), (34.0, -30.0)], 3.4),
        ([(-14.0, -68.0), (-32.0, -44.0), (-46.0, -30.0)], 2.6),
    ):
        draw.lamp_line(points, wide, lava)
    for spark in range(12):
        turn = -math.pi * (0.2 + 0.6 * draw.chance(spark))
        away = 12 + 34 * draw.chance(30 + spark)
        draw.lamp_blob(diamond(math.cos(turn) * away, -96 + math.sin(turn) * away, 1.4), (1.0, 0.7, 0.3))
    draw.glow(0, -98, 120, lava, 0.75)
    draw.glow(-8, -50, 90, lava, 0.3)


@draws(
    Kind(
        "cave",
        "land",
        words="cave cavern grotto tunnel underworld",
        mood="eerie",
        noun_phrase="a cave",
        titles=("Cave", "Hollow Hill"),
        stays_as="cliffs",
    ),
    Placement("hill", height=200, breadth=2.4, most=2),
)
def cave(draw: DrawContext, colour: Rgb | None) -> None:
    rock = colour or (0.42, 0.38, 0.37)
    draw.rough(
        [(-120, 4), (-108, -46), (-74, -84), (-26, -102), (32, -98), (82, -76), (112, -40), (122, 4)], rock, 0.36
    )
    draw.rough([(-120, 4), (-108, -46), (-74, -84), (-26, -102), (-40, -76), (-66, -48), (-70, 4)], rock, 0.85)
    draw.blob([(-48, 4), (-46, -34), (-26, -60), (4, -66), (32, -54), (48, -24), (50, 4)], (0.07, 0.06, 0.09), 0.5)
    for index in range(4):
        draw.rough(
            [(-30 + 18 * index, -58), (-25 + 18 * index, -38 + 8 * draw.chance(index)), (-20 + 18 * index, -60)],
            rock,
            0.4,
        )
    draw.glow(2, -20, 60, (1.0, 0.62, 0.3), 0.35)


@draws(
    Kind(
        "road",
        "ground",
        words="road path trail track lane highway footpath pathway",
        noun_phrase="a road",
        titles=("Long Road",),
        stays_as="",
    ),
    Placement("road", height=300, breadth=0.9, most=1),
)
def road(draw: DrawContext, colour: Rgb | None) -> None:
    """A road that winds down from (0, 0) to the foot of the picture; thin paint, so that the ground keeps its depth."""
    earth = colour or (0.8, 0.68, 0.48)
    spine: Points = [(0, 0), (5, 6), (-9, 13), (14, 24), (-18, 42), (2, 68), (-40, 108)]
    for shrink, light, alpha in ((1.0, 0.5, 0.5), (0.86, 0.75, 0.5), (0.7, 0.95, 0.42)):
        left: Points = []
        right: Points = []
        for step, (x, y) in enumerate(spine):
            wide = shrink * (1.2, 2.6, 5.0, 9.0, 16.0, 28.0, 50.0)[step] / 2
            left.append((x - wide, y))
            right.append((x + wide, y))
        draw.blob(left + right[::-1], earth, light, alpha)
