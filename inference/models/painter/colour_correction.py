"""Colour correction of a painted canvas: removes the painter's own colour shift and keeps the story's light.

The shift is measured on the kept columns, where both the painter's version (outpaint.py) and the mural's own pixels are
known: Reinhard's mean and standard deviation in CIE L*a*b* (``measure_shift``). ``correct_colours`` applies it to the
new columns: the offset everywhere, row differences near the join, contrast and chroma away from it, with a small pull
to the anchor. All is bounded; why, and which offsets count as the story's, is in docs/models.md ("Style memory and
colour"). It works on means of 4 x 4 px and adds the difference to the pixels, so strokes and grain stay. Pictures are
uint8 tensors (h, w, 3), processed on their device.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as nn

Floats = NDArray[np.float32]

BLOCK = 4
"""px: side of the blocks on whose means colours are computed."""
FULL_CORRECTION = 5.0
"""Length in Lab up to which an offset is removed whole, as the painter's."""
NO_CORRECTION = 12.0
"""Length in Lab from which an offset is not removed, as the story's."""
MAX_ROW_OFFSET = 3.0
"""Largest difference of one row's offset, in each of L, a and b."""
ROW_SIGMA = 12
"""Standard deviation, in blocks, of the smoothing along the height."""
FADE_LENGTH = 128.0
"""px from the join over which the row differences fade out and contrast fades in."""
MAX_GAIN = 0.08
"""Largest change of contrast or chroma, as a share."""
ANCHOR_PULL = 0.15
"""Share (of the logarithm) of the distance to the anchor's contrast and chroma that is removed."""
MAX_ANCHOR_PULL = 0.04

_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE = (0.9505, 1.0, 1.089)
_TO_XYZ = (np.array(_XYZ) / np.array(_WHITE)[:, None]).astype(np.float32).T
"""Linear light to XYZ relative to white, multiplied from the right."""
_FROM_XYZ = np.linalg.inv(_TO_XYZ.astype(np.float64)).astype(np.float32)


def to_lab(rgb: torch.Tensor) -> torch.Tensor:
    """CIE L*a*b* (D65) of sRGB values from 0 to 255; the last axis is the colour."""
    values = rgb.float() / 255
    linear = torch.where(values <= 0.04045, values / 12.92, ((values.clamp_min(0) + 0.055) / 1.055) ** 2.4)
    ratio = linear @ _like(_TO_XYZ, linear)
    root = torch.where(ratio > 0.008856, ratio.clamp_min(0.008856) ** (1 / 3), 7.787 * ratio + 16 / 116)
    x, y, z = root.unbind(-1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], dim=-1)


def to_rgb(lab: torch.Tensor) -> torch.Tensor:
    """sRGB values from 0 to 255, not rounded; colours outside sRGB are clipped."""
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
class StyleStatistics:
    """Statistics of a picture's style, in Lab; another scene in the same style hardly changes all of them at once."""

    mean: tuple[float, float, float]
    contrast: float
    """Standard deviation of L."""
    chroma: float
    """Mean distance from grey."""
    grain: float
    """Mean difference in brightness between neighbouring pixels, 0 to 255: strokes and paper."""


def style_statistics(picture: torch.Tensor) -> StyleStatistics:
    """The statistics of a picture (h, w, 3) whose sides are multiples of 4."""
    lab = to_lab(blocks(picture))
    steps = picture[::BLOCK, :, 1].float().diff(dim=1).abs().mean()
    found = [*lab.mean(dim=(0, 1)), lab[..., 0].std(correction=0), _chroma(lab), steps]
    # One transfer for all numbers, because each transfer makes the CPU wait for the device.
    lightness, a, b, contrast, chroma, grain = torch.stack(found).tolist()
    return StyleStatistics((lightness, a, b), contrast, chroma, grain)


@dataclass(frozen=True)
class Shift:
    """The correction of the painter's colour shift, to be added in Lab; already bounded."""

    offset: Floats
    """(3,)"""
    rows: Floats
    """(h / 4, 3): difference of each row of blocks from ``offset``."""
    contrast: float
    """Factor for the standard deviation of L."""
    chroma: float
    """Factor for the standard deviation of a and b."""


def measure_shift(painted: torch.Tensor, original: torch.Tensor) -> Shift:
    """The shift between the painter's version of kept columns and the mural's own pixels, both (h, w, 3).

    It uses medians, so that a thing that the painter moved does not count as a change of colour.
    Raises ValueError for unequal shapes.
    """
    if painted.shape != original.shape:
        raise ValueError(f"The two versions of an edge must be of one size, not {painted.shape} and {original.shape}.")
    ours, theirs = to_lab(blocks(painted)), to_lab(blocks(original))
    difference = theirs - ours
    spreads = torch.stack([_std(lab[..., axes]) for lab in (theirs, ours) for axes in (slice(0, 1), slice(1, 3))])
    medians = torch.cat([difference.flatten(0, 1).quantile(0.5, dim=0)[None], difference.quantile(0.5, dim=1)])
    numbers: Floats = torch.cat([spreads, medians.flatten()]).cpu().numpy()
    contrast, chroma, painted_contrast, painted_chroma = (float(number) for number in numbers[:4])
    offset, by_row = np.split(numbers[4:].reshape(-1, 3), [1])
    measured = float(np.linalg.norm(offset))
    trust = float(np.clip((NO_CORRECTION - measured) / (NO_CORRECTION - FULL_CORRECTION), 0, 1))
    bounded = offset[0] * np.float32(trust * min(1.0, FULL_CORRECTION / max(measured, 1e-6)))
    rows = _smooth(np.clip(by_row - offset, -2 * MAX_ROW_OFFSET, 2 * MAX_ROW_OFFSET))
    return Shift(
        offset=bounded,
        rows=np.clip(rows, -MAX_ROW_OFFSET, MAX_ROW_OFFSET).astype(np.float32) * np.float32(trust),
        contrast=_gain(contrast, painted_contrast, trust),
        chroma=_gain(chroma, painted_chroma, trust),
    )


def correct_colours(
    canvas: torch.Tensor, shift: Shift, columns: slice, join: int, anchor: StyleStatistics | None = None
) -> torch.Tensor:
    """``canvas`` (h, w, 3) with its ``columns`` corrected; the others are the same to the bit.

    ``columns`` begin and end at multiples of 4 px; ``join`` is the column that distances are measured from. Returns the
    same tensor where there is nothing to correct.
    """
    pixels = canvas[:, columns]
    small = blocks(pixels)
    lab = to_lab(small)
    # Contrast is scaled about the median lightness; chroma about grey, so that no hue changes.
    found = [lab[..., 0].std(correction=0), _chroma(lab), lab[..., 0].flatten().quantile(0.5)]
    contrast_now, chroma_now, lightness = torch.stack(found).tolist()
    contrast, chroma = shift.contrast, shift.chroma
    if anchor is not None:
        contrast *= _pull(anchor.contrast, contrast_now)
        chroma *= _pull(anchor.chroma, chroma_now)
    gains = np.clip(np.array([contrast, chroma, chroma], np.float32), 1 - MAX_GAIN, 1 + MAX_GAIN)
    if np.abs(shift.offset).max() < 0.05 and np.abs(shift.rows).max() < 0.05 and np.abs(gains - 1).max() < 0.002:
        return canvas
    centres = np.arange(columns.start, columns.stop, BLOCK) + BLOCK / 2
    near = _like(np.exp(-(((centres - join) / FADE_LENGTH) ** 2)).astype(np.float32)[None, :, None], lab)
    middle = _like(np.array([lightness, 0, 0], np.float32), lab)
    offset, rows = _like(shift.offset, lab), _like(shift.rows, lab)[:, None]
    wanted = lab + offset + rows * near + (lab - middle) * _like(gains - 1, lab) * (1 - near)
    # Interpolated linearly between the centres of the blocks.
    field = (to_rgb(wanted) - small).permute(2, 0, 1)[None]
    large = nn.interpolate(field, scale_factor=BLOCK, mode="bilinear", align_corners=False)[0].permute(1, 2, 0)
    out = canvas.clone()
    out[:, columns] = (large + pixels).round().clamp(0, 255).to(torch.uint8)
    return out


def _like(values: Floats, tensor: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(values)).to(tensor.device)


def _chroma(lab: torch.Tensor) -> torch.Tensor:
    return torch.hypot(lab[..., 1], lab[..., 2]).mean()


def _std(lab: torch.Tensor) -> torch.Tensor:
    return lab.var(dim=(0, 1), correction=0).sum().sqrt()


def _gain(original: float, painted: float, trust: float) -> float:
    """The factor between two standard deviations; 1 where they are too small to compare."""
    if min(original, painted) < 2:
        return 1.0
    return 1 + trust * float(np.clip(original / painted - 1, -MAX_GAIN, MAX_GAIN))


def _pull(anchor: float, now: float) -> float:
    if min(anchor, now) < 1:
        return 1.0
    return float(np.clip((anchor / now) ** ANCHOR_PULL, 1 - MAX_ANCHOR_PULL, 1 + MAX_ANCHOR_PULL))


def _smooth(rows: Floats) -> Floats:
    """A Gaussian along the first axis, mirrored at its ends."""
    reach = 3 * ROW_SIGMA
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / ROW_SIGMA) ** 2)
    weights /= weights.sum()
    padded = np.pad(rows, ((reach, reach), (0, 0)), mode="symmetric")
    return np.stack([np.convolve(padded[:, c], weights, mode="valid") for c in range(rows.shape[1])], axis=1).astype(
        np.float32
    )
