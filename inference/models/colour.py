"""Colour correction of a painted canvas: takes the painter's own shift out, and leaves the story's light alone.

A painter of this kind shifts colour and contrast a little every time it carries an edge on; along a mural that adds up to bands and to
another palette. What it shifts and what the story changes look alike in the new part (night falls: everything is darker), so the shift
is measured where they differ: on the columns that are *kept*. There the painter has made its own version of pixels whose truth is
known (outpaint.py leaves it in place), and between the two lies nothing but its shift, of the model and of the VAE together.

``measure_shift`` is Reinhard's mean and spread in CIE L*a*b* on those two versions. ``correct`` applies it to the new part only:

- the offset everywhere, because the shift does not end 100 px away; undone only near the join it would add up strip by strip;
- what a single row's offset differs from it by, smooth along the height, fading with the distance from the join: no seam, no stripes;
- the contrast, growing with the distance from the join, where a change of contrast would be a seam of its own, together with a small
  pull of contrast and chroma, never of lightness or hue, to the anchor: the mural's first strip, which never moves.

Everything is bounded. An offset up to ``SURE`` is taken out whole; a larger one is more and more taken for the story's (the painter
darkens the edge as well, because night falls), and beyond ``STORY`` none of it is. Colours are worked out on means of 4 x 4 px and their
difference is added to the pixels, a band of them by each of a few threads, so strokes and grain are untouched and a canvas takes
milliseconds. Pure numpy; no model, no memory.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from inference.engine import Picture

Floats = NDArray[np.float32]

BLOCK = 4
"""Pixels along the side of the blocks that colours are worked out on."""
BANDS = 4
"""Parts of a canvas whose pixels are corrected beside each other."""
HANDS = ThreadPoolExecutor(BANDS, thread_name_prefix="colour")
SURE = 5.0
"""Length in Lab up to which an offset is the painter's."""
STORY = 12.0
"""Length in Lab from which on an offset is the story's."""
ROW_BOUND = 3.0
"""The most, in each of L, a and b, that one row's offset may differ."""
ROW_SMOOTH = 12
"""Spread, in blocks, of the smoothing along the height."""
ROW_FADE = 128.0
"""Pixels from the join over which the rows' differences fade out, and contrast fades in."""
GAIN_BOUND = 0.08
"""The most that contrast or chroma is scaled by, up or down."""
PULL = 0.15
"""Share of the distance to the anchor's contrast and chroma that a strip is pulled back by."""
PULL_BOUND = 0.04

_LINEAR = np.array(
    [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255], np.float32
)
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], np.float32)
_WHITE = np.array([0.9505, 1.0, 1.089], np.float32)
_FROM_XYZ = np.linalg.inv(_TO_XYZ).astype(np.float32)


def to_lab(rgb: NDArray[np.uint8] | Floats) -> Floats:
    """CIE L*a*b* (D65) of sRGB values from 0 to 255, whole or not; the last axis is the colour."""
    if rgb.dtype == np.uint8:
        linear = _LINEAR[rgb]
    else:
        part = np.asarray(rgb, np.float32) / 255
        linear = np.where(part <= 0.04045, part / 12.92, ((np.maximum(part, 0) + 0.055) / 1.055) ** 2.4)
    ratio = linear @ (_TO_XYZ / _WHITE[:, None]).T
    root = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + np.float32(16 / 116))
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1).astype(np.float32)


def to_rgb(lab: Floats) -> Floats:
    """sRGB values from 0 to 255, not rounded, colours outside sRGB cut off."""
    y = (lab[..., 0] + 16) / 116
    root = np.stack([lab[..., 1] / 500 + y, y, y - lab[..., 2] / 200], axis=-1)
    ratio = np.where(root > 0.206893, root**3, (root - 16 / 116) / 7.787)
    linear = np.clip((ratio * _WHITE) @ _FROM_XYZ.T, 0, 1)
    part = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return (255 * part).astype(np.float32)


def blocks(picture: Picture) -> Floats:
    """Means (h / 4, w / 4, 3) of 4 x 4 px; both sides must be multiples of 4."""
    height, width, _ = picture.shape
    lines = picture.reshape(height // BLOCK, BLOCK, width * 3)
    # Whole lines are added to whole lines: an axis of four inside would be summed four numbers at a time.
    rows = lines[:, 0].astype(np.uint16)
    for line in range(1, BLOCK):
        rows += lines[:, line]
    cells = rows.reshape(height // BLOCK, width // BLOCK, BLOCK * 3)
    sums = cells[..., :3].astype(np.float32)
    for cell in range(1, BLOCK):
        sums += cells[..., 3 * cell : 3 * cell + 3]
    return sums / np.float32(BLOCK * BLOCK)


@dataclass(frozen=True)
class Look:
    """What of a picture makes it one hand's work, in Lab; what the scene is hardly changes all of it at once."""

    mean: tuple[float, float, float]
    contrast: float
    """Spread of L."""
    chroma: float
    """Mean distance from grey."""
    grain: float
    """Mean step in brightness from one pixel to the next, 0 to 255: the strokes and the paper."""


def look_of(picture: Picture) -> Look:
    """The look of a picture (h, w, 3) whose sides are multiples of 4."""
    lab = to_lab(blocks(picture))
    green = picture[::BLOCK, :, 1].astype(np.int16)
    return Look(
        mean=tuple(float(value) for value in lab.mean(axis=(0, 1))),  # type: ignore[arg-type]
        contrast=float(lab[..., 0].std()),
        chroma=float(np.hypot(lab[..., 1], lab[..., 2]).mean()),
        grain=float(np.abs(np.diff(green, axis=1)).mean()),
    )


@dataclass(frozen=True)
class Shift:
    """What the painter did to pixels that it should have left alone: what to add in Lab to undo it, already bounded."""

    offset: Floats
    """(3,)"""
    rows: Floats
    """(h / 4, 3): what the offset of each row of blocks differs by."""
    contrast: float
    """Factor for the spread of L."""
    chroma: float
    """Factor for the spread of a and b."""


def measure_shift(made: Picture, true: Picture) -> Shift:
    """The shift between the painter's version of some kept columns and the mural's own pixels, both (h, w, 3).

    Medians, so that a thing that the painter moved does not count as a change of colour. Raises ValueError for unequal shapes.
    """
    if made.shape != true.shape:
        raise ValueError(f"The two versions of an edge must be of one size, not {made.shape} and {true.shape}.")
    ours, theirs = to_lab(blocks(made)), to_lab(blocks(true))
    apart = theirs - ours
    offset = np.median(apart, axis=(0, 1)).astype(np.float32)
    measured = float(np.linalg.norm(offset))
    trust = float(np.clip((STORY - measured) / (STORY - SURE), 0, 1))
    bounded = offset * np.float32(trust * min(1.0, SURE / max(measured, 1e-6)))
    rows = _smooth(np.clip(np.median(apart, axis=1) - offset, -2 * ROW_BOUND, 2 * ROW_BOUND))
    return Shift(
        offset=bounded,
        rows=np.clip(rows, -ROW_BOUND, ROW_BOUND).astype(np.float32) * np.float32(trust),
        contrast=_gain(_spread(theirs[..., :1]), _spread(ours[..., :1]), trust),
        chroma=_gain(_spread(theirs[..., 1:]), _spread(ours[..., 1:]), trust),
    )


def correct(canvas: Picture, shift: Shift, fresh: slice, join: int, anchor: Look | None = None) -> Picture:
    """``canvas`` (h, w, 3) with its columns ``fresh`` corrected; the others are the same to the bit.

    ``fresh`` begins and ends at multiples of 4 px; ``join`` is the column that distances count from. The canvas itself is returned
    where there is nothing to correct.
    """
    part = canvas[:, fresh]
    small = blocks(part)
    lab = to_lab(small)
    contrast, chroma = shift.contrast, shift.chroma
    if anchor is not None:
        contrast *= _pull(anchor.contrast, float(lab[..., 0].std()))
        chroma *= _pull(anchor.chroma, float(np.hypot(lab[..., 1], lab[..., 2]).mean()))
    gains = np.array([contrast, chroma, chroma], np.float32)
    gains = np.clip(gains, 1 - GAIN_BOUND, 1 + GAIN_BOUND)
    if np.abs(shift.offset).max() < 0.05 and np.abs(shift.rows).max() < 0.05 and np.abs(gains - 1).max() < 0.002:
        return canvas
    columns = np.arange(fresh.start, fresh.stop, BLOCK) + BLOCK / 2
    near = np.exp(-(np.maximum(np.abs(columns - join) / ROW_FADE, 0) ** 2)).astype(np.float32)[None, :, None]
    # Contrast is about the middle of the new part; chroma is about grey, so that no hue is turned.
    middle = np.array([np.median(lab[..., 0]), 0, 0], np.float32)
    wanted = lab + shift.offset + shift.rows[:, None] * near + (lab - middle) * (gains - 1) * (1 - near)
    wide = _widen(to_rgb(wanted) - small)
    out = canvas.copy()

    def lay_on(first: int, last: int) -> None:
        """Add the difference to the rows of blocks from ``first`` to ``last``."""
        lines = slice(first * BLOCK, last * BLOCK)
        field = _stretch(wide, first, last).reshape(-1, *part.shape[1:])
        field += part[lines]
        np.rint(field, out=field)
        np.clip(field, 0, 255, out=field)
        out[lines, fresh] = field.astype(np.uint8)

    bands = np.linspace(0, len(wide), BANDS + 1).astype(int)
    for done in [HANDS.submit(lay_on, *band) for band in pairwise(bands)]:
        done.result()
    return out


def _spread(lab: Floats) -> float:
    return float(np.sqrt(lab.var(axis=(0, 1)).sum()))


def _gain(true: float, made: float, trust: float) -> float:
    """The factor between two spreads, where there is enough of one to tell."""
    if min(true, made) < 2:
        return 1.0
    return 1 + trust * float(np.clip(true / made - 1, -GAIN_BOUND, GAIN_BOUND))


def _pull(anchor: float, now: float) -> float:
    if min(anchor, now) < 1:
        return 1.0
    return float(np.clip((anchor / now) ** PULL, 1 - PULL_BOUND, 1 + PULL_BOUND))


def _smooth(rows: Floats) -> Floats:
    """A Gaussian along the first axis, mirrored at its ends."""
    reach = 3 * ROW_SMOOTH
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / ROW_SMOOTH) ** 2)
    weights /= weights.sum()
    padded = np.pad(rows, ((reach, reach), (0, 0)), mode="symmetric")
    return np.stack([np.convolve(padded[:, c], weights, mode="valid") for c in range(rows.shape[1])], axis=1).astype(
        np.float32
    )


def _widen(field: Floats) -> Floats:
    """(h, w, 3) to (h, 4 w * 3), linear between the blocks' middles."""
    height, width, _ = field.shape
    turned = np.ascontiguousarray(field.transpose(1, 0, 2)).reshape(width, -1)
    wide = _stretch(turned, 0, width).reshape(-1, height, 3)
    return np.ascontiguousarray(wide.transpose(1, 0, 2)).reshape(height, -1)


def _stretch(values: Floats, first: int, last: int) -> Floats:
    """Rows ``first`` to ``last`` of (n, m), four times as many: linear between their middles, the ends going on as they are."""
    rows = np.arange(first, last)
    here = values[first:last]
    before, after = values[np.maximum(rows - 1, 0)], values[np.minimum(rows + 1, len(values) - 1)]
    out = np.empty((len(here), BLOCK, values.shape[1]), np.float32)
    for step in range(BLOCK):
        at = (step + 0.5) / BLOCK - 0.5
        other, share = (before, -at) if at < 0 else (after, at)
        np.multiply(here, 1 - share, out=out[:, step])
        out[:, step] += other * np.float32(share)
    return out.reshape(-1, values.shape[1])
