"""What a kitchen of today has: oven, microwave, toaster; and a tray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws, height_of

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext


_ENAMEL: Rgb = (0.88, 0.89, 0.9)
_STEEL: Rgb = (0.66, 0.69, 0.73)
_DARK: Rgb = (0.15, 0.16, 0.18)
_WOOD: Rgb = (0.56, 0.38, 0.22)
_SAND: Rgb = (0.92, 0.82, 0.56)
_WHITE: Rgb = (1.0, 1.0, 1.0)
_WARM: Rgb = (1.0, 0.72, 0.36)


@draws(
    Kind("oven", "object", words="oven cooker gas-cooker electric-oven kitchen-range", top=0.95),
    Placement("ground", height=height_of(0.9), breadth=0.85, alone=1.0),
)
def oven(draw: DrawContext, colour: Rgb | None) -> None:
    """Four knobs over a door with a pane; it is on."""
    coat = colour or _ENAMEL
    draw.box(-40, 0, 80, 94, coat, 0.65)
    draw.box(-40, -3, 6, 88, coat, 1.0)
    draw.box(-42, -92, 84, 6, _DARK, 0.5)
    for x in (-22, 20):
        draw.disc(x, -98, 26, 4, _DARK, 0.7)
    for knob in range(4):
        draw.disc(-24 + 16 * knob, -83, 9, 9, _DARK, 0.5)
        draw.line([(-24 + 16 * knob, -83), (-22 + 16 * knob, -87)], 1.6, _WHITE, 0.9)
    draw.box(-33, -12, 66, 60, coat, 0.45)
    draw.line([(-28, -66), (28, -66)], 4, _STEEL, 0.95)
    draw.box(-26, -20, 52, 38, _DARK, 0.4)
    draw.box_lamp(-23, -23, 46, 32, _WARM)
    for rack in (-32, -44):
        draw.line([(-23, rack), (23, rack)], 1.5, _DARK, 0.5)
    draw.disc(0, -36, 28, 9, (0.6, 0.36, 0.18), 0.6)


@draws(
    Kind("microwave", "object", words="microwave microwave-oven", top=0.97),
    Placement("table", height=height_of(0.3), breadth=1.7),
)
def microwave(draw: DrawContext, colour: Rgb | None) -> None:
    coat = colour or _ENAMEL
    draw.box(-82, -4, 164, 92, coat, 0.6)
    draw.box(-82, -90, 164, 6, coat, 1.0)
    draw.box(-72, -14, 104, 72, _DARK, 0.45)
    draw.box(-64, -22, 88, 56, (0.3, 0.32, 0.34), 0.7)
    draw.shape([(-60, -24), (-30, -76), (-12, -76), (-42, -24)], _WHITE, 0.9, 0.35)
    draw.box(36, -16, 5, 68, _STEEL, 0.95)
    draw.box(50, -68, 26, 14, _DARK, 0.4)
    draw.box_lamp(53, -71, 20, 8, (0.4, 1.0, 0.6))
    for row in range(3):
        for column in range(3):
            draw.box(50 + 9 * column, -38 - 9 * row, 7, 6, _STEEL, 0.85)
    draw.disc(63, -24, 17, 15, _STEEL, 0.7)
    for x in (-74, 62):
        draw.box(x, 0, 12, 5, _DARK, 0.4)


@draws(
    Kind("toaster", "object", words="toaster"),
    Placement("table", height=height_of(0.25), breadth=1.3),
)
def toaster(draw: DrawContext, colour: Rgb | None) -> None:
    coat = colour or _STEEL
    for x in (-26, 8):
        draw.blob([(x - 16, -58), (x - 16, -92), (x - 8, -99), (x + 12, -99), (x + 20, -92), (x + 20, -58)], _WOOD, 0.6)
        draw.blob([(x - 11, -58), (x - 11, -88), (x - 5, -94), (x + 9, -94), (x + 15, -88), (x + 15, -58)], _SAND, 0.8)
    draw.blob([(-54, -6), (-56, -50), (-44, -70), (44, -70), (56, -50), (54, -6)], coat, 0.65)
    draw.blob([(-50, -10), (-51, -48), (-42, -64), (-26, -66), (-34, -40), (-34, -10)], coat, 1.0)
    draw.line([(-40, -68), (40, -68)], 4, _DARK, 0.4)
    draw.box(-54, 0, 108, 8, _DARK, 0.5)
    draw.box(56, -34, 11, 9, _DARK, 0.5)


@draws(
    Kind("tray", "object", words="tray serving-tray", top=0.5),
    Placement("table", height=height_of(0.08), breadth=4.0),
)
def tray(draw: DrawContext, colour: Rgb | None) -> None:
    metal = colour or (0.78, 0.8, 0.84)
    draw.disc(0, -40, 400, 80, metal, 0.4)
    draw.disc(0, -48, 396, 76, metal, 0.9)
    draw.disc(0, -46, 340, 54, metal, 0.6)
    draw.blob([(-150, -46), (-90, -66), (-20, -70), (-60, -50), (-110, -40)], _WHITE, 1.0, 0.6)
