"""What is part of a room's wall or stands before it: shelves, counters, a blackboard, bars, pillars, curtains, lamps.

Each is drawn in its own colours around a column of the mural, on a sheet that is lit afterwards (interior.py).
"""

from __future__ import annotations

import skia

from inference.sketch.catalogue.rooms import Fixture
from inference.sketch.drawing.buffers import Rgb, argb
from inference.sketch.drawing.noise import unit_of

TABLE_TOP, COUNTER_TOP = 566, 452
"""Rows on which things stand, px."""
SURFACES: dict[Fixture, tuple[int, int]] = {"table": (TABLE_TOP, 92), "counter": (COUNTER_TOP, 92)}
"""Fixtures that things stand on: the row, and px to either side of the middle."""
_WOOD: Rgb = (0.47, 0.31, 0.19)
_BOOKS: tuple[Rgb, ...] = (
    (0.62, 0.2, 0.17),
    (0.2, 0.36, 0.42),
    (0.76, 0.6, 0.28),
    (0.3, 0.42, 0.26),
    (0.42, 0.27, 0.4),
)


def draw_fixture(pen: skia.Canvas, fixture: Fixture, x: float, floor: float, seed: int) -> float | None:
    """Draw one around column ``x`` (px) with its foot on the row ``floor``; returns the row of its light, if any."""

    def box(left: float, top: float, right: float, foot: float, colour: Rgb, factor: float = 1.0) -> None:
        red, green, blue = (part * factor for part in colour)
        pen.drawRect(
            skia.Rect.MakeLTRB(x + left, top, x + right, foot),
            skia.Paint(AntiAlias=True, Color=argb((red, green, blue))),
        )

    def disc(across: float, row: float, wide: float, tall: float, colour: Rgb) -> None:
        pen.drawOval(
            skia.Rect.MakeXYWH(x + across - wide / 2, row - tall / 2, wide, tall),
            skia.Paint(AntiAlias=True, Color=argb(colour)),
        )

    def chance(index: int) -> float:
        return unit_of(seed, 660, index)

    match fixture:
        case "shelf":
            box(-74, 150, 74, floor, _WOOD, 0.75)
            for row in range(5):
                top = 160 + row * 76
                box(-66, top, 66, top + 66, _WOOD, 0.42)
                left = -64.0
                for book in range(14):
                    wide = 7 + 7 * chance(row * 20 + book)
                    if left + wide > 64:
                        break
                    tall = 38 + 22 * chance(200 + row * 20 + book)
                    box(
                        left, top + 66 - tall, left + wide - 1, top + 66, _BOOKS[int(chance(400 + row * 20 + book) * 5)]
                    )
                    left += wide
        case "jars":
            for row in (250, 340):
                box(-78, row, 78, row + 9, _WOOD)
                for jar in range(5):
                    tall, wide = 26 + 22 * chance(row + jar), 20 + 6 * chance(row + 9 + jar)
                    left = -72 + jar * 30
                    box(left, row - tall, left + wide, row, _BOOKS[int(chance(row + 20 + jar) * 5)], 1.15)
                    box(left + 3, row - tall - 5, left + wide - 3, row - tall, (0.85, 0.78, 0.62))
        case "counter":
            box(-104, COUNTER_TOP + 12, 104, floor + 12, (0.62, 0.45, 0.3))
            box(-112, COUNTER_TOP, 112, COUNTER_TOP + 14, (0.83, 0.77, 0.66))
            for left in (-96, -28, 40):
                box(left, COUNTER_TOP + 26, left + 56, floor - 2, (0.72, 0.54, 0.37))
                disc(left + 48, COUNTER_TOP + 56, 7, 7, (0.3, 0.24, 0.18))
        case "table":
            for left in (-92, 78):
                box(left, TABLE_TOP + 12, left + 14, 704, _WOOD, 0.75)
            box(-112, TABLE_TOP, 112, TABLE_TOP + 18, (0.86, 0.68, 0.44))
            box(-100, TABLE_TOP + 16, 100, TABLE_TOP + 34, _WOOD, 0.9)
        case "bed":
            box(-104, 410, -90, 610, _WOOD)
            box(90, 470, 104, 610, _WOOD)
            box(-92, 520, 92, 590, (0.55, 0.3, 0.32))
            box(-92, 496, 92, 530, (0.93, 0.9, 0.84))
            disc(-58, 494, 62, 34, (0.97, 0.95, 0.9))
        case "blackboard":
            box(-112, 170, 112, 350, _WOOD)
            box(-102, 180, 102, 340, (0.16, 0.25, 0.22))
            for row in range(3):
                box(-80, 214 + 38 * row, -80 + 60 + 90 * chance(row), 218 + 38 * row, (0.8, 0.84, 0.8))
            box(-112, 350, 112, 360, _WOOD, 1.2)
        case "bars":
            box(-84, 190, 84, floor, (0.12, 0.11, 0.13))
            for bar in range(7):
                box(-80 + 26 * bar, 190, -72 + 26 * bar, floor, (0.42, 0.42, 0.45))
            box(-88, 330, 88, 340, (0.42, 0.42, 0.45))
        case "pillar":
            box(-34, 60, 34, floor + 10, (0.72, 0.67, 0.58))
            box(12, 60, 34, floor + 10, (0.55, 0.5, 0.44))
            box(-50, 26, 50, 62, (0.78, 0.73, 0.63))
            box(-50, floor - 20, 50, floor + 14, (0.66, 0.61, 0.52))
        case "picture":
            box(-62, 180, 62, 290, (0.7, 0.55, 0.25))
            box(-52, 190, 52, 280, (0.66, 0.76, 0.8))
            box(-52, 240, 52, 280, (0.42, 0.52, 0.3))
            disc(-20 + 40 * chance(1), 242, 44, 40, (0.32, 0.42, 0.24))
        case "curtain":
            for fold in range(8):
                box(-100 + 25 * fold, 24, -75 + 25 * fold, floor + 4, (0.6, 0.12, 0.14), 0.75 + 0.4 * (fold % 2))
            box(-108, 24, 108, 48, (0.78, 0.6, 0.24))
        case "screens":
            box(-112, 210, 112, 400, (0.24, 0.28, 0.33))
            for screen in range(3):
                left = -102 + 70 * screen
                box(left, 222, left + 62, 310, (0.36, 0.85, 0.82), 0.7 + 0.3 * chance(screen))
                for light in range(5):
                    disc(left + 6 + 12 * light, 336, 7, 7, _BOOKS[int(chance(30 + 5 * screen + light) * 5)])
            return 266.0
        case "torch":
            box(-5, 250, 5, 320, _WOOD, 0.7)
            disc(0, 236, 26, 46, (1.0, 0.62, 0.2))
            disc(0, 244, 13, 25, (1.0, 0.9, 0.5))
            return 236.0
        case "lamp":
            box(-2, 0, 2, 120, (0.25, 0.2, 0.17))
            disc(0, 146, 74, 46, (0.85, 0.62, 0.34))
            disc(0, 160, 50, 20, (1.0, 0.92, 0.68))
            return 160.0
    return None
