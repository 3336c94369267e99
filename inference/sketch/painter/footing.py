"""Finds the ground, the water, the air or the sky that a thing stands in at a column, and how large it is there.

It knows one thing at a time: where things go beside one another is placement.py's and relations.py's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from inference.contract.direction import Direction, Element, Shot
from inference.contract.geometry import CANVAS, CARRIED, HEIGHT
from inference.mural.canvas import RAMP_START
from inference.sketch.catalogue.kind import Placement
from inference.sketch.drawing.buffers import MARGIN, WIDTH
from inference.sketch.drawing.noise import unit_of
from inference.sketch.drawing.terrain import FOLDS, PLANE_FAR, Terrain
from inference.sketch.painter.indoors import RoomAt, foot_indoors, goes_inside, outdoors
from inference.sketch.painter.placed import AIR, FAR, FIRST_FOLD, SKY, WATER, Placed, placement_of

INDOORS = FIRST_FOLD + FOLDS - 1
"""The layer of what is in a room: over all ground."""
_HIGH = ("hill", "coast")
_SKY = ("sky", "bolt", "bow")


@dataclass(frozen=True)
class Site:
    """Where the things of one phrase may stand: its land, and the left and right edge on the mural, px."""

    direction: Direction
    terrain: Terrain
    canvas_x: int
    position: int
    within: tuple[float, float] | None
    room_at: RoomAt = outdoors

    def edges(self, placement: Placement) -> tuple[float, float]:
        if self.within is not None:
            first, last = self.within
            return (first + 100, last - 100) if placement.where in ("sky", "bolt") else (first, last)
        first = self.canvas_x + (30 if self.position == 0 else CARRIED + 24)
        if self.position and placement.where in ("sky", "bolt"):
            first += 130  # what shines stands where the light of the strip has come
        return first, self.canvas_x + CANVAS - 24

    @property
    def lit_from(self) -> float:
        """Mural column that the light of its things does not cross."""
        return self.canvas_x + RAMP_START + 4.0 if self.position else -1e9

    def column(self, x: float) -> int:
        return min(WIDTH - 1, max(0, int(x - self.canvas_x + MARGIN)))


class Foot(NamedTuple):
    """Layer, foot row (px), depth, how large things are there beside the largest, whether it stands on an isle."""

    layer: int
    row: float
    depth: float
    near: float
    isle: bool


def has_footing(site: Site, placement: Placement, x: float) -> bool:
    """Whether a place has the water or the ground that a kind needs."""
    if placement.where not in ("water", "span", "ground", "swim", "table", "wall"):
        return True
    if site.room_at(x) is not None:
        return placement.where != "span"
    terrain, column = site.terrain, site.column(x)
    afloat = min(float(fold[column]) for fold in terrain.folds) > float(terrain.shore[column]) + 60
    return afloat == (placement.where in ("water", "span", "swim"))


def stand(
    site: Site,
    element: Element,
    placement: Placement,
    x: float,
    tall: float,
    *,
    seed: int,
    own: int,
    copy: int,
    main: bool,
    least: float,
    order: int,
) -> Placed:
    """One thing at ``x``, on what its kind stands on, and in a room where there is one.

    ``tall`` is how tall it is where it is nearest, ``least`` how tall it is painted in any case. ``main``: whether the
    phrase is about it, which brings it nearer to the eye; ``order``: how many things were set before it.
    """
    terrain = site.terrain
    column = site.column(x)
    roll = unit_of(seed, 31, copy)
    isle = False
    horizon = float(terrain.horizon[column])
    under = terrain.looks.at("under", column) > 0.5
    room = site.room_at(x)
    if room is not None and goes_inside(placement):
        tall = max(tall * room.scale, least)
        x, y = foot_indoors(room, placement, x, tall, roll, order + copy)
        tall = min(tall, y - 24.0)
        layer, depth = INDOORS, terrain.depth_at(y, x - site.canvas_x + MARGIN)
    elif placement.where in _SKY:
        layer, depth = FAR if placement.where == "bow" else SKY, 0.0
        y = horizon + 12
        if placement.where == "sky":
            skyline = _skyline(terrain, column, tall * 0.6)
            low = min(horizon * 0.6, skyline - tall * 0.75)
            y = max(tall * 0.6, 60 + tall / 2 + (low - 60 - tall / 2) * roll)
            if element.kind == "sun" and terrain.looks.at("gain", column) < 1.0:
                y = skyline - tall * 0.2
    elif placement.where == "air" or (placement.where == "swim" and under):
        tall = max(tall, least)
        layer = AIR
        low = horizon - 30 if not under else horizon + 190
        high = 70 + tall * 0.8
        y = high + max(10.0, low - high) * (0.08 + 0.84 * roll)
        depth = PLANE_FAR + 9000 + 14000 * unit_of(seed, 32, copy)
    elif placement.where == "low":
        layer, y, depth = AIR, horizon + 20 + 250 * roll, 52000.0
    elif placement.where == "road":
        layer, y, depth = FIRST_FOLD + FOLDS - 1, float(min(terrain.folds[0][column], HEIGHT - 200)) - 4, PLANE_FAR
        tall = HEIGHT - y
    elif placement.where == "far":
        layer, y, depth = FAR, horizon + 14, PLANE_FAR - 1500
    else:
        near_roll = 0.55 + 0.45 * roll if main and element.count < 4 else roll
        layer, y, depth, near, isle = ground_at(site, placement, x, near_roll)
        if placement.where not in (*_HIGH, "span"):
            tall = min(max(tall * near, least), max(y - 24.0, 40.0))
    right = x + max(tall * placement.breadth / 2, tall * placement.glow)
    return Placed(element.kind, round(x, 1), round(y, 1), round(tall, 1), layer, round(depth), own % (1 << 31),
                  placement.flips and unit_of(own, 33, copy) < 0.5 and placement.where != "sky",
                  element.colour, isle, round(right, 1), left=site.lit_from, first=copy == 0,
                  doing=element.doing)  # fmt: skip


def ground_at(site: Site, placement: Placement, x: float, roll: float) -> Foot:
    """Where a thing finds its feet at ``x``; ``roll``, 0 to 1, is how near to the eye of what there is."""
    terrain, column = site.terrain, site.column(x)
    under = terrain.looks.at("under", column) > 0.5
    layer, row, isle = _footing(placement, terrain, column, roll, under, site.direction.shot)
    at = x - site.canvas_x + MARGIN
    return Foot(layer, row, terrain.depth_at(row, at), 0.34 + 0.95 * terrain.foot_scale(row, at), isle)


def on_the_ground(site: Site, placed: Placed) -> Placed:
    """A thing that was put beside another, in the layer of the ground that it has under its foot: it neither floats
    over the crest of a fold nor sinks behind the next."""
    if (
        placed.order is not None
        or site.room_at(placed.x) is not None
        or not FIRST_FOLD <= placed.layer < AIR
        or placement_of(placed.kind).where == "air"
    ):
        return placed
    folds = [float(fold[site.column(placed.x)]) for fold in site.terrain.folds]
    fold = next((fold for fold in reversed(range(FOLDS)) if folds[fold] + 2 <= placed.y), None)
    if fold is None:
        return replace(placed, y=round(min(folds) + 4, 1))
    depth = site.terrain.depth_at(placed.y, placed.x - site.canvas_x + MARGIN)
    return replace(placed, layer=FIRST_FOLD + fold, depth=round(depth))


def _skyline(terrain: Terrain, column: int, around: float) -> float:
    """The highest row that land reaches near a column."""
    near = slice(max(0, int(column - around)), int(column + around) + 1)
    return float(min(ridge[near].min() for ridge in terrain.ridges))


def _order(placement: Placement, *, close: bool) -> Sequence[int]:
    """The folds of ground, the one that a kind likes best first."""
    if placement.where in _HIGH:
        return (0, 1, 2, 3)
    return (3, 2, 1, 0) if close or placement.where in ("table", "wall") else (2, 1, 3, 0)


def _footing(
    placement: Placement, terrain: Terrain, column: int, roll: float, under: bool, shot: Shot
) -> tuple[int, float, bool]:
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
    deep = 90.0 if shot != "aerial" else 160.0
    for fold in _order(placement, close=shot == "close"):
        floor = min([HEIGHT - 16.0, *folds[fold + 1 :]])
        if folds[fold] < floor - 24 and folds[fold] < HEIGHT - 70:
            drop = 0.14 + 0.3 * roll if placement.where in _HIGH else 0.12 + 0.62 * roll
            return FIRST_FOLD + fold, folds[fold] + min(deep, floor - folds[fold]) * drop, False
    if dry > shore + 70:
        return WATER, shore + 16 + (min(dry, HEIGHT - 120.0) - shore) * (0.1 + 0.22 * roll), True
    for fold in range(FOLDS):
        if folds[fold] < HEIGHT - 40 and folds[fold] <= min(folds[fold:]):
            return FIRST_FOLD + fold, folds[fold] + 14, False
    return WATER, min(HEIGHT - 60.0, shore + 60), True


def where_now(element: Element) -> Placement:
    """The placement of an element's kind, as what it does has it: who flies is in the air, who swims in the water.
    Raises KeyError for a kind that is not painted as a thing."""
    placement = placement_of(element.kind)
    if element.doing == "flying" and placement.where in ("ground", "table", "wall", "water", "swim", "hill"):
        return replace(placement, where="air")
    if element.doing == "swimming" and placement.where in ("ground", "table"):
        return replace(placement, where="swim")
    return placement
