"""What grows and lies low on the near ground: grass, flowers, mushrooms, reeds, wheat and rocks.

One mark of each, 100 units tall, its foot at (0, 0); painter/undergrowth.py scatters them where the look of the strip
has them. Grass, bushes and kelp are not kinds: they come with the land and no word names them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Plural, define
from inference.sketch.catalogue.trees import draw_tree

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext

_FLOWERS: tuple[Rgb, ...] = ((0.96, 0.93, 0.85), (0.95, 0.8, 0.3), (0.72, 0.48, 0.86))

DrawPlant = Callable[["DrawContext"], None]


@dataclass(frozen=True)
class Plant:
    height: float
    """px at the foot of the picture."""
    draw: DrawPlant


UNDERGROWTH: dict[str, Plant] = {}


def _grows(kind: str | Kind, height: float) -> Callable[[DrawPlant], DrawPlant]:
    """Registers a drawing, and with it the kind that it shows, if a word names it."""

    def register(draw: DrawPlant) -> DrawPlant:
        if isinstance(kind, Kind):
            define(kind)
        UNDERGROWTH[kind.name if isinstance(kind, Kind) else kind] = Plant(height, draw)
        return draw

    return register


@_grows("grass", height=34)
def grass(draw: DrawContext) -> None:
    with draw.ground_cover():
        red, green, blue = (part + (0.9 - part) * 0.75 * draw.snow for part in draw.looks.colour("ground", draw.here.x))
        for blade in range(4):
            lean = (draw.chance(blade) - 0.4) * 60
            base = (blade - 1.5) * 16
            tip = (base + lean, -55 - 45 * draw.chance(9 + blade))
            outline = [
                (base - 5, 4),
                (base + lean * 0.3, tip[1] * 0.6),
                tip,
                (base + lean * 0.4 + 4, tip[1] * 0.5),
                (base + 5, 4),
            ]
            much = 0.8 + 0.5 * draw.chance(20 + blade)
            draw.blob(outline, (red * much, green * much * 1.06, blue * much), 0.35 + 0.5 * draw.chance(30 + blade))


@_grows(
    Kind(
        "flowers",
        "ground",
        words=(
            "flower wildflower poppy daisy rosebush lavender tulip sunflower bluebell garden "
            "iris lotus lily violet-flower petunia orchid"
        ),
        irregular={"roses": "rosebush"},
        several=24,
        mood="joyful",
        noun_phrase="flowers",
        titles=(Plural("Wildflowers"), "Garden"),
        needs_shore=True,
    ),
    height=46,
)
def flower(draw: DrawContext) -> None:
    grass(draw)
    tint = draw.looks.colour("flower_tint", draw.here.x)
    colour = tint if draw.chance(40) < 0.66 else _FLOWERS[int(draw.chance(41) * 3)]
    for head in range(2):
        x, y = (draw.chance(42 + head) - 0.5) * 70, -52 - 40 * draw.chance(44 + head)
        size = 26 + 12 * draw.chance(46 + head)
        draw.disc(x, y, size, size * 0.8, colour, 0.75)
        draw.disc(x - size * 0.16, y - size * 0.16, size * 0.5, size * 0.36, colour, 1.15)
        draw.disc(
            x, y + 2, size * 0.26, size * 0.2, (0.35, 0.22, 0.12) if draw.chance(48) < 0.5 else (0.95, 0.8, 0.3), 0.8
        )


@_grows(
    Kind(
        "mushrooms",
        "ground",
        words="mushroom toadstool fungus fungi",
        irregular={"fungi": "fungus"},
        several=7,
        mood="wondrous",
        noun_phrase="mushrooms",
        titles=(Plural("Mushrooms"),),
    ),
    height=54,
)
def mushroom(draw: DrawContext) -> None:
    cap: Rgb = ((0.78, 0.2, 0.16), (0.72, 0.45, 0.25), (0.55, 0.4, 0.75))[int(draw.chance(1) * 3)]
    draw.blob([(-9, 0), (-7, -34), (-8, -60), (8, -60), (7, -34), (11, 0)], (0.93, 0.88, 0.78), 0.6)
    draw.blob([(-42, -50), (-30, -82), (0, -100), (30, -82), (42, -50), (20, -56), (-20, -56)], cap, 0.5)
    draw.blob([(-34, -60), (-24, -82), (0, -95), (8, -84), (-12, -70)], cap, 0.95)
    for x, y, size in ((-18, -74, 11), (6, -86, 9), (20, -70, 10), (-2, -66, 8)):
        draw.disc(x, y, size, size * 0.7, (0.98, 0.95, 0.88), 0.85)
    if draw.night > 0.4:
        draw.glow(0, -60, 130, (min(1, cap[0] + 0.3), min(1, cap[1] + 0.3), min(1, cap[2] + 0.3)), 0.3 * draw.night)


@_grows(
    Kind("reeds", "ground", words="reed rush bulrush cattail bamboo", several=16, noun_phrase="reeds", titles=()),
    height=96,
)
def reed(draw: DrawContext) -> None:
    for stalk in range(3):
        lean = (draw.chance(stalk) - 0.5) * 22
        x = (stalk - 1) * 9.0
        tip = (x + lean, -80 - 20 * draw.chance(5 + stalk))
        draw.line([(x, 0), (x + lean * 0.3, tip[1] * 0.5), tip], 2.2, (0.42, 0.48, 0.25), 0.6)
        draw.line([(tip[0], tip[1] + 14), tip], 4.0, (0.45, 0.34, 0.22), 0.6)


@_grows(
    Kind(
        "wheat",
        "ground",
        words="wheat corn barley rye grain crop wheatfield cornfield",
        noun_phrase="fields of wheat",
        titles=("Golden Field", "Wheat"),
    ),
    height=70,
)
def wheat(draw: DrawContext) -> None:
    with draw.foliage():
        for stalk in range(4):
            lean = 8 + (draw.chance(stalk) - 0.5) * 30
            x = (stalk - 1.5) * 15
            tip = (x + lean, -78 - 20 * draw.chance(5 + stalk))
            draw.line([(x, 2), tip], 2.4, (0.78, 0.6, 0.26), 0.5)
            draw.line([(tip[0] - lean * 0.15, tip[1] + 20), (tip[0] + 3, tip[1])], 6.0, (0.95, 0.76, 0.36), 0.85)


@_grows(
    Kind(
        "rocks",
        "ground",
        words="rock stone boulder pebble standing-stone megalith",
        several=6,
        noun_phrase="rocks",
        titles=(Plural("Standing Stones"),),
        needs_shore=True,
    ),
    height=44,
)
def rock(draw: DrawContext) -> None:
    rock = draw.looks.colour("rock", draw.here.x)
    jut = 20 * draw.chance(1)
    draw.shape([(-66, 4), (-58, -38), (-26, -70 - jut), (14, -84 + jut), (48, -52), (70, 4)], rock, 0.28)
    draw.shape([(-62, 0), (-56, -36), (-26, -68 - jut), (-4, -60), (-22, -14)], rock, 0.85)
    draw.shape([(-26, -69 - jut), (14, -84 + jut), (26, -62), (-4, -58)], rock, 1.0)
    if draw.snow > 0.05:
        draw.blob([(-52, -44), (-26, -76 - jut), (14, -90 + jut), (40, -58), (0, -62)], (0.94, 0.96, 1), 0.9, draw.snow)


@_grows("bush", height=120)
def bush(draw: DrawContext) -> None:
    with draw.within(0, 30, 0.9):
        draw_tree(draw, "autumn" if draw.looks.at("autumn", draw.here.x) > 0.5 else "broadleaf", crown_only=True)


@_grows("kelp", height=190)
def kelp(draw: DrawContext) -> None:
    with draw.foliage():
        if draw.chance(1) < 0.45:
            colour: Rgb = ((0.95, 0.42, 0.4), (0.95, 0.62, 0.35), (0.78, 0.4, 0.8))[int(draw.chance(2) * 3)]
            for arm in range(5):
                turn = -math.pi * (0.18 + 0.16 * arm) + (draw.chance(3 + arm) - 0.5) * 0.3
                end = (math.cos(turn) * 28, math.sin(turn) * 34)
                draw.line([(0, 2), (end[0] * 0.5, end[1] * 0.7), end], 6.5, colour, 0.55 + 0.1 * arm)
                draw.disc(end[0], end[1], 8.5, 8, colour, 1.0)
            return
        for frond in range(3):
            x, sway = (frond - 1) * 8.0, 12 * (draw.chance(frond) - 0.5)
            points = [
                (x + sway * math.sin(k * 1.1 + frond) * (k / 6), -k * (13 + 4 * draw.chance(20 + frond)))
                for k in range(7)
            ]
            draw.line(points, 5.0, (0.3, 0.5, 0.25), 0.35 + 0.2 * frond)
