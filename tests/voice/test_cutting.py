"""The cutter's table: a few of its recordings hold, the table notices a cutter that is worse,
and the page has what was measured."""

from __future__ import annotations

import re

import pytest

from tests.voice.cutting import BEGIN, CONDITIONS, END, PAGE, Score, cut, measure, recordings, score, table
from worlds.speech.cutter import CutterOptions

QUIET, NOISY, BREATHS = CONDITIONS[0], CONDITIONS[3], CONDITIONS[-1]


def test_pauses_cut_and_breaths_do_not_in_quiet_and_in_noise() -> None:
    for one in measure((QUIET, NOISY), ("rms", "en-gb")).values():
        assert (one.missed, one.too_many, one.beginnings_lost, one.ends_lost) == (0, 0, 0, 0)
        assert (one.recordings, one.pauses, one.breaths) == (2, 6, 4)


def test_who_never_pauses_is_cut_at_a_breath_before_twelve_seconds() -> None:
    (one,) = measure((BREATHS,), ("slt",)).values()
    assert (one.too_many, one.ends_lost, one.beginnings_lost) == (0, 0, 0)
    assert 6 < one.longest <= 12


@pytest.mark.parametrize(
    ("options", "field"),
    [
        (CutterOptions(pause=45), "missed"),
        (CutterOptions(pause=8, post_roll=4), "too_many"),
        (CutterOptions(pre_roll=0, start_threshold=0.97), "beginnings_lost"),
        (CutterOptions(post_roll=0, start_threshold=0.99, continue_threshold=0.99), "ends_lost"),
    ],
)
def test_the_table_notices_a_worse_cutter(options: CutterOptions, field: str) -> None:
    ((condition, recording),) = recordings((NOISY,), ("awb",))
    assert getattr(score(recording, condition.pauses, cut(recording)), field) == 0
    assert getattr(score(recording, condition.pauses, cut(recording, options)), field) > 0


def test_the_page_has_the_table_of_at_least_forty_recordings() -> None:
    written = PAGE.read_text().split(BEGIN)[1].split(END)[0]
    assert written.strip().startswith(table({}).splitlines()[0])
    total = re.search(r"\| \*\*all\*\* \| (\d+) \|", written)
    assert total is not None and int(total[1]) >= 40


def test_scores_add_up() -> None:
    assert Score(recordings=1, missed=2, longest=3.0) + Score(recordings=2, missed=1, longest=1.0) == Score(
        recordings=3, missed=3, longest=3.0
    )
