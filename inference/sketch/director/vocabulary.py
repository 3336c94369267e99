"""Words by which the sketch director reads a phrase and that name no kind: light, mood, shot, place, verbs.

It is data. Words are lower case and without accents; an expression of up to three words is written with hyphens
("golden-hour"). The words of the kinds stand in their records (inference/sketch/catalogue); colours, numbers and sizes
stand in inference/engine/lexicon.py.
"""

from __future__ import annotations

from typing import Literal

IRREGULAR: dict[str, str] = {"mice": "mouse", "thieves": "thief", "knives": "knife"}
"""Irregular plurals of words that stand for no kind; questions are compared by them."""


def all_of(words: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(words.split())


PLACES: dict[str, Literal["left", "centre", "right"]] = {
    "left": "left", "right": "right", "centre": "centre", "center": "centre", "middle": "centre", "midst": "centre",
}  # fmt: skip

ONE_TREE = all_of("tree oak beech maple elm willow birch poplar linden")
"""Words of the forest's kind that mean one tree where one is said."""

DISTANCES: dict[str, Literal["small", "large"]] = {
    "distance": "small", "far-away": "small", "far-off": "small", "horizon": "small", "background": "small",
    "foreground": "large", "up-close": "large", "close-up": "large", "before-us": "large",
}  # fmt: skip
"""How large a thing looks by where it is said to be."""

LIGHTS: dict[str, str] = {
    word: light
    for light, words in {
        "dawn": "dawn sunrise daybreak daybreaks morning first-light sun-rise",
        "day": "day noon midday afternoon daylight sunny daytime sunlit clear-sky blue-sky summer cloudless",
        "golden": "golden-hour golden-light golden-sun late-sun amber-light golden-evening",
        "dusk": "dusk sunset evening twilight gloaming sundown nightfall-near eventide",
        "night": (
            "night midnight nightfall darkness nocturnal in-the-dark gets-dark grows-dark after-dark moonlit "
            "starlit night-time moonless"
        ),
        "storm": "stormlight thundery",
        "overcast": "overcast grey-sky gray-sky gloomy dull leaden",
        "glow": "glow glowing shimmering luminous bioluminescent lit neon radiant",
    }.items()
    for word in words.split()
}

MOODS: dict[str, str] = {
    word: mood
    for mood, words in {
        "calm": (
            "calm quiet still peaceful gentle soft serene sleepy silent slow rest restful tranquil hush sleep dream"
        ),
        "joyful": (
            "happy joy joyful merry laugh laughing dance dancing sing singing festival celebration bright "
            "play playful cheerful smile feast wedding party love warm"
        ),
        "wondrous": (
            "magic magical wonder wondrous strange enchanted mystical dreamlike fantastic marvel miracle "
            "ancient sacred secret hidden shining sparkling marvellous marvelous"
        ),
        "eerie": (
            "eerie dark haunted spooky ghostly shadow shadowy cursed creepy whisper uncanny weird nightmare "
            "dead bone skull"
        ),
        "tense": ("danger dangerous fear afraid chase hunt hunted threat waiting lurking escape flee trap"),
        "sad": ("sad sorrow tear cry crying weep weeping grief mourn mourning lost broken goodbye farewell melancholy"),
        "fierce": (
            "war battle rage raging fierce angry fury furious roar roaring fight burn blazing attack explode "
            "wild crash destroy"
        ),
        "lonely": "lonely alone abandoned forgotten empty desolate solitude deserted silence forsaken",
    }.items()
    for word in words.split()
}

SHOTS: dict[str, str] = {
    word: shot
    for shot, words in {
        "wide": "surface we-surface panorama vast everywhere horizon-wide wide-view",
        "close": "close-up closely up-close zoom-in zooms-in zoom-on look-closer closer",
        "aerial": ("we-fly we-soar fly-over fly-high above-the-clouds aerial from-above bird-eye overhead high-above"),
        "low": "low-angle looking-up look-up towering-over towering",
        "underwater": (
            "underwater undersea deep-sea we-dive dive-down dive-under dives-under dives-into dive-into "
            "beneath-the-wave under-the-sea below-the-wave beneath-the-sea under-water seabed sea-floor "
            "ocean-floor under-the-ocean beneath-the-ocean below-the-surface beneath-the-surface reef kelp"
        ),
    }.items()
    for word in words.split()
}

PREPOSITIONS = all_of("""
    in on at over under by above with near through across into from to below behind beside beyond around towards
    toward
""")
"""Words that no adjective of the next noun stands before: "a castle with red roofs in a forest" has no red forest."""

STEMS = frozenset({"rain", "snow", "storm", "flower", "blossom", "wood", "forest", "drizzle", "pour", "bloom"})
"""Stems that stay nouns under "-ing" and "-ed": it is snowing, a wooded hill; but a fishing village shows no fish."""

NO = frozenset({"no", "without", "not", "never", "nor", "neither", "cannot", "lacking"})
"""Words that take away what they come before."""

GONE = all_of("""
    cease fade vanish disappear gone melt dissolve
""")
"""Verbs, as stems, that take away what they come after: "the rain stops", "the fog lifts"."""

BACK = frozenset({"back", "return", "returns", "returned", "returning", "again", "revisit", "home"})
"""Words that go back to a thing that was told before, and to the land around it."""

DIMMING = frozenset({"darkness", "gets-dark", "grows-dark", "in-the-dark"})
"""Words of darkness that mean the storm where there is one, else the night."""

PASSING = all_of("""
    stop end clear lift finish die retreat subside disperse pass ease calm settle quieten clears leave weaken abate
""")
"""The same for weather, fire and lights only: a storm that passes is over, a whale that passes is there."""

SINK = frozenset({"set", "sink", "sinking", "setting", "dip", "down", "drop", "low"})
RISE = frozenset({"rise", "rising", "climb", "break", "come", "wake", "return", "up", "appear"})
"""What the sun, the day and the night do: they move the light."""

JOINING = all_of("""
    the and of in on at to with over under from by into through is are was were it its there that this then as
    we i you he she they his her their our my for but or so now up out all very turn grow become be begin start
    slowly suddenly across around between beyond behind where when while has have had do does will can see look
    fall stand come go along toward towards onto far away down like here them him us me who which what again
""")
"""Words that carry no picture; they are never counted as unknown."""

KEEPS: dict[str, frozenset[str]] = {
    "night": all_of(
        "moon moonlight star starlight lantern candle torch firefly sleep asleep dream bed campfire owl bat ghost dark "
        "shadow lamp bedtime snore midnight nightmare vampire comet aurora firework"
    ),
    "dusk": all_of("lantern candle lamp campfire firefly shadow evening supper dinner bat"),
    "rain": all_of("puddle umbrella wet soaked drip raincoat mud muddy drenched drop damp boots cloud"),
    "storm": all_of("thunder lightning wave gale shipwreck wreck roar wind rain hail cloud flood"),
    "snow": all_of("snowman sledge sled sleigh ski ice cold freezing footprint skate snowball frost scarf"),
    "fog": all_of("lost ghost shadow damp grey silhouette foghorn haze"),
    "wind": all_of("kite sail blow leaf flag hat"),
}
"""Words in which the story plainly goes on in a light or a weather that was said before."""

UNPAINTED = all_of("""
    way time thing things lot bit piece rest kind sort day days year years week month hour minute moment hours minutes
    name world story life end beginning side place part top bottom middle edge distance air foreground background
    picture scene size colour color word noise sound voice call song nothing everything something anything
    somebody someone anyone everyone today tomorrow yesterday morning evening afternoon front number pair group
    others other another self ground floor midst sight view far surface height depth nearby morn eve one ones
    breakfast supper while again turn home people school work play game smell taste music silence shape shadow
    heap pile bunch handful slice drop load mess lights light sunlight direction
    corner row line circle course fun luck dark bright kindness weather
    season spring autumn winter summer
""")
"""Nouns that name no thing that could be missed in a picture."""

HARSH = all_of("""
    idiot idiots stupid moron fool jerk bastard bitch asshole ass arse shit crap fuck fucking fucker damn cunt dick
    prick slut whore nigger faggot retard loser scum blood gore guts corpse corpses intestines organs brains vomit
    sex porn penis vagina naked nude rape
""")
"""Insults, gore and the like: neither painted nor said back."""
