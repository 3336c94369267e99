"""A clip that is too long for a model is cut where it is quiet, and nothing of it is lost."""

from __future__ import annotations

import numpy as np

from inference.contract.speech.audio import SAMPLE_RATE
from inference.sketch.ears.windows import windows_of


def test_a_long_clip_is_cut_where_it_is_quiet() -> None:
    clip = np.random.default_rng(3).integers(500, 1_000, 60 * SAMPLE_RATE).astype(np.int16)
    clip[24 * SAMPLE_RATE : 25 * SAMPLE_RATE] = 0
    windows = list(windows_of(clip, shortest=18.0, longest=28.0))
    assert np.array_equal(np.concatenate([window for _, window in windows]), clip)
    assert windows[0][0] == 0 and 24 < windows[1][0] / SAMPLE_RATE < 25
    assert all(len(window) <= 28 * SAMPLE_RATE for _, window in windows)
    assert all(len(window) >= 18 * SAMPLE_RATE for _, window in windows[:-1])


def test_a_short_clip_is_one_window() -> None:
    for samples in (0, 5, 28 * SAMPLE_RATE):
        ((begin, window),) = windows_of(np.zeros(samples, np.int16), shortest=18.0, longest=28.0)
        assert (begin, len(window)) == (0, samples)
