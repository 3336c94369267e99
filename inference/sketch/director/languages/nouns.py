"""The nouns of a gloss: their plurals, which the reader takes back to the noun, right English or not ("wolfs"), and
what was said for them."""

from __future__ import annotations

from collections.abc import Iterable

SOMETHING = "something"
"""Stands for a noun that is not known, so that what is said of it falls on no other."""


def plural_of(noun: str) -> str:
    """The plural; a noun that ends like one ("stairs") is its own."""
    if noun == "people" or (noun.endswith("s") and not noun.endswith(("ss", "us"))):
        return noun
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def said_for(nouns: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Every form by which the reader may name one of ``nouns`` (English, and as it was said) to what was said."""
    said: dict[str, str] = {}
    for english, as_said in nouns:
        for name in (english, english.split()[-1]):
            for form in (name, plural_of(name)):
                said.setdefault(form, as_said)
    return said
