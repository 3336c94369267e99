"""What was said and what was heard are compared word by word, and nobody pays for how words are written."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.contract.errors import EngineUnavailable
from inference.quality.ears.words import Pair, _normaliser, align, compare, plain_words, side_by_side

WORDS = st.lists(st.sampled_from(["a", "red", "moon", "rag", "doll", "ragdoll", "rises"]), max_size=7)


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("a red moon", "a red moon", (0, 0, 0)),
        ("a red moon", "the red moon", (1, 0, 0)),
        ("a red moon", "red moon rises", (0, 1, 1)),
        ("a red moon", "", (0, 3, 0)),
        ("", "uh", (0, 0, 1)),
        ("the old rag doll", "the old ragdoll", (0, 0, 0)),
        ("334692", "33 4 692", (0, 0, 0)),
        ("the rag doll", "the ragdolls", (1, 1, 0)),
    ],
)
def test_words_are_compared_in_their_cheapest_alignment(said: str, heard: str, errors: tuple[int, int, int]) -> None:
    assert compare(said.split(), heard.split()) == errors


@given(WORDS, WORDS)
def test_an_alignment_has_every_word_once_and_costs_the_same_both_ways(said: list[str], heard: list[str]) -> None:
    pairs = align(said, heard)
    assert " ".join(filter(None, (pair.said for pair in pairs))).split() == said
    assert " ".join(filter(None, (pair.heard for pair in pairs))).split() == heard
    substituted, left_out, added = compare(said, heard)
    assert (substituted + left_out + added) == sum(compare(heard, said))
    assert (substituted + left_out + added == 0) == ("".join(said) == "".join(heard) and not any(_far(pairs)))


def _far(pairs: list[Pair]) -> list[bool]:
    return [said.replace(" ", "") != heard.replace(" ", "") for said, heard in pairs]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The harbor, grey and cold.", "the harbour gray and cold"),
        ("Mr. Dashwood", "mister dashwood"),
        ("a four percent tax in the 21st century", "A 4% tax in the twenty-first century"),
        ("it's cold-hearted", "It is cold hearted!"),
        ("using, uh, some sort, um, of software", "using some sort of software"),
    ],
)
def test_two_ways_of_writing_the_same_words_are_alike(one: str, other: str) -> None:
    assert plain_words(one) == plain_words(other)


def test_a_missing_normaliser_is_one_sentence_with_what_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _normaliser.cache_clear()
    monkeypatch.setitem(sys.modules, "whisper_normalizer.english", None)
    with pytest.raises(EngineUnavailable, match=r"requirements/quick\.txt brings\.$"):
        plain_words("a red moon")


def test_errors_are_marked_where_they_are() -> None:
    marked = side_by_side("kick the ball straight", "Pick the round ball.")
    assert marked == "[kick→pick] the [+round+] ball [-straight-]"
