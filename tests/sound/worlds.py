"""Two worlds that could not be less alike, as the sketch director reads them; palettes as measured on such paint."""

from __future__ import annotations

from functools import cache

from inference.contract.direction import Direction, Palette
from inference.sketch.director.director import SketchDirector
from inference.sound.world import SoundStrip, SoundWorld

MEADOW = (
    "A sunny meadow with birds and flowers",
    "Birds sing over a bright stream in the meadow",
    "Children dance among flowers and blossom trees",
    "A golden morning over the orchard, birds everywhere",
)
STORM = (
    "A stormy sea at night with rain and thunder",
    "Lightning over black waves, the wind is raging",
    "A ship fights the storm in the dark",
    "Thunder rolls over the cold sea",
)
BRIGHT = Palette(colours=["#8fc46a"], hue=90, warmth=0.35, brightness=0.72, variance=0.4)
DARK = Palette(colours=["#10182c"], hue=220, warmth=-0.45, brightness=0.14, variance=0.2)


@cache
def direct(text: str, before: tuple[str, ...] = ()) -> Direction:
    return SketchDirector().direct(text, art_style="gouache", before=before, memory={})


def narrated_world(*texts: str, palette: Palette, world: str = "a world", seconds: float = 8) -> SoundWorld:
    return SoundWorld(
        world=world,
        strips=[
            SoundStrip(position=index, direction=direct(text, texts[:index]), palette=palette, seconds=seconds)
            for index, text in enumerate(texts)
        ],
    )


def meadow() -> SoundWorld:
    return narrated_world(*MEADOW, palette=BRIGHT, world="meadow")


def storm() -> SoundWorld:
    return narrated_world(*STORM, palette=DARK, world="storm")
