"""The painter's prompt: a direction in English sentences.

FLUX.2-klein reads plain sentences and has no negative prompt, so everything is said positively. The scene comes first
because the painter weighs that most; then style, shot, light, mood and colours, always in the same order and words, so
that two prompts of one style differ only in what they show.
"""

from __future__ import annotations

from inference.contract.art_styles import ART_STYLES
from inference.contract.direction import Direction, Light, Mood, Shot

SHOT_PHRASES: dict[Shot, str] = {
    "wide": "seen wide, with a far horizon",
    "medium": "seen from a little way off",
    "close": "seen close up",
    "aerial": "seen from high above",
    "low": "seen from low on the ground, looking up",
    "underwater": "seen under water",
}
LIGHT_PHRASES: dict[Light, str] = {
    "dawn": "the pale light of dawn",
    "day": "clear daylight",
    "golden": "low golden sunlight",
    "dusk": "the violet light of dusk",
    "night": "deep night, lit by moon and stars",
    "storm": "the dark light of a storm",
    "overcast": "soft grey light under clouds",
    "glow": "a warm glow in the dark",
}
MOOD_PHRASES: dict[Mood, str] = {
    "calm": "calm",
    "joyful": "joyful",
    "wondrous": "full of wonder",
    "eerie": "eerie",
    "tense": "tense",
    "sad": "sad and quiet",
    "fierce": "fierce",
    "lonely": "lonely",
}
_COLOURS = {
    "black": (20, 20, 22), "charcoal": (58, 60, 66), "grey": (128, 128, 130), "silver": (190, 192, 196),
    "white": (244, 244, 242), "cream": (240, 228, 200), "sand": (214, 188, 142), "ochre": (200, 146, 52),
    "gold": (232, 186, 62), "yellow": (246, 222, 80), "orange": (230, 126, 44), "rust": (168, 76, 36),
    "brown": (104, 68, 44), "red": (196, 44, 40), "crimson": (142, 26, 48), "rose": (222, 128, 140),
    "pink": (240, 180, 196), "plum": (98, 46, 92), "violet": (126, 84, 176), "lavender": (186, 170, 220),
    "indigo": (52, 48, 112), "navy": (24, 34, 72), "blue": (48, 96, 180), "sky blue": (140, 188, 228),
    "slate blue": (88, 108, 138), "turquoise": (64, 180, 184), "teal": (28, 110, 116), "sea green": (66, 146, 118),
    "mint": (174, 220, 190), "green": (66, 136, 62), "olive": (118, 118, 52), "moss green": (86, 98, 54),
    "dark green": (28, 62, 42),
}  # fmt: skip
MAX_SCENE_WORDS = 150
"""Words of the scene in the prompt: with the rest they stay well below 512 tokens."""


def prompt_for(direction: Direction) -> str:
    """The prompt of a direction, one paragraph; the same direction gives the same prompt."""
    scene = " ".join(direction.scene.split()[:MAX_SCENE_WORDS]).rstrip(" .,;:")
    colours = list(dict.fromkeys(colour_name(value) for value in direction.palette))
    return (
        f"{scene[:1].upper()}{scene[1:]}. "
        f"Part of one long mural, {ART_STYLES[direction.art_style].prompt}, "
        f"filling the whole picture, {SHOT_PHRASES[direction.shot]}. "
        f"The light is {LIGHT_PHRASES[direction.light]}; the mood is {MOOD_PHRASES[direction.mood]}. "
        f"Colours: {_listed(colours)}."
    )


def colour_name(value: str) -> str:
    """The nearest colour word for a CSS hex colour, ``#rgb`` or ``#rrggbb``; any other text is returned as it is."""
    digits = value.strip().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    try:
        red, green, blue = bytes.fromhex(digits)
    except ValueError:
        return value.strip()

    # A perceptual distance: the low-cost metric of Thiadmer Riemersma ("Colour metric", CompuPhase).
    def distance(name: str) -> float:
        r, g, b = _COLOURS[name]
        mean = (red + r) / 2
        return (2 + mean / 256) * (red - r) ** 2 + 4 * (green - g) ** 2 + (2 + (255 - mean) / 256) * (blue - b) ** 2

    return min(_COLOURS, key=distance)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
