"""The languages that a room may speak: their own names, and how their words are told apart. Pure.

Which of them this service hears now is another matter (``worlds.valkey.health.heard_languages``). Words are what
partial words are counted in and compared by. Where a language writes no spaces each letter is one, but for words in
Latin letters and numbers, which stay whole.
"""

from __future__ import annotations

from typing import get_args

import regex

from inference.contract.speech.hearing import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
LANGUAGE_NAMES: dict[Language, str] = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "ja": "日本語",
    "nl": "Nederlands",
    "pt": "Português",
    "uk": "Українська",
}
"""Each as those who speak it write it."""
UNSPACED: frozenset[Language] = frozenset({"ja"})
"""Written without spaces."""

_LATIN = r"[\p{Latin}\p{Nd}]+(?:['’.,-][\p{Latin}\p{Nd}]+)*"
_UNSPACED_WORD = regex.compile(
    rf"[\p{{Ps}}\p{{Pi}}]*(?:{_LATIN}|[^\s\p{{P}}]\p{{M}}*)[\p{{Pe}}\p{{Pf}}\p{{Po}}\p{{Pd}}]*|\p{{P}}+"
)
_ENDS_LATIN = regex.compile(r"[\p{Latin}\p{Nd}]\p{P}*$")
_BEGINS_LATIN = regex.compile(r"\p{P}*[\p{Latin}\p{Nd}]")
_EDGES = regex.compile(r"^\p{P}+|\p{P}+$")


def language_choices() -> list[tuple[str, str]]:
    """Codes with names, for forms and columns."""
    return list(LANGUAGE_NAMES.items())


def split_words(text: str, language: Language) -> list[str]:
    """The words of ``text`` in order, each with the punctuation around it."""
    return _UNSPACED_WORD.findall(text) if language in UNSPACED else text.split()


def join_words(words: list[str], language: Language) -> str:
    """``words`` as they are written; in a language without spaces only Latin words have one between them."""
    if language not in UNSPACED:
        return " ".join(words)
    text = ""
    for word in words:
        text += " " + word if _ENDS_LATIN.search(text) and _BEGINS_LATIN.match(word) else word
    return text


def bare(word: str) -> str:
    """``word`` without case and without punctuation at its edges: words that differ in nothing else are the same."""
    return _EDGES.sub("", word).casefold() or word
