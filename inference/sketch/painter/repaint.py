"""What a second voice changes of a place that is painted already: which numbers of its look, how far, and what stays.

The place is painted again from what was remembered of it: the same land, the same things. What the phrase brings comes
in from the left and is gone before the right end of the window, so that both borders see the old look and no step
shows. A phrase that names land changes the land there; the things on it go up and down with it, and disappear where
their ground has sunk away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

import numpy as np

from inference.contract.direction import Direction
from inference.contract.geometry import JOIN, NEW
from inference.sketch.catalogue import GROUP_OF
from inference.sketch.catalogue.places import SCENERY, SURFACES
from inference.sketch.drawing.buffers import MARGIN, WIDTH
from inference.sketch.drawing.look import Look
from inference.sketch.drawing.look_track import OF_LIGHT, Keyframe, LookTrack, smooth
from inference.sketch.drawing.noise import Floats
from inference.sketch.drawing.terrain import Terrain
from inference.sketch.painter.placed import AIR, FIELDS, FIRST_FOLD, NEEDED, Placed, can_stand

_LAND_EASE = 190
"""px over which land that the phrase brings comes in, and goes out again …"""
_LIGHT_EASE = 250
"""… and light and weather, which show a quick change more."""
ROOM = (JOIN, NEW - JOIN)
"""Between these columns of the window the mask is whole: the things of the phrase stand here."""
_SUNK = 40.0
"""px: a thing whose ground sinks farther than this is gone."""
HERE_BYTES = 5_000
"""The most, as JSON, that is remembered of the things standing in a canvas; the smallest are forgotten first."""

_WEATHER = ("rain", "snowfall", "fog", "wind", "haze_much")
_COVER = (
    "conifer", "broadleaf", "palm", "autumn", "blossom", "bare", "cactus", "leaf", "flowers", "flower_tint",
    "mushrooms", "reeds", "rocks", "wheat", "grass", "snow", "snowline", "frost",
)  # fmt: skip
_LAND = ("mount", "hill", "cliff", "dune", "sea", "coast", "water", "ground", "rock", "water_tint", *_COVER)
_PLACES = ({*SURFACES} - {"weightless"}) | {f"stands_{kind}" for kind in SCENERY}


def changed_by(direction: Direction, kept: dict[str, Any], look: Look) -> Look:
    """The numbers of ``look`` that the phrase is about; ``kept`` is the direction that stood there,
    as it was remembered.

    The horizon is never among them: it is where one stands, and the voices stand together.
    """
    standing = set(kept.get("standing") or ())
    kinds = {element.kind for element in direction.elements}
    groups = {GROUP_OF.get(kind) for kind in kinds - standing}
    names: set[str] = set()
    if direction.light != kept.get("light") or kinds & {"sky", "stars", "comet", "clouds", "aurora"}:
        names |= {*OF_LIGHT, "aurora", "aurora_tint"}
    if {kind for kind in kinds ^ standing if GROUP_OF.get(kind) == "weather"}:
        names |= {*_WEATHER, "clouds"}
    if groups & {"trees", "ground"} or kinds & {"snow"}:
        names |= set(_COVER)
    if groups & {"land", "water"}:
        names |= {*_LAND, *_PLACES}
        if look["black_sky"]:
            names |= OF_LIGHT
    return {name: look[name] for name in sorted(names)}


def _come_and_go(canvas_x: int, ease: int) -> Floats:
    """How far the phrase's look holds in each column of the view, (WIDTH,), 0 to 1.
    At the mural's very left it begins whole."""
    column = np.arange(WIDTH, dtype=np.float32) - MARGIN
    coming = smooth(np.asarray((column - JOIN / 2) / ease, np.float32)) if canvas_x > 0 else np.ones(WIDTH, np.float32)
    going = smooth(np.asarray((NEW - JOIN / 2 - column) / ease, np.float32))
    return np.asarray(coming * going, np.float32)


def recall_layered(kept: Any, pattern: Look) -> Look:
    """The numbers that layers brought to a place, as they were remembered;
    what does not fit ``pattern`` is left out."""
    over: Look = {}
    for name, value in kept.items() if isinstance(kept, dict) else ():
        colour = isinstance(value, list) and len(value) == 3 and all(isinstance(part, int | float) for part in value)
        if name in pattern and (colour if isinstance(pattern[name], list) else isinstance(value, int | float)):
            over[name] = value
    return over


class OverlaidTrack(LookTrack):
    """The looks of a window's look with some numbers of another look over it, which come and go within the window."""

    def __init__(self, keyframes: Sequence[Keyframe], canvas_x: int, over: Look) -> None:
        super().__init__(keyframes, canvas_x)
        self._over = over
        self._land_part = _come_and_go(canvas_x, _LAND_EASE)
        self._light_part = _come_and_go(canvas_x, _LIGHT_EASE)

    def __getitem__(self, name: str) -> Floats:
        if name not in self._known:
            part = self._light_part if name in OF_LIGHT or name in _WEATHER else self._land_part
            self._known[name] = self._laid(name, super().__getitem__(name), part)
        return self._known[name]

    def sky(self, names: Sequence[str], every: int, high: Floats, uneven: Floats) -> list[Floats]:
        sheets = super().sky(names, every, high, uneven)
        part = np.broadcast_to(self._light_part[None, ::every], uneven.shape)
        return [self._laid(name, sheet, part) for name, sheet in zip(names, sheets, strict=True)]

    def _laid(self, name: str, below: Floats, part: Floats) -> Floats:
        if name not in self._over:
            return below
        value = np.asarray(self._over[name], np.float32)
        return np.asarray(below + (value - below) * (part[..., None] if value.ndim else part), np.float32)


def resettle(things: Sequence[Placed], before: Terrain, after: Terrain, canvas_x: int) -> list[Placed]:
    """The things of a place on the land as it is now; those that belong together rise, sink and go as one.
    What reaches out of the window stays, so that nothing is cut in two."""
    settled = []
    ground_of: dict[int, tuple[float, bool]] = {}
    for thing in things:
        fold = thing.layer - FIRST_FOLD
        if not FIRST_FOLD <= thing.layer < AIR:
            settled.append(thing)
            continue
        column = min(WIDTH - 1, max(0, int(thing.x) - canvas_x + MARGIN))
        sunk = float(after.folds[fold][column] - before.folds[fold][column])
        left, right = thing.x - canvas_x - thing.half(), thing.x - canvas_x + thing.half()
        stays = sunk <= _SUNK or right > ROOM[1] or (left < ROOM[0] and canvas_x > 0)
        if thing.group:
            sunk, stays = ground_of.setdefault(thing.group, (sunk, stays))
        if stays:
            settled.append(thing.lowered(sunk))
    return settled


def remember_here(things: Sequence[Placed], canvas_x: int) -> list[list[Any]]:
    """The things that can be seen in a canvas, as JSON and in their order; of too many the smallest are left out."""
    seen = [(thing, list(astuple(thing))) for thing in things if canvas_x - MARGIN < thing.x + thing.half()]
    kept, room = set(), HERE_BYTES
    for index in sorted(range(len(seen)), key=lambda one: -seen[one][0].tall):
        room -= len(str(seen[index][1])) + 2
        if room < 0:
            break
        kept.add(index)
    return [seen[index][1] for index in sorted(kept)]


def recall_here(kept: Any) -> list[Placed]:
    """What ``remember_here`` noted; what does not read as a thing is left out."""
    placed = []
    for one in kept if isinstance(kept, list) else []:
        if isinstance(one, list) and len(NEEDED) <= len(one) <= len(FIELDS) and can_stand(one[0]):
            placed.append(Placed(*one))
    return placed


def window_room(canvas_x: int) -> tuple[float, float]:
    """Left and right edge, px of the mural, of where the things of a phrase may stand in the window."""
    return canvas_x + (30.0 if canvas_x == 0 else float(ROOM[0])), canvas_x + float(ROOM[1])
