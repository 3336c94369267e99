"""The light, the mood and the shot of a phrase: as it says them, as its things bring them, or as they were before."""

from __future__ import annotations

from typing import get_args

from inference.contract.direction import Light, Mood, Shot
from inference.sketch.catalogue import GROUP_OF, KINDS
from inference.sketch.director.lemmas import lemmas
from inference.sketch.director.phrase_reader import Found
from inference.sketch.director.scene_memory import Standing
from inference.sketch.director.vocabulary import DIMMING, LIGHTS, MOODS, NO, RISE, SHOTS, SINK


def light_moved(words: list[str], found: list[Found]) -> tuple[Light | None, str]:
    """The light that a movement brings: the sun sets, the moon rises, day breaks, night ends."""
    forms = [lemmas(word) for word in words]
    for index, word in enumerate(words):
        after = {form for near in forms[index + 1 : index + 5] for form in near}
        if _is_some_day(words, index):
            continue
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


def _is_some_day(words: list[str], index: int) -> bool:
    """Whether it is no light: "one day a dragon comes"."""
    some = words[index - 1 : index] in (["one"], ["some"], ["every"], ["each"], ["another"], ["that"], ["all"])
    return words[index] == "day" and some


def light_of(
    words: list[str],
    said: list[Found],
    gone: set[str],
    moved: Light | None,
    moved_word: str,
    standing: Standing,
) -> tuple[Light, bool]:
    """The light, and whether the phrase itself says it or brings it."""
    if moved is not None:
        return moved, True
    kinds = {thing.kind for thing in said}
    stormy = bool(kinds & {"storm", "lightning"})
    for length in (2, 1):
        for index in range(len(words) - length + 1):
            word = "-".join(words[index : index + length])
            light = LIGHTS.get(word)
            if (
                _is_some_day(words, index)
                or light is None
                or (index and words[index - 1] in NO)
                or (stormy and word in DIMMING)
            ):
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


def mood_of(words: list[str], said: list[Found], standing: Standing) -> tuple[Mood, bool]:
    """The mood, and whether the phrase says it in a word."""
    for word in words:
        for form in lemmas(word):
            if form in MOODS:
                return _as_mood(MOODS[form]), True
    for thing in said:
        mood = KINDS[thing.kind].mood
        if mood and thing.word in KINDS[thing.kind].all_words:  # its near kin bring none
            return mood, False
    return (standing.mood or "calm"), False


def _as_mood(word: str) -> Mood:
    for mood in get_args(Mood):
        if mood == word:
            return mood  # type: ignore[no-any-return]
    return "calm"


def shot_of(words: list[str], said: list[Found], standing: Standing) -> Shot:
    """From where it is looked at."""
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
