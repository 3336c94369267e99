"""More living things: bears, cats, elephants, rabbits, foxes, swans, dolphins, jellyfish and butterflies.

Each function draws one creature 100 units tall, facing right, its foot (or middle, where it flies or swims) at (0, 0).
``colour`` is what the phrase asked for, or None. The commoner creatures are in creatures.py.
"""

from __future__ import annotations

import math

from inference.sketch.catalogue.creatures import leg, ribbon, wolf
from inference.sketch.drawing.easel import Rgb
from inference.sketch.drawing.pencil import Pencil, Points

_DARK: Rgb = (0.08, 0.07, 0.08)


def fox(pencil: Pencil, colour: Rgb | None) -> None:
    """A wolf's shape in red, with a white tip to a fuller tail."""
    coat = colour or (0.85, 0.42, 0.14)
    pencil.blob(ribbon([(-36.0, -46.0), (-62.0, -44.0), (-88.0, -26.0)], [12, 26, 10]), coat, 0.6)
    pencil.blob(ribbon([(-74.0, -38.0), (-84.0, -30.0), (-96.0, -18.0)], [18, 14, 3]), (0.96, 0.94, 0.9), 0.8)
    wolf(pencil, coat)
    pencil.blob([(44, -60), (58, -62), (70, -58), (52, -52), (40, -44), (36, -52)], (0.96, 0.93, 0.88), 0.75)


def bear(pencil: Pencil, colour: Rgb | None) -> None:
    coat = colour or ((0.9, 0.9, 0.88) if pencil.snow > 0.5 else (0.4, 0.27, 0.18))
    for points, light in (
        ([(28.0, -36.0), (34.0, -16.0), (32.0, 0.0)], 0.2),
        ([(-30.0, -38.0), (-24.0, -18.0), (-28.0, 0.0)], 0.2),
        ([(36.0, -38.0), (24.0, -18.0), (20.0, 0.0)], 0.45),
        ([(-40.0, -42.0), (-46.0, -20.0), (-44.0, 0.0)], 0.45),
    ):
        leg(pencil, points, 14, coat, light)
    pencil.blob([(-58, -50), (-50, -78), (-22, -88), (8, -86), (28, -96), (46, -94), (58, -86), (62, -72), (84, -64), (86, -54), (70, -50),
                 (54, -52), (46, -34), (10, -26), (-30, -28), (-52, -36)], coat, 0.45)  # fmt: skip
    pencil.blob([(-48, -70), (-22, -84), (8, -82), (28, -92), (48, -90), (36, -74), (4, -70), (-30, -64)], coat, 0.9)
    for x in (38, 50):
        pencil.disc(x, -95, 13, 13, coat, 0.6)
    pencil.disc(86, -60, 8, 7, _DARK, 0.4)
    pencil.disc(66, -76, 4, 4, _DARK, 0.4)


def cat(pencil: Pencil, colour: Rgb | None) -> None:
    """A cat, small or great: long, low, with a curled tail."""
    coat = colour or ((0.8, 0.58, 0.3), (0.32, 0.3, 0.32), (0.72, 0.68, 0.62))[int(pencil.chance(1) * 3)]
    pencil.line([(-48, -50), (-70, -46), (-82, -66), (-74, -92)], 7, coat, 0.5)
    for points, light in (
        ([(26.0, -34.0), (31.0, -16.0), (29.0, 0.0)], 0.25),
        ([(-30.0, -36.0), (-24.0, -18.0), (-28.0, 0.0)], 0.25),
        ([(32.0, -36.0), (26.0, -16.0), (22.0, 0.0)], 0.5),
        ([(-38.0, -40.0), (-44.0, -20.0), (-41.0, 0.0)], 0.5),
    ):
        leg(pencil, points, 7.5, coat, light)
    pencil.blob([(-50, -54), (-34, -62), (0, -58), (24, -64), (30, -82), (32, -98), (40, -88), (52, -88), (60, -97), (61, -80), (62, -70),
                 (52, -60), (42, -48), (34, -32), (0, -30), (-30, -32), (-48, -40)], coat, 0.5)  # fmt: skip
    pencil.blob([(-42, -56), (-8, -56), (24, -62), (32, -80), (44, -84), (34, -58), (4, -48), (-28, -48)], coat, 0.92)
    for x in (42, 53):
        pencil.disc(x, -78, 5, 6, (0.95, 0.85, 0.3), 1.0)


def elephant(pencil: Pencil, colour: Rgb | None) -> None:
    hide = colour or (0.52, 0.5, 0.52)
    for x, light in ((26, 0.22), (-30, 0.22), (12, 0.5), (-46, 0.5)):
        pencil.shape([(x - 10, 0), (x - 11, -42), (x + 11, -42), (x + 10, 0)], hide, light)
    pencil.blob([(-66, -50), (-62, -78), (-34, -94), (4, -90), (30, -98), (54, -92), (64, -74), (68, -46), (74, -16), (84, -6), (76, -1),
                 (64, -8), (58, -40), (48, -54), (34, -36), (-10, -30), (-56, -34)], hide, 0.48)  # fmt: skip
    pencil.blob([(-56, -72), (-32, -88), (4, -84), (28, -90), (10, -70), (-30, -64)], hide, 0.9)
    pencil.blob([(10, -88), (34, -92), (40, -70), (28, -44), (12, -54), (4, -72)], hide, 0.34)
    pencil.blob([(52, -52), (70, -42), (88, -46), (70, -36), (54, -42)], (0.96, 0.93, 0.84), 0.9)
    pencil.disc(48, -78, 4, 4, _DARK, 0.4)
    pencil.line([(-65, -66), (-72, -46), (-70, -32)], 3, hide, 0.4)


def rabbit(pencil: Pencil, colour: Rgb | None) -> None:
    fur = colour or ((0.95, 0.94, 0.92) if pencil.chance(1) < 0.5 else (0.6, 0.48, 0.36))
    for lean in (-7, 6):
        pencil.blob([(26, -56), (20 + lean, -84), (24 + lean, -104), (31 + lean, -84), (34, -56)], fur, 0.6)
    pencil.blob([(-44, -6), (-46, -34), (-24, -54), (6, -52), (20, -44), (36, -20), (38, 0), (-30, 1)], fur, 0.5)
    pencil.blob([(-38, -30), (-20, -50), (6, -48), (14, -36), (-12, -28)], fur, 0.95)
    pencil.blob([(10, -44), (18, -62), (36, -66), (52, -54), (46, -40), (26, -34)], fur, 0.7)
    pencil.disc(-48, -18, 20, 20, (0.98, 0.97, 0.95), 0.9)
    pencil.disc(38, -55, 5, 5, _DARK, 0.4)


def swan(pencil: Pencil, colour: Rgb | None) -> None:
    """A swan afloat, its waterline at (0, 0)."""
    white = colour or (0.98, 0.97, 0.94)
    pencil.line([(30, -14), (44, -34), (34, -62), (40, -88), (56, -90)], 11, white, 0.85)
    pencil.blob([(-78, -30), (-46, -10), (-40, 2), (36, 2), (48, -18), (24, -32), (-14, -30), (-46, -34)], white, 0.6)
    pencil.blob([(-86, -42), (-44, -44), (0, -42), (30, -28), (10, -12), (-36, -16), (-62, -28)], white, 0.98)
    pencil.disc(52, -90, 17, 15, white, 0.9)
    pencil.shape([(58, -93), (76, -84), (58, -84)], (0.95, 0.5, 0.16), 0.9)
    pencil.disc(53, -92, 4, 4, _DARK, 0.4)


def dolphin(pencil: Pencil, colour: Rgb | None) -> None:
    """A dolphin leaping in an arc."""
    coat = colour or (0.4, 0.5, 0.62)
    spine = [(-84.0, -6.0), (-66.0, -38.0), (-34.0, -64.0), (4.0, -72.0), (38.0, -60.0), (60.0, -34.0), (72.0, -12.0)]
    pencil.blob(ribbon(spine, [5, 16, 30, 36, 32, 22, 5]), coat, 0.55)
    pencil.blob(ribbon([(x + 2, y + 8) for x, y in spine[2:6]], [6, 14, 14, 5]), (0.88, 0.9, 0.92), 0.8)
    pencil.blob([(-92, -12), (-100, 12), (-84, 4), (-70, 14), (-76, -8)], coat, 0.4)
    pencil.blob([(-8, -86), (-14, -108), (10, -90), (14, -86)], coat, 0.6)
    pencil.blob([(26, -46), (16, -22), (34, -36)], coat, 0.35)
    pencil.disc(56, -44, 4, 4, _DARK, 0.4)
    for drop in range(9):
        pencil.disc(
            -96 + 24 * drop * pencil.chance(drop),
            6 - 10 * pencil.chance(20 + drop),
            12,
            8,
            (0.95, 0.98, 1.0),
            0.95,
            0.7,
        )


def jellyfish(pencil: Pencil, colour: Rgb | None) -> None:
    tint = colour or ((0.9, 0.55, 0.8), (0.5, 0.75, 0.95), (0.75, 0.6, 0.95))[int(pencil.chance(1) * 3)]
    for arm in range(7):
        x = -27 + 9 * arm
        points: Points = [
            (x + 7 * math.sin(step * 1.3 + arm), -58 + step * (9 + 2 * pencil.chance(arm))) for step in range(7)
        ]
        pencil.line(points, 3.2, tint, 0.7, 0.8)
    pencil.blob([(-38, -56), (-34, -84), (0, -102), (34, -84), (38, -56), (18, -62), (0, -56), (-18, -62)], tint, 0.75)
    pencil.blob([(-28, -70), (-20, -90), (2, -97), (0, -82), (-16, -76)], (1, 0.95, 1), 0.95, 0.6)
    pencil.glow(0, -70, 110, tint, 0.35)


def butterfly(pencil: Pencil, colour: Rgb | None) -> None:
    tint = (
        colour or ((0.95, 0.6, 0.15), (0.35, 0.55, 0.95), (0.95, 0.85, 0.3), (0.9, 0.4, 0.6))[int(pencil.chance(1) * 4)]
    )
    for side in (-1, 1):
        pencil.blob([(2 * side, -2), (20 * side, -52), (62 * side, -54), (56 * side, -14)], tint, 0.95)
        pencil.blob([(2 * side, 0), (48 * side, -6), (44 * side, 34), (14 * side, 36)], tint, 0.6)
        pencil.disc(44 * side, -38, 16, 14, (0.98, 0.96, 0.9), 0.95)
    pencil.line([(0, -34), (0, 30)], 7, _DARK, 0.3)


def cow(pencil: Pencil, colour: Rgb | None) -> None:
    """A cow, horned, with patches."""
    hide = colour or ((0.94, 0.92, 0.88), (0.55, 0.34, 0.2))[int(pencil.chance(1) * 2)]
    for points, light in (
        ([(28.0, -40.0), (32.0, -20.0), (30.0, 0.0)], 0.22),
        ([(-34.0, -42.0), (-28.0, -20.0), (-31.0, 0.0)], 0.22),
        ([(34.0, -42.0), (24.0, -20.0), (22.0, 0.0)], 0.48),
        ([(-42.0, -46.0), (-44.0, -22.0), (-42.0, 0.0)], 0.48),
    ):
        leg(pencil, points, 9, hide, light)
    pencil.line([(-53, -70), (-60, -48), (-57, -26)], 3.4, hide, 0.4)
    pencil.blob([(-55, -56), (-53, -76), (-20, -80), (18, -80), (34, -84), (40, -94), (56, -94), (62, -84), (76, -68), (70, -60), (56, -64),
                 (46, -54), (38, -38), (0, -32), (-40, -36)], hide, 0.5)  # fmt: skip
    patch: Rgb = (0.2, 0.17, 0.16) if hide[0] > 0.8 else (0.9, 0.85, 0.78)
    for x, y, wide, tall in ((-30, -62, 30, 26), (6, -68, 24, 18), (26, -50, 20, 18)):
        pencil.disc(x, y, wide, tall, patch, 0.6)
    for side in (-1, 1):
        pencil.line([(48 + 4 * side, -94), (48 + 13 * side, -103), (48 + 9 * side, -110)], 3.2, (0.93, 0.9, 0.8), 0.8)
    pencil.disc(58, -82, 4, 4, _DARK, 0.4)
