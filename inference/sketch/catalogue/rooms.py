"""The rooms that one can be in: their walls, floors, windows and what stands along the wall.

A room is a kind like any other, of the group ``room``: it stands from strip to strip until a phrase leaves it, and the
land outside goes on behind its windows. How it is painted is ``painter/interior.py``'s business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inference.sketch.catalogue.kind import Kind, define

Wall = Literal["plaster", "wallpaper", "boards", "stone", "tiles", "metal"]
Floor = Literal["boards", "tiles", "stone", "carpet", "metal"]
Window = Literal["square", "arched", "round", "slit", "none"]
Fixture = Literal["shelf", "jars", "counter", "table", "bed", "blackboard", "bars", "torch", "screens", "pillar",
                  "picture", "curtain", "lamp"]  # fmt: skip


@dataclass(frozen=True)
class Interior:
    """What a room looks like; colours are CSS hex."""

    wall: Wall
    colour: str
    floor: Floor
    floor_colour: str
    window: Window
    fixtures: tuple[Fixture, ...]
    """What stands between its windows, the first the oftenest seen."""
    own_light: float = 0.15
    """How much of its light by day is its own, 0 to 1; by night nearly all of it is."""


INTERIORS: dict[str, Interior] = {}


def _room(name: str, words: str, interior: Interior, noun_phrase: str) -> None:
    define(Kind(name, "room", words=words, noun_phrase=noun_phrase))
    INTERIORS[name] = interior


_room(
    "kitchen",
    "kitchen pantry scullery",
    Interior("tiles", "#e6d8b4", "tiles", "#b5764f", "square", ("counter", "jars", "table")),
    "a kitchen",
)
_room(
    "bedroom",
    "bedroom nursery bedchamber",
    Interior("wallpaper", "#b9c3d6", "boards", "#9a6c43", "square", ("bed", "picture", "lamp")),
    "a bedroom",
)
_room(
    "living_room",
    "living-room sitting-room parlour lounge indoors",
    Interior("wallpaper", "#cfa98a", "carpet", "#7b3f3a", "square", ("table", "picture", "shelf", "lamp")),
    "a living room",
)
_room(
    "bathroom",
    "bathroom washroom",
    Interior("tiles", "#cfe3e4", "tiles", "#8fb0b5", "square", ("counter", "picture")),
    "a bathroom",
)
_room(
    "library",
    "library reading-room bookshop bookstore",
    Interior("boards", "#7a5233", "boards", "#6b4529", "arched", ("shelf", "table", "shelf", "lamp")),
    "a library",
)
_room(
    "classroom",
    "classroom schoolroom",
    Interior("plaster", "#dcd3b0", "boards", "#a8794c", "square", ("blackboard", "table", "picture")),
    "a classroom",
)
_room(
    "dungeon",
    "dungeon cellar crypt jail prison-cell basement",
    Interior("stone", "#757078", "stone", "#5b565c", "slit", ("bars", "torch", "pillar"), 0.45),
    "a dungeon",
)
_room(
    "throne_room",
    "throne-room ballroom great-hall banquet-hall",
    Interior("stone", "#b9a684", "carpet", "#8c2630", "arched", ("pillar", "curtain", "torch", "table")),
    "a throne room",
)
_room(
    "cockpit",
    "cockpit control-room engine-room spaceship-cabin",
    Interior("metal", "#8b97a5", "metal", "#59636f", "round", ("screens", "counter", "lamp"), 0.4),
    "a cockpit",
)
_room(
    "laboratory",
    "laboratory lab",
    Interior("tiles", "#d3dcd6", "tiles", "#8e9a98", "square", ("jars", "counter", "screens")),
    "a laboratory",
)
_room(
    "attic",
    "attic loft garret",
    Interior("boards", "#94683f", "boards", "#7a5433", "round", ("table", "picture", "shelf")),
    "an attic",
)
_room(
    "shop_inside",
    "shop-counter",
    Interior("boards", "#b08a58", "boards", "#8d6238", "square", ("jars", "counter", "shelf", "lamp")),
    "a shop",
)
_room(
    "taproom",
    "taproom bar-room",
    Interior("plaster", "#c39a63", "boards", "#70492b", "square", ("table", "counter", "jars", "lamp"), 0.3),
    "a tavern",
)
_room("stage", "stage", Interior("boards", "#4d2b31", "boards", "#9a6a3d", "none", ("curtain", "lamp"), 0.6), "a stage")
_room(
    "corridor",
    "corridor hallway staircase",
    Interior("wallpaper", "#a9a27d", "carpet", "#5d4a63", "none", ("picture", "lamp", "pillar"), 0.55),
    "a corridor",
)
_room(
    "ward",
    "hospital-ward sickroom",
    Interior("plaster", "#d5e2da", "tiles", "#9fb3ab", "square", ("bed", "lamp", "counter")),
    "a hospital ward",
)
_room(
    "workshop",
    "workshop smithy forge",
    Interior("boards", "#8a6a4b", "stone", "#6d655c", "square", ("counter", "jars", "table", "lamp")),
    "a workshop",
)
_room(
    "nave", "nave chancel", Interior("stone", "#cfc3a8", "stone", "#9b9181", "arched", ("pillar", "torch")), "a church"
)
