"""Dinosaurs and other long-tailed, long-legged beasts that children ask for by name and no picture set has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws, height_of
from inference.sketch.catalogue.outlines import DARK, leg, ribbon

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext

_HORN: Rgb = (0.93, 0.88, 0.74)


def _stout_legs(draw: DrawContext, hide: Rgb, wide: float) -> None:
    for x, light in ((34, 0.2), (-38, 0.2), (20, 0.48), (-54, 0.48)):
        leg(draw, [(float(x), -44.0), (x + 2.0, -20.0), (float(x), -2.0)], wide, hide, light)
        draw.disc(x + 3, -3, wide * 1.5, 7, hide, light)


@draws(
    Kind("triceratops", "creature", words="triceratops three-horned-dinosaur", several=3, mood="wondrous", top=0.82,
         hand=(0.95, 0.3)),
    Placement("ground", height=height_of(3), breadth=1.9, most=4, spread=240),
)  # fmt: skip
def triceratops(draw: DrawContext, colour: Rgb | None) -> None:
    hide = colour or (0.5, 0.55, 0.42)
    frill: Rgb = (min(1, hide[0] * 1.25), hide[1] * 0.85, hide[2] * 0.8)
    draw.blob(ribbon([(-56.0, -50.0), (-86.0, -34.0), (-124.0, -20.0)], [34, 20, 3]), hide, 0.4)
    _stout_legs(draw, hide, 17)
    draw.blob([(-74, -46), (-62, -74), (-30, -88), (10, -86), (44, -72), (52, -48), (30, -28), (-30, -26), (-60, -32)],
              hide, 0.46)  # fmt: skip
    draw.blob([(-60, -62), (-30, -84), (8, -82), (34, -70), (10, -58), (-34, -56)], hide, 0.92)
    draw.blob([(38, -42), (24, -66), (28, -94), (46, -108), (66, -100), (72, -76), (62, -48)], frill, 0.5)
    draw.blob([(30, -72), (36, -94), (48, -102), (60, -96), (50, -80)], frill, 0.9)
    for x, y in ((25, -68), (28, -88), (40, -105), (56, -107)):
        draw.disc(x, y, 7, 7, _HORN, 0.8)
    draw.blob([(52, -72), (74, -76), (100, -56), (114, -42), (104, -34), (78, -36), (54, -48)], hide, 0.6)
    draw.blob([(58, -68), (74, -72), (96, -56), (84, -54), (66, -60)], hide, 0.95)
    draw.shape([(68, -74), (75, -71), (104, -104)], _HORN, 0.9)
    draw.shape([(76, -71), (82, -67), (116, -94)], _HORN, 0.6)
    draw.shape([(98, -56), (106, -50), (112, -66)], _HORN, 0.85)
    draw.shape([(106, -46), (118, -36), (104, -34)], (0.42, 0.38, 0.3), 0.5)
    draw.disc(76, -62, 5, 5, (0.96, 0.85, 0.4), 0.9)
    draw.disc(77, -62, 2.6, 3.4, DARK, 0.3)
    draw.line([(82, -40), (100, -40)], 1.6, DARK, 0.4)


@draws(
    Kind("stegosaurus", "creature", words="stegosaurus stegosaur ankylosaurus plated-dinosaur", several=3,
         mood="wondrous", top=0.7),
    Placement("ground", height=height_of(3), breadth=2, most=4, spread=240),
)  # fmt: skip
def stegosaurus(draw: DrawContext, colour: Rgb | None) -> None:
    hide = colour or (0.38, 0.55, 0.34)
    plate: Rgb = (0.86, 0.5, 0.26)
    for x, y, size in ((-74, -50, 20), (-56, -62, 26), (-34, -73, 31), (-8, -78, 33), (18, -73, 29), (40, -60, 22)):
        draw.shape([(x - size * 0.5, y + 6), (x - size * 0.3, y - size * 0.6), (x, y - size), (x + size * 0.4, y - 8),
                    (x + size * 0.5, y + 6)], plate, 0.4)  # fmt: skip
        draw.shape([(x - size * 0.4, y + 2), (x - size * 0.26, y - size * 0.5), (x, y - size), (x, y)], plate, 0.85)
    tail = [(-50.0, -46.0), (-84.0, -42.0), (-124.0, -56.0)]
    draw.blob(ribbon(tail, [36, 20, 3]), hide, 0.42)
    for x, y in ((-104, -48), (-116, -53)):
        draw.shape([(x - 4, y), (x + 4, y), (x - 8, y - 20)], _HORN, 0.85)
    _stout_legs(draw, hide, 14)
    draw.blob([(-68, -44), (-50, -66), (-10, -78), (28, -70), (52, -48), (42, -32), (-20, -26), (-56, -30)], hide, 0.46)
    draw.blob([(-50, -54), (-12, -74), (24, -67), (36, -56), (0, -54), (-30, -48)], hide, 0.9)
    draw.blob([(40, -58), (62, -48), (86, -38), (96, -28), (86, -22), (62, -26), (42, -36)], hide, 0.62)
    draw.disc(78, -34, 4.6, 4.6, (0.96, 0.85, 0.4), 0.9)
    draw.disc(79, -34, 2.4, 3, DARK, 0.3)
    draw.line([(84, -25), (94, -27)], 1.5, DARK, 0.4)


@draws(
    Kind("pterodactyl", "creature", words="pterodactyl pterosaur pteranodon flying-dinosaur", several=3,
         mood="wondrous"),
    Placement("air", height=height_of(1.6), breadth=2.2, most=5, spread=200),
)  # fmt: skip
def pterodactyl(draw: DrawContext, colour: Rgb | None) -> None:
    """One in flight, its middle at (0, 0)."""
    hide = colour or (0.62, 0.48, 0.36)
    draw.shape([(6, -8), (28, -46), (62, -66), (104, -58), (64, -34), (40, -10), (20, 6)], hide, 0.28)
    draw.blob(ribbon([(-40.0, 22.0), (-14.0, 8.0), (16.0, -4.0), (34.0, -14.0)], [4, 18, 18, 9]), hide, 0.5)
    draw.shape([(-40, 22), (-54, 18), (-48, 26), (-56, 34)], hide, 0.4)
    draw.shape([(8, -6), (-10, -44), (-52, -70), (-106, -56), (-76, -40), (-50, -20), (-26, 0), (-12, 12)], hide, 0.6)
    draw.line([(6, -8), (-10, -44), (-52, -69), (-104, -56)], 5, hide, 0.85)
    draw.blob([(28, -20), (40, -26), (52, -20), (46, -8), (32, -6)], hide, 0.65)
    draw.shape([(34, -24), (42, -24), (10, -44)], (0.82, 0.34, 0.2), 0.7)
    draw.shape([(48, -22), (92, -6), (46, -10)], (0.88, 0.72, 0.42), 0.8)
    draw.line([(50, -13), (84, -7)], 1.4, DARK, 0.4)
    draw.disc(43, -18, 4, 4, (0.98, 0.88, 0.4), 0.9)
    draw.disc(43.6, -18, 2, 2.4, DARK, 0.3)


@draws(
    Kind("ostrich", "creature", words="ostrich emu cassowary rhea", several=3),
    Placement("ground", height=height_of(2.2), breadth=0.8, most=6, spread=170),
)
def ostrich(draw: DrawContext, colour: Rgb | None) -> None:
    plumes = colour or (0.2, 0.18, 0.18)
    skin: Rgb = (0.86, 0.68, 0.58)
    for x, light in ((6, 0.3), (-6, 0.6)):
        draw.line([(x, -44), (x + 8, -24), (x - 2, -2)], 4, skin, light)
        draw.line([(x - 4, -1), (x + 12, -1)], 4, skin, light)
    draw.line([(20, -58), (32, -72), (26, -86), (31, -95)], 5.5, skin, 0.7)
    draw.blob([(-46, -52), (-34, -66), (-6, -72), (20, -64), (26, -52), (10, -38), (-24, -38)], plumes, 0.45)
    draw.blob([(-34, -56), (-24, -65), (-4, -69), (8, -62), (-10, -54)], plumes, 0.95)
    for x, y in ((-48, -56), (-50, -46), (-44, -40)):
        draw.disc(x, y, 18, 14, (0.95, 0.93, 0.88), 0.75)
    draw.disc(33, -95, 12, 9, skin, 0.75)
    draw.shape([(37, -97), (49, -93), (37, -92)], (0.9, 0.62, 0.34), 0.8)
    draw.disc(35, -96.5, 3, 3.2, DARK, 0.3)


@draws(
    Kind("seahorse", "creature", words="seahorse sea-horse pipefish", several=4, mood="wondrous", needs_water=True),
    Placement("swim", height=height_of(0.3), breadth=0.6, most=6, spread=150),
)
def seahorse(draw: DrawContext, colour: Rgb | None) -> None:
    """One upright, its middle at (0, -50)."""
    skin = colour or (0.94, 0.62, 0.26)
    draw.line([(-2, -22), (6, -8), (-6, -2), (-14, -9), (-8, -14)], 6, skin, 0.45)
    draw.blob([(-6, -54), (-22, -62), (-21, -47), (-5, -42)], skin, 0.35)
    draw.blob(ribbon([(2.0, -86.0), (-10.0, -72.0), (2.0, -50.0), (0.0, -28.0), (0.0, -16.0)], [18, 18, 28, 16, 7]),
              skin, 0.5)  # fmt: skip
    draw.blob([(-10, -74), (-6, -78), (6, -58), (8, -42), (0, -46), (-4, -60)], skin, 0.92)
    draw.disc(4, -88, 24, 20, skin, 0.65)
    draw.blob([(10, -92), (30, -87), (31, -81), (12, -80)], skin, 0.75)
    for x, y in ((-6, -98), (2, -101), (9, -98)):
        draw.shape([(x - 3, y + 5), (x, y - 4), (x + 3, y + 5)], skin, 0.85)
    for y in (-62, -54, -46, -38):
        draw.line([(-9, y), (12, y + 2)], 1.2, (skin[0] * 0.75, skin[1] * 0.6, skin[2] * 0.5), 0.4)
    draw.disc(7, -90, 6, 6.4, (1, 1, 0.95), 0.95)
    draw.disc(8, -90, 3, 3.6, DARK, 0.3)
