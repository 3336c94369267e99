"""What is built to serve: railway station, airport, greenhouse, warehouse, dam, observatory, prison, stalls, stairs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws, height_of

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext


_BRICK: Rgb = (0.66, 0.36, 0.27)
_STONE: Rgb = (0.68, 0.66, 0.62)
_CONCRETE: Rgb = (0.74, 0.74, 0.72)
_SLATE: Rgb = (0.32, 0.36, 0.42)
_GLASS: Rgb = (0.6, 0.78, 0.84)
_STEEL: Rgb = (0.6, 0.64, 0.68)
_WHITE: Rgb = (0.95, 0.95, 0.92)
_DARK: Rgb = (0.16, 0.17, 0.2)
_WOOD: Rgb = (0.55, 0.37, 0.22)
_TILE: Rgb = (0.72, 0.33, 0.22)
_AWNING: Rgb = (0.83, 0.22, 0.2)
_WATER: Rgb = (0.75, 0.88, 0.95)


def _windows(draw: DrawContext, left: float, right: float, many: int, y: float, wide: float, tall: float) -> None:
    for number in range(many):
        x = left + (right - left) * (number + 0.5) / many - wide / 2
        draw.box(x, y, wide, tall, _SLATE, 0.45)
        draw.box(x, y, wide * 0.4, tall, _GLASS, 0.75)
        if draw.night > 0.3 and draw.chance(17 * number + round(-y)) < 0.7:
            draw.window(x, y, wide, tall)


@draws(
    Kind("station", "building", words="station railway-station train-station bus-station terminus", needs_shore=False),
    Placement("ground", height=height_of(9), breadth=2.2, most=1),
)
def station(draw: DrawContext, colour: Rgb | None) -> None:
    """A long hall with arched windows, a clock in its gable and a roof over the platform."""
    brick = colour or _BRICK
    draw.box(-108, 0, 216, 46, brick, 0.6)
    draw.box(-108, -4, 216, 4, _STONE, 0.6)
    draw.shape([(-114, -44), (-100, -62), (100, -62), (114, -44)], _SLATE, 0.6)
    for side in (-1, 1):
        for number in range(3):
            x = side * (44 + 24 * number)
            draw.blob([(x - 8, -8), (x - 8, -28), (x, -36), (x + 8, -28), (x + 8, -8)], _GLASS, 0.5)
            draw.line([(x, -8), (x, -34)], 1.4, _WHITE, 0.8)
            if draw.night > 0.3:
                draw.window(x - 6, -10, 12, 18)
    draw.box(-30, 0, 60, 70, brick, 0.75)
    draw.shape([(-36, -68), (0, -98), (36, -68)], _SLATE, 0.7)
    draw.shape([(-26, -69), (0, -90), (26, -69)], brick, 0.85)
    draw.disc(0, -62, 27, 27, _WHITE, 0.95)
    draw.disc(0, -62, 21, 21, _WHITE, 0.75)
    draw.line([(0, -62), (0, -70)], 2, _DARK, 0.3)
    draw.line([(0, -62), (6, -59)], 2, _DARK, 0.3)
    draw.blob([(-16, 0), (-16, -28), (0, -42), (16, -28), (16, 0)], _DARK, 0.6)
    draw.box_lamp(-12, -2, 10, 24, (1.0, 0.86, 0.55)) if draw.night > 0.3 else draw.box(-12, -2, 10, 24, _GLASS, 0.5)
    draw.box_lamp(2, -2, 10, 24, (1.0, 0.86, 0.55)) if draw.night > 0.3 else draw.box(2, -2, 10, 24, _GLASS, 0.4)
    for side in (-1, 1):
        draw.shape([(side * 32, -38), (side * 118, -34), (side * 118, -39), (side * 32, -44)], _WHITE, 0.75)
        for x in (60, 88, 114):
            draw.line([(side * x, 0), (side * x, -36)], 2, _SLATE, 0.5)


@draws(
    Kind("airport", "building", words="airport airfield air-terminal terminal control-tower", needs_shore=False),
    Placement("ground", height=height_of(16), breadth=2.4, most=1),
)
def airport(draw: DrawContext, colour: Rgb | None) -> None:
    """A control tower over a hall of glass."""
    draw.shape([(-118, 0), (-118, -30), (-60, -42), (40, -36), (118, -30), (118, 0)], colour or _WHITE, 0.7)
    draw.shape([(-110, -4), (-110, -24), (110, -24), (110, -4)], _GLASS, 0.55)
    for number in range(14):
        draw.line([(-104 + 16 * number, -4), (-104 + 16 * number, -24)], 1.6, _WHITE, 0.7)
    if draw.night > 0.3:
        _windows(draw, -104, 104, 13, -6, 11, 16)
    draw.shape([(44, 0), (48, -72), (66, -72), (70, 0)], _CONCRETE, 0.75)
    draw.shape([(60, 0), (60, -72), (66, -72), (70, 0)], _CONCRETE, 0.45)
    draw.shape([(44, -72), (38, -88), (76, -88), (70, -72)], _GLASS, 0.5)
    draw.box(36, -87, 42, 5, _WHITE, 0.85)
    draw.box(42, -70, 30, 4, _WHITE, 0.6)
    draw.line([(57, -92), (57, -100)], 1.6, _DARK, 0.5)
    if draw.night > 0.3:
        draw.box_lamp(45, -75, 24, 9, (1.0, 0.9, 0.65))
    draw.disc(57, -99, 3.4, 3.4, _AWNING, 0.9)


@draws(
    Kind("warehouse", "building", words="warehouse hangar depot storehouse storage-hall", needs_shore=False),
    Placement("ground", height=height_of(9), breadth=1.8, most=2),
)
def warehouse(draw: DrawContext, colour: Rgb | None) -> None:
    """A hall of sheet iron with a wide rolling door."""
    sheet = colour or (0.5, 0.58, 0.64)
    draw.shape([(-88, 0), (-88, -62), (0, -92), (88, -62), (88, 0)], sheet, 0.65)
    for number in range(21):
        x = -80 + 8 * number
        draw.line([(x, -2), (x, -62 - 30 * (1 - abs(x) / 88))], 1.2, sheet, 0.4 if number % 2 else 0.95)
    draw.shape([(-94, -60), (0, -93), (94, -60), (94, -67), (0, -100), (-94, -67)], _SLATE, 0.6)
    draw.box(-36, 0, 72, 54, _DARK, 0.5)
    for slat in range(5):
        draw.box(-34, -32 - 4.4 * slat, 68, 3.6, _STEEL, 0.85)
    for x, y in ((-26, 0), (-8, 0), (-18, -14), (12, 0)):
        draw.box(x, y, 16, 14, (0.74, 0.55, 0.33), 0.75)
        draw.line([(x, y - 7), (x + 16, y - 7)], 1.4, _WOOD, 0.5)
    for side in (-1, 1):
        _windows(draw, side * 62 - 18, side * 62 + 18, 2, -34, 12, 12)


@draws(
    Kind("dam", "building", words="dam weir dyke reservoir-dam"),
    Placement("ground", height=height_of(5), breadth=2.6, most=1, alone=1.0),
)
def dam(draw: DrawContext, colour: Rgb | None) -> None:
    """A curved wall of concrete, water through three of its gates."""
    wall = colour or _CONCRETE
    draw.shape([(-130, 0), (-130, -88), (130, -88), (130, 0)], wall, 0.55)
    for number in range(9):
        x = -130 + 30 * number
        draw.shape([(x, 0), (x + 5, -88), (x + 15, -88), (x + 18, 0)], wall, 0.85 - 0.05 * number)
    for number in range(3):
        x = -52 + 42 * number
        draw.box(x, -54, 20, 20, _DARK, 0.4)
        draw.shape([(x + 1, -56), (x - 6, 0), (x + 28, 0), (x + 19, -56)], _WATER, 0.85)
        draw.shape([(x + 5, -56), (x + 2, 0), (x + 9, 0), (x + 9, -56)], (1, 1, 1), 1.0)
        for foam in range(4):
            draw.disc(x - 4 + 10 * foam, -3, 15, 10, (1, 1, 1), 0.9, 0.8)
    draw.box(-134, -88, 268, 6, wall, 0.95)
    for number in range(18):
        draw.line([(-128 + 15 * number, -94), (-128 + 15 * number, -100)], 1.4, _SLATE, 0.6)
    draw.line([(-132, -99), (132, -99)], 1.6, _SLATE, 0.6)


@draws(
    Kind("observatory", "building", words="observatory planetarium", needs_shore=False, mood="wondrous"),
    Placement("ground", height=height_of(11), breadth=1.0, most=2),
)
def observatory(draw: DrawContext, colour: Rgb | None) -> None:
    """A white dome, its slit open to the sky and the telescope in it."""
    wall = colour or _WHITE
    draw.box(-44, 0, 88, 44, wall, 0.65)
    draw.box(-44, 0, 16, 44, wall, 0.95)
    draw.box(24, 0, 20, 44, wall, 0.4)
    half = [(46 * math.cos(math.pi * n / 16), -46 - 50 * math.sin(math.pi * n / 16)) for n in range(17)]
    draw.shape(half, _STEEL, 0.65)
    draw.shape([(-46, -46), *[(x, y) for x, y in reversed(half) if x < -12], (-22, -46)], _STEEL, 1.0)
    draw.shape([(2, -47), (8, -95), (20, -91), (22, -47)], _DARK, 0.35)
    draw.line([(8, -60), (27, -93)], 8, _WHITE, 0.8)
    draw.line([(24, -88), (28, -96)], 10, _SLATE, 0.6)
    draw.box(-49, -43, 98, 6, _STEEL, 0.85)
    draw.box(-8, 0, 16, 26, _WOOD, 0.5)
    for x in (-34, 20):
        _windows(draw, x, x + 14, 1, -16, 10, 14)


@draws(
    Kind("prison", "building", words="prison penitentiary prison-camp", needs_shore=False, mood="eerie"),
    Placement("ground", height=height_of(11), breadth=2.0, most=1),
)
def prison(draw: DrawContext, colour: Rgb | None) -> None:
    """High walls, windows with bars, a tower to watch from."""
    stone = colour or (0.52, 0.52, 0.52)
    draw.box(-70, 0, 140, 66, stone, 0.6)
    for row in range(2):
        for number in range(7):
            x, y = -64 + 19 * number, -22 - 22 * row
            draw.box(x, y, 12, 13, _DARK, 0.4)
            if draw.night > 0.3 and draw.chance(9 * row + number) < 0.4:
                draw.window(x, y, 12, 13)
            for bar in range(3):
                draw.line([(x + 3 + 3 * bar, y), (x + 3 + 3 * bar, y - 13)], 1.2, _STEEL, 0.7)
    draw.box(-74, -64, 148, 6, stone, 0.85)
    for side, light in ((-1, 0.8), (1, 0.5)):
        x = side * 82
        draw.box(x - 11, 0, 22, 78, stone, light)
        draw.box(x - 15, -78, 30, 12, _GLASS, 0.5)
        draw.shape([(x - 18, -90), (x, -100), (x + 18, -90)], _SLATE, 0.6)
    draw.box(-100, 0, 200, 20, stone, 0.75)
    draw.box(-15, 0, 30, 32, stone, 0.4)
    draw.box(-11, 0, 22, 27, _DARK, 0.7)
    for bar in range(4):
        draw.line([(-8 + 5.3 * bar, 0), (-8 + 5.3 * bar, -27)], 1.6, _STEEL, 0.8)
    for loop in range(17):
        draw.disc(-96 + 12 * loop, -23, 9, 7, _STEEL, 0.7, 0.45)


def _awning(draw: DrawContext, left: float, right: float, top: float, low: float, cloth: Rgb) -> None:
    many = 8
    wide = (right - left) / many
    for number in range(many):
        x, shade = left + wide * number, cloth if number % 2 == 0 else _WHITE
        inner = (left + right) / 2
        up = [(inner + (at - inner) * 0.86, top) for at in (x + wide, x)]
        draw.shape([(x, low), (x + wide, low), *up], shade, 0.8)
        draw.disc(x + wide / 2, low, wide, wide * 0.7, shade, 0.6)


@draws(
    Kind("shop", "building", needs_shore=False,
         words="shop store supermarket grocery convenience-store bakery pharmacy corner-shop boutique"),
    Placement("ground", height=height_of(6), breadth=1.3, most=5, flips=False),
)  # fmt: skip
def shop(draw: DrawContext, colour: Rgb | None) -> None:
    """A striped awning over a shop window full of goods, rooms above."""
    wall = (0.88, 0.8, 0.64)
    draw.box(-58, 0, 116, 92, wall, 0.7)
    draw.box(-63, -92, 126, 8, _TILE, 0.7)
    _windows(draw, -52, 52, 3, -64, 16, 20)
    draw.box(-52, -6, 68, 36, _DARK, 0.6)
    draw.box(-49, -9, 62, 30, _GLASS, 0.85)
    if draw.night > 0.3:
        draw.box_lamp(-49, -9, 62, 30, (1.0, 0.87, 0.58))
    for number in range(6):
        shade = ((0.85, 0.3, 0.25), (0.95, 0.75, 0.3), (0.4, 0.65, 0.3))[number % 3]
        draw.disc(-43 + 10 * number, -14, 9, 9, shade, 0.8)
        draw.box(-46 + 10 * number, -26, 6, 6 + 5 * draw.chance(number), shade, 0.6)
    draw.line([(-49, -24), (13, -24)], 1.6, _WOOD, 0.6)
    draw.box(22, 0, 26, 42, _WOOD, 0.6)
    draw.box(26, -16, 18, 22, _GLASS, 0.8)
    _awning(draw, -60, 60, -60, -44, colour or _AWNING)


@draws(
    Kind("staircase", "building", words="stair stairway flight-of-stairs stone-stairs escalator doorstep",
         needs_shore=False, several=1, top=0.36),
    Placement("ground", height=height_of(2.6), breadth=1.4, most=2, alone=1.0),
)  # fmt: skip
def staircase(draw: DrawContext, colour: Rgb | None) -> None:
    """A flight that rises to the right, with a rail."""
    stone = colour or _STONE
    for number in range(8):
        x, up = -66 + 16 * number, 8.4 * (number + 1)
        draw.box(x, 0, 132 - 16 * number, up, stone, 0.45)
        draw.box(x, -up + 8.4, 2.6, 8.4, stone, 0.3)
        draw.box(x - 1.5, -up, 19, 2.6, stone, 1.0)
    for number in range(5):
        x, y = -60 + 30 * number, -10 - 15.4 * number
        draw.line([(x, y), (x, y - 28)], 2.4, _DARK, 0.5)
    draw.line([(-66, -34), (-60, -38), (60, -99), (66, -100)], 3.6, _WOOD, 0.7)


@draws(
    Kind("balcony", "building", words="balcony terrace porch veranda", needs_shore=False),
    Placement("wall", height=height_of(4.4), breadth=0.95, most=3, flips=False),
)
def balcony(draw: DrawContext, colour: Rgb | None) -> None:
    """A piece of a house front with a glass door behind a railing with flowers."""
    draw.box(-46, 0, 92, 98, colour or (0.87, 0.75, 0.58), 0.7)
    draw.box(-50, -94, 100, 6, _TILE, 0.75)
    draw.box(-20, -30, 40, 54, _WOOD, 0.5)
    for x in (-17, 1):
        draw.box(x, -32, 16, 48, _GLASS, 0.6)
        if draw.night > 0.3:
            draw.window(x, -32, 16, 48)
    for side in (-1, 1):
        draw.box(side * 27 - 6, -30, 12, 54, (0.3, 0.5, 0.42), 0.7)
        draw.shape([(side * 30, -22), (side * 30, -8), (side * 36, -22)], _STONE, 0.5)
    draw.box(-48, -22, 96, 8, _STONE, 0.85)
    for bar in range(16):
        draw.line([(-45 + 6 * bar, -30), (-45 + 6 * bar, -52)], 1.5, _DARK, 0.5)
    draw.line([(-47, -53), (47, -53)], 3, _DARK, 0.6)
    for number in range(12):
        left = -42 + 7.6 * number
        draw.disc(left, -40 - 5 * draw.chance(number), 9, 8, (0.25, 0.5, 0.25), 0.6)
        draw.disc(left + 1, -45 + 4 * draw.chance(number + 30), 6, 6, (0.9, 0.3, 0.4), 0.85)


@draws(
    Kind("stall", "building", words="stall market-stall kiosk newsstand food-stall fruit-stand booth",
         needs_shore=False),
    Placement("ground", height=height_of(2.5), breadth=1.2, most=6, flips=False),
)  # fmt: skip
def stall(draw: DrawContext, colour: Rgb | None) -> None:
    """Fruit in boxes under a striped cloth."""
    for x in (-50, 46):
        draw.box(x, 0, 4, 84, _WOOD, 0.6)
    draw.box(-54, 0, 108, 34, _WOOD, 0.6)
    for plank in range(5):
        draw.line([(-54, -7 * plank), (54, -7 * plank)], 1.2, _WOOD, 0.3)
    draw.box(-57, -34, 114, 5, _WOOD, 0.9)
    for box, shade in enumerate(((0.86, 0.2, 0.18), (0.95, 0.66, 0.2), (0.5, 0.7, 0.25), (0.95, 0.85, 0.3))):
        left = -52 + 27 * box
        for number in range(7):
            draw.disc(
                left + 4 + 4 * number, -43 - (5 if number % 2 else 0), 9, 9, shade, 0.65 + 0.3 * draw.chance(number)
            )
        draw.box(left - 1, -37, 25, 7, (0.74, 0.55, 0.33), 0.8)
    _awning(draw, -62, 62, -99, -76, colour or _AWNING)


@draws(
    Kind("greenhouse", "building", words="greenhouse glasshouse hothouse conservatory orangery", needs_shore=False),
    Placement("ground", height=height_of(4), breadth=1.7, most=2),
)
def greenhouse(draw: DrawContext, colour: Rgb | None) -> None:
    """Panes in a white frame, plants behind them."""
    frame = colour or _WHITE
    draw.shape([(-80, 0), (-80, -56), (-62, -94), (62, -94), (80, -56), (80, 0)], _GLASS, 0.75)
    for number in range(9):
        x, tall = -68 + 17 * number, 22 + 26 * draw.chance(number)
        green = (0.24 + 0.2 * draw.chance(number + 20), 0.5, 0.24)
        draw.blob([(x - 10, -4), (x - 12, -tall * 0.6), (x, -tall), (x + 12, -tall * 0.6), (x + 10, -4)], green, 0.6)
        draw.disc(x + 3, -tall + 8, 6, 6, (0.85, 0.3, 0.3), 0.8)
    for number in range(9):
        x = -80 + 20 * number
        draw.line([(x, 0), (x, -56), (x * 0.775, -94)] if abs(x) < 80 else [(x, 0), (x, -56)], 2.2, frame, 0.8)
    for side in (-1, 1):
        draw.line([(side * 80, -56), (side * 62, -94)], 3, frame, 0.8)
    for y, half in ((-56, 81), (-94, 63), (-28, 80), (-75, 71)):
        draw.line([(-half, y), (half, y)], 2.6, frame, 0.85)
    draw.box(-82, 0, 164, 10, _BRICK, 0.6)
    draw.box(-12, 0, 24, 50, frame, 0.7)
    draw.box(-9, -3, 18, 43, _GLASS, 0.9)
    draw.glow(0, -50, 90, (1.0, 0.9, 0.55), 0.25 * draw.night)
