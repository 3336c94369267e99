"""The table of a language: its words, by the English ones that stand for them, and its endings.

A table is a text file named after the language's code. Sections begin with a title in brackets; a line has words of the
language, a comma between two, and after "=" their English:

    [small words]   articles, prepositions, pronouns and such; without English: they say nothing
    [numbers], [looks] (adjectives), [verbs]
    [things]        "Igel, Stacheltier = hedgehog"; a form marked with * is a plural that no ending tells
    [... endings]   "en = - e": what ends in "en" may stand in the table without it, or with "e" in its place
                    ("-" is nothing: "- = a" adds an ending)

Where a word stands twice, both are kept. Tables are read when their language is first met.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, get_args

Sort = Literal["small words", "numbers", "looks", "verbs", "things"]

_PLURAL = "plural endings"
_ENDINGS: dict[str, Sort] = {
    _PLURAL: "things",
    "other endings of things": "things",
    "endings of looks": "looks",
    "endings of verbs": "verbs",
}
_UMLAUTS = str.maketrans("äöüß", "aous")
LONGEST = 6
"""Words of an expression."""


@dataclass(frozen=True)
class Entry:
    """What a word of the language is in English."""

    english: str
    sort: Sort
    plural: bool = False


@dataclass
class Table:
    """A language's words and endings. Keys are lower case, with one space between words."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    folded: dict[str, list[Entry]] = field(default_factory=dict)
    """The same without accents, for who types none, and for umlauts that only an ending brings."""
    endings: list[tuple[str, str, Sort, bool]] = field(default_factory=list)
    """Ending, what may stand in its place, of which sort of words, and whether it makes a plural."""

    starts: set[str] = field(default_factory=set)
    """First words of expressions."""

    def exactly(self, words: str) -> list[Entry]:
        """What stands under ``words``, also for who types no accents. An umlaut that the table has not may be that of
        a plural (Äpfel), so it is taken from things; other accents tell words apart (carné, carne)."""
        if entries := self.entries.get(words):
            return entries
        umlauts = not words.isascii() and words.translate(_UMLAUTS).isascii()
        return [
            entry
            for entry in self.folded.get(fold(words), ())
            if words.isascii() or (umlauts and entry.sort == "things")
        ]

    def inflected(self, word: str) -> list[Entry]:
        """What ``word`` is as a form of a word in the table, the likeliest first."""
        return list(dict.fromkeys(self._inflected(word)))

    def _inflected(self, word: str) -> Iterator[Entry]:
        for ending, instead, sort, plural in self.endings:
            if word.endswith(ending) and len(word) - len(ending) >= 2:
                for entry in self.exactly(word[: len(word) - len(ending)] + instead):
                    if entry.sort == sort:
                        yield Entry(entry.english, sort, plural=plural or entry.plural)

    def look_up(self, word: str) -> list[Entry]:
        return self.exactly(word) or self.inflected(word)

    def add(self, words: str, entry: Entry) -> None:
        if " " in words:
            self.starts.update((words.split()[0], fold(words.split()[0])))
        for table, key in ((self.entries, words), (self.folded, fold(words))):
            entries = table.setdefault(key, [])
            if entry not in entries:
                entries.append(entry)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """``text`` without accents; Cyrillic and kana keep their letters."""
    if text.isascii():
        return text
    plain = "".join(
        char if ord(char) > 0x250 else "".join(c for c in unicodedata.normalize("NFKD", char) if ord(c) < 0x250)
        for char in text
    )
    return plain.replace("ß", "ss").replace("œ", "oe").replace("æ", "ae")


def plain(text: str) -> str:
    """``text`` as tables have it: composed, lower case, with straight apostrophes."""
    return re.sub("[’ʼ`´]", "'", unicodedata.normalize("NFKC", text)).lower()


def split(text: str, language: str) -> list[str]:
    """The words of ``text`` and its signs. An apostrophe ends a word (l'eau), but is a letter of Ukrainian."""
    text = plain(text)
    letters = r"[^\W\d_]+(?:'[^\W\d_]+)*" if language == "uk" else r"[^\W\d_]+"
    if language == "nl":
        text = re.sub(r"(?<=\w)'s\b", "s", text)
    return re.findall(rf"{letters}|\d{{1,4}}|[.,;:!?]", text)


def read_table(text: str, language: str) -> Table:
    """Raises ValueError for a line that does not read as one, with the line."""
    table, title = Table(), ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("#"):
            continue
        if line.startswith("["):
            title = line.strip("[]")
            if title not in _ENDINGS and title not in get_args(Sort):
                raise ValueError(f"There is no section {line}.")
            continue
        words, equals, english = (part.strip() for part in line.partition("="))
        if not equals or not title:
            raise ValueError(f"{line!r} is no line of a table.")
        if title in _ENDINGS:
            for ending in words.split(","):
                for instead in english.split():
                    parts = (ending.strip().replace("-", ""), instead.replace("-", ""))
                    table.endings.append((*parts, _ENDINGS[title], title == _PLURAL))
            continue
        sort = next(one for one in get_args(Sort) if one == title)
        for word in words.split(","):
            key = plain(word).strip(" *") if language == "ja" else " ".join(split(word, language))
            if not key:
                raise ValueError(f"{line!r} has an empty word.")
            table.add(key, Entry(english, sort, plural="*" in word))
    return table


@cache
def table_of(language: str) -> Table:
    """The table of a language, by its code ("de")."""
    return read_table(Path(__file__).with_name(f"{language}.txt").read_text("utf-8"), language)
