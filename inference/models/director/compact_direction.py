"""The compact form of a Direction that the model writes, and its expansion to a whole Direction.

A whole Direction in JSON would be a hundred tokens, each a forward pass. So the model fills ``GRAMMAR``: four choices
of one token each, the setting, and up to three things in a few English words. ``expand_direction`` computes the rest:
numbers, sizes and colours from the words of the things, the palette from light and colours, the scene from the phrase
itself and the choices.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from inference.contract.art_styles import ArtStyle
from inference.contract.direction import Direction, Element, Light, Mood, Shot
from inference.engine.lexicon import COLOURS, NUMBERS, SIZES, palette_of
from inference.models.language.grammar import lark_grammar, literal, one_of, text_rule
from inference.models.language.prompts import sanitise

Lens = Literal["wide-angle", "standard", "telephoto", "macro"]
THINGS = 3
SETTING_TOKENS = 6
THING_TOKENS = 4


class CompactDirection(BaseModel):
    """What the model writes, in this order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shot: Shot
    lens: Lens
    light: Light
    mood: Mood
    setting: str = Field(min_length=2, max_length=48)
    things: list[str] = Field(min_length=1, max_length=THINGS)

    def to_json(self) -> str:
        """As the model writes it."""
        return json.dumps(self.model_dump(), separators=(",", ":"))


GRAMMAR = lark_grammar(
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
    text_rule("setting", 2, 48, tokens=SETTING_TOKENS),
    text_rule("thing", 2, 36, tokens=THING_TOKENS),
)
MAX_SAMPLED_TOKENS = 4 + SETTING_TOKENS + 1 + THINGS * (THING_TOKENS + 2)
"""Tokens that the model can have to choose: closing a string may take one more each, and one more where the tokenizer
splits it."""

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
_IRREGULAR = {
    "leaves": "leaf", "wolves": "wolf", "elves": "elf", "calves": "calf", "shelves": "shelf", "thieves": "thief",
    "men": "man", "women": "woman", "children": "child", "geese": "goose", "mice": "mouse", "oxen": "ox",
}  # fmt: skip
_SEVERAL = 3
"""The number of a plural without a number."""


def expand_direction(compact: CompactDirection, text: str, art_style: ArtStyle) -> Direction:
    """The direction of the phrase ``text``; every field is within its bounds, whatever the words are."""
    elements = [element for element in map(parse_element, dict.fromkeys(compact.things)) if element is not None]
    named = [COLOURS[word][0] for word in _words(text) if word in COLOURS]
    named += [element.colour for element in elements if element.colour]
    things = ", ".join(dict.fromkeys(thing.strip() for thing in compact.things))
    setting = compact.setting.strip(" ,-")
    return Direction(
        shot=compact.shot,
        art_style=art_style,
        scene=_scene(compact, text, things, setting),
        light=compact.light,
        mood=compact.mood,
        palette=palette_of(compact.light, list(dict.fromkeys(named))),
        elements=elements,
        understood=f"{things}; {setting}; {_LIGHTS[compact.light]}, {compact.mood}"[:200],
    )


def _scene(compact: CompactDirection, text: str, things: str, setting: str) -> str:
    """The scene for the painter: the phrase as it was said, then the director's words; at most 600 characters."""
    view = f"{_SHOTS[compact.shot]}, {_LENSES[compact.lens]}, {_LIGHTS[compact.light]}, {compact.mood} mood"
    return f"{sanitise(text).rstrip('.')}. {things}; {setting}. {view}."[:600]


def parse_element(thing: str) -> Element | None:
    """``thing`` ("two small red boats") as an element; none where no noun is left."""
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
    """The singular of an English noun, as far as its ending or ``_IRREGULAR`` tells."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def example_answer(shot: Shot, lens: Lens, light: Light, mood: Mood, setting: str, things: Sequence[str]) -> str:
    """An answer as the prompt shows it."""
    return CompactDirection(
        shot=shot, lens=lens, light=light, mood=mood, setting=setting, things=list(things)
    ).to_json()
