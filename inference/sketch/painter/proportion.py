"""How tall things are painted: by their kind, by what is said of their size, by the shot, and so that they are seen.

The catalogue's heights are in proportion to one another (``kind.height_of``). What a phrase is about has a least height
besides: an apple that is told of is painted near to the eye. Heights are px.
"""

from __future__ import annotations

import math

from inference.contract.direction import Direction, Element
from inference.contract.geometry import HEIGHT
from inference.sketch.catalogue import GROUP_OF
from inference.sketch.catalogue.kind import Placement

SAID = {"tiny": 0.45, "small": 0.7, "medium": 1.0, "large": 1.35, "huge": 2.2}
_SHOT = {"close": 1.4, "aerial": 0.62, "low": 1.4}
_LEAST = {"tiny": 58.0, "small": 96.0, "medium": 150.0, "large": 210.0, "huge": 350.0}
"""The least height of the one thing that a phrase is about …"""
_SEEN = {"tiny": 26.0, "small": 34.0, "medium": 46.0, "large": 120.0, "huge": 300.0}
"""… and of what stands beside it."""
_SMALL = 40.0
"""What is lower than this is small, and a lone one is painted larger."""
_HANDY = 62.0
"""What is lower than this one takes into the hand."""
TALLEST = 0.74 * HEIGHT
_GROWS = frozenset({"ground", "table", "wall", "water", "swim", "air"})
"""Where things are painted larger for being what the phrase is about: not on hills and in the sky, where they have the
size of their distance."""


def said_height(element: Element, placement: Placement) -> float:
    """How tall one is where it is nearest, as it is said, whatever the shot."""
    return placement.height * SAID[element.size]


def shot_scale(direction: Direction) -> float:
    return _SHOT.get(direction.shot, 1.0)


def crowded(placement: Placement, tall: float, count: int) -> float:
    """How much smaller each of several is painted so that all have room."""
    if placement.spread or count < 2:
        return 1.0
    room = 420 if placement.where == "sky" else 640
    return max(0.42, min(1.0, room / (count * tall * placement.breadth)))


def alone(kind: str, placement: Placement, count: int) -> float:
    """How much larger one is painted where it is alone (a small one: where there are at most two)."""
    if count > (2 if placement.height < _SMALL else 1):
        return 1.0
    if placement.alone is not None:
        return placement.alone
    if placement.height < _SMALL:
        return 2.4
    return 1.3 if GROUP_OF[kind] in ("creature", "vehicle") else 1.0


def least_height(element: Element, placement: Placement, direction: Direction, *, main: bool) -> float:
    """How tall one is at least, at its place; ``main``: whether the phrase is about it. 0 where its kind has no least
    height: lights, and what stands far away."""
    if placement.where not in _GROWS or (placement.alone is not None and placement.height < _LEAST["medium"]):
        return 0.0
    least = (_LEAST if main else _SEEN)[element.size] * math.pow(element.count, -0.22)
    if main and GROUP_OF[element.kind] == "creature":
        least *= 1.2
    elif main and placement.height < _HANDY:
        least *= 0.62  # a kettle is no cupboard
    least *= math.pow(shot_scale(direction), 0.8)
    if placement.where == "air" and element.size != "huge":
        least *= 0.62
    return min(TALLEST, least)


def tallest_that_fits(placement: Placement, room: float, *, whole: bool) -> float:
    """How tall one may be at most where there is ``room`` for it, px: in a strip a broad kind may reach over as much as
    it always does, a ``whole`` one never."""
    fits = (0.9 if whole else 1.0) * room / placement.breadth
    if whole:
        return fits
    return max(fits, placement.height) if placement.where in _GROWS else 1e9
