"""Captions say what things do and how they stand to each other."""

from __future__ import annotations

import pytest

from inference.contract.direction import Element
from inference.sketch.art_director.staging import staged
from inference.sketch.art_director.wording import noun_phrase

FOX = Element(kind="fox", doing="running", relation="chases", to=1)


@pytest.mark.parametrize(
    ("elements", "words"),
    [
        ([FOX, Element(kind="rabbit", count=2)], ["a fox chasing two rabbits"]),
        ([Element(kind="rabbit"), FOX.model_copy(update={"to": 0})], ["a rabbit", "a fox chasing the rabbit"]),
        (
            [Element(kind="ship", colour="red", relation="held_by", to=1), Element(kind="bear", doing="sitting")],
            ["a bear sitting with a red ship"],
        ),
        (
            [Element(kind="cat", doing="lying", relation="on", to=2), Element(kind="castle"), Element(kind="house")],
            ["a cat lying on a house", "a castle"],
        ),
        ([Element(kind="cat", doing="standing")], ["a cat"]),
        ([FOX, Element(kind="rain")], ["a fox chasing rain"]),
        ([FOX.model_copy(update={"to": 9}), FOX.model_copy(update={"to": 1})], ["a fox", "a fox"]),
        ([Element(kind="cat", relation="held_by", to=0)], ["a cat"]),
    ],
)
def test_what_belongs_together_is_said_together(elements: list[Element], words: list[str]) -> None:
    assert staged(elements, noun_phrase) == words
