"""Which room a phrase enters, stays in or leaves.

Rooms are elements of the group ``room``: the reader finds those that are named. Here are the ways in that name no room
("inside the castle", "they enter the school") and the ways out. The land outside stands on meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from inference.contract.direction import Element
from inference.sketch.catalogue import GROUP_OF, KIND_OF_WORD, KINDS
from inference.sketch.catalogue.rooms import ROOM_OF

_INSIDE_OF = {
    "castle": "throne_room", "palace": "throne_room", "house": "living_room", "home": "living_room",
    "cottage": "living_room", "hut": "living_room", "cabin": "living_room", "flat": "living_room",
    "school": "classroom", "hospital": "ward", "church": "nave", "cathedral": "nave", "chapel": "nave",
    "inn": "taproom", "tavern": "taproom", "pub": "taproom", "restaurant": "taproom", "cafe": "taproom",
    "shop": "shop_inside", "store": "shop_inside", "bakery": "shop_inside", "supermarket": "shop_inside",
    "prison": "dungeon", "theatre": "stage", "theater": "stage", "spaceship": "cockpit", "rocket": "cockpit",
    "submarine": "cockpit", "garage": "workshop", "museum": "gallery", "factory": "factory_hall",
    "train": "train_carriage", "bus": "train_carriage", "tram": "train_carriage", "bank": "office",
    "greenhouse": "glasshouse", "glasshouse": "glasshouse", "hothouse": "glasshouse", "conservatory": "glasshouse",
    "elevator": "elevator_cabin", "lift": "elevator_cabin", "warehouse": "factory_hall", "hangar": "factory_hall",
}  # fmt: skip
"""What one is in who goes into it, by the word for it."""
_ROOMS = frozenset(kind for kind, group in GROUP_OF.items() if group == "room")
_INTO = frozenset({"inside", "into", "enter", "enters", "entered"})
_AT_IS_IN = frozenset({"home", "inn", "tavern", "pub", "restaurant", "cafe", "theatre", "theater"})
"""Who is at one of these is in it; at others, at the school or at the castle, one stands outside."""
_ARTICLES = frozenset({"the", "a", "an", "his", "her", "their", "our", "my", "old", "big", "little", "small", "dark"})
_STAYS_OUT = frozenset({"spaceship", "rocket", "submarine", "castle", "palace"})
"""With "in" alone these are as often seen from outside: a captain in a spaceship, a light in the castle."""
_OUT = frozenset({"outside", "outdoors"})
_LEAVE = frozenset({"leave", "leaves", "leaving", "exit", "exits"})
_OPEN = frozenset({"land", "water", "trees"})
_OUTDOORS = _OPEN | {"ground", "building", "vehicle", "plant", "sky"}
"""Groups of what stands under the open sky."""
_CAMPS = frozenset({"fire", "fence", "haystack", "lamp_post"})
"""Things that do too."""


def rooms_in(words: Sequence[str], elements: Sequence[Element], said: Sequence[str]) -> list[Element]:
    """The elements with at most one room: the one the phrase enters, else the one that stands, unless it is left, else
    the one that a thing of the phrase belongs in.

    ``said`` are the kinds that the phrase names. The building that is entered is no longer seen from outside.
    """
    named = [kind for kind in said if GROUP_OF.get(kind) == "room"]
    entered, building = _entered(words)
    standing = [one.kind for one in elements if GROUP_OF.get(one.kind) == "room" and one.kind not in named]
    if entered is None and not named and "inside" in words and not standing:
        entered = "living_room"
    outdoors = [one for one in elements if GROUP_OF.get(one.kind) != "room"]
    room = named[0] if named else entered
    if room is None and standing and not _left(words, said):
        room = standing[0]
    if room is None and not _outdoors(words, said):
        room = next((ROOM_OF[kind] for kind in said if kind in ROOM_OF), None)
    if room is None or (_left(words, said) and named and named[0] == room and _LEAVE & {*words}):
        return _pointed_anew(outdoors, elements)
    if entered is not None:
        outdoors = [one for one in outdoors if one.kind != building]
    kept = next((one for one in elements if one.kind == room), Element(kind=room))
    return _pointed_anew([*outdoors[:15], kept], elements)


def _pointed_anew(elements: Sequence[Element], before: Sequence[Element]) -> list[Element]:
    """Elements chosen from those before, each related to the same one as there, or to none where that is gone."""
    places = {id(one): place for place, one in enumerate(elements)}
    pointed = []
    for one in elements:
        to = None if one.to is None else places.get(id(before[one.to]))
        relation = None if to is None else one.relation
        same = (one.to, one.relation) == (to, relation)
        pointed.append(one if same else one.model_copy(update={"to": to, "relation": relation}))
    return pointed


def _entered(words: Sequence[str]) -> tuple[str | None, str | None]:
    """The room of the building that is entered, and the kind of that building."""
    for index, word in enumerate(words):
        if word not in _INSIDE_OF:
            continue
        before = index - 1
        while before >= 0 and words[before] in _ARTICLES:
            before -= 1
        if before < 0:
            continue
        way = words[before]
        if way == "of" and before and KIND_OF_WORD.get(words[before - 1]) in _ROOMS:
            return KIND_OF_WORD[words[before - 1]], KIND_OF_WORD.get(word)
        if way in _INTO or (way == "of" and before and words[before - 1] == "inside"):
            return _INSIDE_OF[word], KIND_OF_WORD.get(word)
        if way == "in" and word not in _STAYS_OUT:
            return _INSIDE_OF[word], KIND_OF_WORD.get(word)
        if way == "on" and _INSIDE_OF[word] == "train_carriage":
            return _INSIDE_OF[word], KIND_OF_WORD.get(word)
        if way == "at" and (word in _AT_IS_IN or before == index - 1):
            return _INSIDE_OF[word], KIND_OF_WORD.get(word)
    return None, None


def _left(words: Sequence[str], said: Sequence[str]) -> bool:
    """Whether the phrase goes out of doors: says so, or names land, water, a building or a vehicle."""
    out_of = any(one == "out" and other in ("into", "of", "to") for one, other in pairwise(words))
    comes_out = bool({"come", "comes", "go", "goes", "step", "steps", "run", "runs"} & {*words}) and "out" in words
    window = "window" in words or "windows" in words
    named_land = any(GROUP_OF.get(kind) in _OPEN or _too_large(kind) for kind in said)
    return bool(_LEAVE & {*words}) or ((out_of or comes_out or bool(_OUT & {*words}) or named_land) and not window)


def _too_large(kind: str) -> bool:
    """Whether it is a building or a vehicle, and none for a wall or a table."""
    placement = KINDS[kind].placement
    return GROUP_OF[kind] in ("building", "vehicle") and (placement is None or placement.where not in ("wall", "table"))


def _outdoors(words: Sequence[str], said: Sequence[str]) -> bool:
    """Whether a phrase that names no room plays under the open sky by its own words."""
    if {"window", "windows"} & {*words} and not _OUT & {*words}:
        return False
    return _left(words, said) or any(GROUP_OF.get(kind) in _OUTDOORS or kind in _CAMPS for kind in said)
