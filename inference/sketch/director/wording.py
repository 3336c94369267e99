"""Kinds in a person's words: "three small boats", "a pine forest", "the red lighthouse", "Wolves".

``told`` is for sentences and captions, ``titled`` for titles. Both keep number and article right.
They know no template.
"""

from __future__ import annotations

from dataclasses import dataclass

from inference.contract.jobs import Element
from inference.sketch.vocabulary import GROUP_OF, HEX, plain_name

_TOLD: dict[str, str] = {
    "plain": "a plain", "hills": "hills", "mountains": "mountains", "cliffs": "cliffs", "canyon": "a canyon", "desert": "a desert",
    "ice": "the ice", "cave": "a cave", "sea": "the sea", "lake": "a lake", "swamp": "a swamp", "beach": "a beach", "river": "a river",
    "undersea": "the sea floor", "conifer": "a pine forest", "broadleaf": "green woods", "autumn": "an autumn wood",
    "blossom": "trees in blossom", "bare": "bare trees", "palm": "palms", "cactus": "cacti", "meadow": "a meadow",
    "flowers": "flowers", "wheat": "fields of wheat", "mushrooms": "mushrooms", "reeds": "reeds", "rocks": "rocks", "road": "a road",
    "snowfield": "snow on the ground", "frozen": "frost", "sun": "the sun", "moon": "the moon", "stars": "the stars", "aurora": "the northern lights",
    "clouds": "clouds", "rain": "rain", "snow": "falling snow", "storm": "a storm", "lightning": "lightning", "fog": "mist",
    "wind": "wind", "smoke": "smoke", "fire": "a fire", "ruins": "ruins", "sky": "",
}  # fmt: skip
"""How a kind is told where a bare noun with its number would not do."""

_NUMBERS = ("no", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COLOURED_TOO = frozenset({"moon", "sun", "sea", "fire"})
_SIZED = {"tiny": "tiny", "small": "small", "large": "great", "huge": "huge"}


def told(element: Element) -> str:
    """An element as it stands in a sentence: "three small boats", "a red lighthouse", "the sea";
    empty for what is always there."""
    kind = element.kind
    colour = element.colour if element.colour in HEX else ""
    if kind in _TOLD and (element.count == 1 or GROUP_OF.get(kind) not in ("heaven", "building", "wonder")):
        plain = _TOLD[kind]
        if colour and kind in _COLOURED_TOO:
            article, _, noun = plain.partition(" ")
            return f"{_an(colour) if article == 'a' else article} {colour} {noun}"
        return plain
    words = " ".join(word for word in (_SIZED.get(element.size, ""), colour, plain_name(kind, element.count)) if word)
    if element.count == 1:
        return f"{_an(words)} {words}"
    return f"{number(element.count)} {words}"


def number(count: int) -> str:
    """A count in words as far as twelve, then "many"."""
    return _NUMBERS[count] if count < len(_NUMBERS) else "many"


def _an(words: str) -> str:
    return "an" if words[:1].lower() in "aeiou" else "a"


@dataclass(frozen=True)
class Name:
    """A name for a title, without its article: "Red Lighthouse", "Boats", "Hills"."""

    words: str
    many: bool
    kind: str


_TITLED: dict[str, tuple[str, ...]] = {
    # a name that ends in + is a plural
    "plain": ("Open Plain", "Wide Country"), "hills": ("Hills+", "Green Valley"), "mountains": ("Mountains+", "High Peaks+"),
    "cliffs": ("Cliffs+",), "canyon": ("Canyon",), "desert": ("Dunes+", "Desert"), "ice": ("Ice", "Frozen Country"),
    "volcano": ("Burning Mountain", "Volcano"), "cave": ("Cave", "Hollow Hill"), "sea": ("Sea", "Tide", "Shore"),
    "lake": ("Lake", "Still Water"), "swamp": ("Marsh",), "beach": ("Shore", "Long Beach"), "island": ("Island",), "river": ("River",), "undersea": ("Deep", "Drowned Garden"),
    "conifer": ("Pines+", "Northern Wood"), "broadleaf": ("Wood", "Green Forest"), "palm": ("Palms+", "Warm Coast"),
    "autumn": ("Autumn Wood", "Fallen Leaves+"), "blossom": ("Blossom", "Orchard"), "bare": ("Bare Branches+", "Grey Wood"),
    "meadow": ("Meadow", "Long Grass"), "flowers": ("Wildflowers+", "Garden"), "wheat": ("Golden Field", "Wheat"),
    "mushrooms": ("Mushrooms+",), "rocks": ("Standing Stones+",), "road": ("Long Road",), "snowfield": ("Snow", "White Country"),
    "sun": ("Sun",), "moon": ("Moon",), "stars": ("Stars+",), "comet": ("Comet", "Falling Star"), "planet": ("Planet",),
    "aurora": ("Northern Lights+",), "rainbow": ("Rainbow",), "rain": ("Rain",), "snow": ("Snowfall",), "storm": ("Storm",),
    "lightning": ("Lightning",), "fog": ("Mist",), "wind": ("Wind",), "great_tree": ("Old Tree",), "castle": ("Castle",),
    "house": ("House",), "village": ("Village",), "city": ("City",), "tower": ("Tower",), "lighthouse": ("Lighthouse",),
    "bridge": ("Bridge",), "ruins": ("Ruins+", "Old Stones+"), "ruined_tower": ("Broken Tower",), "graves": ("Graves+",),
    "statue": ("Statue",), "tent": ("Camp",), "temple": ("Temple",), "windmill": ("Windmill",), "pyramid": ("Pyramid",),
    "ship": ("Ship",), "boat": ("Boat",), "balloon": ("Balloon",), "train": ("Train",), "rocket": ("Rocket",), "birds": ("Birds+",),
    "butterflies": ("Butterflies+",), "fish": ("Silver Fish",), "whale": ("Whale",), "dolphin": ("Dolphin",), "swan": ("Swan",),
    "jellyfish": ("Jellyfish",), "deer": ("Deer",), "wolf": ("Wolf",), "fox": ("Fox",), "bear": ("Bear",), "cat": ("Cat",),
    "elephant": ("Elephant",), "rabbit": ("Hare",), "horse": ("Horse",), "rider": ("Rider",), "sheep": ("Flock",), "cow": ("Herd",), "dragon": ("Dragon",),
    "people": ("Traveller",), "giant": ("Giant",), "ghost": ("Ghost",), "lanterns": ("Lanterns+",), "fireflies": ("Fireflies+",),
    "fire": ("Fire",), "floating_island": ("Floating Island",), "crystals": ("Crystals+",), "portal": ("Open Door",),
    "waterfall": ("Waterfall",), "waves": ("Waves+",), "iceberg": ("Iceberg",), "giant_mushrooms": ("Giant Mushrooms+",),
}  # fmt: skip
_PLURAL = {
    "Wolf": "Wolves",
    "Fox": "Foxes",
    "City": "Cities",
    "Deer": "Deer",
    "Jellyfish": "Jellyfish",
    "Silver Fish": "Silver Fish",
}


def can_title(kind: str) -> bool:
    return kind in _TITLED


def titled(element: Element, pick: float) -> Name:
    """A name for a title; ``pick`` in [0, 1) chooses among those of the kind.
    Raises KeyError for a kind without one."""
    names = _TITLED[element.kind]
    name = names[int(pick * len(names))]
    many = name.endswith("+")
    name = name.rstrip("+")
    countable = GROUP_OF[element.kind] in ("building", "vessel", "creature", "heaven", "wonder")
    if not many and countable and element.count > 1:
        many = True
        name = _PLURAL.get(name, name + "s")
    colour = element.colour if element.colour in HEX else None
    if colour and countable and len(name.split()) < 3:
        name = f"{colour.capitalize()} {name}"
    return Name(name, many, element.kind)
