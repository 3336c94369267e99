"""Aligns a depth model's output to the mural's own scale, so that strip after strip is one surface.

A relative depth model knows nearness only up to a scale and a shift, and chooses both anew for every picture; here they
are fitted on the carried relief. ``align_depth`` gives uint16, 0 far and 65535 near, with the model's order of near and
far: values outside the range are compressed towards its ends, never clipped. The scale is bounded by that of the
picture alone, so a mural of any length neither becomes flat nor leaves the range. Pure numpy; kept relief is pasted
back elsewhere (``inference.mural.canvas``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.contract.arrays import Relief

Depth = NDArray[np.float32]
Weight = NDArray[np.float32]

FULL_SCALE = 65535.0
FAR, NEAR = 0.06, 0.84
"""Where the first picture of a mural puts its 1st and 99th percentile, as parts of the range. There is more room at the
near end, for what comes closer later."""
KNEE = 0.05
"""The part of the range at each end into which values beyond it are compressed."""
SCALE_BOUNDS = (0.4, 2.0)
"""Bounds of the fitted scale, as factors of the scale of the picture alone."""
MIDDLE_BOUNDS = (0.15, 0.85)
"""Bounds of a picture's middle between far and near, as parts of the range."""
CORRELATION_BOUNDS = (0.2, 0.6)
"""Correlation over the overlap at which the fitted scale has the weight 0, and at which it has the weight 1."""
SAMPLE = 4
"""The fit uses every fourth row and column, which is enough because depth is smooth."""
STARTS = 12
"""Scales within ``SCALE_BOUNDS`` that are tried; the fit starts from the one with the smallest median error."""
STEPS = 20
BIWEIGHT = 4.685
"""Tukey's constant: 95 % efficiency where the errors are normal."""


@dataclass(frozen=True)
class Fit:
    """Nearness on the mural = ``scale`` * depth + ``shift``, as parts of the range; ``scale`` is never negative."""

    scale: float
    shift: float

    def apply(self, depth: Depth) -> Depth:
        return (self.scale * depth + self.shift).astype(np.float32)


def align_depth(depth: Depth, known: Relief | None = None, weight: Weight | None = None) -> Relief:
    """The relief of a whole picture, in the mural's scale.

    ``depth`` (h, w) is the model's output, larger is nearer; values that are not finite become the median of the
    others. ``known`` (h, w) is the mural's relief where ``weight`` (h, w, from 0 to 1) is above 0; without them the
    picture alone sets the scale. Raises ValueError if no value of ``depth`` is finite.
    """
    finite = np.isfinite(depth)
    if not finite.any():
        raise ValueError("No depth is finite.")
    if not finite.all():
        depth = np.where(finite, depth, np.median(depth[finite])).astype(np.float32)
        weight = None if weight is None else weight * finite
    sample = (slice(SAMPLE // 2, None, SAMPLE),) * 2
    seen = depth[sample]
    fit = fit_alone(seen)
    if known is not None and weight is not None and (weight[sample] > 0).any():
        there = weight[sample] > 0
        joined = fit_to_known(seen[there], expand_range(known[sample][there]), weight[sample][there], fit)
        fit = shift_into_range(joined, seen)
    return compress_range(fit.apply(depth))


def fit_alone(depth: Depth) -> Fit:
    """The fit of a picture without a neighbour: its 1st percentile at ``FAR``, its 99th at ``NEAR``; a flat picture in
    the middle."""
    far, near = percentile_range(depth)
    scale = (NEAR - FAR) / (near - far) if near > far else 0.0
    return Fit(scale, (FAR + NEAR) / 2 - scale * (far + near) / 2)


def fit_to_known(depth: Depth, known: Depth, weight: Weight, alone: Fit) -> Fit:
    """The fit of ``depth`` to ``known``, both (n,), by iteratively reweighted least squares with Tukey's biweight.

    Both sides have measurement errors, so the line is the reduced major axis (the ratio of the standard deviations).
    Ordinary least squares would be too flat, and a little of the relief would be lost at every strip. Where the two do
    not correlate (``CORRELATION_BOUNDS``), the scale is that of the picture alone; so it is for a flat overlap and for
    a negative correlation. It always stays within ``SCALE_BOUNDS`` of that. The shift always comes from the overlap.
    """
    robust_weight = weight
    tried = alone.scale * np.geomspace(*SCALE_BOUNDS, STARTS)
    scale = float(min(tried, key=lambda one: _median(np.abs(_errors(depth, known, weight, one)), weight)))
    for _ in range(STEPS):
        error = _errors(depth, known, robust_weight, scale)
        spread = 1.4826 * _median(np.abs(error), weight)
        inside = np.clip(1 - (error / (BIWEIGHT * max(spread, 1e-4))) ** 2, 0, None)
        robust_weight = weight * inside * inside
        before, scale = scale, _axis(depth, known, robust_weight, alone.scale)
        if abs(scale - before) <= 1e-6 * alone.scale:
            break
    return Fit(scale, _median(known - scale * depth, robust_weight))


def shift_into_range(fit: Fit, depth: Depth) -> Fit:
    """``fit`` with the picture's middle within ``MIDDLE_BOUNDS``, so that a mural that comes nearer strip by strip
    stops before the end of the range."""
    middle = fit.scale * sum(percentile_range(depth)) / 2 + fit.shift
    return Fit(fit.scale, fit.shift + float(np.clip(middle, *MIDDLE_BOUNDS)) - middle)


def compress_range(nearness: Depth) -> Relief:
    """Parts of the range to uint16: linear between the knees, beyond them exponentially closer to the end."""
    value = nearness.astype(np.float32)
    above, below = value > 1 - KNEE, value < KNEE
    value[above] = 1 - KNEE * np.exp((1 - KNEE - value[above]) / KNEE)
    value[below] = KNEE * np.exp((value[below] - KNEE) / KNEE)
    out: Relief = np.rint(value * FULL_SCALE).astype(np.uint16)
    return out


def expand_range(relief: Relief) -> Depth:
    """The inverse of ``compress_range``, so that compressed relief is not fitted as flat. The last hundredth of the
    knee is not expanded."""
    value = (relief / FULL_SCALE).astype(np.float32)
    above, below = value > 1 - KNEE, value < KNEE
    value[above] = 1 - KNEE - KNEE * np.log(np.maximum((1 - value[above]) / KNEE, 0.01))
    value[below] = KNEE + KNEE * np.log(np.maximum(value[below] / KNEE, 0.01))
    return value


def percentile_range(depth: Depth) -> tuple[float, float]:
    """The 1st and the 99th percentile; both equal where they differ only by rounding."""
    far, near = (float(one) for one in np.percentile(depth, (1, 99)))
    flat = near - far <= 1e-6 * max(abs(far), abs(near), 1e-6)
    return ((far + near) / 2,) * 2 if flat else (far, near)


def _axis(depth: Depth, known: Depth, weight: Weight, alone: float) -> float:
    """The slope of the reduced major axis, mixed (as logarithms) with the slope ``alone`` the less the two
    correlate."""
    total = float(weight.sum())
    if total <= 0 or alone <= 0:
        return alone
    left = depth - float((weight * depth).sum()) / total
    right = known - float((weight * known).sum()) / total
    across = float((weight * left * left).sum()) / total
    up = float((weight * right * right).sum()) / total
    # Without relief in the overlap there is no slope: less than a thousandth of the picture's own counts as flat.
    if across * alone * alone <= 1e-6 or up <= 1e-6:
        return alone
    agreement = float((weight * left * right).sum()) / total / np.sqrt(across * up)
    trust = float(np.clip((agreement - CORRELATION_BOUNDS[0]) / (CORRELATION_BOUNDS[1] - CORRELATION_BOUNDS[0]), 0, 1))
    return float(alone * np.clip((np.sqrt(up / across) / alone) ** trust, *SCALE_BOUNDS))


def _errors(depth: Depth, known: Depth, weight: Weight, scale: float) -> Depth:
    """Residuals of ``known`` at ``scale`` and the median shift."""
    error = known - scale * depth
    return error - np.float32(_median(error, weight))


def _median(values: Depth, weight: Weight) -> float:
    """The weighted median; the unweighted one where all weights are 0."""
    order = np.argsort(values)
    summed = np.cumsum(weight[order], dtype=np.float64)
    if summed[-1] <= 0:
        return float(np.median(values))
    return float(values[order[np.searchsorted(summed, summed[-1] / 2)]])
