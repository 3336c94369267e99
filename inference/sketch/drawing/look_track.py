"""The look along the mural: its numbers at every column of a view, interpolated between keyframes.

A look begins at a place on the mural (a ``Keyframe``), where the one before it begins to turn into it. Land eases
within ``EASE`` px; light takes the longer the more it changes, and in the sky its front is uneven, with twilight
between day and night. All of it is a function of absolute x, so a change may run on into the next strip and no join
shows. It draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from inference.contract.geometry import CANVAS, NEW
from inference.sketch.drawing.buffers import MARGIN, WIDTH, Rgb
from inference.sketch.drawing.look import Look, rgb
from inference.sketch.drawing.noise import Floats

EASE = 330
"""px over which land, water and growth become the next."""
SLOWER = 110
"""px that the greatest change of light takes beyond that."""
FRAY = 120
"""px by which the front of a new light is late where it is latest."""
REACH = EASE + SLOWER + FRAY
OF_LIGHT = frozenset(
    {"top", "mid", "low", "key", "shade", "haze", "cloud_lit", "cloud_dark", "gain", "night", "stars", "clouds"}
)
_TWILIGHT: dict[str, tuple[Rgb, float]] = {
    "top": (rgb("#4a5a98"), 0.5), "mid": (rgb("#a9708f"), 0.7), "low": (rgb("#ffa873"), 1.0),
    "haze": (rgb("#b08090"), 0.8), "cloud_lit": (rgb("#ffb898"), 0.9), "cloud_dark": (rgb("#6a5580"), 0.8),
}  # fmt: skip
"""Between day and night lies twilight: what the sky passes through where its light changes that much, and how far."""


@dataclass(frozen=True)
class Keyframe:
    """A look and the place on the mural, px, where it begins."""

    x: float
    look: Look


class LookTrack:
    """The look at every column of a view: ``looks["mount"]`` is (WIDTH,), ``looks["top"]`` is (WIDTH, 3)."""

    def __init__(self, keyframes: Sequence[Keyframe], canvas_x: int) -> None:
        self._looks = [keyframe.look for keyframe in keyframes]
        columns = np.arange(WIDTH, dtype=np.float32) + np.float32(canvas_x - MARGIN)
        self._away = [columns - np.float32(keyframe.x) for keyframe in keyframes[1:]]
        self._changes = [_change(old, new) for old, new in zip(self._looks, self._looks[1:], strict=False)]
        self._nights = [
            _number(new, "night") - _number(old, "night")
            for old, new in zip(self._looks, self._looks[1:], strict=False)
        ]
        self._land = [smooth(np.asarray(away / EASE, np.float32)) for away in self._away]
        self._light = [self._front(index, away, np.float32(0.5)) for index, away in enumerate(self._away)]
        self._known: dict[str, Floats] = {}
        self._numbers: dict[str, list[Any]] = {}

    def _front(self, index: int, away: Floats, delay: Floats | np.float32) -> Floats:
        change = self._changes[index]
        return smooth(np.asarray((away - FRAY * change * delay) / (EASE + SLOWER * change), np.float32))

    def __getitem__(self, name: str) -> Floats:
        if name not in self._known:
            self._known[name] = self._along(name, self._light if name in OF_LIGHT else self._land)
        return self._known[name]

    def _along(self, name: str, parts: Sequence[Floats]) -> Floats:
        values = [np.asarray(look[name], np.float32) for look in self._looks]
        looks = np.zeros((WIDTH, 3) if values[0].ndim else WIDTH, np.float32) + values[0]
        for index, part in enumerate(parts):
            looks = self._turned(name, looks, values[index + 1] - values[index], part, index)
        return looks

    def _turned(self, name: str, looks: Floats, step: Floats, part: Floats, index: int) -> Floats:
        wide = part[..., None] if step.ndim else part
        looks = looks + step * wide
        if name in _TWILIGHT and abs(self._nights[index]) > 0.5:
            colour, much = _TWILIGHT[name]
            between = np.minimum(2.8 * wide * (1 - wide) * abs(self._nights[index]), 0.7) * np.float32(much)
            looks = looks + (np.asarray(colour, np.float32) - looks) * between
        return looks

    def sky(self, names: Sequence[str], every: int, high: Floats, uneven: Floats) -> list[Floats]:
        """Colours (h, w, 3) of each name on every ``every``-th column, with uneven fronts.

        ``high`` (h, 1) is 1 at the zenith and 0 at the horizon, ``uneven`` (h, w) is noise in [0, 1]. Dark comes from
        above and light from the horizon.
        """
        fronts = []
        for index, away in enumerate(self._away):
            late = 1 - high if self._nights[index] >= 0 else high
            fronts.append(self._front(index, away[None, ::every], 0.45 * late + 0.55 * uneven))
        colours = []
        for name in names:
            values = [np.asarray(look[name], np.float32) for look in self._looks]
            sheet = np.zeros((*uneven.shape, 3), np.float32) + values[0]
            for index, part in enumerate(fronts):
                if np.any(values[index + 1] != values[index]):
                    sheet = self._turned(name, sheet, values[index + 1] - values[index], part, index)
            colours.append(sheet)
        return colours

    def at(self, name: str, column: float) -> float:
        """A number at a view column, px; columns beyond the view have its end's."""
        return float(self._listed(name)[min(WIDTH - 1, max(0, int(column)))])

    def colour(self, name: str, column: float) -> Rgb:
        red, green, blue = self._listed(name)[min(WIDTH - 1, max(0, int(column)))]
        return red, green, blue

    def _listed(self, name: str) -> list[Any]:
        """The looks as plain numbers, which are quicker to read one at a time."""
        if name not in self._numbers:
            self._numbers[name] = self[name].tolist()
        return self._numbers[name]

    def most(self, name: str) -> float:
        return float(self[name].max())


def smooth(part: Floats) -> Floats:
    """0 to 1 as ``part`` goes from 0 to 1, without a corner."""
    part = np.clip(part, 0, 1)
    return np.asarray(part * part * part * (part * (part * 6 - 15) + 10), np.float32)


def _number(look: Look, name: str) -> float:
    return float(look[name])  # type: ignore[arg-type]


def _change(old: Look, new: Look) -> float:
    """How far one light is from another, 0 to 1."""
    apart = max(float(np.abs(np.subtract(old[name], new[name])).mean()) for name in ("top", "mid", "low", "key"))
    return min(1.0, apart / 0.25)


def keyframes_of(memory: dict[str, Any], look: Look, canvas_x: int, start: float) -> list[Keyframe]:
    """The keyframes that a canvas sees: those remembered that fit, and ``look`` from ``start`` on."""
    return [*_seen_from(recall_keyframes(memory, look), canvas_x), Keyframe(start, look)]


def recall_keyframes(memory: dict[str, Any], pattern: Look) -> list[Keyframe]:
    """The keyframes that were remembered, with the numbers of ``pattern``: one that an earlier build did not know is 0
    there, and one that is known no more is left out. None where a colour is missing or something is no number."""
    keyframes: list[Keyframe] = []
    kept = memory.get("turns")
    for one in kept if isinstance(kept, list) else []:
        if not (isinstance(one, list) and len(one) == 2 and isinstance(one[0], int | float) and _fits(one[1], pattern)):
            return []
        keyframes.append(Keyframe(float(one[0]), {name: one[1].get(name, 0.0) for name in pattern}))
    return keyframes


def remember_keyframes(keyframes: Sequence[Keyframe], canvas_x: int) -> list[list[Any]]:
    """What the next canvas needs of the keyframes, and what is needed to paint this one again, as JSON."""
    return [[keyframe.x, {name: _rounded(value) for name, value in keyframe.look.items() if value != 0.0}]
            for keyframe in _seen_from(list(keyframes), canvas_x)]  # fmt: skip


def _seen_from(keyframes: list[Keyframe], canvas_x: int) -> list[Keyframe]:
    """Without those that the view of a canvas lies wholly beyond."""
    over = [index for index, keyframe in enumerate(keyframes) if keyframe.x + REACH <= canvas_x - MARGIN]
    return keyframes[over[-1] :] if over else keyframes[-(CANVAS // NEW + 3) :]


def _rounded(value: float | list[float]) -> float | list[float]:
    return [round(part, 4) for part in value] if isinstance(value, list) else round(value, 4)


def _fits(kept: Any, pattern: Look) -> bool:
    if not isinstance(kept, dict):
        return False
    for name, value in pattern.items():
        known = kept.get(name, 0.0)
        if isinstance(value, list):
            if not (
                isinstance(known, list) and len(known) == 3 and all(isinstance(part, int | float) for part in known)
            ):
                return False
        elif not isinstance(known, int | float):
            return False
    return True
