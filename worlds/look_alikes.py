"""Which names look alike: "Ada", "ada", "Ada" with a Cyrillic A, "Ada" with something invisible in it. Pure.

Two names look alike if their skeletons are the same, as UTS #39 defines them with Unicode's table of confusable
characters, in whichever case either is written: "ADMlN" is like "admin" in capitals only. The table is read when it is
first asked for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from worlds.wire.visible_text import visible_text

_MARK = "\u200e"


def looks_like_any(name: str, others: Iterable[str]) -> bool:
    """Whether people could take ``name`` for one of ``others``."""
    looks = _looks(name)
    return any(not looks.isdisjoint(_looks(other)) for other in others)


def distinct_name(name: str, others: Iterable[str], max_chars: int) -> str:
    """``name``, or where one of ``others`` looks like it, ``name 2`` or the next number that is free."""
    taken = frozenset().union(*(_looks(other) for other in others))
    distinct, number = name, 1
    while not _looks(distinct).isdisjoint(taken):
        number += 1
        distinct = f"{name[: max_chars - len(f' {number}')].rstrip()} {number}"
    return distinct


def _looks(name: str) -> frozenset[str]:
    return frozenset(_skeleton(written) for written in (name, name.casefold(), name.upper()))


def _skeleton(text: str) -> str:
    prototypes = _prototypes()
    plain = unicodedata.normalize("NFKD", visible_text(text))  # the table leaves most full-width letters to this
    return unicodedata.normalize("NFD", "".join(prototypes.get(letter, letter) for letter in plain))


@cache
def _prototypes() -> dict[str, str]:
    """Each confusable character with the one text that stands for all that look like it.

    The library lists both ways what is confused with what; whatever is connected by that is one look.
    """
    from confusable_homoglyphs.confusables import confusables_data  # a megabyte of JSON

    homoglyphs = {  # the table keeps right-to-left letters between marks, for whoever reads it
        look.strip(_MARK): [homoglyph["c"].strip(_MARK) for homoglyph in found]
        for look, found in confusables_data.items()
    }
    prototypes: dict[str, str] = {}
    for start in homoglyphs:
        if start in prototypes:
            continue
        connected, waiting = {start}, [start]
        while waiting:
            further = set(homoglyphs.get(waiting.pop(), ())) - connected
            connected |= further
            waiting += further
        # the longest one, since what looks like two letters ("m", "rn") can only be recognised letter by letter
        prototype = min(connected, key=lambda look: (-len(look), look))
        prototypes |= dict.fromkeys(connected, prototype)
    return prototypes
