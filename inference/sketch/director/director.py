"""The sketch director: from a phrase to a Direction, by lexicon and rules.

It answers any text at all, within a few milliseconds and always in the same way: words that it does not know move only
the palette (nouns that it cannot paint are named too), and a text without one known word is a calm scene. Land, weather
and light stay as the last strip left them (scene_memory.py) until a phrase says otherwise or they fade (fading.py). It
knows no pixels.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, Literal

from inference.contract.art_styles import ArtStyle
from inference.contract.direction import Direction, Element, Light, Mood
from inference.engine.lexicon import COLOURS, palette_of
from inference.sketch.catalogue import GROUP_OF
from inference.sketch.director.elements import FOUL, cleared_by, elements_of
from inference.sketch.director.fading import faded, keeps
from inference.sketch.director.indoors import rooms_in
from inference.sketch.director.languages import gloss
from inference.sketch.director.lighting import light_moved, light_of, mood_of, shot_of
from inference.sketch.director.parts_of_speech import parts_of_speech
from inference.sketch.director.phrase_reader import Found, find_tagged, words_of
from inference.sketch.director.references import is_person, mentions_of
from inference.sketch.director.relations import relate
from inference.sketch.director.scene_memory import Standing, read_elements, recall_scene
from inference.sketch.director.understanding import phrase_of, understood
from inference.sketch.director.unknown_nouns import unknown_nouns, unknown_words
from inference.sketch.director.vocabulary import BACK

_REMAINS = frozenset({"only", "left", "later", "remain", "remains", "now", "become", "becomes"})
"""Words with which ruins are those of the building that was told."""


class SketchDirector:
    """Directs by lexicon and rules; holds no state."""

    def direct(self, text: str, *, art_style: ArtStyle, before: Sequence[str], memory: dict[str, Any]) -> Direction:
        """The direction of ``text``; ``memory`` is what the painter returned with the last strip.
        Never raises on odd text."""
        spoken = gloss(text)
        words = words_of(spoken.english)
        tags = parts_of_speech(words)
        found = find_tagged(words, tags)
        last = recall_scene(memory)
        kept = keeps(words, last)
        standing = faded(last, kept)
        _name_ruins(words, found, standing)
        mentions = mentions_of(words, tags, found, standing.told)
        relate(words, tags, mentions)
        back = _gone_back(words, found, standing)
        named = {id(thing) for mention in mentions for thing in mention.things}
        referred = [thing for mention in mentions for thing in mention.things if thing not in found]
        said = [thing for thing in found if not thing.gone and id(thing) in named] + list(dict.fromkeys(referred))
        said.sort(key=lambda thing: thing.start)
        gone = {thing.kind for thing in found if thing.gone}
        if {"nobody"} & {*words}:
            gone |= {element.kind for element in standing.elements if is_person(element.kind)}
        if gone & {"rain", "storm", "snow", "lightning"}:
            gone |= FOUL - {thing.kind for thing in said}
        moved, light_word = light_moved(words, found)
        light, light_said = light_of(words, said, gone, moved, light_word, standing)
        mood, mood_said = mood_of(words, said, standing)
        shot = shot_of(words, said, standing)
        elements, no_room = elements_of(said, gone, cleared_by(said, light, light_said), standing, shot)
        elements = rooms_in(words, elements, [thing.kind for thing in said])
        english = [spoken.as_said(noun) for noun in unknown_nouns(words, tags, found)]
        unknown = list(dict.fromkeys([*spoken.unknown, *english]))
        unknown = [noun[:40] for noun in unknown[:8]]
        crowded_out = [spoken.as_said(thing.word.replace("-", " ")) for thing in no_room]
        colour_words = [COLOURS[word][0] for word in words if word in COLOURS]
        return Direction(
            shot=shot,
            art_style=art_style,
            scene=_scene(text, light, mood, elements),
            light=light,
            mood=mood,
            palette=palette_of(light, colour_words, _turn(unknown_words(words, found))),
            elements=elements,
            understood=understood(
                said,
                [kind for kind in gone if any(one.kind == kind for one in found)],
                light if light_said else None,
                mood if mood_said else None,
                back,
                unknown,
                no_room,
            ),
            unknown=list(dict.fromkeys([*unknown, *crowded_out]))[:24],
            goes_on=_goes_on(said, light, light_said, mood, mood_said, last, kept),
        )


def _goes_on(
    said: Sequence[Found], light: Light, light_said: bool, mood: Mood, mood_said: bool, last: Standing, kept: set[str]
) -> list[Literal["light", "mood", "weather"]]:
    """What the phrase does not say and goes on, or fades, from the phrase before."""
    goes_on: list[Literal["light", "mood", "weather"]] = []
    if last.light is not None and not light_said and "light" not in kept:
        goes_on.append("light")
    if last.mood is not None and not mood_said and not (mood != last.mood and mood != "calm"):
        goes_on.append("mood")
    weathers = any(GROUP_OF[element.kind] == "weather" for element in last.elements)
    if weathers and "weather" not in kept and not any(GROUP_OF[thing.kind] == "weather" for thing in said):
        goes_on.append("weather")
    return goes_on


def _name_ruins(words: Sequence[str], found: Sequence[Found], standing: Standing) -> None:
    """Ruins of which it is not said what they were are those of the building that was told last."""
    for thing in found:
        if thing.kind == "ruins" and _REMAINS & {*words} and words[thing.end : thing.end + 1] != ["of"]:
            building = next((one.kind for one in standing.told if GROUP_OF[one.kind] == "building"), None)
            if building in ("tower", "lighthouse", "windmill"):
                thing.kind = "ruined_tower"


def _gone_back(words: Sequence[str], found: Sequence[Found], standing: Standing) -> str | None:
    """The thing that the phrase goes back to, if it was told before; what stood around it then stands again."""
    if not BACK & {*words} or any(GROUP_OF[one.kind] in ("land", "water", "trees", "ground") for one in found):
        return None
    kind = next((one.kind for one in found if one.kind in standing.places), None)
    if kind is not None:
        weather = [element for element in standing.elements if GROUP_OF[element.kind] == "weather"]
        standing.elements = read_elements(standing.places[kind]) + weather
        standing.shot = None
    return kind


def _turn(unknown: Sequence[str]) -> float:
    """How far words that are not known turn the colours: a phrase always moves something."""
    return ((zlib.crc32(" ".join(sorted(unknown)).encode()) % 2001) / 1000 - 1) * 0.05 if unknown else 0.0


def _scene(text: str, light: Light, mood: Mood, elements: Sequence[Element]) -> str:
    """The scene in words, for engines that paint from words."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())[:300]
    return f"{plain} | {mood}, {light} light; " + ", ".join(phrase_of(element) for element in elements)[:200]
