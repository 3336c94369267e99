"""Local agreement: stable partial words out of the hypotheses of a recogniser that hears a growing phrase. Pure.

A recogniser changes its mind about the newest words. What two hypotheses in a row agree on, from the beginning, is
final and is never taken back (Liu, Spanakis and Niehues, 2020); a later hypothesis that disagrees with it only adds
what follows. Case and punctuation are no words: two hypotheses that differ in nothing else agree, and the newest one is
shown as it writes them. A full stop at the end of a phrase that goes on is a guess and is not shown. The final words of
a phrase come from elsewhere and may correct anything.
"""

from __future__ import annotations

import re

from inference.contract.speech.hearing import Language
from worlds.speech.languages import bare, join_words, split_words

_END = re.compile(r"[\s.,;:!?…。、！？-]+$")


class LocalAgreement:
    """The words of one phrase while it is being said: give each hypothesis to ``add_hypothesis``, show ``text``."""

    def __init__(self, language: Language = "en") -> None:
        self._language = language
        self._agreed: list[str] = []
        self._last: list[str] = []
        """The last hypothesis, bare."""
        self._shown: list[str] = []
        self.settled = ""
        """The last hypothesis, if the one before it had the same words; else empty."""

    @property
    def text(self) -> str:
        return _END.sub("", join_words(self._shown, self._language))

    @property
    def stable(self) -> int:
        """How many characters of ``text`` are agreed on; of these only case and punctuation may still change."""
        return min(len(join_words(self._agreed, self._language)), len(self.text))

    def add_hypothesis(self, text: str) -> None:
        """Add one more hypothesis of the phrase so far. An empty one changes nothing."""
        words = split_words(text, self._language)
        if not words:
            return
        bare_words, bare_agreed = [bare(word) for word in words], [bare(word) for word in self._agreed]
        self.settled = join_words(words, self._language) if bare_words == self._last else ""
        taken = _aligned_prefix(bare_agreed, bare_words)
        if bare_words[:taken] == bare_agreed:
            self._agreed = words[:taken]
        rest, before = bare_words[taken:], self._last[_aligned_prefix(bare_agreed, self._last) :]
        same = 0
        while same < min(len(rest), len(before)) and rest[same] == before[same]:
            same += 1
        self._shown = [*self._agreed, *words[taken:]]
        self._agreed = self._shown[: len(self._agreed) + same]
        self._last = bare_words


def _aligned_prefix(agreed: list[str], words: list[str]) -> int:
    """How many of ``words`` correspond to ``agreed``: the prefix with the smallest edit distance, in words."""
    if words[: len(agreed)] == agreed:
        return len(agreed)
    # distances of ``agreed`` to every prefix of ``words`` (Levenshtein, 1966), one row at a time
    row = list(range(len(words) + 1))
    for count, one in enumerate(agreed, 1):
        above, row[0] = row[0], count
        for at, other in enumerate(words, 1):
            above, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, above + (one != other))
    # of equal distances the longest prefix: a word too few comes with the next hypothesis, a word twice would stay
    return min(range(len(row)), key=lambda at: (row[at], -at))
