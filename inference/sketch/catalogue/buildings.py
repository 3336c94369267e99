"""Where people live: castles, houses, villages, cities, towers, windmills and tents."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws
from inference.sketch.catalogue.masonry import (
    PLASTER,
    SLATE,
    SNOW,
    STONE,
    TILE,
    WOOD,
    battlement,
    pane,
    pointed_roof,
    stone_wall,
    turret,
)

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext


@draws(
    Kind(
        "castle",
        "building",
        words="castle palace fortress citadel keep stronghold fort kingdom chateau alcazar",
        several=2,
        mood="wondrous",
        smokes=True,
        top=0.38,
    ),
    Placement("hill", height=250, breadth=1.1, most=4),
)
def castle(draw: DrawContext, colour: Rgb | None) -> None:
    stone = colour or STONE
    roof = SLATE if draw.chance(1) < 0.6 else TILE
    turret(draw, 22, 11, 58, stone, roof, 22)
    turret(draw, -34, 12, 52, stone, roof, 20)
    turret(draw, -8, 16, 70, stone, roof, 28)
    draw.line([(0, -98), (0, -110)], 0.9, (0.2, 0.2, 0.2), 0.5)
    draw.shape([(0, -110), (11, -107), (0, -103.5)], (0.82, 0.22, 0.2), 0.8)
    stone_wall(draw, -27, 0, 54, 34, stone)
    battlement(draw, -27, -34, 54, stone, 8)
    turret(draw, -46, 13, 40, stone, roof, 20)
    turret(draw, 34, 14, 44, stone, roof, 22)
    for x in (-18, -5, 12, 20):
        draw.window(x, -19 - 4 * draw.chance(5 + x), 2.4, 4.6)
    draw.blob([(-6, 0.5), (-6, -11), (0, -16), (6, -11), (6, 0.5)], (0.2, 0.15, 0.13), 0.4)
    for row in range(5):
        for brick in range(4):
            if draw.chance(60 + row * 4 + brick) < 0.55:
                draw.box(-24 + 12 * brick + 3 * (row % 2), -4 - 5.6 * row, 4, 1.6, stone, 0.3)


@draws(
    Kind(
        "house",
        "building",
        words="house cottage cabin hut farmhouse farm barn shack lodge inn chalet",
        smokes=True,
        top=0.98,
    ),
    Placement("ground", height=190, breadth=1.25, most=8),
)
def house(draw: DrawContext, colour: Rgb | None, roof: Rgb | None = None) -> None:
    wall = colour or (PLASTER if draw.chance(2) < 0.6 else WOOD)
    tile = roof or (TILE if draw.chance(3) < 0.55 else (0.42, 0.33, 0.26))
    draw.box(-48, 0, 96, 52, wall, 0.5)
    draw.box(-48, 0, 40, 52, wall, 0.85)
    draw.shape([(-58, -48), (-34, -92), (40, -92), (60, -48)], tile, 0.5)
    draw.shape([(-58, -48), (-34, -92), (-4, -92), (-12, -48)], tile, 0.85)
    if draw.snow > 0.05:
        draw.shape([(-60, -50), (-35, -96), (41, -96), (52, -70), (-20, -66)], SNOW, 0.85, draw.snow)
    draw.box(18, -84, 12, 24, (0.55, 0.38, 0.32), 0.5)
    draw.box(-6, 0, 16, 32, (0.3, 0.2, 0.15), 0.5)
    for x in (-36, 24):
        draw.window(x, -16, 15, 17)


@draws(
    Kind(
        "village",
        "building",
        words="village town hamlet settlement townlet hometown suburb neighbourhood neighborhood borough",
        smokes=True,
    ),
    Placement("hill", height=120, breadth=3.4, most=2),
)
def village(draw: DrawContext, colour: Rgb | None) -> None:
    places = [(-150, 0.52, -7), (150, 0.5, -8), (-92, 0.62, -4), (98, 0.64, -4), (-36, 0.56, -9), (46, 0.6, -10),
        (-60, 0.8, 4), (66, 0.78, 5), (0, 0.86, 3), (-122, 0.72, 5), (132, 0.7, 6)]  # fmt: skip
    with draw.within(8, -8, 0.9):
        stone_wall(draw, -13, 0, 26, 84, PLASTER)
        pointed_roof(draw, -13, -84, 26, 62, SLATE)
        draw.window(-3, -58, 6, 12)
    for index, (x, size, drop) in enumerate(places):
        with draw.within(x + 14 * (draw.chance(20 + index) - 0.5), drop, size * 0.62):
            tile = (TILE, (0.56, 0.3, 0.25), (0.45, 0.36, 0.3))[int(draw.chance(40 + index) * 3)]
            house(draw, colour or ((0.93, 0.87, 0.76) if index % 3 else (0.8, 0.66, 0.5)), tile)


@draws(
    Kind(
        "city",
        "building",
        words="city metropolis skyscraper downtown skyline megacity cityscape building capital",
        several=2,
        smokes=True,
    ),
    Placement("hill", height=215, breadth=2.6, most=2),
)
def city(draw: DrawContext, colour: Rgb | None) -> None:
    """Two rows of towers, the farther paler, with spires, domes and hundreds of windows."""
    base = colour or (0.6, 0.6, 0.68)
    for row, (count, low, much) in enumerate(((15, 34, 66), (13, 18, 44))):
        for index in range(count):
            x = (index - count / 2) * (250 / count) + 8 * (draw.chance(100 + row * 40 + index) - 0.5)
            near = 1 - abs(x) / 150
            tall = low + much * near * (0.45 + 0.55 * draw.chance(140 + row * 40 + index))
            wide = 13 + 9 * draw.chance(180 + row * 40 + index)
            tint = 0.86 + 0.28 * draw.chance(220 + row * 40 + index)
            wall: Rgb = (base[0] * tint, base[1] * tint, base[2] * tint)
            stone_wall(draw, x, 2, wide, tall + 2, wall)
            top = draw.chance(260 + row * 40 + index)
            if top < 0.34:
                pointed_roof(draw, x, -tall, wide, wide * (0.8 + top * 3), SLATE if top < 0.2 else (0.3, 0.5, 0.5))
            elif top < 0.5:
                draw.disc(x + wide / 2, -tall, wide * 0.96, wide * 0.96, (0.75, 0.6, 0.3), 0.7)
                draw.line([(x + wide / 2, -tall - wide * 0.4), (x + wide / 2, -tall - wide * 0.9)], 0.8, SLATE, 0.5)
            elif top < 0.62:
                draw.box(x + wide * 0.25, -tall, wide * 0.5, wide * 0.5, wall, 0.6)
            for floor in range(int(tall / 6.5)):
                for light in range(3):
                    if draw.chance(1000 + row * 3000 + index * 60 + floor * 3 + light) < 0.42:
                        pane(draw, x + wide * (0.2 + 0.24 * light), -4 - floor * 6.5, 1.7, 2.9)
    if draw.night > 0.3:
        draw.glow(0, -30, 170, (1.0, 0.72, 0.4), 0.34 * draw.night)


@draws(
    Kind(
        "tower",
        "building",
        words="tower spire turret belfry steeple minaret obelisk monolith pillar watchtower cathedral",
        several=2,
        top=0.8,
    ),
    Placement("hill", height=250, breadth=0.32, most=9),
)
def tower(draw: DrawContext, colour: Rgb | None) -> None:
    stone = colour or STONE
    draw.shape([(-13, 1), (-10, -72), (10, -72), (13, 1)], stone, 0.45)
    draw.shape([(-13, 1), (-10, -72), (-3, -72), (-4, 1)], stone, 0.85)
    draw.shape([(5, 1), (4.4, -72), (10, -72), (13, 1)], stone, 0.2)
    draw.box(-13, -71, 26, 6, stone, 0.62)
    battlement(draw, -13, -77, 26, stone, 5)
    pointed_roof(draw, -10, -78, 20, 24, SLATE)
    for x, y in ((-2, -58), (-4, -40), (1, -22)):
        draw.window(x, y, 3, 6)
    for row in range(9):
        if draw.chance(30 + row) < 0.7:
            draw.box(-7 + 8 * draw.chance(50 + row), -5 - 7 * row, 4.5, 1.6, stone, 0.3)


@draws(Kind("windmill", "building", words="windmill mill turbine"), Placement("hill", height=190, breadth=0.9, most=6))
def windmill(draw: DrawContext, colour: Rgb | None) -> None:
    wall = colour or (0.92, 0.87, 0.78)
    draw.shape([(-19, 1), (-11, -58), (11, -58), (19, 1)], wall, 0.42)
    draw.shape([(-19, 1), (-11, -58), (-1, -58), (-3, 1)], wall, 0.88)
    draw.blob([(-13, -57), (-9, -70), (0, -75), (9, -70), (13, -57)], TILE, 0.55)
    draw.window(-3, -36, 5, 7)
    draw.box(-4, 0, 8, 14, WOOD, 0.4)
    turn = draw.chance(7) * 1.5
    for sail in range(4):
        angle = turn + sail * math.pi / 2
        along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
        hub = (0.0, -64.0)

        def spot(
            far: float, side: float, along: tuple[float, float] = along, across: tuple[float, float] = across
        ) -> tuple[float, float]:
            return 0.0 + along[0] * far + across[0] * side, -64.0 + along[1] * far + across[1] * side

        draw.shape([spot(9, 0), spot(9, 8), spot(42, 9), spot(42, 0)], (0.95, 0.9, 0.8), 0.75)
        draw.line([hub, spot(44, 0)], 1.8, WOOD, 0.4)
        for bar in range(5):
            draw.line([spot(11 + 7 * bar, 0), spot(11 + 7 * bar, 8.6)], 0.8, WOOD, 0.4)


@draws(
    Kind(
        "tent",
        "building",
        words="tent camp encampment teepee tipi yurt",
        several=4,
        crowds={"camp": 4, "encampment": 5},
        titles=("Camp",),
        smokes=True,
    ),
    Placement("ground", height=130, breadth=1.5, most=7, spread=200),
)
def tent(draw: DrawContext, colour: Rgb | None) -> None:
    cloth = colour or ((0.85, 0.74, 0.52), (0.7, 0.36, 0.26), (0.45, 0.55, 0.42))[int(draw.chance(1) * 3)]
    draw.shape([(-70, 2), (-8, -100), (6, -100), (74, 2)], cloth, 0.42)
    draw.shape([(-70, 2), (-8, -100), (0, -96), (-22, 2)], cloth, 0.92)
    draw.shape([(-22, 2), (0, -84), (20, 2)], (0.16, 0.12, 0.1), 0.4)
    draw.line([(-14, -110), (4, -96)], 2.4, (0.35, 0.26, 0.18), 0.5)
    draw.line([(12, -110), (-6, -96)], 2.4, (0.35, 0.26, 0.18), 0.5)
    if draw.night > 0.3:
        draw.glow(0, -20, 90, (1.0, 0.68, 0.32), 0.5 * draw.night)
