"""Plurals for the reader, who takes them back to their noun, right English or not: "wolfs"."""

from __future__ import annotations


def plural_of(noun: str) -> str:
    if noun == "people" or (noun.endswith("s") and not noun.endswith(("ss", "us"))):
        return noun
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"
