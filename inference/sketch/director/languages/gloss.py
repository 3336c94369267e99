"""A phrase as English words for the reader, and what of it was not understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inference.sketch.director.languages.choice import language_of
from inference.sketch.director.languages.japanese import gloss_japanese
from inference.sketch.director.languages.spaced import gloss_spaced
from inference.sketch.director.languages.tables import table_of


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
        return Gloss(text)
    table = table_of(language)
    english, unknown, said = gloss_japanese(text, table) if language == "ja" else gloss_spaced(text, language, table)
    return Gloss(english, language, tuple(unknown), said)
