"""What lies and grows low on the near ground: grass, flowers, mushrooms, reeds, wheat and rocks, by absolute place.

Small marks, drawn over the brush strokes' underpainting so that the hand still goes over them. Trees are in plants.py.
"""

from __future__ import annotations

import math

from inference.contract.geometry import HEIGHT
from inference.sketch.drawing.easel import GROUND, LEAVES, THING, WIDTH, Rgb, curve
from inference.sketch.drawing.noise import unit_of
from inference.sketch.drawing.pencil import Pencil, Stand
from inference.sketch.drawing.plants import draw_tree
from inference.sketch.drawing.terrain import Terrain

_FLOWERS: tuple[Rgb, ...] = ((0.96, 0.93, 0.85), (0.95, 0.8, 0.3), (0.72, 0.48, 0.86))


def dress_fold(pencil: Pencil, terrain: Terrain, seed: int, fold: int) -> None:
    """The low growth of one fold, from its crest down, larger towards the eye."""
    easel = pencil.easel
    top = terrain.folds[fold]
    step = (0, 15, 17, 19)[fold]
    if not step or top.min() > HEIGHT:
        return
    rows = (0, 3, 4, 4)[fold]
    gap = (0, 26, 40, 44)[fold]
    first, last = int(easel.x0 // step) - 2, int((easel.x0 + WIDTH) // step) + 3
    for row in range(rows):
        for cell in range(first, last):
            salt = 1000 + fold * 50 + row
            x = (cell + unit_of(seed, salt, cell)) * step - easel.x0
            column = min(WIDTH - 1, max(0, int(x)))
            y = float(top[column]) + 6 + gap * (row + unit_of(seed, salt + 400, cell))
            if y > HEIGHT + 20 or y < terrain.shore[column] + 4 or top[column] > HEIGHT - 16:
                continue
            if fold < 3 and float(terrain.folds[fold + 1][column]) < y - 4:
                continue
            kind = _kind(pencil, x, unit_of(seed, salt + 500, cell), unit_of(seed, 1777, (cell * step) // 90, fold))
            if kind is None:
                continue
            tall = terrain.foot_scale(y, x) * _TALL[kind] * (0.7 + 0.6 * unit_of(seed, salt + 600, cell))
            depth = terrain.depth_at(y, x)
            with pencil.stand(Stand(x, y, tall, depth, (0.3, 0.16, 0.06, 0.0)[fold], seed * 17 + cell * 5 + salt)):
                _DRAW[kind](pencil)
    pencil.material = THING


_TALL = {
    "grass": 34.0,
    "flowers": 46.0,
    "mushrooms": 54.0,
    "reeds": 96.0,
    "wheat": 70.0,
    "rocks": 44.0,
    "bush": 120.0,
    "kelp": 190.0,
}


def _kind(pencil: Pencil, x: float, roll: float, patch: float) -> str | None:
    course = pencil.course
    if course.at("under", x) > 0.5:
        return "kelp" if roll < 0.13 else ("rocks" if roll < 0.2 else None)
    total = course.at("flowers", x) * (0.25 + 0.6 * (patch > 0.35))
    if roll < total:
        return "flowers"
    for kind, share in (("mushrooms", 0.12), ("reeds", 0.3), ("wheat", 0.9), ("rocks", 0.14)):
        total += course.at(kind, x) * share
        if roll < total:
            return kind
    total += 0.05 * min(1.0, course.at("broadleaf", x) * 2 + course.at("autumn", x) + course.at("blossom", x))
    if roll < total:
        return "bush"
    return "grass" if roll < total + 0.42 * course.at("grass", x) * (1 - course.at("dune", x)) else None


def _grass(pencil: Pencil) -> None:
    pencil.material = GROUND
    red, green, blue = (
        part + (0.9 - part) * 0.75 * pencil.snow for part in pencil.course.colour("ground", pencil.here.x)
    )
    for blade in range(4):
        lean = (pencil.chance(blade) - 0.4) * 60
        base = (blade - 1.5) * 16
        tip = (base + lean, -55 - 45 * pencil.chance(9 + blade))
        path = curve(
            [
                (base - 5, 4),
                (base + lean * 0.3, tip[1] * 0.6),
                tip,
                (base + lean * 0.4 + 4, tip[1] * 0.5),
                (base + 5, 4),
            ]
        )
        much = 0.8 + 0.5 * pencil.chance(20 + blade)
        pencil.easel.fill(path, pencil.tone((red * much, green * much * 1.06, blue * much), 0.35 + 0.5 * pencil.chance(30 + blade)),
                          pencil.here.depth, GROUND)  # fmt: skip


def _flower(pencil: Pencil) -> None:
    _grass(pencil)
    pencil.material = THING
    tint = pencil.course.colour("flower_tint", pencil.here.x)
    colour = tint if pencil.chance(40) < 0.66 else _FLOWERS[int(pencil.chance(41) * 3)]
    for head in range(2):
        x, y = (pencil.chance(42 + head) - 0.5) * 70, -52 - 40 * pencil.chance(44 + head)
        size = 26 + 12 * pencil.chance(46 + head)
        pencil.disc(x, y, size, size * 0.8, colour, 0.75)
        pencil.disc(x - size * 0.16, y - size * 0.16, size * 0.5, size * 0.36, colour, 1.15)
        pencil.disc(
            x, y + 2, size * 0.26, size * 0.2, (0.35, 0.22, 0.12) if pencil.chance(48) < 0.5 else (0.95, 0.8, 0.3), 0.8
        )


def _mushroom(pencil: Pencil) -> None:
    pencil.material = THING
    cap: Rgb = ((0.78, 0.2, 0.16), (0.72, 0.45, 0.25), (0.55, 0.4, 0.75))[int(pencil.chance(1) * 3)]
    pencil.blob([(-9, 0), (-7, -34), (-8, -60), (8, -60), (7, -34), (11, 0)], (0.93, 0.88, 0.78), 0.6)
    pencil.blob([(-42, -50), (-30, -82), (0, -100), (30, -82), (42, -50), (20, -56), (-20, -56)], cap, 0.5)
    pencil.blob([(-34, -60), (-24, -82), (0, -95), (8, -84), (-12, -70)], cap, 0.95)
    for x, y, size in ((-18, -74, 11), (6, -86, 9), (20, -70, 10), (-2, -66, 8)):
        pencil.disc(x, y, size, size * 0.7, (0.98, 0.95, 0.88), 0.85)
    if pencil.night > 0.4:
        pencil.glow(0, -60, 130, (min(1, cap[0] + 0.3), min(1, cap[1] + 0.3), min(1, cap[2] + 0.3)), 0.3 * pencil.night)


def _reed(pencil: Pencil) -> None:
    pencil.material = THING
    for stalk in range(3):
        lean = (pencil.chance(stalk) - 0.5) * 22
        x = (stalk - 1) * 9.0
        tip = (x + lean, -80 - 20 * pencil.chance(5 + stalk))
        pencil.line([(x, 0), (x + lean * 0.3, tip[1] * 0.5), tip], 2.2, (0.42, 0.48, 0.25), 0.6)
        pencil.line([(tip[0], tip[1] + 14), tip], 4.0, (0.45, 0.34, 0.22), 0.6)


def _wheat(pencil: Pencil) -> None:
    pencil.material = LEAVES
    for stalk in range(4):
        lean = 8 + (pencil.chance(stalk) - 0.5) * 30
        x = (stalk - 1.5) * 15
        tip = (x + lean, -78 - 20 * pencil.chance(5 + stalk))
        pencil.line([(x, 2), tip], 2.4, (0.78, 0.6, 0.26), 0.5)
        pencil.line([(tip[0] - lean * 0.15, tip[1] + 20), (tip[0] + 3, tip[1])], 6.0, (0.95, 0.76, 0.36), 0.85)


def _rock(pencil: Pencil) -> None:
    pencil.material = THING
    rock = pencil.course.colour("rock", pencil.here.x)
    jut = 20 * pencil.chance(1)
    pencil.shape([(-66, 4), (-58, -38), (-26, -70 - jut), (14, -84 + jut), (48, -52), (70, 4)], rock, 0.28)
    pencil.shape([(-62, 0), (-56, -36), (-26, -68 - jut), (-4, -60), (-22, -14)], rock, 0.85)
    pencil.shape([(-26, -69 - jut), (14, -84 + jut), (26, -62), (-4, -58)], rock, 1.0)
    if pencil.snow > 0.05:
        pencil.blob(
            [(-52, -44), (-26, -76 - jut), (14, -90 + jut), (40, -58), (0, -62)], (0.94, 0.96, 1), 0.9, pencil.snow
        )


def _bush(pencil: Pencil) -> None:
    with pencil.within(0, 30, 0.9):
        draw_tree(pencil, "autumn" if pencil.course.at("autumn", pencil.here.x) > 0.5 else "broadleaf", crown_only=True)


def _kelp(pencil: Pencil) -> None:
    pencil.material = LEAVES
    if pencil.chance(1) < 0.45:
        colour: Rgb = ((0.95, 0.42, 0.4), (0.95, 0.62, 0.35), (0.78, 0.4, 0.8))[int(pencil.chance(2) * 3)]
        for arm in range(5):
            turn = -math.pi * (0.18 + 0.16 * arm) + (pencil.chance(3 + arm) - 0.5) * 0.3
            end = (math.cos(turn) * 28, math.sin(turn) * 34)
            pencil.line([(0, 2), (end[0] * 0.5, end[1] * 0.7), end], 6.5, colour, 0.55 + 0.1 * arm)
            pencil.disc(end[0], end[1], 8.5, 8, colour, 1.0)
        return
    for frond in range(3):
        x, sway = (frond - 1) * 8.0, 12 * (pencil.chance(frond) - 0.5)
        points = [
            (x + sway * math.sin(k * 1.1 + frond) * (k / 6), -k * (13 + 4 * pencil.chance(20 + frond)))
            for k in range(7)
        ]
        pencil.line(points, 5.0, (0.3, 0.5, 0.25), 0.35 + 0.2 * frond)


_DRAW = {"grass": _grass, "flowers": _flower, "mushrooms": _mushroom, "reeds": _reed, "wheat": _wheat, "rocks": _rock, "bush": _bush,
         "kelp": _kelp}  # fmt: skip
