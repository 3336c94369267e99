"""Animals that fly or swim: birds, butterflies, fish, whales, dolphins, jellyfish and swans."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, Plural, draws
from inference.sketch.catalogue.outlines import DARK, ribbon

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext, Points


@draws(
    Kind(
        "birds",
        "creature",
        words="bird gull seagull swallow flock albatross pelican tern petrel",
        several=9,
        crowds={"flock": 12},
        titles=(Plural("Birds"),),
        adds_up=True,
    ),
    Placement("air", height=34, breadth=1.4, most=44, spread=250),
)
def bird(draw: DrawContext, colour: Rgb | None) -> None:
    """A bird on the wing, seen against the sky; wings at a hashed beat."""
    coat = colour or ((0.95, 0.95, 0.93) if draw.chance(1) < 0.45 else (0.2, 0.2, 0.24))
    beat = 20 + 42 * draw.chance(2)
    far = [(-4.0, -4.0), (-26.0, -beat * 0.9), (-64.0, -beat * 0.55), (-30.0, -beat * 0.45), (-6.0, 6.0)]
    near = [(2.0, -3.0), (22.0, -beat), (66.0, -beat * 0.7), (28.0, -beat * 0.5), (8.0, 7.0)]
    draw.blob(far, coat, 0.4)
    draw.blob([(-24, 7), (-8, -6), (14, -7), (26, 0), (12, 8), (-8, 9)], coat, 0.6)
    draw.blob(near, coat, 0.85)


@draws(
    Kind(
        "butterflies",
        "creature",
        words="butterfly moth dragonfly",
        several=9,
        mood="joyful",
        titles=(Plural("Butterflies"),),
    ),
    Placement("low", height=26, breadth=1.2, most=24, spread=250),
)
def butterfly(draw: DrawContext, colour: Rgb | None) -> None:
    tint = (
        colour or ((0.95, 0.6, 0.15), (0.35, 0.55, 0.95), (0.95, 0.85, 0.3), (0.9, 0.4, 0.6))[int(draw.chance(1) * 4)]
    )
    for side in (-1, 1):
        draw.blob([(2 * side, -2), (20 * side, -52), (62 * side, -54), (56 * side, -14)], tint, 0.95)
        draw.blob([(2 * side, 0), (48 * side, -6), (44 * side, 34), (14 * side, 36)], tint, 0.6)
        draw.disc(44 * side, -38, 16, 14, (0.98, 0.96, 0.9), 0.95)
    draw.line([(0, -34), (0, 30)], 7, DARK, 0.3)


@draws(
    Kind("swan", "creature", words="swan cygnet", mood="calm"),
    Placement("water", height=66, breadth=1.6, most=9, spread=190),
)
def swan(draw: DrawContext, colour: Rgb | None) -> None:
    """A swan afloat, its waterline at (0, 0)."""
    white = colour or (0.98, 0.97, 0.94)
    draw.line([(30, -14), (44, -34), (34, -62), (40, -88), (56, -90)], 11, white, 0.85)
    draw.blob([(-78, -30), (-46, -10), (-40, 2), (36, 2), (48, -18), (24, -32), (-14, -30), (-46, -34)], white, 0.6)
    draw.blob([(-86, -42), (-44, -44), (0, -42), (30, -28), (10, -12), (-36, -16), (-62, -28)], white, 0.98)
    draw.disc(52, -90, 17, 15, white, 0.9)
    draw.shape([(58, -93), (76, -84), (58, -84)], (0.95, 0.5, 0.16), 0.9)
    draw.disc(53, -92, 4, 4, DARK, 0.4)


@draws(
    Kind(
        "fish",
        "creature",
        words="fish shoal salmon trout minnow school-of-fish tuna herring eel stingray manta",
        several=9,
        crowds={"shoal": None},
        same_plural="fish",
        titles=("Silver Fish",),
    ),
    Placement("swim", height=34, breadth=1.7, most=30, spread=210),
)
def fish(draw: DrawContext, colour: Rgb | None) -> None:
    coat = (
        colour or ((0.95, 0.62, 0.3), (0.75, 0.82, 0.88), (0.92, 0.82, 0.36), (0.5, 0.7, 0.9))[int(draw.chance(1) * 4)]
    )
    draw.blob([(-62, 0), (-86, -26), (-78, 0), (-86, 26)], coat, 0.5)
    draw.blob([(-66, 0), (-30, -24), (18, -30), (60, -4), (20, 26), (-30, 20)], coat, 0.5)
    draw.blob([(-50, -6), (-20, -22), (20, -28), (48, -8), (0, -6)], coat, 0.95)
    draw.blob([(-20, -24), (0, -46), (22, -28)], coat, 0.7)
    draw.disc(40, -8, 8, 8, (0.08, 0.08, 0.1), 0.5)


@draws(
    Kind("dolphin", "creature", words="dolphin porpoise", mood="joyful"),
    Placement("water", height=80, breadth=1.9, spread=190),
)
def dolphin(draw: DrawContext, colour: Rgb | None) -> None:
    """A dolphin leaping in an arc."""
    coat = colour or (0.4, 0.5, 0.62)
    spine = [(-84.0, -6.0), (-66.0, -38.0), (-34.0, -64.0), (4.0, -72.0), (38.0, -60.0), (60.0, -34.0), (72.0, -12.0)]
    draw.blob(ribbon(spine, [5, 16, 30, 36, 32, 22, 5]), coat, 0.55)
    draw.blob(ribbon([(x + 2, y + 8) for x, y in spine[2:6]], [6, 14, 14, 5]), (0.88, 0.9, 0.92), 0.8)
    draw.blob([(-92, -12), (-100, 12), (-84, 4), (-70, 14), (-76, -8)], coat, 0.4)
    draw.blob([(-8, -86), (-14, -108), (10, -90), (14, -86)], coat, 0.6)
    draw.blob([(26, -46), (16, -22), (34, -36)], coat, 0.35)
    draw.disc(56, -44, 4, 4, DARK, 0.4)
    for drop in range(9):
        draw.disc(
            -96 + 24 * drop * draw.chance(drop),
            6 - 10 * draw.chance(20 + drop),
            12,
            8,
            (0.95, 0.98, 1.0),
            0.95,
            0.7,
        )


@draws(
    Kind(
        "jellyfish",
        "creature",
        words="jellyfish medusa jelly-fish",
        several=5,
        same_plural="jellyfish",
        mood="wondrous",
    ),
    Placement("swim", height=84, breadth=0.8, most=9, spread=230),
)
def jellyfish(draw: DrawContext, colour: Rgb | None) -> None:
    tint = colour or ((0.9, 0.55, 0.8), (0.5, 0.75, 0.95), (0.75, 0.6, 0.95))[int(draw.chance(1) * 3)]
    for arm in range(7):
        x = -27 + 9 * arm
        points: Points = [
            (x + 7 * math.sin(step * 1.3 + arm), -58 + step * (9 + 2 * draw.chance(arm))) for step in range(7)
        ]
        draw.line(points, 3.2, tint, 0.7, 0.8)
    draw.blob([(-38, -56), (-34, -84), (0, -102), (34, -84), (38, -56), (18, -62), (0, -56), (-18, -62)], tint, 0.75)
    draw.blob([(-28, -70), (-20, -90), (2, -97), (0, -82), (-16, -76)], (1, 0.95, 1), 0.95, 0.6)
    draw.glow(0, -70, 110, tint, 0.35)


@draws(
    Kind(
        "whale",
        "creature",
        words="whale leviathan humpback blue-whale sperm-whale narwhal beluga",
        several=2,
        mood="wondrous",
        needs_water=True,
    ),
    Placement("swim", height=150, breadth=3.1, most=3, breaches=True),
)
def whale(draw: DrawContext, colour: Rgb | None) -> None:
    """A whale at length; it breaches at a slant, cut off at the water."""
    coat = colour or (0.3, 0.38, 0.48)
    pale: Rgb = (0.8, 0.82, 0.84)
    spine = [
        (-170.0, -62.0),
        (-140.0, -38.0),
        (-95.0, -30.0),
        (-40.0, -38.0),
        (20.0, -44.0),
        (70.0, -40.0),
        (104.0, -30.0),
    ]
    draw.blob(ribbon(spine, [8, 15, 32, 58, 74, 66, 20]), coat, 0.48)
    draw.blob([(-176, -58), (-206, -92), (-182, -84), (-168, -70), (-150, -88), (-128, -90), (-152, -66)], coat, 0.5)
    draw.blob([(-100, -44), (-40, -64), (24, -78), (78, -66), (40, -56), (-40, -50)], coat, 0.9)
    draw.blob([(104, -30), (84, -8), (30, -6), (-24, -14), (20, -22), (70, -26)], pale, 0.55)
    for groove in range(4):
        draw.line(
            [(92 - 6 * groove, -20 + 3 * groove), (40, -12 + 2.4 * groove), (-4, -14 + 2 * groove)], 1.2, coat, 0.4
        )
    draw.blob([(26, -16), (6, 12), (-22, 34), (-14, 8), (2, -14)], coat, 0.35)
    draw.disc(78, -36, 4, 4, (0.05, 0.05, 0.07), 0.4)
