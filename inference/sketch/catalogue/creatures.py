"""Living things: birds, fish, whales, deer, wolves, horses, sheep, dragons and people.

Each function draws one creature 100 units tall, facing right, its foot (or middle, where it flies or swims) at (0, 0).
``colour`` is what the phrase asked for, or None. Silhouettes are our own, drawn as smooth outlines.
"""

from __future__ import annotations

import math

from inference.sketch.drawing.easel import Rgb
from inference.sketch.drawing.pencil import Pencil, Points


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


def leg(pencil: Pencil, points: Points, wide: float, coat: Rgb, light: float) -> None:
    pencil.blob(ribbon(points, [wide * 1.5, wide, wide * 0.7]), coat, light)


def bird(pencil: Pencil, colour: Rgb | None) -> None:
    """A bird on the wing, seen against the sky; wings at a hashed beat."""
    coat = colour or ((0.95, 0.95, 0.93) if pencil.chance(1) < 0.45 else (0.2, 0.2, 0.24))
    beat = 20 + 42 * pencil.chance(2)
    far = [(-4.0, -4.0), (-26.0, -beat * 0.9), (-64.0, -beat * 0.55), (-30.0, -beat * 0.45), (-6.0, 6.0)]
    near = [(2.0, -3.0), (22.0, -beat), (66.0, -beat * 0.7), (28.0, -beat * 0.5), (8.0, 7.0)]
    pencil.blob(far, coat, 0.4)
    pencil.blob([(-24, 7), (-8, -6), (14, -7), (26, 0), (12, 8), (-8, 9)], coat, 0.6)
    pencil.blob(near, coat, 0.85)


def fish(pencil: Pencil, colour: Rgb | None) -> None:
    coat = (
        colour
        or ((0.95, 0.62, 0.3), (0.75, 0.82, 0.88), (0.92, 0.82, 0.36), (0.5, 0.7, 0.9))[int(pencil.chance(1) * 4)]
    )
    pencil.blob([(-62, 0), (-86, -26), (-78, 0), (-86, 26)], coat, 0.5)
    pencil.blob([(-66, 0), (-30, -24), (18, -30), (60, -4), (20, 26), (-30, 20)], coat, 0.5)
    pencil.blob([(-50, -6), (-20, -22), (20, -28), (48, -8), (0, -6)], coat, 0.95)
    pencil.blob([(-20, -24), (0, -46), (22, -28)], coat, 0.7)
    pencil.disc(40, -8, 8, 8, (0.08, 0.08, 0.1), 0.5)


def whale(pencil: Pencil, colour: Rgb | None) -> None:
    """A whale at length; things.py tilts it out of the sea or lets it swim."""
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
    pencil.blob(ribbon(spine, [8, 15, 32, 58, 74, 66, 20]), coat, 0.48)
    pencil.blob([(-176, -58), (-206, -92), (-182, -84), (-168, -70), (-150, -88), (-128, -90), (-152, -66)], coat, 0.5)
    pencil.blob([(-100, -44), (-40, -64), (24, -78), (78, -66), (40, -56), (-40, -50)], coat, 0.9)
    pencil.blob([(104, -30), (84, -8), (30, -6), (-24, -14), (20, -22), (70, -26)], pale, 0.55)
    for groove in range(4):
        pencil.line(
            [(92 - 6 * groove, -20 + 3 * groove), (40, -12 + 2.4 * groove), (-4, -14 + 2 * groove)], 1.2, coat, 0.4
        )
    pencil.blob([(26, -16), (6, 12), (-22, 34), (-14, 8), (2, -14)], coat, 0.35)
    pencil.disc(78, -36, 4, 4, (0.05, 0.05, 0.07), 0.4)


def deer(pencil: Pencil, colour: Rgb | None) -> None:
    coat = colour or (0.58, 0.4, 0.25)
    for points, light in (
        ([(16.0, -42.0), (11.0, -20.0), (13.0, 0.0)], 0.22),
        ([(-18.0, -44.0), (-24.0, -22.0), (-20.0, 0.0)], 0.22),
        ([(21.0, -42.0), (22.0, -20.0), (20.0, 0.0)], 0.5),
        ([(-25.0, -46.0), (-33.0, -23.0), (-29.0, 0.0)], 0.5),
    ):
        leg(pencil, points, 4.6, coat, light)
    pencil.blob([(-36, -50), (-26, -58), (-4, -56), (16, -58), (25, -72), (29, -83), (36, -84), (49, -76), (47, -72), (38, -70),
                 (33, -60), (27, -42), (4, -36), (-20, -37), (-33, -42)], coat, 0.5)  # fmt: skip
    pencil.blob([(-32, -52), (-20, -56), (0, -54), (18, -57), (8, -49), (-16, -47)], coat, 0.95)
    pencil.blob([(-36, -50), (-42, -45), (-38, -41)], (0.92, 0.88, 0.8), 0.8)
    pencil.blob([(30, -82), (22, -90), (28, -88), (34, -84)], coat, 0.6)
    bone: Rgb = (0.85, 0.76, 0.6)
    for lean in (-1, 1):
        base = (32.0, -84.0)
        tip = (30 + 11 * lean, -112.0)
        middle = (26 + 12 * lean, -98.0)
        pencil.line([base, middle, tip], 1.9, bone, 0.7)
        pencil.line([middle, (middle[0] + 9, -110)], 1.5, bone, 0.7)
        pencil.line([(28 + 8 * lean, -91), (38 + 6 * lean, -99)], 1.4, bone, 0.7)


def wolf(pencil: Pencil, colour: Rgb | None) -> None:
    coat = colour or (0.42, 0.42, 0.45)
    for points, light in (
        ([(20.0, -34.0), (26.0, -16.0), (24.0, 0.0)], 0.2),
        ([(-26.0, -36.0), (-22.0, -17.0), (-26.0, 0.0)], 0.2),
        ([(26.0, -36.0), (18.0, -16.0), (15.0, 0.0)], 0.48),
        ([(-33.0, -38.0), (-43.0, -20.0), (-39.0, 0.0)], 0.48),
    ):
        leg(pencil, points, 6.5, coat, light)
    pencil.blob(ribbon([(-38.0, -48.0), (-58.0, -42.0), (-76.0, -24.0)], [10, 16, 4]), coat, 0.4)
    pencil.blob([(-42, -50), (-24, -58), (4, -56), (24, -62), (34, -76), (38, -92), (44, -79), (52, -74), (72, -62), (68, -57),
                 (48, -55), (38, -46), (30, -32), (0, -32), (-24, -36), (-40, -38)], coat, 0.48)  # fmt: skip
    pencil.blob([(-36, -52), (-14, -56), (10, -54), (28, -62), (36, -74), (30, -56), (4, -46), (-22, -46)], coat, 0.9)
    pencil.disc(50, -68, 3, 3, (0.95, 0.8, 0.3), 0.9)


def horse(pencil: Pencil, colour: Rgb | None) -> None:
    coat = colour or ((0.46, 0.29, 0.18), (0.85, 0.82, 0.78), (0.2, 0.17, 0.17))[int(pencil.chance(1) * 3)]
    hair: Rgb = (coat[0] * 0.55, coat[1] * 0.5, coat[2] * 0.5)
    for points, light in (
        ([(20.0, -46.0), (33.0, -26.0), (24.0, -8.0)], 0.22),
        ([(-24.0, -48.0), (-17.0, -24.0), (-24.0, 0.0)], 0.22),
        ([(26.0, -46.0), (24.0, -22.0), (20.0, 0.0)], 0.48),
        ([(-31.0, -50.0), (-43.0, -27.0), (-39.0, 0.0)], 0.48),
    ):
        leg(pencil, points, 6.2, coat, light)
    pencil.blob(ribbon([(-38.0, -60.0), (-56.0, -54.0), (-60.0, -28.0)], [6, 11, 3]), hair, 0.5)
    pencil.blob([(-41, -58), (-28, -66), (-4, -62), (16, -66), (28, -84), (34, -97), (40, -98), (46, -92), (62, -76), (58, -70),
                 (48, -73), (42, -76), (36, -58), (31, -46), (4, -41), (-22, -43), (-38, -48)], coat, 0.5)  # fmt: skip
    pencil.blob(
        [(-34, -60), (-18, -63), (4, -60), (18, -64), (30, -82), (34, -80), (24, -58), (0, -52), (-24, -52)], coat, 0.92
    )
    pencil.blob([(38, -99), (28, -90), (16, -68), (14, -62), (22, -66), (32, -84)], hair, 0.6)


def sheep(pencil: Pencil, colour: Rgb | None) -> None:
    wool = colour or (0.94, 0.91, 0.84)
    for x in (-30, -18, 20, 31):
        pencil.line([(x, -34), (x, 0)], 7, (0.25, 0.22, 0.2), 0.4)
    for x, y, size in ((-30, -56, 44), (-4, -64, 50), (24, -58, 44), (0, -44, 58), (-24, -44, 40), (26, -44, 40)):
        pencil.disc(x, y, size, size * 0.86, wool, 0.42)
    for x, y, size in ((-30, -64, 30), (-6, -72, 36), (20, -66, 30)):
        pencil.disc(x, y, size, size * 0.7, wool, 0.95)
    pencil.blob([(42, -72), (60, -66), (66, -48), (54, -44), (44, -54)], (0.25, 0.22, 0.2), 0.5)


def dragon(pencil: Pencil, colour: Rgb | None) -> None:
    """A dragon in flight, 100 units from wing tip to claw."""
    coat = colour or (0.55, 0.18, 0.16)
    skin: Rgb = (coat[0] * 0.8 + 0.16, coat[1] * 0.8 + 0.08, coat[2] * 0.8 + 0.04)
    back_wing = [
        (4.0, -8.0),
        (24.0, -62.0),
        (54.0, -92.0),
        (58.0, -58.0),
        (50.0, -36.0),
        (38.0, -32.0),
        (30.0, -14.0),
        (18.0, -4.0),
    ]
    pencil.shape(back_wing, skin, 0.25)
    spine = [(-122.0, 34.0), (-96.0, 18.0), (-70.0, 24.0), (-42.0, 14.0), (-12.0, -2.0), (22.0, -2.0), (46.0, -18.0), (64.0, -38.0),
             (82.0, -44.0)]  # fmt: skip
    pencil.blob(ribbon(spine, [2, 6, 10, 18, 27, 25, 15, 11, 9]), coat, 0.45)
    pencil.blob(ribbon([(x, y - 4) for x, y in spine[2:8]], [3, 6, 9, 9, 6, 4]), coat, 0.95)
    pencil.shape([(-122, 34), (-138, 24), (-134, 38), (-142, 48), (-124, 40)], coat, 0.5)
    pencil.blob([(76, -52), (88, -53), (106, -42), (104, -38), (88, -37), (76, -38)], coat, 0.6)
    pencil.shape([(88, -38), (103, -34), (90, -33)], coat, 0.35)
    pencil.line([(80, -51), (66, -62)], 3, (0.9, 0.84, 0.66), 0.7)
    pencil.line([(84, -52), (73, -66)], 2.4, (0.9, 0.84, 0.66), 0.7)
    pencil.disc(90, -46, 3.4, 3, (1.0, 0.86, 0.3), 1.0)
    wing = [(-8.0, -8.0), (-18.0, -56.0), (-50.0, -98.0), (-70.0, -70.0), (-92.0, -58.0), (-72.0, -46.0), (-66.0, -26.0), (-46.0, -28.0),
            (-34.0, -6.0), (-20.0, -12.0), (6.0, 2.0)]  # fmt: skip
    pencil.shape(wing, skin, 0.62)
    for tip in ((-92, -58), (-66, -26), (-34, -6)):
        pencil.line([(-50, -97), ((-50 + tip[0]) / 2 - 2, (-97 + tip[1]) / 2), tip], 1.8, coat, 0.35)
    pencil.line([(-6, -6), (-18, -56), (-50, -98)], 4.6, coat, 0.6)
    for x, y in ((-26, 16), (16, 10)):
        pencil.line([(x, y - 4), (x + 7, y + 10), (x - 3, y + 16)], 4, coat, 0.4)
    if pencil.chance(3) < 0.6:
        pencil.lamp_blob(
            [(104, -38), (128, -46), (160, -30), (172, -14), (140, -20), (120, -28)], (1.0, 0.55, 0.16), 0.85
        )
        pencil.lamp_blob([(106, -38), (126, -42), (150, -27), (128, -30)], (1.0, 0.88, 0.46), 0.95)
        pencil.glow(134, -32, 80, (1.0, 0.5, 0.15), 0.6)


def person(pencil: Pencil, colour: Rgb | None) -> None:
    """A traveller in a cloak, with a staff now and then."""
    cloak = (
        colour
        or ((0.56, 0.2, 0.18), (0.2, 0.3, 0.45), (0.66, 0.52, 0.26), (0.25, 0.36, 0.26), (0.42, 0.28, 0.44))[
            int(pencil.chance(1) * 5)
        ]
    )
    if pencil.chance(2) < 0.45:
        pencil.line([(27, 0), (24, -96)], 3, (0.36, 0.26, 0.18), 0.5)
    pencil.line([(-7, -20), (-9, 0)], 8, (0.22, 0.18, 0.17), 0.35)
    pencil.line([(8, -20), (10, 0)], 8, (0.22, 0.18, 0.17), 0.45)
    pencil.blob([(-20, -10), (-17, -48), (-11, -74), (0, -80), (11, -74), (17, -46), (22, -10), (0, -6)], cloak, 0.38)
    pencil.blob([(-20, -11), (-17, -48), (-10, -72), (-3, -70), (-6, -30), (-8, -9)], cloak, 0.9)
    pencil.disc(1, -86, 19, 21, (0.82, 0.62, 0.48), 0.6)
    pencil.blob([(-11, -80), (-10, -95), (0, -102), (9, -97), (8, -90), (-3, -88), (-5, -78)], cloak if pencil.chance(3) < 0.5
                else (0.24, 0.17, 0.13), 0.55)  # fmt: skip
