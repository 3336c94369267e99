"""What there is in tales only: dragons, portals, crystals, floating islands and giant mushrooms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.buildings import house
from inference.sketch.catalogue.kind import Kind, Placement, Plural, draws
from inference.sketch.catalogue.outlines import ribbon
from inference.sketch.catalogue.trees import draw_tree

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext, Points


@draws(
    Kind(
        "dragon",
        "creature",
        words="dragon wyvern drake griffin gryphon wyrm",
        several=2,
        mood="fierce",
        top=0.57,
        hand=(1.0, 0.86),
    ),
    Placement("air", height=175, breadth=3.3, most=4, alone=1),
)
def dragon(draw: DrawContext, colour: Rgb | None) -> None:
    """A dragon in flight, 100 units from wing tip to claw."""
    coat = colour or (0.55, 0.18, 0.16)
    skin: Rgb = (coat[0] * 0.8 + 0.16, coat[1] * 0.8 + 0.08, coat[2] * 0.8 + 0.04)
    back_wing = [
        (4.0, -8.0),
        (24.0, -62.0),
        (54.0, -92.0),
        (58.0, -58.0),
        (50.0, -36.0),
        (38.0, -32.0),
        (30.0, -14.0),
        (18.0, -4.0),
    ]
    draw.shape(back_wing, skin, 0.25)
    spine = [(-122.0, 34.0), (-96.0, 18.0), (-70.0, 24.0), (-42.0, 14.0), (-12.0, -2.0), (22.0, -2.0), (46.0, -18.0),
              (64.0, -38.0), (82.0, -44.0)]  # fmt: skip
    draw.blob(ribbon(spine, [2, 6, 10, 18, 27, 25, 15, 11, 9]), coat, 0.45)
    draw.blob(ribbon([(x, y - 4) for x, y in spine[2:8]], [3, 6, 9, 9, 6, 4]), coat, 0.95)
    draw.shape([(-122, 34), (-138, 24), (-134, 38), (-142, 48), (-124, 40)], coat, 0.5)
    draw.blob([(76, -52), (88, -53), (106, -42), (104, -38), (88, -37), (76, -38)], coat, 0.6)
    draw.shape([(88, -38), (103, -34), (90, -33)], coat, 0.35)
    draw.line([(80, -51), (66, -62)], 3, (0.9, 0.84, 0.66), 0.7)
    draw.line([(84, -52), (73, -66)], 2.4, (0.9, 0.84, 0.66), 0.7)
    draw.disc(90, -46, 3.4, 3, (1.0, 0.86, 0.3), 1.0)
    wing = [(-8.0, -8.0), (-18.0, -56.0), (-50.0, -98.0), (-70.0, -70.0), (-92.0, -58.0), (-72.0, -46.0), (-66.0,
             -26.0), (-46.0, -28.0), (-34.0, -6.0), (-20.0, -12.0), (6.0, 2.0)]  # fmt: skip
    draw.shape(wing, skin, 0.62)
    for tip in ((-92, -58), (-66, -26), (-34, -6)):
        draw.line([(-50, -97), ((-50 + tip[0]) / 2 - 2, (-97 + tip[1]) / 2), tip], 1.8, coat, 0.35)
    draw.line([(-6, -6), (-18, -56), (-50, -98)], 4.6, coat, 0.6)
    for x, y in ((-26, 16), (16, 10)):
        draw.line([(x, y - 4), (x + 7, y + 10), (x - 3, y + 16)], 4, coat, 0.4)
    if draw.chance(3) < 0.6:
        draw.lamp_blob(
            [(104, -38), (128, -46), (160, -30), (172, -14), (140, -20), (120, -28)], (1.0, 0.55, 0.16), 0.85
        )
        draw.lamp_blob([(106, -38), (126, -42), (150, -27), (128, -30)], (1.0, 0.88, 0.46), 0.95)
        draw.glow(134, -32, 80, (1.0, 0.5, 0.15), 0.6)


@draws(
    Kind(
        "portal",
        "object",
        words="portal gateway stargate vortex rift magic-door wormhole",
        mood="wondrous",
        light="glow",
        titles=("Open Door",),
    ),
    Placement("ground", height=260, breadth=1.1, most=3, glow=1.6),
)
def portal(draw: DrawContext, colour: Rgb | None) -> None:
    light = colour or (0.45, 0.8, 1.0)
    stone: Rgb = (0.42, 0.4, 0.46)
    draw.shape([(-62, 4), (-54, -8), (54, -8), (62, 4)], stone, 0.6)
    draw.disc(0, -54, 92, 104, stone, 0.4)
    draw.disc(-2, -55, 86, 98, stone, 0.8)
    draw.lamp_blob([(34 * math.cos(k * 0.785), -54 + 40 * math.sin(k * 0.785)) for k in range(8)], light)
    for ring in range(4):
        size = 0.8 - 0.19 * ring
        pale: Rgb = tuple(part + (1 - part) * 0.24 * (ring + 1) for part in light)  # type: ignore[assignment]
        shift = 5 * math.sin(ring * 2.1)
        rim: Points = []
        for corner in range(8):
            turn = corner * 0.785 + ring
            wave = 1 + 0.1 * (corner % 2)
            rim.append((shift + 34 * size * math.cos(turn), -54 + 40 * size * math.sin(turn) * wave))
        draw.lamp_blob(rim, pale)
    draw.glow(0, -54, 230, light, 0.6)


@draws(
    Kind(
        "crystals",
        "object",
        words="crystal gem amethyst quartz diamond jewel emerald sapphire ruby",
        several=7,
        mood="wondrous",
        titles=(Plural("Crystals"),),
    ),
    Placement("ground", height=128, breadth=1, most=9, spread=260, glow=1.2),
)
def crystals(draw: DrawContext, colour: Rgb | None) -> None:
    tint = colour or ((0.62, 0.5, 0.95), (0.4, 0.8, 0.95), (0.95, 0.55, 0.8))[int(draw.chance(1) * 3)]
    for lean, wide, tall in ((-0.5, 11, 62), (0.52, 11, 66), (-0.22, 14, 84), (0.2, 13, 80), (0.02, 17, 104)):

        def spot(along: float, side: float, lean: float = lean) -> tuple[float, float]:
            return math.sin(lean) * along + math.cos(lean) * side, -math.cos(lean) * along + math.sin(lean) * side

        draw.shape(
            [spot(0, -wide), spot(tall * 0.78, -wide), spot(tall, 0), spot(tall * 0.78, wide), spot(0, wide)], tint, 0.4
        )
        draw.shape([spot(0, -wide), spot(tall * 0.78, -wide), spot(tall, 0), spot(tall * 0.7, -wide * 0.2), spot(0,
                   -wide * 0.2)], tint, 1.15)  # fmt: skip
        draw.line([spot(tall * 0.1, wide * 0.4), spot(tall * 0.74, wide * 0.4)], 1.2, (1, 1, 1), 0.8, 0.6)
    draw.glow(0, -45, 170, tint, 0.3 + 0.4 * draw.night)


@draws(
    Kind(
        "floating_island",
        "object",
        words="floating-island sky-island floating-rock flying-island floating-mountain island-in-the-sky",
        mood="wondrous",
    ),
    Placement("air", height=190, breadth=1.85),
)
def floating_island(draw: DrawContext, colour: Rgb | None) -> None:
    """An island in the air: grass and trees above, rock hanging below; (0, 0) is the tip of the rock."""
    rock = draw.looks.colour("rock", draw.here.x)
    ground = colour or draw.looks.colour("ground", draw.here.x)
    draw.rough([(-84, -58), (-62, -40), (-52, -24), (-30, -18), (-16, -4), (0, 2), (8, -8), (28, -14), (40, -30), (64,
               -38), (86, -58)], rock, 0.28)  # fmt: skip
    draw.rough([(-84, -58), (-62, -40), (-52, -24), (-30, -18), (-22, -34), (-34, -50)], rock, 0.8)
    draw.rough([(-10, -52), (-16, -4), (0, 2), (4, -22), (14, -50)], rock, 0.55)
    for root in range(6):
        x = -50 + 20 * root
        draw.line([(x, -34), (x + 3, -20 + 8 * draw.chance(root)), (x - 2, -10)], 1.2, (0.3, 0.3, 0.2), 0.4, 0.7)
    with draw.foliage():
        draw.blob(
            [(-90, -57), (-60, -66), (-20, -69), (24, -68), (66, -65), (90, -57), (50, -51), (0, -49), (-52, -51)],
            ground,
            0.85,
        )
    draw.shape([(58, -58), (66, -58), (70, 20), (60, 24)], (0.85, 0.93, 0.97), 0.9, 0.8)
    kind = "blossom" if draw.chance(8) < 0.4 else ("conifer" if draw.snow > 0.4 else "broadleaf")
    for index, (x, size) in enumerate(((-48, 0.34), (-20, 0.46), (8, 0.3), (36, 0.4))):
        with draw.within(x, -62, size):
            if index == 1 and draw.chance(9) < 0.5:
                house(draw, None)
            else:
                draw_tree(draw, kind)


@draws(
    Kind(
        "giant_mushrooms",
        "ground",
        words="giant-mushroom huge-mushroom great-mushroom enormous-mushroom giant-toadstool tall-mushroom",
        several=4,
        mood="wondrous",
        titles=(Plural("Giant Mushrooms"),),
    ),
    Placement("ground", height=260, breadth=1.2, most=6, glow=0.9),
)
def giant_mushroom(draw: DrawContext, colour: Rgb | None) -> None:
    """A mushroom as tall as a house, its cap spotted, gills lit from below by night."""
    cap = colour or ((0.8, 0.22, 0.18), (0.56, 0.36, 0.72), (0.84, 0.5, 0.24))[int(draw.chance(1) * 3)]
    stem: Rgb = (0.93, 0.88, 0.77)
    draw.blob([(-13, 2), (-9, -28), (-11, -62), (11, -62), (9, -28), (15, 2)], stem, 0.5)
    draw.blob([(-13, 1), (-9, -28), (-11, -60), (-3, -60), (-4, -28), (-5, 1)], stem, 0.9)
    draw.blob([(-14, -44), (0, -38), (14, -44), (12, -52), (-12, -52)], stem, 0.8)
    draw.blob([(-56, -58), (0, -50), (56, -58), (0, -68)], (0.86, 0.76, 0.66), 0.4)
    draw.blob(
        [
            (-60, -57),
            (-50, -82),
            (-22, -99),
            (0, -102),
            (22, -99),
            (50, -82),
            (60, -57),
            (30, -60),
            (0, -62),
            (-30, -60),
        ],
        cap,
        0.5,
    )
    draw.blob([(-54, -62), (-46, -82), (-20, -96), (4, -98), (-6, -82), (-26, -66)], cap, 0.95)
    for x, y, size in ((-34, -76, 13), (-10, -88, 12), (16, -82, 14), (38, -70, 10), (-2, -70, 9), (-48, -64, 7)):
        draw.disc(x, y, size, size * 0.72, (0.98, 0.95, 0.88), 0.9)
    draw.glow(
        0, -62, 90, (min(1.0, cap[0] + 0.3), min(1.0, cap[1] + 0.3), min(1.0, cap[2] + 0.3)), 0.12 + 0.5 * draw.night
    )
