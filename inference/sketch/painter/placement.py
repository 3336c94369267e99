"""Decides where the things of a phrase stand.

``place_things`` gives each element of a direction a place in the new region: the place that was said, or one away from
its neighbours, on ground that is really there, in the water, in the air or behind the land. The result is plain numbers
on the mural (placed.py), so a thing that reaches over the right edge is remembered and painted again from the left, the
same to the last stroke. It draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from inference.contract.direction import Direction, Element
from inference.contract.geometry import CANVAS, CARRIED, HEIGHT
from inference.engine.lexicon import HEX
from inference.mural.canvas import RAMP_START
from inference.sketch.catalogue import GROUP_OF, KINDS
from inference.sketch.catalogue.kind import Placement
from inference.sketch.drawing.buffers import MARGIN, WIDTH
from inference.sketch.drawing.noise import unit_of
from inference.sketch.drawing.terrain import FOLDS, PLANE_FAR, Terrain
from inference.sketch.painter.placed import AIR, FAR, FIRST_FOLD, SKY, WATER, Placed, is_drawn, placement_of
from inference.sketch.painter.relations import Room, beside_it, kept_together, relations_of

_SIZE = {"tiny": 0.45, "small": 0.7, "medium": 1.0, "large": 1.3, "huge": 1.65}
_SHOT = {"close": 1.25, "aerial": 0.7, "low": 1.12}
_PLACE = {"left": 0.2, "centre": 0.5, "right": 0.8}
_OVER = 0.4
"""Part of half a thing's breadth that may reach over the right edge, to be painted on from the next strip."""
_SMALL = 40.0
"""px: what is lower than this is small, and a lone one is what the phrase is about."""
_ISLE = 1.75
"""How much broader an island is than what stands on it."""
_GROUNDED = frozenset({"hill", "ground", "far", "coast", "table", "wall"})
_OF_THE_SKY = frozenset({"sky", "bolt", "bow", "far", "road"})
_LEADS = 175.0
"""px, before its distance: what a phrase is about is at least this tall, unless it is said to be small."""


def with_sun_or_moon(direction: Direction, light_before: str | None) -> Direction:
    """The direction with the sun or the moon in its sky where the light has just changed and nothing hides them."""
    kinds = {element.kind for element in direction.elements}
    body = {"night": "moon", "dawn": "sun", "golden": "sun", "dusk": "sun"}.get(direction.light)
    hidden = kinds & {"sun", "moon", "planet", "rain", "snow", "fog", "storm", "clouds", "aurora", "undersea", "cave"}
    if body is None or hidden or direction.light == light_before or direction.shot == "underwater":
        return direction
    return direction.model_copy(update={"elements": [*direction.elements, Element(kind=body)]})


Cast = Mapping[str, tuple[int, str | None]]
"""Kind to the seed and the colour that it was first painted with."""


def place_things(
    direction: Direction,
    terrain: Terrain,
    canvas_x: int,
    position: int,
    seed: int,
    old: Sequence[Placed],
    cast: Cast,
    within: tuple[float, float] | None = None,
) -> list[Placed]:
    """Places for every thing of a direction, inside the new region;
    ``old`` ones are already there and are kept clear of.

    A kind of the ``cast`` looks as it did when it was last told, unless another colour is said. With ``within`` (px of
    the mural) they stand wholly between its edges instead, made smaller where one is too broad for that.
    """
    groups: dict[int, list[Placed]] = {}
    related = relations_of(direction)
    room = _room(canvas_x, position, within)
    drawn = [index for index, element in enumerate(direction.elements) if is_drawn(element.kind)]
    for order in sorted(drawn, key=lambda index: _steps(related, index)):
        element = direction.elements[order]
        own, colour = cast.get(element.kind, (seed + 977 * order, None))
        if element.colour is None and colour is not None:
            element = element.model_copy(update={"colour": colour})
        there = [*old, *(one for group in groups.values() for one in group)]
        leads = order == drawn[0] or bool(drawn and order in {related.get(drawn[0], ("", -1))[1]})
        ones = _set_element(
            element, direction, terrain, canvas_x, position, seed + 977 * order, own, there, within, leads=leads
        )
        if order in related:
            relation, to = related[order]
            ones, groups[to][0] = beside_it(relation, ones, groups[to][0], room)
        groups[order] = ones
    for root in [index for index in groups if index not in related]:
        members = [index for index in groups if _root(related, index) == root]
        if len(members) > 1:
            together = iter(kept_together([one for index in members for one in groups[index]], room))
            for index in members:
                groups[index] = [next(together) for _ in groups[index]]
    placed = [one for index in drawn for one in groups[index]]
    return [_risen(one, placed) if one.kind == "smoke" else one for one in placed]


def _room(canvas_x: int, position: int, within: tuple[float, float] | None) -> Room:
    if within is not None:
        return Room(*within)
    return Room(canvas_x + (30.0 if position == 0 else CARRIED + 24.0), canvas_x + CANVAS - 24.0)


def _steps(related: Mapping[int, tuple[str, int]], index: int) -> int:
    """From an element to the one that its group stands by."""
    return 1 + _steps(related, related[index][1]) if index in related else 0


def _root(related: Mapping[int, tuple[str, int]], index: int) -> int:
    return _root(related, related[index][1]) if index in related else index


def _risen(smoke: Placed, placed: Sequence[Placed]) -> Placed:
    """Smoke over what it comes from, where the strip shows that."""
    for one in placed:
        if KINDS[one.kind].smokes:
            x = one.x + 0.1 * one.tall
            return replace(
                smoke,
                x=x,
                y=one.y - 0.8 * one.tall,
                layer=one.layer,
                depth=one.depth,
                right=max(smoke.right, x + smoke.tall),
            )
    return smoke


def remember_cast(cast: Cast, placed: Sequence[Placed]) -> dict[str, list[int | str | None]]:
    """Who has been told so far, as JSON: the first of each kind, the last told last, at most 24."""
    kinds = dict(cast)
    for one in placed:
        if GROUP_OF[one.kind] not in ("sky", "weather") and one.first:
            kinds.pop(one.kind, None)
            kinds[one.kind] = (one.seed, one.colour)
    return {kind: [seed, colour] for kind, (seed, colour) in list(kinds.items())[-24:]}


def recall_cast(kept: Any) -> Cast:
    """The cast that was remembered; what does not read as one is left out."""
    cast = {}
    for kind, one in kept.items() if isinstance(kept, dict) else ():
        if is_drawn(kind) and isinstance(one, list) and len(one) == 2 and isinstance(one[0], int):
            cast[kind] = (one[0], one[1] if one[1] in HEX else None)
    return cast


def _set_element(
    element: Element,
    direction: Direction,
    terrain: Terrain,
    canvas_x: int,
    position: int,
    seed: int,
    own: int,
    there: Sequence[Placed],
    within: tuple[float, float] | None,
    *,
    leads: bool = False,
) -> list[Placed]:
    placement = _where_it_is(element)
    if within is not None:
        first, last = within
        if placement.where in ("sky", "bolt"):
            first, last = first + 100, last - 100  # where the light of the phrase is whole
    else:
        first, last = canvas_x + (30 if position == 0 else CARRIED + 24), canvas_x + CANVAS - 24
        if position and placement.where in ("sky", "bolt"):
            first += 130  # what shines stands where the light of the strip has come
    count = min(placement.most, element.count)
    size = _SIZE[element.size] * _SHOT.get(direction.shot, 1.0)
    if placement.spread == 0 and count > 1:
        room = 420 if placement.where == "sky" else 640
        size *= max(0.42, min(1.0, room / (count * placement.height * size * placement.breadth)))
    if count <= (2 if placement.height < _SMALL else 1):
        size *= _alone(element.kind)
        if leads and placement.where not in _OF_THE_SKY and element.size in ("medium", "large", "huge"):
            size *= max(1.0, min(1.8, _LEADS / (placement.height * size)))
    if within is not None:
        size = min(size, 0.9 * (last - first) / (placement.height * placement.breadth))
    placed: list[Placed] = []
    middle: float | None = None
    group = 0.0
    for copy in range(count):
        tall = placement.height * size * (1.0 if count == 1 else 0.82 + 0.3 * unit_of(seed, 11, copy))
        half = tall * placement.breadth / 2
        if placement.spread and middle is not None:
            x = middle + group * (unit_of(seed, 12, copy) * 2 - 1)
            if count < 10:
                x = middle + group * (2 * copy / (count - 1) - 1) + 0.3 * half * (unit_of(seed, 12, copy) - 0.5)
            x = min(max(first + half, last - half), max(first + half, x))
        else:
            low = first + max(half, 0.55 * tall * placement.glow if position and within is None else 0.0)
            high = max(low + 1, last - half * (1 - (_OVER if within is None else 0.0)))
            if placement.spread and count > 1:
                wide = placement.spread * min(1.0, 0.35 + count / 9) if count >= 10 else 1.06 * half * (count - 1)
                group = min(wide, (high - low) / 2)
                low, high = low + group, high - group + 1
            x = _free_place(element, placement, low, high, half, seed + copy, [*there, *placed], terrain, canvas_x)
            middle = x
            if placement.spread and 1 < count < 10:
                x -= group
        one = _stand(element, placement, terrain, canvas_x, x, tall, seed + 13 * copy, own + 13 * copy, copy)
        if one.island:
            x = max(one.x, first + _ISLE * one.half())
            one = replace(one, x=round(x, 1), right=round(max(one.right, x + _ISLE * one.half()), 1))
        placed.append(replace(one, left=canvas_x + RAMP_START + 4.0 if position else -1e9, first=copy == 0))
    return sorted(placed, key=lambda one: one.y)


def _where_it_is(element: Element) -> Placement:
    """The placement of an element's kind; what flies is in the air, and what swims in the water."""
    placement = placement_of(element.kind)
    grounded = placement.where in ("ground", "hill", "table", "wall", "low")
    if element.doing == "flying" and grounded:
        return replace(placement, where="air")
    if element.doing == "swimming" and grounded:
        return replace(placement, where="swim", breaches=False)
    return placement


def _alone(kind: str) -> float:
    """How much larger a kind is painted where it is alone."""
    placement = placement_of(kind)
    if placement.alone is not None:
        return placement.alone
    if placement.height < _SMALL:
        return 2.4
    return 1.3 if GROUP_OF[kind] in ("creature", "vehicle") else 1.0


def _free_place(
    element: Element,
    placement: Placement,
    first: float,
    last: float,
    half: float,
    seed: int,
    there: Sequence[Placed],
    terrain: Terrain,
    canvas_x: int,
) -> float:
    """The asked place, or of some hashed ones the farthest from what is there on the same plane."""
    if element.place != "anywhere" and element.count == 1:
        return first + (last - first) * _PLACE[element.place]
    best, best_room = (first + last) / 2, -1e9
    rivals = [one for one in there if _alike(placement_of(one.kind).where, placement.where)]
    thirds = [first + (last - first) * third for third in (0.34, 0.66)]
    for attempt in range(9):
        part = unit_of(seed, 21, attempt)
        if element.place != "anywhere":
            part = 0.4 * part + 0.6 * _PLACE[element.place]
        x = first + (last - first) * part
        room = min((abs(one.x - x) - one.half() - half for one in rivals), default=60.0 - attempt)
        if placement.where in _GROUNDED:
            room -= 0.2 * min(abs(x - third) for third in thirds)
        room -= 400.0 * (not _footed(placement, terrain, int(x) - canvas_x + MARGIN))
        if room > best_room:
            best, best_room = x, room
    return best


def _footed(placement: Placement, terrain: Terrain, column: int) -> bool:
    """Whether a column has the water or the ground that a kind needs."""
    if placement.where not in ("water", "span", "ground", "swim", "table", "wall"):
        return True
    column = min(WIDTH - 1, max(0, column))
    afloat = min(float(fold[column]) for fold in terrain.folds) > float(terrain.shore[column]) + 60
    return afloat == (placement.where in ("water", "span", "swim"))


def _alike(one: str, other: str) -> bool:
    return (one in _GROUNDED) == (other in _GROUNDED)


def _stand(
    element: Element,
    placement: Placement,
    terrain: Terrain,
    canvas_x: int,
    x: float,
    tall: float,
    seed: int,
    own: int,
    copy: int,
) -> Placed:
    column = x - canvas_x + MARGIN
    index = min(WIDTH - 1, max(0, int(column)))
    horizon = float(terrain.horizon[index])
    roll = unit_of(seed, 31, copy)
    island = False
    under = terrain.looks.at("under", column) > 0.5
    if placement.where in ("sky", "bolt", "bow"):
        layer, depth = SKY, 0.0
        y = horizon + 12
        if placement.where == "sky":
            skyline = _skyline(terrain, index, tall * 0.6)
            low = min(horizon * 0.6, skyline - tall * 0.75)
            y = max(tall * 0.6, 60 + tall / 2 + (low - 60 - tall / 2) * roll)
            if element.kind == "sun" and terrain.looks.at("gain", column) < 1.0:
                y = skyline - tall * 0.2
        if placement.where == "bow":
            layer = FAR
    elif placement.where == "air" or (placement.where == "swim" and under):
        layer = AIR
        low = horizon - 30 if not under else horizon + 190
        high = 70 + tall * 0.8
        y = high + max(10.0, low - high) * (0.08 + 0.84 * roll)
        depth = PLANE_FAR + 9000 + 14000 * unit_of(seed, 32, copy)
    elif placement.where == "low":
        layer, y, depth = AIR, horizon + 20 + 250 * roll, 52000.0
    elif placement.where == "road":
        layer, y, depth = FIRST_FOLD + FOLDS - 1, float(min(terrain.folds[0][index], HEIGHT - 200)) - 4, PLANE_FAR
        tall = HEIGHT - y
    elif placement.where == "far":
        layer, y, depth = FAR, horizon + 14, PLANE_FAR - 1500
    else:
        layer, y, island = _footing(placement, terrain, index, roll, under)
        depth = terrain.depth_at(y, column)
        near = terrain.foot_scale(y, column)
        if placement.where not in ("hill", "coast", "span"):
            tall *= 0.34 + 0.95 * near
    right = x + max(tall * placement.breadth / 2, tall * placement.glow)
    return Placed(element.kind, round(x, 1), round(y, 1), round(tall, 1), layer, round(depth), own % (1 << 31),
                  placement.flips and unit_of(own, 33, copy) < 0.5 and placement.where != "sky",
                  element.colour, island, round(right, 1), doing=element.doing)  # fmt: skip


def _skyline(terrain: Terrain, column: int, around: float) -> float:
    """The highest row that land reaches near a column."""
    near = slice(max(0, int(column - around)), int(column + around) + 1)
    return float(min(ridge[near].min() for ridge in terrain.ridges))


def _footing(placement: Placement, terrain: Terrain, column: int, roll: float, under: bool) -> tuple[int, float, bool]:
    """Layer and row where a thing finds its feet at a column, and whether it needs an
    island of its own in the water."""
    folds = [float(fold[column]) for fold in terrain.folds]
    shore = float(terrain.shore[column])
    dry = min(folds)
    if placement.where in ("water", "swim", "span") and not under:
        if dry > shore + 26:
            row = shore + 12 + (min(dry - 10, HEIGHT - 90.0) - shore - 12) * (0.12 + 0.6 * roll)
            return WATER, row, False
        row = folds[1] + 10 if placement.where == "span" else max(shore + 20, folds[1])
        return FIRST_FOLD + 1, row, False
    order = (0, 1, 2, 3) if placement.where in ("hill", "coast") else (2, 1, 3, 0)
    for fold in order:
        floor = min([HEIGHT - 16.0, *folds[fold + 1 :]])
        if folds[fold] < floor - 24 and folds[fold] < HEIGHT - 70:
            drop = 0.14 + 0.3 * roll if placement.where in ("hill", "coast") else 0.12 + 0.62 * roll
            return FIRST_FOLD + fold, folds[fold] + min(90.0, floor - folds[fold]) * drop, False
    if dry > shore + 70:
        return WATER, shore + 16 + (min(dry, HEIGHT - 120.0) - shore) * (0.1 + 0.22 * roll), True
    for fold in range(FOLDS):
        if folds[fold] < HEIGHT - 40 and folds[fold] <= min(folds[fold:]):
            return FIRST_FOLD + fold, folds[fold] + 14, False
    return WATER, min(HEIGHT - 60.0, shore + 60), True
