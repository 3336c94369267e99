"""What a phrase itself says of a thing: its number and its colour, in so many words.

A direction has a number and often a colour for everything that is painted ("wolves" are four there), and it gives them
where it is in doubt. Whoever repeats them as the narrator's words would say what nobody said; these say nothing
instead.
"""

from __future__ import annotations

from inference.engine.lexicon import COLOURS, NUMBERS
from inference.sketch.director.languages import gloss
from inference.sketch.director.phrase_reader import find, words_of
from inference.sketch.director.vocabulary import JOINING, PREPOSITIONS

_COUNTS = {word: count for word, count in NUMBERS.items() if word in (
    "a", "an", "one", "single", "lone", "lonely", "solitary", "another", "two", "both", "pair", "couple", "twin",
    "three", "trio", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "dozen", "twelve", "twenty",
)}  # fmt: skip
"""Words that are a number, unlike "some" and "hundreds"."""
_IS = frozenset(["is", "are", "was", "were", "turns", "turn", "glows", "glow", "becomes", "become", "shines", "shine"])
_BACK = 4
"""Words before a noun among which its number and colour are looked for."""


def said_counts(text: str) -> list[tuple[str, int]]:
    """Each kind of which the phrase gives a number, with that number."""
    words = words_of(gloss(text).english)
    return [(hit.kind, count) for hit in find(words) if not hit.gone for count in _number(words, hit.start)]


def said_colour(words: list[str], start: int, end: int) -> str | None:
    """The colour that stands before the thing ``words[start:end]`` ("a red boat") or is said of it ("is red")."""
    for word in _before(words, start):
        if word in COLOURS:
            return COLOURS[word][0]
    if words[end : end + 1] and words[end] in _IS:
        for word in words[end + 1 : end + 3]:
            if word in COLOURS:
                return COLOURS[word][0]
    return None


def is_plural(word: str) -> bool:
    """Whether a noun stands for several: "boats", not "glass"."""
    return word.endswith("s") and not word.endswith("ss")


def _number(words: list[str], start: int) -> list[int]:
    for word in _before(words, start):
        if word.isdigit():
            return [int(word)]
        if word in _COUNTS:
            return [_COUNTS[word]]
    return []


def _before(words: list[str], start: int) -> list[str]:
    """The adjectives and numbers of a noun, the nearest first: as far as a sign, a verb or a preposition."""
    near: list[str] = []
    for word in reversed(words[max(0, start - _BACK) : start]):
        if word in ".,;!?" or word in PREPOSITIONS or word in _IS or (word in JOINING and word not in NUMBERS):
            break
        near.append(word)
        if word in ("a", "an", "the") or word in _COUNTS:
            break
    return near
