"""What is warm, cold or wet in a house: stove, fireplace, fridge, sink, washing machine; and its lamps and fans."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws, height_of

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext


_IRON: Rgb = (0.24, 0.24, 0.27)
_ENAMEL: Rgb = (0.9, 0.91, 0.9)
_STEEL: Rgb = (0.68, 0.71, 0.74)
_BRICK: Rgb = (0.62, 0.34, 0.26)
_FLAME: Rgb = (1.0, 0.58, 0.2)


@draws(
    Kind("stove", "object", words="stove furnace boiler iron-stove", top=0.9),
    Placement("ground", height=height_of(1.0), breadth=1.0, alone=1.0),
)
def stove(draw: DrawContext, colour: Rgb | None) -> None:
    """An iron range with a fire behind its grate."""
    iron = colour or _IRON
    for x in (-40, 32):
        draw.box(x, 0, 8, 12, iron, 0.3)
    draw.box(-46, -8, 92, 80, iron, 0.45)
    draw.box(-46, -8, 8, 80, iron, 0.9)
    draw.shape([(-52, -86), (-42, -97), (42, -97), (52, -86)], iron, 1.0)
    draw.box(-52, -82, 104, 5, iron, 0.6)
    for x in (-20, 20):
        draw.disc(x, -92, 26, 6, iron, 0.35)
    draw.box(-34, -34, 44, 36, iron, 0.75)
    draw.box(-30, -38, 36, 28, iron, 0.4)
    draw.line([(-32, -74), (8, -74)], 3, _STEEL, 0.9)
    draw.box(14, -34, 26, 36, iron, 0.65)
    draw.disc(27, -52, 6, 6, _STEEL, 0.9)
    draw.box_lamp(-32, -14, 40, 14, _FLAME)
    for bar in range(6):
        draw.line([(-30 + 7 * bar, -14), (-30 + 7 * bar, -28)], 2, iron, 0.5)
    draw.glow(-12, -21, 60, _FLAME, 0.3 + 0.4 * draw.night)


@draws(
    Kind("fireplace", "object", words="fireplace chimney-piece mantelpiece", light="glow"),
    Placement("ground", height=height_of(1.4), breadth=1.2, most=2, alone=1.0, glow=1.2, flips=False),
)
def fireplace(draw: DrawContext, colour: Rgb | None) -> None:
    stone = colour or _BRICK
    draw.box(-54, 0, 108, 92, stone, 0.55)
    for row in range(9):
        for brick in range(5):
            x = -53 + 22 * brick - (11 if row % 2 else 0)
            wide = min(20.0, 53 - x)
            if x >= -54:
                draw.box(x, -2 - 10 * row, wide, 8, stone, 0.6 + 0.35 * draw.chance(9 * brick + row))
    draw.blob([(-32, 0), (-32, -44), (-20, -60), (0, -64), (20, -60), (32, -44), (32, 0)], (0.12, 0.09, 0.08), 0.4)
    draw.box(-60, -90, 120, 9, (0.46, 0.3, 0.18), 0.75)
    draw.line([(-60, -98), (60, -98)], 2, (0.46, 0.3, 0.18), 1.0)
    for x, turn in ((-20, 3), (-6, -4)):
        draw.line([(x, -5 + turn), (x + 26, -6 - turn)], 7, (0.36, 0.22, 0.14), 0.6)
    draw.lamp_blob([(-20, -8), (-22, -24), (-10, -34), (-4, -50), (8, -36), (18, -26), (20, -8)], _FLAME)
    draw.lamp_blob([(-10, -8), (-10, -20), (0, -36), (9, -20), (10, -8)], (1.0, 0.86, 0.45))
    draw.glow(0, -24, 110, _FLAME, 0.5 + 0.3 * draw.night)


@draws(
    Kind("fridge", "object", words="fridge refrigerator freezer icebox cooler"),
    Placement("ground", height=height_of(1.8), breadth=0.5, alone=1.0),
)
def fridge(draw: DrawContext, colour: Rgb | None) -> None:
    coat = colour or _ENAMEL
    draw.box(-24, 0, 50, 98, coat, 0.35)
    draw.shape([(-26, 0), (-26, -97), (-23, -100), (16, -100), (19, -97), (19, 0)], coat, 0.7)
    draw.box(-25, -3, 6, 92, coat, 1.0)
    draw.line([(-26, -66), (20, -66)], 1.6, _IRON, 0.4)
    for low, high in ((-70, -86), (-40, -60)):
        draw.line([(13, low), (13, high)], 3, _STEEL, 0.4)
        draw.line([(12, low), (12, high)], 1.2, _STEEL, 1.0)


@draws(
    Kind("washing_machine", "object", words="washing-machine dishwasher tumble-dryer laundry dryer", top=0.97),
    Placement("ground", height=height_of(0.9), breadth=0.85, alone=1.0),
)
def washing_machine(draw: DrawContext, colour: Rgb | None) -> None:
    coat = colour or _ENAMEL
    draw.box(-40, 0, 80, 92, coat, 0.6)
    draw.shape([(-42, -92), (-34, -100), (36, -100), (42, -92)], coat, 1.0)
    draw.box(-40, 0, 7, 92, coat, 0.95)
    draw.box(-32, -78, 24, 10, coat, 0.4)
    for x in (6, 20):
        draw.disc(x, -83, 9, 9, _STEEL, 0.7)
    draw.disc(0, -40, 56, 56, _STEEL, 0.85)
    draw.disc(0, -40, 44, 44, (0.2, 0.3, 0.38), 0.5)
    draw.blob([(-20, -34), (-8, -40), (8, -32), (20, -38), (14, -24), (0, -19), (-14, -24)], (0.5, 0.7, 0.85), 0.8)
    draw.disc(-9, -50, 12, 8, (0.9, 0.96, 1.0), 0.9, 0.6)


@draws(
    Kind("sink", "object", words="sink washbasin kitchen-sink tap faucet", top=0.75),
    Placement("ground", height=height_of(1.1), breadth=0.75, alone=1.0),
)
def sink(draw: DrawContext, colour: Rgb | None) -> None:
    coat = colour or _ENAMEL
    draw.shape([(-9, 0), (-7, -46), (7, -46), (9, 0)], coat, 0.45)
    draw.blob([(-36, -74), (-32, -54), (-14, -44), (14, -44), (32, -54), (36, -74)], coat, 0.6)
    draw.blob([(-36, -74), (-32, -54), (-18, -46), (-16, -74)], coat, 0.95)
    draw.disc(0, -74, 76, 12, coat, 0.95)
    draw.disc(0, -73, 62, 8, (0.6, 0.72, 0.8), 0.5)
    draw.line([(0, -78), (0, -94), (5, -99), (13, -98), (14, -88)], 4.5, _STEEL, 0.5)
    draw.line([(-1, -78), (-1, -94), (5, -100), (12, -99)], 1.6, _STEEL, 1.0)
    draw.line([(-8, -82), (8, -82)], 3, _STEEL, 0.8)


@draws(
    Kind("lamp", "object", words="lamp table-lamp bedside-lamp desk-lamp floor-lamp standing-lamp", light="glow"),
    Placement("table", height=height_of(0.5), breadth=0.6, glow=2.2),
)
def lamp(draw: DrawContext, colour: Rgb | None) -> None:
    """A lamp with a shade of cloth on a turned foot."""
    shade = colour or (0.93, 0.8, 0.55)
    draw.disc(0, -4, 40, 9, (0.5, 0.34, 0.2), 0.6)
    draw.blob([(-5, -6), (-11, -22), (-5, -36), (-3, -50), (3, -50), (5, -36), (11, -22), (5, -6)],
              (0.5, 0.34, 0.2), 0.55)  # fmt: skip
    draw.line([(-4, -12), (-6, -24), (-2, -46)], 2.4, (0.5, 0.34, 0.2), 1.0)
    draw.shape([(-34, -48), (-18, -98), (18, -98), (34, -48)], shade, 0.85)
    draw.shape([(12, -48), (7, -98), (18, -98), (34, -48)], shade, 0.5)
    if draw.night > 0.2:
        draw.lamp_blob([(-24, -50), (-13, -92), (13, -92), (24, -50)], (1.0, 0.84, 0.5))
    draw.glow(0, -62, 150, (1.0, 0.8, 0.45), 0.15 + 0.6 * draw.night)


@draws(
    Kind("electric_fan", "object", words="fan electric-fan ventilator"),
    Placement("table", height=height_of(0.5), breadth=0.7),
)
def electric_fan(draw: DrawContext, colour: Rgb | None) -> None:
    blade = colour or (0.36, 0.58, 0.7)
    draw.disc(0, -4, 46, 9, _IRON, 0.7)
    draw.line([(0, -4), (0, -40)], 6, _STEEL, 0.6)
    draw.disc(0, -64, 70, 70, _IRON, 0.5)
    draw.disc(0, -64, 64, 64, (0.84, 0.88, 0.9), 0.7)
    for leaf in range(4):
        turn = leaf * math.pi / 2 + 0.4
        x, y = math.cos(turn), math.sin(turn)
        draw.blob([(0, -64), (x * 20 - y * 12, -64 + y * 20 + x * 12), (x * 29, -64 + y * 29),
                   (x * 14 + y * 4, -64 + y * 14 - x * 4)], blade, 0.9 - 0.12 * leaf)  # fmt: skip
    for ring in range(8):
        turn = ring * math.pi / 4
        draw.line([(0, -64), (33 * math.cos(turn), -64 + 33 * math.sin(turn))], 1, _STEEL, 0.9)
    draw.disc(0, -64, 14, 14, _STEEL, 0.95)


@draws(
    Kind("kettle", "object", words="kettle tea-kettle", smokes=True),
    Placement("table", height=height_of(0.24), breadth=1.2),
)
def kettle(draw: DrawContext, colour: Rgb | None) -> None:
    """A kettle that steams, its spout to the right."""
    copper = colour or (0.78, 0.45, 0.26)
    draw.line([(-26, -58), (-24, -92), (0, -100), (24, -92), (26, -58)], 6, _IRON, 0.5)
    draw.blob([(28, -24), (44, -40), (52, -66), (60, -66), (56, -36), (38, -14)], copper, 0.5)
    draw.blob([(-38, 0), (-44, -24), (-34, -50), (-14, -62), (14, -62), (34, -50), (44, -24), (38, 0)], copper, 0.5)
    draw.blob([(-36, -4), (-41, -24), (-32, -48), (-14, -60), (-4, -60), (-18, -30), (-16, -4)], copper, 0.85)
    draw.blob([(-30, -30), (-26, -44), (-18, -50), (-20, -32)], (1.0, 0.9, 0.78), 0.95)
    draw.disc(0, -62, 34, 8, copper, 0.9)
    draw.disc(0, -68, 9, 9, _IRON, 0.8)
    for puff in range(3):
        draw.disc(62 + 7 * puff, -76 - 13 * puff, 12 + 6 * puff, 10 + 5 * puff, (0.95, 0.95, 0.96), 0.9, 0.5)


@draws(
    Kind("cauldron", "object", words="cauldron witch-cauldron", mood="eerie"),
    Placement("ground", height=height_of(0.9), breadth=1.1, glow=0.6),
)
def cauldron(draw: DrawContext, colour: Rgb | None) -> None:
    """A black pot over embers; what boils in it glows a little."""
    brew = colour or (0.45, 0.85, 0.35)
    for x in (-30, -10, 12, 30):
        draw.lamp_blob([(x - 8, 0), (x - 5, -10), (x, -20 + x % 7), (x + 5, -9), (x + 8, 0)], _FLAME)
    for x, light in ((-34, 0.8), (28, 0.4)):
        draw.line([(x, -20), (x - 2 if x < 0 else x + 8, 0)], 7, _IRON, light)
    draw.blob([(-30, -14), (-48, -36), (-46, -64), (-38, -76), (38, -76), (46, -64), (48, -36), (30, -14), (0, -10)],
              _IRON, 0.4)  # fmt: skip
    draw.blob([(-30, -22), (-44, -38), (-42, -62), (-34, -72), (-20, -70), (-28, -40)], _IRON, 0.95)
    draw.disc(0, -78, 88, 17, _IRON, 0.8)
    draw.lamp_blob([(-37, -78), (-20, -83), (0, -84), (20, -83), (37, -78), (20, -74), (0, -73), (-20, -74)], brew)
    for x, y, size in ((-16, -85, 13), (6, -88, 17), (22, -82, 9), (-2, -98, 7)):
        draw.disc(x, y, size, size, brew, 0.95)
    draw.glow(0, -82, 70, brew, 0.3 + 0.3 * draw.night)
    draw.glow(0, -6, 60, _FLAME, 0.3 + 0.3 * draw.night)
