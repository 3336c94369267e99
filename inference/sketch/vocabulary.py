"""The sketch engine's one vocabulary: which words mean which element, colour, number, size, place,
light, mood and shot.

It is data. A line of ``THINGS`` is one kind that the painter knows: its group, its words (the first is the name), how
many a bare plural means, and the mood it brings. To teach a new word, add it to the line of its nearest kind; to teach
a new kind, add a line here and a hand in the painter. Words are written singular and lower case, without accents;
expressions of up to three words are written with a hyphen ("hot-air-balloon"). It parses nothing: director.py does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inference.engine.lexicon import COLOURS as COLOURS
from inference.engine.lexicon import HEX as HEX
from inference.engine.lexicon import NUMBERS as NUMBERS
from inference.engine.lexicon import SIZES as SIZES

Group = Literal[
    "land", "water", "cover", "sky", "weather", "plant", "building", "vessel", "creature", "wonder", "ground", "heaven"
]


@dataclass(frozen=True)
class Thing:
    """One kind of element. ``several`` is what a bare plural means; ``mood`` and ``light`` are what it brings along."""

    kind: str
    group: Group
    words: tuple[str, ...]
    several: int = 3
    mood: str = ""
    light: str = ""


def _things(group: Group, *lines: str) -> list[Thing]:
    """Read lines of the form ``kind [several] [mood=…] [light=…]: word word …``."""
    things = []
    for line in lines:
        head, words = line.split(":")
        kind, *options = head.split()
        several, mood, light = 3, "", ""
        for option in options:
            if option.startswith("mood="):
                mood = option[5:]
            elif option.startswith("light="):
                light = option[6:]
            else:
                several = int(option)
        things.append(Thing(kind, group, tuple(words.split()), several, mood, light))
    return things


THINGS: dict[str, Thing] = {
    thing.kind: thing
    for thing in [
        *_things(
            "land",
            "plain: plain prairie steppe savanna savannah lowland tundra moor heath grassland pasture farmland countryside",
            "hills: hill hillside knoll slope foothill highland valley vale dale glen",
            "mountains mood=wondrous: mountain mount peak summit ridge alp range massif crag himalaya",
            "cliffs: cliff bluff precipice mesa escarpment fjord crag-face",
            "canyon mood=wondrous: canyon gorge ravine chasm crevasse abyss-edge gulch",
            "desert: desert dune sand sahara wasteland badland",
            "ice: ice glacier arctic antarctic polar permafrost icefield",
            "volcano mood=fierce light=glow: volcano crater lava magma eruption caldera",
            "beach mood=calm: beach shore seashore coast coastline seaside strand sandbank",
            "cave mood=eerie: cave cavern grotto tunnel underworld",
        ),
        *_things(
            "water",
            "sea: sea ocean tide bay gulf lagoon harbour harbor port open-water",
            "lake: lake pond tarn mere loch reservoir pool oasis water puddle",
            "swamp mood=eerie: swamp marsh bog wetland mire fen swampland marshland bayou everglade",
            "river: river stream brook creek canal rapid torrent delta rivulet estuary",
            "undersea mood=wondrous: undersea deep-sea seabed reef coral kelp sea-floor ocean-floor seaweed atlantis",
        ),
        *_things(
            "cover",
            "conifer 14: pine fir spruce conifer cedar larch taiga evergreen pine-forest pine-tree fir-tree redwood sequoia",
            "broadleaf 12: forest wood woodland tree oak beech maple elm grove willow birch thicket copse orchard jungle "
            "rainforest leaf glade poplar linden",
            "palm 7 mood=joyful: palm coconut palm-tree coconut-tree",
            "autumn 12: autumn fall-leaf autumn-forest autumn-wood autumn-tree autumn-leaf autumn-leave golden-leaf red-leaf "
            "fallen-leaf harvest",
            "blossom 9 mood=joyful: blossom cherry cherry-blossom cherry-tree sakura bloom petal apple-tree almond-tree "
            "plum-tree spring",
            "bare 9 mood=sad: bare-tree dead-tree dead-forest burned-forest burnt-forest withered-tree bare-branch thorn",
            "cactus 6: cactus cacti saguaro",
        ),
        *_things(
            "ground",
            "meadow mood=calm: meadow grass field lawn lea clearing",
            "flowers 24 mood=joyful: flower wildflower poppy daisy rosebush lavender tulip sunflower bluebell garden iris lotus "
            "lily violet-flower petunia orchid",
            "wheat: wheat corn barley rye grain crop wheatfield cornfield",
            "giant_mushrooms 4 mood=wondrous: giant-mushroom huge-mushroom great-mushroom enormous-mushroom giant-toadstool tall-mushroom",
            "mushrooms 7 mood=wondrous: mushroom toadstool fungus fungi",
            "reeds 16: reed rush bulrush cattail bamboo",
            "rocks 6: rock stone boulder pebble standing-stone megalith",
            "road: road path trail track lane street way highway footpath pathway",
            "frozen: frozen icy iced ice-covered frosty frost frosted",
            "snowfield: snowfield snow-field snowy-field snowy winter snowdrift snow-covered",
        ),
        *_things(
            "heaven",
            "sky: sky heaven firmament horizon",
            "sun: sun burning-sun sunshine sunlight sunbeam sunray daystar",
            "moon mood=calm light=night: moon moonlight moonbeam crescent full-moon half-moon new-moon moonrise",
            "stars mood=wondrous light=night: star starlight constellation milky-way galaxy starry cosmos starfield nebula "
            "universe",
            "comet mood=wondrous light=night: comet meteor shooting-star falling-star meteorite asteroid",
            "planet 2 mood=wondrous: planet saturn jupiter mars ringed-planet alien-world",
            "aurora mood=wondrous light=night: aurora northern-light polar-light southern-light borealis",
            "rainbow mood=joyful: rainbow",
            "clouds: cloud cloudy cloudbank thundercloud cumulus",
        ),
        *_things(
            "weather",
            "rain mood=sad: rain drizzle shower downpour raindrop rainy raining monsoon pour",
            "snow: snow snowfall snowflake blizzard flurry snowing sleet snowstorm",
            "storm mood=fierce light=storm: storm thunderstorm tempest hurricane tornado cyclone gale squall typhoon stormy",
            "lightning mood=fierce light=storm: lightning thunder thunderbolt lightning-bolt bolt",
            "fog mood=eerie: fog mist haze misty foggy smog vapour vapor hazy",
            "wind: wind breeze gust windy",
        ),
        *_things(
            "plant",
            "great_tree mood=wondrous: great-tree giant-tree ancient-tree world-tree old-tree ancient-oak giant-oak old-oak "
            "huge-tree lone-tree lonely-tree single-tree treehouse enormous-tree",
        ),
        *_things(
            "building",
            "castle 2 mood=wondrous: castle palace fortress citadel keep stronghold fort kingdom chateau alcazar",
            "house 3: house cottage cabin hut farmhouse farm barn shack lodge inn chalet",
            "village: village town hamlet settlement townlet",
            "city 2: city metropolis skyscraper downtown skyline megacity cityscape building capital",
            "tower 2: tower spire turret belfry steeple minaret obelisk monolith pillar watchtower chapel church cathedral",
            "lighthouse: lighthouse beacon pharos",
            "bridge: bridge viaduct aqueduct footbridge stone-arch archway",
            "ruined_tower 1 mood=lonely: ruined-tower broken-tower tower-ruin crumbling-tower fallen-tower",
            "ruins 2 mood=lonely: ruin temple-ruin column colonnade tomb rubble relic ruined-castle ruined-temple ruined-city "
            "ruined-church ruined-village ruined-house ruined-palace ruined ancient-stone",
            "graves 7 mood=eerie: graveyard grave cemetery gravestone tombstone",
            "statue 1 mood=wondrous: statue sculpture colossus idol",
            "tent 4: tent camp encampment teepee tipi yurt",
            "temple 2 mood=calm: temple pagoda shrine monastery pavilion torii gate sanctuary",
            "windmill 3: windmill mill turbine",
            "pyramid 3 mood=wondrous: pyramid ziggurat sphinx",
        ),
        *_things(
            "vessel",
            "ship 3: ship galleon frigate schooner brig vessel fleet armada pirate caravel pirate-ship ghost-ship",
            "boat 4: boat sailboat rowboat canoe raft dinghy gondola kayak yacht ferry junk",
            "balloon 4 mood=joyful: balloon hot-air-balloon airship zeppelin blimp",
            "train: train locomotive railway steam-train railroad tram carriage",
        ),
        *_things(
            "creature",
            "birds 9: bird gull seagull crow raven swallow goose eagle hawk flock heron dove crane parrot owl albatross "
            "pelican bat falcon vulture sparrow robin stork",
            "butterflies 9 mood=joyful: butterfly moth dragonfly",
            "swan 3 mood=calm: swan duck duckling",
            "fish 9: fish shoal salmon trout shark minnow goldfish school-of-fish tuna herring",
            "dolphin 3 mood=joyful: dolphin porpoise",
            "jellyfish 5 mood=wondrous: jellyfish medusa octopus squid kraken",
            "whale 2 mood=wondrous: whale orca leviathan humpback",
            "deer 3: deer stag doe fawn elk moose antelope reindeer gazelle caribou",
            "wolf 4 mood=tense: wolf dog coyote hound jackal beast werewolf",
            "fox 2: fox vixen",
            "bear 2: bear grizzly polar-bear brown-bear cub",
            "cat 2: cat kitten lion tiger panther leopard lioness lynx cheetah",
            "elephant 3 mood=wondrous: elephant mammoth",
            "rabbit 4: rabbit hare bunny",
            "horse 4: horse stallion mare pony unicorn foal mustang donkey zebra",
            "rider 3: rider knight horseman horsewoman cavalry cowboy cavalier camel caravan",
            "sheep 6 mood=calm: sheep lamb goat",
            "cow 5: cow cattle bull calf buffalo bison ox yak herd",
            "dragon 2 mood=fierce: dragon wyvern drake phoenix griffin wyrm",
            "giant mood=wondrous: giant ogre titan troll golem cyclops",
            "ghost 3 mood=eerie: ghost spirit phantom spectre specter wraith",
            "people 4: people person man woman child girl boy traveller traveler wanderer crowd figure king queen witch "
            "wizard monk pilgrim fisherman farmer sailor hero soldier army friend couple lover dancer hunter "
            "shepherd stranger mother father human gathering princess prince fairy-queen boy child someone everyone villager",
        ),
        *_things(
            "wonder",
            "lanterns 9 mood=wondrous light=glow: lantern lamp candle paper-lantern fairy-light torch",
            "fireflies 24 mood=wondrous light=glow: firefly glow-worm fairy pixie spark will-o-wisp wisp ember",
            "fire light=glow: burning burns aflame on-fire fire campfire bonfire flame blaze hearth wildfire",
            "floating_island 3 mood=wondrous: floating-island sky-island floating-rock flying-island floating-mountain "
            "island-in-the-sky",
            "crystals 7 mood=wondrous: crystal gem amethyst quartz diamond jewel emerald sapphire ruby",
            "portal mood=wondrous light=glow: portal gateway stargate vortex rift doorway magic-door wormhole door",
            "waves 3 mood=fierce: wave tsunami breaker tidal-wave surf whitecap",
            "rocket 1 mood=wondrous: rocket spaceship spacecraft starship shuttle ufo saucer",
            "waterfall 2: waterfall cascade cataract",
            "island 3 mood=lonely: island isle atoll archipelago islet",
            "iceberg 3 mood=lonely: iceberg berg ice-floe floe",
            "smoke: smoke steam chimney-smoke",
        ),
    ]
}

GROUP_OF: dict[str, Group] = {kind: thing.group for kind, thing in THINGS.items()}

IRREGULAR: dict[str, str] = {
    "wolves": "wolf", "leaves": "leaf", "geese": "goose", "men": "man", "women": "woman", "children": "child",
    "fishes": "fish", "deers": "deer", "cacti": "cactus", "fungi": "fungus", "mice": "mouse", "oxen": "ox",
    "fireflies": "firefly", "butterflies": "butterfly", "thieves": "thief", "skies": "sky", "persons": "person",
    "woods": "wood", "lilies": "lily", "daisies": "daisy", "poppies": "poppy", "wolfs": "wolf",
    "snows": "snow", "rains": "rain", "seas": "sea", "calves": "calf", "cliffs": "cliff", "reefs": "reef",
    "elks": "elk", "knives": "knife", "fairies": "fairy", "cities": "city", "bodies": "body", "roses": "rosebush",
    "snowed": "snow", "rained": "rain", "storms": "storm", "blossoming": "blossom",
}  # fmt: skip
"""Forms that the plural rules would miss, to the word that THINGS knows."""

PLAIN: dict[str, tuple[str, str]] = {
    "conifer": ("conifers", "conifers"), "broadleaf": ("leafy trees", "leafy trees"), "autumn": ("autumn trees",) * 2,
    "blossom": ("blossoming trees",) * 2, "bare": ("bare trees",) * 2, "palm": ("palms", "palms"),
    "cactus": ("cacti", "cacti"), "snowfield": ("snow on the ground",) * 2, "frozen": ("frost",) * 2, "undersea": ("the sea floor",) * 2,
    "wolf": ("wolf", "wolves"), "people": ("person", "people"), "house": ("house", "houses"), "city": ("city", "cities"),
    "great_tree": ("great tree", "great trees"), "giant_mushrooms": ("giant mushroom", "giant mushrooms"),
    "butterflies": ("butterfly", "butterflies"), "fox": ("fox", "foxes"), "jellyfish": ("jellyfish", "jellyfish"),
    "graves": ("grave", "graves"), "waves": ("wave", "waves"), "ruined_tower": ("ruined tower", "ruined towers"),
    "birds": ("bird", "birds"), "lanterns": ("lantern", "lanterns"), "fireflies": ("firefly", "fireflies"),
    "crystals": ("crystal", "crystals"), "mushrooms": ("mushroom", "mushrooms"), "flowers": ("flower", "flowers"), "floating_island": ("floating island", "floating islands"),
}  # fmt: skip
"""Plain words for a kind, one and several, where the kind's own name would not do."""

SAME_IN_PLURAL = frozenset({"fish", "deer", "sheep", "ruins", "stars", "rocks", "reeds", "clouds", "hills", "mountains", "cliffs", "people",
                            "lightning", "rain", "snow", "fog", "ice", "wheat", "wind"})  # fmt: skip


def plain_name(kind: str, count: int = 1) -> str:
    """A kind in plain words: ``plain_name("wolf", 2)`` is "wolves"."""
    if kind in PLAIN:
        return PLAIN[kind][count > 1]
    name = kind.replace("_", " ")
    return name if count == 1 or kind in SAME_IN_PLURAL else name + "s"


ALWAYS_MANY = frozenset({"jellyfish", "fish", "deer", "sheep", "people"})
"""Words that mean several without a plural, unless a number is said."""

CROWDS: dict[str, int] = {
    "crowd": 18,
    "army": 20,
    "gathering": 14,
    "fleet": 6,
    "armada": 7,
    "caravan": 5,
    "cavalry": 6,
    "flock": 12,
    "herd": 8,
    "graveyard": 9,
    "cemetery": 9,
    "camp": 4,
    "encampment": 5,
}
"""How many a collective word means where the kind's own plural would not do."""

COLLECTIVE = frozenset({*CROWDS, "flock", "shoal", "herd", "fleet", "crowd", "army", "armada", "cattle", "forest", "wood", "jungle",
                        "grove", "orchard", "taiga", "woodland", "thicket", "copse"})  # fmt: skip
"""Words that mean several even after "a"."""

PLACES: dict[str, Literal["left", "centre", "right"]] = {
    "left": "left", "right": "right", "centre": "centre", "center": "centre", "middle": "centre", "midst": "centre",
}  # fmt: skip

LIGHTS: dict[str, str] = {
    word: light
    for light, words in {
        "dawn": "dawn sunrise daybreak daybreaks morning first-light sun-rise",
        "day": "day noon midday afternoon daylight bright sunny daytime sunlit clear-sky blue-sky summer cloudless",
        "golden": "golden-hour golden-light golden-sun late-sun amber-light golden-evening",
        "dusk": "dusk sunset evening twilight gloaming sundown nightfall-near eventide",
        "night": "night midnight nightfall darkness nocturnal in-the-dark gets-dark grows-dark after-dark moonlit starlit night-time moonless",
        "storm": "stormlight thundery",
        "overcast": "overcast grey-sky gray-sky gloomy dull leaden",
        "glow": "glow glowing shimmering luminous bioluminescent lit neon radiant",
    }.items()
    for word in words.split()
}

MOODS: dict[str, str] = {
    word: mood
    for mood, words in {
        "calm": "calm quiet still peaceful gentle soft serene sleepy silent slow rest restful tranquil hush sleep dream",
        "joyful": "happy joy joyful merry laugh laughing dance dancing sing singing festival celebration bright play "
        "playful cheerful smile feast wedding party love warm",
        "wondrous": "magic magical wonder wondrous strange enchanted mystical dreamlike fantastic marvel miracle ancient "
        "sacred secret hidden shining sparkling marvellous marvelous",
        "eerie": "eerie dark haunted spooky ghostly shadow shadowy cursed creepy whisper uncanny weird nightmare dead bone skull",
        "tense": "danger dangerous fear afraid chase hunt hunted threat waiting lurking watch escape run flee hide trap",
        "sad": "sad sorrow tear cry crying weep weeping grief mourn mourning lost broken goodbye farewell melancholy",
        "fierce": "war battle rage raging fierce angry fury furious roar roaring fight burn blazing attack explode wild "
        "crash destroy",
        "lonely": "lonely alone abandoned forgotten empty desolate solitude deserted silence forsaken far",
    }.items()
    for word in words.split()
}

SHOTS: dict[str, str] = {
    word: shot
    for shot, words in {
        "wide": "surface we-surface panorama vast everywhere horizon-wide wide-view",
        "close": "close close-up near nearby closely beside up-close",
        "aerial": "we-fly we-soar fly-over fly-high above-the-clouds aerial from-above bird-eye overhead from-the-sky high-above",
        "low": "low-angle looking-up look-up towering-over towering",
        "underwater": "underwater undersea deep-sea we-dive dive-down dive-under dives-under dives-into dive-into beneath-the-wave under-the-sea below-the-wave beneath-the-sea under-water "
        "seabed sea-floor ocean-floor under-the-ocean beneath-the-ocean below-the-surface beneath-the-surface reef kelp",
    }.items()
    for word in words.split()
}

VERBS = frozenset({
    "arches", "arch", "towers", "tower", "waves", "wave", "rocks", "rock", "storms", "fires", "springs", "leaves", "leave", "bears",
    "ducks", "swallows", "bridges", "flowers", "camps", "camp", "lights", "stars", "flocks", "crowds", "crowd", "bolts", "pours", "spires",
    "ships", "trains", "parks", "fields", "roads", "lies", "horses", "fishes", "fish", "dances",
})  # fmt: skip
"""Words that are verbs right after a noun or a pronoun: "a rainbow arches over", "the ship leaves"."""

PREPOSITIONS = frozenset({"in", "on", "at", "over", "under", "by", "above", "with", "near", "through", "across", "into", "from", "to",
                          "below", "behind", "beside", "beyond", "around", "towards", "toward"})  # fmt: skip
"""Words that no adjective of the next noun stands before: "a castle with red roofs in a forest" has no red forest."""

STEMS = frozenset({"rain", "snow", "storm", "flower", "blossom", "wood", "forest", "drizzle", "pour", "bloom"})
"""Stems that stay nouns under "-ing" and "-ed": it is snowing, a wooded hill; but a fishing village shows no fish."""

NO = frozenset({"no", "without", "not", "never", "nor", "neither", "cannot", "lacking"})
"""Words that take away what they come before."""

GONE = frozenset({
    "stop", "end", "cease", "fade", "vanish", "disappear", "gone", "clear", "melt", "lift",
    "finish", "die", "dissolve", "retreat", "subside", "disperse",
})  # fmt: skip
"""Verbs, as stems, that take away what they come after: "the rain stops", "the fog lifts"."""

BACK = frozenset({"back", "return", "returns", "returned", "returning", "again", "revisit", "home"})
"""Words that go back to a thing that was told before, and to the land around it."""

DIMMING = frozenset({"darkness", "gets-dark", "grows-dark", "in-the-dark"})
"""Words of darkness that mean the storm where there is one, else the night."""

PASSING = frozenset({"pass", "ease", "calm", "settle", "quieten", "clears", "leave", "weaken", "abate"})
"""The same for weather only: a storm that passes is over, a whale that passes is there."""

SINK = frozenset({"set", "sink", "sinking", "setting", "dip", "down", "drop", "low"})
RISE = frozenset({"rise", "rising", "climb", "break", "come", "wake", "return", "up", "appear"})
"""What the sun, the day and the night do: they move the light."""

JOINING = frozenset({
    "the", "and", "of", "in", "on", "at", "to", "with", "over", "under", "from", "by", "into", "through", "is", "are",
    "was", "were", "it", "its", "there", "that", "this", "then", "as", "we", "i", "you", "he", "she", "they", "his", "her",
    "their", "our", "my", "for", "but", "or", "so", "now", "up", "out", "all", "very", "turn", "grow", "become", "be",
    "begin", "start", "slowly", "suddenly", "across", "around", "between", "beyond", "behind", "where", "when", "while",
    "has", "have", "had", "do", "does", "will", "can", "see", "look", "fall", "stand", "come", "go", "along", "toward",
    "towards", "onto", "far", "away", "down", "like", "here", "them", "him", "us", "me", "who", "which", "what", "again",
})  # fmt: skip
"""Words that carry no picture; they are never counted as unknown."""
