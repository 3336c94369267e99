"""Tokens for the search: pure functions that both the index and the query use.

Case, width and accents are folded (``ÉTÉ`` is ``ete``). A token is a run of letters, marks and digits; in scripts that
put no space between words each letter is a token, so that a word is a phrase of letters. Stemming is PostgreSQL's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

WORD_CHARS_MAX = 60
"""Longer tokens are cut: nobody searches for them, and PostgreSQL's index has a limit of its own."""
_ASCII_TOKEN = re.compile(r"[a-z0-9]+")
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # kana
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_ACCENTS = ((0x0300, 0x036F), (0x0591, 0x05C7), (0x064B, 0x065F), (0x0670, 0x0670))
"""Marks that people often leave out: of Latin, Greek and Cyrillic, of Hebrew, of Arabic."""


def fold(text: str) -> str:
    """``text`` in one case and one width, without accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKC", "".join(char for char in apart if not _in_ranges(ord(char), _ACCENTS)))


def tokenize(text: str) -> list[str]:
    """The tokens of ``text``, folded, in order."""
    plain = fold(text)
    if plain.isascii():
        return [word[:WORD_CHARS_MAX] for word in _ASCII_TOKEN.findall(plain)]
    return [plain[start:end][:WORD_CHARS_MAX] for start, end in token_spans(plain)]


def token_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the tokens of ``text`` begin and end, as a person wrote them."""
    start: int | None = None
    for at, char in enumerate(text):
        kind = unicodedata.category(char)[0]
        if kind == "M" and start is not None:
            continue
        if start is not None and (kind not in "LMN" or is_unspaced(char) or is_unspaced(text[start])):
            yield start, at
            start = None
        if start is None and kind in "LN":
            start = at
    if start is not None:
        yield start, len(text)


def trigrams(word: str) -> list[str]:
    """The trigrams of ``word``, padded with spaces as pg_trgm does it, sorted and without duplicates."""
    padded = f"  {word} "
    return sorted({padded[at : at + 3] for at in range(len(padded) - 2)})


def edit_distance(one: str, other: str) -> int:
    """The optimal string alignment distance: letters to change, delete, insert or swap with their neighbour."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        line = [row]
        for column, right in enumerate(other, 1):
            best = min(above[column] + 1, line[-1] + 1, above[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                best = min(best, before[column - 2] + 1)
            line.append(best)
        before, above = above, line
    return above[-1]


@lru_cache(maxsize=4096)
def is_unspaced(char: str) -> bool:
    """Whether ``char`` belongs to a script that puts no space between words."""
    return _in_ranges(ord(char), _UNSPACED)


def _in_ranges(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)
