"""How words stand in subtitles: cues of at most two lines, broken where a reader would pause. Pure.

The measures are those of subtitling: 42 columns a line, 17 columns a second, broken after a sentence or a clause, else
before a conjunction, never after an article or a preposition where another place is as good. A column is what a Latin
letter takes; a letter of Chinese, Japanese or Korean takes two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from wcwidth import wcwidth

LINE_COLUMNS = 42
CUE_LINES = 2
COLUMNS_PER_SECOND = 17.0
"""As fast as most people read."""

SENTENCE_ENDS = ".!?…。！？"
CLAUSE_ENDS = ";:—–；："
PAUSES = ",、，،"
# fmt: off
CONJUNCTIONS = frozenset((
    "and", "or", "but", "nor", "so", "yet", "because", "although", "while", "when", "where", "which", "who",
    "whose", "that", "until", "unless", "if", "as", "than",
))
LEANING = frozenset((
    "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "into", "over", "under", "near",
    "above", "below", "behind", "between", "through", "and", "or",
))
"""Words that belong to the next one."""
# fmt: on
NO_LINE_BEGINS_WITH = "ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々"
"""Small kana and marks of repetition; categories of punctuation do as much for the others."""
CUE_COST, UNEVEN_COST = 6.0, 8.0
"""What one more cue costs, and one that is empty, in the costs of breaks (``_break_cost``)."""
ALONE_COST = 50.0
"""Of what should not stand on a line alone: a speaker's name before their words, or a number."""


@dataclass(frozen=True)
class _Word:
    """What is never broken, with its columns."""

    text: str
    columns: int
    spaced: bool
    """Whether a space stands before it."""


def columns(text: str) -> int:
    return sum(max(0, wcwidth(character)) for character in text)


def split_into_cues(text: str, taken: int = 0) -> list[str]:
    """``text`` in parts of one line each that fit into a cue; ``taken`` columns of the first are something else's."""
    words = _words(text)
    # best[n]: the least cost of the first n words, and where their last cue begins
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(words) + 1):
        choices = []
        for begin in range(end - 1, -1, -1):
            before = taken if begin == 0 else 0
            if not _fits(words[begin:end], before) and begin < end - 1:
                break
            empty = 1 - (before + _width(words[begin:end])) / (LINE_COLUMNS * CUE_LINES)
            cost = CUE_COST + UNEVEN_COST * empty**2 + _break_cost(words, begin, end)
            choices.append((best[begin][0] + cost, begin))
        best.append(min(choices))
    parts, end = [], len(words)
    while end:
        begin = best[end][1]
        parts.append(_joined(words[begin:end]))
        end = begin
    return parts[::-1]


def two_lines(text: str, taken: int = 0) -> str:
    """``text`` with the line break that reads best; with more than one where it is longer than a cue.

    ``taken`` columns of its first line are something else's.
    """
    words, lines = _words(text), []
    while taken + _width(words) > LINE_COLUMNS:
        first = 0 if taken else 1
        cuts = [cut for cut in range(first, len(words)) if taken + _width(words[:cut]) <= LINE_COLUMNS]
        even = [cut for cut in cuts if _width(words[cut:]) <= LINE_COLUMNS]
        cut = min(even, key=partial(_line_cost, words, taken)) if even else cuts[-1]
        lines.append(_joined(words[:cut]))
        words, taken = words[cut:], 0
    return "\n".join([*lines, _joined(words)])


def _line_cost(words: Sequence[_Word], taken: int, cut: int) -> float:
    uneven = abs(taken + _width(words[:cut]) - _width(words[cut:])) / LINE_COLUMNS
    return UNEVEN_COST * uneven**2 + (_break_cost(words, cut, len(words)) if cut else ALONE_COST)


def _fits(words: Sequence[_Word], taken: int) -> bool:
    """Whether ``words`` after ``taken`` columns are at most two lines."""
    free, line = CUE_LINES - 1, taken
    for number, word in enumerate(words):
        wide = line + word.columns + (word.spaced if number else 0)
        if wide <= LINE_COLUMNS:
            line = wide
        elif free:
            free, line = free - 1, word.columns
        else:
            return False
    return line <= LINE_COLUMNS


def _break_cost(words: Sequence[_Word], at: int, end: int) -> float:
    """How badly a break before the word ``at`` reads, where the part behind it ends at ``end``."""
    if at == 0:
        return 0.0
    before, after = words[at - 1].text, words[at].text
    # some readers of SubRip take a last line that is a number for the next cue's
    lonely = ALONE_COST if _joined(words[at:end]).isdigit() else 0.0
    last = before.rstrip("\"'”’»)]」』）")[-1:]
    if last and last in SENTENCE_ENDS:
        return lonely
    if last and last in CLAUSE_ENDS:
        return lonely + 1.0
    if last and last in PAUSES:
        return lonely + 2.0
    if before.lower() in LEANING:
        return lonely + 14.0
    return lonely + (4.0 if after.lower() in CONJUNCTIONS else 8.0)


def _width(words: Sequence[_Word]) -> int:
    return sum(word.columns + word.spaced for word in words) - (words[0].spaced if words else 0)


def _joined(words: Sequence[_Word]) -> str:
    return "".join(" " + word.text if word.spaced else word.text for word in words).strip()


def _words(text: str) -> list[_Word]:
    return [
        _Word(part, columns(part), spaced=number == 0)
        for word in text.split()
        for number, part in enumerate(_unspaced_parts(word))
    ]


def _unspaced_parts(word: str) -> Iterator[str]:
    """A word without spaces where it may be broken: beside wide letters, and anywhere once it is longer than a line."""
    part, wide = "", 0
    for character in word:
        width = max(0, wcwidth(character))
        beside_wide = part and (width == 2 or wcwidth(part[-1]) == 2)
        if part and (
            wide + width > LINE_COLUMNS or (beside_wide and not _closes(character) and not _opens(part[-1]) and width)
        ):
            yield part
            part, wide = "", 0
        part, wide = part + character, wide + width
    yield part


def _closes(character: str) -> bool:
    """Whether no line begins with it."""
    return unicodedata.category(character) in ("Pe", "Pf", "Po", "Pd") or character in NO_LINE_BEGINS_WITH


def _opens(character: str) -> bool:
    """Whether no line ends with it."""
    return unicodedata.category(character) in ("Ps", "Pi")
