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
Window = Literal["square", "arched", "round", "slit", "wide", "panes", "none"]
Fixture = Literal["shelf", "jars", "counter", "table", "bed", "blackboard", "bars", "torch", "screens", "pillar",
                  "picture", "curtain", "lamp", "desk", "seats", "plants", "wall_bars", "screen", "showcase", "machine",
                  "doors", "range", "basin"]  # fmt: skip


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
    rug: str | None = None
    """The colour of the rugs on its floor, if it has any."""


INTERIORS: dict[str, Interior] = {}


ROOM_OF: dict[str, str] = {}
"""The room that a thing brings where nothing is said of being out of doors, by the thing's kind: who cooks at the stove
is in the kitchen."""


def _room(name: str, words: str, interior: Interior, noun_phrase: str, brought_by: str = "") -> None:
    define(Kind(name, "room", words=words, noun_phrase=noun_phrase))
    INTERIORS[name] = interior
    ROOM_OF.update(dict.fromkeys(brought_by.split(), name))


_room(
    "kitchen",
    "kitchen pantry scullery",
    Interior("tiles", "#e6d8b4", "tiles", "#b5764f", "square", ("counter", "range", "jars", "table")),
    "a kitchen",
    "stove fridge sink kettle cooking_pot frying_pan cupboard washing_machine",
)
_room(
    "bedroom",
    "bedroom nursery bedchamber",
    Interior("wallpaper", "#b9c3d6", "boards", "#9a6c43", "square", ("bed", "picture", "lamp"), rug="#7d8fb3"),
    "a bedroom",
    "bed cradle wardrobe pillow",
)
_room(
    "living_room",
    "living-room sitting-room parlour lounge indoors",
    Interior(
        "wallpaper", "#cfa98a", "boards", "#86593a", "square", ("table", "picture", "shelf", "lamp"), rug="#8e3b36"
    ),
    "a living room",
    "sofa armchair fireplace television rug piano mantel_clock",
)
_room(
    "bathroom",
    "bathroom washroom",
    Interior("tiles", "#cfe3e4", "tiles", "#8fb0b5", "square", ("basin", "counter")),
    "a bathroom",
    "bathtub toilet",
)
_room(
    "library",
    "library reading-room bookshop bookstore",
    Interior("boards", "#7a5233", "boards", "#6b4529", "arched", ("shelf", "table", "shelf", "lamp"), rug="#6b2f38"),
    "a library",
    "bookshelf",
)
_room(
    "classroom",
    "classroom schoolroom blackboard chalkboard whiteboard",
    Interior("plaster", "#dcd3b0", "boards", "#a8794c", "square", ("blackboard", "table", "picture")),
    "a classroom",
)
_room(
    "office",
    "office bureau workplace",
    Interior("plaster", "#cdd3d6", "carpet", "#69747d", "square", ("desk", "shelf", "picture", "lamp"), 0.25),
    "an office",
    "desk computer printer keyboard",
)
_room(
    "waiting_room",
    "waiting-room waiting-hall reception lobby foyer",
    Interior("plaster", "#d9d2bd", "tiles", "#a39a88", "square", ("seats", "picture", "plants")),
    "a waiting room",
)
_room(
    "gym",
    "gym gymnasium sports-hall fitness-studio",
    Interior("plaster", "#d8c9a2", "boards", "#c08a4e", "slit", ("wall_bars", "wall_bars", "lamp"), 0.3),
    "a gym",
)
_room(
    "train_carriage",
    "train-carriage train-compartment compartment dining-car sleeping-car",
    Interior("boards", "#8a5f3c", "carpet", "#4c5561", "wide", ("seats",), 0.25),
    "a train carriage",
)
_room(
    "cinema",
    "cinema movie-theater movie-theatre picture-house",
    Interior("wallpaper", "#3d2430", "carpet", "#5b2230", "none", ("screen", "curtain", "lamp"), 0.6),
    "a cinema",
    "film_projector",
)
_room(
    "gallery",
    "art-gallery exhibition museum-hall",
    Interior("plaster", "#dcd5c6", "boards", "#8f6a45", "arched", ("showcase", "picture", "pillar", "picture"), 0.25),
    "a gallery",
)
_room(
    "factory_hall",
    "factory-hall assembly-line machine-hall",
    Interior("metal", "#7d8387", "stone", "#6a675f", "square", ("machine", "counter", "machine", "lamp"), 0.3),
    "a factory hall",
)
_room(
    "glasshouse",
    "palm-house winter-garden",
    Interior("plaster", "#b9c7b4", "stone", "#8b8570", "panes", ("plants",)),
    "a greenhouse",
)
_room(
    "elevator_cabin",
    "elevator-cabin",
    Interior("metal", "#a9adb2", "tiles", "#6f6a66", "none", ("doors", "lamp"), 0.6),
    "an elevator",
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
    "throne",
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
    "microscope test_tube",
)
_room(
    "attic",
    "attic loft garret",
    Interior("boards", "#94683f", "boards", "#7a5433", "round", ("table", "picture", "shelf"), rug="#6f7a55"),
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
    "nave",
    "nave chancel altar",
    Interior("stone", "#cfc3a8", "stone", "#9b9181", "arched", ("pillar", "torch")),
    "a church",
)
