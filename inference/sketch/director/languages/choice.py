"""In which language a phrase is told, out of its words alone; English where in doubt.

Letters tell Japanese and Ukrainian. The others are told by the words that stand in their tables: whichever knows most
of the phrase, if that is more than is plainly English. A word that both could have said counts for neither.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from inference.engine.lexicon import COLOURS, NUMBERS, SIZES
from inference.sketch.catalogue import KIND_OF_WORD
from inference.sketch.director.languages.compounds import COMPOUNDING, parts_of
from inference.sketch.director.languages.tables import Entry, split, table_of
from inference.sketch.director.vocabulary import JOINING, LIGHTS, MOODS, NO, PREPOSITIONS, SHOTS

LATIN = ("de", "fr", "es", "it", "pt", "nl")
LANGUAGES = (*LATIN, "ja", "uk")
_KANA_OR_KANJI = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LONG = 10
"""Letters of a compound that tells a language; shorter English words fall into parts too ("pup-pet")."""
_ONLY = {"de": "ßäöü", "fr": "çèêùœ", "es": "ñ¿¡", "pt": "ãõ", "it": "ìò", "nl": "ĳ"}
"""Letters that hint at a language."""


def language_of(text: str) -> str:
    """The code of the language of ``text``: "en", or one of ``LANGUAGES``."""
    if _KANA_OR_KANJI.search(text):
        return "ja"
    if _CYRILLIC.search(text):
        return "uk"
    words = [word for word in split(text, "en") if word.isalpha()]
    foreign = [word for word in words if not _english(word)]
    if not foreign:
        return "en"
    if (name := _likeliest(words, text.lower())) is None:
        return "en"
    hits = [entries[0].sort for word in dict.fromkeys(foreign) if (entries := _meanings(word, name))]
    if hits == ["small words"]:
        return "en"  # "la la la"
    known = len(hits)
    plainly_english = sum(1 for word in words if _english(word) and not table_of(name).look_up(word))
    return name if known > plainly_english else "en"


def _likeliest(words: list[str], text: str) -> str | None:
    """The language whose table knows most of the words; forms are looked up only where it is close."""
    scores = {name: sum(_weight(word, name) for word in words) for name in LATIN}
    most = max(scores.values())
    for name in LATIN:
        if scores[name] >= most - 2:
            scores[name] += sum(0.5 for letter in _ONLY[name] if letter in text)
            scores[name] += sum(0.7 for word in words if not _weight(word, name) and table_of(name).inflected(word))
    best = max(scores, key=lambda name: scores[name])
    if not scores[best]:
        long = [word for word in words if len(word) >= _LONG]
        return next((name for name in COMPOUNDING if any(parts_of(word, table_of(name)) for word in long)), None)
    return best


def _meanings(word: str, name: str) -> list[Entry]:
    table = table_of(name)
    return table.look_up(word) or (parts_of(word, table) if name in COMPOUNDING else [])


def _weight(word: str, name: str) -> float:
    table = table_of(name)
    if entries := table.entries.get(word):
        return 1.2 if entries[0].sort == "small words" else 1.0
    return 0.8 if table.exactly(word) else 0.0


def _english(word: str) -> bool:
    """Whether English has this word too."""
    forms = {word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ing"), word.removesuffix("ed")}
    return bool(forms & _english_words())


@cache
def _english_words() -> frozenset[str]:
    """Words that are English whatever else they are: what the reader knows, and also_english.txt."""
    ours = (KIND_OF_WORD, COLOURS, NUMBERS, SIZES, JOINING, LIGHTS, MOODS, NO, PREPOSITIONS, SHOTS)
    known = {part for table in ours for word in table for part in word.split("-")}
    lines = Path(__file__).with_name("also_english.txt").read_text("utf-8").splitlines()
    return frozenset(known.union(*(line.split() for line in lines if not line.startswith("#"))))
