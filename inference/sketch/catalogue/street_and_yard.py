"""What stands along streets, in yards and harbours: lamp posts, fences, gates, walls, wells, barrels, carts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws, height_of

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext


_WOOD: Rgb = (0.56, 0.37, 0.22)
_DARK_WOOD: Rgb = (0.4, 0.26, 0.16)
_IRON: Rgb = (0.22, 0.24, 0.27)
_STONE: Rgb = (0.62, 0.6, 0.56)


@draws(
    Kind("lamp_post", "object", words="lamp-post lamppost street-lamp streetlight street-light streetlamp"),
    Placement("ground", height=height_of(3.6), breadth=0.25, glow=1.0),
)
def lamp_post(draw: DrawContext, colour: Rgb | None) -> None:
    iron = colour or _IRON
    draw.shape([(-7, 0), (-5, -8), (-2.4, -12), (-1.6, -76), (1.6, -76), (2.4, -12), (5, -8), (7, 0)], iron, 0.45)
    draw.line([(-1.2, -12), (-0.9, -76)], 1, iron, 1.0)
    draw.line([(-7, -70), (7, -70)], 1.6, iron, 0.7)
    draw.shape([(-6, -78), (-8, -92), (8, -92), (6, -78)], (0.9, 0.86, 0.66), 0.9)
    if draw.night > 0.2:
        draw.lamp_blob([(-5.4, -78.5), (-7, -91.5), (7, -91.5), (5.4, -78.5)], (1.0, 0.85, 0.5))
    draw.shape([(-10, -92), (0, -100), (10, -92)], iron, 0.6)
    for x in (-6.6, 0, 6.6):
        draw.line([(x * 0.9, -78), (x * 1.15, -92)], 0.9, iron, 0.5)
    draw.glow(0, -85, 55, (1.0, 0.82, 0.45), 0.8 * draw.night)


@draws(
    Kind("fence", "object", words="fence picket-fence railing handrail"),
    Placement("ground", height=height_of(1.0), breadth=2.6, alone=1.0),
)
def fence(draw: DrawContext, colour: Rgb | None) -> None:
    paint = colour or (0.88, 0.86, 0.8)
    for y in (-30, -68):
        draw.box(-128, y, 256, 8, paint, 0.45)
    for picket in range(11):
        x = -124 + 24 * picket
        tall = 92 + 6 * draw.chance(picket)
        draw.shape([(x - 7, 0), (x - 7, -tall + 10), (x, -tall), (x + 7, -tall + 10), (x + 7, 0)], paint, 0.6)
        draw.shape([(x - 7, 0), (x - 7, -tall + 10), (x, -tall), (x - 2, 0)], paint, 0.95)


@draws(
    Kind("gate", "building", words="gate city-gate garden-gate iron-gate", needs_shore=False),
    Placement("ground", height=height_of(3.0), breadth=1.1, most=2),
)
def gate(draw: DrawContext, colour: Rgb | None) -> None:
    """Two leaves of wrought iron between pillars of stone."""
    iron = colour or _IRON
    for bar in range(12):
        x = -33 + 6 * bar
        high = 60 + 16 * math.cos(x / 34 * math.pi / 2)
        draw.line([(x, -3), (x, -high)], 1.8, iron, 0.65)
        draw.shape([(x - 2, -high), (x, -high - 7), (x + 2, -high)], iron, 0.9)
    for y in (-8, -34, -54):
        draw.line([(-36, y), (36, y)], 2.4, iron, 0.6)
    draw.line([(0, -3), (0, -72)], 3.2, iron, 0.35)
    draw.disc(4, -36, 4, 4, (0.85, 0.68, 0.35), 0.9)
    for side, light in ((-1, 0.75), (1, 0.6)):
        x = side * 45
        draw.box(x - 9, 0, 18, 84, _STONE, light)
        draw.box(x + 3, 0, 6, 84, _STONE, light - 0.35)
        for course in range(7):
            draw.line([(x - 9, -12 - 11 * course), (x + 9, -12 - 11 * course)], 0.9, _STONE, 0.3)
        draw.box(x - 12, -84, 24, 5, _STONE, 0.9)
        draw.disc(x, -94, 12, 12, _STONE, 0.7)
        draw.disc(x - 2, -96, 6, 6, _STONE, 1.0)


@draws(
    Kind("wall", "building", words="wall stone-wall brick-wall garden-wall city-wall rampart", needs_shore=False),
    Placement("ground", height=height_of(1.8), breadth=2.4, most=3, alone=1.0),
)
def wall(draw: DrawContext, colour: Rgb | None) -> None:
    """Courses of uneven stones under a coping."""
    stone = colour or _STONE
    draw.box(-118, 0, 236, 90, stone, 0.25)
    for row in range(6):
        x, number = -118.0, 40 * row
        while x < 117:
            wide = min(18 + 20 * draw.chance(number), 118 - x)
            light = 0.5 + 0.4 * draw.chance(number + 900)
            draw.box(x + 0.8, -1 - 15 * row, wide - 1.6, 13.4, stone, light)
            draw.line([(x + 1, -14 - 15 * row), (x + wide - 1, -14 - 15 * row)], 1.2, stone, min(1.0, light + 0.25))
            x, number = x + wide, number + 1
    draw.box(-122, -90, 244, 10, stone, 0.8)
    draw.line([(-122, -99), (122, -99)], 2, stone, 1.0)


@draws(
    Kind("well", "building", words="well wishing-well water-well", needs_shore=False, mood="calm"),
    Placement("ground", height=height_of(2.4), breadth=0.8, most=2),
)
def well(draw: DrawContext, colour: Rgb | None) -> None:
    """A round wall of stone under a little roof, a bucket on its rope."""
    for x, light in ((-27, 0.7), (23, 0.4)):
        draw.box(x, -30, 5, 46, _DARK_WOOD, light)
    draw.line([(-26, -62), (27, -62)], 4, _WOOD, 0.6)
    draw.line([(0, -62), (0, -46)], 1.4, (0.8, 0.7, 0.5), 0.7)
    draw.shape([(-7, -46), (-5, -34), (5, -34), (7, -46)], _WOOD, 0.8)
    draw.blob([(-34, -2), (-34, -34), (34, -34), (34, -2), (0, 3)], _STONE, 0.4)
    for row in range(3):
        for column in range(6):
            left = -32 + 11.2 * column - (5 if row % 2 else 0)
            if left > -34:
                light = 0.95 - 0.11 * column + 0.1 * draw.chance(6 * row + column)
                draw.box(left, -2 - 11 * row, 10, 9.5, _STONE, min(1.0, light))
    draw.disc(0, -35, 70, 12, _STONE, 0.95)
    draw.disc(0, -35, 54, 8, (0.12, 0.14, 0.18), 0.4)
    draw.shape([(-44, -72), (-6, -100), (6, -100), (44, -72)], colour or (0.6, 0.3, 0.22), 0.75)
    draw.shape([(6, -100), (44, -72), (12, -72)], colour or (0.6, 0.3, 0.22), 0.45)
    draw.line([(-45, -72), (45, -72)], 3, _DARK_WOOD, 0.5)


@draws(
    Kind("barrel", "object", words="barrel keg cask wine-barrel rain-barrel", top=0.95),
    Placement("ground", height=height_of(0.9), breadth=0.75),
)
def barrel(draw: DrawContext, colour: Rgb | None) -> None:
    wood = colour or _WOOD
    for stave in range(6):
        x = -25 + 10 * stave
        light = (0.85, 0.98, 0.75, 0.6, 0.42, 0.28)[stave]
        left, right = x - 5, x + 5
        draw.shape([(left, -2), (left * 1.2, -34), (left * 1.2, -62), (left, -94), (right, -94), (right * 1.2, -62),
                    (right * 1.2, -34), (right, -2)], wood, light)  # fmt: skip
    draw.disc(0, -94, 56, 11, wood, 0.9)
    draw.disc(0, -94, 47, 7, wood, 0.6)
    for y, half in ((-18, 34), (-34, 36.5), (-62, 36.5), (-78, 34)):
        draw.line([(-half, y), (-half * 0.5, y + 3), (half * 0.5, y + 3), (half, y)], 4, _IRON, 0.6)
        draw.line([(-half, y - 1), (-half * 0.5, y + 2), (-half * 0.1, y + 2.4)], 1.4, _IRON, 1.0)


@draws(
    Kind("cart", "vehicle", words="cart wagon hay-cart handcart wheelbarrow covered-wagon carriage horse-cart chariot",
         top=0.72),
    Placement("ground", height=height_of(1.8), breadth=1.5, alone=1.0),
)  # fmt: skip
def cart(draw: DrawContext, colour: Rgb | None) -> None:
    """A two-wheeled cart of boards, its shafts to the right."""
    wood = colour or _WOOD
    draw.line([(30, -46), (70, -44), (110, -36)], 5, _DARK_WOOD, 0.6)
    _spoked_wheel(draw, 12, 60, 0.3)
    draw.shape([(-72, -92), (-60, -44), (46, -44), (60, -92)], wood, 0.45)
    for board in range(3):
        y = -48 - 15 * board
        widen = 4 * board
        draw.shape([(-61 - widen, y), (-64 - widen, y - 13), (50 + widen, y - 13), (47 + widen, y)], wood,
                   0.6 + 0.13 * board)  # fmt: skip
    for x in (-50, -6, 38):
        draw.line([(x, -44), (x * 1.16, -98)], 5, _DARK_WOOD, 0.7)
    draw.line([(-74, -93), (62, -93)], 4, wood, 1.0)
    _spoked_wheel(draw, -14, 66, 0.7)


def _spoked_wheel(draw: DrawContext, x: float, across: float, light: float) -> None:
    half = across / 2
    rim = [(x + half * math.cos(step * math.pi / 8), -half + half * math.sin(step * math.pi / 8)) for step in range(17)]
    draw.line(rim, 6, _DARK_WOOD, light)
    for spoke in range(8):
        turn = spoke * math.pi / 4 + 0.2
        draw.line([(x, -half), (x + half * math.cos(turn), -half + half * math.sin(turn))], 3, _WOOD, light + 0.1)
    draw.disc(x, -half, 13, 13, _IRON, light)


@draws(
    Kind("bench", "object", words="bench park-bench pew", top=0.5),
    Placement("ground", height=height_of(0.9), breadth=1.9, alone=1.0),
)
def bench(draw: DrawContext, colour: Rgb | None) -> None:
    wood = colour or _WOOD
    for x in (-70, 62):
        draw.line([(x + 4, -40), (x + 4, -98)], 6, _IRON, 0.5)
        draw.line([(x - 4, 0), (x + 4, -40), (x + 12, 0)], 6, _IRON, 0.4)
    for y in (-62, -76, -90):
        draw.box(-86, y, 172, 10, wood, 0.7)
        draw.line([(-86, y - 9), (86, y - 9)], 1.6, wood, 1.0)
    draw.shape([(-92, -42), (-84, -54), (84, -54), (92, -42)], wood, 0.95)
    draw.line([(-88, -48), (88, -48)], 1.2, wood, 0.5)
    draw.box(-92, -37, 184, 6, wood, 0.45)


@draws(
    Kind("swing", "object", words="swing playground-swing", mood="joyful"),
    Placement("ground", height=height_of(2.4), breadth=1.1, most=3),
)
def swing(draw: DrawContext, colour: Rgb | None) -> None:
    frame = colour or (0.76, 0.25, 0.2)
    for x in (-44, 44):
        for foot, light in ((-12, 0.85), (12, 0.45)):
            draw.line([(x + foot, 0), (x, -97)], 5, frame, light)
    draw.line([(-48, -97), (48, -97)], 6, frame, 0.95)
    for x, lean in ((-20, 5), (18, -3)):
        for rope in (-8, 8):
            draw.line([(x + rope, -95), (x + rope + lean, -26)], 1.6, (0.8, 0.74, 0.6), 0.7)
        draw.box(x + lean - 11, -22, 22, 5, _WOOD, 0.9)


@draws(
    Kind("signpost", "object", words="signpost sign-post road-sign sign billboard"),
    Placement("ground", height=height_of(2.2), breadth=0.6),
)
def signpost(draw: DrawContext, colour: Rgb | None) -> None:
    """Two boards that point both ways."""
    board = colour or _WOOD
    draw.shape([(-4, 0), (-3, -98), (0, -101), (3, -98), (4, 0)], _DARK_WOOD, 0.5)
    draw.line([(-2.4, 0), (-1.8, -98)], 1.6, _DARK_WOOD, 0.95)
    draw.shape([(-14, -74), (-14, -92), (30, -92), (40, -83), (30, -74)], board, 0.9)
    draw.shape([(14, -50), (14, -66), (-28, -67), (-37, -58), (-28, -50)], board, 0.7)
    for y, left, right in ((-83, -8, 26), (-58, -24, 8)):
        draw.line([(left, y), (right, y)], 2, _DARK_WOOD, 0.3)


@draws(
    Kind("pier", "building", words="pier jetty dock wharf quay landing-stage", needs_shore=True),
    Placement("coast", height=70, breadth=3.2, most=2, alone=1.0),
)
def pier(draw: DrawContext, colour: Rgb | None) -> None:
    """Planks on piles that run out over the water."""
    wood = colour or _WOOD
    for pile in range(7):
        x = -140 + 45 * pile
        draw.box(x, 16, 10, 86, _DARK_WOOD, 0.35)
        draw.box(x, 16, 3, 86, _DARK_WOOD, 0.8)
    draw.shape([(-160, -56), (-140, -72), (150, -72), (160, -56)], wood, 0.95)
    draw.box(-160, -46, 320, 10, wood, 0.45)
    for plank in range(20):
        x = -152 + 16 * plank
        draw.line([(x, -56), (x * 0.94, -72)], 1, wood, 0.4)
    for pile in range(4):
        x = -130 + 84 * pile
        draw.box(x, -60, 8, 36, _DARK_WOOD, 0.6)
        draw.disc(x + 4, -96, 10, 5, _WOOD, 0.95)
    draw.line([(-126, -92), (-84, -80), (-42, -92), (0, -80), (42, -92), (84, -80), (126, -92)], 2.4,
              (0.82, 0.72, 0.5), 0.7)  # fmt: skip


@draws(
    Kind("flag", "object", words="flag banner standard pennant flagpole"),
    Placement("ground", height=height_of(3.2), breadth=0.6),
)
def flag(draw: DrawContext, colour: Rgb | None) -> None:
    """A flag that waves to the right of its pole."""
    cloth = colour or ((0.78, 0.2, 0.2), (0.22, 0.4, 0.64), (0.9, 0.7, 0.26))[int(draw.chance(1) * 3)]
    draw.line([(0, 0), (0, -98)], 2.6, _WOOD, 0.5)
    draw.line([(-0.7, 0), (-0.7, -98)], 0.9, _WOOD, 0.95)
    draw.disc(0, -98, 5, 5, (0.86, 0.68, 0.35), 0.95)
    draw.blob([(1, -95), (16, -98), (34, -92), (54, -95), (52, -78), (54, -62), (34, -59), (16, -65), (1, -62)],
              cloth, 0.6)  # fmt: skip
    draw.blob([(1, -95), (9, -97.5), (16, -97.5), (15, -80), (16, -65), (8, -64.5), (1, -62)], cloth, 0.95)
    draw.blob([(34, -92), (45, -94), (54, -95), (52, -78), (54, -62), (44, -60), (34, -59)], cloth, 0.85)


@draws(
    Kind("cage", "object", words="cage birdcage bird-cage"),
    Placement("ground", height=height_of(0.9), breadth=0.7, most=3),
)
def cage(draw: DrawContext, colour: Rgb | None) -> None:
    bars = colour or (0.8, 0.64, 0.34)
    draw.disc(0, -8, 70, 14, bars, 0.4)
    for bar in range(9):
        x = -32 + 8 * bar
        draw.line([(x, -8), (x, -62), (x * 0.72, -80), (0, -92)], 2, bars, 0.9 - 0.06 * bar)
    for y in (-30, -62):
        draw.line([(-33, y), (-16, y + 3), (16, y + 3), (33, y)], 2.4, bars, 0.8)
    draw.disc(0, -5, 72, 9, bars, 0.75)
    draw.disc(0, -96, 9, 8, bars, 0.95)
    draw.line([(-14, -40), (14, -40)], 2.6, _WOOD, 0.5)
