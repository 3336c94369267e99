"""Reads a phrase: which kinds it names, and what the words around each say about it.

Words become lemmas, the longest expression that is known wins, and a noun takes the number, size, colour, place and
negation near it. Light, mood and what was there before are the director's business.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from inference.engine.lexicon import COLOURS, NUMBERS, SIZES
from inference.sketch import catalogue
from inference.sketch.catalogue import COLLECTIVE, CROWDS, GROUP_OF, KIND_OF_WORD, KINDS, SAME_PLURAL
from inference.sketch.director import vocabulary
from inference.sketch.director.vocabulary import (
    GONE,
    JOINING,
    LIGHTS,
    MOODS,
    NO,
    PASSING,
    PLACES,
    PREPOSITIONS,
    STEMS,
    VERBS,
)

IRREGULAR = {**vocabulary.IRREGULAR, **catalogue.IRREGULAR}
"""Forms that the rules would miss, to the word that is looked up."""
LONGEST = 400
"""Characters that are read of a phrase."""


@dataclass
class Found:
    """A kind found in the phrase, with what the words around it say about it."""

    kind: str
    start: int
    end: int
    count: int | None = None
    plural: bool = False
    collective: bool = False
    crowd: int | None = None
    size: str | None = None
    colour: str | None = None
    place: str | None = None
    gone: bool = False


def words_of(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text[:LONGEST]).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("'s", "").replace("'", "")
    return re.findall(r"[a-z]+|\d{1,4}|[.,;!?]", plain)


def lemmas(word: str) -> list[str]:
    """Forms under which a word may stand in the vocabulary, likeliest first."""
    forms = [word]
    if word in IRREGULAR:
        forms.insert(0, IRREGULAR[word])
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        forms.append(word[:-1])
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            forms += [stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem]
    return forms


def find(words: list[str]) -> list[Found]:
    """Kinds in the order they are said, the longest expression first, each with its number, size, colour and place."""
    found: list[Found] = []
    index = 0
    while index < len(words):
        hit = _at(words, index)
        if hit is None or _verb(words, hit, found) or _adjective(words, hit) or _counting(words, hit):
            index += 1
            continue
        _look_back(words, hit, found[-1].end if found else 0)
        _look_ahead(words, hit)
        found.append(hit)
        index = hit.end
    _share(words, found)
    return found


def _at(words: list[str], index: int) -> Found | None:
    for length in (4, 3, 2, 1):
        span = words[index : index + length]
        if len(span) < length or any(not word.isalpha() for word in span):
            continue
        for last in lemmas(span[-1]):
            if span[-1].endswith(("ing", "ed")) and last != span[-1] and last not in STEMS:
                continue
            kind = KIND_OF_WORD.get("-".join([*span[:-1], last]))
            if kind is None or (length == 1 and last != span[0] and span[0] in COLOURS):
                continue
            plural = (last != span[-1] and span[-1].endswith("s")) or span[-1] in IRREGULAR
            plural = plural or last in SAME_PLURAL
            collective = bool(COLLECTIVE & {*span, last})
            return Found(kind, index, index + length, plural=plural or collective, collective=collective,
                         crowd=CROWDS.get(last))  # fmt: skip
    return None


def _verb(words: list[str], hit: Found, found: list[Found]) -> bool:
    """Whether a word that could be a noun is what the noun or pronoun right before it does."""
    after_noun = bool(found) and found[-1].end == hit.start
    after_one = hit.start > 0 and words[hit.start - 1] in ("we", "they", "he", "she", "it", "i", "you", "who", "that")
    return hit.end == hit.start + 1 and words[hit.start] in VERBS and (after_noun or after_one)


def _adjective(words: list[str], hit: Found) -> bool:
    """Whether "giant" only says how large the next noun is."""
    if hit.kind != "giant" or words[hit.start] != "giant":
        return False
    near = hit.end + 1 if hit.end < len(words) and words[hit.end] in COLOURS else hit.end
    return near < len(words) and _at(words, near) is not None and words[near] not in VERBS


def _counting(words: list[str], hit: Found) -> bool:
    """Whether a collective word only counts what comes after it: "a herd of deer"."""
    if hit.crowd is None or words[hit.end : hit.end + 1] != ["of"]:
        return False
    return any(_at(words, index) is not None for index in range(hit.end + 1, min(len(words), hit.end + 4)))


def _look_back(words: list[str], hit: Found, stop: int) -> None:
    """Adjectives and numbers before a noun, as far as the noun before it; "no" and "without" take it away."""
    for index in range(hit.start - 1, max(stop, hit.start - 5) - 1, -1):
        word = words[index]
        if word in ".,;!?" or word in PREPOSITIONS:
            break
        if word in NO:
            hit.gone = True
            break
        if word in COLOURS and hit.colour is None and "-".join(words[index : index + 2]) not in LIGHTS:
            hit.colour = COLOURS[word][0]
        elif word in SIZES and hit.size is None:
            hit.size = SIZES[word]
        elif word.isdigit() and hit.count is None:
            hit.count = max(1, min(60, int(word)))
        elif word in NUMBERS and (hit.count is None or NUMBERS[word] > hit.count):
            hit.count = NUMBERS[word]


def _look_ahead(words: list[str], hit: Found) -> None:
    """What is said of a noun after it: "the moon turns red", "the rain stops", "a tower on the left"."""
    for index in range(hit.end, min(len(words), hit.end + 6)):
        word = words[index]
        if word in ".,;!?" or (index > hit.end and word == "and"):
            break
        verbs = GONE | PASSING if GROUP_OF[hit.kind] == "weather" else GONE
        ended = any(form in verbs for form in lemmas(word)) or (word == "over" and words[index - 1] in ("is", "was"))
        if ended and index <= hit.end + 2:
            hit.gone = not (index and words[index - 1] in NO)
            break
        if word in COLOURS and hit.colour is None and words[index - 1] in (
            "is", "are", "turns", "turn", "glows", "grows", "becomes", "was", "were", "all", "in", "burns", "shines",
        ):  # fmt: skip
            hit.colour = COLOURS[word][0]
        if word in PLACES and words[index - 1] in ("the", "to", "its"):
            hit.place = PLACES[word]
        if _at(words, index) is not None:
            break


_OPPOSITE = {"left": "right", "right": "left"}


def _share(words: list[str], found: list[Found]) -> None:
    """A place said at the head of a clause belongs to the first noun after it: "on the left a tower";
    "left of" sets two apart."""
    for index, word in enumerate(words):
        if word in _OPPOSITE and words[index + 1 : index + 2] == ["of"]:
            before = [hit for hit in found if hit.end <= index]
            after = [hit for hit in found if hit.start > index]
            if before and after:
                before[-1].place, after[0].place = PLACES[word], PLACES[_OPPOSITE[word]]
            continue
        if word not in PLACES or not index or words[index - 1] != "the":
            continue
        before = [hit for hit in found if hit.end <= index and "," not in words[hit.end : index]]
        after = [hit for hit in found if hit.start > index]
        if not before and after and after[0].place is None:
            after[0].place = PLACES[word]


def count_of(thing: Found) -> int:
    """How many: the number that was said, or what a bare plural, a forest or a flock of the kind means."""
    if thing.crowd is not None and (thing.count or 1) == 1:
        return thing.crowd
    if (thing.plural and thing.count is None) or (thing.collective and thing.count == 1):
        return KINDS[thing.kind].several
    return thing.count or 1


def unknown(words: list[str], found: list[Found]) -> list[str]:
    taken = {index for thing in found for index in range(thing.start, thing.end)}
    known = (JOINING, NUMBERS, COLOURS, SIZES, PLACES, LIGHTS, MOODS, NO, GONE)
    return [
        word
        for index, word in enumerate(words)
        if index not in taken
        and len(word) > 2
        and word.isalpha()
        and not any(form in table for form in lemmas(word) for table in known)
    ]
