"""The sketch art director names worlds as a person could, never twice the same, and says what each strip shows."""

from __future__ import annotations

import numpy as np
import pytest

from inference.contract.arrays import Picture
from inference.contract.direction import Palette
from inference.contract.finishing import FinishJob
from inference.contract.jobs import Reply
from inference.contract.pieces import StripNote
from inference.sketch.art_director.art_director import SketchArtDirector
from inference.sketch.director.director import SketchDirector

PALETTE = Palette(colours=["#203040"], hue=210, warmth=-0.3, brightness=0.2, variance=0.3)
PHRASES = ("night falls over the sea", "a lighthouse blinks", "two wolves howl at the moon")


class Dark:
    """A mural in the dark: the sketch art director does not look."""

    width = 768

    def look(self, left: int, right: int, height: int) -> Picture:
        return np.zeros((height, right - left, 3), np.uint8)


NOWHERE = Dark()


def world(
    *phrases: str,
    seed: int = 5,
    hint: str = "",
    taken: tuple[str, ...] = (),
    narrators: tuple[str, ...] = ("Ada", "Bo"),
) -> FinishJob:
    director = SketchDirector()
    strips = [
        StripNote(
            position=position,
            x=0,
            width=768,
            picture="p",
            relief="r",
            text=phrase,
            narrator="Ada",
            direction=director.direct(phrase, art_style="oil", before=[], memory={}),
            palette=PALETTE,
        )
        for position, phrase in enumerate(phrases)
    ]
    return FinishJob(about="w", world="w", seed=seed, strips=strips, narrators=list(narrators), title_hint=hint,
                     taken_titles=list(taken), reply=Reply(done="d", failed="f"))  # fmt: skip


def named(job: FinishJob) -> str:
    return SketchArtDirector().describe(job, PALETTE, NOWHERE).title


def test_a_title_speaks_of_the_world_and_is_the_same_for_the_same_seed() -> None:
    title = named(world(*PHRASES))
    assert title == named(world(*PHRASES))
    assert any(word in title for word in ("Sea", "Tide", "Shore", "Wolves", "Lighthouse", "Moon"))
    assert len({named(world(*PHRASES, seed=seed)) for seed in range(12)}) > 4


def test_a_hint_is_the_title_where_it_is_free_and_steers_it_where_it_is_not() -> None:
    assert named(world(*PHRASES, hint="the long watch")) == "The long watch"
    second = named(world(*PHRASES, hint="The Long Watch", taken=("the long  WATCH",)))
    assert second.startswith("The Long Watch")
    assert second != "The Long Watch"


@pytest.mark.parametrize("hint", ["", "The Long Watch", "x" * 120])
def test_no_title_is_given_twice_however_many_are_taken(hint: str) -> None:
    taken: list[str] = []
    for _ in range(120):
        title = named(world(*PHRASES, hint=hint, taken=tuple(taken)))
        assert title.casefold() not in {one.casefold() for one in taken}
        assert 0 < len(title) <= 120
        taken.append(title)


def test_the_description_is_two_sentences_with_the_people_and_the_light() -> None:
    text = SketchArtDirector().describe(world(*PHRASES), PALETTE, NOWHERE).description
    assert text.count(". ") == 1
    assert text.endswith(".")
    assert "Ada and Bo" in text
    assert "night" in text
    assert "three strips" in text


def test_in_a_room_nobody_is_told_of_the_country_outside() -> None:
    told = SketchArtDirector().describe(
        world("a lake below the hills", "it rains in the old kitchen, two cats"), PALETTE, NOWHERE
    )
    assert told.captions[1].startswith("Two cats in a kitchen, ")
    assert "ends with two cats in a kitchen" in told.description


def test_every_strip_gets_a_caption_that_says_what_is_there() -> None:
    captions = SketchArtDirector().describe(world(*PHRASES), PALETTE, NOWHERE).captions
    assert captions.keys() == {0, 1, 2}
    assert "lighthouse" in captions[1]
    assert captions[2].startswith("Two wolves looking at the moon")
    assert "night" in captions[0]


def test_number_and_article_are_right_in_titles_and_sentences() -> None:
    job = world("a green dragon", "three small boats on a lake", "an old castle", "a red lighthouse")
    text = SketchArtDirector().describe(job, PALETTE, NOWHERE).description
    assert text.startswith("It begins with a green dragon by day and, four strips on, ends with a red lighthouse")
    assert "three small boats" in text
    for seed in range(40):
        title = named(job.model_copy(update={"seed": seed}))
        assert "A Boats" not in title
        assert "Boats" in title or "Boat" not in title
        assert "Dragons" not in title


def test_the_film_has_a_shot_for_every_strip_and_ends_with_the_whole() -> None:
    shots = SketchArtDirector().describe(world(*PHRASES), PALETTE, NOWHERE).shots
    assert [shot.position for shot in shots] == [0, 1, 2, 2]
    assert shots[0].move == "hold"
    assert shots[-1].move == "pull"
    assert shots[-1].width >= 768
    assert all(2 < shot.seconds < 20 for shot in shots)


def test_a_world_without_one_known_word_still_gets_a_name() -> None:
    description = SketchArtDirector().describe(world("zyx qwv", narrators=()), PALETTE, NOWHERE)
    assert description.title
    assert description.captions[0]


def test_a_number_is_only_in_the_description_where_somebody_said_it() -> None:
    job = world("a castle under the stars", "wolves howl", "auroras over the sea", "two swans on a lake", "boats come")
    told = SketchArtDirector().describe(job, PALETTE, NOWHERE)
    words = " ".join((told.description, *told.captions.values()))
    assert "wolves" in words and "the stars" in words and "the northern lights" in words and "boats" in words
    assert "two swans" in words
    for number in ("three", "four", "five", "six", "many"):
        assert number not in words.replace("five strips", "").replace(number + " strips on", ""), words


def test_what_somebody_counted_keeps_its_number() -> None:
    job = world("three stars over a house", "seven boats")
    captions = SketchArtDirector().describe(job, PALETTE, NOWHERE).captions
    assert "three stars" in captions[0].lower() and "seven boats" in captions[1].lower()
