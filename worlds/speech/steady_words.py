"""Words being said, kept steady: what was agreed on stays, and only the end of the line may still change. Pure.

A recogniser that hears a phrase again and again as it grows changes its mind about the newest words. What two hearings
in a row agree on, from the beginning, is taken as said and is never taken back (local agreement; Liu, Spanakis and
Niehues, 2020); a later hearing that disagrees with it only adds what follows. The final words of a phrase come from
elsewhere and may correct anything.
"""

from __future__ import annotations


class SteadyWords:
    """The words of one phrase while it is being said: ``hear`` each new hearing, show ``text``."""

    def __init__(self) -> None:
        self._agreed: list[str] = []
        self._last: list[str] = []
        self._shown: list[str] = []
        self.settled = ""
        """The last hearing, if the one before it was the same; else nothing."""

    @property
    def text(self) -> str:
        return " ".join(self._shown)

    @property
    def stable(self) -> int:
        """How many characters of ``text`` are agreed on."""
        return len(" ".join(self._agreed))

    def hear(self, text: str) -> None:
        """Take one more hearing of the phrase so far. One that heard nothing changes nothing."""
        words = text.split()
        if not words:
            return
        self.settled = " ".join(words) if words == self._last else ""
        rest = words[_reach(self._agreed, words) :]
        agreed_before = self._last[_reach(self._agreed, self._last) :]
        same = 0
        while same < min(len(rest), len(agreed_before)) and rest[same] == agreed_before[same]:
            same += 1
        self._shown = [*self._agreed, *rest]
        self._agreed = self._shown[: len(self._agreed) + same]
        self._last = words


def _reach(agreed: list[str], words: list[str]) -> int:
    """How many of ``words`` tell what ``agreed`` does: the beginning that fits it best, by words changed,
    added and left out."""
    if words[: len(agreed)] == agreed:
        return len(agreed)
    # distances of ``agreed`` to every beginning of ``words`` (Levenshtein, 1966), one row at a time
    row = list(range(len(words) + 1))
    for count, one in enumerate(agreed, 1):
        above, row[0] = row[0], count
        for at, other in enumerate(words, 1):
            above, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, above + (one != other))
    # of equal fits the longest: what is left out is said by the next hearing, what is doubled stays
    return min(range(len(row)), key=lambda at: (row[at], -at))
