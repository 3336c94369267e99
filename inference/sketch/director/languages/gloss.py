"""A phrase as English words for the reader, and what of it was not understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from inference.sketch.director.languages.choice import language_of
from inference.sketch.director.languages.japanese import gloss_japanese
from inference.sketch.director.languages.spaced import gloss_spaced
from inference.sketch.director.languages.tables import table_of
from inference.sketch.director.phrase_reader import words_of


@dataclass(frozen=True)
class Gloss:
    """What a phrase is in English words. ``language`` is the code of the phrase's own ("en": it is as it was said)."""

    english: str
    language: str = "en"
    unknown: tuple[str, ...] = ()
    """Nouns that stand in no table, as they were said."""
    said: Mapping[str, str] = field(default_factory=dict)
    """English noun to what was said for it."""

    def as_said(self, noun: str) -> str:
        """An English noun of the gloss, in the words of the phrase."""
        return self.said.get(noun, noun)


def gloss(text: str) -> Gloss:
    """``text`` in English words, whatever the language. Never raises on odd text; English comes back unchanged."""
    language = language_of(text)
    if language == "en":
        return Gloss(text, said=_as_written(text))
    table = table_of(language)
    english, unknown, said = gloss_japanese(text, table) if language == "ja" else gloss_spaced(text, language, table)
    return Gloss(english, language, tuple(unknown), said)


def _as_written(text: str) -> dict[str, str]:
    """The words that English writes with capitals or marks, by how the reader has them: "iphone" to "iPhone"."""
    written = re.findall(r"[^\W\d_]+", re.sub("['’]s\\b", "", text))
    return {words[0]: word for word in written if len(words := words_of(word)) == 1 and words[0] != word}
