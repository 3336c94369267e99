"""What people laid on level ground: flagstones, rails, mown stripes, painted lines, as functions of absolute place.

All of it runs along the mural, lower in the picture broader and nearer; it is colour alone, and light and strokes come
over it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from inference.contract.geometry import HEIGHT
from inference.sketch.drawing.noise import Floats

_WHITE = np.array([0.93, 0.92, 0.88], np.float32)
_IRON = np.array([0.32, 0.3, 0.31], np.float32)
_SLEEPER = np.array([0.36, 0.26, 0.2], np.float32)
_BALLAST = np.array([0.55, 0.52, 0.48], np.float32)


def surfaced(local: Floats, y: Floats, x: NDArray[np.float64], shore: Floats, look: Callable[[str], Floats]) -> Floats:
    """The ground's colours (h, w, 3) with what lies on it at rows ``y`` (h, 1) and mural columns ``x`` (w,), px."""
    part = np.clip((y - shore) / (HEIGHT - shore), 0, 1)
    for name, lay in (("paved", _paved), ("mown", _mown), ("rails", _rails), ("dashes", _dashes), ("bays", _bays)):
        amount = look(name)
        if amount.any():
            local = local + (lay(local, part, x) - local) * amount[..., None]
    return np.asarray(local, np.float32)


def _laid(local: Floats, where: NDArray[np.bool_], colour: Floats, much: float = 0.85) -> Floats:
    return np.asarray(local + (colour - local) * (where * np.float32(much))[..., None], np.float32)


def _paved(local: Floats, part: Floats, x: NDArray[np.float64]) -> Floats:
    down = 9 * part**0.6
    course = np.floor(down)
    wide = 34 + 13 * course
    along = (x + 37 * course) / wide
    tone = 1 + 0.09 * np.sin(12.9 * course + 78.2 * np.floor(along))
    joint = (down - course < 0.07) | ((along % 1) * wide < 4)
    return np.asarray(local * (tone * (1 - 0.26 * joint))[..., None], np.float32)


def _mown(local: Floats, part: Floats, x: NDArray[np.float64]) -> Floats:
    stripes = local * np.where(np.floor(x / 130) % 2 == 0, 1.08, 0.92)[None, :, None]
    across = (x % 1100 < 9) & (part > 0.2) & (part < 0.94)
    line = (np.abs(part - 0.2) < 0.009) | (np.abs(part - 0.94) < 0.012) | across
    return _laid(np.asarray(stripes, np.float32), line, _WHITE)


def _rails(local: Floats, part: Floats, x: NDArray[np.float64]) -> Floats:
    laid = local
    for far, near in ((0.26, 0.38), (0.5, 0.68)):
        tall = near - far
        bed = (part > far - 0.25 * tall) & (part < near + 0.25 * tall)
        sleeper = (part > far) & (part < near) & (x % 44 < 15)
        rail = (np.abs(part - far - 0.2 * tall) < 0.012) | (np.abs(part - near + 0.2 * tall) < 0.014)
        laid = _laid(_laid(_laid(laid, bed, _BALLAST), sleeper, _SLEEPER), rail, _IRON, 1.0)
    return laid


def _dashes(local: Floats, part: Floats, x: NDArray[np.float64]) -> Floats:
    edge = (np.abs(part - 0.2) < 0.008) | (np.abs(part - 0.92) < 0.01)
    return _laid(local, edge | ((np.abs(part - 0.5) < 0.02) & (x % 210 < 120)), _WHITE)


def _bays(local: Floats, part: Floats, x: NDArray[np.float64]) -> Floats:
    far = (part > 0.02) & (part < 0.2) & (x % 140 < 5)
    near = (part > 0.55) & (part < 0.95) & ((x + 60 * part) % 260 < 9)
    return _laid(local, far | near, _WHITE)
