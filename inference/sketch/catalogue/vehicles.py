"""What carries people: ships, boats, balloons, trains and rockets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext


_HULL: Rgb = (0.42, 0.27, 0.18)


_SAIL: Rgb = (0.96, 0.91, 0.8)


@draws(
    Kind(
        "ship",
        "vehicle",
        words="ship galleon frigate schooner brig vessel fleet armada caravel pirate-ship ghost-ship",
        crowds={"fleet": 6, "armada": 7},
        top=0.24,
        smokes=True,
    ),
    Placement("water", height=250, breadth=1.5, most=7),
)
def ship(draw: DrawContext, colour: Rgb | None) -> None:
    """A three-masted ship under full sail."""
    sail = colour or _SAIL
    draw.shape(
        [(-52, -17), (-58, -30), (-40, -29), (-36, -22), (34, -21), (56, -27), (70, -29), (48, 0), (-42, 0)],
        _HULL,
        0.45,
    )
    draw.shape(
        [(-52, -17), (-58, -30), (-40, -29), (-36, -22), (34, -21), (56, -27), (50, -18), (-48, -15)], _HULL, 0.9
    )
    draw.line([(-46, -9), (0, -7), (50, -11)], 1.4, (0.85, 0.68, 0.35), 0.7)
    draw.line([(62, -28), (92, -42)], 1.8, _HULL, 0.5)
    for index in range(5):
        draw.window(-34 + 13 * index, -12, 3, 3)
    for mast, tall in ((-30, 82), (2, 99), (34, 86)):
        draw.line([(mast, -20), (mast, -tall)], 2, _HULL, 0.4)
        for level in range(3):
            low = -26 - level * (tall - 30) / 3
            high = low - (tall - 34) / 3
            wide = 17 - 3.4 * level
            draw.blob([(mast - wide, low), (mast - wide * 0.86, high), (mast + wide * 0.86, high), (mast + wide, low),
                      (mast + wide * 0.5, low - 3), (mast - wide * 0.4, low - 3)], sail, 0.5)  # fmt: skip
            draw.blob([(mast - wide, low), (mast - wide * 0.86, high), (mast + wide * 0.1, high), (mast - wide * 0.1,
                      low - 3)], sail, 0.95)  # fmt: skip
    draw.shape([(46, -30), (88, -40), (36, -74)], sail, 0.75)
    draw.shape([(2, -99), (15, -103), (2, -107)], (0.8, 0.22, 0.2), 0.8)


@draws(
    Kind("boat", "vehicle", words="boat sailboat rowboat raft dinghy gondola yacht junk", several=4, top=0.12),
    Placement("water", height=170, breadth=0.9, most=12),
)
def boat(draw: DrawContext, colour: Rgb | None) -> None:
    sail = colour or ((0.97, 0.93, 0.84), (0.86, 0.42, 0.28), (0.93, 0.78, 0.46))[int(draw.chance(1) * 3)]
    draw.blob([(-40, -12), (-26, 1), (24, 1), (44, -14), (20, -10), (-20, -9)], _HULL, 0.5)
    draw.line([(0, -8), (0, -100)], 2.4, _HULL, 0.5)
    draw.blob([(-2, -96), (-4, -60), (-34, -16), (-12, -14), (-2, -16)], sail, 0.95)
    draw.blob([(3, -90), (20, -52), (34, -18), (14, -16), (3, -18)], sail, 0.5)


@draws(
    Kind(
        "balloon", "vehicle", words="balloon hot-air-balloon airship zeppelin blimp", several=4, mood="joyful", top=0.04
    ),
    Placement("air", height=150, breadth=0.75, most=9),
)
def balloon(draw: DrawContext, colour: Rgb | None) -> None:
    """A striped balloon, its basket's foot at (0, 0)."""
    first = (
        colour
        or ((0.84, 0.28, 0.22), (0.24, 0.46, 0.66), (0.92, 0.62, 0.2), (0.46, 0.32, 0.6))[int(draw.chance(1) * 4)]
    )
    second: Rgb = (0.97, 0.9, 0.74)
    for stripe in range(7):
        left, right = -1 + 2 * stripe / 7, -1 + 2 * (stripe + 1) / 7
        a, b = math.sin(left * math.pi / 2), math.sin(right * math.pi / 2)
        light = 0.98 - 0.8 * stripe / 6
        draw.blob([(a * 5, -24), (a * 31, -50), (a * 36, -68), (a * 24, -92), (0, -100), (b * 24, -92), (b * 36, -68),
                  (b * 31, -50), (b * 5, -24)], first if stripe % 2 == 0 else second, light)  # fmt: skip
    for x in (-4.4, 4.4):
        draw.line([(x, -25), (x * 0.8, -9)], 0.8, (0.3, 0.22, 0.16), 0.5)
    draw.shape([(-5, -10), (-4.2, 0), (4.2, 0), (5, -10)], (0.55, 0.38, 0.22), 0.6)
    if draw.night > 0.3:
        draw.glow(0, -26, 70, (1.0, 0.62, 0.25), 0.6 * draw.night)


@draws(
    Kind("train", "vehicle", words="train locomotive railway steam-train railroad", top=0.58),
    Placement("hill", height=112, breadth=3.5, most=2, alone=1, flips=False),
)
def train(draw: DrawContext, colour: Rgb | None) -> None:
    """A steam train heading right, two carriages behind it."""
    coat = colour or (0.55, 0.16, 0.15)
    dark: Rgb = (0.17, 0.17, 0.2)
    draw.line([(-166, 2), (172, 2)], 3, (0.35, 0.28, 0.24), 0.4)
    for wagon in range(2):
        x = -134 + 98 * wagon
        draw.box(x, -8, 90, 46, coat, 0.5)
        draw.box(x - 3, -52, 96, 7, (0.3, 0.28, 0.28), 0.7)
        for pane in range(5):
            draw.window(x + 7 + 17 * pane, -28, 10, 13)
        for wheel in (16, 34, 58, 76):
            draw.disc(x + wheel, -6, 13, 13, dark, 0.4)
    draw.box(62, -8, 40, 60, coat, 0.45)
    draw.box(57, -66, 50, 6, dark, 0.6)
    draw.window(70, -38, 22, 18)
    draw.blob([(100, -12), (100, -46), (104, -48), (152, -48), (158, -40), (158, -18), (152, -10)], dark, 0.45)
    draw.blob([(104, -42), (150, -43), (154, -36), (104, -33)], dark, 1.0)
    draw.shape([(140, -46), (137, -70), (154, -70), (150, -46)], dark, 0.5)
    for wheel, size in ((74, 26), (102, 26), (130, 26), (152, 15)):
        draw.disc(wheel, -size / 2 + 1, size, size, (0.4, 0.14, 0.13), 0.5)
        draw.disc(wheel, -size / 2 + 1, size * 0.4, size * 0.4, (0.75, 0.66, 0.5), 0.6)
    draw.shape([(158, -14), (176, 0), (156, 0)], dark, 0.5)
    draw.glow(160, -32, 90, (1.0, 0.86, 0.5), 0.2 + 0.5 * draw.night)
    for puff in range(8):
        away, y = 143.0 - puff * 27 - puff * puff * 1.5, -82.0 - 9 * puff**0.9
        draw.disc(away, y, 22 + 9 * puff, 18 + 7 * puff, (0.93, 0.93, 0.93), 0.8, 0.5 - 0.04 * puff)


@draws(
    Kind(
        "rocket", "object", words="rocket spaceship space-ship spacecraft starship shuttle", several=1, mood="wondrous"
    ),
    Placement("air", height=190, breadth=0.5, most=4, glow=1.2),
)
def rocket(draw: DrawContext, colour: Rgb | None) -> None:
    hull = colour or (0.92, 0.92, 0.94)
    draw.shape([(-10, -12), (-24, 4), (-22, -24), (-11, -40)], (0.8, 0.22, 0.2), 0.6)
    draw.shape([(10, -12), (24, 4), (22, -24), (11, -40)], (0.8, 0.22, 0.2), 0.35)
    draw.blob([(-11, -6), (-14, -46), (-9, -80), (0, -102), (9, -80), (14, -46), (11, -6)], hull, 0.5)
    draw.blob([(-11, -6), (-14, -46), (-9, -80), (-1, -100), (-3, -46), (-3, -6)], hull, 0.95)
    draw.shape([(-7.6, -84), (0, -102), (7.6, -84)], (0.8, 0.22, 0.2), 0.7)
    draw.disc(0, -60, 12, 12, (0.25, 0.4, 0.55), 0.7)
    draw.lamp_blob([(-8, -6), (-11, 14), (0, 44), (11, 14), (8, -6)], (1.0, 0.6, 0.2))
    draw.lamp_blob([(-4, -6), (-5, 10), (0, 26), (5, 10), (4, -6)], (1.0, 0.93, 0.6))
    draw.glow(0, 14, 120, (1.0, 0.6, 0.25), 0.7)


@draws(
    Kind("submarine", "vehicle", words="submarine u-boat bathyscaphe"),
    Placement("swim", height=105, breadth=2.1, most=4),
)
def submarine(draw: DrawContext, colour: Rgb | None) -> None:
    """A stout one with portholes and a periscope, its screw to the left."""
    hull = colour or (0.9, 0.7, 0.22)
    for tilt in (-14, 12):
        draw.blob([(-96, -24), (-106, -26 + tilt), (-110, -22 + tilt * 1.6), (-102, -22)], (0.6, 0.5, 0.35), 0.7)
    draw.line([(10, -60), (10, -96), (24, -96)], 4.5, hull, 0.5)
    draw.box_lamp(22, -93, 4, 6, (0.8, 0.93, 1.0))
    draw.blob([(-26, -40), (-20, -68), (-12, -72), (20, -72), (28, -66), (34, -40)], hull, 0.6)
    draw.blob([(-98, -24), (-80, -38), (-40, -50), (30, -52), (78, -44), (98, -24), (78, -2), (30, 6), (-40, 4),
               (-80, -8)], hull, 0.4)  # fmt: skip
    draw.blob([(-92, -26), (-76, -37), (-40, -49), (30, -51), (76, -43), (92, -28), (30, -30), (-40, -30)], hull, 0.9)
    draw.shape([(-82, -36), (-104, -56), (-98, -34)], hull, 0.75)
    for x in (-36, 0, 36):
        draw.disc(x, -22, 23, 23, (0.62, 0.44, 0.2), 0.7)
        draw.disc(x, -22, 16, 16, (0.5, 0.78, 0.88), 0.8)
        draw.disc(x - 3, -25, 6, 5, (0.95, 1.0, 1.0), 0.95)
    draw.glow(98, -24, 60, (1.0, 0.92, 0.6), 0.3 * draw.night)
