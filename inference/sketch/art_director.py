"""The sketch art director: names and describes a finished world from its directions, by templates.

It promises a title a person could have chosen that is none of the taken ones, two sentences, and a caption for every strip; the
same seed gives the same words. A title hint is used as it stands where it is free. It does not look at the pictures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from inference.engine import Description
from inference.jobs import FinishJob, Palette, StripNote
from inference.sketch.noise import unit_of
from inference.sketch.vocabulary import GROUP_OF, HEX, plain_name

LONGEST = 120

_NOUNS: dict[str, tuple[str, ...]] = {
    "plain": ("Plain", "Open Country"), "hills": ("Hills", "Valley"), "mountains": ("Mountains", "High Country", "Peaks"),
    "cliffs": ("Cliffs", "Canyon"), "desert": ("Dunes", "Desert"), "ice": ("Ice", "Frozen Country"),
    "volcano": ("Burning Mountain", "Ember Hills"), "cave": ("Hollow Places", "Cavern"), "sea": ("Sea", "Tide", "Shore"),
    "lake": ("Lake", "Still Water"), "river": ("River", "Slow Water"), "undersea": ("Deep", "Drowned Garden"),
    "conifer": ("Pines", "Northern Wood"), "broadleaf": ("Wood", "Green Forest"), "palm": ("Palms", "Warm Coast"),
    "autumn": ("Fallen Leaves", "Autumn Wood"), "blossom": ("Blossom", "Orchard"), "bare": ("Bare Branches", "Grey Wood"),
    "cactus": ("Thirsty Garden",), "meadow": ("Meadow", "Long Grass"), "flowers": ("Wildflowers", "Garden"),
    "wheat": ("Golden Field", "Harvest"), "mushrooms": ("Mushroom Wood",), "rocks": ("Standing Stones",),
    "road": ("Long Road", "Way Home"), "snowfield": ("Snow", "White Country"), "sun": ("Sun", "Bright Morning"),
    "moon": ("Moon",), "stars": ("Stars", "Star Field"), "comet": ("Falling Star",), "planet": ("Other Sky",),
    "aurora": ("Northern Lights",), "rainbow": ("Rainbow",), "clouds": ("Clouds",), "rain": ("Rain",), "snow": ("Snowfall",),
    "storm": ("Storm",), "lightning": ("Thunder",), "fog": ("Mist",), "wind": ("Wind",), "great_tree": ("Great Tree",),
    "castle": ("Castle", "Old Keep"), "house": ("Small House", "Lit Window"), "village": ("Village",), "city": ("City",),
    "tower": ("Tower",), "lighthouse": ("Lighthouse",), "bridge": ("Bridge",), "ruins": ("Ruins", "Old Stones"),
    "temple": ("Temple",), "windmill": ("Windmill",), "pyramid": ("Pyramids",), "ship": ("Ship", "Long Voyage"),
    "boat": ("Little Boats",), "balloon": ("Balloons",), "train": ("Night Train",), "birds": ("Birds", "Wings"),
    "fish": ("Silver Fish",), "whale": ("Whale",), "deer": ("Deer",), "wolf": ("Wolves",), "horse": ("Horses",),
    "sheep": ("Flock",), "dragon": ("Dragon",), "people": ("Travellers", "Strangers"), "lanterns": ("Lanterns",),
    "fireflies": ("Fireflies",), "fire": ("Fire",), "floating_island": ("Floating Islands",), "crystals": ("Crystals",),
    "portal": ("Open Door",), "waterfall": ("Falling Water",),
}  # fmt: skip

_OPENINGS: dict[str, tuple[str, ...]] = {
    "dawn": ("First Light over the {0}", "Before the {0} Wake", "Morning at the {0}"),
    "day": ("The {0} at Noon", "A Clear Day for the {0}", "All Day the {0}"),
    "golden": ("Gold on the {0}", "The Long Light of the {0}", "Late Sun, {0}"),
    "dusk": ("Dusk over the {0}", "The Last of the Light, the {0}", "Evening Comes to the {0}"),
    "night": ("Night over the {0}", "The {0} by Starlight", "What the {0} Dream"),
    "storm": ("Storm over the {0}", "The {0} Hold On", "Thunder and the {0}"),
    "overcast": ("Grey Weather, the {0}", "The {0} under Cloud", "A Quiet Sky for the {0}"),
    "glow": ("Lights among the {0}", "The {0} Are Glowing", "A Lamp for the {0}"),
}
_PAIRS = (
    "The {0} and the {1}", "Where the {0} Meet the {1}", "{0} beyond the {1}", "From the {0} to the {1}",
    "A Song of {0} and {1}", "The {0} That Knew the {1}", "Between the {0} and the {1}",
)  # fmt: skip
_AFTER = (
    "After the {0}",
    "Toward the {0}",
    "The Country of the {0}",
    "A Map of the {0}",
    "Remember the {0}",
    "Under the {0}",
)
_LIGHT_WORDS = {
    "dawn": "first light", "day": "clear daylight", "golden": "late golden light", "dusk": "dusk", "night": "night",
    "storm": "storm light", "overcast": "a grey sky", "glow": "lamplight",
}  # fmt: skip


class SketchArtDirector:
    """Names worlds by templates; holds no state."""

    def describe(self, job: FinishJob, palette: Palette) -> Description:
        """Title (at most 120 characters, none of ``job.taken_titles``), two sentences, a caption per strip position."""
        kinds = _subjects(job.strips)
        taken = {_plain(title) for title in job.taken_titles}
        title = next(name for name in _titles(job, kinds) if _plain(name) not in taken)
        return Description(
            title=title,
            description=_description(job, kinds, palette),
            captions={strip.position: _caption(strip) for strip in job.strips},
        )


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


def _subjects(strips: Sequence[StripNote]) -> list[str]:
    """Kinds of the world, the most telling first: things before land, the often said before the seldom said."""
    weight = {"land": 1, "water": 1, "cover": 1, "ground": 1, "weather": 0, "heaven": 1}
    score: Counter[str] = Counter()
    for strip in strips:
        for element in strip.direction.elements:
            group = GROUP_OF.get(element.kind)
            if group is not None and element.kind in _NOUNS:
                score[element.kind] += weight.get(group, 3)
    return [kind for kind, _ in sorted(score.items(), key=lambda pair: (-pair[1], pair[0]))]


def _titles(job: FinishJob, kinds: list[str]) -> Iterator[str]:
    """Titles, the best first; never ends."""
    hint = " ".join(job.title_hint.split())[:LONGEST]
    made = list(_made(job, kinds))
    if hint:
        yield hint if any(char.isupper() for char in hint) else hint[:1].upper() + hint[1:]
        yield from (f"{hint}: {title}"[:LONGEST] for title in made)
    yield from made
    number = 2
    while True:
        end = f", Part {number}"
        yield (hint or made[0])[: LONGEST - len(end)] + end
        number += 1


def _made(job: FinishJob, kinds: list[str]) -> Iterator[str]:
    def pick(options: Sequence[str], salt: int) -> str:
        return options[int(unit_of(job.seed, salt, len(options)) * len(options))]

    lights = Counter(strip.direction.light for strip in job.strips)
    light = sorted(lights.items(), key=lambda pair: (-pair[1], pair[0]))[0][0]
    nouns = [pick(_NOUNS[kind], 3 + index) for index, kind in enumerate(kinds[:5])] or ["Quiet Country"]
    titles = [opening.format(nouns[0]) for opening in _OPENINGS[light]]
    titles += [pair.format(nouns[0], other) for other in nouns[1:] for pair in _PAIRS]
    titles += [opening.format(noun) for noun in nouns for opening in _AFTER]
    order = sorted(range(len(titles)), key=lambda index: unit_of(job.seed, 60, index))
    yield from (titles[index] for index in order)


def _description(job: FinishJob, kinds: list[str], palette: Palette) -> str:
    lights = list(dict.fromkeys(_LIGHT_WORDS[strip.direction.light] for strip in job.strips))
    passage = f"in {lights[0]}" if len(lights) == 1 else f"from {lights[0]} to {lights[-1]}"
    if len(lights) > 1 and lights[0] == lights[-1]:
        passage = f"in {lights[0]}"
    seen = _and([plain_name(kind, 2) if GROUP_OF[kind] == "creature" else plain_name(kind) for kind in kinds[:4]])
    first = f"A mural of {len(job.strips)} {'strip' if len(job.strips) == 1 else 'strips'} {passage}"
    first += f", with {seen}." if seen else "."
    people = [name for name in dict.fromkeys(name.strip() for name in job.narrators) if name]
    told = f"told by {_and(people[:6])}" if people else "told aloud"
    warm = "warm" if palette.warmth > 0.12 else ("cool" if palette.warmth < -0.12 else "muted")
    deep = "dark" if palette.brightness < 0.3 else ("bright" if palette.brightness > 0.62 else "soft")
    moods = Counter(strip.direction.mood for strip in job.strips)
    mood = sorted(moods.items(), key=lambda pair: (-pair[1], pair[0]))[0][0]
    return f"{first} It is a {mood} story in {deep}, {warm} colours, {told}."[:1000]


def _caption(strip: StripNote) -> str:
    seen = []
    for element in strip.direction.elements[:6]:
        name = plain_name(element.kind, element.count)
        count = (
            ""
            if element.count == 1 or GROUP_OF.get(element.kind) in ("land", "cover", "ground")
            else f"{element.count} "
        )
        seen.append(count + (f"{element.colour} " if element.colour in HEX else "") + name)
    scene = f"Painted in {_LIGHT_WORDS[strip.direction.light]}"
    return f"{scene}: {_and(seen)}. “{strip.text}”" if seen else f"{scene}. “{strip.text}”"


def _and(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]
