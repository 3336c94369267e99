"""Heads: a face in three-quarter view, hair and what is worn on it.

Places on a head are in its own units: (0, 0) its middle, 1 half its height, u towards the face, v downwards.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.people.costumes import PALETTE
from inference.sketch.catalogue.people.headwear import HATS

if TYPE_CHECKING:
    from inference.sketch.catalogue.people.body import Dressed
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import Point, Points

INK: Rgb = (0.1, 0.07, 0.07)
WHITE = PALETTE["white"]


class Head:
    """A head in its own units, turned as the pose says."""

    def __init__(self, one: Dressed) -> None:
        self.draw, self.size = one.draw, one.head_high / 2
        turn = math.radians(one.joints.turn)
        self._cos, self._sin = math.cos(turn), math.sin(turn)
        x, y = one.joints.neck
        self._x, self._y = x + self._sin * self.size * 1.02, y - self._cos * self.size * 1.02

    def at(self, u: float, v: float) -> Point:
        u, v = u * self.size, v * self.size
        return self._x + u * self._cos - v * self._sin, self._y + u * self._sin + v * self._cos

    def blob(self, points: Points, colour: Rgb, light: float = 0.6, alpha: float = 1.0) -> None:
        self.draw.blob([self.at(*point) for point in points], colour, light, alpha)

    def shape(self, points: Points, colour: Rgb, light: float = 0.6) -> None:
        self.draw.shape([self.at(*point) for point in points], colour, light)

    def line(self, points: Points, wide: float, colour: Rgb, light: float = 0.5) -> None:
        self.draw.line([self.at(*point) for point in points], wide * self.size, colour, light)

    def disc(self, u: float, v: float, across: float, colour: Rgb, light: float = 0.6) -> None:
        self.draw.disc(*self.at(u, v), across * self.size, across * self.size, colour, light)


_SKULL: Points = [(-0.8, -0.1), (-0.6, -0.8), (0.05, -1.0), (0.7, -0.75), (0.84, -0.05), (0.72, 0.55), (0.28, 0.98),
                  (-0.25, 0.9), (-0.68, 0.5)]  # fmt: skip
_BEHIND: dict[str, Points] = {
    "long": [(-0.95, -0.3), (-0.5, -1.05), (0.3, -1.1), (0.8, -0.6), (0.72, 0.6), (0.7, 1.45), (-0.2, 1.6),
             (-1.1, 1.5), (-1.05, 0.5)],
    "bob": [(-0.95, -0.2), (-0.55, -1.05), (0.3, -1.1), (0.88, -0.5), (0.84, 0.5), (0, 0.8), (-0.95, 0.75)],
    "bun": [(-0.9, -0.3), (-0.5, -1.0), (0, -1.1), (-0.3, 0.5), (-0.8, 0.4)],
    "tails": [(-1.35, 0.9), (-1.25, -0.1), (-0.6, -1.0), (0.3, -1.1), (0.8, -0.5), (0, 0.2), (-0.75, 0.2)],
}  # fmt: skip


def draw_head(one: Dressed) -> None:
    """Head, face, hair, beard, hat."""
    head, wears = Head(one), one.costume.head
    for style, outline in _BEHIND.items():
        if style in wears:
            head.blob(outline, one.hair, 0.42)
    if "bun" in wears:
        head.disc(-0.55, -1.05, 0.75, one.hair, 0.6)
    if "veil" in wears or "headcloth" in wears:
        head.blob([(-1.05, 0), (-0.7, -1.1), (0.2, -1.2), (0.9, -0.7), (0.9, 0.9), (0.9, 1.5), (-1.2, 1.5)],
                  PALETTE["black"] if "veil" in wears else PALETTE["cream"], 0.5)  # fmt: skip
    head.blob(_SKULL, one.skin, 0.62)
    head.blob([(-0.72, -0.1), (-0.5, -0.7), (0.0, -0.9), (0.1, -0.1), (-0.1, 0.8), (-0.55, 0.45)], one.skin, 0.9, 0.7)
    if "ears" in wears:
        head.shape([(-0.35, 0.15), (-1.25, -0.45), (-0.55, -0.3)], one.skin, 0.7)
    elif not wears & {"long", "bob", "veil", "headcloth"}:
        head.disc(-0.42, 0.12, 0.34, one.skin, 0.45)
    _draw_face(one, head)
    _draw_hair(one, head)
    for name in sorted(wears):
        if (hat := HATS.get(name)) is not None:
            hat(one, head)


def _draw_face(one: Dressed, head: Head) -> None:
    wears = one.costume.head
    old, small = one.costume.age == "old", one.costume.age in ("baby", "child")
    white, eye = 0.25 if small else 0.21, 0.2 if small else 0.165
    for u in (0.08, 0.6):
        head.disc(u, -0.02, white, WHITE, 0.5)
        head.disc(u + 0.02, 0.0, eye, INK, 0.3)
        head.line([(u - 0.14, -0.26), (u + 0.02, -0.32), (u + 0.16, -0.26)], 0.07, one.hair, 0.3)
    head.line([(0.4, 0.0), (0.52, 0.24), (0.36, 0.28)], 0.075, one.skin, 0.12)
    cheek: Rgb = (min(1.0, one.skin[0] * 1.06), one.skin[1] * 0.72, one.skin[2] * 0.7)
    head.disc(-0.08, 0.33, 0.32, cheek, 0.7)
    head.disc(0.66, 0.32, 0.22, cheek, 0.6)
    grim = bool(wears & {"sick_skin", "horns", "patch"}) or one.draw.doing == "fighting"
    lip: Rgb = (0.5, 0.16, 0.15)
    middle = 0.5 if grim else 0.62
    head.line([(0.12, 0.54), (0.34, middle), (0.52, 0.52)], 0.09, lip, 0.5)
    if old:
        head.line([(0.02, 0.4), (0.06, 0.56)], 0.04, one.skin, 0.1)
    if "pale" in wears:
        for u in (0.24, 0.4):
            head.shape([(u, 0.58), (u + 0.09, 0.58), (u + 0.05, 0.76)], WHITE, 1.0)
    if "glasses" in wears:
        for u in (0.08, 0.62):
            ring = [(u - 0.22, 0), (u, -0.2), (u + 0.22, 0), (u, 0.2), (u - 0.22, 0)]
            head.line(ring, 0.06, INK)
        head.line([(-0.14, -0.02), (-0.5, -0.06)], 0.06, INK)
    if "patch" in wears:
        head.disc(0.1, 0.0, 0.42, INK, 0.3)
        head.line([(-0.75, -0.4), (0.1, -0.05), (0.8, -0.5)], 0.06, INK)
    if "beard" in wears:
        long = 1.75 if "white_hair" in wears else 1.2
        head.blob([(-0.45, 0.2), (-0.1, 0.42), (0.34, 0.38), (0.7, 0.3), (0.76, 0.7), (0.3, long), (-0.25, 0.95)],
                  one.hair, 0.7)  # fmt: skip
        head.line([(0.2, 0.58), (0.36, 0.62), (0.5, 0.57)], 0.07, lip)


def _draw_hair(one: Dressed, head: Head) -> None:
    wears = one.costume.head
    if wears & {"short", "bob", "long", "bun", "tails", "slick", "messy"}:
        head.blob([(-0.82, 0.12), (-0.86, -0.5), (-0.4, -1.05), (0.25, -1.1), (0.8, -0.62), (0.5, -0.58), (0.0, -0.62),
                   (-0.35, -0.3), (-0.5, 0.1)], one.hair, 0.62)  # fmt: skip
        head.line([(-0.6, -0.5), (-0.3, -0.85), (0.2, -0.95)], 0.14, one.hair, 1.0)
    if "messy" in wears:
        for u, v in ((-0.9, -0.4), (-0.7, -0.9), (-0.2, -1.15), (0.3, -1.15)):
            head.shape([(u * 0.8 - 0.15, v * 0.8), (u * 1.2, v * 1.2), (u * 0.8 + 0.2, v * 0.8)], one.hair, 0.6)
    if "tuft" in wears:
        head.line([(0.05, -0.95), (0.2, -1.15), (0.3, -1.0)], 0.1, one.hair)
    if wears & {"bald", "tonsure"}:
        head.blob([(-0.84, -0.3), (-0.4, -0.25), (-0.45, 0.25), (-0.75, 0.3)], one.hair, 0.6)
    if wears & {"hat", "straw", "peaked", "police", "cowboy", "cap", "hardhat", "beret", "feather", "pointed", "top",
                "tricorn", "souwester", "fire", "combat", "viking", "circlet", "crown", "deerstalker", "chef",
                "bearskin", "sailor", "headband"}:  # fmt: skip
        head.blob([(-0.85, 0.25), (-0.88, -0.5), (0.0, -0.75), (-0.35, -0.2), (-0.5, 0.25)], one.hair, 0.55)
