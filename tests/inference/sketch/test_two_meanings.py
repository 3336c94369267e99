"""A word of two meanings does not bring the wrong thing: what is a verb or a season here is no thing."""

from __future__ import annotations

import pytest

from inference.sketch.director.director import SketchDirector


@pytest.fixture(scope="module")
def director() -> SketchDirector:
    return SketchDirector()


def painted(director: SketchDirector, phrase: str) -> set[str]:
    return {one.kind for one in director.direct(phrase, art_style="gouache", before=[], memory={}).elements}


@pytest.mark.parametrize(
    ("phrase", "kinds"),
    [
        ("she watches the moon", {"woman", "moon"}),
        ("the children slide down the hill", {"child", "hills"}),
        ("a date under the palm trees", {"palm"}),
        ("he lit a match in the dark", {"man"}),
        ("the second boat is red", {"boat"}),
        ("spring comes to the meadow", {"blossom", "meadow"}),
        ("he parks near the bridge", {"man", "bridge"}),
        ("they train for the race", set()),
        ("ducks duck under the branch", {"duck", "branch"}),
        ("the sun rose over the hills", {"sun", "hills"}),
        ("she paints her nails", {"woman"}),
        ("the plane will land at dawn", {"airplane"}),
        ("the ship sails at noon", {"ship"}),
        ("he can fly a kite", {"man", "kite"}),
        ("fish swim and birds fly", {"fish", "birds"}),
        ("a bat hangs in the cave", {"bat", "cave"}),
        ("the boy waves to the train", {"boy", "train"}),
        ("a wave breaks on the rock", {"waves", "rocks"}),
        ("they rock the boat", {"boat"}),
        ("the dog barks at the moon", {"dog", "moon"}),
        ("he is kind and fair", {"man"}),
        ("she left the house on the left", {"woman", "house"}),
        ("the robot stands still", {"robot"}),
        ("he shops for bread", {"man", "bread"}),
        ("she stole a kiss", {"woman"}),
        ("the king can rule", {"king"}),
        ("the queen orders a cake", {"queen", "cake"}),
        ("a fair with a carousel", {"carousel_horse"}),
        ("a glass of water", {"lemonade"}),
        ("a suit of armour", {"armour"}),
    ],
)
def test_the_meaning_that_the_sentence_asks_for_is_painted(
    director: SketchDirector, phrase: str, kinds: set[str]
) -> None:
    assert painted(director, phrase) == kinds


@pytest.mark.xfail(strict=True, reason="nothing tells these from the thing yet")
@pytest.mark.parametrize(
    ("phrase", "thing"),
    [
        ("she is a fan of football", "electric_fan"),
        ("at present nobody sings", "gift"),
        ("all is well in the village", "well"),
        ("the phone began to ring", "ring"),
    ],
)
def test_an_idiom_brings_no_thing(director: SketchDirector, phrase: str, thing: str) -> None:
    assert thing not in painted(director, phrase)
