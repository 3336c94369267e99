"""Gives a picture another colour, as a painter would who was asked for a purple elephant or a black cat.

The colour that fills most of the picture is exchanged, with all its shades; what has another colour (eyes, tyres, the
white of a muzzle) stays.
"""

from __future__ import annotations

import numpy as np

from inference.sketch.drawing.buffers import Rgb
from inference.sketch.drawing.noise import Floats

_LUMA = np.array([0.3, 0.59, 0.11], np.float32)
_DETAIL_ON_BLACK = np.array([0.5, 0.46, 0.32], np.float32)
_BINS = 12


def recoloured(colour: Floats, cover: Floats, wanted: Rgb) -> Floats:
    """``colour`` (h, w, 3) in 0..1 with its main colour exchanged for ``wanted``."""
    luma = colour @ _LUMA
    # The colour circle as a plane: its angle is the hue, its radius the richness.
    red, green, blue = np.moveaxis(colour, -1, 0)
    circle = np.stack([red - 0.5 * (green + blue), np.float32(0.866) * (green - blue)], axis=-1)
    richness = np.hypot(circle[..., 0], circle[..., 1])
    of_main = _main_part(luma, circle, richness, cover)
    weight = of_main * cover
    whole = max(float(weight.sum()), 1e-6)
    middle = max(float((luma * weight).sum()) / whole, 0.08)
    tone = np.clip(1 + (luma / middle - 1) * 0.85, 0.25, 2.2)[..., None]
    target = np.clip(np.asarray(wanted, np.float32), 0.12, 0.94)
    dark, light = target * np.minimum(tone, 1), (1 - target) * np.clip(tone - 1, 0, 1) * 0.4
    if max(wanted) < 0.25:  # eyes and dots that were dark would be lost in black
        colour = colour + _DETAIL_ON_BLACK * np.clip(1 - luma / 0.35, 0, 1)[..., None]
    return np.asarray(colour + (np.clip(dark + light, 0, 1) - colour) * of_main[..., None], np.float32)


def _main_part(luma: Floats, circle: Floats, richness: Floats, cover: Floats) -> Floats:
    """How much each pixel belongs to the main colour, (h, w) in 0..1."""
    main_luma, main_circle = _main_colour(luma, circle, richness, cover)
    main_rich = float(np.hypot(*main_circle))
    if main_rich > 0.13:
        turned = (circle @ main_circle) / np.maximum(richness * main_rich, 1e-6)
        alike = np.clip((turned - 0.72) * 6, 0, 1) * np.clip((richness - 0.05) * 16, 0, 1)
        return np.asarray(alike, np.float32)
    near = np.clip(2 - np.hypot(*(np.moveaxis(circle, -1, 0) - main_circle[:, None, None])) / 0.1, 0, 1)
    if main_luma > 0.3:  # a grey or white thing keeps its black eyes
        near = near * np.clip((luma - 0.16) * 12, 0, 1)
    if main_luma < 0.8:  # and a grey or black one its white teeth
        near = near * np.clip((0.95 - luma) * 12, 0, 1)
    return np.asarray(near, np.float32)


def _main_colour(luma: Floats, circle: Floats, richness: Floats, cover: Floats) -> tuple[float, Floats]:
    """Lightness and place on the circle of the colour that fills most of the picture; rich ones count more, and pale
    blues less, since they are mostly glass."""
    place = np.clip(((circle + 1) / 2 * (2 * _BINS)).astype(int), 0, 2 * _BINS - 1)
    level = np.clip((luma * 3).astype(int), 0, 2)
    key = (place[..., 0] * 2 * _BINS + place[..., 1]) * 3 + level
    glass = (circle[..., 0] < -0.06) & (luma > 0.5)
    weight = cover * (0.3 + richness) * np.where(glass, np.float32(0.3), np.float32(1))
    fills = np.bincount(key.ravel(), weight.ravel(), 3 * (2 * _BINS) ** 2)
    here = weight * (key == int(fills.argmax()))
    whole = max(float(here.sum()), 1e-6)
    place_of_main = np.asarray((circle * here[..., None]).sum(axis=(0, 1)) / whole, np.float32)
    return float((luma * here).sum()) / whole, place_of_main
