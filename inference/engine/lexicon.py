"""The words for colours, numbers and sizes that every director reads the same way, and the palette of each light.

Data with one pure function, shared by the sketch engine's vocabulary and the models engine's director. Words are lower
case and without accents. Words for things (a dragon, a lighthouse) are not here.
"""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from typing import Literal

from inference.contract.direction import Light

COLOURS: dict[str, tuple[str, str]] = {
    name: (colour, value)
    for colour, value, words in [
        ("red", "#c8332e", "red crimson scarlet ruby vermilion bloody blood blood-red cherry-red"),
        ("orange", "#e58a35", "orange amber copper rust russet tangerine fiery"),
        ("yellow", "#efcf54", "yellow lemon saffron"),
        ("gold", "#e2b13c", "gold golden gilded"),
        ("green", "#4f9a55", "green emerald verdant jade olive lime mossy"),
        ("teal", "#2f9d96", "teal turquoise cyan aquamarine aqua"),
        ("blue", "#3f72c4", "blue azure cobalt sapphire navy cerulean indigo"),
        ("purple", "#7d4fb0", "purple violet lilac mauve lavender amethyst magenta"),
        ("pink", "#ea92ae", "pink rosy coral rose-coloured fuchsia"),
        ("white", "#f3f1ea", "white pale ivory snow-white pearl milky"),
        ("black", "#1d1c22", "black jet ebony obsidian inky"),
        ("grey", "#8d9096", "grey gray ashen"),
        ("silver", "#ccd3dc", "silver silvery"),
        ("brown", "#7b5636", "brown chestnut tan sepia"),
    ]
    for name in words.split()
}
"""Word to the colour's name and its CSS hex."""

HEX: dict[str, str] = dict(COLOURS.values())

NUMBERS: dict[str, int] = {
    "a": 1, "an": 1, "one": 1, "single": 1, "lone": 1, "lonely": 1, "solitary": 1, "another": 1, "two": 2, "both": 2,
    "pair": 2, "couple": 2, "twin": 2, "three": 3, "few": 3, "some": 3, "trio": 3, "four": 4, "several": 5, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "dozen": 12, "twelve": 12, "many": 12,
    "twenty": 20, "dozens": 24, "countless": 40, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 40, "hundreds": 40,
    "thousand": 60, "thousands": 60, "million": 60, "millions": 60, "endless": 30, "swarm": 24, "flock": 12, "herd": 8,
    "shoal": 14, "fleet": 6, "crowd": 18, "army": 20, "armada": 7, "caravan": 5, "cavalry": 6, "gathering": 14,
    "group": 5, "pack": 5, "bunch": 5,
}  # fmt: skip

SIZES: dict[str, Literal["tiny", "small", "medium", "large", "huge"]] = {
    **dict.fromkeys(("tiny", "minuscule", "wee", "miniature"), "tiny"),
    **dict.fromkeys(("small", "little", "low", "short", "slender", "distant", "far", "faraway"), "small"),
    **dict.fromkeys(("big", "large", "tall", "high", "great", "wide", "long", "grand", "heavy", "deep"), "large"),
    **dict.fromkeys(
        ("huge", "giant", "enormous", "gigantic", "colossal", "massive", "vast", "towering", "mighty", "immense"),
        "huge",
    ),
    **dict.fromkeys(("teeny", "tiniest", "smallest", "littlest"), "tiny"),
    **dict.fromkeys(("smaller", "shorter"), "small"),
    **dict.fromkeys(("bigger", "larger", "taller", "higher", "longer"), "large"),
    **dict.fromkeys(("biggest", "largest", "tallest", "highest", "hugest", "humongous", "ginormous"), "huge"),
}  # fmt: skip

PALETTES: dict[Light, tuple[str, str, str, str]] = {
    "dawn": ("#f2c6a8", "#8fa7c9", "#e98f7b", "#5d6f7f"),
    "day": ("#7fb4dd", "#e9efe6", "#7fa565", "#4d6b86"),
    "golden": ("#f0b765", "#f6ddb0", "#a9713f", "#5f6a58"),
    "dusk": ("#6b5a8e", "#e88a67", "#f2bf8d", "#3a3553"),
    "night": ("#1b2748", "#33496f", "#0f1526", "#8ea5c9"),
    "storm": ("#4b5563", "#7b8794", "#2b313b", "#a9b2ab"),
    "overcast": ("#aeb6bb", "#d3d6d3", "#7a8580", "#565f63"),
    "glow": ("#2a2547", "#f0a858", "#5a3a63", "#f6d79a"),
}
"""What each light looks like, dominant first."""


def palette_of(light: Light, colours: Sequence[str], hue_shift: float = 0.0) -> list[str]:
    """Three to six CSS hex colours, dominant first: those of the light, their hue shifted by ``hue_shift`` (1 is the
    whole colour circle), with the first two named ``colours`` (keys of ``HEX``) after the dominant one."""
    shifted = []
    for value in PALETTES[light]:
        red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
        hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
        rgb = colorsys.hls_to_rgb((hue + hue_shift) % 1, lightness, saturation)
        shifted.append("#{:02x}{:02x}{:02x}".format(*(round(255 * channel) for channel in rgb)))
    named = list(dict.fromkeys(HEX[colour] for colour in colours))[:2]
    return [shifted[0], *named, *shifted[1:]]
