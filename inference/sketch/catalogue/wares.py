"""Small wares that no set has a fit picture of: bottle, glass, jars, bowl of porridge, helmet, rope, necklace, belt."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws, height_of

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext, Points


_GLASS: Rgb = (0.78, 0.88, 0.9)
_BOTTLE_GREEN: Rgb = (0.2, 0.45, 0.3)
_CORK: Rgb = (0.72, 0.52, 0.32)
_PAPER: Rgb = (0.95, 0.92, 0.82)
_STEEL: Rgb = (0.7, 0.73, 0.77)
_GOLD: Rgb = (0.9, 0.7, 0.3)
_LEATHER: Rgb = (0.45, 0.28, 0.17)
_DARK: Rgb = (0.16, 0.16, 0.18)
_HEMP: Rgb = (0.78, 0.63, 0.4)
_WHITE: Rgb = (1.0, 1.0, 1.0)


@draws(
    Kind("bottle", "object", words="bottle glass-bottle water-bottle flask message-in-a-bottle", top=0.98),
    Placement("table", height=height_of(0.3), breadth=0.36),
)
def bottle(draw: DrawContext, colour: Rgb | None) -> None:
    """Of glass, with a cork and a label."""
    glass = colour or _BOTTLE_GREEN
    outline: Points = [
        (-16, 0), (-17, -30), (-16, -54), (-7, -68), (-5.5, -92),
        (5.5, -92), (7, -68), (16, -54), (17, -30), (16, 0),
    ]  # fmt: skip
    draw.box(-4, -90, 8, 10, _CORK, 0.75)
    draw.blob(outline, glass, 0.6)
    draw.box(-6.5, -87, 13, 5, glass, 0.85)
    draw.blob([(-13, -4), (-13.5, -30), (-12.5, -52), (-5, -66), (-7, -50), (-8, -28), (-9, -4)], glass, 1.0)
    draw.blob([(9, -4), (13, -30), (10, -52), (15, -48), (16, -28), (14, -3)], glass, 0.3)
    draw.box(-16.4, -14, 32.8, 26, _PAPER, 0.8)
    draw.line([(-10, -32), (10, -32)], 2.2, _LEATHER, 0.5)
    draw.line([(-8, -24), (8, -24)], 1.4, _LEATHER, 0.5)


@draws(
    Kind("glass", "object", words="glass tumbler drinking-glass", top=0.98),
    Placement("table", height=height_of(0.14), breadth=0.62),
)
def glass(draw: DrawContext, colour: Rgb | None) -> None:
    """A tumbler of water."""
    water = colour or (0.62, 0.82, 0.92)
    draw.shape([(-20, 0), (-29, -98), (29, -98), (20, 0)], _GLASS, 0.75, 0.65)
    draw.shape([(-19, -5), (-26, -72), (26, -72), (19, -5)], water, 0.75)
    draw.shape([(8, -5), (13, -72), (26, -72), (19, -5)], water, 0.5)
    draw.disc(0, -72, 52, 9, water, 1.0)
    draw.disc(0, -97, 58, 10, _GLASS, 0.9, 0.7)
    draw.disc(0, -97, 50, 7, _GLASS, 0.55, 0.6)
    draw.shape([(-17, -10), (-23, -88), (-18, -88), (-13, -10)], _WHITE, 1.0, 0.7)
    draw.line([(-20, -1), (20, -1)], 3, _GLASS, 0.5)


def _jar(draw: DrawContext, filling: Rgb, lid: Rgb, light: float) -> None:
    draw.blob([(-34, 0), (-38, -20), (-38, -56), (-30, -76), (30, -76), (38, -56), (38, -20), (34, 0)], _GLASS, 0.7)
    draw.blob(
        [(-31, -4), (-34, -20), (-34, -56), (-26, -68), (26, -68), (34, -56), (34, -20), (31, -4)], filling, light
    )
    draw.blob([(16, -4), (22, -30), (18, -66), (30, -62), (34, -40), (31, -6)], filling, light - 0.25)
    draw.shape([(-30, -12), (-31, -54), (-25, -60), (-24, -12)], _WHITE, 1.0, 0.75)
    draw.shape([(-32, -76), (-34, -94), (-30, -98), (30, -98), (34, -94), (32, -76)], lid, 0.7)
    draw.shape([(-32, -76), (-34, -94), (-30, -98), (-20, -98), (-20, -76)], lid, 1.0)
    draw.box(-22, -22, 44, 26, _PAPER, 0.85)


@draws(
    Kind("jar", "object", words="jar glass-jar cookie-jar mason-jar", top=0.98),
    Placement("table", height=height_of(0.2), breadth=0.78),
)
def jar(draw: DrawContext, colour: Rgb | None) -> None:
    """A preserving jar with a lid."""
    _jar(draw, colour or (0.83, 0.9, 0.9), _STEEL, 0.85)


@draws(
    Kind("jam", "object", words="jam jam-jar jar-of-jam marmalade mustard mayonnaise peanut-butter", top=0.98),
    Placement("table", height=height_of(0.16), breadth=0.78),
)
def jam(draw: DrawContext, colour: Rgb | None) -> None:
    """A full jar of it."""
    _jar(draw, colour or (0.72, 0.1, 0.16), (0.85, 0.24, 0.22), 0.7)
    draw.disc(-6, -35, 13, 12, colour or (0.78, 0.1, 0.18), 0.75)
    draw.disc(6, -34, 12, 11, colour or (0.66, 0.08, 0.15), 0.7)


@draws(
    Kind(
        "porridge",
        "object",
        words="porridge cereal oatmeal muesli yogurt yoghurt gruel bowl-of-porridge cornflakes cornflake",
    ),
    Placement("table", height=height_of(0.12), breadth=1.5, flips=False),
)
def porridge(draw: DrawContext, colour: Rgb | None) -> None:
    """A full bowl that steams, a spoon in it."""
    china = colour or (0.3, 0.48, 0.68)
    draw.blob([(-58, -52), (-50, -22), (-26, -5), (26, -5), (50, -22), (58, -52)], china, 0.65)
    draw.blob([(-54, -50), (-46, -22), (-26, -8), (-30, -28), (-34, -50)], china, 1.0)
    draw.box(-26, 0, 52, 8, china, 0.4)
    draw.disc(0, -54, 120, 24, china, 0.95)
    draw.disc(0, -55, 106, 18, (0.9, 0.82, 0.66), 0.8)
    for number in range(7):
        draw.disc(-36 + 12 * number, -58 + 5 * draw.chance(number), 12, 5, (0.93, 0.86, 0.7), 1.0)
    draw.line([(22, -54), (44, -78), (56, -96)], 5, _STEEL, 0.8)
    for number in range(3):
        x = -26 + 18 * number
        draw.line([(x, -66), (x + 5, -78), (x - 3, -88), (x + 3, -99)], 3, _WHITE, 0.95, 0.5)


@draws(
    Kind("helmet", "object", words="helmet knight-helmet helm visored-helmet", hand=(0.4, 0.4)),
    Placement("table", height=height_of(0.4), breadth=0.8),
)
def helmet(draw: DrawContext, colour: Rgb | None) -> None:
    """A knight's helm with a plume, its visor shut."""
    steel = colour or _STEEL
    draw.blob(
        [(-6, -80), (-22, -98), (-44, -92), (-50, -62), (-40, -40), (-34, -66), (-20, -80)], (0.78, 0.16, 0.2), 0.7
    )
    draw.blob([(-12, -84), (-24, -94), (-40, -86), (-36, -80), (-22, -84)], (0.9, 0.25, 0.25), 1.0)
    draw.blob([(-32, -6), (-34, -48), (-22, -78), (2, -86), (24, -74), (32, -48), (28, -8), (0, 0)], steel, 0.6)
    draw.blob([(-28, -12), (-29, -48), (-18, -72), (-2, -80), (-12, -60), (-18, -30), (-18, -8)], steel, 1.0)
    draw.shape([(-6, -56), (38, -50), (36, -14), (20, -6), (-2, -14)], steel, 0.75)
    draw.shape([(14, -53), (38, -50), (36, -14), (24, -8)], steel, 0.45)
    draw.line([(0, -48), (37, -43)], 4.4, _DARK, 0.3)
    for slit in range(5):
        draw.line([(8 + 5 * slit, -34), (8 + 5 * slit, -20)], 2.2, _DARK, 0.3)
    draw.disc(-7, -50, 8, 8, _GOLD, 0.9)
    draw.line([(-31, -7), (0, -1), (28, -8)], 5, _GOLD, 0.7)


@draws(
    Kind("rope", "object", words="rope lasso coil-of-rope cord cable towrope"),
    Placement("table", height=height_of(0.3), breadth=1.5),
)
def rope(draw: DrawContext, colour: Rgb | None) -> None:
    """A coil, its end beside it."""
    hemp = colour or _HEMP
    for turn in range(5):
        y, across = -14 - 15 * turn, 122 - 4 * abs(turn - 2)
        draw.disc(0, y, across, 34, hemp, 0.25)
        draw.disc(0, y - 2, across - 4, 30, hemp, 0.7)
        for strand in range(13):
            at = math.pi * (strand + 0.5) / 13
            x, low = math.cos(at) * across * 0.47, y + math.sin(at) * 13
            draw.line([(x - 3, low + 4), (x + 3, low - 5)], 1.8, hemp, 0.4)
    draw.disc(0, -78, 90, 20, _DARK, 0.35)
    draw.disc(0, -75, 84, 15, hemp, 0.4)
    draw.line([(52, -10), (70, -3), (86, -8), (94, -3)], 11, hemp, 0.65)
    draw.line([(90, -4), (100, -7)], 5, hemp, 0.9)


@draws(
    Kind("necklace", "object", words="necklace pearl-necklace bracelet jewelry jewellery string-of-pearls"),
    Placement("table", height=height_of(0.16), breadth=1.1),
)
def necklace(draw: DrawContext, colour: Rgb | None) -> None:
    """A loop of pearls with a stone."""
    pearl = colour or (0.95, 0.92, 0.86)
    for number in range(25):
        at = math.tau * number / 25 - math.pi / 2
        x, y = 44 * math.sin(at), -58 - 38 * math.cos(at) * (0.8 if math.cos(at) > 0 else 1.0)
        draw.disc(x, y, 11.5, 11.5, pearl, 0.5)
        draw.disc(x - 1.4, y - 1.6, 6, 6, pearl, 1.0)
    draw.shape([(-11, -20), (0, -30), (11, -20), (0, 0)], (0.15, 0.45, 0.75), 0.6)
    draw.shape([(-11, -20), (0, -30), (0, -18)], (0.3, 0.65, 0.95), 1.0)


@draws(
    Kind("belt", "object", words="belt leather-belt waistband sash-belt"),
    Placement("table", height=height_of(0.14), breadth=1.6),
)
def belt(draw: DrawContext, colour: Rgb | None) -> None:
    """Rolled once, its buckle to the front."""
    hide = colour or _LEATHER
    draw.disc(0, -62, 150, 70, hide, 0.3)
    draw.disc(0, -66, 132, 54, _DARK, 0.4)
    draw.blob([(-75, -62), (-72, -20), (-40, 0), (40, 0), (72, -20), (75, -62), (40, -38), (-40, -38)], hide, 0.65)
    draw.line([(-70, -52), (-40, -33), (40, -33), (70, -52)], 2, hide, 1.0)
    for hole in range(4):
        draw.disc(30 + 9 * hole, -20 - 3 * hole, 4, 5, _DARK, 0.3)
    draw.box(-22, 2, 44, 42, _GOLD, 0.8)
    draw.box(-13, -6, 26, 26, hide, 0.6)
    draw.line([(-20, -19), (14, -19)], 4, _GOLD, 1.0)


@draws(
    Kind("button", "object", words="button shirt-button coat-button"),
    Placement("table", height=height_of(0.05), breadth=1.0),
)
def button(draw: DrawContext, colour: Rgb | None) -> None:
    """A round button with four holes."""
    horn = colour or (0.25, 0.5, 0.75)
    draw.disc(0, -49, 98, 98, horn, 0.35)
    draw.disc(-2, -52, 92, 92, horn, 0.85)
    draw.disc(0, -50, 70, 70, horn, 0.5)
    draw.disc(1, -48, 64, 64, horn, 0.75)
    for x in (-11, 11):
        for y in (-61, -39):
            draw.disc(x, y, 10, 10, _DARK, 0.3)
