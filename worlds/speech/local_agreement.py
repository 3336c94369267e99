"""Local agreement: stable partial words out of the hypotheses of a recogniser that hears a growing phrase. Pure.

A recogniser changes its mind about the newest words. What two hypotheses in a row agree on, from the beginning, is
final and is never taken back (Liu, Spanakis and Niehues, 2020); a later hypothesis that disagrees with it only adds
what follows. The final words of a phrase come from elsewhere and may correct anything.
"""

from __future__ import annotations


class LocalAgreement:
    """The words of one phrase while it is being said: give each hypothesis to ``add_hypothesis``, show ``text``."""

    def __init__(self) -> None:
        self._agreed: list[str] = []
        self._last: list[str] = []
        self._shown: list[str] = []
        self.settled = ""
        """The last hypothesis, if the one before it was the same; else empty."""

    @property
    def text(self) -> str:
        return " ".join(self._shown)

    @property
    def stable(self) -> int:
        """How many characters of ``text`` are agreed on."""
        return len(" ".join(self._agreed))

    def add_hypothesis(self, text: str) -> None:
        """Add one more hypothesis of the phrase so far. An empty one changes nothing."""
        words = text.split()
        if not words:
            return
        self.settled = " ".join(words) if words == self._last else ""
        rest = words[_aligned_prefix(self._agreed, words) :]
        agreed_before = self._last[_aligned_prefix(self._agreed, self._last) :]
        same = 0
        while same < min(len(rest), len(agreed_before)) and rest[same] == agreed_before[same]:
            same += 1
        self._shown = [*self._agreed, *rest]
        self._agreed = self._shown[: len(self._agreed) + same]
        self._last = words


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
