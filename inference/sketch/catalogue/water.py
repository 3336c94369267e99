"""Waters, and what stands in them: waves, islands, icebergs and waterfalls."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, Plural, define, draws
from inference.sketch.catalogue.trees import draw_tree

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext


define(
    Kind(
        "sea",
        "water",
        words="sea ocean tide bay gulf lagoon open-water",
        noun_phrase="the sea",
        titles=("Sea", "Tide", "Shore"),
    ),
    Kind(
        "lake",
        "water",
        words="lake pond tarn mere loch reservoir pool oasis water puddle",
        noun_phrase="a lake",
        titles=("Lake", "Still Water"),
    ),
    Kind(
        "swamp",
        "water",
        words="swamp marsh bog wetland mire fen swampland marshland bayou everglade",
        mood="eerie",
        noun_phrase="a swamp",
        titles=("Marsh",),
    ),
    Kind(
        "river",
        "water",
        words="river stream brook creek canal rapid torrent delta rivulet estuary",
        noun_phrase="a river",
    ),
    Kind(
        "undersea",
        "water",
        words="undersea deep-sea seabed reef coral kelp sea-floor ocean-floor seaweed atlantis",
        mood="wondrous",
        noun_phrase="the sea floor",
        titles=("Deep", "Drowned Garden"),
    ),
)


_FOAM: Rgb = (0.96, 0.98, 1.0)


@draws(
    Kind(
        "waves",
        "object",
        words="wave tsunami breaker tidal-wave surf whitecap",
        mood="fierce",
        titles=(Plural("Waves"),),
    ),
    Placement("water", height=190, breadth=2.6, most=3),
)
def wave(draw: DrawContext, colour: Rgb | None) -> None:
    """A breaking wave, curling to the right, foam at its lip."""
    water = colour or (0.13, 0.4, 0.52)
    draw.blob([(-190, 8), (-128, -14), (-80, -52), (-36, -88), (8, -100), (50, -90), (74, -64), (66, -48), (52, -60),
              (26, -66), (2, -50), (-2, -24), (22, 0), (80, 8), (20, 14), (-100, 14)], water, 0.55)  # fmt: skip
    draw.blob([(-2, -24), (2, -50), (26, -66), (46, -60), (24, -48), (16, -26), (30, -4), (16, 2)], water, 0.2)
    for line in range(6):
        shift = 13.0 * line
        draw.line([(-150 + shift, 4), (-84 + shift * 0.9, -42 + 3 * line), (-30 + shift * 0.7, -80 + 5 * line),
                  (10 + shift * 0.3, -92 + 7 * line)], 2.4, (0.35, 0.66, 0.74), 0.9, 0.75)  # fmt: skip
    for fleck in range(30):
        part = fleck / 29
        turn = -2.3 + 3.1 * part
        x, y = 22 + 48 * math.cos(turn), -58 + 40 * math.sin(turn)
        size = 8 + 10 * draw.chance(fleck)
        draw.disc(
            x + 8 * (draw.chance(40 + fleck) - 0.5),
            y + 8 * (draw.chance(80 + fleck) - 0.5),
            size,
            size * 0.8,
            _FOAM,
            0.95,
        )
    for fleck in range(26):
        x = -10 + 110 * draw.chance(120 + fleck)
        draw.disc(x, 8 - 14 * draw.chance(160 + fleck), 13, 7, _FOAM, 0.95, 0.9)


@draws(
    Kind("island", "object", words="island isle atoll archipelago islet", mood="lonely", top=0.32),
    Placement("water", height=150, breadth=3),
)
def island(draw: DrawContext, colour: Rgb | None) -> None:
    """A small island: a hill, a beach around it, palms or firs on it."""
    green = colour or draw.looks.colour("leaf", draw.here.x)
    rock = draw.looks.colour("rock", draw.here.x)
    draw.blob([(-150, 4), (-120, -6), (0, -10), (120, -6), (150, 4), (60, 8), (-60, 8)], (0.93, 0.83, 0.6), 0.85)
    draw.rough([(-112, 0), (-86, -22), (-48, -44), (-16, -62), (14, -56), (52, -34), (92, -18), (116, 0)], rock, 0.45)
    with draw.foliage():
        draw.blob(
            [
                (-110, -2),
                (-84, -24),
                (-46, -46),
                (-14, -64),
                (16, -58),
                (54, -36),
                (94, -19),
                (112, -2),
                (40, -12),
                (-40, -10),
            ],
            green,
            0.7,
        )
        draw.blob([(-100, -8), (-80, -24), (-46, -44), (-14, -62), (-6, -40), (-50, -18)], green, 1.0)
    tree = "conifer" if draw.snow > 0.4 else "palm"
    for x, y, size in ((-70, -26, 0.42), (-34, -44, 0.46), (0, -58, 0.5), (40, -40, 0.42), (76, -20, 0.4)):
        with draw.within(x, y, size):
            draw_tree(draw, tree)


@draws(
    Kind("iceberg", "object", words="iceberg berg ice-floe floe", mood="lonely"),
    Placement("water", height=170, breadth=2),
)
def iceberg(draw: DrawContext, colour: Rgb | None) -> None:
    ice = colour or (0.86, 0.94, 0.99)
    draw.shape(
        [(-96, 2), (-78, -34), (-52, -52), (-34, -92), (-8, -100), (12, -70), (38, -78), (62, -40), (84, -26), (98, 2)],
        ice,
        0.5,
    )
    draw.shape([(-96, 2), (-78, -34), (-52, -52), (-34, -92), (-8, -100), (-20, -52), (-36, -20), (-30, 2)], ice, 1.0)
    draw.shape([(12, -70), (38, -78), (30, -40), (44, 2), (10, 2), (2, -40)], ice, 0.85)
    draw.shape([(-96, 2), (-90, -6), (90, -6), (98, 2)], (0.4, 0.7, 0.85), 0.8)


@draws(
    Kind("waterfall", "object", words="waterfall cascade cataract", several=2),
    Placement("hill", height=270, breadth=1.55, most=3),
)
def waterfall(draw: DrawContext, colour: Rgb | None) -> None:
    """Cliffs with water falling between them into spray."""
    rock = draw.looks.colour("rock", draw.here.x)
    water: Rgb = colour or (0.84, 0.92, 0.97)
    draw.rough(
        [
            (-74, 4),
            (-66, -52),
            (-50, -86),
            (-26, -98),
            (-16, -92),
            (18, -94),
            (34, -102),
            (56, -80),
            (66, -44),
            (78, 4),
        ],
        rock,
        0.34,
    )
    draw.rough([(-74, 4), (-66, -52), (-50, -86), (-26, -98), (-30, -60), (-44, -20), (-46, 4)], rock, 0.85)
    draw.rough([(20, -92), (34, -102), (44, -88), (36, -50), (30, -48)], rock, 0.7)
    with draw.foliage():
        for x, y in ((-52, -86), (-34, -98), (40, -101), (56, -80), (28, -98)):
            draw.disc(x, y, 22, 12, draw.looks.colour("leaf", draw.here.x), 0.6)
    draw.shape([(-17, -93), (19, -95), (17, -40), (24, 2), (-22, 2), (-15, -42)], water, 0.62)
    for streak in range(11):
        fall = -15.0 + 3.1 * streak
        draw.line([(fall, -93), (fall + (draw.chance(streak) - 0.5) * 3, -46), (fall * 1.25, 0)], 1.7, water,
                  0.45 if streak % 2 else 1.15, 0.8)  # fmt: skip
    for puff in range(9):
        draw.disc(-34 + 8.5 * puff, 2 - 4 * draw.chance(20 + puff), 24, 13, (0.95, 0.98, 1.0), 0.95, 0.5)
