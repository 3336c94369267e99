"""Words being said do not flicker: what was agreed on stays, whatever is heard later."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inference.contract.speech.hearing import Language
from worlds.speech.languages import bare
from worlds.speech.local_agreement import LocalAgreement

words = st.lists(st.sampled_from(["a", "red", "moon", "rises", "over", "the", "sea"]), max_size=8).map(" ".join)


def shown(*hearings: str, language: Language = "en") -> list[tuple[str, int]]:
    agreement, told = LocalAgreement(language), []
    for hearing in hearings:
        agreement.add_hypothesis(hearing)
        told.append((agreement.text, agreement.stable))
    return told


def test_what_two_hearings_agree_on_is_said() -> None:
    assert shown("a red", "a red moon") == [("a red", 0), ("a red moon", len("a red"))]


def test_only_the_end_may_change() -> None:
    assert [text for text, _ in shown("a red", "a red moon", "a red mountain", "a red mountain rises")] == [
        "a red",
        "a red moon",
        "a red mountain",
        "a red mountain rises",
    ]


def test_a_hearing_that_changes_its_mind_does_not_take_words_back() -> None:
    told = shown("a red moon", "a red moon rises", "the bread moon rises over")
    assert told[-1][0] == "a red moon rises over"


def test_a_word_that_was_left_out_later_is_not_said_twice() -> None:
    told = shown("a red moon rises", "a red moon rises", "a moon rises over")
    assert told[-1][0] == "a red moon rises over"


def test_silence_changes_nothing() -> None:
    assert shown("a red moon", "", "a red moon")[1:] == [("a red moon", 0), ("a red moon", len("a red moon"))]


def test_words_settle_when_two_hearings_are_the_same() -> None:
    agreement = LocalAgreement()
    settled = []
    for hearing in ("a red", "a red moon", "a red moon", "a red moon rises"):
        agreement.add_hypothesis(hearing)
        settled.append(agreement.settled)
    assert settled == ["", "", "a red moon", ""]


def test_case_and_punctuation_are_no_change_of_mind() -> None:
    told = shown("the moon", "The moon,", "The moon, over", "the Moon over.")
    assert told == [("the moon", 0), ("The moon", 8), ("The moon, over", 9), ("the Moon over", 13)]


def test_no_full_stop_is_shown_before_the_end_is_known() -> None:
    assert [text for text, _ in shown("A red moon.", "A red moon rises.", "A red moon rises!")] == [
        "A red moon",
        "A red moon rises",
        "A red moon rises",
    ]


def test_words_that_differ_only_in_punctuation_settle_as_they_were_written_last() -> None:
    agreement = LocalAgreement()
    for hearing in ("a red moon", "A red moon."):
        agreement.add_hypothesis(hearing)
    assert agreement.settled == "A red moon."


def test_without_spaces_every_letter_may_become_stable() -> None:
    told = shown("月が", "月が登る。", "月が登る、海の", "月が昇る、海の上に。", language="ja")
    assert [text for text, _ in told] == ["月が", "月が登る", "月が登る、海の", "月が登る、海の上に"]
    assert [stable for _, stable in told] == [0, 2, 5, 7]


@given(st.lists(words, max_size=8))
def test_what_is_stable_stays_to_the_letter(hearings: list[str]) -> None:
    agreement, stable = LocalAgreement(), ""
    for hearing in hearings:
        agreement.add_hypothesis(hearing)
        assert agreement.text.startswith(stable)
        assert agreement.stable <= len(agreement.text)
        stable = agreement.text[: agreement.stable]


@given(words, words)
def test_the_newest_hearing_is_shown_as_it_is_until_something_is_agreed_on(first: str, second: str) -> None:
    (_, _), (text, _) = shown(first, second)
    assert text == (second or first)


written = st.lists(st.sampled_from(["a", "A", "red", "Red,", "moon", "moon.", "Moon", "rises", "sea"]), max_size=8)


@given(st.lists(written.map(" ".join), max_size=8))
def test_what_is_stable_stays_whatever_its_case_and_punctuation(hearings: list[str]) -> None:
    agreement, stable = LocalAgreement(), 0
    for hearing in hearings:
        before = [bare(word) for word in agreement.text[:stable].split()]
        agreement.add_hypothesis(hearing)
        assert [bare(word) for word in agreement.text.split()][: len(before)] == before
        stable = agreement.stable
