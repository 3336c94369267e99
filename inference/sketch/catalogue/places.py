"""Places that people made, and places that are not of this earth: street, park, platform, the moon, outer space.

A place is a kind of the group ``land`` with a record of its own: its ground, what is changed in the look
(painter/target_look.py), and what stands about in it. That stands small behind what the phrase is about, each in a
hashed cell of the mural (painter/scenery.py). To add a place is one record here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from inference.contract.direction import Light, Mood
from inference.sketch.catalogue.kind import Kind, Placement, define, draws, height_of

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext

Row = Literal["sky", "far", "near", "quay"]


@dataclass(frozen=True)
class Piece:
    """How one kind of scenery stands about: in which row of cells, and how tall, px."""

    row: Row
    tall: float


SCENERY: dict[str, Piece] = {
    "earth": Piece("sky", 120), "planet": Piece("sky", 110),
    "town_house": Piece("far", 176),
    "house": Piece("far", 150),  "stadium": Piece("far", 120),
    "stall": Piece("far", 92), "circus_tent": Piece("far", 170), "ferris_wheel": Piece("far", 250),
    "roller_coaster": Piece("far", 190), "haystack": Piece("far", 60), "windmill": Piece("far", 150),
    "boat": Piece("far", 90), "crater": Piece("near", 40), "airplane": Piece("far", 120), "car": Piece("far", 52),
    "bus_stop": Piece("near", 110), "lamp_post": Piece("near", 150), "bench": Piece("near", 56),
    "dustbin": Piece("near", 46), "mailbox": Piece("near", 66), "fountain": Piece("near", 130),
    "swing": Piece("near", 110), "slide": Piece("near", 110), "goal": Piece("near", 92), "barrel": Piece("near", 56),
    "parcel": Piece("near", 44), "anchor": Piece("quay", 70),
    "bollard": Piece("quay", 44), "fence": Piece("near", 48), "cart": Piece("near", 76),
    "flag": Piece("near", 110), "cannon": Piece("near", 64), "signpost": Piece("near", 92),
    "lollipop": Piece("near", 120), "cupcake": Piece("near", 90), "candy": Piece("near", 54),
    "ice_cream": Piece("far", 120), "fire": Piece("near", 66),
}  # fmt: skip
"""What may stand about in a place; a kind whose picture is not installed is left out."""


@dataclass(frozen=True)
class Place:
    """What a place looks like; colours are CSS hex."""

    ground: str
    rock: str = "#77767d"
    stands: Mapping[str, float] = field(default_factory=dict)
    """What stands about in it, to how much of the cells of its row it takes, 0 to 1."""
    look: Mapping[str, float] = field(default_factory=dict)
    """Numbers of the look that are so here."""
    molten: str | None = None
    """The colour of what lies in its hollows and shines by itself."""
    weightless: bool = False
    """Whether what stands elsewhere floats here."""


PLACES: dict[str, Place] = {}
SURFACES = ("flat", "paved", "mown", "rails", "dashes", "bays", "black_sky", "weightless")
"""Numbers of the look that only places have, 0 elsewhere: level ground; flagstones, mown stripes with lines, a railway,
a line of dashes and the lines of parking bays on it; a sky without air; no ground to stand on."""
_TREELESS = {"broadleaf": 0.0, "conifer": 0.0, "palm": 0.0, "grass": 0.0}
_BUILT = {**_TREELESS, "flat": 1.0, "paved": 1.0, "hill": 0.2, "mount": 0.15}
_GREEN = {"flat": 0.7, "hill": 0.3, "mount": 0.15}
# Fewer clouds than none: at 0 a wisp is left.
_AIRLESS = {"black_sky": 1.0, "stars": 1.0, "clouds": -0.8, "haze_much": 0.2, **_TREELESS}


def _place(name: str, words: str, place: Place, noun_phrase: str, title: str, *, light: Light | None = None,
           mood: Mood | None = None) -> None:  # fmt: skip
    define(Kind(name, "land", words, noun_phrase=noun_phrase, titles=(title,), light=light, mood=mood))
    PLACES[name] = place


_place(
    "street",
    "street avenue boulevard alley pavement sidewalk main-street high-street crossroads pedestrian-crossing",
    Place("#8d8b87", stands={"town_house": 0.95, "lamp_post": 0.4, "dustbin": 0.1,
                             "mailbox": 0.1, "bench": 0.08}, look=_BUILT),
    "a street",
    "Street",
)  # fmt: skip
_place(
    "market_square",
    "market-square plaza piazza market marketplace market-place town-square city-square in-the-square on-the-square "
    "across-the-square bazaar flea-market",
    Place("#a89a86", stands={"stall": 0.5, "town_house": 0.5, "lamp_post": 0.2, "fountain": 0.12, "barrel": 0.15,
                             "cart": 0.1}, look=_BUILT),
    "a market square",
    "Market Square",
)  # fmt: skip
_place(
    "park",
    "park city-park public-garden botanical-garden",
    Place("#6f8f45", stands={"bench": 0.35, "lamp_post": 0.2, "fountain": 0.1, "dustbin": 0.08},
          look={**_GREEN, "broadleaf": 0.3, "flowers": 0.3}),
    "a park",
    "Park",
)  # fmt: skip
_place(
    "zoo",
    "zoo zoological-garden safari-park petting-zoo",
    Place("#8f9656", stands={"fence": 0.5, "signpost": 0.12, "bench": 0.1, "stall": 0.12},
          look={**_GREEN, "grass": 0.6, "broadleaf": 0.3}),
    "a zoo",
    "Zoo",
)  # fmt: skip
_place(
    "play_yard",
    "playground playing-field school-yard schoolyard",
    Place("#b99f68", stands={"swing": 0.3, "slide": 0.3, "bench": 0.2, "house": 0.12},
          look={**_GREEN, "grass": 0.3, "broadleaf": 0.15}),
    "a playground",
    "Playground",
)  # fmt: skip
_place(
    "farmyard",
    "farmyard barnyard farm-yard stable-yard courtyard backyard yard",
    Place("#a58d60", stands={"house": 0.22, "haystack": 0.3, "windmill": 0.08, "fence": 0.4, "barrel": 0.14,
                             "cart": 0.14}, look={**_GREEN, "grass": 0.5, "broadleaf": 0.08}),
    "a farmyard",
    "Farmyard",
)  # fmt: skip
_place(
    "railway_station",
    "platform railway-platform train-platform at-the-station in-the-station at-a-station at-the-railway-station "
    "at-the-train-station subway-station metro-station railway-track train-track",
    Place("#97938c", stands={"town_house": 0.35, "bench": 0.3, "lamp_post": 0.3, "signpost": 0.1,
                             "parcel": 0.1}, look={**_BUILT, "rails": 1.0}),
    "a railway station",
    "Railway Station",
)  # fmt: skip
_place(
    "harbour",
    "harbour harbor port marina dockyard shipyard seaport waterfront",
    Place(
        "#a79f93",
        stands={"bollard": 0.5, "anchor": 0.12},
        look={
            **_TREELESS,
            "flat": 1.0,
            "paved": 1.0,
            "hill": 0.3,
            "mount": 0.2,
            "sea": 1.0,
            "coast": 1.0,
            "water": 1.0,
        },
    ),
    "a harbour",
    "Harbour",
)
_place(
    "battlefield",
    "battlefield battleground battle-field field-of-battle",
    Place("#6f6047", stands={"flag": 0.2, "cannon": 0.2, "fire": 0.12, "cart": 0.1},
          look={"grass": 0.3, "broadleaf": 0.0, "bare": 0.1, "mount": 0.25, "hill": 0.5}),
    "a battlefield",
    "Battlefield",
    mood="fierce",
)  # fmt: skip
_place(
    "car_park",
    "car-park parking-lot parking-space parking-garage car-lot",
    Place(
        "#6d6e70", stands={"car": 0.7, "lamp_post": 0.3, "dustbin": 0.08}, look={**_BUILT, "paved": 0.0, "bays": 1.0}
    ),
    "a car park",
    "Car Park",
)
_place(
    "runway",
    "runway tarmac aerodrome landing-strip at-the-airport at-an-airport on-the-airfield",
    Place("#7e8083", stands={"airplane": 0.3, "signpost": 0.06, "lamp_post": 0.12},
          look={**_BUILT, "paved": 0.0, "dashes": 1.0}),
    "a runway",
    "Runway",
)  # fmt: skip
_place(
    "pitch",
    "football-pitch soccer-pitch football-field soccer-field sports-field sports-ground pitch cricket-ground "
    "rugby-field baseball-field tennis-court basketball-court golf-course",
    Place("#5f9440", stands={"goal": 0.25, "flag": 0.12, "stadium": 0.15},
          look={**_GREEN, "flat": 1.0, "mown": 1.0, **_TREELESS, "broadleaf": 0.05}),
    "a football pitch",
    "Playing Field",
)  # fmt: skip
_place(
    "fairground",
    "fairground fun-fair funfair at-the-fair to-the-fair at-a-fair county-fair carnival amusement-park theme-park",
    Place("#b7a274", stands={"stall": 0.4, "circus_tent": 0.2, "ferris_wheel": 0.12, "roller_coaster": 0.1,
                             "flag": 0.25, "lamp_post": 0.2},
          look={**_GREEN, "flat": 1.0, "grass": 0.1, "broadleaf": 0.0}),
    "a fairground",
    "Fairground",
    mood="joyful",
)  # fmt: skip
_place(
    "moonscape",
    "moonscape on-the-moon onto-the-moon lunar-surface moon-surface surface-of-the-moon on-mars alien-planet",
    Place("#a3a3a8", "#8f8f96", {"crater": 0.75, "earth": 0.7}, {**_AIRLESS, "hill": 0.55, "mount": 0.22}),
    "the surface of the moon",
    "Moon Country",
    mood="wondrous",
)
_place(
    "space",
    "space outer-space deep-space cosmic-space zero-gravity weightlessness",
    Place("#04050c", "#04050c", {"planet": 0.6},
          {**_AIRLESS, "weightless": 1.0, "horizon": 742.0, "hill": 0.0, "mount": 0.0, "flat": 1.0}, weightless=True),
    "outer space",
    "Outer Space",
    mood="wondrous",
)  # fmt: skip
_place(
    "cloud_sea",
    "cloud-sea sea-of-clouds above-the-clouds over-the-clouds on-a-cloud on-the-clouds on-the-cloud cloud-kingdom "
    "cloudland",
    Place("#f4f5fa", "#eef1fa", {}, {"hill": 0.75, "mount": 0.12, **_TREELESS, "clouds": 0.3}),
    "a sea of clouds",
    "Sea of Clouds",
    mood="wondrous",
)
_place(
    "inferno",
    "hell inferno lava-field lava-lake lake-of-fire lava-river sea-of-lava",
    Place("#33231f", "#3a2624", {"fire": 0.35},
          {"water": 0.75, **_TREELESS, "mount": 0.8, "clouds": 0.5}, molten="#ff6a1a"),
    "a land of lava",
    "Burning Land",
    light="glow",
    mood="fierce",
)  # fmt: skip
_place(
    "candy_land",
    "candy-land candyland land-of-sweets sugar-land gingerbread-land candy-world",
    Place("#f2a9c4", "#b8e2d0", {"lollipop": 0.35, "cupcake": 0.25, "candy": 0.2, "ice_cream": 0.45},
          {"hill": 0.8, "mount": 0.15, **_TREELESS, "flat": 0.3}),
    "a land of sweets",
    "Candy Land",
    mood="joyful",
)  # fmt: skip


_FRONTS: tuple[Rgb, ...] = (
    (0.72, 0.42, 0.33),
    (0.85, 0.76, 0.58),
    (0.62, 0.66, 0.62),
    (0.78, 0.6, 0.46),
    (0.55, 0.62, 0.7),
)


@draws(
    Kind(
        "town_house",
        "building",
        words="town-house townhouse row-house terraced-house",
        noun_phrase="a town house",
    ),
    Placement("ground", height=height_of(12.0), breadth=0.72),
)
def town_house(draw: DrawContext, colour: Rgb | None) -> None:
    """A narrow front of three floors over a shop or a door, as it stands in a row."""
    front = colour or _FRONTS[int(5 * draw.chance(1))]
    roof: Rgb = ((0.5, 0.27, 0.22), (0.33, 0.34, 0.38))[int(2 * draw.chance(2))]
    draw.contact(-36, 36)
    draw.box(-36, 0, 72, 86, front, 0.62)
    draw.box(22, 0, 14, 86, front, 0.4)
    gabled = draw.chance(3) < 0.45
    if gabled:
        draw.shape([(-36, -85), (0, -108), (36, -85)], front, 0.7)
        for side in (-1, 1):
            draw.line([(side * 39, -83), (0, -109)], 4, roof, 0.5 + 0.2 * side)
    else:
        draw.shape([(-39, -84), (-33, -100), (33, -100), (39, -84)], roof, 0.6)
        draw.box(14, -98, 8, 14, roof, 0.4)
    draw.box(-38, -84, 76, 3, (0.86, 0.82, 0.74), 0.8)
    for floor in range(3):
        for column in range(3):
            x, y = -29 + 21 * column, -81 + 19 * floor
            draw.box(x - 1.5, y - 1.5 + 16, 15, 16, (0.9, 0.87, 0.8), 0.8)
            if draw.night > 0.3 and draw.chance(10 + 3 * floor + column) < 0.5:
                draw.box_lamp(x, y + 13, 12, 13, (1.0, 0.8, 0.45))
            else:
                draw.box(x, y + 13, 12, 13, (0.34, 0.44, 0.54), 0.6)
            draw.line([(x + 6, y), (x + 6, y + 13)], 1, (0.9, 0.87, 0.8), 0.8)
    if draw.chance(4) < 0.6:
        cloth: Rgb = ((0.75, 0.24, 0.22), (0.22, 0.45, 0.36), (0.25, 0.35, 0.6))[int(3 * draw.chance(5))]
        draw.box(-30, -4, 36, 15, (0.46, 0.56, 0.62), 0.7)
        draw.box(12, 0, 14, 20, (0.36, 0.24, 0.18), 0.6)
        for stripe in range(6):
            paint: Rgb = cloth if stripe % 2 else (0.93, 0.91, 0.86)
            draw.shape([(-32 + 10 * stripe, -24), (-33 + 10.6 * stripe, -17), (-22.4 + 10.6 * stripe, -17),
                        (-22 + 10 * stripe, -24)], paint, 0.85)  # fmt: skip
    else:
        for x in (-27, 9):
            draw.box(x, -5, 14, 14, (0.34, 0.44, 0.54), 0.6)
        draw.box(-8, 0, 13, 21, (0.36, 0.24, 0.18), 0.6)


@draws(
    Kind("bollard", "object", words="bollard mooring-post"),
    Placement("ground", height=height_of(0.7), breadth=0.7),
)
def bollard(draw: DrawContext, colour: Rgb | None) -> None:
    """An iron post with a thick head and a turn of rope."""
    iron = colour or (0.25, 0.26, 0.3)
    draw.contact(-30, 30)
    draw.shape([(-30, 0), (-24, -12), (-18, -20), (-18, -70), (18, -70), (18, -20), (24, -12), (30, 0)], iron, 0.5)
    draw.box(-14, -18, 8, 54, iron, 0.95)
    draw.disc(0, -80, 64, 40, iron, 0.6)
    draw.disc(-8, -86, 34, 16, iron, 1.0)
    for turn in range(3):
        draw.line([(-21, -34 - 10 * turn), (0, -29 - 10 * turn), (21, -34 - 10 * turn)], 7, (0.8, 0.68, 0.46), 0.8)


@draws(
    Kind("crater", "object", words="crater impact-crater moon-crater"),
    Placement("ground", height=70, breadth=3.6),
)
def crater(draw: DrawContext, colour: Rgb | None) -> None:
    """A ring of thrown-up dust, in shadow on the lit side and lit on the other."""
    dust = colour or draw.looks.colour("ground", draw.here.x)
    draw.disc(0, -30, 330, 76, dust, 0.95)
    draw.disc(4, -31, 276, 56, dust, 0.3)
    draw.disc(24, -26, 226, 40, dust, 0.72)
