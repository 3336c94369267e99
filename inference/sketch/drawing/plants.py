"""Trees and what grows on the ground, scattered over the folds of land by absolute place.

Every plant stands in a hashed cell of the mural, and whether it is there is a question to the look at its column, so a
pine forest thins out and palms begin with no border between them.
Trees keep clear of the things that a phrase asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import skia

from inference.contract.geometry import HEIGHT
from inference.sketch.drawing.course import Course
from inference.sketch.drawing.easel import LEAVES, THING, WIDTH, Rgb, curve, polygon
from inference.sketch.drawing.noise import unit_of
from inference.sketch.drawing.pencil import Pencil, Points, Stand
from inference.sketch.drawing.terrain import FOLDS, Terrain

TREES = ("conifer", "broadleaf", "autumn", "blossom", "bare", "palm", "cactus")
Clearing = tuple[float, float, int, float]
"""View column of a thing's middle, half its width, the fold from which on trees would hide it, and the column left of
which all trees were painted before it and stay."""

_AUTUMN: tuple[Rgb, ...] = (
    (0.86, 0.42, 0.13),
    (0.78, 0.24, 0.12),
    (0.93, 0.66, 0.18),
    (0.66, 0.33, 0.12),
    (0.95, 0.52, 0.2),
)
_BARK: Rgb = (0.3, 0.22, 0.17)
_HEIGHT = {"conifer": 1.15, "broadleaf": 1.0, "autumn": 1.0, "blossom": 0.82, "bare": 0.95, "palm": 1.05, "cactus": 0.5}


def plant_far(pencil: Pencil, terrain: Terrain, seed: int) -> None:
    """A fringe of small trees along the crest of the last far ridge."""
    crest = terrain.ridges[-1]
    _row(pencil, terrain, seed, salt=200, step=11, tall=17, row_of=lambda x: float(crest[_column(x)]) + 2, haze=0.42,
         depth_of=lambda x: 19000.0, clear=(), fold=-1, dense=1.0)  # fmt: skip


def plant_fold(pencil: Pencil, terrain: Terrain, seed: int, fold: int, clear: Sequence[Clearing]) -> None:
    """The trees of one fold, in two rows: along its crest and further down, each lower row nearer and larger."""
    top = terrain.folds[fold]
    step, tall = ((19, 44), (34, 84), (62, 150), (150, 262))[fold]
    haze = (0.3, 0.18, 0.07, 0.0)[fold]
    for row in range(2 if fold < FOLDS - 1 else 1):
        drop = (2 + 3 * fold, 16 + 15 * fold)[row]

        def row_of(x: float, drop: int = drop) -> float:
            return float(top[_column(x)]) + drop

        def depth_of(x: float, drop: int = drop) -> float:
            return terrain.depth_at(row_of(x, drop), x)

        dense = 1.0 if fold < FOLDS - 1 else 0.28
        _row(pencil, terrain, seed, salt=210 + 10 * fold + row, step=step, tall=tall * (1 + 0.16 * row), row_of=row_of,
             haze=haze * (1 - 0.2 * row), depth_of=depth_of, clear=clear, fold=fold, dense=dense)  # fmt: skip


def _column(x: float) -> int:
    return min(WIDTH - 1, max(0, int(x)))


def _row(
    pencil: Pencil,
    terrain: Terrain,
    seed: int,
    *,
    salt: int,
    step: int,
    tall: float,
    row_of: Callable[[float], float],
    depth_of: Callable[[float], float],
    haze: float,
    clear: Sequence[Clearing],
    fold: int,
    dense: float,
) -> None:
    easel, course = pencil.easel, pencil.course
    first, last = int((easel.x0 - tall) // step), int((easel.x0 + WIDTH + tall) // step) + 1
    for cell in range(first, last):
        x = (cell + 0.15 + 0.7 * unit_of(seed, salt, cell)) * step - easel.x0
        kind = _kind(course, x, unit_of(seed, salt + 300, cell), unit_of(seed, 299, cell * step // 170) * 0.7, dense)
        if kind is None:
            continue
        row = row_of(x)
        if row > HEIGHT - 4 or (fold >= 0 and _drowned(terrain, fold, x, row)):
            continue
        if fold < 0 and row > float(terrain.shore[_column(x)]) - 1:
            continue
        size = tall * _HEIGHT[kind] * (0.7 + 0.6 * unit_of(seed, salt + 301, cell))
        if any(
            abs(x - middle) < half + size * 0.34 and fold >= behind and x - size * 0.5 > left
            for middle, half, behind, left in clear
        ):
            continue
        here = Stand(x, row, size, depth_of(x), haze, seed * 31 + cell * 7 + salt)
        with pencil.stand(here):
            draw_tree(pencil, kind, small=size < 30)


def _kind(course: Course, x: float, roll: float, patch: float, dense: float) -> str | None:
    """Which tree stands at a column, or none: ``roll`` against the sum of the densities there,
    thinner between patches."""
    total = 0.0
    for kind in TREES:
        total += course.at(kind, x) * 0.94 * dense * (1 - 0.55 * patch)
        if roll < total:
            return kind
    return None


def _drowned(terrain: Terrain, fold: int, x: float, row: float) -> bool:
    """Whether a nearer fold or the far shore covers the ground there."""
    column = _column(x)
    if row < terrain.shore[column] - 26:
        return True
    return any(float(terrain.folds[nearer][column]) < row - 8 for nearer in range(fold + 1, FOLDS))


def draw_tree(pencil: Pencil, kind: str, *, small: bool = False, crown_only: bool = False) -> None:
    """One tree, 100 units tall, where the pencil stands; only its leaves where it has no trunk of its own."""
    pencil.material = LEAVES
    tint = pencil.course.colour("leaf", pencil.here.x)
    shift = (pencil.chance(1) - 0.5) * 0.12
    leaf: Rgb = (tint[0] + shift, tint[1] + shift * 0.7, tint[2] + shift * 0.2)
    if kind == "conifer":
        _conifer(pencil, (leaf[0] * 0.62, leaf[1] * 0.78, leaf[2] * 1.0), small)
    elif kind in ("broadleaf", "autumn", "blossom"):
        if kind == "autumn":
            leaf = _AUTUMN[int(pencil.chance(2) * len(_AUTUMN))]
        if kind == "blossom":
            pale = pencil.chance(2) * 0.12
            leaf = (0.97, 0.66 + pale, 0.76 + pale)
        _crown(pencil, leaf, small, trunk=not (small or crown_only))
    elif kind == "bare":
        _branch(pencil, 0, 0, -math.pi / 2, 34, 6.5, 5 if not small else 3, 10)
    elif kind == "palm":
        _palm(pencil, (0.3, 0.5, 0.2))
    else:
        _cactus(pencil)
    pencil.material = THING


def _conifer(pencil: Pencil, leaf: Rgb, small: bool) -> None:
    wide = 19 + 9 * pencil.chance(3)
    tiers = 4 if small else 9
    if not small:
        pencil.box(-2.2, 0, 4.4, 16, _BARK, 0.4)
    left: Points = []
    right: Points = []
    for tier in range(tiers):
        part = tier / tiers
        reach = wide * (1 - part) ** 0.85 * (0.86 + 0.28 * pencil.chance(10 + tier))
        row = -8 - 90 * part
        left += [(-reach, row + 4), (-reach * 0.5, row - 5)]
        right += [(reach * (0.86 + 0.28 * pencil.chance(20 + tier)), row + 4), (reach * 0.5, row - 5)]
    top = [(0.0, -100.0)]
    pencil.leaf(polygon(left + top + right[::-1]), leaf, 0.34)
    lit = [(x * 0.86, y - 1.5) for x, y in left]
    inner = [(-x * 0.1 + 2.2 * math.sin(y), y) for x, y in left[::-1]]
    pencil.leaf(polygon(lit + top + inner), (leaf[0] * 1.25, leaf[1] * 1.2, leaf[2]), 0.75)
    if pencil.snow > 0.05:
        for tier in range(0, tiers * 2 - 2, 2 if pencil.here.tall > 60 else 4):
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
            pencil.leaf(polygon(cap), (0.93, 0.95, 1.0), 0.8, pencil.snow * 0.92)


def _crown(pencil: Pencil, leaf: Rgb, small: bool, *, trunk: bool) -> None:
    """A leafy crown: clumps in shadow, lit clumps on them, and loose dabs of leaf around the edge."""
    lean = (pencil.chance(4) - 0.5) * 12
    wide = 1.0 + 0.35 * pencil.chance(5)
    if trunk:
        pencil.shape([(-5, 1), (-2.6 + lean * 0.3, -26), (-3 + lean * 0.5, -50), (3 + lean * 0.5, -50), (2.8, -22), (5.6, 1)],
                     _BARK, 0.38)  # fmt: skip
        pencil.line([(lean * 0.3, -24), (-15 + lean, -50)], 2.4, _BARK, 0.4)
        pencil.line([(lean * 0.3, -28), (16 + lean, -54)], 2.0, _BARK, 0.3)
    count = 4 if small else 13
    clumps = []
    for index in range(count):
        turn = index * 2.399 + pencil.chance(30 + index) * 0.6
        away = 31 * math.sqrt((index + 0.3) / count)
        size = 11 + 8 * pencil.chance(60 + index) - 3 * away / 30
        clumps.append((lean + math.cos(turn) * away * wide, -60 + math.sin(turn) * away * 0.8, size))
    clumps.sort(key=lambda clump: -clump[1])
    cool: Rgb = (leaf[0] * 0.72, leaf[1] * 0.8, leaf[2] * 1.0)
    warm: Rgb = (leaf[0] * 1.12, leaf[1] * 1.06, leaf[2] * 0.92)
    for x, y, size in clumps:
        _clump(pencil, x, y, size * 1.15, cool, 0.16)
    for index, (x, y, size) in enumerate(clumps):
        _clump(
            pencil,
            x - size * 0.14,
            y - size * 0.2,
            size * 0.86,
            leaf,
            0.4 + 0.16 * pencil.chance(80 + index) - 0.004 * (y + 60),
        )
        if small:
            continue
        if y < -46:
            _clump(pencil, x - size * 0.32, y - size * 0.42, size * 0.5, warm, 0.66 + 0.24 * pencil.chance(90 + index))
    if not small and pencil.here.tall > 70:
        for dab in range(16):
            turn = dab * 0.41 + pencil.chance(130 + dab)
            away = 27 + 13 * pencil.chance(150 + dab)
            x, y = lean + math.cos(turn * 2.4) * away * wide * 1.05, -60 + math.sin(turn * 2.4) * away * 0.86
            _clump(pencil, x, y, 3.2 + 2.6 * pencil.chance(170 + dab), leaf, 0.3 + 0.5 * (y < -62))
    if pencil.snow > 0.4 and leaf[1] < 0.6:
        for x, y, size in clumps[len(clumps) // 2 :]:
            _clump(pencil, x, y - size * 0.55, size * 0.62, (0.94, 0.96, 1.0), 0.85)


def _clump(pencil: Pencil, x: float, y: float, size: float, leaf: Rgb, light: float) -> None:
    path = skia.Path()
    path.addOval(skia.Rect.MakeXYWH(x - size, y - size * 0.82, 2 * size, 1.64 * size))
    pencil.leaf(path, leaf, light)


def _branch(pencil: Pencil, x: float, y: float, turn: float, long: float, thick: float, left: int, salt: int) -> None:
    bend = (pencil.chance(salt) - 0.5) * 0.35
    x2, y2 = x + math.cos(turn + bend) * long, y + math.sin(turn + bend) * long
    pencil.line([(x, y), (x2, y2)], thick, (0.27, 0.21, 0.19), 0.45)
    if left == 0:
        return
    for side in (-1, 1):
        spread = side * (0.32 + 0.35 * pencil.chance(salt + 1 + side))
        _branch(pencil, x2, y2, turn + bend + spread, long * (0.66 + 0.12 * pencil.chance(salt + 3 + side)), thick * 0.62,
                left - 1, salt * 2 + 5 + side)  # fmt: skip


def _palm(pencil: Pencil, leaf: Rgb) -> None:
    lean = (pencil.chance(4) - 0.5) * 44
    trunk = [(0.0, 0.0), (lean * 0.25, -30.0), (lean * 0.62, -58.0), (lean, -80.0)]
    pencil.line(trunk, 4.2, (0.45, 0.34, 0.24), 0.4)
    pencil.line([(x - 0.9, y) for x, y in trunk], 1.6, (0.6, 0.46, 0.32), 0.8)
    for frond in range(9):
        turn = -math.pi * (frond / 8) * 1.16 + 0.25
        reach = 30 + 9 * pencil.chance(20 + frond)
        tip = (lean + math.cos(turn) * reach, -80 + math.sin(turn) * reach * 0.62 + 13)
        middle = (lean + math.cos(turn) * reach * 0.55, -80 + math.sin(turn) * reach * 0.62 - 6)
        lower = (lean + math.cos(turn) * reach * 0.5, -80 + math.sin(turn) * reach * 0.5 + 4)
        pencil.leaf(curve([(lean, -80), middle, tip, lower]), leaf, 0.35 + 0.5 * (frond % 3 == 0) + 0.1 * (frond % 2))


def _cactus(pencil: Pencil) -> None:
    green: Rgb = (0.3, 0.46, 0.26)
    for points, wide in (
        ([(0.0, 0.0), (0.0, -94.0)], 15.0),
        ([(0.0, -38.0), (-22.0, -40.0), (-24.0, -68.0)], 10.0),
        ([(0.0, -28.0), (20.0, -32.0), (22.0, -78.0)], 10.0),
    ):
        pencil.line(points, wide, green, 0.4)
        pencil.line([(x - wide * 0.2, y) for x, y in points], wide * 0.28, green, 0.85)
