"""The plain English name of a direction's element kinds, singular and plural.

Directions of every engine name their elements by kinds, which are English nouns. Most kinds are called by their own
name, with an "s" for the plural; here are those for which that would be wrong. It knows no engine.
"""

from __future__ import annotations

_IRREGULAR: dict[str, tuple[str, str]] = {
    "autumn": ("autumn trees", "autumn trees"),
    "bare": ("bare trees", "bare trees"),
    "birds": ("bird", "birds"),
    "blossom": ("blossoming trees", "blossoming trees"),
    "broadleaf": ("leafy trees", "leafy trees"),
    "butterflies": ("butterfly", "butterflies"),
    "cactus": ("cacti", "cacti"),
    "city": ("city", "cities"),
    "conifer": ("conifers", "conifers"),
    "crystals": ("crystal", "crystals"),
    "fireflies": ("firefly", "fireflies"),
    "flowers": ("flower", "flowers"),
    "foot": ("foot", "feet"),
    "fox": ("fox", "foxes"),
    "frozen": ("frost", "frost"),
    "giant_mushrooms": ("giant mushroom", "giant mushrooms"),
    "goose": ("goose", "geese"),
    "graves": ("grave", "graves"),
    "jellyfish": ("jellyfish", "jellyfish"),
    "lanterns": ("lantern", "lanterns"),
    "mouse": ("mouse", "mice"),
    "mushrooms": ("mushroom", "mushrooms"),
    "palm": ("palms", "palms"),
    "people": ("person", "people"),
    "snowfield": ("snow on the ground", "snow on the ground"),
    "tooth": ("tooth", "teeth"),
    "undersea": ("the sea floor", "the sea floor"),
    "waves": ("wave", "waves"),
    "wolf": ("wolf", "wolves"),
}

_SAME_PLURAL = frozenset({
    "bacon", "beans", "bison", "blueberries", "bread", "bubbles", "butter", "cherries", "clouds", "cliffs", "deer",
    "dna", "fish", "fog", "fries", "garlic", "grapes", "hills", "honey", "ice", "ivy", "lightning", "lungs", "meat",
    "milk", "moss", "mountains", "noodles", "pancakes", "peas", "popcorn", "rain", "reeds", "rice", "rocks", "ruins",
    "salt", "sheep", "shrimp", "snow", "spaghetti", "sparkles", "squid", "stars", "sushi", "tropical_fish", "wheat",
    "wind",
})  # fmt: skip


def plain_name(kind: str, count: int = 1) -> str:
    """A kind in plain words: ``plain_name("wolf", 2)`` is "wolves"."""
    if kind in _IRREGULAR:
        return _IRREGULAR[kind][count > 1]
    name = kind.replace("_", " ")
    if count == 1 or kind in _SAME_PLURAL or name.endswith("ies"):
        return name
    if name.endswith(("ch", "sh", "x", "ss", "us", "z")):
        return name + "es"
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + "s"
