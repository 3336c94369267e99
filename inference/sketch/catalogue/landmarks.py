"""What stands alone and is seen from afar: lighthouses, bridges, temples, pyramids, statues, ruins and graves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, Plural, draws
from inference.sketch.catalogue.masonry import (
    SNOW,
    STONE,
    pointed_roof,
    stone_wall,
)

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext


@draws(
    Kind("lighthouse", "building", words="lighthouse beacon pharos", needs_shore=False),
    Placement("coast", height=250, breadth=0.7, most=4, glow=1.4),
)
def lighthouse(draw: DrawContext, colour: Rgb | None) -> None:
    rock = draw.looks.colour("rock", draw.here.x)
    for edge, wide, tall in (
        (-17.0, 11.0, 9.0),
        (13.0, 13.0, 10.0),
        (-4.0, 12.0, 7.0),
        (22.0, 8.0, 5.0),
        (-25.0, 7.0, 4.0),
    ):
        draw.shape(
            [
                (edge - wide, 4),
                (edge - wide * 0.7, -tall * 0.6),
                (edge - wide * 0.1, -tall),
                (edge + wide * 0.6, -tall * 0.7),
                (edge + wide, 4),
            ],
            rock,
            0.4,
        )
        draw.shape(
            [(edge - wide, 4), (edge - wide * 0.7, -tall * 0.6), (edge - wide * 0.1, -tall), (edge - wide * 0.2, 2)],
            rock,
            0.85,
        )
    for band in range(5):
        low, high = -6 - 14.4 * band, -6 - 14.4 * (band + 1)
        wide, thin = 11 - 1.1 * band, 11 - 1.1 * (band + 1)
        paint = (0.95, 0.93, 0.88) if band % 2 == 0 else (colour or (0.8, 0.22, 0.18))
        draw.shape([(-wide, low), (-thin, high), (thin, high), (wide, low)], paint, 0.45)
        draw.shape([(-wide, low), (-thin, high), (-thin * 0.1, high), (-wide * 0.1, low)], paint, 0.9)
    draw.box(-8, -78, 16, 2.6, (0.25, 0.25, 0.3), 0.5)
    draw.box(-4.6, -80, 9.2, 10, (0.4, 0.42, 0.45), 0.6)
    pointed_roof(draw, -5.5, -90, 11, 10, (0.72, 0.2, 0.17))
    draw.box_lamp(-3.2, -81.5, 6.4, 7.5, (1.0, 0.93, 0.66))
    draw.glow(0, -85, 60 + 60 * draw.night, (1.0, 0.9, 0.6), 0.4 + 0.5 * draw.night)
    if draw.night > 0.3:
        for side in (-1, 1):
            draw.beam([(0, -85), (side * 140, -97), (side * 140, -72)], (1.0, 0.92, 0.66), 0.5 * draw.night)


@draws(
    Kind(
        "bridge", "building", words="bridge viaduct aqueduct footbridge stone-arch archway", needs_shore=False, top=0.88
    ),
    Placement("span", height=100, breadth=4.4, most=2),
)
def bridge(draw: DrawContext, colour: Rgb | None) -> None:
    """A stone bridge of three arches, four times as wide as tall."""
    stone = colour or (0.66, 0.6, 0.53)
    arches = []
    for arch in range(3):
        middle, half = -120 + 120 * arch, 46
        arches.append((middle, half))
    deck = [(-215, 8), (-215, -46), (-110, -74), (0, -84), (110, -74), (215, -46), (215, 8)]
    outline: list[tuple[float, float]] = list(deck)
    for middle, half in reversed(arches):
        outline += [(middle + half, 8), (middle + half, -14), (middle + half * 0.72, -38), (middle, -52),
                     (middle - half * 0.72, -38), (middle - half, -14), (middle - half, 8)]  # fmt: skip
    draw.shape(outline, stone, 0.42)
    for middle, half in arches:
        rim = [(middle + half, 6), (middle + half, -14), (middle + half * 0.72, -38), (middle, -52),
                (middle - half * 0.72, -38), (middle - half, -14), (middle - half, 6)]  # fmt: skip
        draw.line([(float(x), float(y)) for x, y in rim], 5, stone, 0.85)
    top = [(-218.0, -49.0), (-110.0, -78.0), (0.0, -89.0), (110.0, -78.0), (218.0, -49.0)]
    draw.line(top, 8, stone, 0.9)
    for index in range(24):
        x = -200 + 400 * draw.chance(20 + index)
        y = -58 + 14 * draw.chance(60 + index) - (84 - 58) * (1 - abs(x) / 215)
        draw.box(x, y + 14, 10, 3.4, stone, 0.3)


@draws(
    Kind(
        "temple",
        "building",
        words="temple pagoda shrine monastery pavilion sanctuary",
        several=2,
        mood="calm",
    ),
    Placement("hill", height=210, breadth=1, most=4),
)
def temple(draw: DrawContext, colour: Rgb | None) -> None:
    """A pagoda of four roofs."""
    roof = colour or (0.66, 0.2, 0.17)
    draw.shape([(-50, 2), (-46, -7), (46, -7), (50, 2)], STONE, 0.6)
    for tier in range(4):
        low = -6 - 22 * tier
        wide = 32 - 5.4 * tier
        draw.box(-wide, low, 2 * wide, 14, (0.82, 0.62, 0.42), 0.5)
        draw.box(-wide, low, wide * 0.8, 14, (0.82, 0.62, 0.42), 0.85)
        for index in range(3):
            draw.window(-wide * 0.66 + index * wide * 0.58, low - 1, 5, 8, (1.0, 0.76, 0.4))
        eave = wide + 15
        draw.blob([(-eave, low - 13), (-eave + 8, low - 13), (-wide * 0.7, low - 24), (wide * 0.7, low - 24),
                  (eave - 8, low - 13), (eave, low - 13), (eave * 0.6, low - 11), (-eave * 0.6, low - 11)], roof,
                  0.55)  # fmt: skip
        draw.blob([(-eave, low - 13), (-wide * 0.7, low - 24), (0, low - 24), (-wide * 0.4, low - 14)], roof, 0.95)
        if draw.snow > 0.05:
            draw.blob([(-eave * 0.8, low - 16), (-wide * 0.7, low - 26), (wide * 0.7, low - 26), (eave * 0.8,
                      low - 16)], SNOW, 0.9, draw.snow)  # fmt: skip
    draw.line([(0, -94), (0, -112)], 2, (0.85, 0.68, 0.3), 0.8)


@draws(
    Kind("pyramid", "building", words="pyramid ziggurat sphinx", mood="wondrous"),
    Placement("hill", height=190, breadth=1.9),
)
def pyramid(draw: DrawContext, colour: Rgb | None) -> None:
    stone = colour or (0.9, 0.72, 0.45)
    draw.shape([(-92, 2), (0, -100), (24, 6)], stone, 0.95)
    draw.shape([(24, 6), (0, -100), (92, 2)], stone, 0.25)
    for step in range(1, 9):
        row = -100 + 11.5 * step
        reach = (row + 100) / 102
        draw.line([(-92 * reach + 1, row), (24 * reach, row + 2 * reach)], 0.7, stone, 0.66)
        draw.line([(24 * reach, row + 2 * reach), (92 * reach - 1, row)], 0.7, stone, 0.12)


@draws(
    Kind("statue", "building", words="statue sculpture colossus idol", several=1, mood="wondrous"),
    Placement("hill", height=210, breadth=0.6, most=4),
)
def statue(draw: DrawContext, colour: Rgb | None) -> None:
    """A figure of stone on its base."""
    stone = colour or (0.72, 0.71, 0.68)
    draw.box(-24, 2, 48, 12, stone, 0.6)
    draw.box(-18, -10, 36, 14, stone, 0.75)
    with draw.within(0, -22, 0.8):
        draw.blob([(-20, 0), (-17, -48), (-12, -76), (0, -82), (12, -76), (17, -46), (20, 0)], stone, 0.45)
        draw.blob([(-20, -1), (-17, -48), (-11, -74), (-2, -74), (-6, -30), (-8, -1)], stone, 0.92)
        draw.line([(10, -70), (28, -92), (30, -112)], 7, stone, 0.7)
        draw.disc(0, -90, 18, 21, stone, 0.7)
        draw.shape([(-10, -97), (-6, -108), (0, -100), (6, -108), (10, -97)], stone, 0.8)


@draws(
    Kind(
        "ruins",
        "building",
        words=(
            "ruin temple-ruin column colonnade tomb rubble relic ruined-castle ruined-temple "
            "ruined-city ruined-church ruined-village ruined-house ruined-palace ruined "
            "ancient-stone"
        ),
        several=2,
        mood="lonely",
        noun_phrase="ruins",
        titles=(Plural("Ruins"), Plural("Old Stones")),
    ),
    Placement("ground", height=170, breadth=2.1, most=3),
)
def ruins(draw: DrawContext, colour: Rgb | None) -> None:
    stone = colour or (0.78, 0.74, 0.66)
    draw.shape([(-95, 4), (-88, -9), (88, -9), (96, 4)], stone, 0.6)
    for index in range(6):
        x = -80 + 30 * index
        tall = (88, 88, 54, 30, 88, 70)[index] - 8 * draw.chance(index)
        stone_wall(draw, x, -8, 12, tall, stone)
        draw.box(x - 3, -8, 18, 5, stone, 0.7)
        if tall > 75:
            draw.box(x - 3, -8 - tall, 18, 6, stone, 0.75)
        else:
            draw.shape([(x, -8 - tall), (x + 3, -14 - tall), (x + 8, -10 - tall), (x + 12, -8 - tall)], stone, 0.5)
    draw.shape([(-86, -92), (-86, -101), (-34, -101), (-31, -92)], stone, 0.7)
    for x, wide in ((24, 17), (52, 12), (-30, 14), (100, 20)):
        draw.shape([(x, 4), (x + 3, -7), (x + wide, -9), (x + wide + 4, 4)], stone, 0.5)


@draws(
    Kind(
        "ruined_tower",
        "building",
        words="ruined-tower broken-tower tower-ruin crumbling-tower fallen-tower",
        several=1,
        mood="lonely",
        titles=("Broken Tower",),
    ),
    Placement("hill", height=250, breadth=0.85, most=4),
)
def ruined_tower(draw: DrawContext, colour: Rgb | None) -> None:
    """A tower broken off aslant, a breach in its side, its stones around its foot."""
    stone = colour or (0.6, 0.56, 0.52)
    draw.shape(
        [(-16, 1), (-13, -62), (-12, -94), (-7, -86), (-4, -92), (1, -74), (6, -70), (8, -56), (13, -50), (16, 1)],
        stone,
        0.42,
    )
    draw.shape([(-16, 1), (-13, -62), (-12, -94), (-7, -86), (-4, -90), (-4, -40), (-5, 1)], stone, 0.85)
    draw.shape([(8, 1), (7, -55), (13, -50), (16, 1)], stone, 0.18)
    draw.shape([(-3, -52), (1, -64), (6, -60), (5, -46), (0, -42)], (0.1, 0.1, 0.13), 0.3)
    draw.blob([(-4, 1), (-4, -12), (0, -17), (4, -12), (4, 1)], (0.1, 0.1, 0.13), 0.3)
    for row in range(10):
        draw.box(-11 + 16 * draw.chance(30 + row), -6 - 6.4 * row, 5, 1.8, stone, 0.25)
    for x, size in ((-30, 9), (-22, 6), (22, 10), (31, 7), (40, 5), (-40, 5)):
        draw.shape([(x - size, 3), (x - size * 0.7, -size * 0.8), (x + size * 0.4, -size), (x + size, 3)], stone, 0.5)
    for root in (-10, 9):
        draw.line([(root, -2), (root + 3, -18), (root - 2, -34)], 2.6, (0.25, 0.4, 0.2), 0.5, 0.9)


@draws(
    Kind(
        "graves",
        "building",
        words="graveyard grave cemetery gravestone tombstone",
        several=7,
        crowds={"graveyard": 9, "cemetery": 9},
        mood="eerie",
        titles=(Plural("Graves"),),
    ),
    Placement("ground", height=84, breadth=0.75, most=16, spread=230),
)
def grave(draw: DrawContext, colour: Rgb | None) -> None:
    """A headstone or a cross, a little aslant."""
    stone = colour or (0.62, 0.62, 0.62)
    lean = 14 * (draw.chance(1) - 0.5)
    if draw.chance(2) < 0.4:
        draw.shape([(-9, 2), (-9 + lean, -98), (9 + lean, -98), (9, 2)], stone, 0.6)
        draw.shape(
            [(-32 + lean * 0.7, -62), (-32 + lean * 0.7, -78), (32 + lean * 0.7, -78), (32 + lean * 0.7, -62)],
            stone,
            0.8,
        )
        return
    draw.blob(
        [
            (-34, 3),
            (-34 + lean * 0.6, -60),
            (-22 + lean, -90),
            (lean, -98),
            (22 + lean, -90),
            (34 + lean * 0.6, -60),
            (34, 3),
        ],
        stone,
        0.5,
    )
    draw.blob([(-32, 0), (-32 + lean * 0.6, -60), (-20 + lean, -87), (lean, -95), (-12, -60), (-18, 0)], stone, 0.88)
    for row in (-62, -50, -38):
        draw.line([(-14 + lean * 0.6, row), (18 + lean * 0.6, row)], 3, stone, 0.2)
