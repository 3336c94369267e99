"""Rules for every world's title, whichever engine proposes it: when two titles count as the same, how a host's hint
becomes a title, how a taken title is made distinct.

Pure functions; they do not invent titles.
"""

from __future__ import annotations

from collections.abc import Iterator

MAX_TITLE = 120


def normalised_title(title: str) -> str:
    """Titles with the same normalised form are the same title."""
    return " ".join(title.split()).casefold()


def title_from_hint(hint: str) -> str:
    """A title hint as a title; it begins with a capital letter if it holds none. Empty for no hint."""
    hint = " ".join(hint.split())[:MAX_TITLE]
    return hint if any(char.isupper() for char in hint) else hint[:1].upper() + hint[1:]


def numbered_titles(title: str) -> Iterator[str]:
    """``title`` with "…, Part 2" and so on, never longer than ``MAX_TITLE``. The iterator does not end."""
    part = 2
    while True:
        end = f", Part {part}"
        yield title[: MAX_TITLE - len(end)] + end
        part += 1
