"""The palette of a picture, measured on its pixels: the data that a room's accent and its sound are made from.

Deterministic, without random starts: colours fall into 16 levels a channel, and the fullest cells that are far enough
apart are the palette.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inference.contract.direction import Palette

SAMPLING_STEP = 4
"""Every fourth pixel in both directions is measured: 1/16 of the work, the same colours."""
MIN_DISTANCE = 48.0
"""Minimum distance, in 8-bit RGB, between two colours of one palette."""


def measure_palette(picture: NDArray[np.uint8]) -> Palette:
    """Colours (at most six, dominant first), hue in degrees, warmth, brightness and variance of a (h, w, 3) picture."""
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.size == 0:
        raise ValueError(f"A picture is (height, width, 3), not {picture.shape}.")
    pixels = picture[::SAMPLING_STEP, ::SAMPLING_STEP].reshape(-1, 3)
    values = pixels.astype(np.float64) / 255
    red, green, blue = values.T
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return Palette(
        colours=_colours(pixels),
        hue=_hue(red, green, blue),
        warmth=float(np.clip(2 * (red - blue).mean(), -1, 1)),
        brightness=float(np.clip(luma.mean(), 0, 1)),
        variance=float(np.clip(2 * luma.std(), 0, 1)),
    )


def _colours(pixels: NDArray[np.uint8]) -> list[str]:
    cells = (pixels // 16).astype(np.int64) @ np.array([256, 16, 1])
    counts = np.bincount(cells, minlength=4096)
    sums = np.stack([np.bincount(cells, weights=pixels[:, channel], minlength=4096) for channel in range(3)], axis=1)
    chosen: list[NDArray[np.float64]] = []
    for cell in np.argsort(-counts, kind="stable")[:400]:
        if counts[cell] == 0 or len(chosen) == 6:
            break
        mean = sums[cell] / counts[cell]
        if all(np.linalg.norm(mean - other) >= MIN_DISTANCE for other in chosen):
            chosen.append(mean)
    return ["#{:02x}{:02x}{:02x}".format(*np.round(colour).astype(int)) for colour in chosen]


def _hue(red: NDArray[np.float64], green: NDArray[np.float64], blue: NDArray[np.float64]) -> float:
    """Circular mean hue, each pixel weighted by its chroma; 0 for a grey picture."""
    across = red - 0.5 * (green + blue)
    along = (np.sqrt(3) / 2) * (green - blue)
    x, y = float(across.mean()), float(along.mean())
    if abs(x) < 1e-9 and abs(y) < 1e-9:
        return 0.0
    degrees = float(np.degrees(np.arctan2(y, x))) % 360
    return 0.0 if degrees >= 360 else degrees
