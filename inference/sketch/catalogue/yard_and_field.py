"""What lies and stands in yards and fields: see-saw, sandpit, plough, saddle, net, pipe, traffic cone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws, height_of

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext, Points


_STEEL: Rgb = (0.66, 0.69, 0.73)
_DARK: Rgb = (0.15, 0.16, 0.18)
_WOOD: Rgb = (0.56, 0.38, 0.22)
_RED: Rgb = (0.82, 0.24, 0.2)
_SAND: Rgb = (0.92, 0.82, 0.56)
_WHITE: Rgb = (1.0, 1.0, 1.0)


@draws(
    Kind("pipe", "object", words="pipe tube drainpipe water-pipe hosepipe"),
    Placement("ground", height=height_of(0.7), breadth=1.9),
)
def pipe(draw: DrawContext, colour: Rgb | None) -> None:
    """A bend of iron pipe with flanges."""
    iron = colour or (0.5, 0.56, 0.6)
    for wide, light, drop in ((36, 0.35, 0), (28, 0.65, -2), (9, 1.0, -9)):
        draw.line([(-88, -24 + drop), (10, -24 + drop)], wide, iron, light)
        bend: Points = [(8, -24 + drop), (36, -27 + drop), (52 + drop, -44), (54 + drop, -72), (54 + drop, -94)]
        draw.line(bend, wide, iron, light)
    for x in (-88, -24):
        draw.box(x - 5, -2, 10, 46, iron, 0.55)
        draw.box(x - 5, -2, 4, 46, iron, 0.95)
    draw.disc(-93, -25, 12, 44, iron, 0.8)
    draw.disc(-94, -25, 8, 30, _DARK, 0.3)
    draw.box(30, -86, 48, 10, iron, 0.8)


@draws(
    Kind("see_saw", "object", words="seesaw see-saw teeter-totter", mood="joyful", top=0.54),
    Placement("ground", height=height_of(1.3), breadth=2.8, alone=1.0),
)
def see_saw(draw: DrawContext, colour: Rgb | None) -> None:
    """One end in the air."""
    paint = colour or _RED
    draw.shape([(-26, 0), (-5, -56), (5, -56), (26, 0), (15, 0), (0, -40), (-15, 0)], (0.25, 0.45, 0.7), 0.6)
    draw.line([(-134, -14), (134, -90)], 9, paint, 0.6)
    draw.line([(-134, -17), (134, -93)], 3, paint, 1.0)
    draw.disc(0, -52, 14, 14, _STEEL, 0.8)
    for x, y in ((-112, -20), (112, -84)):
        draw.box(x - 16, y - 3, 32, 6, _DARK, 0.6)
        inner = x * 0.74
        at = y + (x - inner) * 0.285
        draw.line([(inner, at), (inner, at - 22)], 4, _STEEL, 0.7)
        draw.line([(inner - 9, at - 22), (inner + 9, at - 22)], 4, _STEEL, 0.9)


@draws(
    Kind("sandpit", "object", words="sandpit sandbox", mood="joyful", top=0.6),
    Placement("ground", height=height_of(0.5), breadth=4.0, alone=1.0, flips=False),
)
def sandpit(draw: DrawContext, colour: Rgb | None) -> None:
    """A frame of boards, a heap and a castle of sand, a pail."""
    board = colour or _WOOD
    draw.shape([(-196, -6), (-150, -46), (150, -46), (196, -6)], board, 0.35)
    draw.shape([(-176, -10), (-142, -42), (142, -42), (176, -10)], _SAND, 0.75)
    draw.blob([(-120, -20), (-90, -52), (-60, -62), (-30, -46), (-4, -20), (-60, -14)], _SAND, 0.95)
    draw.blob([(-60, -16), (-56, -58), (-30, -46), (-4, -20)], _SAND, 0.55)
    for x, tall in ((36, 44), (60, 62), (84, 44)):
        draw.shape([(x - 13, -22), (x - 10, -22 - tall), (x + 10, -22 - tall), (x + 13, -22)], _SAND, 0.85)
        draw.shape([(x + 3, -22), (x + 3, -22 - tall), (x + 10, -22 - tall), (x + 13, -22)], _SAND, 0.5)
    draw.line([(60, -84), (60, -99)], 2, _WOOD, 0.5)
    draw.shape([(60, -99), (74, -94), (60, -89)], _RED, 0.9)
    draw.shape([(122, -14), (116, -46), (148, -46), (142, -14)], (0.2, 0.45, 0.8), 0.7)
    draw.disc(132, -46, 32, 9, (0.3, 0.6, 0.95), 0.95)
    draw.box(-198, 0, 396, 16, board, 0.75)
    draw.line([(-198, -15), (198, -15)], 2.5, board, 1.0)


@draws(
    Kind("plough", "object", words="plough plow ploughshare"),
    Placement("ground", height=height_of(1.1), breadth=1.9, alone=1.0),
)
def plough(draw: DrawContext, colour: Rgb | None) -> None:
    """A beam with two handles, a share and a small wheel."""
    wood = colour or _WOOD
    draw.line([(-88, -92), (-58, -60), (-24, -24), (-6, -8)], 6, wood, 0.6)
    draw.line([(-78, -99), (-48, -64), (-18, -30), (0, -10)], 5, wood, 0.9)
    draw.line([(-40, -44), (10, -52), (60, -44), (90, -34)], 8, wood, 0.7)
    draw.line([(-40, -47), (10, -55), (60, -47)], 2.4, wood, 1.0)
    draw.line([(14, -50), (8, -14)], 7, wood, 0.5)
    draw.blob([(-26, -2), (-20, -28), (4, -36), (14, -16), (46, -2), (10, 0)], _STEEL, 0.6)
    draw.blob([(-14, -8), (-10, -26), (4, -32), (8, -16), (34, -4)], _STEEL, 1.0)
    for turn in range(6):
        at = math.pi * turn / 6
        x, y = 13 * math.cos(at), 13 * math.sin(at)
        draw.line([(74 - x, -16 - y), (74 + x, -16 + y)], 2, wood, 0.6)
    ring = [(74 + 14 * math.cos(math.tau * n / 14), -15 + 14 * math.sin(math.tau * n / 14)) for n in range(15)]
    draw.line(ring, 4, _DARK, 0.6)
    draw.line([(74, -16), (72, -40)], 4, _STEEL, 0.6)


@draws(
    Kind("net", "object", words="net fishing-net butterfly-net landing-net"),
    Placement("ground", height=height_of(1.5), breadth=0.75),
)
def net(draw: DrawContext, colour: Rgb | None) -> None:
    """A bag of mesh on a hoop at the end of a pole."""
    cord = colour or (0.9, 0.88, 0.78)
    draw.line([(-24, 0), (2, -64)], 3.4, _WOOD, 0.7)
    bag: Points = [(-12, -76), (36, -88), (38, -62), (32, -40), (24, -30), (12, -44), (-4, -62)]
    draw.blob(bag, cord, 0.7, 0.35)
    for number in range(6):
        part = number / 5
        draw.line([(-10 + 44 * part, -74 - 12 * part), (14 + 20 * part, -54 + 6 * part), (25, -30)], 1.3, cord, 0.8)
        y = -74 + 7.6 * number
        left, right = -8 + 6.0 * number, 37 - 1.8 * number
        draw.line([(left, y + 2), ((left + right) / 2, y + 3), (right, y - 8 + 2 * number)], 1.2, cord, 0.9)
    hoop = [
        (12 + 25 * math.cos(a), -81 + 9 * math.sin(a) - 6 * math.cos(a)) for a in (math.tau * n / 16 for n in range(17))
    ]
    draw.line(hoop, 3, _DARK, 0.6)


@draws(
    Kind("traffic_cone", "object", words="traffic-cone cone road-cone pylon-cone", several=4),
    Placement("ground", height=height_of(0.7), breadth=0.8, most=8),
)
def traffic_cone(draw: DrawContext, colour: Rgb | None) -> None:
    orange = colour or (0.95, 0.45, 0.15)
    draw.shape([(-38, 0), (-34, -8), (34, -8), (38, 0)], orange, 0.5)
    draw.shape([(-25, -7), (-5, -98), (5, -98), (25, -7)], orange, 0.75)
    for low, high in ((-32, -50), (-66, -78)):
        half = [25 - 20 * (-y - 7) / 91 for y in (low, high)]
        draw.shape([(-half[0], low), (-half[1], high), (half[1], high), (half[0], low)], _WHITE, 0.95)
    draw.shape([(8, -7), (1, -98), (5, -98), (25, -7)], orange, 0.35, 0.6)


@draws(
    Kind("saddle", "object", words="saddle riding-saddle"),
    Placement("table", height=height_of(0.5), breadth=1.3),
)
def saddle(draw: DrawContext, colour: Rgb | None) -> None:
    """Of leather, with a stirrup."""
    hide = colour or (0.5, 0.3, 0.17)
    draw.blob([(-34, -66), (-44, -34), (-30, -14), (18, -14), (34, -34), (30, -66)], hide, 0.45)
    draw.blob([(-62, -98), (-50, -84), (-24, -70), (16, -72), (34, -92), (48, -99), (54, -88), (40, -64), (10, -54),
               (-40, -56), (-60, -78)], hide, 0.7)  # fmt: skip
    draw.blob([(-56, -92), (-44, -78), (-22, -66), (12, -68), (-20, -60), (-46, -66)], hide, 1.0)
    draw.line([(-4, -56), (-2, -26)], 5, hide, 0.9)
    draw.shape([(-14, -2), (-4, -28), (4, -28), (14, -2), (9, -2), (0, -22), (-9, -2)], _STEEL, 0.8)
    draw.line([(-14, -2), (14, -2)], 4, _STEEL, 0.6)
