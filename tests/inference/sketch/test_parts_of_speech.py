"""Which words are nouns and verbs: a word that can be both is judged by where it stands."""

from __future__ import annotations

import pytest

from inference.sketch.director.build_word_classes import classes_of
from inference.sketch.director.lemmas import lemmas, spellings
from inference.sketch.director.parts_of_speech import parts_of_speech, verb_of
from inference.sketch.director.phrase_reader import words_of
from tests.inference.sketch.told import direct, kinds


@pytest.mark.parametrize(
    ("phrase", "word", "tag"),
    [
        ("the waves crash on the shore", "waves", "noun"),
        ("the pirate waves from the deck", "waves", "verb"),
        ("we fly over the sea", "fly", "verb"),
        ("a fly on the wall", "fly", "noun"),
        ("they fish in the lake", "fish", "verb"),
        ("the fish swim", "fish", "noun"),
        ("he ships the boxes", "ships", "verb"),
        ("three ships on the sea", "ships", "noun"),
        ("the rogue picks the lock", "lock", "noun"),
        ("a burning tower", "burning", "adj"),
        ("the tower is burning", "burning", "verb"),
        ("the cat sleeps in her basket", "her", "det"),
        ("a raven whispers to her", "her", "pron"),
        ("the zorb frindles two oranges", "frindles", "verb"),
        ("a village on its back", "back", "noun"),
        ("both sleep under a tree", "both", "pron"),
        ("the bear has a balloon", "has", "verb"),
        ("the bear has eaten", "has", "aux"),
        ("a giant walks over the hills", "giant", "noun"),
    ],
)
def test_a_word_is_what_it_is_where_it_stands(phrase: str, word: str, tag: str) -> None:
    words = words_of(phrase)
    assert parts_of_speech(words)[words.index(word)] == tag


@pytest.mark.parametrize(
    ("form", "verb"),
    [("ran", "run"), ("riding", "ride"), ("rides", "ride"), ("running", "run"), ("sang", "sing"), ("singing", "sing"),
     ("slept", "sleep"), ("carries", "carry"), ("knelt", "kneel"), ("chased", "chase"), ("castle", None)],
)  # fmt: skip
def test_a_form_leads_to_its_verb(form: str, verb: str | None) -> None:
    assert verb_of(form) == verb


def test_word_classes_are_those_of_the_senses_that_are_counted_most() -> None:
    lines = (
        "sail%1:06:00:: 1 1 4", "sail%2:38:00:: 2 1 9", "love%1:12:00:: 3 1 30", "red%3:00:00:: 4 1 5",
        "red%5:00:00:: 5 2 1", "softly%4:02:00:: 6 1 2", "lock%1:06:00:: 7 1 3", "lock%2:35:00:: 8 1 1",
        "rare%2:30:00:: 9 1 0",
    )  # fmt: skip
    assert classes_of(lines) == {
        "verb": ["sail"], "noun_verb": ["lock"], "adjective": ["red"], "adverb": ["softly"], "abstract": ["love"],
    }  # fmt: skip


def test_nouns_are_found_in_either_spelling_and_without_their_ending() -> None:
    assert "grey" in spellings("gray") and "theatre" in spellings("theaters")
    assert "harbor" in spellings("harbours")
    assert "fireman" in lemmas("firemen") and "shelf" in lemmas("shelves")
    assert kinds(direct("two small harbors")) == kinds(direct("two small harbours"))


@pytest.mark.parametrize(
    ("phrase", "absent"),
    [
        ("he ships the tents to the castle", "ship"),
        ("she waves at the moon", "waves"),
        ("the road forks", "road_fork"),
        ("the ship leaves the harbour", "broadleaf"),
        ("a rainbow arches over the hills", "bridge"),
        ("we fish and hike", "fish"),
        ("a giant tortoise", "giant"),
    ],
)
def test_a_verb_or_an_adjective_shows_no_thing(phrase: str, absent: str) -> None:
    assert absent not in kinds(direct(phrase))
