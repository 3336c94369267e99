"""What knights and armies carry or push before them: sword, shield, spear, helmet, armour, catapult, cannon, tank."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws, height_of

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext


_STEEL: Rgb = (0.72, 0.75, 0.79)
_IRON: Rgb = (0.24, 0.25, 0.28)
_WOOD: Rgb = (0.5, 0.33, 0.2)
_BRASS: Rgb = (0.86, 0.68, 0.32)


@draws(
    Kind(
        "sword", "object", words="sword weapon blade rapier sabre saber longsword excalibur katana cutlass", several=2
    ),
    Placement("ground", height=height_of(1.1), breadth=0.35),
)
def sword(draw: DrawContext, colour: Rgb | None) -> None:
    """Upright, its point in the ground."""
    steel = colour or _STEEL
    draw.shape([(-4.5, -66), (-3.6, -10), (0, 0), (3.6, -10), (4.5, -66)], steel, 0.45)
    draw.shape([(-4.5, -66), (-3.6, -10), (0, 0), (0, -66)], steel, 1.0)
    draw.line([(0, -64), (0, -16)], 1, _IRON, 0.7)
    draw.blob([(-17, -66), (-18, -71), (0, -70), (18, -71), (17, -66), (0, -64)], _BRASS, 0.75)
    draw.box(-2.6, -70, 5.2, 22, (0.42, 0.2, 0.16), 0.6)
    for turn in range(4):
        draw.line([(-2.6, -73 - 5 * turn), (2.6, -75 - 5 * turn)], 1, _BRASS, 0.9)
    draw.disc(0, -95, 9, 9, _BRASS, 0.85)
    draw.disc(-1.4, -96.4, 3.6, 3.6, _BRASS, 1.0)


@draws(
    Kind("shield", "object", words="shield buckler", several=2),
    Placement("ground", height=height_of(0.9), breadth=0.8),
)
def shield(draw: DrawContext, colour: Rgb | None) -> None:
    """Quartered in two colours, with a rim of steel."""
    field = colour or (0.7, 0.16, 0.18)
    other: Rgb = (0.93, 0.88, 0.74)
    outline = [(-40.0, -96.0), (0.0, -100.0), (40.0, -96.0), (40.0, -50.0), (24.0, -18.0), (0.0, 0.0), (-24.0, -18.0),
               (-40.0, -50.0)]  # fmt: skip
    draw.shape(outline, _STEEL, 0.8)
    inner = [(x * 0.87, -51 + (y + 51) * 0.88) for x, y in outline]
    draw.shape(inner, field, 0.6)
    draw.shape([(0, -94), (34.8, -90.6), (34.8, -50), (0, -50)], other, 0.75)
    draw.shape([(0, -50), (-34.8, -50), (-20.9, -22), (0, -6)], other, 0.95)
    draw.shape([(-34.8, -90.6), (0, -94), (0, -50), (-34.8, -50)], field, 0.9)
    draw.disc(0, -50, 18, 18, _BRASS, 0.6)
    draw.disc(-2, -52, 9, 9, _BRASS, 1.0)


@draws(
    Kind("spear", "object", words="spear lance javelin pike harpoon halberd trident", several=3),
    Placement("ground", height=height_of(2.2), breadth=0.12),
)
def spear(draw: DrawContext, colour: Rgb | None) -> None:
    draw.line([(0, 0), (0, -84)], 2.4, _WOOD, 0.5)
    draw.line([(-0.7, 0), (-0.7, -84)], 0.9, _WOOD, 0.95)
    draw.shape([(-3.4, -87), (0, -100), (3.4, -87), (0, -81)], colour or _STEEL, 0.5)
    draw.shape([(-3.4, -87), (0, -100), (0, -81)], colour or _STEEL, 1.0)
    draw.line([(-1.6, -81), (1.6, -81)], 2, _BRASS, 0.8)


@draws(
    Kind("armour", "object", words="armour armor suit-of-armour suit-of-armor breastplate",
         irregular={"suits-of-armour": "suit-of-armour"}),
    Placement("ground", height=height_of(1.8), breadth=0.5, most=4),
)  # fmt: skip
def armour(draw: DrawContext, colour: Rgb | None) -> None:
    """A suit of plates that stands by itself, with a plume."""
    plate = colour or _STEEL
    for x, light in ((-8, 0.75), (8, 0.45)):
        draw.blob([(x - 6, -46), (x - 5, -24), (x - 4, -4), (x - 6, 0), (x + 7, 0), (x + 4, -5), (x + 5, -24),
                   (x + 6, -46)], plate, light)  # fmt: skip
        draw.disc(x, -24, 9, 8, plate, min(1.0, light + 0.2))
    for side, light in ((-1, 0.7), (1, 0.35)):
        x = side * 19
        draw.blob([(x - 4, -74), (x - 5, -54), (x - 4, -40), (x + 4, -40), (x + 5, -54), (x + 4, -74)], plate, light)
        draw.disc(x - side * 2, -75, 15, 13, plate, min(1.0, light + 0.25))
    draw.blob([(-16, -78), (-15, -58), (-11, -44), (11, -44), (15, -58), (16, -78), (0, -82)], plate, 0.5)
    draw.blob([(-15, -77), (-13, -58), (-9, -48), (-2, -50), (-2, -80)], plate, 0.9)
    draw.line([(-12, -48), (12, -48)], 3, (0.42, 0.22, 0.14), 0.6)
    draw.blob([(2, -98), (-6, -108), (-16, -104), (-20, -92), (-12, -98), (-2, -96)], (0.76, 0.16, 0.18), 0.8)
    draw.blob([(-9, -82), (-10, -94), (0, -100), (10, -94), (9, -82)], plate, 0.6)
    draw.blob([(-9, -84), (-9, -94), (-1, -99), (-3, -84)], plate, 0.98)
    draw.line([(-7, -91), (9, -91)], 2.4, (0.08, 0.08, 0.1), 0.4)


@draws(
    Kind("cannon", "object", words="cannon artillery mortar cannonball", smokes=True, several=3),
    Placement("ground", height=height_of(1.3), breadth=1.9, alone=1.0),
)
def cannon(draw: DrawContext, colour: Rgb | None) -> None:
    barrel = colour or _IRON
    draw.shape([(-92, 0), (-86, -12), (6, -46), (14, -34), (-60, 0)], _WOOD, 0.55)
    draw.shape([(-48, -48), (-52, -62), (-44, -76), (80, -98), (88, -92), (88, -78), (80, -72)], barrel, 0.45)
    draw.shape([(-50, -62), (-44, -76), (80, -98), (82, -92), (-40, -66)], barrel, 1.0)
    draw.disc(84, -84, 9, 22, (0.08, 0.08, 0.1), 0.3)
    draw.disc(-55, -60, 12, 12, barrel, 0.7)
    for x, y in ((-24, -66), (20, -74), (58, -80)):
        draw.line([(x - 3, y - 13), (x + 2, y + 14)], 4, barrel, 0.75)
    for spoke in range(8):
        turn = spoke * math.pi / 4
        draw.line([(0, -34), (32 * math.cos(turn), -34 + 32 * math.sin(turn))], 5, _WOOD, 0.75)
    rim = [(32 * math.cos(step * math.pi / 8), -34 + 32 * math.sin(step * math.pi / 8)) for step in range(17)]
    draw.line(rim, 7, _WOOD, 0.55)
    draw.disc(0, -34, 14, 14, _IRON, 0.8)
    for x, y in ((56, -8), (72, -8), (64, -21)):
        draw.disc(x, y, 16, 16, _IRON, 0.5)
        draw.disc(x - 3, y - 3, 6, 6, _IRON, 1.0)


@draws(
    Kind("battle_tank", "vehicle", words="tank army-tank battle-tank armoured-car", smokes=True),
    Placement("ground", height=height_of(2.4), breadth=2.0, alone=1.0),
)
def battle_tank(draw: DrawContext, colour: Rgb | None) -> None:
    """A tank whose gun points right."""
    coat = colour or (0.38, 0.42, 0.26)
    draw.blob([(-86, -20), (-78, -4), (-64, 0), (64, 0), (80, -5), (90, -22), (82, -36), (-80, -36)], _IRON, 0.4)
    for wheel in range(6):
        x = -62 + 25 * wheel
        draw.disc(x, -16, 24, 24, _IRON, 0.8)
        draw.disc(x, -16, 12, 12, coat, 0.6)
    draw.shape([(-94, -32), (-84, -54), (76, -54), (98, -34), (90, -29)], coat, 0.55)
    draw.shape([(-88, -46), (-84, -55), (76, -55), (84, -47)], coat, 0.95)
    draw.line([(36, -70), (116, -76)], 7, coat, 0.45)
    draw.line([(36, -72), (116, -78)], 2, coat, 1.0)
    draw.box(110, -71, 10, 11, _IRON, 0.6)
    draw.blob([(-46, -54), (-44, -78), (-32, -88), (26, -88), (42, -74), (44, -54)], coat, 0.5)
    draw.blob([(-44, -60), (-42, -78), (-30, -87), (20, -87), (10, -78), (-26, -74)], coat, 0.9)
    draw.disc(-8, -89, 30, 9, coat, 0.75)
    draw.line([(-36, -84), (-42, -118)], 1.4, _IRON, 0.6)


@draws(
    Kind("pistol", "object", words="pistol gun revolver handgun"),
    Placement("table", height=height_of(0.25), breadth=1.5),
)
def pistol(draw: DrawContext, colour: Rgb | None) -> None:
    """An old pistol with a curved wooden grip and a flint lock."""
    draw.blob([(-74, -4), (-66, -40), (-40, -66), (-6, -74), (30, -74), (30, -58), (0, -56), (-30, -46), (-46, -4),
               (-60, 2)], _WOOD, 0.65)  # fmt: skip
    draw.blob([(-68, -12), (-60, -40), (-38, -60), (-14, -68), (-34, -52), (-54, -20)], _WOOD, 1.0)
    draw.line([(-20, -75), (74, -79)], 11, colour or _STEEL, 0.5)
    draw.line([(-20, -78), (74, -82)], 4, colour or _STEEL, 1.0)
    draw.line([(28, -68), (60, -72)], 7, _WOOD, 0.5)
    draw.line([(-22, -76), (-30, -94), (-20, -98)], 5, _IRON, 0.6)
    draw.line([(-14, -58), (-18, -40), (2, -38), (8, -56)], 3.4, (0.85, 0.66, 0.3), 0.8)
    draw.disc(-59, -4, 26, 12, (0.85, 0.66, 0.3), 0.8)
