"""Compounds written as one word: Bergdorf, Piratenschiffe, sneeuwstorm."""

from __future__ import annotations

from inference.sketch.catalogue import GROUP_OF, KIND_OF_WORD
from inference.sketch.director.languages.tables import Entry, Table
from inference.sketch.director.vocabulary import LIGHTS

COMPOUNDING = ("de", "nl")
"""Languages that write compounds as one word."""
_LINKS = ("", "s", "n", "en", "es", "e", "er")
"""What may stand between the parts of a compound."""
_PLACES = frozenset(("land", "water", "trees", "weather"))
"""Groups of which the first part of a compound says where its last part is: a mountain village."""


def parts_of(word: str, table: Table) -> list[Entry]:
    """A compound of two parts that are known: its last, with its first before it where the two make a known thing or
    the first is a place, a weather, an hour or a look. (A last part alone is not enough: a Glühbirne is no pear.)"""
    for cut in range(3, len(word) - 2):
        tail = next((entry for entry in table.look_up(word[cut:]) if entry.sort == "things"), None)
        if tail is None:
            continue
        for link in _LINKS:
            stem = word[: cut - len(link)]
            if not word[:cut].endswith(link) or len(stem) < 3:
                continue
            head = next((entry for entry in table.look_up(stem) if entry.sort in ("things", "looks")), None)
            if head is None:
                continue
            name = f"{head.english} {tail.english}"
            known = name.replace(" ", "-") in KIND_OF_WORD
            place = GROUP_OF.get(KIND_OF_WORD.get(head.english, "")) in _PLACES or head.english in LIGHTS
            return [Entry(name if known or place or head.sort == "looks" else tail.english, "things", tail.plural)]
    return []
