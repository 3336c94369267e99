"""The director's shorthand: the few words that the model chooses for a phrase, and the Direction made of them.

A whole Direction in JSON would be a hundred tokens, each a pass through the model. So the model fills ``GRAMMAR``: four
choices of one token each, the setting, and up to three things in a few English words. ``direction_of`` is the pure
rest: numbers, sizes and colours are read out of the things' words, the palette comes from light and colours, and the
scene is the phrase itself with what was chosen around it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from inference.contract.art_styles import ArtStyle
from inference.contract.jobs import Direction, Element, Light, Mood, Shot
from inference.engine.lexicon import COLOURS, NUMBERS, SIZES, palette_of
from inference.models.language.grammar import free, literal, one_of, written
from inference.models.language.prompts import plain

Lens = Literal["wide-angle", "standard", "telephoto", "macro"]
THINGS = 3
SETTING_TOKENS = 6
THING_TOKENS = 4


class Shorthand(BaseModel):
    """What the model writes, in this order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shot: Shot
    lens: Lens
    light: Light
    mood: Mood
    setting: str = Field(min_length=2, max_length=48)
    things: list[str] = Field(min_length=1, max_length=THINGS)

    def written(self) -> str:
        """As the model writes it."""
        return json.dumps(self.model_dump(), separators=(",", ":"))


GRAMMAR = written(
    " ".join(
        (
            literal('{"shot":"') + one_of(get_args(Shot)),
            literal('","lens":"') + one_of(get_args(Lens)),
            literal('","light":"') + one_of(get_args(Light)),
            literal('","mood":"') + one_of(get_args(Mood)),
            literal('","setting":"') + " setting",
            literal('","things":["') + f" thing ({literal(chr(34) + ',' + chr(34))} thing){{0,{THINGS - 1}}}",
            literal('"]}'),
        )
    ),
    free("setting", 2, 48, tokens=SETTING_TOKENS),
    free("thing", 2, 36, tokens=THING_TOKENS),
)
MOST_PICKED = 4 + SETTING_TOKENS + 1 + THINGS * (THING_TOKENS + 2)
"""Tokens that can be the model's to pick: closing a string may take one more each,
and one where the tokenizer splits it."""

_SHOTS: dict[Shot, str] = {
    "wide": "wide shot",
    "medium": "medium shot",
    "close": "close-up",
    "aerial": "seen from high above",
    "low": "seen from low down, looking up",
    "underwater": "under water",
}
_LENSES: dict[Lens, str] = {
    "wide-angle": "wide-angle lens, deep space",
    "standard": "standard lens",
    "telephoto": "telephoto lens, distant planes drawn together",
    "macro": "macro lens, small things large",
}
_LIGHTS: dict[Light, str] = {
    "dawn": "first light of dawn",
    "day": "clear daylight",
    "golden": "low golden light",
    "dusk": "dusk",
    "night": "night",
    "storm": "storm light",
    "overcast": "soft overcast light",
    "glow": "glowing lights in the dark",
}
_PLACES: dict[str, Literal["left", "centre", "right"]] = {
    "left": "left", "right": "right", "centre": "centre", "center": "centre", "middle": "centre",
}  # fmt: skip
_LEADING = frozenset({"a", "an", "the", "of", "on", "in", "at", "with", "and"})
_IRREGULAR = {"leaves": "leaf", "wolves": "wolf", "elves": "elf", "calves": "calf", "shelves": "shelf", "thieves": "thief",
              "men": "man", "women": "woman", "children": "child", "geese": "goose", "mice": "mouse", "oxen": "ox"}  # fmt: skip
_SEVERAL = 3
"""What a bare plural means."""


def direction_of(shorthand: Shorthand, text: str, art_style: ArtStyle) -> Direction:
    """The direction of the phrase ``text``; every field within its bounds, whatever the words are."""
    elements = [element for element in map(element_of, dict.fromkeys(shorthand.things)) if element is not None]
    named = [COLOURS[word][0] for word in _words(text) if word in COLOURS]
    named += [element.colour for element in elements if element.colour]
    things = ", ".join(dict.fromkeys(thing.strip() for thing in shorthand.things))
    setting = shorthand.setting.strip(" ,-")
    return Direction(
        shot=shorthand.shot,
        art_style=art_style,
        scene=_scene(shorthand, text, things, setting),
        light=shorthand.light,
        mood=shorthand.mood,
        palette=palette_of(shorthand.light, list(dict.fromkeys(named))),
        elements=elements,
        understood=f"{things}; {setting}; {_LIGHTS[shorthand.light]}, {shorthand.mood}"[:200],
    )


def _scene(shorthand: Shorthand, text: str, things: str, setting: str) -> str:
    """What the painter is asked for: the phrase as it was said, then the director's words; at most 600 characters."""
    around = f"{setting}. {_SHOTS[shorthand.shot]}, {_LENSES[shorthand.lens]}, {_LIGHTS[shorthand.light]}, {shorthand.mood} mood"
    return f"{plain(text).rstrip('.')}. {things}; {around}."[:600]


def element_of(thing: str) -> Element | None:
    """``thing`` ("two small red boats") as an element; none where it names nothing."""
    count, counted, colour = 1, False, None
    size: Literal["tiny", "small", "medium", "large", "huge"] = "medium"
    place: Literal["left", "centre", "right", "anywhere"] = "anywhere"
    rest: list[str] = []
    for word in _words(thing):
        if word.isdecimal() or (word in NUMBERS and word not in rest):
            count, counted = max(1, min(60, int(word) if word.isdecimal() else NUMBERS[word])), True
        elif word in SIZES and size == "medium":
            size = SIZES[word]
        elif word in COLOURS and colour is None:
            colour = COLOURS[word][0]
        elif word in _PLACES and rest:
            place = _PLACES[word]
        elif rest or word not in _LEADING:
            rest.append(word)
    while rest and rest[-1] in _LEADING:
        rest.pop()
    if not rest:
        return None
    single = _singular(rest[-1])
    if single != rest[-1] and not counted:
        count = _SEVERAL
    kind = " ".join((*rest[:-1], single))[:40].strip()
    return Element(kind=kind, count=count, size=size, colour=colour, place=place)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['-][^\W_]+)*", text.lower())


def _singular(word: str) -> str:
    """An English noun without its plural, where that is plain from its end."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def example(shot: Shot, lens: Lens, light: Light, mood: Mood, setting: str, things: Sequence[str]) -> str:
    """An answer as the prompt shows it."""
    return Shorthand(shot=shot, lens=lens, light=light, mood=mood, setting=setting, things=list(things)).written()
