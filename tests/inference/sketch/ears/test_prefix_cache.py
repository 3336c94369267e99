"""Phrases that are heard on from where they were: what is kept, what is heard again,
and that another voice's words never come in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE
from inference.contract.speech.hearing import Word
from inference.sketch.ears.pocketsphinx.prefix_cache import CLIPS, LEAD, OPEN, PrefixCache, Remainder


def clip(seconds: float, seed: int = 0) -> Pcm:
    """Noise that begins alike for one seed, however long it is."""
    return np.random.default_rng(seed).integers(-999, 999, 20 * SAMPLE_RATE, np.int16)[: int(seconds * SAMPLE_RATE)]


def words(*texts: str, each: float = 0.5) -> list[Word]:
    """One after the other, ``each`` seconds long."""
    return [Word(text=text, start=at * each, end=(at + 1) * each) for at, text in enumerate(texts)]


@pytest.fixture
def cache() -> PrefixCache:
    return PrefixCache()


def test_a_clip_that_goes_on_is_heard_from_a_little_before_its_open_end(cache: PrefixCache) -> None:
    cache.remember(clip(3.0), words("an", "old", "castle", "on", "a", "hill"))
    rest = cache.remainder_of(clip(3.5))
    assert [word.text for word in rest.known] == ["an", "old", "castle"], (
        "four had ended by 2.2 s, and one is heard again"
    )
    assert rest.begin == int((1.5 - LEAD) * SAMPLE_RATE)


def test_what_is_heard_again_takes_the_place_of_what_was_not_certain(cache: PrefixCache) -> None:
    cache.remember(clip(3.0), words("an", "old", "castle", "on", "a", "hill"))
    rest = cache.remainder_of(clip(3.5))
    again = words("an", "old", "castle", "on", "the", "hills", "above")[2:]
    assert [word.text for word in rest.complete(again)] == ["an", "old", "castle", "on", "the", "hills", "above"]
    assert [word.text for word in rest.complete([])] == ["an", "old", "castle"]


def test_nothing_is_kept_of_a_short_beginning(cache: PrefixCache) -> None:
    cache.remember(clip(1.0), words("an", "old"))
    assert cache.remainder_of(clip(1.5)) == Remainder()


def test_nothing_is_kept_for_another_sound_or_a_shorter_one(cache: PrefixCache) -> None:
    cache.remember(clip(4.0), words(*"abcdefgh"))
    assert cache.remainder_of(clip(4.5, seed=1)) == Remainder()
    assert cache.remainder_of(clip(3.9)) == Remainder()


def test_several_speak_at_once_and_the_longest_silent_is_forgotten(cache: PrefixCache) -> None:
    for seed in range(CLIPS + 1):
        cache.remember(clip(3.0, seed), words(*"abcdef"))
    cache.remember(clip(3.5, seed=1), words(*"abcdefg"))
    known = [bool(cache.remainder_of(clip(4.0, seed)).known) for seed in range(CLIPS + 1)]
    assert known == [False, *[True] * CLIPS]


@given(st.lists(st.floats(0.05, 2.0), min_size=1, max_size=30), st.floats(0.0, 3.0))
def test_known_words_end_before_the_open_end_and_what_is_left_begins_before_they_do(
    lengths: list[float], more: float
) -> None:
    ends = np.cumsum(lengths)
    said = [
        Word(text=str(at), start=end - long, end=end) for at, (end, long) in enumerate(zip(ends, lengths, strict=True))
    ]
    total = min(float(ends[-1]), 19.0)
    cache = PrefixCache()
    cache.remember(clip(total), [word for word in said if word.end <= total])
    rest = cache.remainder_of(clip(min(20.0, total + more)))
    assert list(rest.known) == said[: len(rest.known)]
    assert rest.known_until <= max(0.0, total - OPEN)
    assert 0 <= rest.begin <= rest.known_until * SAMPLE_RATE
