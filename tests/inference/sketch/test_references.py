"""What "it", "he" and "they" speak of from strip to strip, and that old memory is still read."""

from __future__ import annotations

import pytest

from inference.sketch.catalogue import KIND_OF_WORD
from inference.sketch.director.scene_memory import remember_scene
from tests.inference.sketch.told import direct, kinds, named, stands, story


@pytest.mark.parametrize(
    ("phrases", "word", "doing"),
    [
        (("a dragon on a tower", "suddenly it flies away"), "dragon", "flying"),
        (("two foxes near the castle", "they sleep"), "fox", "lying"),
        (("a lighthouse, a fisherman waving", "he jumps into the sea"), "fisherman", "jumping"),
        (("a queen in a castle", "she dances"), "queen", "dancing"),
        (("a bear and a fox", "a ship passes", "both sleep"), "bear", "lying"),
    ],
)
def test_a_pronoun_brings_back_what_was_told(phrases: tuple[str, ...], word: str, doing: str) -> None:
    assert named(story(*phrases), word).doing == doing


def test_a_thing_comes_back_as_it_was_told() -> None:
    back = named(story("three tiny red dragons over a castle", "they sleep"), "dragon")
    assert (back.count, back.size, back.colour) == (3, "tiny", "red")
    assert named(story("three tiny red dragons", "one of them sleeps"), "dragon").count == 1


def test_a_pronoun_is_not_the_one_that_does_something_to_it() -> None:
    said = story("a queen in a castle", "a fox barks at her")
    assert stands(said, "fox") == f"looks_at {KIND_OF_WORD['queen']}"
    storm = story("a tall lighthouse on a cliff", "waves crash against it")
    assert "lighthouse" in kinds(storm)


def test_the_weather_is_nobody() -> None:
    assert kinds(story("a dragon on a tower", "it is raining")) == {"rain"}
    assert "dragon" not in kinds(story("a dragon on a tower", "it gets dark"))


def test_a_part_speaks_of_its_whole() -> None:
    nest = story("just a lonely oak", "a lantern in its branches")
    assert stands(nest, "lantern") == "in great_tree"
    assert kinds(direct("a cat with green eyes")) == {KIND_OF_WORD["cat"]}


def test_the_same_tower_burns_and_is_a_ruin_in_the_end() -> None:
    burning = story("a wooden tower in the forest", "the same tower, now burning")
    assert stands(burning, "fire") == "on tower"
    assert "ruined_tower" in kinds(story("a tall lighthouse", "a hundred years later only ruins are left"))
    assert named(story("a castle", "a hundred years later only ruins are left"), "ruin").count < 9


def test_what_was_told_is_forgotten_after_some_strips() -> None:
    assert "dragon" not in kinds(story("a dragon", *["a quiet sea"] * 7, "it flies away"))


@pytest.mark.parametrize(
    "told",
    [
        None,
        7,
        [1],
        [["castle"]],
        [["castle", "x", "y", 3, 0]],
        [["nothing", 1, "medium", None, 0]],
        [["dragon", 10**9, "medium", None, 0]],
        [["dragon", 1, "medium", None, "x"]],
    ],
)
def test_odd_or_old_memory_is_no_matter(told: object) -> None:
    memory = {"direction": {"light": "night", "standing": {"sea": None}, "told": told, "since": told}}
    assert direct("it flies away", memory).light == "night"
    assert remember_scene(direct("a castle"), memory["direction"])["told"][0][0] == "castle"
