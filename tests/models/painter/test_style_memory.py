"""Style memory: the anchor never moves, and is shown again after so many strips or when most
of the last have drifted."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inference.models.painter.colour_correction import StyleStatistics
from inference.models.painter.style_memory import (
    DRIFT_BOUND,
    HISTORY,
    KEY,
    StyleMemory,
    after_strip,
    begin_style,
    drift_of,
    read_style,
    should_anchor,
)

ANCHOR = StyleStatistics(mean=(55.0, 3.0, 8.0), contrast=18.0, chroma=24.0, grain=5.0)
GAUDY = StyleStatistics(mean=(55.0, 9.0, 20.0), contrast=30.0, chroma=48.0, grain=9.0)
NIGHT = StyleStatistics(mean=(15.0, 0.0, -12.0), contrast=16.0, chroma=20.0, grain=4.4)


def memory(**changes: object) -> StyleMemory:
    plain = {"anchor": "a1", "mean": ANCHOR.mean, "contrast": 18.0, "chroma": 24.0, "grain": 5.0}
    return StyleMemory.model_validate({**plain, **changes})


def shown_at(strips: int, anchor_after: int, look: StyleStatistics = ANCHOR) -> list[int]:
    """Positions at which the anchor is shown, over a mural whose strips look like ``look``."""
    style, shown = memory(), []
    for position in range(1, strips + 1):
        show = should_anchor(style, position, anchor_after)
        shown += [position] if show else []
        style = after_strip(style, look, anchor_shown=show)
    return shown


def test_the_anchor_is_shown_every_so_many_strips() -> None:
    assert shown_at(70, 20) == [20, 40, 60]
    assert shown_at(3, 1) == [1, 2, 3]


def test_drift_shows_the_anchor_earlier_and_one_odd_strip_does_not() -> None:
    assert shown_at(12, 1000, GAUDY) == [HISTORY + 1, 2 * HISTORY + 1]
    style = memory()
    for look in (ANCHOR, ANCHOR, GAUDY, ANCHOR, GAUDY):
        style = after_strip(style, look, anchor_shown=False)
    assert not should_anchor(style, 6, 1000)


def test_a_night_is_no_drift() -> None:
    assert drift_of(NIGHT, ANCHOR) < 0.5 * DRIFT_BOUND < DRIFT_BOUND < drift_of(GAUDY, ANCHOR)
    assert drift_of(ANCHOR, ANCHOR) == 0


def test_the_first_strip_and_a_mural_without_memory_have_no_anchor_to_show() -> None:
    assert not should_anchor(memory(since=500), 0, 1)
    assert not should_anchor(None, 30, 1)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 180), st.floats(0, 255)), max_size=60), st.integers(1, 30))
def test_whatever_is_painted_the_anchor_stays_and_the_memory_is_small(
    looks: list[tuple[float, float, float]], after: int
) -> None:
    style = memory()
    for position, (contrast, chroma, grain) in enumerate(looks, start=1):
        show = should_anchor(style, position, after)
        style = after_strip(style, StyleStatistics((50.0, 0.0, 0.0), contrast, chroma, grain), anchor_shown=show)
        assert style.statistics == ANCHOR and style.anchor == "a1"
        assert style.since < after
        again = read_style(json.loads(json.dumps({KEY: style.model_dump(mode="json")})))
        assert again == style
        assert len(json.dumps(style.model_dump(mode="json"))) < 500


def test_a_memory_that_is_not_ours_is_no_memory() -> None:
    for kept in (
        {},
        {KEY: None},
        {KEY: {"version": 2}},
        {KEY: {**memory().model_dump(), "chroma": float("nan")}},
        {KEY: [1]},
    ):
        assert read_style(kept) is None


def test_the_first_strip_is_the_anchor() -> None:
    picture = np.random.default_rng(0).integers(0, 255, (768, 768, 3), dtype=np.uint8)
    style = begin_style(picture)
    assert style.since == 0 and style.drift == ()
    assert begin_style(picture) == style
    picture[0, 0, 0] ^= 1
    assert begin_style(picture).anchor != style.anchor
