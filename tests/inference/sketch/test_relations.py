"""What things do and how they stand to each other, and that a relation leads to the right element."""

from __future__ import annotations

import pytest

from inference.sketch.catalogue import KIND_OF_WORD
from tests.inference.sketch.told import direct, named, stands


@pytest.mark.parametrize(
    ("phrase", "word", "relation", "other"),
    [
        ("a boy with a blue lantern stands under a bridge", "boy", "under", "bridge"),
        ("a boy with a blue lantern stands under a bridge", "lantern", "held_by", "boy"),
        ("the cat is sleeping next to a teapot", "cat", "beside", "teapot"),
        ("then a T-rex comes and chases the school bus", "t-rex", "chases", "bus"),
        ("a hedgehog is being chased by a T-rex", "t-rex", "chases", "hedgehog"),
        ("a giant hedgehog with a village on its back", "village", "on", "hedgehog"),
        ("on the hedgehog's back stands a village", "village", "on", "hedgehog"),
        ("a fox in front of the castle", "fox", "before", "castle"),
        ("behind the castle there is a bear", "bear", "behind", "castle"),
        ("a fox between two castles", "fox", "between", "castle"),
        ("the king rides a horse", "king", "rides", "horse"),
        ("a king on a horse", "king", "rides", "horse"),
        ("an eagle with a hedgehog in its beak", "hedgehog", "held_by", "eagle"),
        ("a dragon with a knight on its back", "knight", "rides", "dragon"),
        ("a bus driven by a hedgehog", "hedgehog", "rides", "bus"),
        ("the queen looks at the moon", "queen", "looks_at", "moon"),
        ("the fox barks at the hedgehog", "fox", "looks_at", "hedgehog"),
        ("the whale swallows the boat", "whale", "eats", "boat"),
        ("a hedgehog in a boat", "hedgehog", "in", "boat"),
        ("a castle surrounded by dragons", "dragon", "beside", "castle"),
        ("a man carried by an elephant", "man", "rides", "elephant"),
        ("an owl in the top of a tall tree", "owl", "in", "great-tree"),
        ("the house is on fire", "fire", "on", "house"),
        ("a burning ship on the sea", "fire", "on", "ship"),
        ("a bear puts the lantern on the bridge", "lantern", "on", "bridge"),
        ("on the castle a bear and a hedgehog", "hedgehog", "on", "castle"),
        ("a train full of elephants", "elephant", "in", "train"),
        ("a fox steals the teapot", "teapot", "held_by", "fox"),
        ("a bear holds a lantern and looks at the stars", "lantern", "held_by", "bear"),
    ],
)
def test_a_relation_stands_on_the_thing_that_depends(phrase: str, word: str, relation: str, other: str) -> None:
    assert stands(direct(phrase), word) == f"{relation} {KIND_OF_WORD[other]}"


@pytest.mark.parametrize(
    ("phrase", "word", "doing"),
    [
        ("two dragons fight over the sea", "dragon", "fighting"),
        ("the fox jumps over the teapot", "fox", "jumping"),
        ("a bear and a hedgehog are dancing", "hedgehog", "dancing"),
        ("a flying elephant", "elephant", "flying"),
        ("the king knelt before the temple", "king", "kneeling"),
        ("the cat is asleep", "cat", "lying"),
        ("a whale swims by", "whale", "swimming"),
        ("my father drives the bus", "father", "riding"),
        ("the knight was killed by the dragon", "knight", "lying"),
        ("a bear sits on the castle wall", "bear", "sitting"),
        ("the children run after the fox", "children", "running"),
        ("a teapot is painted red", "teapot", None),
    ],
)
def test_verbs_say_what_things_do(phrase: str, word: str, doing: str | None) -> None:
    word = "child" if word == "children" else word
    assert named(direct(phrase), word).doing == doing


def test_where_the_object_stands_is_not_where_the_land_is() -> None:
    assert stands(direct("a castle on the hills"), "castle") is None
    assert stands(direct("a bear in the rain"), "bear") is None
    assert stands(direct("a bus on the moon"), "bus") is None


def test_what_is_not_known_takes_its_preposition_with_it() -> None:
    said = direct("a fox sits on a zorblax, a castle and a bridge")
    assert stands(said, "bridge") is None and stands(said, "fox") is None


def test_two_things_of_a_kind_keep_their_own_colour_and_their_own_place() -> None:
    said = direct("a red house and a blue house")
    assert [one.colour for one in said.elements if one.kind == "house"] == ["red", "blue"]
    chase = direct("a fox chases another fox")
    assert [(one.kind, one.relation, one.to) for one in chase.elements] == [("fox", "chases", 1), ("fox", None, None)]


def test_relations_lead_to_their_element_after_cutting_and_merging() -> None:
    many = "a castle, a house, a tower, a tent, a dragon, a fox, a bear, a cat, a cow, an elephant"
    said = direct(f"{many}, a teapot, a bus, a ship, a train, a rabbit, a moon, a balloon, a whale, a fox on the bus")
    assert len(said.elements) == 16
    assert all(one.to is None or one.to < len(said.elements) for one in said.elements)
    assert "no room for" in said.understood
    lake = direct("a lake in the forest, a boy on a castle, the boy with a lantern")
    assert stands(lake, "boy") == "on castle"
    assert stands(lake, "lantern") == f"held_by {KIND_OF_WORD['boy']}"


def test_how_large_and_how_far() -> None:
    assert named(direct("a giant hedgehog"), "hedgehog").size == "huge"
    assert named(direct("a hedgehog the size of a house"), "hedgehog").size == "huge"
    assert "house" not in {one.kind for one in direct("a hedgehog the size of a house").elements}
    assert named(direct("the smallest hedgehog in the world"), "hedgehog").size == "tiny"
    assert named(direct("far away a castle"), "castle").size == "small"
    assert named(direct("a bear in the foreground"), "bear").size == "large"
    assert named(direct("a thousand hedgehogs"), "hedgehog").count == 60
    assert named(direct("a rainbow-coloured dragon"), "dragon").colour is None
