"""The plain English name of a direction's element kinds, singular and plural.

Directions of every engine name their elements by kinds, which are English nouns. Most kinds are called by their own
name, with the plural that English rules give it; here are those for which that would be wrong. It knows no engine.
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
    "conifer": ("conifers", "conifers"),
    "crystals": ("crystal", "crystals"),
    "fireflies": ("firefly", "fireflies"),
    "flowers": ("flower", "flowers"),
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
    "bacon", "badminton", "beans", "bison", "blueberries", "bread", "bubbles", "butter", "cattle", "cherries",
    "chess", "cliffs", "clouds", "cod", "crossed swords", "cutlery", "deer", "dice", "dna", "fish", "fog", "fries",
    "fruit", "furniture", "garlic", "grapes", "hay", "hills", "hockey", "honey", "ice", "ivy", "jewellery",
    "lacrosse", "lightning", "luggage", "lungs", "mahjong", "meat", "milk", "moose", "moss", "mountains", "music",
    "ninja", "noodles", "pancakes", "paper", "peas", "polish", "popcorn", "rain", "reeds", "rice", "rocks", "ruins",
    "salmon", "samurai", "salt", "sheep", "shrimp", "snow", "soap", "spaghetti", "sparkles", "squid", "stars", "sushi",
    "tennis", "tropical fish", "trout", "wheat", "wind", "yarn",
})  # fmt: skip
"""Names that mean one and several alike."""

_IN_PAIRS = frozenset({
    "binoculars", "glasses", "goggles", "headphones", "jeans", "pants", "pyjamas", "scales", "scissors", "shears",
    "shorts", "skis", "spectacles", "sunglasses", "tongs", "trousers", "underpants",
})  # fmt: skip
"""Names of one thing that are plurals already: two of them are two pairs."""

_OWN_PLURALS = {
    "calf": "calves",
    "child": "children",
    "die": "dice",
    "elf": "elves",
    "foot": "feet",
    "goose": "geese",
    "half": "halves",
    "hoof": "hooves",
    "knife": "knives",
    "leaf": "leaves",
    "loaf": "loaves",
    "louse": "lice",
    "man": "men",
    "mouse": "mice",
    "ox": "oxen",
    "scarf": "scarves",
    "sheaf": "sheaves",
    "shelf": "shelves",
    "thief": "thieves",
    "tooth": "teeth",
    "wife": "wives",
    "wolf": "wolves",
    "woman": "women",
}
"""Nouns that no rule bends."""

_COMPOUNDED = ("child", "foot", "knife", "leaf", "mouse", "shelf", "thief", "tooth", "wife", "wolf")
"""Those that are known at the end of a longer word too: "bookshelf", but "blouse" is none of "louse"."""

_NO_MEN = frozenset({"caiman", "human", "ottoman", "roman", "shaman", "talisman"})

_WITH_OES = frozenset(
    {"buffalo", "domino", "echo", "hero", "mango", "mosquito", "potato", "tomato", "tornado", "torpedo", "volcano"}
)


def plain_name(kind: str, count: int = 1) -> str:
    """A kind in plain words: ``plain_name("wolf", 2)`` is "wolves"."""
    if kind in _IRREGULAR:
        return _IRREGULAR[kind][count > 1]
    name = kind.replace("_", " ")
    return name if count == 1 else _plural(name)


def _plural(name: str) -> str:
    """Several of what ``name`` calls one of: the noun that heads it is bent, by rule or by its own plural."""
    before, of, after = name.partition(" of ")
    if of:
        return _plural(before) + of + after
    words, _, noun = name.rpartition(" ")
    if name in _SAME_PLURAL or noun in _SAME_PLURAL | _IN_PAIRS:
        return name
    return f"{words} {_bent(noun)}".lstrip()


def _bent(noun: str) -> str:
    if noun in _OWN_PLURALS:
        return _OWN_PLURALS[noun]
    if noun.endswith("man") and noun not in _NO_MEN:
        return noun.removesuffix("man") + "men"
    for end in _COMPOUNDED:
        if noun.endswith(end):
            return noun.removesuffix(end) + _OWN_PLURALS[end]
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in (*"aeiou", ""):
        return noun[:-1] + "ies"
    if noun in _WITH_OES:
        return noun + "es"
    return noun + "s"
