"""The nouns of a phrase that cannot be painted, as they were said: "I don't know croquet".

A word is named only where it stands as a thing: as the head of a noun group with an article, a number, a possessive or
an adjective, or after a preposition or a verb. Abstract nouns, times and measures are left out, and so is what is
harsh: it is not said back.
"""

from __future__ import annotations

from collections.abc import Sequence

from inference.engine.lexicon import COLOURS, NUMBERS, SIZES
from inference.sketch.director.actions import PARTS
from inference.sketch.director.lemmas import lemmas
from inference.sketch.director.parts_of_speech import ABSTRACT, Tag
from inference.sketch.director.phrase_reader import Found
from inference.sketch.director.vocabulary import (
    DISTANCES,
    GONE,
    HARSH,
    JOINING,
    LIGHTS,
    MOODS,
    NO,
    PASSING,
    PLACES,
    SHOTS,
    UNPAINTED,
)

_KNOWN = (JOINING, NUMBERS, COLOURS, SIZES, PLACES, LIGHTS, MOODS, NO, GONE, PASSING, HARSH, SHOTS, DISTANCES)
_MOST = 8


def unknown_words(words: Sequence[str], found: Sequence[Found]) -> list[str]:
    """Words of any kind that the director knows nothing of."""
    taken = _taken(found)
    return [
        word
        for index, word in enumerate(words)
        if index not in taken
        and len(word) > 2
        and word.isalpha()
        and not any(form in table for form in lemmas(word) for table in _KNOWN)
    ]


def unknown_nouns(words: Sequence[str], tags: Sequence[Tag], found: Sequence[Found]) -> list[str]:
    """Nouns that stand for things and are not known, in the order they are said, at most eight."""
    taken, nouns = _taken(found), []
    for index, word in enumerate(words):
        if index in taken or tags[index] != "noun" or len(word) < 3 or not word.isalpha():
            continue
        if index + 1 < len(words) and tags[index + 1] == "noun" and index + 1 not in taken:
            continue  # the head comes after it
        if index + 1 in taken and tags[index + 1] == "noun":
            continue  # it only says which sort
        if any(form in table for form in lemmas(word) for table in (*_KNOWN, ABSTRACT, UNPAINTED, PARTS)):
            continue
        if word.endswith(("ness", "tion", "sion", "ity", "ism", "hood", "ence", "ance")) and len(word) > 6:
            continue
        if _stands_as_a_thing(words, tags, index, taken):
            nouns.append(word)
    return list(dict.fromkeys(nouns))[:_MOST]


def _taken(found: Sequence[Found]) -> set[int]:
    return {index for thing in found for index in range(thing.start, thing.end)}


def _stands_as_a_thing(words: Sequence[str], tags: Sequence[Tag], index: int, taken: set[int]) -> bool:
    first = index
    while first and tags[first - 1] == "noun" and first - 1 not in taken:
        first -= 1
    if first == 0:
        return any(tag == "verb" for tag in tags[index + 1 : index + 2])
    group = first
    while group and tags[group - 1] in ("det", "adj", "num"):
        group -= 1
    if words[max(0, group - 1)] in NO:
        return False
    return tags[first - 1] in ("det", "num", "adj", "prep", "verb") or (
        tags[first - 1] in ("join", "stop") and any(at in taken for at in range(first - 4, first))
    )
