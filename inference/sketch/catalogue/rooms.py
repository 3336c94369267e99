"""Rooms: what the inside of a kitchen, a dungeon or a spaceship looks like, as data.

A room stands from strip to strip until a phrase leaves it (director/indoors.py); painter/rooms.py says where on the
mural it is, painter/interior.py paints it. Outside its windows lies the land that was there, in the light of now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from inference.sketch.catalogue.kind import Kind, define

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb

Wall = Literal["plaster", "paper", "stone", "panels", "tiles", "metal", "drapes", "bricks"]
Floor = Literal["boards", "tiles", "stone", "carpet", "metal", "earth"]
Window = Literal["square", "arch", "round", "slit", "shop"]
Fixture = Literal[
    "counter", "stove", "shelves", "cupboard", "blackboard", "bars", "console", "fireplace", "torch", "pillar", "bed",
    "hooks", "lamp", "picture", "curtain", "pews", "stairs", "screen", "machine", "barrels", "altar", "throne",
    "flasks", "goods", "beams",
]  # fmt: skip
"""What belongs to the wall of a room and is painted with it."""


@dataclass(frozen=True)
class Room:
    """How a room looks, and what stands along its wall, from the door onwards and then again."""

    wall: Rgb
    floor: Rgb
    material: Wall = "plaster"
    ground: Floor = "boards"
    window: Window | None = "square"
    fixtures: tuple[Fixture, ...] = ()
    lamp: float = 0.8
    """How bright its own light is where no day comes in, 0 to 1."""
    tint: Rgb = (1.0, 0.84, 0.62)
    """The colour of that light."""


_WOOD: Rgb = (0.5, 0.35, 0.22)

ROOMS: dict[str, tuple[Room, str]] = {
    "kitchen": (
        Room((0.86, 0.76, 0.55), _WOOD, fixtures=("counter", "stove", "counter", "cupboard")),
        "kitchen scullery pantry galley-kitchen",
    ),
    "living_room": (
        Room((0.62, 0.68, 0.6), _WOOD, "paper", "carpet", fixtures=("fireplace", "picture", "shelves", "lamp")),
        "living-room sitting-room lounge parlour parlor inside indoors room dining-room apartment flat hallway",
    ),
    "bedroom": (
        Room((0.6, 0.66, 0.78), _WOOD, "paper", "boards", fixtures=("bed", "lamp", "cupboard", "picture")),
        "bedroom nursery dormitory children-room hotel-room guest-room bed-chamber",
    ),
    "bathroom": (
        Room((0.72, 0.86, 0.86), (0.6, 0.7, 0.72), "tiles", "tiles", fixtures=("counter", "picture"), window="round"),
        "bathroom washroom shower-room restroom",
    ),
    "library": (
        Room((0.52, 0.3, 0.24), (0.42, 0.25, 0.18), "panels", "carpet", "arch", ("shelves", "shelves", "lamp"), 0.7),
        "library study bookshop reading-room archive",
    ),
    "classroom": (
        Room((0.9, 0.86, 0.7), (0.62, 0.48, 0.32), fixtures=("blackboard", "shelves", "hooks")),
        "classroom schoolroom lecture-hall kindergarten gym gymnasium",
    ),
    "dungeon": (
        Room((0.4, 0.4, 0.46), (0.32, 0.31, 0.35), "stone", "stone", None, ("torch", "bars", "torch", "barrels"), 0.42),
        "dungeon cellar crypt prison-cell prison jail cell vault catacomb sewer basement torture-chamber",
    ),
    "throne_room": (
        Room((0.52, 0.42, 0.5), (0.5, 0.2, 0.2), "stone", "carpet", "arch", ("pillar", "throne", "pillar", "torch"), 0.7),
        "throne-room great-hall banquet-hall ballroom castle-hall throne-hall royal-hall",
    ),
    "spaceship_inside": (
        Room((0.6, 0.65, 0.72), (0.4, 0.43, 0.5), "metal", "metal", "round", ("console", "screen", "console", "machine"),
             0.75, (0.75, 0.9, 1.0)),
        "cockpit spaceship-bridge control-room engine-room airlock space-station-inside bridge-of-the-ship "
        "command-centre command-center mission-control",
    ),
    "laboratory": (
        Room((0.8, 0.86, 0.86), (0.66, 0.7, 0.74), "tiles", "tiles", "square", ("flasks", "machine", "screen", "shelves"),
             0.85, (0.9, 0.98, 1.0)),
        "laboratory lab hospital-room ward operating-room surgery pharmacy hospital clinic",
    ),
    "attic": (
        Room((0.46, 0.34, 0.24), (0.42, 0.3, 0.2), "panels", "boards", "round", ("beams", "barrels", "hooks"), 0.5),
        "attic loft garret",
    ),
    "shop": (
        Room((0.84, 0.74, 0.6), (0.6, 0.46, 0.32), fixtures=("goods", "counter", "goods"), window="shop"),
        "shop store bakery market-hall supermarket grocery butchers-shop toy-shop boutique candy-shop bookstore",
    ),
    "tavern": (
        Room((0.56, 0.4, 0.26), (0.4, 0.28, 0.18), "panels", "boards", "arch", ("barrels", "fireplace", "counter"), 0.65),
        "tavern pub bar saloon restaurant cafe coffee-house diner canteen",
    ),
    "stage": (
        Room((0.42, 0.12, 0.16), (0.5, 0.34, 0.2), "drapes", "boards", None, ("curtain", "lamp"), 0.85),
        "stage theatre theater opera concert-hall cinema circus-ring nightclub arena disco casino",
    ),
    "stairs": (
        Room((0.5, 0.49, 0.52), (0.4, 0.39, 0.42), "stone", "stone", "slit", ("stairs", "torch"), 0.5),
        "staircase stairwell stairway corridor stairs winding-stair spiral-staircase",
    ),
    "office": (
        Room((0.78, 0.78, 0.76), (0.5, 0.52, 0.54), "plaster", "carpet", "square", ("screen", "shelves", "picture")),
        "office workplace bank-hall museum gallery-hall waiting-room courtroom",
    ),
    "church_inside": (
        Room((0.74, 0.7, 0.62), (0.5, 0.45, 0.4), "stone", "tiles", "arch", ("pews", "altar", "pillar"), 0.55),
        "nave church-inside sanctuary-hall confessional",
    ),
    "workshop": (
        Room((0.62, 0.5, 0.4), (0.45, 0.42, 0.4), "bricks", "stone", "square", ("hooks", "machine", "barrels"), 0.65),
        "workshop garage forge smithy studio barn-inside stable-inside factory-hall warehouse",
    ),
    "train_inside": (
        Room((0.5, 0.36, 0.28), (0.4, 0.3, 0.3), "panels", "carpet", "shop", ("lamp",), 0.7),
        "compartment train-carriage dining-car bus-inside",
    ),
}  # fmt: skip
"""Kind to its looks and to the words by which people name it."""

INSIDE_OF: dict[str, str] = {
    "castle": "throne_room", "house": "living_room", "village": "living_room", "city": "living_room",
    "tower": "stairs", "temple": "church_inside", "chapel": "church_inside", "spaceship": "spaceship_inside",
    "rocket": "spaceship_inside", "ufo": "spaceship_inside", "ruins": "dungeon", "pyramid": "dungeon",
    "windmill": "workshop", "lighthouse": "stairs", "train": "train_inside",
}  # fmt: skip
"""Kind of building or vessel to the room that it is inside."""

define(
    *(
        Kind(
            name,
            "room",
            words=words,
            noun_phrase=f"the {name.replace('_', ' ').removesuffix(' inside')}",
            titles=(name.replace("_", " ").removesuffix(" inside").title(),),
        )
        for name, (_, words) in ROOMS.items()
    )
)
