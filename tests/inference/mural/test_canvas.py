"""The outpaint canvas: kept pixels are kept to the bit, the ramp is the ramp, and laid strips give the canvas again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.contract.geometry import CANVAS, CARRIED, HEIGHT, JOIN, STRIP, canvas_x, mural_width, strip_x
from inference.mural.canvas import carried_edge, cut_strip, paste_kept, ramp_row, start_canvas

RAMP = CARRIED - JOIN


def noise(seed: int, width: int, *, relief: bool = False) -> np.ndarray:
    roll = np.random.default_rng(seed)
    if relief:
        return roll.integers(0, 65536, (HEIGHT, width), dtype=np.uint16)
    return roll.integers(0, 256, (HEIGHT, width, 3), dtype=np.uint8)


def lay(mural: np.ndarray, strip: np.ndarray, position: int) -> np.ndarray:
    """Hang a strip as a screen does: at its x, over the end of its neighbour."""
    out = np.zeros((HEIGHT, mural_width(position + 1), *strip.shape[2:]), strip.dtype)
    out[:, : mural.shape[1]] = mural
    out[:, strip_x(position) : strip_x(position) + strip.shape[1]] = strip
    return out


def test_the_ramp_is_zero_left_of_the_join_and_rises_evenly_to_the_new_region() -> None:
    row = ramp_row().astype(int)
    assert (row[:RAMP] == 0).all()
    assert (row[CARRIED:] == 255).all()
    join = row[RAMP - 1 : CARRIED + 1]
    steps = np.diff(join)
    assert len(steps) == JOIN + 1
    assert steps.min() >= 6
    assert steps.max() <= 7


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_canvas_starts_as_the_edge_and_its_average_colour(seed: int) -> None:
    edge = noise(seed, CARRIED)
    canvas, mask = start_canvas(edge)
    assert np.array_equal(canvas[:, :CARRIED], edge)
    fresh = canvas[:, CARRIED:].reshape(-1, 3)
    assert (fresh == fresh[0]).all()
    assert np.abs(fresh[0] - edge.reshape(-1, 3).mean(axis=0)).max() <= 0.5
    assert (mask == ramp_row()[None, :]).all()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_kept_pixels_survive_bit_for_bit_and_new_ones_are_the_painters(seed: int, relief: bool) -> None:
    edge, painted = noise(seed, CARRIED, relief=relief), noise(seed + 1, CANVAS, relief=relief)
    out = paste_kept(painted, edge)
    assert out.dtype == painted.dtype
    assert np.array_equal(out[:, :RAMP], edge[:, :RAMP])
    assert np.array_equal(out[:, CARRIED:], painted[:, CARRIED:])
    weight = (ramp_row()[RAMP:CARRIED] / 255).reshape((1, JOIN) + (1,) * (painted.ndim - 2))
    blend = edge[:, RAMP:] * (1 - weight) + painted[:, RAMP:CARRIED] * weight
    assert np.abs(out[:, RAMP:CARRIED] - blend).max() <= 0.51


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.booleans())
def test_strips_laid_one_over_the_end_of_the_other_show_each_canvas_exactly(seed: int, more: int, relief: bool) -> None:
    mural = cut_strip(noise(seed, CANVAS, relief=relief), 0)
    strip = mural
    for position in range(1, more + 1):
        edge = carried_edge(strip)
        assert np.array_equal(edge, mural[:, -CARRIED:])
        canvas = paste_kept(noise(seed + position, CANVAS, relief=relief), edge)
        before = mural
        strip = cut_strip(canvas, position)
        mural = lay(mural, strip, position)
        assert strip.shape[1] == STRIP
        assert np.array_equal(mural[:, canvas_x(position) : canvas_x(position) + CANVAS], canvas)
        assert np.array_equal(mural[:, : before.shape[1] - JOIN], before[:, :-JOIN])


def test_edges_and_canvases_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="768 x 212"):
        start_canvas(noise(1, CARRIED - 1))
    with pytest.raises(ValueError, match="768 x 768"):
        paste_kept(noise(1, CANVAS - 1), noise(2, CARRIED))
    with pytest.raises(ValueError, match="768 x 768"):
        cut_strip(noise(1, STRIP), 1)
    with pytest.raises(ValueError, match="A strip is"):
        carried_edge(noise(1, CARRIED))
