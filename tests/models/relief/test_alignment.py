"""Relief is aligned to its neighbour: any scale and shift is undone, outliers and noise do no harm,
and a hundred strips do not drift."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.stats import theilslopes

from inference.contract.geometry import CANVAS, CARRIED, NEW
from inference.models.relief.alignment import (
    FAR,
    FULL_SCALE,
    KNEE,
    NEAR,
    SCALE_BOUNDS,
    align_depth,
    compress_range,
    expand_range,
)
from inference.mural.canvas import ramp_row

ROWS = 96
SCALES = st.floats(0.01, 100)
SHIFTS = st.floats(-50, 50)
SEEDS = st.integers(0, 2**32 - 1)
KEPT = np.broadcast_to((255 - ramp_row()) / 255, (ROWS, CANVAS)).astype(np.float32)


def land(seed: int, width: int) -> NDArray[np.float32]:
    """Nearness from 0 to 1 of a rolling country: sky above, ground below, hills of all widths."""
    roll = np.random.default_rng(seed)
    hills = gaussian_filter(roll.standard_normal((ROWS, width)), (8, 60))
    down = np.linspace(0, 1, ROWS)[:, None]
    return (0.1 + 0.7 * down**1.5 + 0.07 * hills / hills.std() * (0.3 + down)).astype(np.float32)


def blots(roll: np.random.Generator, share: float) -> NDArray[np.bool_]:
    """Round patches over a canvas that cover ``share`` of what it carries on."""
    field = gaussian_filter(roll.standard_normal((ROWS, CANVAS)), 6)
    return field > np.quantile(field[:, :CARRIED], 1 - share)


def weave(surface: NDArray[np.float32], seed: int, *, noise: float, outliers: float) -> NDArray[np.uint16]:
    """The mural's relief of a surface that is seen canvas by canvas, each time in another scale,
    with noise and gross errors."""
    roll = np.random.default_rng(seed)
    mural = np.zeros(surface.shape, np.uint16)
    for left in range(0, surface.shape[1] - CANVAS + 1, NEW):
        window = slice(left, left + CANVAS)
        rough = gaussian_filter(roll.standard_normal((ROWS, CANVAS)), 3)
        seen = surface[:, window] + noise * rough / rough.std()
        seen = np.where(blots(roll, outliers), seen + 0.5, seen) if outliers else seen
        seen = (np.exp(roll.normal()) * seen + 3 * roll.normal()).astype(np.float32)
        if left == 0:
            mural[:, window] = align_depth(seen)
            continue
        known = mural[:, window].copy()
        mural[:, window] = np.round(KEPT * known + (1 - KEPT) * align_depth(seen, known, KEPT))
    return mural


def lie(mural: NDArray[np.uint16], surface: NDArray[np.float32]) -> NDArray[np.float64]:
    """Per canvas: the scale and the height at half nearness with which the mural shows the surface,
    outliers in it or not."""
    height = expand_range(mural)
    fits = []
    for left in range(0, surface.shape[1] - CANVAS + 1, NEW):
        spots = (slice(2, None, 8), slice(left + 2, left + CANVAS, 24))
        slope, base, *_ = theilslopes(height[spots].ravel(), surface[spots].ravel())
        fits.append((slope, base + slope / 2))
    return np.array(fits)


def test_a_picture_that_stands_alone_fills_the_range_and_leaves_room_at_both_ends() -> None:
    relief = align_depth(7 * land(1, CANVAS) - 3) / FULL_SCALE
    assert np.percentile(relief, 1) == pytest.approx(FAR, abs=0.01)
    assert np.percentile(relief, 99) == pytest.approx(NEAR, abs=0.01)
    assert relief.min() >= 0
    assert relief.max() < 1


@settings(max_examples=15, deadline=None)
@given(SEEDS, SCALES, SHIFTS)
def test_the_scale_and_shift_of_a_model_do_not_matter(seed: int, scale: float, shift: float) -> None:
    surface = land(seed, CANVAS)
    known = align_depth(land(seed, CANVAS))
    for again in (align_depth(scale * surface + shift), align_depth(scale * surface + shift, known, KEPT)):
        assert np.abs(again.astype(int) - known).max() <= 0.004 * FULL_SCALE


@settings(max_examples=12, deadline=None)
@given(SEEDS, SCALES, SHIFTS, st.floats(0, 0.15))
def test_gross_errors_in_part_of_the_overlap_do_not_move_the_rest(
    seed: int, scale: float, shift: float, share: float
) -> None:
    surface = land(seed, CANVAS)
    known = align_depth(surface)
    wrong = blots(np.random.default_rng(seed), max(share, 0.001))
    relief = align_depth((scale * np.where(wrong, surface + 0.6, surface) + shift).astype(np.float32), known, KEPT)
    off = np.abs(relief.astype(int) - known)[~wrong]
    assert np.median(off) <= 0.003 * FULL_SCALE


@pytest.mark.slow
@pytest.mark.parametrize(("noise", "outliers"), [(0.0, 0.0), (0.0, 0.1), (0.02, 0.0), (0.02, 0.1)])
def test_a_hundred_strips_follow_one_surface(noise: float, outliers: float) -> None:
    surface = land(5, CANVAS + 100 * NEW)
    mural = weave(surface, 6, noise=noise, outliers=outliers)
    slope, height = lie(mural, surface).T
    assert np.abs(slope / slope[0] - 1).max() <= 0.002 + 6 * noise
    assert np.abs(height - height[0]).max() <= 0.001 + 1.5 * noise + 0.6 * outliers


@pytest.mark.slow
def test_even_where_the_model_hardly_agrees_with_itself_the_scale_stays_bounded() -> None:
    surface = land(7, CANVAS + 100 * NEW)
    mural = weave(surface, 8, noise=0.3, outliers=0.2)
    for left in range(0, surface.shape[1] - CANVAS + 1, NEW):
        far, near = np.percentile(mural[:, left + CARRIED : left + CANVAS] / FULL_SCALE, (1, 99))
        assert SCALE_BOUNDS[0] * (NEAR - FAR) * 0.6 <= near - far <= 1
        assert 0.05 <= (far + near) / 2 <= 0.95


def test_a_flat_overlap_gives_the_shift_and_leaves_the_scale_to_the_picture() -> None:
    surface = land(9, CANVAS)
    surface[:, :CARRIED] = 0.5
    known = np.full((ROWS, CANVAS), 30_000, np.uint16)
    relief = align_depth(4 * surface, known, KEPT)
    assert np.abs(relief[:, :CARRIED].astype(int) - 30_000).max() <= 2
    assert np.ptp(relief) == pytest.approx(np.ptp(align_depth(4 * surface)), rel=0.1)


def test_an_overlap_that_runs_the_other_way_never_turns_near_into_far() -> None:
    surface = land(10, CANVAS)
    relief = align_depth(surface, align_depth(-surface), KEPT)
    order = np.argsort(surface, axis=None)
    assert (np.diff(relief.ravel()[order].astype(int)) >= 0).all()
    assert np.ptp(relief) > 0.3 * FULL_SCALE


@pytest.mark.parametrize("hole", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_left_out(hole: float) -> None:
    surface = land(11, CANVAS)
    known = align_depth(surface)
    holed = surface.copy()
    holed[20:30, 50:400] = hole
    relief = align_depth(holed, known, KEPT)
    rest = np.ones(surface.shape, bool)
    rest[20:30, 50:400] = False
    assert np.abs(relief.astype(int) - known)[rest].max() <= 0.004 * FULL_SCALE
    with pytest.raises(ValueError, match="finite"):
        align_depth(np.full_like(surface, hole))


def test_a_flat_picture_is_flat_and_takes_its_height_from_the_neighbour() -> None:
    flat = np.full((ROWS, CANVAS), 3.25, np.float32)
    assert np.ptp(align_depth(flat)) == 0
    relief = align_depth(flat, np.full((ROWS, CANVAS), 21_000, np.uint16), KEPT)
    assert np.abs(relief.astype(int) - 21_000).max() <= 2
    assert np.ptp(align_depth(flat, align_depth(land(12, CANVAS)), KEPT)) == 0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-3, 4), min_size=2, max_size=200))
def test_squeezing_keeps_the_order_and_the_range(values: list[float]) -> None:
    nearness = np.sort(np.array(values, np.float32))
    relief = compress_range(nearness)
    assert (np.diff(relief.astype(int)) >= 0).all()
    between = (nearness >= KNEE) & (nearness <= 1 - KNEE)
    assert np.abs(relief[between] / FULL_SCALE - nearness[between]).max(initial=0) <= 1e-4


@settings(max_examples=50, deadline=None)
@given(st.floats(KNEE - 4 * KNEE, 1 - KNEE + 4 * KNEE))
def test_what_was_squeezed_can_be_stretched_out_again(value: float) -> None:
    assert expand_range(compress_range(np.array([value], np.float32)))[0] == pytest.approx(value, abs=0.01)
