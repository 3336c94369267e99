"""Relief that fits its neighbour: from a depth model's output to the mural's own scale.

A relative depth model knows nearness only up to a scale and a shift, and chooses both anew for every picture. Here they
are fitted over what is carried on, so that strip after strip is one surface. ``relief_of`` promises uint16, 0 far and
65535 near, with the order of near and far as the model saw it: what would leave the range is squeezed softly towards
its ends, never cut. The scale is bounded by what the picture alone would ask for, so that a mural of any length neither
flattens out nor runs into the ends. Pure numpy; it puts no kept relief back (``inference.mural.canvas`` does) and knows
no model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.contract.arrays import Relief

Depth = NDArray[np.float32]
Weight = NDArray[np.float32]

FULL = 65535.0
FAR, NEAR = 0.06, 0.84
"""Where a picture that stands alone puts its farthest and nearest hundredth, as parts of the range: more room is left
near, where the story may still come closer."""
KNEE = 0.05
"""The outer part of the range at each end that is squeezed into."""
SPAN = (0.4, 2.0)
"""Bounds of the fitted scale, as factors of the scale of the picture alone."""
MIDDLE = (0.15, 0.85)
"""Bounds of a picture's middle between far and near, as parts of the range."""
TRUST = (0.2, 0.6)
"""Correlation over the overlap below which the fitted scale counts for nothing, and above which it counts wholly."""
SAMPLE = 4
"""Every fourth row and column is fitted: a model's relief is smooth,
and 10,000 pixels of an overlap say what 160,000 would."""
STARTS = 12
"""Scales within ``SPAN`` that are tried; the fit starts from the one that leaves the smallest middle error."""
STEPS = 20
BIWEIGHT = 4.685
"""Tukey's constant: 95 % efficiency where the errors are normal."""


@dataclass(frozen=True)
class Fit:
    """nearness on the mural = ``scale`` * depth + ``shift``, both as parts of the range;
    ``scale`` is never negative."""

    scale: float
    shift: float

    def of(self, depth: Depth) -> Depth:
        return (self.scale * depth + self.shift).astype(np.float32)


def relief_of(depth: Depth, known: Relief | None = None, weight: Weight | None = None) -> Relief:
    """The relief of a whole picture, in the mural's scale.

    ``depth`` (h, w) is the model's output, larger is nearer; what is not finite in it becomes the median of the rest.
    ``known`` (h, w) is the mural's relief where ``weight`` (h, w, from 0 to 1) is above 0; without them the picture
    stands alone and sets the scale. Raises ValueError where nothing in ``depth`` is finite.
    """
    finite = np.isfinite(depth)
    if not finite.any():
        raise ValueError("No depth is finite.")
    if not finite.all():
        depth = np.where(finite, depth, np.median(depth[finite])).astype(np.float32)
        weight = None if weight is None else weight * finite
    sample = (slice(SAMPLE // 2, None, SAMPLE),) * 2
    seen = depth[sample]
    fit = stand_alone(seen)
    if known is not None and weight is not None and (weight[sample] > 0).any():
        there = weight[sample] > 0
        joined = fit_to(seen[there], stretch_out(known[sample][there]), weight[sample][there], fit)
        fit = in_range(joined, seen)
    return squeeze(fit.of(depth))


def stand_alone(depth: Depth) -> Fit:
    """The fit of a picture without a neighbour: its farthest hundredth at ``FAR``, its nearest at ``NEAR``;
    a flat one between."""
    far, near = ends(depth)
    scale = (NEAR - FAR) / (near - far) if near > far else 0.0
    return Fit(scale, (FAR + NEAR) / 2 - scale * (far + near) / 2)


def fit_to(depth: Depth, known: Depth, weight: Weight, alone: Fit) -> Fit:
    """The fit that brings ``depth`` onto ``known``, both (n,), by iteratively reweighted least
    squares with Tukey's biweight.

    Both sides are measured with the same error, so the line is the reduced major axis (the ratio of the spreads):
    ordinary least squares would be too flat by the share of the error and lose a little of the relief at every strip.
    As far as the two do not go together (``TRUST``), the scale is that of the picture alone, which is also the answer
    for a flat overlap or one that runs the other way; it always stays within ``SPAN`` of that. The shift always comes
    from the overlap.
    """
    share = weight
    tried = alone.scale * np.geomspace(*SPAN, STARTS)
    scale = float(min(tried, key=lambda one: _median(np.abs(_errors(depth, known, weight, one)), weight)))
    for _ in range(STEPS):
        error = _errors(depth, known, share, scale)
        spread = 1.4826 * _median(np.abs(error), weight)
        inside = np.clip(1 - (error / (BIWEIGHT * max(spread, 1e-4))) ** 2, 0, None)
        share = weight * inside * inside
        before, scale = scale, _axis(depth, known, share, alone.scale)
        if abs(scale - before) <= 1e-6 * alone.scale:
            break
    return Fit(scale, _median(known - scale * depth, share))


def in_range(fit: Fit, depth: Depth) -> Fit:
    """``fit`` with the picture's middle within ``MIDDLE``: a mural that comes nearer strip by
    strip stops before the end."""
    middle = fit.scale * sum(ends(depth)) / 2 + fit.shift
    return Fit(fit.scale, fit.shift + float(np.clip(middle, *MIDDLE)) - middle)


def squeeze(nearness: Depth) -> Relief:
    """Parts of the range to uint16: as they are between the knees,
    beyond them ever closer to the end but never over it."""
    value = nearness.astype(np.float32)
    over, under = value > 1 - KNEE, value < KNEE
    value[over] = 1 - KNEE * np.exp((1 - KNEE - value[over]) / KNEE)
    value[under] = KNEE * np.exp((value[under] - KNEE) / KNEE)
    out: Relief = np.rint(value * FULL).astype(np.uint16)
    return out


def stretch_out(relief: Relief) -> Depth:
    """The inverse of ``squeeze``, so that what was squeezed once is not taken for flat;
    the last hundredth of the knee is not undone."""
    value = (relief / FULL).astype(np.float32)
    over, under = value > 1 - KNEE, value < KNEE
    value[over] = 1 - KNEE - KNEE * np.log(np.maximum((1 - value[over]) / KNEE, 0.01))
    value[under] = KNEE + KNEE * np.log(np.maximum(value[under] / KNEE, 0.01))
    return value


def ends(depth: Depth) -> tuple[float, float]:
    """The farthest and the nearest hundredth; both the same where the difference is no more than rounding."""
    far, near = (float(one) for one in np.percentile(depth, (1, 99)))
    flat = near - far <= 1e-6 * max(abs(far), abs(near), 1e-6)
    return ((far + near) / 2,) * 2 if flat else (far, near)


def _axis(depth: Depth, known: Depth, share: Weight, alone: float) -> float:
    """The reduced major axis' slope, mixed with the slope ``alone`` (both as logarithms)
    as far as the two sides do not agree."""
    total = float(share.sum())
    if total <= 0 or alone <= 0:
        return alone
    left = depth - float((share * depth).sum()) / total
    right = known - float((share * known).sum()) / total
    across = float((share * left * left).sum()) / total
    up = float((share * right * right).sum()) / total
    # A slope is only as good as there is relief to see: less than a thousandth of the picture's own is flat.
    if across * alone * alone <= 1e-6 or up <= 1e-6:
        return alone
    agreement = float((share * left * right).sum()) / total / np.sqrt(across * up)
    trust = float(np.clip((agreement - TRUST[0]) / (TRUST[1] - TRUST[0]), 0, 1))
    return float(alone * np.clip((np.sqrt(up / across) / alone) ** trust, *SPAN))


def _errors(depth: Depth, known: Depth, weight: Weight, scale: float) -> Depth:
    """What is left of ``known`` at ``scale`` and the best shift."""
    error = known - scale * depth
    return error - np.float32(_median(error, weight))


def _median(values: Depth, weight: Weight) -> float:
    """The weighted median; the plain one where nothing weighs."""
    order = np.argsort(values)
    summed = np.cumsum(weight[order], dtype=np.float64)
    if summed[-1] <= 0:
        return float(np.median(values))
    return float(values[order[np.searchsorted(summed, summed[-1] / 2)]])
