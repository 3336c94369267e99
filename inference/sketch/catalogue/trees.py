"""Trees: how each kind grows, and one old tree that stands by itself.

A wood is many of one kind, scattered over the land by painter/trees.py where the look of the strip has them; here is
one tree of each, 100 units tall, its foot at (0, 0).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from inference.sketch.catalogue.kind import Kind, Placement, Plural, define, draws

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext, Points

_AUTUMN: tuple[Rgb, ...] = (
    (0.86, 0.42, 0.13),
    (0.78, 0.24, 0.12),
    (0.93, 0.66, 0.18),
    (0.66, 0.33, 0.12),
    (0.95, 0.52, 0.2),
)
_BARK: Rgb = (0.3, 0.22, 0.17)


class DrawTree(Protocol):
    def __call__(self, draw: DrawContext, leaf: Rgb, *, small: bool, trunk: bool) -> None:
        """``leaf`` is the colour of leaves there; a ``small`` tree is far away and drawn with little."""


@dataclass(frozen=True)
class Tree:
    """One kind of tree: its height among the others, and its drawing."""

    height: float
    draw: DrawTree


TREES: dict[str, Tree] = {}
"""In the order in which they share the ground where several kinds grow."""


def _grows(kind: Kind, height: float) -> Callable[[DrawTree], DrawTree]:
    def register(draw: DrawTree) -> DrawTree:
        define(kind)
        TREES[kind.name] = Tree(height, draw)
        return draw

    return register


def draw_tree(draw: DrawContext, kind: str, *, small: bool = False, crown_only: bool = False) -> None:
    """One tree where the context stands; only its leaves where it has no trunk of its own."""
    tint = draw.looks.colour("leaf", draw.here.x)
    shift = (draw.chance(1) - 0.5) * 0.12
    leaf = (tint[0] + shift, tint[1] + shift * 0.7, tint[2] + shift * 0.2)
    with draw.foliage():
        TREES[kind].draw(draw, leaf, small=small, trunk=not (small or crown_only))


@_grows(
    Kind(
        "conifer",
        "trees",
        words="pine fir spruce conifer cedar larch taiga evergreen pine-forest pine-tree fir-tree redwood sequoia",
        several=14,
        crowds={"taiga": None},
        noun_phrase="a pine forest",
        titles=(Plural("Pines"), "Northern Wood"),
    ),
    height=1.15,
)
def conifer(draw: DrawContext, leaf: Rgb, *, small: bool, trunk: bool) -> None:
    leaf = (leaf[0] * 0.62, leaf[1] * 0.78, leaf[2] * 1.0)
    wide = 19 + 9 * draw.chance(3)
    tiers = 4 if small else 9
    if not small:
        draw.box(-2.2, 0, 4.4, 16, _BARK, 0.4)
    left: Points = []
    right: Points = []
    for tier in range(tiers):
        part = tier / tiers
        reach = wide * (1 - part) ** 0.85 * (0.86 + 0.28 * draw.chance(10 + tier))
        row = -8 - 90 * part
        left += [(-reach, row + 4), (-reach * 0.5, row - 5)]
        right += [(reach * (0.86 + 0.28 * draw.chance(20 + tier)), row + 4), (reach * 0.5, row - 5)]
    top = [(0.0, -100.0)]
    draw.shape(left + top + right[::-1], leaf, 0.34)
    lit = [(x * 0.86, y - 1.5) for x, y in left]
    inner = [(-x * 0.1 + 2.2 * math.sin(y), y) for x, y in left[::-1]]
    draw.shape(lit + top + inner, (leaf[0] * 1.25, leaf[1] * 1.2, leaf[2]), 0.75)
    if draw.snow > 0.05:
        for tier in range(0, tiers * 2 - 2, 2 if draw.here.tall > 60 else 4):
            (x, y), (over, up) = left[tier], left[tier + 1]
            far, beyond = right[tier][0], right[tier + 1][0]
            cap = [
                (x, y),
                (over * 0.8, up - 2),
                (beyond * 0.8, up - 2),
                (far, y),
                (far * 0.55, y - 4),
                (0, y - 2.5),
                (x * 0.5, y - 4.5),
            ]
            draw.shape(cap, (0.93, 0.95, 1.0), 0.8, draw.snow * 0.92)


@_grows(
    Kind(
        "broadleaf",
        "trees",
        words=(
            "forest wood woodland tree oak beech maple elm grove willow birch thicket copse "
            "orchard jungle rainforest leaf glade poplar linden"
        ),
        irregular={"leaves": "leaf"},
        several=12,
        crowds={
            "forest": None,
            "wood": None,
            "woodland": None,
            "grove": None,
            "thicket": None,
            "copse": None,
            "orchard": None,
            "jungle": None,
        },
        noun_phrase="green woods",
        titles=("Wood", "Green Forest"),
    ),
    height=1.0,
)
def broadleaf(draw: DrawContext, leaf: Rgb, *, small: bool, trunk: bool) -> None:
    _crown(draw, leaf, small=small, trunk=trunk)


@_grows(
    Kind(
        "autumn",
        "trees",
        words=(
            "autumn fall-leaf autumn-forest autumn-wood autumn-tree autumn-leaf autumn-leave "
            "golden-leaf red-leaf fallen-leaf harvest"
        ),
        several=12,
        noun_phrase="an autumn wood",
        titles=("Autumn Wood", Plural("Fallen Leaves")),
    ),
    height=1.0,
)
def autumn(draw: DrawContext, leaf: Rgb, *, small: bool, trunk: bool) -> None:
    _crown(draw, _AUTUMN[int(draw.chance(2) * len(_AUTUMN))], small=small, trunk=trunk)


@_grows(
    Kind(
        "blossom",
        "trees",
        words="blossom cherry-blossom cherry-tree sakura bloom petal apple-tree almond-tree plum-tree spring",
        irregular={"blossoming": "blossom"},
        several=9,
        mood="joyful",
        noun_phrase="trees in blossom",
        titles=("Blossom", "Orchard"),
    ),
    height=0.82,
)
def blossom(draw: DrawContext, leaf: Rgb, *, small: bool, trunk: bool) -> None:
    pale = draw.chance(2) * 0.12
    _crown(draw, (0.97, 0.66 + pale, 0.76 + pale), small=small, trunk=trunk)


@_grows(
    Kind(
        "bare",
        "trees",
        words="bare-tree dead-tree dead-forest burned-forest burnt-forest withered-tree bare-branch thorn",
        several=9,
        mood="sad",
        noun_phrase="bare trees",
        titles=(Plural("Bare Branches"), "Grey Wood"),
    ),
    height=0.95,
)
def bare(draw: DrawContext, leaf: Rgb, *, small: bool, trunk: bool) -> None:
    _branch(draw, 0, 0, -math.pi / 2, 34, 6.5, 5 if not small else 3, 10)


@_grows(
    Kind(
        "palm",
        "trees",
        words="palm palm-tree coconut-tree",
        several=7,
        mood="joyful",
        noun_phrase="palms",
        titles=(Plural("Palms"), "Warm Coast"),
        needs_shore=True,
    ),
    height=1.05,
)
def palm(draw: DrawContext, leaf: Rgb, *, small: bool, trunk: bool) -> None:
    leaf = (0.3, 0.5, 0.2)
    lean = (draw.chance(4) - 0.5) * 44
    stem = [(0.0, 0.0), (lean * 0.25, -30.0), (lean * 0.62, -58.0), (lean, -80.0)]
    draw.line(stem, 4.2, (0.45, 0.34, 0.24), 0.4)
    draw.line([(x - 0.9, y) for x, y in stem], 1.6, (0.6, 0.46, 0.32), 0.8)
    for frond in range(9):
        turn = -math.pi * (frond / 8) * 1.16 + 0.25
        reach = 30 + 9 * draw.chance(20 + frond)
        tip = (lean + math.cos(turn) * reach, -80 + math.sin(turn) * reach * 0.62 + 13)
        middle = (lean + math.cos(turn) * reach * 0.55, -80 + math.sin(turn) * reach * 0.62 - 6)
        lower = (lean + math.cos(turn) * reach * 0.5, -80 + math.sin(turn) * reach * 0.5 + 4)
        draw.blob([(lean, -80), middle, tip, lower], leaf, 0.35 + 0.5 * (frond % 3 == 0) + 0.1 * (frond % 2))


@_grows(
    Kind(
        "cactus",
        "trees",
        words="cactus cacti saguaro",
        irregular={"cacti": "cactus"},
        several=6,
        noun_phrase="cacti",
        titles=(),
    ),
    height=0.5,
)
def cactus(draw: DrawContext, leaf: Rgb, *, small: bool, trunk: bool) -> None:
    green: Rgb = (0.3, 0.46, 0.26)
    for points, wide in (
        ([(0.0, 0.0), (0.0, -94.0)], 15.0),
        ([(0.0, -38.0), (-22.0, -40.0), (-24.0, -68.0)], 10.0),
        ([(0.0, -28.0), (20.0, -32.0), (22.0, -78.0)], 10.0),
    ):
        draw.line(points, wide, green, 0.4)
        draw.line([(x - wide * 0.2, y) for x, y in points], wide * 0.28, green, 0.85)


def _crown(draw: DrawContext, leaf: Rgb, *, small: bool, trunk: bool) -> None:
    """A leafy crown: clumps in shadow, lit clumps on them, and loose dabs of leaf around the edge."""
    lean = (draw.chance(4) - 0.5) * 12
    wide = 1.0 + 0.35 * draw.chance(5)
    if trunk:
        draw.shape([(-5, 1), (-2.6 + lean * 0.3, -26), (-3 + lean * 0.5, -50), (3 + lean * 0.5, -50), (2.8, -22),
                   (5.6, 1)], _BARK, 0.38)  # fmt: skip
        draw.line([(lean * 0.3, -24), (-15 + lean, -50)], 2.4, _BARK, 0.4)
        draw.line([(lean * 0.3, -28), (16 + lean, -54)], 2.0, _BARK, 0.3)
    count = 4 if small else 13
    clumps = []
    for index in range(count):
        turn = index * 2.399 + draw.chance(30 + index) * 0.6
        away = 31 * math.sqrt((index + 0.3) / count)
        size = 11 + 8 * draw.chance(60 + index) - 3 * away / 30
        clumps.append((lean + math.cos(turn) * away * wide, -60 + math.sin(turn) * away * 0.8, size))
    clumps.sort(key=lambda clump: -clump[1])
    cool: Rgb = (leaf[0] * 0.72, leaf[1] * 0.8, leaf[2] * 1.0)
    warm: Rgb = (leaf[0] * 1.12, leaf[1] * 1.06, leaf[2] * 0.92)
    for x, y, size in clumps:
        _clump(draw, x, y, size * 1.15, cool, 0.16)
    for index, (x, y, size) in enumerate(clumps):
        _clump(
            draw,
            x - size * 0.14,
            y - size * 0.2,
            size * 0.86,
            leaf,
            0.4 + 0.16 * draw.chance(80 + index) - 0.004 * (y + 60),
        )
        if small:
            continue
        if y < -46:
            _clump(draw, x - size * 0.32, y - size * 0.42, size * 0.5, warm, 0.66 + 0.24 * draw.chance(90 + index))
    if not small and draw.here.tall > 70:
        for dab in range(16):
            turn = dab * 0.41 + draw.chance(130 + dab)
            away = 27 + 13 * draw.chance(150 + dab)
            x, y = lean + math.cos(turn * 2.4) * away * wide * 1.05, -60 + math.sin(turn * 2.4) * away * 0.86
            _clump(draw, x, y, 3.2 + 2.6 * draw.chance(170 + dab), leaf, 0.3 + 0.5 * (y < -62))
    if draw.snow > 0.4 and leaf[1] < 0.6:
        for x, y, size in clumps[len(clumps) // 2 :]:
            _clump(draw, x, y - size * 0.55, size * 0.62, (0.94, 0.96, 1.0), 0.85)


def _clump(draw: DrawContext, x: float, y: float, size: float, leaf: Rgb, light: float) -> None:
    draw.disc(x, y, 2 * size, 1.64 * size, leaf, light)


def _branch(
    draw: DrawContext, x: float, y: float, turn: float, long: float, thick: float, left: int, salt: int
) -> None:
    bend = (draw.chance(salt) - 0.5) * 0.35
    x2, y2 = x + math.cos(turn + bend) * long, y + math.sin(turn + bend) * long
    draw.line([(x, y), (x2, y2)], thick, (0.27, 0.21, 0.19), 0.45)
    if left == 0:
        return
    for side in (-1, 1):
        spread = side * (0.32 + 0.35 * draw.chance(salt + 1 + side))
        _branch(draw, x2, y2, turn + bend + spread, long * (0.66 + 0.12 * draw.chance(salt + 3 + side)), thick * 0.62,
                left - 1, salt * 2 + 5 + side)  # fmt: skip


@draws(
    Kind(
        "great_tree",
        "plant",
        words=(
            "great-tree giant-tree ancient-tree world-tree old-tree ancient-oak giant-oak "
            "old-oak huge-tree lone-tree lonely-tree single-tree treehouse enormous-tree"
        ),
        mood="wondrous",
        titles=("Old Tree",),
    ),
    Placement("ground", height=330, breadth=1.15, most=3),
)
def great_tree(draw: DrawContext, colour: Rgb | None) -> None:
    """One old tree, wide and rooted."""
    bark: Rgb = (0.36, 0.26, 0.19)
    draw.blob([(-30, 3), (-13, -8), (-9, -30), (-11, -50), (11, -50), (9, -28), (14, -8), (32, 3), (0, -1)], bark, 0.4)
    draw.blob([(-26, 2), (-11, -9), (-8, -30), (-9, -48), (-3, -46), (-3, -20), (-8, -4)], bark, 0.85)
    for end in ((-46, -62), (-24, -76), (24, -78), (48, -60)):
        draw.line([(0, -42), (end[0] * 0.5, end[1] * 0.82), end], 4.6, bark, 0.4)
    kind = "autumn" if draw.looks.at("autumn", draw.here.x) > 0.4 else "broadleaf"
    if colour is not None and colour[0] > 0.85 and colour[2] > 0.5:
        kind = "blossom"
    for x, y, size in ((-40, -34, 0.62), (40, -32, 0.62), (-16, -40, 0.72), (20, -42, 0.7), (0, -30, 0.66)):
        with draw.within(x, y + 22, size):
            draw_tree(draw, kind, crown_only=True)
