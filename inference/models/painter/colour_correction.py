"""Colour correction of a painted canvas: takes the painter's own shift out, and leaves the story's light alone.

A painter of this kind shifts colour and contrast a little every time it carries an edge on; along a mural that adds up
to bands and to another palette. What it shifts and what the story changes look alike in the new part (night falls:
everything is darker), so the shift is measured where they differ: on the columns that are *kept*. There the painter has
made its own version of pixels whose truth is known (outpaint.py leaves it in place), and between the two lies nothing
but its shift, of the model and of the VAE together.

``measure_shift`` is Reinhard's mean and spread in CIE L*a*b* on those two versions.
``correct`` applies it to the new part only:

- the offset everywhere, because the shift does not end 100 px away;
  undone only near the join it would add up strip by strip;
- what a single row's offset differs from it by, smooth along the height, fading with the distance from the join:
  no seam, no stripes;
- the contrast, growing with the distance from the join, where a change of contrast would be a seam of its own, together
  with a small pull of contrast and chroma, never of lightness or hue, to the anchor: the mural's first strip, which
  never moves.

Everything is bounded. An offset up to ``SURE`` is taken out whole; a larger one is more and more taken for the story's
(the painter darkens the edge as well, because night falls), and beyond ``STORY`` none of it is. Colours are worked out
on means of 4 x 4 px and their difference is added to the pixels, so strokes and grain are untouched. Pictures are
tensors of uint8 (h, w, 3), and all that is done to their pixels is done on their device: the canvas is there already.
No model, no memory.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as nn

Floats = NDArray[np.float32]

BLOCK = 4
"""Pixels along the side of the blocks that colours are worked out on."""
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

_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE = (0.9505, 1.0, 1.089)
_TO_XYZ = (np.array(_XYZ) / np.array(_WHITE)[:, None]).astype(np.float32).T
"""Linear light to parts of the white, from the right."""
_FROM_XYZ = np.linalg.inv(_TO_XYZ.astype(np.float64)).astype(np.float32)


def to_lab(rgb: torch.Tensor) -> torch.Tensor:
    """CIE L*a*b* (D65) of sRGB values from 0 to 255, whole or not; the last axis is the colour."""
    part = rgb.float() / 255
    linear = torch.where(part <= 0.04045, part / 12.92, ((part.clamp_min(0) + 0.055) / 1.055) ** 2.4)
    ratio = linear @ _like(_TO_XYZ, linear)
    root = torch.where(ratio > 0.008856, ratio.clamp_min(0.008856) ** (1 / 3), 7.787 * ratio + 16 / 116)
    x, y, z = root.unbind(-1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], dim=-1)


def to_rgb(lab: torch.Tensor) -> torch.Tensor:
    """sRGB values from 0 to 255, not rounded, colours outside sRGB cut off."""
    lightness, a, b = lab.unbind(-1)
    y = (lightness + 16) / 116
    root = torch.stack([a / 500 + y, y, y - b / 200], dim=-1)
    ratio = torch.where(root > 0.206893, root**3, (root - 16 / 116) / 7.787)
    linear = (ratio @ _like(_FROM_XYZ, ratio)).clamp(0, 1)
    return 255 * torch.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def blocks(picture: torch.Tensor) -> torch.Tensor:
    """Means (h / 4, w / 4, 3) of 4 x 4 px; both sides must be multiples of 4."""
    height, width, _ = picture.shape
    return picture.reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK, 3).float().mean(dim=(1, 3))


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


def look_of(picture: torch.Tensor) -> Look:
    """The look of a picture (h, w, 3) whose sides are multiples of 4."""
    lab = to_lab(blocks(picture))
    steps = picture[::BLOCK, :, 1].float().diff(dim=1).abs().mean()
    found = [*lab.mean(dim=(0, 1)), lab[..., 0].std(correction=0), _chroma(lab), steps]
    # All at once, since each number that is asked for makes the CPU wait for the device.
    lightness, a, b, contrast, chroma, grain = torch.stack(found).tolist()
    return Look((lightness, a, b), contrast, chroma, grain)


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


def measure_shift(made: torch.Tensor, true: torch.Tensor) -> Shift:
    """The shift between the painter's version of some kept columns and the mural's own pixels, both (h, w, 3).

    Medians, so that a thing that the painter moved does not count as a change of colour.
    Raises ValueError for unequal shapes.
    """
    if made.shape != true.shape:
        raise ValueError(f"The two versions of an edge must be of one size, not {made.shape} and {true.shape}.")
    ours, theirs = to_lab(blocks(made)), to_lab(blocks(true))
    apart = theirs - ours
    spreads = torch.stack([_spread(lab[..., axes]) for lab in (theirs, ours) for axes in (slice(0, 1), slice(1, 3))])
    medians = torch.cat([apart.flatten(0, 1).quantile(0.5, dim=0)[None], apart.quantile(0.5, dim=1)])
    numbers: Floats = torch.cat([spreads, medians.flatten()]).cpu().numpy()
    contrast, chroma, contrast_made, chroma_made = (float(number) for number in numbers[:4])
    offset, by_row = np.split(numbers[4:].reshape(-1, 3), [1])
    measured = float(np.linalg.norm(offset))
    trust = float(np.clip((STORY - measured) / (STORY - SURE), 0, 1))
    bounded = offset[0] * np.float32(trust * min(1.0, SURE / max(measured, 1e-6)))
    rows = _smooth(np.clip(by_row - offset, -2 * ROW_BOUND, 2 * ROW_BOUND))
    return Shift(
        offset=bounded,
        rows=np.clip(rows, -ROW_BOUND, ROW_BOUND).astype(np.float32) * np.float32(trust),
        contrast=_gain(contrast, contrast_made, trust),
        chroma=_gain(chroma, chroma_made, trust),
    )


def correct(canvas: torch.Tensor, shift: Shift, fresh: slice, join: int, anchor: Look | None = None) -> torch.Tensor:
    """``canvas`` (h, w, 3) with its columns ``fresh`` corrected; the others are the same to the bit.

    ``fresh`` begins and ends at multiples of 4 px; ``join`` is the column that distances count from. The canvas itself
    is returned where there is nothing to correct.
    """
    part = canvas[:, fresh]
    small = blocks(part)
    lab = to_lab(small)
    # Contrast is about the middle of the new part; chroma is about grey, so that no hue is turned.
    found = [lab[..., 0].std(correction=0), _chroma(lab), lab[..., 0].flatten().quantile(0.5)]
    contrast_now, chroma_now, lightness = torch.stack(found).tolist()
    contrast, chroma = shift.contrast, shift.chroma
    if anchor is not None:
        contrast *= _pull(anchor.contrast, contrast_now)
        chroma *= _pull(anchor.chroma, chroma_now)
    gains = np.clip(np.array([contrast, chroma, chroma], np.float32), 1 - GAIN_BOUND, 1 + GAIN_BOUND)
    if np.abs(shift.offset).max() < 0.05 and np.abs(shift.rows).max() < 0.05 and np.abs(gains - 1).max() < 0.002:
        return canvas
    columns = np.arange(fresh.start, fresh.stop, BLOCK) + BLOCK / 2
    near = _like(np.exp(-(((columns - join) / ROW_FADE) ** 2)).astype(np.float32)[None, :, None], lab)
    middle = _like(np.array([lightness, 0, 0], np.float32), lab)
    offset, rows = _like(shift.offset, lab), _like(shift.rows, lab)[:, None]
    wanted = lab + offset + rows * near + (lab - middle) * _like(gains - 1, lab) * (1 - near)
    # Linear between the blocks' middles.
    field = (to_rgb(wanted) - small).permute(2, 0, 1)[None]
    large = nn.interpolate(field, scale_factor=BLOCK, mode="bilinear", align_corners=False)[0].permute(1, 2, 0)
    out = canvas.clone()
    out[:, fresh] = (large + part).round().clamp(0, 255).to(torch.uint8)
    return out


def _like(values: Floats, tensor: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(values)).to(tensor.device)


def _chroma(lab: torch.Tensor) -> torch.Tensor:
    return torch.hypot(lab[..., 1], lab[..., 2]).mean()


def _spread(lab: torch.Tensor) -> torch.Tensor:
    return lab.var(dim=(0, 1), correction=0).sum().sqrt()


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
