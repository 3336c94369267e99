"""What holds for every title, whoever thinks it up: which titles are the same, what becomes of a hint,
how one is made distinct.

Pure functions; they invent nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

LONGEST = 120


def plain_title(title: str) -> str:
    """Titles with the same plain form are the same title."""
    return " ".join(title.split()).casefold()


def shown_hint(hint: str) -> str:
    """A title hint as it is hung: as it stands, only never without one capital letter. Empty for none."""
    hint = " ".join(hint.split())[:LONGEST]
    return hint if any(char.isupper() for char in hint) else hint[:1].upper() + hint[1:]


def parts_of(title: str) -> Iterator[str]:
    """``title`` made distinct: "…, Part 2" and so on, never longer than a title may be; never ends."""
    part = 2
    while True:
        end = f", Part {part}"
        yield title[: LONGEST - len(end)] + end
        part += 1
