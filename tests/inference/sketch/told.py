"""Phrases and stories told to the sketch director, for its tests."""

from __future__ import annotations

from typing import Any

from inference.contract.direction import Direction, Element
from inference.sketch.catalogue import KIND_OF_WORD
from inference.sketch.director.director import SketchDirector
from inference.sketch.director.scene_memory import remember_scene

_director = SketchDirector()


def direct(text: str, memory: dict[str, Any] | None = None) -> Direction:
    return _director.direct(text, art_style="gouache", before=[], memory=memory or {})


def story(*phrases: str) -> Direction:
    """The direction of the last phrase, each told after the one before."""
    memory: dict[str, Any] = {}
    for phrase in phrases:
        direction = direct(phrase, memory)
        memory = {"direction": remember_scene(direction, memory.get("direction"))}
    return direction


def element(direction: Direction, kind: str) -> Element:
    found = [one for one in direction.elements if one.kind == kind]
    assert found, f"no {kind} in {[one.kind for one in direction.elements]}"
    return found[0]


def named(direction: Direction, word: str) -> Element:
    """The element of the kind that a word stands for, whichever record has the word."""
    return element(direction, KIND_OF_WORD.get(word, word))


def kinds(direction: Direction) -> set[str]:
    return {one.kind for one in direction.elements}


def stands(direction: Direction, word: str) -> str | None:
    """How a thing stands to another: "under castle"; None where it stands by itself."""
    one = named(direction, word)
    if one.relation is None or one.to is None:
        return None
    return f"{one.relation} {direction.elements[one.to].kind}"
