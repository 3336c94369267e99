"""The sketch director: from a phrase to a Direction, by lexicon and rules.

It answers any text at all, within a few milliseconds and always in the same way: words that it does not know move only
the palette, and a text without one known word is a calm scene. Land, weather and light stay as the last strip left them
(scene_memory.py) until a phrase says otherwise: a night stays night, rain stops when it is said to stop. It knows no
pixels.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, get_args

from inference.contract.art_styles import ArtStyle
from inference.contract.direction import Direction, Element, Light, Mood, Shot
from inference.contract.kind_names import plain_name
from inference.engine.lexicon import COLOURS, palette_of
from inference.sketch.catalogue import GROUP_OF, KINDS
from inference.sketch.director.indoors import rooms_in
from inference.sketch.director.phrase_reader import Found, count_of, find, lemmas, unknown, words_of
from inference.sketch.director.scene_memory import Standing, read_elements, recall_scene
from inference.sketch.director.vocabulary import BACK, DIMMING, LIGHTS, MOODS, NO, RISE, SHOTS, SINK

FOUL = frozenset({"rain", "storm", "lightning", "wind", "snow"})
"""Weather that ends together: who says that the rain stops means the storm, and a rainbow,
the sun or the moon end it too."""
_CLEARS = frozenset({"sun", "moon", "stars", "rainbow", "aurora", "comet"})
MOST = 16
"""Elements of a direction."""


class SketchDirector:
    """Directs by lexicon and rules; holds no state."""

    def direct(self, text: str, *, art_style: ArtStyle, before: Sequence[str], memory: dict[str, Any]) -> Direction:
        """The direction of ``text``; ``memory`` is what the painter returned with the last strip.
        Never raises on odd text."""
        words = words_of(text)
        found = find(words)
        standing = recall_scene(memory)
        back = _gone_back(words, found, standing)
        moved, light_word = _light_moved(words, found)
        said = [thing for thing in found if not thing.gone]
        gone = {thing.kind for thing in found if thing.gone}
        if gone & {"rain", "storm", "snow", "lightning"}:
            gone |= FOUL - {thing.kind for thing in said}
        light, light_said = _light(words, said, gone, moved, light_word, standing)
        mood, mood_said = _mood(words, said, standing)
        shot = _shot(words, said, standing)
        elements = _elements(said, gone, _cleared(said, light, light_said), standing, shot)
        elements = rooms_in(words, elements, [thing.kind for thing in said])
        colour_words = [COLOURS[word][0] for word in words if word in COLOURS]
        return Direction(
            shot=shot,
            art_style=art_style,
            scene=_scene(text, light, mood, elements),
            light=light,
            mood=mood,
            palette=palette_of(light, colour_words, _turn(unknown(words, found))),
            elements=elements,
            understood=_understood(
                said,
                [kind for kind in gone if any(one.kind == kind for one in found)],
                light if light_said else None,
                mood if mood_said else None,
                back,
            ),
        )


def _gone_back(words: list[str], found: list[Found], standing: Standing) -> str | None:
    """The thing that the phrase goes back to, if it was told before; what stood around it then stands again."""
    if not BACK & set(words) or any(GROUP_OF[one.kind] in ("land", "water", "trees", "ground") for one in found):
        return None
    kind = next((one.kind for one in found if one.kind in standing.places), None)
    if kind is not None:
        weather = [element for element in standing.elements if GROUP_OF[element.kind] == "weather"]
        standing.elements = read_elements(standing.places[kind]) + weather
        standing.shot = None
    return kind


def _cleared(said: list[Found], light: Light, light_said: bool) -> set[str]:
    """Weather that what is said leaves no room for."""
    kinds = {thing.kind for thing in said}
    if kinds & _CLEARS or (light_said and light in ("dawn", "day", "golden")):
        return set(FOUL - kinds)
    return set()


def _light_moved(words: list[str], found: list[Found]) -> tuple[Light | None, str]:
    """The light that a movement brings: the sun sets, the moon rises, day breaks, night ends."""
    forms = [lemmas(word) for word in words]
    for index, word in enumerate(words):
        after = {form for near in forms[index + 1 : index + 5] for form in near}
        if word in ("sun", "daylight", "day", "light"):
            if after & SINK or "end" in after:
                return "dusk", word
            if after & (RISE | {"shine"}) and word != "light":
                return ("day" if after & {"shine", "out", "back", "through"} else "dawn"), word
        if word in ("night", "darkness", "dark", "moon"):
            if after & {"end", "pass", "gone", "lift", "fade", "retreat"} or words[index + 1 : index + 3] == [
                "is",
                "over",
            ]:
                return "dawn", word
            if word == "moon" and after & SINK:
                return "dawn", word
    return None, ""


def _light(
    words: list[str],
    said: list[Found],
    gone: set[str],
    moved: Light | None,
    moved_word: str,
    standing: Standing,
) -> tuple[Light, bool]:
    if moved is not None:
        return moved, True
    kinds = {thing.kind for thing in said}
    stormy = bool(kinds & {"storm", "lightning"})
    for length in (2, 1):
        for index in range(len(words) - length + 1):
            word = "-".join(words[index : index + length])
            light = LIGHTS.get(word)
            if light is None or (index and words[index - 1] in NO) or (stormy and word in DIMMING):
                continue
            return _as_light(light), True
    if "sun" in kinds:
        return ("golden" if any(thing.colour in ("gold", "orange", "red") for thing in said) else "day"), True
    hour = standing.hour if standing.hour not in (None, "dawn") else "day"
    if {"storm", "lightning", "rain"} & gone and standing.light in ("storm", "overcast"):
        return hour or "day", True
    brought = [KINDS[thing.kind].light for thing in said if KINDS[thing.kind].light]
    if "storm" in brought:
        return "storm", True
    if "night" in brought:
        return "night", True
    if "glow" in brought and standing.light not in ("night", "dusk", "storm"):
        return ("glow" if standing.light is None else "dusk"), True
    if kinds & {"rainbow"} and standing.light in ("storm", "overcast"):
        return hour or "day", True
    if standing.light is not None and not (kinds & {"rain"} and standing.light in ("day", "dawn", "golden")):
        return standing.light, False
    if kinds & {"rain", "fog", "swamp"}:
        return "overcast", False
    return "day", False


def _as_light(word: str) -> Light:
    for light in get_args(Light):
        if light == word:
            return light  # type: ignore[no-any-return]
    return "day"


def _mood(words: list[str], said: list[Found], standing: Standing) -> tuple[Mood, bool]:
    for word in words:
        for form in lemmas(word):
            if form in MOODS:
                return _as_mood(MOODS[form]), True
    for thing in said:
        if mood := KINDS[thing.kind].mood:
            return mood, False
    return (standing.mood or "calm"), False


def _as_mood(word: str) -> Mood:
    for mood in get_args(Mood):
        if mood == word:
            return mood  # type: ignore[no-any-return]
    return "calm"


def _shot(words: list[str], said: list[Found], standing: Standing) -> Shot:
    for length in (3, 2, 1):
        for index in range(len(words) - length + 1):
            shot = SHOTS.get("-".join(words[index : index + length]))
            if shot is not None:
                for known in get_args(Shot):
                    if known == shot:
                        return known  # type: ignore[no-any-return]
    if any(thing.kind == "undersea" for thing in said):
        return "underwater"
    if standing.shot == "underwater" and all(GROUP_OF[thing.kind] in ("creature", "object") for thing in said):
        return "underwater"
    return "wide" if not said or any(GROUP_OF[thing.kind] in ("land", "water") for thing in said) else "medium"


def _elements(said: list[Found], gone: set[str], cleared: set[str], standing: Standing, shot: Shot) -> list[Element]:
    """What is said, then what stands from before and is neither taken away nor replaced."""
    merged: dict[str, Element] = {}
    burning = any(thing.kind == "volcano" for thing in said)
    for thing in said:
        if burning and thing.kind == "fire":
            continue  # a volcano has fire of its own
        count = count_of(thing)
        old = merged.get(thing.kind)
        merged[thing.kind] = Element(
            kind=thing.kind,
            count=min(60, count + old.count)
            if old and KINDS[thing.kind].adds_up
            else max(count, old.count if old else 1),
            size=thing.size or (old.size if old else "medium"),
            colour=thing.colour or (old.colour if old else None),
            place=thing.place or (old.place if old else "anywhere"),
        )
    elements = list(merged.values())[:MOST]
    groups = {GROUP_OF[kind] for kind in merged}
    dry = "land" in groups or bool({"city", "village"} & merged.keys())
    for element in standing.elements:
        group = GROUP_OF[element.kind]
        replaced = (
            element.kind in merged
            or element.kind in gone | cleared
            or (group == "trees" and "broadleaf" in gone)
            or (group == "land" and ("land" in groups or "sea" in merged))
            or (group == "water" and ("water" in groups or dry))
            or (group in ("trees", "ground") and groups & {"trees", "ground", "land"})
            or (element.kind == "undersea" and shot != "underwater")
            or (element.kind in ("rain", "snow") and {"rain", "snow", "sun", "desert", "volcano"} & merged.keys())
        )
        if element.kind == "snow" and "snow" in cleared - gone and not groups & {"land"}:
            elements.append(Element(kind="snowfield"))  # the sky clears, the snow lies
        if element.kind == "undersea" and shot != "underwater" and not groups & {"land", "water"}:
            elements.append(Element(kind="sea"))  # who comes up from the sea floor is at sea
        if not replaced and len(elements) < MOST:
            elements.append(element)
    return elements


def _turn(unknown_words: list[str]) -> float:
    """How far words that are not known turn the colours: a phrase always moves something."""
    return ((zlib.crc32(" ".join(sorted(unknown_words)).encode()) % 2001) / 1000 - 1) * 0.05 if unknown_words else 0.0


def _phrase_of(element: Element) -> str:
    counted = element.count > 1 and GROUP_OF.get(element.kind) not in ("land", "trees", "ground", "weather")
    parts = [str(element.count) if counted else "", "" if element.size == "medium" else element.size]
    parts += [element.colour or "", plain_name(element.kind, element.count)]
    return " ".join(part for part in parts if part)


def _scene(text: str, light: Light, mood: Mood, elements: list[Element]) -> str:
    """The scene in words, for engines that paint from words."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())[:300]
    return f"{plain} | {mood}, {light} light; " + ", ".join(_phrase_of(element) for element in elements)[:200]


def _understood(
    said: list[Found], gone: Sequence[str], light: Light | None, mood: Mood | None, back: str | None
) -> str:
    parts = [f"back to where the {plain_name(back)} was"] if back else []
    for thing in said:
        element = Element(
            kind=thing.kind,
            count=count_of(thing),
            size=thing.size or "medium",
            colour=thing.colour,
        )
        parts.append(_phrase_of(element) + (f" ({thing.place})" if thing.place else ""))
    parts += [f"no more {plain_name(kind)}" for kind in sorted(gone)]
    parts += [word for word in (light, mood) if word]
    return (", ".join(dict.fromkeys(parts)) or "no picture words: the scene goes on")[:200]
