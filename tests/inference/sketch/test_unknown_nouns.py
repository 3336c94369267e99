"""What cannot be painted is named, and only that; what is harsh is not said back."""

from __future__ import annotations

import pytest

from tests.inference.sketch.told import direct, kinds


@pytest.mark.parametrize(
    ("phrase", "unknown"),
    [
        ("we play with a zorblax in the garden", ["zorblax"]),
        ("my quimtor and two green zorblaxes", ["quimtor", "zorblaxes"]),
        ("the fox sits on a zorblax", ["zorblax"]),
        ("a zorblax quimtor on the hill", ["quimtor"]),
        ("I love you", []),
        ("nothing happens tomorrow", []),
        ("a long time ago there was hope and a lot of love", []),
        ("the beginning of the story", []),
        ("a castle in the distance", []),
        ("suddenly they slowly wander along", []),
        ("my Zorblax eats at McQuimtor’s", ["Zorblax", "McQuimtor"]),
        ("no zorblax anywhere", []),
        ("a lion without a zorblax", []),
        ("the edge of the forest, the middle of the night", []),
    ],
)
def test_a_noun_that_stands_as_a_thing_is_named(phrase: str, unknown: list[str]) -> None:
    assert direct(phrase).unknown == unknown


def test_it_is_said_in_plain_words_after_what_was_understood() -> None:
    assert direct("a castle and a zorblax").understood == "castle. I don't know zorblax"
    assert direct("my zorblax, your quimtor").understood.endswith("I don't know zorblax or quimtor")


@pytest.mark.parametrize("phrase", ["you stupid idiot", "an asshole on the hill", "blood and guts everywhere"])
def test_what_is_harsh_is_not_said_back(phrase: str) -> None:
    said = direct(phrase)
    assert said.unknown == []
    assert not {"idiot", "asshole", "guts", "blood"} & {*said.understood.split()}


def test_killing_lays_down_and_shows_no_more() -> None:
    said = direct("the dragon killed the bear")
    assert {one.kind: one.doing for one in said.elements}["bear"] == "lying"
    assert kinds(said) == {"dragon", "bear"}


def test_forty_nouns_keep_within_the_lengths() -> None:
    said = direct(" ".join(f"a zorb{letter}x and a castle{letter}" for letter in "abcdefghijklmnopqrst"))
    assert len(said.unknown) <= 8 and len(said.understood) <= 200
    things = "fox bear cat cow elephant horse rabbit sheep deer castle house tent tower bus ship train boat whale swan"
    said = direct(", ".join(f"a {word}" for word in things.split()))
    assert len(said.elements) == 16 and "no room for" in said.understood and len(said.understood) <= 200
    assert said.unknown[-2:] == ["whale", "swan"], "what has no room is not painted either"


@pytest.mark.parametrize("phrase", ["the dragon's head", "my grandmother's kettle", "I don't see a dog"])
def test_the_apostrophe_of_phones_is_read_as_that_of_typewriters(phrase: str) -> None:
    assert direct(phrase.replace("'", "’")).understood == direct(phrase).understood
