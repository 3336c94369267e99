"""What the words tell about where a phrase ends, and where one phrase is two scenes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.quality.painter import read_phrases
from tests.stack import PROJECT
from worlds.speech.phrasing import SCENE_WORDS_MIN, SPLIT_WORDS_MIN, as_sentence, is_incomplete, split_scenes

SENTENCES = PROJECT / "inference" / "quality" / "sentences"


def whole_sentences() -> list[str]:
    lines = [line.strip() for file in sorted(SENTENCES.glob("*.txt")) for line in file.read_text().splitlines()]
    return [*read_phrases(), *(line for line in lines if line and not line.startswith("#"))]


@pytest.mark.parametrize(
    "text",
    [
        "a castle and",
        "the moon rises and then",
        "Below it lies the",
        "a boat with",
        "a tower next to",
        "But then",
        "A castle and,",
        "The moon rises and then.",
        "A boat with...",
        "The old castle, but…",
    ],
)
def test_what_cannot_be_an_end_dangles(text: str) -> None:
    assert is_incomplete(text)


@pytest.mark.parametrize(
    "text", ["", "the snow comes in", "he walks on", "a band", "the story is over", "Where does he come from?"]
)
def test_what_may_be_an_end_does_not(text: str) -> None:
    assert not is_incomplete(text)


def test_no_sentence_that_people_say_dangles() -> None:
    sentences = whole_sentences()
    assert len(sentences) > 150
    assert [text for text in sentences if is_incomplete(text)] == []


def test_no_single_sentence_is_taken_for_two_scenes() -> None:
    assert [text for text in whole_sentences() if split_scenes(text)] == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("the old castle stands on a hill above the sea", "and then a dragon comes out of the clouds and lands on it"),
        ("a small boat drifts over the quiet lake at night", "suddenly a great whale rises out of the water beside it"),
        (
            "We walk through the market of the old town.",
            "In the evening lanterns are lit in every window of the street.",
        ),
    ],
)
def test_a_long_phrase_is_cut_where_the_scene_turns(first: str, second: str) -> None:
    assert split_scenes(f"{first} {second}") == (first, second)


def test_a_title_before_a_name_ends_no_sentence() -> None:
    heard = "They walked along the quiet river with old Mr. Dashwood and his three dogs until the evening came at last"
    assert split_scenes(heard) is None


@pytest.mark.parametrize("language", ["de", "ja", "uk"])
def test_nothing_is_read_into_another_language_than_english(language: str) -> None:
    text = "das Schiff fährt über die See und dann kommt ein Sturm. Danach ist alles still, der Mond geht auf and then"
    assert split_scenes(text, language) is None
    assert not is_incomplete("a castle and", language)


def test_a_short_phrase_stays_whole_even_with_a_turn() -> None:
    assert split_scenes("a castle stands there and then a dragon comes") is None


def test_a_turn_near_an_end_leaves_the_phrase_whole() -> None:
    start = "the old castle stands on a hill above the dark sea where seven ships lie at anchor"
    assert split_scenes(f"{start} and then it snows") is None


@given(st.lists(st.sampled_from(["a", "red", "moon", "and", "then", "suddenly", "rises"]), max_size=40).map(" ".join))
def test_the_two_scenes_are_the_phrase(text: str) -> None:
    scenes = split_scenes(text)
    if scenes is not None:
        assert " ".join(scenes).split() == text.split()
        assert len(text.split()) >= SPLIT_WORDS_MIN
        assert min(len(scene.split()) for scene in scenes) >= SCENE_WORDS_MIN
        assert not is_incomplete(scenes[0])


@pytest.mark.parametrize(
    ("heard", "read"),
    [
        ("a red moon rises", "A red moon rises."),
        ("and i see what i'm told", "And I see what I'm told."),
        ("who goes there?", "Who goes there?"),
        ('"it snows."', '"it snows."'),
        ("Already so.", "Already so."),
        ("", ""),
        ("A boat drifts on the river at night,", "A boat drifts on the river at night."),
        ("the old castle -", "The old castle."),
    ],
)
def test_spoken_words_are_read_as_a_sentence(heard: str, read: str) -> None:
    assert as_sentence(heard) == read


@pytest.mark.parametrize(
    ("language", "heard", "read"),
    [
        ("de", "ein roter mond geht auf", "Ein roter mond geht auf."),
        ("it", "i gatti e i cani", "I gatti e i cani."),
        ("uk", "сходить червоний місяць", "Сходить червоний місяць."),
        ("es", "¿dónde está la luna?", "¿Dónde está la luna?"),
        ("nl", "ijs ligt op het meer", "IJs ligt op het meer."),
        ("ja", "赤い月が昇る", "赤い月が昇る。"),
        ("ja", "赤い月が昇る。", "赤い月が昇る。"),
        ("ja", "赤い月が昇る、", "赤い月が昇る。"),
    ],
)
def test_each_language_has_its_own_sentence(language: str, heard: str, read: str) -> None:
    assert as_sentence(heard, language) == read
