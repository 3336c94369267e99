"""Which sounds belong to what is seen: a direction's elements, light and shot as textures with levels.

A table and one pure function. Directions of every engine name their elements by plain nouns; each word here brings one
or more textures. A word that is not here is silent, as most visible things are.
"""

from __future__ import annotations

import re

from inference.contract.direction import Direction

_TEXTURE_WORDS = (
    ("sea 0.9", "sea ocean tide bay gulf surf wave tsunami breaker reef coast shore seaside harbour"),
    ("sea 0.6", "beach lagoon island ship whale dolphin lighthouse iceberg"),
    ("sea 0.35", "lake pond boat swan cliff"),
    ("stream 0.9", "river stream brook creek waterfall cascade cataract rapid torrent fountain"),
    ("underwater 1", "undersea seabed kelp coral jellyfish"),
    ("rain 0.9", "rain drizzle downpour shower monsoon"),
    ("rain 0.6; wind 0.9; thunder 0.8", "storm thunderstorm tempest hurricane tornado cyclone typhoon"),
    ("thunder 1", "lightning thunder"),
    ("wind 0.9", "wind breeze gust gale blizzard snowstorm"),
    (
        "wind 0.5",
        "mountain desert dune canyon plain tundra windmill pyramid cliff balloon ruin ruined ice glacier tower",
    ),
    ("hush 0.9", "snow snowfall snowfield frozen frost fog mist haze cloud"),
    ("hush 0.5; drips 0.9", "cave cavern grotto tunnel"),
    ("insects 0.6; drips 0.4", "swamp marsh bog mire"),
    ("birds 1", "bird gull seagull crow raven swallow owl heron crane parrot dove"),
    ("leaves 0.7; birds 0.5", "broadleaf forest wood woodland jungle blossom orchard palm"),
    ("leaves 0.8", "autumn conifer reed wheat bamboo"),
    ("leaves 0.5; birds 0.6", "tree garden park"),
    ("birds 0.5", "meadow flower field hill butterfly"),
    ("wind 0.6; leaves 0.2", "bare"),
    ("insects 0.8", "firefly"),
    ("fire 1", "fire campfire bonfire flame blaze hearth wildfire dragon lava volcano"),
    ("fire 0.4", "torch candle lantern tent smoke"),
    ("bells 0.7", "village temple pagoda shrine monastery chapel church cathedral belfry steeple"),
    ("bells 0.45", "castle palace town city kingdom grave sheep cow"),
    (
        "motor 0.8",
        "bus car taxi truck lorry van jeep tractor motorcycle motorbike scooter ambulance engine helicopter drone "
        "airplane plane aircraft jet rocket motor digger bulldozer subway metro tram submarine",
    ),
    ("motor 0.5; steam 0.9", "train locomotive railway steamer"),
    ("motor 0.4", "ferry factory machine robot street highway motorway airport station garage"),
    ("steam 1", "kettle teapot"),
    ("steam 0.6; fire 0.3", "kitchen stove oven"),
    ("steam 0.5", "pot cauldron soup pan coffee tea bath bathtub"),
    ("ticking 0.9", "clock watch"),
    ("ticking 0.4", "library classroom attic office"),
    ("hooves 0.9", "horse pony donkey zebra unicorn knight rider cowboy carriage cart"),
    ("calls 0.9", "cat kitten dog puppy fox wolf monkey seal goat lamb"),
    (
        "lowing 0.9",
        "cow bull ox bison buffalo elephant hippopotamus rhinoceros mammoth dinosaur tyrannosaur camel lion",
    ),
    ("birds 0.8", "chicken hen rooster duck goose turkey penguin pigeon peacock"),
    ("insects 0.7", "bee wasp cricket grasshopper mosquito fly"),
    ("voices 0.8", "crowd people market stadium playground party audience restaurant tavern cafe shop band"),
    ("voices 0.5", "stage theatre school"),
    ("chimes 0.8", "crystal portal aurora fairy comet"),
    ("chimes 0.45", "star starlight moon ghost mushroom planet"),
)
MAX_TEXTURES = 4
_MIN_LEVEL = 0.12
_SIZE_GAIN = {"tiny": 0.55, "small": 0.75, "medium": 1.0, "large": 1.1, "huge": 1.2}
_LIVING = frozenset({"leaves", "birds", "stream"})
_BAD_WEATHER = frozenset({"rain", "thunder"})


def _table() -> dict[str, tuple[tuple[str, float], ...]]:
    heard: dict[str, tuple[tuple[str, float], ...]] = {}
    for brought, words in _TEXTURE_WORDS:
        pairs = (one.split() for one in brought.split(";"))
        textures = tuple((kind, float(level)) for kind, level in pairs)
        for word in words.split():
            heard[word] = heard.get(word, ()) + textures
    return heard


TEXTURES_BY_WORD = _table()
"""Textures and levels by word, singular and lower case."""


def textures_of(direction: Direction) -> list[tuple[str, float]]:
    """The textures of a strip, loudest first: at most four, with levels from 0 to 1."""
    if direction.shot == "underwater":
        return [("underwater", 1.0)]  # nothing from above the surface is heard below it
    levels: dict[str, float] = {}
    for element in direction.elements:
        for word in _telling_words(element.kind):
            for kind, level in TEXTURES_BY_WORD.get(word, ()):
                many = 0.85 + 0.05 * min(element.count, 9) if kind == "birds" else 1.0
                levels[kind] = max(levels.get(kind, 0.0), min(1.0, level * _SIZE_GAIN[element.size] * many))
    levels = _adjust_for_light(levels, direction.light)
    heard = [(kind, round(level, 2)) for kind, level in levels.items() if level >= _MIN_LEVEL]
    return sorted(heard, key=lambda one: (-one[1], one[0]))[:MAX_TEXTURES]


def _adjust_for_light(levels: dict[str, float], light: str) -> dict[str, float]:
    """Birds are quiet at night and in bad weather, insects sing at night, a stormy light brings wind and thunder."""
    levels = dict(levels)
    rough = bool(_BAD_WEATHER & levels.keys()) or light == "storm"
    if light == "storm":
        levels["wind"] = max(levels.get("wind", 0.0), 0.6)
        levels["thunder"] = max(levels.get("thunder", 0.0), 0.5)
    if light == "night" and not rough and _LIVING & levels.keys():
        levels["insects"] = max(levels.get("insects", 0.0), 0.5)
    if "birds" in levels:
        levels["birds"] *= 0.3 if rough or light == "night" else 1.15 if light == "dawn" else 1.0
        levels["birds"] = min(1.0, levels["birds"])
    return levels


def _telling_words(kind: str) -> list[str]:
    """What the table knows of the words of a kind, as they are or without a plural ending: the noun that ends it, or
    else those before it. A fire engine burns as little as a pine forest is a pine."""
    found: list[str] = []
    for word in re.findall(r"[a-z]+", kind.lower()):
        for form in (
            word,
            word.removesuffix("s"),
            word.removesuffix("es"),
            word[:-3] + "y" if word.endswith("ies") else word,
        ):
            if form in TEXTURES_BY_WORD:
                found.append(form)
                break
        else:
            found.append("")
    return found[-1:] if found and found[-1] else [word for word in found if word]
