"""Sights that fill a strip: canyons, great waves, icebergs, giant mushrooms, rockets, camps, graves and broken towers.

Each function draws one of them 100 units tall, its foot or waterline at (0, 0).
``colour`` is what the phrase asked for, or None.
"""

from __future__ import annotations

import math

from inference.sketch.drawing.easel import LEAVES, THING, Rgb
from inference.sketch.drawing.pencil import Pencil, Points
from inference.sketch.drawing.plants import draw_tree

_FOAM: Rgb = (0.96, 0.98, 1.0)


def canyon(pencil: Pencil, colour: Rgb | None) -> None:
    """A gorge seen along its length: stepped walls on both sides, strata, a river winding out of it."""
    rock = colour or (0.8, 0.43, 0.26)
    for far, (inner, top, light) in enumerate(((10, -74, 0.72), (22, -90, 0.6), (36, -102, 0.5))):
        for side in (-1, 1):
            jut = 8 * pencil.chance(10 + far * 2 + (side > 0))
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
            pencil.rough(wall, pale, shade, 40 * far + (side > 0))
            for layer in range(6):
                y = top * (0.14 + 0.14 * layer)
                pencil.line(
                    [(side * (inner + 8), y), (side * (inner + 26), y + 1), (side * (inner + 44), y - 1)],
                    1.3,
                    pale,
                    shade * 0.55,
                    0.7,
                )
    water: Rgb = (0.35, 0.62, 0.72)
    pencil.blob(
        [(-3, -3), (4, -3), (8, 2), (-4, 8), (20, 15), (64, 26), (-24, 26), (-30, 15), (-12, 8), (-6, 2)], water, 0.9
    )
    pencil.line([(0, 1), (2, 8), (-4, 16), (12, 24)], 1.6, _FOAM, 0.95, 0.7)


def wave(pencil: Pencil, colour: Rgb | None) -> None:
    """A breaking wave, curling to the right, foam at its lip."""
    water = colour or (0.13, 0.4, 0.52)
    pencil.blob([(-190, 8), (-128, -14), (-80, -52), (-36, -88), (8, -100), (50, -90), (74, -64), (66, -48), (52, -60), (26, -66), (2, -50),
                 (-2, -24), (22, 0), (80, 8), (20, 14), (-100, 14)], water, 0.55)  # fmt: skip
    pencil.blob([(-2, -24), (2, -50), (26, -66), (46, -60), (24, -48), (16, -26), (30, -4), (16, 2)], water, 0.2)
    for line in range(6):
        shift = 13.0 * line
        pencil.line([(-150 + shift, 4), (-84 + shift * 0.9, -42 + 3 * line), (-30 + shift * 0.7, -80 + 5 * line), (10 + shift * 0.3, -92 + 7 * line)],
                    2.4, (0.35, 0.66, 0.74), 0.9, 0.75)  # fmt: skip
    for fleck in range(30):
        part = fleck / 29
        turn = -2.3 + 3.1 * part
        x, y = 22 + 48 * math.cos(turn), -58 + 40 * math.sin(turn)
        size = 8 + 10 * pencil.chance(fleck)
        pencil.disc(
            x + 8 * (pencil.chance(40 + fleck) - 0.5),
            y + 8 * (pencil.chance(80 + fleck) - 0.5),
            size,
            size * 0.8,
            _FOAM,
            0.95,
        )
    for fleck in range(26):
        x = -10 + 110 * pencil.chance(120 + fleck)
        pencil.disc(x, 8 - 14 * pencil.chance(160 + fleck), 13, 7, _FOAM, 0.95, 0.9)


def island(pencil: Pencil, colour: Rgb | None) -> None:
    """A small island: a hill, a beach around it, palms or firs on it."""
    green = colour or pencil.course.colour("leaf", pencil.here.x)
    rock = pencil.course.colour("rock", pencil.here.x)
    pencil.blob([(-150, 4), (-120, -6), (0, -10), (120, -6), (150, 4), (60, 8), (-60, 8)], (0.93, 0.83, 0.6), 0.85)
    pencil.rough([(-112, 0), (-86, -22), (-48, -44), (-16, -62), (14, -56), (52, -34), (92, -18), (116, 0)], rock, 0.45)
    pencil.material = LEAVES
    pencil.blob(
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
    pencil.blob([(-100, -8), (-80, -24), (-46, -44), (-14, -62), (-6, -40), (-50, -18)], green, 1.0)
    pencil.material = THING
    tree = "conifer" if pencil.snow > 0.4 else "palm"
    for x, y, size in ((-70, -26, 0.42), (-34, -44, 0.46), (0, -58, 0.5), (40, -40, 0.42), (76, -20, 0.4)):
        with pencil.within(x, y, size):
            draw_tree(pencil, tree)


def iceberg(pencil: Pencil, colour: Rgb | None) -> None:
    ice = colour or (0.86, 0.94, 0.99)
    pencil.shape(
        [(-96, 2), (-78, -34), (-52, -52), (-34, -92), (-8, -100), (12, -70), (38, -78), (62, -40), (84, -26), (98, 2)],
        ice,
        0.5,
    )
    pencil.shape([(-96, 2), (-78, -34), (-52, -52), (-34, -92), (-8, -100), (-20, -52), (-36, -20), (-30, 2)], ice, 1.0)
    pencil.shape([(12, -70), (38, -78), (30, -40), (44, 2), (10, 2), (2, -40)], ice, 0.85)
    pencil.shape([(-96, 2), (-90, -6), (90, -6), (98, 2)], (0.4, 0.7, 0.85), 0.8)


def giant_mushroom(pencil: Pencil, colour: Rgb | None) -> None:
    """A mushroom as tall as a house, its cap spotted, gills lit from below by night."""
    cap = colour or ((0.8, 0.22, 0.18), (0.56, 0.36, 0.72), (0.84, 0.5, 0.24))[int(pencil.chance(1) * 3)]
    stem: Rgb = (0.93, 0.88, 0.77)
    pencil.blob([(-13, 2), (-9, -28), (-11, -62), (11, -62), (9, -28), (15, 2)], stem, 0.5)
    pencil.blob([(-13, 1), (-9, -28), (-11, -60), (-3, -60), (-4, -28), (-5, 1)], stem, 0.9)
    pencil.blob([(-14, -44), (0, -38), (14, -44), (12, -52), (-12, -52)], stem, 0.8)
    pencil.blob([(-56, -58), (0, -50), (56, -58), (0, -68)], (0.86, 0.76, 0.66), 0.4)
    pencil.blob(
        [
            (-60, -57),
            (-50, -82),
            (-22, -99),
            (0, -102),
            (22, -99),
            (50, -82),
            (60, -57),
            (30, -60),
            (0, -62),
            (-30, -60),
        ],
        cap,
        0.5,
    )
    pencil.blob([(-54, -62), (-46, -82), (-20, -96), (4, -98), (-6, -82), (-26, -66)], cap, 0.95)
    for x, y, size in ((-34, -76, 13), (-10, -88, 12), (16, -82, 14), (38, -70, 10), (-2, -70, 9), (-48, -64, 7)):
        pencil.disc(x, y, size, size * 0.72, (0.98, 0.95, 0.88), 0.9)
    pencil.glow(
        0, -62, 90, (min(1.0, cap[0] + 0.3), min(1.0, cap[1] + 0.3), min(1.0, cap[2] + 0.3)), 0.12 + 0.5 * pencil.night
    )


def rocket(pencil: Pencil, colour: Rgb | None) -> None:
    hull = colour or (0.92, 0.92, 0.94)
    pencil.shape([(-10, -12), (-24, 4), (-22, -24), (-11, -40)], (0.8, 0.22, 0.2), 0.6)
    pencil.shape([(10, -12), (24, 4), (22, -24), (11, -40)], (0.8, 0.22, 0.2), 0.35)
    pencil.blob([(-11, -6), (-14, -46), (-9, -80), (0, -102), (9, -80), (14, -46), (11, -6)], hull, 0.5)
    pencil.blob([(-11, -6), (-14, -46), (-9, -80), (-1, -100), (-3, -46), (-3, -6)], hull, 0.95)
    pencil.shape([(-7.6, -84), (0, -102), (7.6, -84)], (0.8, 0.22, 0.2), 0.7)
    pencil.disc(0, -60, 12, 12, (0.25, 0.4, 0.55), 0.7)
    pencil.lamp_blob([(-8, -6), (-11, 14), (0, 44), (11, 14), (8, -6)], (1.0, 0.6, 0.2))
    pencil.lamp_blob([(-4, -6), (-5, 10), (0, 26), (5, 10), (4, -6)], (1.0, 0.93, 0.6))
    pencil.glow(0, 14, 120, (1.0, 0.6, 0.25), 0.7)


def tent(pencil: Pencil, colour: Rgb | None) -> None:
    cloth = colour or ((0.85, 0.74, 0.52), (0.7, 0.36, 0.26), (0.45, 0.55, 0.42))[int(pencil.chance(1) * 3)]
    pencil.shape([(-70, 2), (-8, -100), (6, -100), (74, 2)], cloth, 0.42)
    pencil.shape([(-70, 2), (-8, -100), (0, -96), (-22, 2)], cloth, 0.92)
    pencil.shape([(-22, 2), (0, -84), (20, 2)], (0.16, 0.12, 0.1), 0.4)
    pencil.line([(-14, -110), (4, -96)], 2.4, (0.35, 0.26, 0.18), 0.5)
    pencil.line([(12, -110), (-6, -96)], 2.4, (0.35, 0.26, 0.18), 0.5)
    if pencil.night > 0.3:
        pencil.glow(0, -20, 90, (1.0, 0.68, 0.32), 0.5 * pencil.night)


def grave(pencil: Pencil, colour: Rgb | None) -> None:
    """A headstone or a cross, a little aslant."""
    stone = colour or (0.62, 0.62, 0.62)
    lean = 14 * (pencil.chance(1) - 0.5)
    if pencil.chance(2) < 0.4:
        pencil.shape([(-9, 2), (-9 + lean, -98), (9 + lean, -98), (9, 2)], stone, 0.6)
        pencil.shape(
            [(-32 + lean * 0.7, -62), (-32 + lean * 0.7, -78), (32 + lean * 0.7, -78), (32 + lean * 0.7, -62)],
            stone,
            0.8,
        )
        return
    pencil.blob(
        [
            (-34, 3),
            (-34 + lean * 0.6, -60),
            (-22 + lean, -90),
            (lean, -98),
            (22 + lean, -90),
            (34 + lean * 0.6, -60),
            (34, 3),
        ],
        stone,
        0.5,
    )
    pencil.blob([(-32, 0), (-32 + lean * 0.6, -60), (-20 + lean, -87), (lean, -95), (-12, -60), (-18, 0)], stone, 0.88)
    for row in (-62, -50, -38):
        pencil.line([(-14 + lean * 0.6, row), (18 + lean * 0.6, row)], 3, stone, 0.2)


def ruined_tower(pencil: Pencil, colour: Rgb | None) -> None:
    """A tower broken off aslant, a breach in its side, its stones around its foot."""
    stone = colour or (0.6, 0.56, 0.52)
    pencil.shape(
        [(-16, 1), (-13, -62), (-12, -94), (-7, -86), (-4, -92), (1, -74), (6, -70), (8, -56), (13, -50), (16, 1)],
        stone,
        0.42,
    )
    pencil.shape([(-16, 1), (-13, -62), (-12, -94), (-7, -86), (-4, -90), (-4, -40), (-5, 1)], stone, 0.85)
    pencil.shape([(8, 1), (7, -55), (13, -50), (16, 1)], stone, 0.18)
    pencil.shape([(-3, -52), (1, -64), (6, -60), (5, -46), (0, -42)], (0.1, 0.1, 0.13), 0.3)
    pencil.blob([(-4, 1), (-4, -12), (0, -17), (4, -12), (4, 1)], (0.1, 0.1, 0.13), 0.3)
    for row in range(10):
        pencil.box(-11 + 16 * pencil.chance(30 + row), -6 - 6.4 * row, 5, 1.8, stone, 0.25)
    for x, size in ((-30, 9), (-22, 6), (22, 10), (31, 7), (40, 5), (-40, 5)):
        pencil.shape([(x - size, 3), (x - size * 0.7, -size * 0.8), (x + size * 0.4, -size), (x + size, 3)], stone, 0.5)
    for root in (-10, 9):
        pencil.line([(root, -2), (root + 3, -18), (root - 2, -34)], 2.6, (0.25, 0.4, 0.2), 0.5, 0.9)


def road(pencil: Pencil, colour: Rgb | None) -> None:
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
        pencil.blob(left + right[::-1], earth, light, alpha)


def smoke(pencil: Pencil, colour: Rgb | None) -> None:
    """A plume that leans with the wind."""
    grey = colour or (0.62, 0.61, 0.62)
    for puff in range(14):
        part = puff / 13
        x = 60 * part**1.4 + 7 * math.sin(puff * 1.9)
        pencil.disc(x, -100 * part, 14 + 46 * part, 11 + 30 * part, grey, 0.75 - 0.2 * (puff % 2), 0.5 - 0.3 * part)
