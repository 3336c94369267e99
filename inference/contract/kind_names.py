"""The plain English name of a direction's element kinds, singular and plural.

Directions of every engine name their elements by kinds, which are English nouns. Most kinds are called by their own
name and by the rules for plurals; here are those for which that would be wrong. It knows no engine.
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
    "child": ("child", "children"),
    "city": ("city", "cities"),
    "conifer": ("conifers", "conifers"),
    "crystals": ("crystal", "crystals"),
    "elf": ("elf", "elves"),
    "fireflies": ("firefly", "fireflies"),
    "flowers": ("flower", "flowers"),
    "fox": ("fox", "foxes"),
    "frozen": ("frost", "frost"),
    "giant_mushrooms": ("giant mushroom", "giant mushrooms"),
    "graves": ("grave", "graves"),
    "jellyfish": ("jellyfish", "jellyfish"),
    "lanterns": ("lantern", "lanterns"),
    "mushrooms": ("mushroom", "mushrooms"),
    "palm": ("palms", "palms"),
    "people": ("person", "people"),
    "snowfield": ("snow on the ground", "snow on the ground"),
    "thief": ("thief", "thieves"),
    "undersea": ("the sea floor", "the sea floor"),
    "waves": ("wave", "waves"),
    "wolf": ("wolf", "wolves"),
}

_SAME_PLURAL = frozenset({
    "clouds", "cliffs", "deer", "fish", "fog", "hills", "ice", "lightning", "mountains", "ninja", "rain", "reeds",
    "rocks", "ruins", "samurai", "sheep", "snow", "stars", "wheat", "wind",
})  # fmt: skip


def plain_name(kind: str, count: int = 1) -> str:
    """A kind in plain words: ``plain_name("wolf", 2)`` is "wolves"."""
    if kind in _IRREGULAR:
        return _IRREGULAR[kind][count > 1]
    name = kind.replace("_", " ")
    return name if count == 1 or kind in _SAME_PLURAL else _plural(name)


def _plural(name: str) -> str:
    if name.endswith("man"):
        return name[:-3] + "men"
    if name.endswith("y") and name[-2] not in "aeou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("s", "x", "ch", "sh")) else "s")
