"""What the search index knows of a world or a gallery: its search vector, and its words for those who misspell them.

Each text is indexed twice, as English stems and as it is (``simple``), so that every language is found and English is
found in any form. ``index_world`` and ``index_gallery`` write what is true now; doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from django.contrib.postgres.search import CombinedSearchVector, SearchVector, SearchVectorField
from django.db.models import Func, Value

from worlds.models import Gallery, Phrase, Word, World
from worlds.search.words import is_unspaced, tokenize, trigrams

CONFIGS = ("english", "simple")
TEXT_BYTES_MAX = 150_000
"""Of one text, in UTF-8: a vector holds 1 MB, and what it keeps of a short word is several times the word, twice."""
SEPARATOR = "0gap0"
"""Between two texts while their vectors are concatenated, so that no phrase is found across the border."""
WORD_CHARS_MIN = 3
"""Shorter words have too few letters to tell a misspelling from another word."""


def index_world(world: World) -> None:
    """The title counts most, then the description and the narrators, then the narration, then the art styles."""
    narration = world.phrases.filter(state=Phrase.State.PAINTED).order_by("ordinal").values_list("text", flat=True)
    names = " ".join(str(credit["name"]) for credit in world.credits)
    texts = {
        "A": tokenize(world.title),
        "B": tokenize(f"{world.description} {names}"),
        "C": tokenize(" ".join(narration)),
        "D": tokenize(" ".join(world.art_styles)),
    }
    World.objects.filter(pk=world.pk).update(search=search_vector(texts))
    store_words(word for text in texts.values() for word in text)


def index_gallery(gallery: Gallery) -> None:
    """The name counts more than the description."""
    texts = {"A": tokenize(gallery.name), "B": tokenize(gallery.description)}
    Gallery.objects.filter(pk=gallery.pk).update(search=search_vector(texts))
    store_words(word for text in texts.values() for word in text)


def search_vector(texts: dict[str, list[str]]) -> Func:
    """The search vector of tokens by weight, ``A`` to ``D``."""
    parts: list[SearchVector | CombinedSearchVector] = [
        SearchVector(Value(f"{SEPARATOR} {_truncated(text)}"), weight=weight, config=config)
        for weight, text in texts.items()
        for config in CONFIGS
    ]
    whole = reduce(lambda whole, part: CombinedSearchVector(whole, "||", part, config=None), parts)
    return Func(whole, Value(SEPARATOR), function="ts_delete", output_field=SearchVectorField())


def store_words(words: Iterable[str]) -> None:
    """Add the words that are new."""
    wanted = {
        word for word in words if len(word) >= WORD_CHARS_MIN and not word.isnumeric() and not is_unspaced(word[0])
    }
    known = set(Word.objects.filter(text__in=wanted).values_list("text", flat=True))
    # sorted, so that two processes that write at once do not deadlock
    new = [Word(text=word, trigrams=trigrams(word)) for word in sorted(wanted - known)]
    Word.objects.bulk_create(new, ignore_conflicts=True)


def _truncated(text: list[str]) -> str:
    return " ".join(text).encode()[:TEXT_BYTES_MAX].decode(errors="ignore")
