"""Phrases in other languages: what the reader gets to read of them, and that English stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import inference.quality
from inference.contract.direction import Direction
from inference.engine.lexicon import COLOURS, NUMBERS
from inference.sketch.art_director.said import said_counts
from inference.sketch.director.director import SketchDirector
from inference.sketch.director.languages import gloss
from inference.sketch.director.languages.choice import LANGUAGES, language_of
from inference.sketch.director.languages.nouns import plural_of
from inference.sketch.director.languages.tables import read_table, table_of
from inference.sketch.director.phrase_reader import words_of

_PHRASES = [
    [part.strip() for part in line.split("|")]
    for line in Path(__file__).with_name("phrases.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
_QUALITY = Path(inference.quality.__file__).parent
_SENTENCES = [
    line
    for file in (*sorted((_QUALITY / "sentences").glob("*.txt")), _QUALITY / "phrases.txt")
    for line in file.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def direct(text: str) -> Direction:
    return SketchDirector().direct(text, art_style="gouache", before=[], memory={})


def _is_read(expected: str, phrase: str) -> bool:
    """Whether a thing stands in the gloss, with its number and colour right before it."""
    kind, _, value = expected.partition(":")
    if value:
        direction = direct(phrase)
        return direction.light == value if kind == "light" else value in direction.unknown
    *said_of_it, noun = expected.split()
    said = words_of(gloss(phrase).english)
    places = [at for at, word in enumerate(said) if word in (noun, plural_of(noun))]
    return any(
        all(
            any(
                word == part or (part.isdigit() and NUMBERS.get(word) == int(part))
                for word in said[max(0, at - 4) : at]
            )
            for part in said_of_it
        )
        for at in places
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phrases_of_each_language_are_read(language: str) -> None:
    own = [(phrase, said) for code, phrase, said in _PHRASES if code == language]
    assert len(own) == 15
    missed = [
        (phrase, expected.strip(), gloss(phrase).english)
        for phrase, said in own
        for expected in said.split(",")
        if gloss(phrase).language != language or not _is_read(expected.strip(), phrase)
    ]
    assert not missed


def test_english_is_left_as_it_is() -> None:
    assert len(_SENTENCES) > 300
    assert [said for said in _SENTENCES if gloss(said).english != said] == []


@pytest.mark.parametrize(
    "said",
    [
        "a gift in the hall", "they die in battle", "the bald eagle", "red rose", "a hut", "Rosa and Ben", "Las Vegas",
        "a chat by the fire", "la la la", "hello", "", "...", "12", "xylophone", "Gandalf fights", "a gondola",
        "a brief fight", "the tall stern captain", "a mole", "croquet", "tacos", "a samurai", "banker", "pen",
    ],
)  # fmt: skip
def test_words_that_are_english_too_do_not_change_the_language(said: str) -> None:
    assert language_of(said) == "en"


@pytest.mark.parametrize(
    ("said", "language", "english"),
    [
        ("die Sonne geht hinter den Bergen unter", "de", "the sun sets behind the mountains"),
        ("Geht die Sonne schon unter", "de", "sets the sun"),
        ("ein Bergdorf im Winter", "de", "a mountain village in the winter"),
        ("kein Regen mehr", "de", "no rain"),
        ("eine Glühbirne", "de", "a light bulb"),
        ("Igel", "de", "hedgehog"),
        ("un gros camion rouge et jaune", "fr", "a big red yellow truck"),
        ("il n'y a plus de neige", "fr", "no snow"),
        ("una casita blanca junto al mar", "es", "a white house beside the sea"),
        ("un vecchio con la barba bianca", "it", "a old man with the white beard"),
        ("não há nuvens no céu", "pt", "no clouds in the sky"),
        ("een oude visser met zijn boot", "nl", "a old fisherman with his boat"),
        ("赤い傘を持った女の子が雨の中を歩く", "ja", "the girl has the red umbrella walks in the rain"),
        ("女の子が犬と公園で遊ぶ", "ja", "the girl plays with the dog in the park"),
        ("キュウリ", "ja", "the cucumber"),
        ("над селом сходить місяць", "uk", "over the village rises the moon"),
        ("біля річки летять лелеки", "uk", "beside the river flies the storks"),
    ],
)
def test_words_are_put_into_english_order(said: str, language: str, english: str) -> None:
    told = gloss(said)
    assert (told.language, " ".join(told.english.split())) == (language, english)


@pytest.mark.parametrize(
    ("said", "unknown"),
    [
        ("ein Xylofon liegt im Gras", ["Xylofon"]),
        ("un croquemitaine sous le lit", ["croquemitaine"]),
        ("ксилофон лежить на столі", ["ксилофон"]),
        ("マイクロバスが走る", ["マイクロバス"]),
        ("el perro come", []),
        ("Anna und der Hund schlafen in Berlin", []),
        ("een slimme vos", []),
        ("un chat à Paris", []),
    ],
)
def test_nouns_that_are_not_known_are_named_as_they_were_said(said: str, unknown: list[str]) -> None:
    assert list(gloss(said).unknown) == unknown


def test_a_noun_of_the_gloss_is_named_in_the_words_of_the_phrase() -> None:
    told = gloss("Zwei Angeln und eine Rüstung")
    assert told.as_said("rods") == "Angeln"
    assert told.as_said("armor") == "Rüstung"
    assert told.as_said("croquet") == "croquet"


def test_what_is_told_in_another_language_is_painted_like_english() -> None:
    told = direct("Nachts fliegen drei rote Luftballons über das Meer, ein Xylofon liegt am Strand")
    balloons = next(element for element in told.elements if element.kind == "balloon")
    assert (balloons.count, balloons.colour, told.light) == (3, "red", "night")
    assert {"sea", "beach"} <= {element.kind for element in told.elements}
    assert told.unknown == ["Xylofon"]
    assert "Xylofon" in told.understood


def test_the_numbers_of_a_story_are_read_in_its_language() -> None:
    assert said_counts("drei rote Luftballons fliegen") == [("balloon", 3)]
    assert said_counts("海に船が二隻") == [("ship", 2)]


def test_tables_are_read_when_their_language_is_met() -> None:
    table_of.cache_clear()
    gloss("a red dragon over the sea")
    assert table_of.cache_info().currsize == 0
    gloss("над морем летить дракон")
    assert table_of.cache_info().currsize == 1


def test_every_table_has_the_words_of_every_picture() -> None:
    for language in LANGUAGES:
        english = {entry.english for entries in table_of(language).entries.values() for entry in entries}
        colours = {colour for colour, _ in COLOURS.values()} - {"gold", "teal"}
        assert colours <= english, language
        assert {"sea", "forest", "rain", "snow", "night", "sunset", "storm", "house", "castle", "two", "no"} <= english


@pytest.mark.parametrize(
    "table", ["[things]\nIgel hedgehog", "Igel = hedgehog", "[nouns]", "[things]\nIgel,, = hedgehog"]
)
def test_a_bad_line_is_refused(table: str) -> None:
    with pytest.raises(ValueError, match=r"no section|no line|empty word"):
        read_table(table, "de")


_WORDS = st.sampled_from([word for _, phrase, _ in _PHRASES for word in phrase.split()])


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(_WORDS, max_size=12).map(" ".join)))
def test_no_text_upsets_it(text: str) -> None:
    told = gloss(text)
    assert told.language == "en" or told.english.isascii() or not words_of(text)
    assert told.language != "en" or told.english == text
