"""Words of languages with and without spaces, and which languages all ears hear."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from inference.contract.speech.hearing import Language
from worlds.speech.languages import LANGUAGE_NAMES, bare, join_words, split_words
from worlds.valkey.health import common_languages


def test_every_language_has_its_name() -> None:
    assert list(LANGUAGE_NAMES) == list(get_args(Language))


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "The moon, over it", ["The", "moon,", "over", "it"]),
        ("uk", "місяць над морем", ["місяць", "над", "морем"]),
        ("ja", "「赤い」月が。", ["「赤", "い」", "月", "が。"]),
        ("ja", "Tower of Londonと15時", ["Tower", "of", "London", "と", "15", "時"]),
        ("ja", "…", ["…"]),
        ("ja", "", []),
    ],
)
def test_words_are_told_apart_and_joined_again(language: Language, text: str, words: list[str]) -> None:
    assert split_words(text, language) == words
    assert join_words(words, language) == text


def test_words_that_differ_in_case_and_punctuation_are_the_same() -> None:
    assert bare("Moon,") == bare("“moon”") == "moon"
    assert bare("—") == "—"
    assert bare("don't") != bare("dont")


def ears(*languages: str, queues: tuple[str, ...] = ("speech",)) -> dict[str, Any]:
    return {"queues": list(queues), "languages": list(languages)}


def test_a_language_is_heard_where_all_ears_hear_it() -> None:
    assert common_languages([ears("en", "uk", "de"), ears("en", "de")]) == ("en", "de")
    assert common_languages([ears("en"), ears()]) == ("en",), "ears that are still waking say nothing"
    assert common_languages([ears("en", "de", queues=("paint",))]) == ()
    assert common_languages([]) == ()
