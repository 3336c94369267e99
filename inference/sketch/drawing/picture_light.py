"""The light on a picture: how it is painted in the shade, the key light and the air of the place where it stands.

A key light from the upper left and a shade follow the form that pictures.py found; paint is less rich than a screen and
plays in colour. What is a light shines by night.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.sketch.drawing.buffers import Rgb
from inference.sketch.drawing.noise import Floats, field
from inference.sketch.drawing.pictures import Rendering

_LUMA = np.array([0.3, 0.59, 0.11], np.float32)
_LAMPLIGHT = np.array([1.0, 0.8, 0.42], np.float32)
_LEAST_LIGHT = 0.004
"""Part of a picture that has to shine if it is to be taken for its light."""


@dataclass(frozen=True)
class Air:
    """What a thing is seen in: shade and key light, their gain, haze and how much of it (0 to 1), night (0 to 1)."""

    shade: Rgb
    key: Rgb
    gain: float
    haze: Rgb
    hazed: float
    night: float


def lit(one: Rendering, air: Air, seed: int, *, mirrored: bool = False, glow: float = 0.0) -> NDArray[np.uint8]:
    """The picture in this light and air, (h, w, 4) uint8, premultiplied.

    ``seed`` is that of its play of colour; ``mirrored`` says that it will be painted so: the key light stays on the
    left. With ``glow`` (0 to 1) its brightest parts shine by themselves.
    """
    cover = one.cover.astype(np.float32) / 255
    colour = one.colour.astype(np.float32) / 255
    luma = colour @ _LUMA
    pale = np.clip((luma - 0.7) * 4, 0, 1)
    side = one.left.astype(np.float32) * np.float32((-0.6 if mirrored else 0.6) / 127)
    light = 0.56 + 0.42 * (one.up.astype(np.float32) * np.float32(0.85 / 127) + side)
    light += 0.1 - 0.2 * np.linspace(0, 1, len(light), dtype=np.float32)[:, None] ** 2
    # White against white: an edge in thin shade.
    light -= 0.3 * pale * (1 - one.inside.astype(np.float32) / 255)
    light = np.clip(light, 0, 1)[..., None]
    shade, key = np.asarray(air.shade, np.float32) * np.float32(0.95), np.asarray(air.key, np.float32)
    lamp = shade + (key * np.float32(0.98) - shade) * light
    high, wide = cover.shape
    step = 100 / high
    patches = field(np.arange(wide) * step, np.arange(high) * step, seed, 83, 30, 17, 4) - np.float32(0.5)
    # Paint is never as rich nor as white or black as a screen.
    rich = np.float32(0.84 - 0.25 * air.night)
    painted = luma[..., None] + (colour - luma[..., None]) * rich
    painted = 0.035 + painted * np.float32(0.92)
    painted = painted * (1 + patches[..., None] * np.array([0.44, 0.34, 0.16], np.float32))
    painted *= lamp * np.float32(air.gain)
    painted += (np.asarray(air.haze, np.float32) - painted) * np.float32(air.hazed)
    if glow > 0:
        much, own = _shining(one)
        painted += colour * np.array([0.3, 0.22, 0.1], np.float32) * np.float32(glow)
        painted += (own - painted) * (much * np.float32(glow))[..., None]
    whole = np.empty((high, wide, 4), np.float32)
    whole[..., :3] = np.clip(painted, 0, 1) * cover[..., None]
    whole[..., 3] = cover
    return (whole * 255 + 0.5).astype(np.uint8)


def _shining(one: Rendering) -> tuple[Floats, Floats]:
    """Which of its pixels shine where the picture is one of a light, (h, w) in 0 to 1, and in which colours.

    They are its bright yellow ones (a flame); if there are none its panes, pale and blue by day; else all bright ones.
    """
    colour: Floats = np.asarray(one.colour, np.float32) / np.float32(255)
    cover, luma = one.cover.astype(np.float32) / 255, colour @ _LUMA
    yellow = (colour[..., 0] + colour[..., 1]) / 2 - colour[..., 2]
    ways = (
        (np.clip((luma - 0.62) * 6, 0, 1) * np.clip((yellow - 0.28) * 6, 0, 1) * cover, colour),
        (np.clip((luma - 0.45) * 6, 0, 1) * np.clip((-yellow - 0.02) * 16, 0, 1) * cover, _LAMPLIGHT),
        (np.clip((luma - 0.7) * 6, 0, 1) * cover, colour),
    )
    much, own = next((way for way in ways if way[0].mean() > _LEAST_LIGHT), ways[-1])
    return np.asarray(much, np.float32), own


def light_of(one: Rendering) -> tuple[float, float, Rgb] | None:
    """Where a picture's light comes from, from the middle of its foot as parts of its height, and its colour.
    None where nothing of it is bright."""
    much, own = _shining(one)
    whole = float(much.sum())
    high, wide = much.shape
    if whole < _LEAST_LIGHT * high * wide:
        return None
    x = float(much.sum(axis=0) @ np.arange(wide)) / whole
    y = float(much.sum(axis=1) @ np.arange(high)) / whole
    red, green, blue = (float((own[..., part] * much).sum()) / whole for part in range(3))
    return (x - wide / 2) / high, y / high - 1, (red, green, blue)
