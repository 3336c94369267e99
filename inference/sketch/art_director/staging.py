"""What stands in a scene, as a person would say it: "a boy running, with a kite" and "a fox chasing two hens".

The elements of a direction stand in a list; what they do and how they stand to each other is told with them here, each
of them once. wording.py has the words for one element.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inference.contract.direction import Element, Relation

_STANDS: dict[Relation, str] = {
    "on": "on",
    "under": "under",
    "in": "in",
    "beside": "beside",
    "behind": "behind",
    "before": "in front of",
    "between": "between",
    "rides": "riding",
    "chases": "chasing",
    "eats": "eating",
    "looks_at": "looking at",
}
_STILL = frozenset({"standing", "riding"})
"""What is not said: it is how things stand, or the relation says it."""


def staged(elements: Sequence[Element], told: Callable[[Element], str]) -> list[str]:
    """The elements in words, those that belong together in one; ``told`` gives an element's own words, or none."""
    words: list[str] = []
    named: set[int] = set()
    for index, element in enumerate(elements):
        own = told(element)
        held = element.relation == "held_by" and _other(elements, index) is not None
        if index in named or held or not own:
            continue
        named.add(index)
        if element.doing and element.doing not in _STILL and element.relation not in ("chases", "rides"):
            own = f"{own} {element.doing}"
        if hands := [at for at, one in enumerate(elements) if one.relation == "held_by" and one.to == index != at]:
            own = f"{own} with {' and '.join(filter(None, (told(elements[at]) for at in hands)))}"
        other = _other(elements, index)
        if element.relation in _STANDS and other is not None and (beside := told(elements[other])):
            own = f"{own} {_STANDS[element.relation]} {_known(beside) if other in named else beside}"
            named.add(other)
        words.append(own)
    return words


def _other(elements: Sequence[Element], index: int) -> int | None:
    """Which element one is related to; a direction of another engine may point anywhere."""
    to = elements[index].to
    return to if to is not None and to < len(elements) and to != index else None


def _known(words: str) -> str:
    """Words for what was named before: "a red kite" is "the red kite"."""
    article, _, noun = words.partition(" ")
    return f"the {noun}" if article in ("a", "an") else words
