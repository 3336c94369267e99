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
    draw.shape([(25, -4), (35, 1), (24, 3)], (0.92, 0.64, 0.2), 0.8)
    draw.disc(19, -2.5, 2.6, 2.6, DARK if coat[0] > 0.5 else (0.95, 0.93, 0.85), 0.5)


@draws(
    Kind(
        "butterflies",
        "creature",
        words="butterfly moth",
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
    rim: Rgb = (tint[0] * 0.3, tint[1] * 0.22, tint[2] * 0.24)
    for side in (-1, 1):
        draw.blob([(2 * side, 2), (46 * side, -4), (54 * side, 20), (34 * side, 44), (10 * side, 30)], rim, 0.5)
        draw.blob([(4 * side, 4), (40 * side, 2), (45 * side, 18), (32 * side, 34), (12 * side, 24)], tint, 0.62)
        draw.blob([(2 * side, 0), (14 * side, -40), (48 * side, -66), (70 * side, -54), (60 * side, -12)], rim, 0.6)
        draw.blob([(4 * side, -3), (18 * side, -38), (46 * side, -57), (58 * side, -48), (50 * side, -13)], tint, 0.95)
        for x, y in ((40, -46), (48, -30), (30, -20)):
            draw.line([(4 * side, -4), (x * side, y)], 2, rim, 0.5)
        for x, y, size in ((60, -52, 7), (61, -38, 6), (46, 26, 7)):
            draw.disc(x * side, y, size, size, (0.98, 0.96, 0.9), 0.95)
        draw.line([(2 * side, -34), (8 * side, -54), (17 * side, -62)], 1.8, DARK, 0.3)
    draw.blob([(-4, -32), (0, -40), (4, -32), (4, 18), (0, 36), (-4, 18)], DARK, 0.4)


@draws(
    Kind(
        "dragonfly", "creature", words="dragonfly damselfly mayfly", several=5, irregular={"dragonflies": "dragonfly"}
    ),
    Placement("low", height=30, breadth=1.6, most=12, spread=220),
)
def dragonfly(draw: DrawContext, colour: Rgb | None) -> None:
    body = colour or ((0.16, 0.52, 0.6), (0.3, 0.55, 0.24), (0.72, 0.28, 0.2))[int(draw.chance(1) * 3)]
    gauze: Rgb = (0.86, 0.93, 0.96)
    for lean, light in ((-30, 0.6), (22, 0.9)):
        for side in (-1, 1):
            tip = (lean + 26.0 * side, -56.0)
            draw.blob([(10, -4), (tip[0] - 9, tip[1]), (tip[0], tip[1] - 8), (tip[0] + 9, tip[1]), (18, -4)],
                      gauze, light, 0.7)  # fmt: skip
    draw.line([(24, -2), (-20, 4), (-76, 14)], 6.5, body, 0.6)
    for x in (-14, -30, -46, -62):
        draw.line([(x, 1.0 - 0.15 * x), (x - 1, 6 - 0.15 * x)], 2, DARK, 0.4)
    draw.disc(20, -3, 26, 17, body, 0.75)
    draw.disc(37, -5, 16, 15, body, 0.85)
    draw.disc(40, -8, 9, 9, DARK, 0.5)


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
    draw.blob([(-8, 18), (-18, 38), (8, 26)], coat, 0.45)
    draw.line([(24, -18), (18, -2), (24, 14)], 2, (coat[0] * 0.6, coat[1] * 0.6, coat[2] * 0.6), 0.4)
    draw.blob([(4, 0), (-16, 4), (-18, 14), (0, 10)], coat, 0.8)
    draw.disc(40, -8, 12, 12, (0.97, 0.96, 0.9), 0.9)
    draw.disc(41.5, -8, 7, 7, DARK, 0.4)
    draw.line([(58, 2), (48, 6)], 1.8, DARK, 0.4)


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
