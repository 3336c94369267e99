"""Machines of today and tomorrow that no set has a whole picture of: robot, drone, engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws, height_of

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext, Points


_STEEL: Rgb = (0.66, 0.71, 0.76)
_DARK: Rgb = (0.2, 0.22, 0.26)
_BRASS: Rgb = (0.82, 0.62, 0.28)
_RED: Rgb = (0.82, 0.24, 0.2)
_LENS: Rgb = (0.35, 0.9, 1.0)


@draws(
    Kind(
        "robot", "creature", words="robot android toy-robot", faces="front", top=1.0, hand=(0.3, 0.36), mood="wondrous"
    ),
    Placement("ground", height=height_of(1.5), breadth=0.66, flips=False),
)
def robot(draw: DrawContext, colour: Rgb | None) -> None:
    """From head to foot: an aerial, eyes that shine, a panel with lamps, arms with tongs."""
    coat = colour or _STEEL
    for side, light in ((-1, 0.75), (1, 0.5)):
        draw.box(side * 11 - 4, -5, 8, 23, _DARK, 0.5 + 0.2 * light)
        for fold in range(3):
            draw.line([(side * 11 - 4.5, -9 - 6 * fold), (side * 11 + 4.5, -9 - 6 * fold)], 1.6, coat, light)
        draw.shape([(side * 12 - 9, 0), (side * 12 - 7, -7), (side * 12 + 7, -7), (side * 12 + 9, 0)], coat, light)
        arm: Points = [(side * 20, -57), (side * 28, -48), (side * 29, -36)]
        draw.line(arm, 7, _DARK, 0.55)
        draw.line(arm, 3.6, coat, light)
        draw.disc(side * 20.5, -57, 11, 11, coat, light + 0.1)
        for finger in (-1, 1):
            draw.line(
                [(side * 29, -36), (side * 29 + 4.5 * finger, -33), (side * 29 + 3 * finger, -27)], 2.4, coat, 0.8
            )
    draw.box(-20, -24, 40, 41, coat, 0.6)
    draw.box(-20, -24, 9, 41, coat, 0.95)
    draw.box(12, -24, 8, 41, coat, 0.35)
    draw.box(-12, -34, 24, 20, _DARK, 0.6)
    for lamp, shade in enumerate((_RED, _BRASS, (0.35, 0.8, 0.4))):
        draw.disc(-7 + 7 * lamp, -47, 4.6, 4.6, shade, 0.9)
    draw.line([(-8, -39), (8, -39)], 2.4, _LENS, 0.9)
    draw.box(-6, -64, 12, 6, _DARK, 0.6)
    draw.shape([(-17, -69), (-17, -88), (-13, -92), (13, -92), (17, -88), (17, -69)], coat, 0.7)
    draw.shape([(-17, -69), (-17, -88), (-13, -92), (-9, -92), (-10, -69)], coat, 1.0)
    for side in (-1, 1):
        draw.box(side * 18.5 - 2, -75, 4, 10, _RED, 0.7)
        draw.disc(side * 7, -82, 9.6, 9.6, _DARK, 0.5)
        draw.lamp_blob([(side * 7 - 3, -82), (side * 7, -85), (side * 7 + 3, -82), (side * 7, -79)], _LENS)
    draw.line([(-8, -73), (8, -73)], 2.4, _DARK, 0.5)
    draw.line([(0, -92), (0, -97)], 1.4, _DARK, 0.6)
    draw.disc(0, -98, 4.6, 4.6, _RED, 0.95)
    draw.glow(0, -82, 34, _LENS, 0.35 * draw.night)


@draws(
    Kind("drone", "vehicle", words="drone quadcopter quadrocopter camera-drone"),
    Placement("air", height=height_of(0.5), breadth=2.2, most=4),
)
def drone(draw: DrawContext, colour: Rgb | None) -> None:
    """Four rotors on arms, a camera below."""
    coat = colour or (0.86, 0.87, 0.88)
    for x, y in ((-86, -20), (86, -20), (-62, -2), (62, -2)):
        draw.line([(x * 0.2, 4), (x, y + 4)], 7, _DARK, 0.55)
        draw.box(x - 5, y + 8, 10, 18, coat, 0.5)
        draw.disc(x, y - 13, 66, 6, (0.8, 0.84, 0.88), 0.8, 0.55)
        draw.disc(x, y - 13, 9, 7, _DARK, 0.6)
    draw.blob([(-34, 4), (-26, -14), (0, -20), (26, -14), (34, 4), (20, 16), (-20, 16)], coat, 0.75)
    draw.blob([(-30, 0), (-22, -12), (0, -17), (10, -14), (-8, -4)], coat, 1.0)
    for side in (-1, 1):
        draw.line([(side * 20, 12), (side * 30, 44), (side * 44, 44)], 4, _DARK, 0.5)
    draw.disc(0, 24, 22, 22, _DARK, 0.5)
    draw.disc(2, 25, 12, 12, (0.3, 0.5, 0.7), 0.8)
    draw.disc(0, 22, 4, 4, (1, 1, 1), 1.0)


@draws(
    Kind("engine", "object", words="engine motor machine generator car-engine steam-machine"),
    Placement("ground", height=height_of(1.1), breadth=1.5, alone=1.0),
)
def engine(draw: DrawContext, colour: Rgb | None) -> None:
    """A block with four cylinders, a belt over two wheels, and a pipe."""
    iron = colour or (0.42, 0.48, 0.5)
    for x in (-58, 36):
        draw.box(x, 0, 20, 12, _DARK, 0.5)
    draw.box(-64, -10, 128, 44, iron, 0.55)
    draw.box(-64, -46, 128, 8, iron, 0.9)
    for number in range(4):
        x = -56 + 26 * number
        draw.box(x, -54, 20, 30, iron, 0.7)
        draw.box(x, -54, 5, 30, iron, 1.0)
        for fin in range(4):
            draw.line([(x - 2, -60 - 7 * fin), (x + 22, -60 - 7 * fin)], 2, iron, 0.35)
        draw.box(x + 5, -84, 10, 7, _BRASS, 0.8)
        draw.line([(x + 10, -91), (x + 10, -97), (x + 24, -99)], 2.4, _RED, 0.7)
    draw.line([(50, -60), (70, -66), (72, -96)], 8, _BRASS, 0.6)
    draw.disc(-58, -26, 46, 46, _DARK, 0.55)
    draw.disc(-58, -26, 34, 34, iron, 0.85)
    draw.disc(-58, -26, 12, 12, _BRASS, 0.8)
    draw.disc(8, -26, 26, 26, _DARK, 0.5)
    draw.disc(8, -26, 17, 17, iron, 0.85)
    draw.line([(-58, -49), (8, -39)], 3, _DARK, 0.3)
    draw.line([(-58, -3), (8, -13)], 3, _DARK, 0.3)
