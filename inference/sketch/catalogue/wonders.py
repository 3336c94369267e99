"""Lights and marvels: lanterns, fire, crystals, portals, floating islands, waterfalls, volcanoes,
caves and great trees.

Each function draws one thing 100 units tall, its foot (or middle, where it floats) at (0, 0). ``colour`` is what the
phrase asked for, or None.
"""

from __future__ import annotations

import math

from inference.sketch.drawing.easel import LEAVES, THING, Rgb
from inference.sketch.drawing.pencil import Pencil, Points
from inference.sketch.drawing.plants import draw_tree

_FLAME: tuple[Rgb, Rgb, Rgb] = ((0.98, 0.42, 0.12), (1.0, 0.68, 0.22), (1.0, 0.93, 0.62))


def lantern(pencil: Pencil, colour: Rgb | None) -> None:
    """A paper lantern adrift in the air."""
    light = colour or ((1.0, 0.68, 0.3), (1.0, 0.58, 0.28), (1.0, 0.78, 0.42))[int(pencil.chance(1) * 3)]
    pencil.lamp_blob([(-26, -12), (-36, -60), (-24, -96), (0, -102), (24, -96), (36, -60), (26, -12), (0, -6)], light)
    core: Rgb = (min(1, light[0] + 0.1), min(1, light[1] + 0.22), min(1, light[2] + 0.3))
    pencil.lamp_blob([(-15, -14), (-20, -44), (0, -66), (20, -44), (15, -14)], core)
    pencil.glow(0, -50, 210, light, 0.42 + 0.3 * pencil.night)


def firefly(pencil: Pencil, colour: Rgb | None) -> None:
    light = colour or (0.85, 1.0, 0.45)
    pencil.lamp_blob([(-30, 0), (0, -30), (30, 0), (0, 30)], light)
    pencil.glow(0, 0, 330, light, 0.7)


def fire(pencil: Pencil, colour: Rgb | None) -> None:
    for side in (-1, 1):
        pencil.line([(-34 * side, 2), (30 * side, -12)], 10, (0.3, 0.2, 0.14), 0.4)
    for index, (flame, wide, tall) in enumerate(zip(_FLAME, (34, 23, 12), (100, 72, 40), strict=True)):
        lean = (pencil.chance(index) - 0.5) * 16
        shown = colour if colour is not None and index == 0 else flame
        pencil.lamp_blob([(-wide * 0.7, -2), (-wide, -tall * 0.3), (-wide * 0.4, -tall * 0.56), (lean - wide * 0.25, -tall * 0.76),
                          (lean, -tall), (lean + wide * 0.3, -tall * 0.66), (wide * 0.62, -tall * 0.46), (wide, -tall * 0.24),
                          (wide * 0.7, -2)], shown)  # fmt: skip
    for spark in range(7):
        pencil.lamp_blob(
            _dot((pencil.chance(10 + spark) - 0.5) * 80, -80 - 90 * pencil.chance(20 + spark), 2.6), _FLAME[1]
        )
    pencil.glow(0, -40, 330, (1.0, 0.55, 0.2), 0.5 + 0.4 * pencil.night)


def _dot(x: float, y: float, size: float) -> Points:
    return [(x - size, y), (x, y - size), (x + size, y), (x, y + size)]


def crystals(pencil: Pencil, colour: Rgb | None) -> None:
    tint = colour or ((0.62, 0.5, 0.95), (0.4, 0.8, 0.95), (0.95, 0.55, 0.8))[int(pencil.chance(1) * 3)]
    for lean, wide, tall in ((-0.5, 11, 62), (0.52, 11, 66), (-0.22, 14, 84), (0.2, 13, 80), (0.02, 17, 104)):

        def spot(along: float, side: float, lean: float = lean) -> tuple[float, float]:
            return math.sin(lean) * along + math.cos(lean) * side, -math.cos(lean) * along + math.sin(lean) * side

        pencil.shape(
            [spot(0, -wide), spot(tall * 0.78, -wide), spot(tall, 0), spot(tall * 0.78, wide), spot(0, wide)], tint, 0.4
        )
        pencil.shape([spot(0, -wide), spot(tall * 0.78, -wide), spot(tall, 0), spot(tall * 0.7, -wide * 0.2), spot(0, -wide * 0.2)],
                     tint, 1.15)  # fmt: skip
        pencil.line([spot(tall * 0.1, wide * 0.4), spot(tall * 0.74, wide * 0.4)], 1.2, (1, 1, 1), 0.8, 0.6)
    pencil.glow(0, -45, 170, tint, 0.3 + 0.4 * pencil.night)


def portal(pencil: Pencil, colour: Rgb | None) -> None:
    light = colour or (0.45, 0.8, 1.0)
    stone: Rgb = (0.42, 0.4, 0.46)
    pencil.shape([(-62, 4), (-54, -8), (54, -8), (62, 4)], stone, 0.6)
    pencil.disc(0, -54, 92, 104, stone, 0.4)
    pencil.disc(-2, -55, 86, 98, stone, 0.8)
    pencil.lamp_blob([(34 * math.cos(k * 0.785), -54 + 40 * math.sin(k * 0.785)) for k in range(8)], light)
    for ring in range(4):
        size = 0.8 - 0.19 * ring
        pale: Rgb = tuple(part + (1 - part) * 0.24 * (ring + 1) for part in light)  # type: ignore[assignment]
        shift = 5 * math.sin(ring * 2.1)
        pencil.lamp_blob([(shift + 34 * size * math.cos(k * 0.785 + ring), -54 + 40 * size * math.sin(k * 0.785 + ring) * (1 + 0.1 * (k % 2)))
                          for k in range(8)], pale)  # fmt: skip
    pencil.glow(0, -54, 230, light, 0.6)


def floating_island(pencil: Pencil, colour: Rgb | None) -> None:
    """An island in the air: grass and trees above, rock hanging below; (0, 0) is the tip of the rock."""
    rock = pencil.course.colour("rock", pencil.here.x)
    ground = colour or pencil.course.colour("ground", pencil.here.x)
    pencil.rough([(-84, -58), (-62, -40), (-52, -24), (-30, -18), (-16, -4), (0, 2), (8, -8), (28, -14), (40, -30), (64, -38), (86, -58)],
                 rock, 0.28)  # fmt: skip
    pencil.rough([(-84, -58), (-62, -40), (-52, -24), (-30, -18), (-22, -34), (-34, -50)], rock, 0.8)
    pencil.rough([(-10, -52), (-16, -4), (0, 2), (4, -22), (14, -50)], rock, 0.55)
    for root in range(6):
        x = -50 + 20 * root
        pencil.line([(x, -34), (x + 3, -20 + 8 * pencil.chance(root)), (x - 2, -10)], 1.2, (0.3, 0.3, 0.2), 0.4, 0.7)
    pencil.material = LEAVES
    pencil.blob(
        [(-90, -57), (-60, -66), (-20, -69), (24, -68), (66, -65), (90, -57), (50, -51), (0, -49), (-52, -51)],
        ground,
        0.85,
    )
    pencil.material = THING
    pencil.shape([(58, -58), (66, -58), (70, 20), (60, 24)], (0.85, 0.93, 0.97), 0.9, 0.8)
    kind = "blossom" if pencil.chance(8) < 0.4 else ("conifer" if pencil.snow > 0.4 else "broadleaf")
    for index, (x, size) in enumerate(((-48, 0.34), (-20, 0.46), (8, 0.3), (36, 0.4))):
        with pencil.within(x, -62, size):
            if index == 1 and pencil.chance(9) < 0.5:
                from inference.sketch.catalogue.buildings import house

                house(pencil, None)
            else:
                draw_tree(pencil, kind)


def waterfall(pencil: Pencil, colour: Rgb | None) -> None:
    """Cliffs with water falling between them into spray."""
    rock = pencil.course.colour("rock", pencil.here.x)
    water: Rgb = colour or (0.84, 0.92, 0.97)
    pencil.rough(
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
    pencil.rough([(-74, 4), (-66, -52), (-50, -86), (-26, -98), (-30, -60), (-44, -20), (-46, 4)], rock, 0.85)
    pencil.rough([(20, -92), (34, -102), (44, -88), (36, -50), (30, -48)], rock, 0.7)
    pencil.material = LEAVES
    for x, y in ((-52, -86), (-34, -98), (40, -101), (56, -80), (28, -98)):
        pencil.disc(x, y, 22, 12, pencil.course.colour("leaf", pencil.here.x), 0.6)
    pencil.material = THING
    pencil.shape([(-17, -93), (19, -95), (17, -40), (24, 2), (-22, 2), (-15, -42)], water, 0.62)
    for streak in range(11):
        fall = -15.0 + 3.1 * streak
        pencil.line([(fall, -93), (fall + (pencil.chance(streak) - 0.5) * 3, -46), (fall * 1.25, 0)], 1.7, water,
                    0.45 if streak % 2 else 1.15, 0.8)  # fmt: skip
    for puff in range(9):
        pencil.disc(-34 + 8.5 * puff, 2 - 4 * pencil.chance(20 + puff), 24, 13, (0.95, 0.98, 1.0), 0.95, 0.5)


def volcano(pencil: Pencil, colour: Rgb | None) -> None:
    rock: Rgb = (0.34, 0.27, 0.28)
    lava = colour or (1.0, 0.45, 0.12)
    for puff in range(10):
        x, y = 6 + puff * 8 + 10 * math.sin(puff * 1.7), -104 - 10 * puff
        pencil.disc(x, y, 30 + 9 * puff, 24 + 7 * puff, (0.35, 0.31, 0.33), 0.55 - 0.02 * puff, 0.62 - 0.045 * puff)
    pencil.rough(
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
    pencil.rough(
        [(-140, 6), (-92, -30), (-52, -66), (-22, -99), (-16, -88), (-36, -50), (-64, -18), (-80, 6)], rock, 0.8
    )
    pencil.lamp_blob([(-20, -96), (0, -90), (22, -97), (0, -86)], (1.0, 0.8, 0.36))
    for points, wide in (
        ([(-6.0, -91.0), (-14.0, -68.0), (-8.0, -46.0), (-24.0, -20.0), (-20.0, 2.0)], 4.4),
        ([(8.0, -91.0), (16.0, -70.0), (30.0, -52.0), (34.0, -30.0)], 3.4),
        ([(-14.0, -68.0), (-32.0, -44.0), (-46.0, -30.0)], 2.6),
    ):
        pencil.lamp_line(points, wide, lava)
    for spark in range(12):
        turn = -math.pi * (0.2 + 0.6 * pencil.chance(spark))
        away = 12 + 34 * pencil.chance(30 + spark)
        pencil.lamp_blob(_dot(math.cos(turn) * away, -96 + math.sin(turn) * away, 1.4), (1.0, 0.7, 0.3))
    pencil.glow(0, -98, 120, lava, 0.75)
    pencil.glow(-8, -50, 90, lava, 0.3)


def cave(pencil: Pencil, colour: Rgb | None) -> None:
    rock = colour or (0.42, 0.38, 0.37)
    pencil.rough(
        [(-120, 4), (-108, -46), (-74, -84), (-26, -102), (32, -98), (82, -76), (112, -40), (122, 4)], rock, 0.36
    )
    pencil.rough([(-120, 4), (-108, -46), (-74, -84), (-26, -102), (-40, -76), (-66, -48), (-70, 4)], rock, 0.85)
    pencil.blob([(-48, 4), (-46, -34), (-26, -60), (4, -66), (32, -54), (48, -24), (50, 4)], (0.07, 0.06, 0.09), 0.5)
    for index in range(4):
        pencil.rough(
            [(-30 + 18 * index, -58), (-25 + 18 * index, -38 + 8 * pencil.chance(index)), (-20 + 18 * index, -60)],
            rock,
            0.4,
        )
    pencil.glow(2, -20, 60, (1.0, 0.62, 0.3), 0.35)


def great_tree(pencil: Pencil, colour: Rgb | None) -> None:
    """One old tree, wide and rooted."""
    bark: Rgb = (0.36, 0.26, 0.19)
    pencil.blob(
        [(-30, 3), (-13, -8), (-9, -30), (-11, -50), (11, -50), (9, -28), (14, -8), (32, 3), (0, -1)], bark, 0.4
    )
    pencil.blob([(-26, 2), (-11, -9), (-8, -30), (-9, -48), (-3, -46), (-3, -20), (-8, -4)], bark, 0.85)
    for end in ((-46, -62), (-24, -76), (24, -78), (48, -60)):
        pencil.line([(0, -42), (end[0] * 0.5, end[1] * 0.82), end], 4.6, bark, 0.4)
    kind = "autumn" if pencil.course.at("autumn", pencil.here.x) > 0.4 else "broadleaf"
    if colour is not None and colour[0] > 0.85 and colour[2] > 0.5:
        kind = "blossom"
    for x, y, size in ((-40, -34, 0.62), (40, -32, 0.62), (-16, -40, 0.72), (20, -42, 0.7), (0, -30, 0.66)):
        with pencil.within(x, y + 22, size):
            draw_tree(pencil, kind, crown_only=True)
