"""What of a strip is to be seen where it is in a room: not the country that goes on outside.

A direction keeps the land, the water and the weather while a story is indoors, since the story comes out again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inference.contract.direction import Element
from inference.sketch.catalogue import GROUP_OF

_OUTSIDE = ("land", "water", "trees", "ground", "weather", "sky")


def room_of(elements: Sequence[Element]) -> Element | None:
    """The room that a strip is in; None outdoors."""
    return next((element for element in elements if GROUP_OF.get(element.kind) == "room"), None)


def in_view(elements: Sequence[Element], told: Callable[[Element], str]) -> Callable[[Element], str]:
    """``told`` for what is to be seen of the strip; the room itself and what is outside of it have no words."""
    if room_of(elements) is None:
        return told
    return lambda element: "" if GROUP_OF.get(element.kind) in (*_OUTSIDE, "room") else told(element)


def placed(things: str, elements: Sequence[Element], told: Callable[[Element], str]) -> str:
    """Where the things of a strip are: "two cats in a kitchen"; without any, only the place."""
    room = room_of(elements)
    if room is None:
        return things or "open country"
    return f"{things} in {told(room)}" if things else told(room)
