"""The names of a story, for ears that prefer them among words that sound alike. Pure.

A name is what somebody wrote with a capital in the middle of a sentence: phrases that were typed, corrections, titles.
Narrators' names are names as they stand. What ears wrote is left out: it would only prefer its own mistakes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex

from inference.contract.speech.hearing import MAX_NAMES

NAME_CHARS_MIN, NAME_CHARS_MAX = 2, 40
"""As ``inference.contract.speech.hearing.Name`` bounds them."""
WITHOUT_NAMES = frozenset({"de", "ja"})
"""Languages in which a capital says nothing of a name: every noun has one, or no word."""

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*")
_POSSESSIVE = regex.compile(r"['’]s$")
_BEGINS_SENTENCE = regex.compile(r"(?:^|[.!?…:;\n][\p{Pe}\p{Pf}\"']*\s+|[\p{Pi}\p{Ps}\"“]\s*)$")
_PRONOUN = regex.compile(r"I(?:['’]\p{L}+)?")


def story_names(narrators: Iterable[str], phrases: Iterable[tuple[str, str]], titles: Iterable[str]) -> tuple[str, ...]:
    """At most ``MAX_NAMES`` names, each once: the ``narrators``, then those in ``phrases`` (text and language, newest
    first), then those in ``titles``.
    """
    told = [name for text, language in phrases if language not in WITHOUT_NAMES for name in names_of(text)]
    seated = [" ".join(name.split()) for name in narrators]
    titled = [name for title in titles for name in names_of(title)]
    found: dict[str, str] = {}
    for name in [*seated, *told, *titled]:
        if _fits(name):
            found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MAX_NAMES]


def names_of(text: str) -> Sequence[str]:
    """The words of ``text`` with a capital that do not begin a sentence, the last first; none where all have one."""
    words = list(_WORD.finditer(text))
    capitals = [word for word in words if word[0][0].isupper()]
    if len(capitals) == len(words):
        return []
    return [
        _POSSESSIVE.sub("", word[0])
        for word in reversed(capitals)
        if not _PRONOUN.fullmatch(word[0]) and not _BEGINS_SENTENCE.search(text[: word.start()])
    ]


def _fits(name: str) -> bool:
    return NAME_CHARS_MIN <= len(name) <= NAME_CHARS_MAX and sum(letter.isalpha() for letter in name) >= NAME_CHARS_MIN
