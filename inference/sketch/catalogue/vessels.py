"""What carries people: ships, boats, balloons and trains.

Each function draws one vessel 100 units tall, its waterline, basket or rail at (0, 0).
``colour`` is what the phrase asked for.
"""

from __future__ import annotations

import math

from inference.sketch.drawing.easel import Rgb
from inference.sketch.drawing.pencil import Pencil

_HULL: Rgb = (0.42, 0.27, 0.18)
_SAIL: Rgb = (0.96, 0.91, 0.8)


def ship(pencil: Pencil, colour: Rgb | None) -> None:
    """A three-masted ship under full sail."""
    sail = colour or _SAIL
    pencil.shape(
        [(-52, -17), (-58, -30), (-40, -29), (-36, -22), (34, -21), (56, -27), (70, -29), (48, 0), (-42, 0)],
        _HULL,
        0.45,
    )
    pencil.shape(
        [(-52, -17), (-58, -30), (-40, -29), (-36, -22), (34, -21), (56, -27), (50, -18), (-48, -15)], _HULL, 0.9
    )
    pencil.line([(-46, -9), (0, -7), (50, -11)], 1.4, (0.85, 0.68, 0.35), 0.7)
    pencil.line([(62, -28), (92, -42)], 1.8, _HULL, 0.5)
    for index in range(5):
        pencil.window(-34 + 13 * index, -12, 3, 3)
    for mast, tall in ((-30, 82), (2, 99), (34, 86)):
        pencil.line([(mast, -20), (mast, -tall)], 2, _HULL, 0.4)
        for level in range(3):
            low = -26 - level * (tall - 30) / 3
            high = low - (tall - 34) / 3
            wide = 17 - 3.4 * level
            pencil.blob([(mast - wide, low), (mast - wide * 0.86, high), (mast + wide * 0.86, high), (mast + wide, low),
                         (mast + wide * 0.5, low - 3), (mast - wide * 0.4, low - 3)], sail, 0.5)  # fmt: skip
            pencil.blob([(mast - wide, low), (mast - wide * 0.86, high), (mast + wide * 0.1, high), (mast - wide * 0.1, low - 3)],
                        sail, 0.95)  # fmt: skip
    pencil.shape([(46, -30), (88, -40), (36, -74)], sail, 0.75)
    pencil.shape([(2, -99), (15, -103), (2, -107)], (0.8, 0.22, 0.2), 0.8)


def boat(pencil: Pencil, colour: Rgb | None) -> None:
    sail = colour or ((0.97, 0.93, 0.84), (0.86, 0.42, 0.28), (0.93, 0.78, 0.46))[int(pencil.chance(1) * 3)]
    pencil.blob([(-40, -12), (-26, 1), (24, 1), (44, -14), (20, -10), (-20, -9)], _HULL, 0.5)
    pencil.line([(0, -8), (0, -100)], 2.4, _HULL, 0.5)
    pencil.blob([(-2, -96), (-4, -60), (-34, -16), (-12, -14), (-2, -16)], sail, 0.95)
    pencil.blob([(3, -90), (20, -52), (34, -18), (14, -16), (3, -18)], sail, 0.5)


def balloon(pencil: Pencil, colour: Rgb | None) -> None:
    """A striped balloon, its basket's foot at (0, 0)."""
    first = (
        colour
        or ((0.84, 0.28, 0.22), (0.24, 0.46, 0.66), (0.92, 0.62, 0.2), (0.46, 0.32, 0.6))[int(pencil.chance(1) * 4)]
    )
    second: Rgb = (0.97, 0.9, 0.74)
    for stripe in range(7):
        left, right = -1 + 2 * stripe / 7, -1 + 2 * (stripe + 1) / 7
        a, b = math.sin(left * math.pi / 2), math.sin(right * math.pi / 2)
        light = 0.98 - 0.8 * stripe / 6
        pencil.blob([(a * 5, -24), (a * 31, -50), (a * 36, -68), (a * 24, -92), (0, -100), (b * 24, -92), (b * 36, -68),
                     (b * 31, -50), (b * 5, -24)], first if stripe % 2 == 0 else second, light)  # fmt: skip
    for x in (-4.4, 4.4):
        pencil.line([(x, -25), (x * 0.8, -9)], 0.8, (0.3, 0.22, 0.16), 0.5)
    pencil.shape([(-5, -10), (-4.2, 0), (4.2, 0), (5, -10)], (0.55, 0.38, 0.22), 0.6)
    if pencil.night > 0.3:
        pencil.glow(0, -26, 70, (1.0, 0.62, 0.25), 0.6 * pencil.night)


def train(pencil: Pencil, colour: Rgb | None) -> None:
    """A steam train heading right, two carriages behind it."""
    coat = colour or (0.55, 0.16, 0.15)
    dark: Rgb = (0.17, 0.17, 0.2)
    pencil.line([(-166, 2), (172, 2)], 3, (0.35, 0.28, 0.24), 0.4)
    for wagon in range(2):
        x = -134 + 98 * wagon
        pencil.box(x, -8, 90, 46, coat, 0.5)
        pencil.box(x - 3, -52, 96, 7, (0.3, 0.28, 0.28), 0.7)
        for pane in range(5):
            pencil.window(x + 7 + 17 * pane, -28, 10, 13)
        for wheel in (16, 34, 58, 76):
            pencil.disc(x + wheel, -6, 13, 13, dark, 0.4)
    pencil.box(62, -8, 40, 60, coat, 0.45)
    pencil.box(57, -66, 50, 6, dark, 0.6)
    pencil.window(70, -38, 22, 18)
    pencil.blob([(100, -12), (100, -46), (104, -48), (152, -48), (158, -40), (158, -18), (152, -10)], dark, 0.45)
    pencil.blob([(104, -42), (150, -43), (154, -36), (104, -33)], dark, 1.0)
    pencil.shape([(140, -46), (137, -70), (154, -70), (150, -46)], dark, 0.5)
    for wheel, size in ((74, 26), (102, 26), (130, 26), (152, 15)):
        pencil.disc(wheel, -size / 2 + 1, size, size, (0.4, 0.14, 0.13), 0.5)
        pencil.disc(wheel, -size / 2 + 1, size * 0.4, size * 0.4, (0.75, 0.66, 0.5), 0.6)
    pencil.shape([(158, -14), (176, 0), (156, 0)], dark, 0.5)
    pencil.glow(160, -32, 90, (1.0, 0.86, 0.5), 0.2 + 0.5 * pencil.night)
    for puff in range(8):
        away, y = 143.0 - puff * 27 - puff * puff * 1.5, -82.0 - 9 * puff**0.9
        pencil.disc(away, y, 22 + 9 * puff, 18 + 7 * puff, (0.93, 0.93, 0.93), 0.8, 0.5 - 0.04 * puff)
