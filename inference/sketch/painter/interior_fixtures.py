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
SURFACES: dict[Fixture, tuple[int, int]] = {
    "table": (TABLE_TOP, 92), "counter": (COUNTER_TOP, 92), "desk": (COUNTER_TOP, 92)
}  # fmt: skip
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
        """Lit along its upper edge and in shade on its right."""
        wide, tall = right - left, foot - top
        edges = ((left, top, right, foot, 1.0), (right - min(12.0, 0.2 * wide), top, right, foot, 0.84),
                 (left, top, right, top + 3, 1.2))  # fmt: skip
        for west, north, east, south, tone in edges if wide > 9 and tall > 12 else edges[:1]:
            red, green, blue = (part * factor * tone for part in colour)
            pen.drawRect(
                skia.Rect.MakeLTRB(x + west, north, x + east, south),
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
        case "desk":
            box(-104, COUNTER_TOP + 14, -92, 640, _WOOD, 0.7)
            box(28, COUNTER_TOP + 14, 104, 640, _WOOD, 0.85)
            for row in range(3):
                box(36, COUNTER_TOP + 26 + 48 * row, 96, COUNTER_TOP + 66 + 48 * row, _WOOD, 1.15)
                box(60, COUNTER_TOP + 40 + 48 * row, 72, COUNTER_TOP + 46 + 48 * row, (0.8, 0.76, 0.66))
            box(-112, COUNTER_TOP, 112, COUNTER_TOP + 8, (0.74, 0.55, 0.36))
            box(-112, COUNTER_TOP + 8, 112, COUNTER_TOP + 16, _WOOD)
            box(-64, COUNTER_TOP - 84, 32, COUNTER_TOP - 20, (0.2, 0.22, 0.25))
            box(-57, COUNTER_TOP - 77, 25, COUNTER_TOP - 27, (0.55, 0.74, 0.82))
            box(-24, COUNTER_TOP - 20, -8, COUNTER_TOP, (0.26, 0.28, 0.3))
            box(-42, COUNTER_TOP - 5, 10, COUNTER_TOP, (0.3, 0.32, 0.34))
        case "seats":
            for left in (-108, -34, 40):
                box(left, 424, left + 68, 512, (0.3, 0.42, 0.5))
                box(left + 6, 430, left + 62, 470, (0.38, 0.51, 0.59))
                box(left - 2, 508, left + 70, 540, (0.27, 0.38, 0.46), 1.25)
                box(left + 4, 540, left + 14, floor + 26, _WOOD, 0.5)
                box(left + 54, 540, left + 64, floor + 26, _WOOD, 0.5)
        case "plants":
            box(-108, 470, 108, 484, (0.66, 0.5, 0.33))
            for left in (-100, 86):
                box(left, 484, left + 14, floor + 20, _WOOD, 0.8)
            for pot in range(4):
                across, tall = -80 + 54 * pot, 60 + 70 * chance(pot)
                for leaf in range(9):
                    green = 0.75 + 0.5 * chance(20 + 9 * pot + leaf)
                    aside, up = 46 * (chance(60 + 9 * pot + leaf) - 0.5), tall * chance(100 + 9 * pot + leaf)
                    disc(across + aside, 436 - up, 26, 18, (0.22 * green, 0.44 * green, 0.2 * green))
                    if leaf == 4 and chance(180 + pot) < 0.6:
                        disc(across + aside, 430 - up, 12, 12, (0.9, 0.42 + 0.4 * chance(pot), 0.36))
                box(across - 18, 434, across + 18, 470, (0.72, 0.4, 0.26))
                box(across - 21, 430, across + 21, 440, (0.8, 0.48, 0.32))
        case "wall_bars":
            for left in (-96, -6, 84):
                box(left, 130, left + 12, floor + 6, _WOOD)
            for rung in range(14):
                box(-96, 142 + 29 * rung, 96, 150 + 29 * rung, (0.82, 0.62, 0.38))
                box(-96, 148 + 29 * rung, 96, 151 + 29 * rung, _WOOD, 0.8)
        case "screen":
            box(-150, 96, 150, 372, (0.1, 0.09, 0.11))
            box(-138, 108, 138, 360, (0.86, 0.9, 0.94))
            box(-138, 280, 138, 360, (0.4, 0.5, 0.42))
            disc(-60 + 120 * chance(1), 176, 54, 54, (0.98, 0.86, 0.5))
            return 230.0
        case "showcase":
            box(-76, 440, 76, floor + 16, (0.5, 0.42, 0.36))
            box(-84, 430, 84, 444, (0.62, 0.53, 0.44))
            box(-70, 270, 70, 430, (0.74, 0.84, 0.86))
            disc(0, 372, 56, 74, _BOOKS[int(5 * chance(1))])
            box(-12, 308, 12, 344, _BOOKS[int(5 * chance(1))], 0.85)
            box(-20, 408, 20, 430, _BOOKS[int(5 * chance(1))], 0.7)
            for left in (-74, 68):
                box(left, 264, left + 6, 432, (0.36, 0.3, 0.26))
            box(-74, 260, 74, 270, (0.36, 0.3, 0.26))
        case "machine":
            box(-100, 300, 40, floor + 18, (0.36, 0.44, 0.42))
            box(-100, 300, 40, 322, (0.46, 0.55, 0.52))
            box(40, 400, 104, floor + 18, (0.3, 0.36, 0.36))
            for pipe in (-80, -20):
                box(pipe, 40, pipe + 22, 302, (0.55, 0.45, 0.36))
                box(pipe - 5, 282, pipe + 27, 300, (0.45, 0.36, 0.3))
                box(pipe + 14, 40, pipe + 22, 302, (0.4, 0.32, 0.27))
            for across, row, wide in ((-34, 428, 96), (66, 460, 58)):
                disc(across, row, wide, wide, (0.6, 0.52, 0.4))
                disc(across, row, 0.66 * wide, 0.66 * wide, (0.34, 0.3, 0.27))
                disc(across, row, 0.24 * wide, 0.24 * wide, (0.74, 0.66, 0.5))
            for light in range(3):
                disc(-80 + 24 * light, 346, 13, 13, _BOOKS[light])
        case "doors":
            box(-100, 130, 100, floor + 8, (0.34, 0.35, 0.37))
            box(-88, 142, -2, floor + 8, (0.74, 0.76, 0.78))
            box(2, 142, 88, floor + 8, (0.68, 0.7, 0.72))
            box(-50, 92, 50, 122, (0.12, 0.12, 0.14))
            disc(0, 107, 16, 16, (0.98, 0.62, 0.24))
            box(118, 330, 146, 430, (0.5, 0.5, 0.52))
            for button in range(3):
                disc(132, 350 + 30 * button, 15, 15, (0.96, 0.9, 0.7))
        case "range":
            box(-70, COUNTER_TOP + 8, 70, floor + 12, (0.3, 0.31, 0.33))
            box(-76, COUNTER_TOP - 2, 76, COUNTER_TOP + 12, (0.46, 0.47, 0.49))
            for knob in range(4):
                disc(-48 + 32 * knob, COUNTER_TOP + 26, 13, 13, (0.84, 0.82, 0.78))
            box(-54, COUNTER_TOP + 42, 54, floor - 8, (0.2, 0.2, 0.22))
            box(-42, COUNTER_TOP + 54, 42, floor - 22, (0.9, 0.5, 0.2))
            box(-52, COUNTER_TOP + 36, 52, COUNTER_TOP + 42, (0.74, 0.73, 0.7))
            box(-46, COUNTER_TOP - 36, 6, COUNTER_TOP - 2, (0.62, 0.3, 0.24))
            box(-52, COUNTER_TOP - 40, 12, COUNTER_TOP - 34, (0.4, 0.2, 0.17))
            box(-62, 250, 62, 286, (0.5, 0.51, 0.53))
            box(-26, 24, 26, 252, (0.5, 0.51, 0.53))
        case "basin":
            box(-52, 210, 52, 366, (0.62, 0.52, 0.36))
            box(-44, 218, 44, 358, (0.8, 0.9, 0.93))
            box(-14, 462, 14, floor + 10, (0.86, 0.88, 0.89))
            disc(0, 450, 140, 52, (0.93, 0.95, 0.96))
            disc(0, 440, 118, 30, (0.66, 0.76, 0.8))
            box(-4, 402, 4, 436, (0.6, 0.63, 0.66))
            box(-4, 402, 20, 409, (0.7, 0.73, 0.76))
        case "lamp":
            box(-2, 0, 2, 116, (0.25, 0.2, 0.17))
            shade = skia.Path().moveTo(x - 18, 112).lineTo(x + 18, 112).lineTo(x + 46, 164).lineTo(x - 46, 164).close()
            pen.drawPath(shade, skia.Paint(AntiAlias=True, Color=argb((0.85, 0.62, 0.34))))
            disc(0, 164, 90, 18, (1.0, 0.92, 0.68))
            disc(0, 168, 22, 18, (1.0, 0.98, 0.86))
            return 168.0
    return None
