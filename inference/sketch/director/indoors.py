"""Whether a phrase goes indoors, stays there or comes out.

A room is entered by its name ("in the old kitchen") or by "inside" with a building, whose room it then is. It is left
by "outside" and its like, and by whatever can only be outdoors: land, water, woods, a building to be seen from without.
"""

from __future__ import annotations

from collections.abc import Sequence

from inference.sketch.catalogue import GROUP_OF
from inference.sketch.catalogue.rooms import INSIDE_OF, ROOMS
from inference.sketch.director.phrase_reader import Found
from inference.sketch.director.scene_memory import Standing

_IN = frozenset({"inside", "indoors", "within", "enter", "enters", "entered", "interior"})
_OUT = frozenset({"outside", "outdoors"})
_GOES = frozenset({"leave", "leaves", "left", "exit", "exits", "escape", "escapes", "out"})
_OUTDOORS = frozenset({"land", "water", "trees", "ground", "building"})
_THROUGH = frozenset({"window", "windows", "picture", "painting", "dream", "poster", "map", "book", "story"})
"""Behind or in these one sees what is outdoors, and is not."""


def go_indoors(words: Sequence[str], said: list[Found], standing: Standing) -> None:
    """Bring ``said`` and ``standing`` to where the phrase takes one: at most one room stands."""
    told = {*words}
    room = next((thing for thing in said if thing.kind in ROOMS), None)
    indoors = [element for element in standing.elements if element.kind in ROOMS]
    if room is not None and room.word in ("inside", "indoors"):
        building = next((thing for thing in said if thing.kind in INSIDE_OF), None)
        if building is not None:
            room.kind = INSIDE_OF[building.kind]
            said.remove(building)
        elif indoors:
            room.kind = indoors[0].kind
    elif room is None and told & _IN:
        building = next((thing for thing in said if thing.kind in INSIDE_OF), None)
        if building is not None:
            building.kind = INSIDE_OF[building.kind]
            building.count, building.plural, building.size = 1, False, None
            room = building
    leaves = bool(told & _OUT) or (bool(told & _GOES) and bool(indoors) and "of" not in told)
    if room is not None and not leaves:
        standing.elements = [element for element in standing.elements if element.kind not in ROOMS]
        for other in [thing for thing in said if thing.kind in ROOMS and thing is not room]:
            said.remove(other)
        return
    if leaves and room is not None:
        said.remove(room)
    away = {GROUP_OF[thing.kind] for thing in said} & _OUTDOORS
    if leaves or (away and not told & _THROUGH):
        standing.elements = [element for element in standing.elements if element.kind not in ROOMS]
