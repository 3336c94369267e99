"""Names of a story, as they are found in what people wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from inference.contract.speech.hearing import MAX_NAMES, Name
from worlds.speech.names import names_of, story_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the ship of Rosalind sails to Saint-Malo", ["Saint-Malo", "Rosalind"]),
        ("Rosalind sails to the island", []),
        ("It snows. Then Rosalind's dragon comes. She waves.", ["Rosalind"]),
        ('and she says "Come with me to Avalon"', ["Avalon"]),
        ("when I see what I’ve done", []),
        ("A RED MOON OVER AVALON", []),
        ("and O'Neil went to Nový Bor", ["Bor", "Nový", "O'Neil"]),
        ("місто Київ уночі", ["Київ"]),
        ("", []),
    ],
)
def test_a_capital_in_a_sentence_is_a_name(text: str, names: list[str]) -> None:
    assert names_of(text) == names


def test_the_newest_name_comes_first_and_each_once() -> None:
    phrases = [("then Avalon burns", "en"), ("the ship of Rosalind near avalon", "en"), ("to Avalon", "en")]
    assert story_names(["Ada", "B"], phrases, ["Evenings with Rosalind", "Nights in Ghent"]) == (
        "Ada",
        "Avalon",
        "Rosalind",
        "Ghent",
    )


def test_a_capital_is_no_name_where_every_noun_has_one() -> None:
    assert story_names([], [("das Schiff von Rosalinde", "de"), ("le navire de Rosalinde", "fr")], []) == ("Rosalinde",)


@given(
    st.lists(st.text(max_size=50), max_size=9),
    st.lists(st.tuples(st.text(max_size=400), st.just("en")), max_size=60),
    st.lists(st.text(max_size=80), max_size=5),
)
def test_whatever_is_written_makes_names_that_a_job_takes(
    narrators: list[str], phrases: list[tuple[str, str]], titles: list[str]
) -> None:
    names = story_names(narrators, phrases, titles)
    TypeAdapter(list[Name]).validate_python(list(names))
    assert len(names) == len({name.casefold() for name in names}) <= MAX_NAMES
