"""The colour correction: takes a painter's shift out, leaves the story's light, makes no seam."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.contract.arrays import Picture
from inference.contract.geometry import CANVAS, CARRIED
from inference.models.painter import colour_correction
from inference.models.painter.colour_correction import FULL_CORRECTION, MAX_GAIN, Shift, StyleStatistics
from inference.models.painter.painter import STRIP_KEPT_COLUMNS
from inference.mural.canvas import RAMP_START, paste_kept, start_canvas
from inference.quality.painter import lab as lab_of_the_benchmark

FRESH = slice(RAMP_START, CANVAS)


def there(values: Any) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(values))


def to_lab(values: np.ndarray) -> np.ndarray:
    return colour_correction.to_lab(there(values)).numpy()


def to_rgb(values: np.ndarray) -> np.ndarray:
    return colour_correction.to_rgb(there(values)).numpy()


def blocks(picture: Picture) -> np.ndarray:
    return colour_correction.blocks(there(picture)).numpy()


def style_statistics(picture: Picture) -> StyleStatistics:
    return colour_correction.style_statistics(there(picture))


def measure_shift(made: Picture, true: Picture) -> Shift:
    return colour_correction.measure_shift(there(made), there(true))


def correct_colours(canvas: Picture, *given: Any) -> Picture:
    """The canvas itself where nothing is changed."""
    before = there(canvas)
    after = colour_correction.correct_colours(before, *given)
    return canvas if after is before else after.numpy()


def scene(seed: int, *, low: int = 50, high: int = 205, width: int = CANVAS) -> Picture:
    """A smooth picture of soft shapes with a little grain, all of its colours far enough from
    black and white to be shifted."""
    chance = np.random.default_rng(seed)
    coarse = chance.uniform(low, high, (10, width // 64 + 2, 3))
    rows, columns = np.linspace(0, 8.999, 768), np.linspace(0, width // 64 + 0.999, width)
    r, c = rows.astype(int), columns.astype(int)
    at, of = (rows - r)[:, None, None], (columns - c)[None, :, None]
    top = coarse[r][:, c] * (1 - of) + coarse[r][:, c + 1] * of
    bottom = coarse[r + 1][:, c] * (1 - of) + coarse[r + 1][:, c + 1] * of
    grain = chance.normal(0, 2, (768, width, 1))
    return np.clip(np.rint(top * (1 - at) + bottom * at + grain), 0, 255).astype(np.uint8)


def shifted(picture: Picture, offset: tuple[float, float, float], gain: float = 1.0) -> Picture:
    """What a painter makes of ``picture`` that adds ``offset`` in Lab and scales the contrast."""
    lab = to_lab(picture)
    lab[..., 0] = (lab[..., 0] - 50) * gain + 50
    return np.rint(np.clip(to_rgb(lab + np.array(offset, np.float32)), 0, 255)).astype(np.uint8)


def apart(one: Picture, other: Picture) -> np.ndarray:
    """Difference of the block means in Lab, (h / 4, w / 4, 3)."""
    return to_lab(blocks(one)) - to_lab(blocks(other))


small = st.floats(-2.8, 2.8)


@settings(max_examples=8, deadline=None)
@given(offset=st.tuples(small, small, small), seed=st.integers(0, 1000))
def test_a_shift_of_the_painter_is_taken_out(offset: tuple[float, float, float], seed: int) -> None:
    true = scene(seed)
    made = shifted(true, offset)
    done = correct_colours(
        made, measure_shift(made[:, STRIP_KEPT_COLUMNS], true[:, STRIP_KEPT_COLUMNS]), FRESH, CARRIED
    )
    assert np.abs(apart(done, true)[:, RAMP_START // 4 :].mean(axis=(0, 1))).max() < 0.5
    assert np.array_equal(done[:, :RAMP_START], made[:, :RAMP_START])


@settings(max_examples=8, deadline=None)
@given(offset=st.tuples(*[st.floats(-40, 40)] * 3), seed=st.integers(0, 1000))
def test_no_correction_is_larger_than_its_bound(offset: tuple[float, float, float], seed: int) -> None:
    true, made = scene(seed), shifted(scene(seed), offset)
    shift = measure_shift(made[:, STRIP_KEPT_COLUMNS], true[:, STRIP_KEPT_COLUMNS])
    assert np.linalg.norm(shift.offset) <= FULL_CORRECTION + 1e-3
    assert abs(shift.contrast - 1) <= MAX_GAIN + 1e-6 and abs(shift.chroma - 1) <= MAX_GAIN + 1e-6


def test_night_after_day_stays_night() -> None:
    day = scene(1, low=120, high=230)
    made = scene(2, low=5, high=60)
    made[:, :CARRIED] = day[:, :CARRIED]
    done = correct_colours(
        made,
        measure_shift(made[:, STRIP_KEPT_COLUMNS], day[:, STRIP_KEPT_COLUMNS]),
        FRESH,
        CARRIED,
        style_statistics(day),
    )
    difference = apart(done, made)[:, RAMP_START // 4 :]
    assert np.abs(difference.mean(axis=(0, 1))).max() < 1.0, "the anchor may not pull the light"
    assert np.abs(difference).max() < 4


def test_an_edge_that_the_painter_darkened_with_the_story_is_the_storys() -> None:
    day = scene(1, low=120, high=230)
    made = shifted(day, (-25, 0, 0))
    done = correct_colours(made, measure_shift(made[:, STRIP_KEPT_COLUMNS], day[:, STRIP_KEPT_COLUMNS]), FRESH, CARRIED)
    assert np.array_equal(done, made)


def test_nothing_to_correct_changes_nothing() -> None:
    true = scene(3)
    assert (
        correct_colours(true, measure_shift(true[:, STRIP_KEPT_COLUMNS], true[:, STRIP_KEPT_COLUMNS]), FRESH, CARRIED)
        is true
    )


def test_a_thing_that_the_painter_moved_is_no_shift() -> None:
    true = scene(4)
    made = true.copy()
    made[300:420, 150:170] = (250, 20, 20)
    shift = measure_shift(made[:, STRIP_KEPT_COLUMNS], true[:, STRIP_KEPT_COLUMNS])
    assert np.linalg.norm(shift.offset) < 0.1


def test_no_seam_is_made_at_the_join() -> None:
    """The shift differs from top to bottom, as a sky and a ground do;
    the step at the join is to be no larger than in the truth."""
    true = scene(5)
    fall = np.linspace(-2.5, 2.5, 768)[:, None, None].astype(np.float32) * np.array([1, 0.5, -1], np.float32)
    made = np.rint(to_rgb(to_lab(true) + 2 + fall)).astype(np.uint8)
    shift = measure_shift(made[:, STRIP_KEPT_COLUMNS], true[:, STRIP_KEPT_COLUMNS])
    plain = paste_kept(made, true[:, :CARRIED])
    done = paste_kept(correct_colours(made, shift, FRESH, CARRIED, style_statistics(scene(9))), true[:, :CARRIED])

    def error(picture: Picture, columns: slice) -> float:
        return float(np.abs(apart(picture, true)[:, columns].mean(axis=1)).mean())

    join = slice(RAMP_START // 4, CARRIED // 4 + 8)
    assert error(done, join) < 0.35 * error(plain, join)
    # Along the whole new part there is no column at which the correction jumps.
    field = (done.astype(int) - paste_kept(made, true[:, :CARRIED]).astype(int))[:, CARRIED:].mean(axis=(0, 2))
    assert np.abs(np.diff(field)).max() < 0.35


def test_a_long_mural_keeps_its_colours() -> None:
    """Six strips by a painter that shifts and flattens everything a little each time, carrying its own edge on."""
    offset, flatten = (0.9, 0.5, -0.6), 0.985
    first = scene(20)
    anchor = style_statistics(first)
    ends = {}
    for corrected in (False, True):
        carried = first[:, -CARRIED:]
        drift = np.zeros(3)
        for strip in range(6):
            canvas, _ = start_canvas(carried)
            fresh = scene(100 + strip)
            # What the story asks for, seen through how far the mural has come: the painter keeps to the edge's tone.
            canvas[:, CARRIED:] = fresh[:, CARRIED:]
            canvas[:, CARRIED:] = np.rint(to_rgb(to_lab(canvas[:, CARRIED:]) + drift.astype(np.float32)))
            made = shifted(canvas, offset, flatten)
            if corrected:
                made = correct_colours(
                    made,
                    measure_shift(made[:, STRIP_KEPT_COLUMNS], carried[:, STRIP_KEPT_COLUMNS]),
                    FRESH,
                    CARRIED,
                    anchor,
                )
            whole = paste_kept(made, carried)
            drift = apart(whole, fresh)[:, CARRIED // 4 + 1 :].mean(axis=(0, 1))
            carried = whole[:, -CARRIED:]
        ends[corrected] = float(np.linalg.norm(drift))
    assert ends[False] > 5, "the painter of this test is to drift"
    assert ends[True] < 0.1 * ends[False]


def test_lab_is_the_benchmarks_lab_and_comes_back() -> None:
    picture = scene(6, low=0, high=255)
    assert np.abs(to_lab(picture) - lab_of_the_benchmark(picture)).max() < 0.02
    assert np.abs(to_rgb(to_lab(picture)) - picture).max() < 0.05


def test_a_look_is_of_the_picture() -> None:
    grey = np.full((64, 64, 3), 128, np.uint8)
    look = style_statistics(grey)
    assert isinstance(look, StyleStatistics)
    assert look.chroma < 0.1 and look.contrast < 0.01 and look.grain == 0
    assert abs(look.mean[0] - 53.6) < 0.1


def test_edges_of_different_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="one size"):
        measure_shift(scene(1)[:, :20], scene(1)[:, :24])
