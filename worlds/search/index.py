"""What the search knows of a world or a gallery: its vector, and its words for those who misspell them.

Each text is there twice, in English stems and as it is (``simple``), so that every language is found and English is
found in any form. ``index_world`` and ``index_gallery`` write what is true now; doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from django.contrib.postgres.search import CombinedSearchVector, SearchVector, SearchVectorField
from django.db.models import Func, Value

from worlds.models import Gallery, Phrase, Word, World
from worlds.search.words import trigrams, unspaced, words

CONFIGS = ("english", "simple")
TEXT_BYTES_MAX = 150_000
"""Of one text, in UTF-8: a vector holds 1 MB, and what it keeps of a short word is several times the word, twice."""
GAP = "0gap0"
"""Stands between texts while their vectors are put together and is then taken out:
the end of one and the beginning of the next are no phrase."""
WORD_CHARS_MIN = 3
"""Shorter words have too few letters to tell a slip from another word."""


def index_world(world: World) -> None:
    """The title counts most, then the description and the narrators, then the narration, then the art styles."""
    told = world.phrases.filter(state=Phrase.State.PAINTED).order_by("ordinal").values_list("text", flat=True)
    names = " ".join(str(credit["name"]) for credit in world.credits)
    texts = {
        "A": words(world.title),
        "B": words(f"{world.description} {names}"),
        "C": words(" ".join(told)),
        "D": words(" ".join(world.art_styles)),
    }
    World.objects.filter(pk=world.pk).update(search=vector(texts))
    remember_words(word for text in texts.values() for word in text)


def index_gallery(gallery: Gallery) -> None:
    """The name counts more than the description."""
    texts = {"A": words(gallery.name), "B": words(gallery.description)}
    Gallery.objects.filter(pk=gallery.pk).update(search=vector(texts))
    remember_words(word for text in texts.values() for word in text)


def vector(texts: dict[str, list[str]]) -> Func:
    """The search vector of folded words by weight, ``A`` to ``D``."""
    parts: list[SearchVector | CombinedSearchVector] = [
        SearchVector(Value(f"{GAP} {_bounded(text)}"), weight=weight, config=config)
        for weight, text in texts.items()
        for config in CONFIGS
    ]
    whole = reduce(lambda whole, part: CombinedSearchVector(whole, "||", part, config=None), parts)
    return Func(whole, Value(GAP), function="ts_delete", output_field=SearchVectorField())


def remember_words(told: Iterable[str]) -> None:
    """Add the words that were never told before."""
    worth = {word for word in told if len(word) >= WORD_CHARS_MIN and not word.isnumeric() and not unspaced(word[0])}
    known = set(Word.objects.filter(text__in=worth).values_list("text", flat=True))
    # in one order, so that two who write at once wait for each other instead of both for ever
    new = [Word(text=word, trigrams=trigrams(word)) for word in sorted(worth - known)]
    Word.objects.bulk_create(new, ignore_conflicts=True)


def _bounded(text: list[str]) -> str:
    return " ".join(text).encode()[:TEXT_BYTES_MAX].decode(errors="ignore")
