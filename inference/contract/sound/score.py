"""The score of a strip: what it sounds like, as data, made from its palette and its direction by a pure function.

The same palette, direction, place and world give the same score. All strips of a world share one grid of half-second
steps and seven notes: moods choose the mode (the tonic among those seven), and every few strips the key changes by one
note, so any two neighbours can sound together. A world has one theme, and each strip varies it. It makes no sound:
``inference.sound.compose`` says which notes a score means.
"""

from __future__ import annotations

import zlib
from typing import Literal

from pydantic import Field

from inference.contract.direction import Direction, Palette
from inference.contract.jobs import StrictModel
from inference.contract.sound.seeded_random import uniform
from inference.contract.sound.textures import textures_of

SCORE_VERSION: Literal[1] = 1
Mode = Literal["lydian", "ionian", "mixolydian", "dorian", "aeolian", "phrygian"]
Timbre = Literal["strings", "glass", "reed", "harp", "choir", "hollow", "horns"]
TextureKind = Literal[
    "rain",
    "sea",
    "stream",
    "wind",
    "leaves",
    "birds",
    "bells",
    "chimes",
    "fire",
    "insects",
    "thunder",
    "drips",
    "underwater",
    "hush",
    "motor",
    "steam",
    "ticking",
    "hooves",
    "calls",
    "lowing",
    "voices",
]

MODES: tuple[Mode, ...] = ("phrygian", "aeolian", "dorian", "mixolydian", "ionian", "lydian")
"""Darkest first."""
TONIC_OFFSETS = {"lydian": 5, "ionian": 0, "mixolydian": 7, "dorian": 2, "aeolian": 9, "phrygian": 4}
"""Semitones from the first note of the key to each mode's tonic: all six modes have the same seven notes."""
KEY_STRIPS = 6
"""Strips after which the key moves up a fifth, which changes one of its seven notes."""
THEME_NOTES = 8

# Of each mood: brightness of the mode (0 to 1), energy (0 to 1), and its timbre with cold and with warm colours.
_MOODS: dict[str, tuple[float, float, Timbre, Timbre]] = {
    "calm": (0.62, 0.25, "glass", "choir"),
    "joyful": (0.9, 0.75, "harp", "reed"),
    "wondrous": (1.0, 0.45, "glass", "harp"),
    "eerie": (0.08, 0.25, "hollow", "hollow"),
    "tense": (0.14, 0.7, "strings", "strings"),
    "sad": (0.3, 0.15, "strings", "reed"),
    "fierce": (0.1, 0.95, "horns", "horns"),
    "lonely": (0.38, 0.1, "hollow", "reed"),
}
_LIGHTS = {
    "dawn": 0.06,
    "day": 0.1,
    "golden": 0.08,
    "dusk": -0.05,
    "night": -0.1,
    "storm": -0.2,
    "overcast": -0.08,
    "glow": 0.03,
}
_SPACES = {"wide": 0.55, "medium": 0.4, "close": 0.25, "aerial": 0.75, "low": 0.5, "underwater": 0.85}
_CHORDS: dict[str, tuple[tuple[int, ...], ...]] = {
    "lydian": ((0, 1, 4, 0), (0, 4, 1, 5)),
    "ionian": ((0, 5, 3, 4), (0, 2, 3, 0)),
    "mixolydian": ((0, 6, 3, 0), (0, 3, 6, 4)),
    "dorian": ((0, 3, 0, 6), (0, 6, 3, 2)),
    "aeolian": ((0, 5, 2, 6), (0, 3, 5, 4)),
    "phrygian": ((0, 1, 0, 6), (0, 1, 5, 3)),
}
"""Chord progressions by mode, as degrees of it (0 is the tonic); none uses the degree with a diminished fifth."""


class Texture(StrictModel):
    """One sound of the place: rain, sea, birds."""

    kind: TextureKind
    level: float = Field(ge=0, le=1)


class StripScore(StrictModel):
    """What a strip sounds like. ``inference/sound/shared/rules.json`` says how each word of it sounds."""

    version: Literal[1] = SCORE_VERSION
    root: int = Field(ge=0, le=11, description="pitch class of the home tone, 0 is C")
    mode: Mode
    chords: list[int] = Field(min_length=4, max_length=4, description="degrees of the mode, six seconds each")
    motif: list[int] = Field(
        min_length=3, max_length=THEME_NOTES, description="degrees from the home tone, may be below it"
    )
    stride: Literal[1, 2, 3, 4] = Field(description="half-second steps from one place for a note to the next")
    density: float = Field(ge=0, le=1, description="how many of those places sound")
    lowest: int = Field(ge=48, le=84, description="MIDI note from which on the melody plays; chords lie below")
    timbre: Timbre
    cutoff: int = Field(ge=250, le=8000, description="Hz above which the notes are dulled")
    space: float = Field(ge=0, le=1, description="how far away it sounds")
    level: float = Field(ge=0.3, le=1)
    textures: list[Texture] = Field(max_length=4)
    seed: int = Field(ge=0, lt=2**32)


def sound_seed(seed: int) -> str:
    """The seed of a world's theme and key, as text: an imported world and one that is woven on sound the same."""
    return f"{seed:x}"


def score_strip(direction: Direction, palette: Palette, position: int, world: str = "") -> StripScore:
    """The score of the strip at ``position``. Pure. All strips of one world pass the same ``world``, its sound seed."""
    brightness_of_mood, energy, cold, warm = _MOODS[direction.mood]
    bright = _clamp(
        brightness_of_mood + _LIGHTS[direction.light] + 0.3 * (palette.brightness - 0.5) + 0.1 * palette.warmth
    )
    mode = MODES[round(bright * (len(MODES) - 1))]
    busy = _clamp(0.75 * energy + 0.5 * palette.variance - 0.08)
    world_hash = zlib.crc32(world.encode())
    seed = zlib.crc32(f"{world} {position} {direction.scene}".encode())
    chords = _CHORDS[mode][int(uniform(seed, 1) * len(_CHORDS[mode]))]
    light = _clamp(0.65 * palette.brightness + 0.25 * bright + 0.1 * busy)
    return StripScore(
        root=(world_hash % 12 + 7 * (position // KEY_STRIPS) + TONIC_OFFSETS[mode]) % 12,
        mode=mode,
        chords=list(chords),
        motif=_motif(world_hash, position, rising=bright >= 0.5, notes=4 + round(4 * palette.variance)),
        stride=_stride(busy),
        density=round(0.25 + 0.55 * busy, 2),
        lowest=round(55 + 20 * light),
        timbre=warm if palette.warmth >= 0 else cold,
        cutoff=round(420 * 2 ** (4.0 * light)),
        space=round(_SPACES[direction.shot] * (1 - 0.25 * busy), 2),
        level=round(0.62 + 0.34 * energy, 2),
        textures=[Texture(kind=kind, level=level) for kind, level in textures_of(direction)],
        seed=seed,
    )


def _clamp(value: float) -> float:
    return min(1.0, max(0.0, value))


def _stride(busy: float) -> Literal[1, 2, 3, 4]:
    """30 to 120 places for a note a minute. All divide the twelve steps of a chord, so strips meet there."""
    if busy < 0.2:
        return 4
    if busy < 0.4:
        return 3
    return 2 if busy < 0.75 else 1


def _motif(world_hash: int, position: int, *, rising: bool, notes: int) -> list[int]:
    """The world's theme as this strip plays it: rotated, inverted where it is dark, cut to ``notes``."""
    theme = [0]
    for index in range(1, THEME_NOTES):
        step = (-2, -1, 1, 2, 3)[int(uniform(world_hash, 2, index) * 5)]
        moved = theme[-1] + step
        theme.append(moved if -4 <= moved <= 7 else theme[-1] - step)
    rotated = theme[position % THEME_NOTES :] + theme[: position % THEME_NOTES]
    inverted = rotated if rising else [-degree for degree in rotated]
    return inverted[: min(THEME_NOTES, notes)]
