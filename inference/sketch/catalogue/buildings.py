"""What people built: castles, houses, villages, cities, towers, bridges and ruins.

Each function draws one building 100 units tall, its foot at (0, 0), with the pencil that stands there: walls lit from
the left, windows lit by night. ``colour`` is what the phrase asked for, or None.
Where they stand is things.py's business.
"""

from __future__ import annotations

import math

from inference.sketch.drawing.easel import Rgb
from inference.sketch.drawing.pencil import Pencil

STONE: Rgb = (0.68, 0.63, 0.58)
SLATE: Rgb = (0.33, 0.36, 0.47)
TILE: Rgb = (0.7, 0.33, 0.24)
WOOD: Rgb = (0.47, 0.33, 0.22)
PLASTER: Rgb = (0.9, 0.84, 0.72)
SNOW: Rgb = (0.94, 0.96, 1.0)


def _wall(pencil: Pencil, x: float, y: float, wide: float, tall: float, stone: Rgb) -> None:
    """A round or square wall: shadow on the right, light on the left."""
    pencil.box(x, y, wide, tall, stone, 0.5)
    pencil.box(x, y, wide * 0.38, tall, stone, 0.82)
    pencil.box(x + wide * 0.74, y, wide * 0.26, tall, stone, 0.22)


def _cone(pencil: Pencil, x: float, y: float, wide: float, tall: float, roof: Rgb) -> None:
    """A pointed roof over a wall that is ``wide``; (x, y) is the wall's upper left corner."""
    left, right, middle = x - wide * 0.16, x + wide * 1.16, x + wide / 2
    pencil.shape([(left, y), (middle, y - tall), (right, y)], roof, 0.42)
    pencil.shape([(left, y), (middle, y - tall), (middle - wide * 0.1, y)], roof, 0.92)
    if pencil.snow > 0.05:
        pencil.shape([(left, y), (middle, y - tall), (middle + wide * 0.12, y - tall * 0.35), (middle - wide * 0.2, y)],
                     SNOW, 0.9, pencil.snow)  # fmt: skip


def _battlement(pencil: Pencil, x: float, y: float, wide: float, stone: Rgb, teeth: int) -> None:
    step = wide / (2 * teeth - 1)
    for tooth in range(teeth):
        pencil.box(x + 2 * step * tooth, y, step, step * 1.2, stone, 0.7 if tooth < teeth / 2 else 0.4)


def _turret(pencil: Pencil, x: float, wide: float, tall: float, stone: Rgb, roof: Rgb, spire: float) -> None:
    _wall(pencil, x, 0, wide, tall, stone)
    pencil.box(x - wide * 0.1, -tall, wide * 1.2, wide * 0.24, stone, 0.66)
    _cone(pencil, x - wide * 0.1, -tall - wide * 0.22, wide * 1.2, spire, roof)
    pencil.window(x + wide * 0.38, -tall * 0.68, wide * 0.22, wide * 0.42)


def castle(pencil: Pencil, colour: Rgb | None) -> None:
    stone = colour or STONE
    roof = SLATE if pencil.chance(1) < 0.6 else TILE
    _turret(pencil, 22, 11, 58, stone, roof, 22)
    _turret(pencil, -34, 12, 52, stone, roof, 20)
    _turret(pencil, -8, 16, 70, stone, roof, 28)
    pencil.line([(0, -98), (0, -110)], 0.9, (0.2, 0.2, 0.2), 0.5)
    pencil.shape([(0, -110), (11, -107), (0, -103.5)], (0.82, 0.22, 0.2), 0.8)
    _wall(pencil, -27, 0, 54, 34, stone)
    _battlement(pencil, -27, -34, 54, stone, 8)
    _turret(pencil, -46, 13, 40, stone, roof, 20)
    _turret(pencil, 34, 14, 44, stone, roof, 22)
    for x in (-18, -5, 12, 20):
        pencil.window(x, -19 - 4 * pencil.chance(5 + x), 2.4, 4.6)
    pencil.blob([(-6, 0.5), (-6, -11), (0, -16), (6, -11), (6, 0.5)], (0.2, 0.15, 0.13), 0.4)
    for row in range(5):
        for brick in range(4):
            if pencil.chance(60 + row * 4 + brick) < 0.55:
                pencil.box(-24 + 12 * brick + 3 * (row % 2), -4 - 5.6 * row, 4, 1.6, stone, 0.3)


def house(pencil: Pencil, colour: Rgb | None, roof: Rgb | None = None) -> None:
    wall = colour or (PLASTER if pencil.chance(2) < 0.6 else WOOD)
    tile = roof or (TILE if pencil.chance(3) < 0.55 else (0.42, 0.33, 0.26))
    pencil.box(-48, 0, 96, 52, wall, 0.5)
    pencil.box(-48, 0, 40, 52, wall, 0.85)
    pencil.shape([(-58, -48), (-34, -92), (40, -92), (60, -48)], tile, 0.5)
    pencil.shape([(-58, -48), (-34, -92), (-4, -92), (-12, -48)], tile, 0.85)
    if pencil.snow > 0.05:
        pencil.shape([(-60, -50), (-35, -96), (41, -96), (52, -70), (-20, -66)], SNOW, 0.85, pencil.snow)
    pencil.box(18, -84, 12, 24, (0.55, 0.38, 0.32), 0.5)
    pencil.box(-6, 0, 16, 32, (0.3, 0.2, 0.15), 0.5)
    for x in (-36, 24):
        pencil.window(x, -16, 15, 17)


def village(pencil: Pencil, colour: Rgb | None) -> None:
    places = [(-150, 0.52, -7), (150, 0.5, -8), (-92, 0.62, -4), (98, 0.64, -4), (-36, 0.56, -9), (46, 0.6, -10),
              (-60, 0.8, 4), (66, 0.78, 5), (0, 0.86, 3), (-122, 0.72, 5), (132, 0.7, 6)]  # fmt: skip
    with pencil.within(8, -8, 0.9):
        _wall(pencil, -13, 0, 26, 84, PLASTER)
        _cone(pencil, -13, -84, 26, 62, SLATE)
        pencil.window(-3, -58, 6, 12)
    for index, (x, size, drop) in enumerate(places):
        with pencil.within(x + 14 * (pencil.chance(20 + index) - 0.5), drop, size * 0.62):
            tile = (TILE, (0.56, 0.3, 0.25), (0.45, 0.36, 0.3))[int(pencil.chance(40 + index) * 3)]
            house(pencil, colour or ((0.93, 0.87, 0.76) if index % 3 else (0.8, 0.66, 0.5)), tile)


def city(pencil: Pencil, colour: Rgb | None) -> None:
    """Two rows of towers, the farther paler, with spires, domes and hundreds of windows."""
    base = colour or (0.6, 0.6, 0.68)
    for row, (count, low, much) in enumerate(((15, 34, 66), (13, 18, 44))):
        for index in range(count):
            x = (index - count / 2) * (250 / count) + 8 * (pencil.chance(100 + row * 40 + index) - 0.5)
            near = 1 - abs(x) / 150
            tall = low + much * near * (0.45 + 0.55 * pencil.chance(140 + row * 40 + index))
            wide = 13 + 9 * pencil.chance(180 + row * 40 + index)
            tint = 0.86 + 0.28 * pencil.chance(220 + row * 40 + index)
            wall: Rgb = (base[0] * tint, base[1] * tint, base[2] * tint)
            _wall(pencil, x, 2, wide, tall + 2, wall)
            top = pencil.chance(260 + row * 40 + index)
            if top < 0.34:
                _cone(pencil, x, -tall, wide, wide * (0.8 + top * 3), SLATE if top < 0.2 else (0.3, 0.5, 0.5))
            elif top < 0.5:
                pencil.disc(x + wide / 2, -tall, wide * 0.96, wide * 0.96, (0.75, 0.6, 0.3), 0.7)
                pencil.line([(x + wide / 2, -tall - wide * 0.4), (x + wide / 2, -tall - wide * 0.9)], 0.8, SLATE, 0.5)
            elif top < 0.62:
                pencil.box(x + wide * 0.25, -tall, wide * 0.5, wide * 0.5, wall, 0.6)
            for floor in range(int(tall / 6.5)):
                for light in range(3):
                    if pencil.chance(1000 + row * 3000 + index * 60 + floor * 3 + light) < 0.42:
                        _pane(pencil, x + wide * (0.2 + 0.24 * light), -4 - floor * 6.5, 1.7, 2.9)
    if pencil.night > 0.3:
        pencil.glow(0, -30, 170, (1.0, 0.72, 0.4), 0.34 * pencil.night)


def _pane(pencil: Pencil, x: float, y: float, wide: float, tall: float) -> None:
    if pencil.night > 0.3:
        pencil.box_lamp(x, y, wide, tall, (1.0, 0.82, 0.5))
    else:
        pencil.box(x, y, wide, tall, (0.3, 0.36, 0.46), 0.6)


def tower(pencil: Pencil, colour: Rgb | None) -> None:
    stone = colour or STONE
    pencil.shape([(-13, 1), (-10, -72), (10, -72), (13, 1)], stone, 0.45)
    pencil.shape([(-13, 1), (-10, -72), (-3, -72), (-4, 1)], stone, 0.85)
    pencil.shape([(5, 1), (4.4, -72), (10, -72), (13, 1)], stone, 0.2)
    pencil.box(-13, -71, 26, 6, stone, 0.62)
    _battlement(pencil, -13, -77, 26, stone, 5)
    _cone(pencil, -10, -78, 20, 24, SLATE)
    for x, y in ((-2, -58), (-4, -40), (1, -22)):
        pencil.window(x, y, 3, 6)
    for row in range(9):
        if pencil.chance(30 + row) < 0.7:
            pencil.box(-7 + 8 * pencil.chance(50 + row), -5 - 7 * row, 4.5, 1.6, stone, 0.3)


def lighthouse(pencil: Pencil, colour: Rgb | None) -> None:
    rock = pencil.course.colour("rock", pencil.here.x)
    for edge, wide, tall in (
        (-17.0, 11.0, 9.0),
        (13.0, 13.0, 10.0),
        (-4.0, 12.0, 7.0),
        (22.0, 8.0, 5.0),
        (-25.0, 7.0, 4.0),
    ):
        pencil.shape(
            [
                (edge - wide, 4),
                (edge - wide * 0.7, -tall * 0.6),
                (edge - wide * 0.1, -tall),
                (edge + wide * 0.6, -tall * 0.7),
                (edge + wide, 4),
            ],
            rock,
            0.4,
        )
        pencil.shape(
            [(edge - wide, 4), (edge - wide * 0.7, -tall * 0.6), (edge - wide * 0.1, -tall), (edge - wide * 0.2, 2)],
            rock,
            0.85,
        )
    for band in range(5):
        low, high = -6 - 14.4 * band, -6 - 14.4 * (band + 1)
        wide, thin = 11 - 1.1 * band, 11 - 1.1 * (band + 1)
        paint = (0.95, 0.93, 0.88) if band % 2 == 0 else (colour or (0.8, 0.22, 0.18))
        pencil.shape([(-wide, low), (-thin, high), (thin, high), (wide, low)], paint, 0.45)
        pencil.shape([(-wide, low), (-thin, high), (-thin * 0.1, high), (-wide * 0.1, low)], paint, 0.9)
    pencil.box(-8, -78, 16, 2.6, (0.25, 0.25, 0.3), 0.5)
    pencil.box(-4.6, -80, 9.2, 10, (0.4, 0.42, 0.45), 0.6)
    _cone(pencil, -5.5, -90, 11, 10, (0.72, 0.2, 0.17))
    pencil.box_lamp(-3.2, -81.5, 6.4, 7.5, (1.0, 0.93, 0.66))
    pencil.glow(0, -85, 60 + 60 * pencil.night, (1.0, 0.9, 0.6), 0.4 + 0.5 * pencil.night)
    if pencil.night > 0.3:
        for side in (-1, 1):
            pencil.beam([(0, -85), (side * 140, -97), (side * 140, -72)], (1.0, 0.92, 0.66), 0.5 * pencil.night)


def bridge(pencil: Pencil, colour: Rgb | None) -> None:
    """A stone bridge of three arches, four times as wide as tall."""
    stone = colour or (0.66, 0.6, 0.53)
    arches = []
    for arch in range(3):
        middle, half = -120 + 120 * arch, 46
        arches.append((middle, half))
    deck = [(-215, 8), (-215, -46), (-110, -74), (0, -84), (110, -74), (215, -46), (215, 8)]
    outline: list[tuple[float, float]] = list(deck)
    for middle, half in reversed(arches):
        outline += [(middle + half, 8), (middle + half, -14), (middle + half * 0.72, -38), (middle, -52),
                    (middle - half * 0.72, -38), (middle - half, -14), (middle - half, 8)]  # fmt: skip
    pencil.shape(outline, stone, 0.42)
    for middle, half in arches:
        rim = [(middle + half, 6), (middle + half, -14), (middle + half * 0.72, -38), (middle, -52),
               (middle - half * 0.72, -38), (middle - half, -14), (middle - half, 6)]  # fmt: skip
        pencil.line([(float(x), float(y)) for x, y in rim], 5, stone, 0.85)
    top = [(-218.0, -49.0), (-110.0, -78.0), (0.0, -89.0), (110.0, -78.0), (218.0, -49.0)]
    pencil.line(top, 8, stone, 0.9)
    for index in range(24):
        x = -200 + 400 * pencil.chance(20 + index)
        y = -58 + 14 * pencil.chance(60 + index) - (84 - 58) * (1 - abs(x) / 215)
        pencil.box(x, y + 14, 10, 3.4, stone, 0.3)


def ruins(pencil: Pencil, colour: Rgb | None) -> None:
    stone = colour or (0.78, 0.74, 0.66)
    pencil.shape([(-95, 4), (-88, -9), (88, -9), (96, 4)], stone, 0.6)
    for index in range(6):
        x = -80 + 30 * index
        tall = (88, 88, 54, 30, 88, 70)[index] - 8 * pencil.chance(index)
        _wall(pencil, x, -8, 12, tall, stone)
        pencil.box(x - 3, -8, 18, 5, stone, 0.7)
        if tall > 75:
            pencil.box(x - 3, -8 - tall, 18, 6, stone, 0.75)
        else:
            pencil.shape([(x, -8 - tall), (x + 3, -14 - tall), (x + 8, -10 - tall), (x + 12, -8 - tall)], stone, 0.5)
    pencil.shape([(-86, -92), (-86, -101), (-34, -101), (-31, -92)], stone, 0.7)
    for x, wide in ((24, 17), (52, 12), (-30, 14), (100, 20)):
        pencil.shape([(x, 4), (x + 3, -7), (x + wide, -9), (x + wide + 4, 4)], stone, 0.5)


def temple(pencil: Pencil, colour: Rgb | None) -> None:
    """A pagoda of four roofs."""
    roof = colour or (0.66, 0.2, 0.17)
    pencil.shape([(-50, 2), (-46, -7), (46, -7), (50, 2)], STONE, 0.6)
    for tier in range(4):
        low = -6 - 22 * tier
        wide = 32 - 5.4 * tier
        pencil.box(-wide, low, 2 * wide, 14, (0.82, 0.62, 0.42), 0.5)
        pencil.box(-wide, low, wide * 0.8, 14, (0.82, 0.62, 0.42), 0.85)
        for index in range(3):
            pencil.window(-wide * 0.66 + index * wide * 0.58, low - 1, 5, 8, (1.0, 0.76, 0.4))
        eave = wide + 15
        pencil.blob([(-eave, low - 13), (-eave + 8, low - 13), (-wide * 0.7, low - 24), (wide * 0.7, low - 24),
                     (eave - 8, low - 13), (eave, low - 13), (eave * 0.6, low - 11), (-eave * 0.6, low - 11)], roof, 0.55)  # fmt: skip
        pencil.blob([(-eave, low - 13), (-wide * 0.7, low - 24), (0, low - 24), (-wide * 0.4, low - 14)], roof, 0.95)
        if pencil.snow > 0.05:
            pencil.blob([(-eave * 0.8, low - 16), (-wide * 0.7, low - 26), (wide * 0.7, low - 26), (eave * 0.8, low - 16)],
                        SNOW, 0.9, pencil.snow)  # fmt: skip
    pencil.line([(0, -94), (0, -112)], 2, (0.85, 0.68, 0.3), 0.8)


def windmill(pencil: Pencil, colour: Rgb | None) -> None:
    wall = colour or (0.92, 0.87, 0.78)
    pencil.shape([(-19, 1), (-11, -58), (11, -58), (19, 1)], wall, 0.42)
    pencil.shape([(-19, 1), (-11, -58), (-1, -58), (-3, 1)], wall, 0.88)
    pencil.blob([(-13, -57), (-9, -70), (0, -75), (9, -70), (13, -57)], TILE, 0.55)
    pencil.window(-3, -36, 5, 7)
    pencil.box(-4, 0, 8, 14, WOOD, 0.4)
    turn = pencil.chance(7) * 1.5
    for sail in range(4):
        angle = turn + sail * math.pi / 2
        along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
        hub = (0.0, -64.0)

        def spot(
            far: float, side: float, along: tuple[float, float] = along, across: tuple[float, float] = across
        ) -> tuple[float, float]:
            return 0.0 + along[0] * far + across[0] * side, -64.0 + along[1] * far + across[1] * side

        pencil.shape([spot(9, 0), spot(9, 8), spot(42, 9), spot(42, 0)], (0.95, 0.9, 0.8), 0.75)
        pencil.line([hub, spot(44, 0)], 1.8, WOOD, 0.4)
        for bar in range(5):
            pencil.line([spot(11 + 7 * bar, 0), spot(11 + 7 * bar, 8.6)], 0.8, WOOD, 0.4)


def pyramid(pencil: Pencil, colour: Rgb | None) -> None:
    stone = colour or (0.9, 0.72, 0.45)
    pencil.shape([(-92, 2), (0, -100), (24, 6)], stone, 0.95)
    pencil.shape([(24, 6), (0, -100), (92, 2)], stone, 0.25)
    for step in range(1, 9):
        row = -100 + 11.5 * step
        reach = (row + 100) / 102
        pencil.line([(-92 * reach + 1, row), (24 * reach, row + 2 * reach)], 0.7, stone, 0.66)
        pencil.line([(24 * reach, row + 2 * reach), (92 * reach - 1, row)], 0.7, stone, 0.12)
