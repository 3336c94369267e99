"""Where the things of a phrase stand.

``set_out`` gives each element of a direction a place in the new region: by the place that was said or away from its neighbours,
on ground that is really there, in the water, in the air or behind the land. What it gives is plain numbers on the mural
(things.Placed), so one that reaches over the right edge is remembered and painted again from the left, the same to the last
stroke. It draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from inference.geometry import CANVAS, CARRIED, HEIGHT
from inference.jobs import Direction, Element
from inference.sketch.easel import MARGIN, WIDTH
from inference.sketch.noise import unit_of
from inference.sketch.terrain import FOLDS, PLANE_FAR, Terrain
from inference.sketch.things import AIR, CATALOGUE, FAR, FIRST_FOLD, HEAVEN, WATER, Kind, Placed

_SIZE = {"tiny": 0.45, "small": 0.7, "medium": 1.0, "large": 1.3, "huge": 1.65}
_SHOT = {"close": 1.25, "aerial": 0.7, "low": 1.12}
_PLACE = {"left": 0.2, "centre": 0.5, "right": 0.8}
_OVER = 0.4
"""Part of half a thing's breadth that may reach over the right edge, to be painted on from the next strip."""
_GROUNDED = frozenset({"hill", "ground", "far", "coast"})


def with_sun_or_moon(direction: Direction, light_before: str | None) -> Direction:
    """The direction with the sun or the moon in its sky where the light has just changed and nothing hides them."""
    kinds = {element.kind for element in direction.elements}
    body = {"night": "moon", "dawn": "sun", "golden": "sun", "dusk": "sun"}.get(direction.light)
    hidden = kinds & {"sun", "moon", "planet", "rain", "snow", "fog", "storm", "clouds", "aurora", "undersea", "cave"}
    if body is None or hidden or direction.light == light_before or direction.shot == "underwater":
        return direction
    return direction.model_copy(update={"elements": [*direction.elements, Element(kind=body)]})


def set_out(
    direction: Direction, terrain: Terrain, canvas_x: int, position: int, seed: int, old: Sequence[Placed]
) -> list[Placed]:
    """Places for every thing of a direction, inside the new region; ``old`` ones are already there and are kept clear of."""
    placed: list[Placed] = []
    for order, element in enumerate(direction.elements):
        kind = CATALOGUE.get(element.kind)
        if kind is not None:
            placed += _set_element(
                element, kind, direction, terrain, canvas_x, position, seed + 977 * order, [*old, *placed]
            )
    return placed


def _set_element(
    element: Element,
    kind: Kind,
    direction: Direction,
    terrain: Terrain,
    canvas_x: int,
    position: int,
    seed: int,
    there: Sequence[Placed],
) -> list[Placed]:
    first = canvas_x + (30 if position == 0 else CARRIED + 24)
    last = canvas_x + CANVAS - 24
    count = min(kind.most, element.count)
    size = _SIZE[element.size] * _SHOT.get(direction.shot, 1.0)
    if kind.spread == 0 and count > 2:
        size *= 0.92 if count < 5 else 0.75
    placed: list[Placed] = []
    middle: float | None = None
    for copy in range(count):
        tall = kind.tall * size * (1.0 if count == 1 else 0.82 + 0.3 * unit_of(seed, 11, copy))
        half = tall * kind.broad / 2
        if kind.spread and middle is not None:
            away = kind.spread * min(1.0, 0.35 + count / 9)
            x = middle + (unit_of(seed, 12, copy) - 0.5) * 2 * away
            if count < 7:
                side = (copy + 1) // 2 * (1 if copy % 2 else -1)
                x = middle + side * tall * kind.broad * (0.9 + 0.5 * unit_of(seed, 12, copy))
            x = min(max(first + half, last - half), max(first + half, x))
        else:
            low = first + max(half, 0.55 * tall * kind.reach if position else 0.0)
            high = max(low + 1, last - half * (1 - _OVER))
            x = _free_place(element, kind, low, high, half, seed + copy, [*there, *placed])
            middle = x
        placed.append(_stand(element, kind, terrain, canvas_x, x, tall, seed + 13 * copy, copy))
    return sorted(placed, key=lambda one: one.y)


def _free_place(
    element: Element, kind: Kind, first: float, last: float, half: float, seed: int, there: Sequence[Placed]
) -> float:
    """The asked place, or of some hashed ones the farthest from what is there on the same plane."""
    if element.place != "anywhere" and element.count == 1:
        return first + (last - first) * _PLACE[element.place]
    best, best_room = (first + last) / 2, -1e9
    rivals = [one for one in there if _alike(CATALOGUE[one.kind].plane, kind.plane)]
    for attempt in range(9):
        part = unit_of(seed, 21, attempt)
        if element.place != "anywhere":
            part = 0.4 * part + 0.6 * _PLACE[element.place]
        x = first + (last - first) * part
        room = min((abs(one.x - x) - one.half() - half for one in rivals), default=60.0 - attempt)
        if room > best_room:
            best, best_room = x, room
    return best


def _alike(one: str, other: str) -> bool:
    return (one in _GROUNDED) == (other in _GROUNDED)


def _stand(
    element: Element, kind: Kind, terrain: Terrain, canvas_x: int, x: float, tall: float, seed: int, copy: int
) -> Placed:
    column = x - canvas_x + MARGIN
    index = min(WIDTH - 1, max(0, int(column)))
    horizon = float(terrain.horizon[index])
    roll = unit_of(seed, 31, copy)
    island = False
    under = terrain.course.at("under", column) > 0.5
    if kind.plane in ("heaven", "bolt", "bow"):
        layer, depth = HEAVEN, 0.0
        y = horizon + 12
        if kind.plane == "heaven":
            skyline = _skyline(terrain, index, tall * 0.6)
            low = min(horizon * 0.6, skyline - tall * 0.75)
            y = max(tall * 0.6, 60 + tall / 2 + (low - 60 - tall / 2) * roll)
            if element.kind == "sun" and terrain.course.at("gain", column) < 1.0:
                y = skyline - tall * 0.2
        if kind.plane == "bow":
            layer = FAR
    elif kind.plane == "air" or (kind.plane == "swim" and under):
        layer = AIR
        low = horizon - 30 if not under else horizon + 190
        high = 70 + tall * 0.8
        y = high + max(10.0, low - high) * (0.08 + 0.84 * roll)
        depth = PLANE_FAR + 9000 + 14000 * unit_of(seed, 32, copy)
    elif kind.plane == "low":
        layer, y, depth = AIR, horizon + 20 + 250 * roll, 52000.0
    elif kind.plane == "far":
        layer, y, depth = FAR, horizon + 14, PLANE_FAR - 1500
    else:
        layer, y, island = _footing(kind, terrain, index, roll, under)
        depth = terrain.depth_at(y, column)
        near = terrain.foot_scale(y, column)
        if kind.plane not in ("hill", "coast", "span"):
            tall *= 0.34 + 0.95 * near
    right = x + max(tall * kind.broad / 2, tall * kind.reach)
    return Placed(element.kind, round(x, 1), round(y, 1), round(tall, 1), layer, round(depth), seed % (1 << 31),
                  element.kind not in ("train", "rainbow") and unit_of(seed, 33, copy) < 0.5 and kind.plane != "heaven",
                  element.colour, island, round(right, 1))  # fmt: skip


def _skyline(terrain: Terrain, column: int, around: float) -> float:
    """The highest row that land reaches near a column."""
    near = slice(max(0, int(column - around)), int(column + around) + 1)
    return float(min(ridge[near].min() for ridge in terrain.ridges))


def _footing(kind: Kind, terrain: Terrain, column: int, roll: float, under: bool) -> tuple[int, float, bool]:
    """Layer and row where a thing finds its feet at a column, and whether it needs an island of its own in the water."""
    folds = [float(fold[column]) for fold in terrain.folds]
    shore = float(terrain.shore[column])
    dry = min(folds)
    if kind.plane in ("water", "swim", "span") and not under:
        if dry > shore + 26:
            row = shore + 12 + (min(dry - 10, HEIGHT - 90.0) - shore - 12) * (0.12 + 0.6 * roll)
            return WATER, row, False
        row = folds[1] + 10 if kind.plane == "span" else max(shore + 20, folds[1])
        return FIRST_FOLD + 1, row, False
    order = (0, 1) if kind.plane in ("hill", "coast") else (1, 2, 3, 0)
    for fold in order:
        floor = min([HEIGHT - 16.0, *folds[fold + 1 :]])
        if folds[fold] < floor - 24 and folds[fold] < HEIGHT - 70:
            drop = 0.14 + 0.3 * roll if kind.plane in ("hill", "coast") else 0.12 + 0.62 * roll
            return FIRST_FOLD + fold, folds[fold] + min(90.0, floor - folds[fold]) * drop, False
    if dry > shore + 70:
        return WATER, shore + 16 + (min(dry, HEIGHT - 120.0) - shore) * (0.1 + 0.22 * roll), True
    for fold in range(FOLDS):
        if folds[fold] < HEIGHT - 40 and folds[fold] <= min(folds[fold:]):
            return FIRST_FOLD + fold, folds[fold] + 14, False
    return WATER, min(HEIGHT - 60.0, shore + 60), True
