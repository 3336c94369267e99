"""What was recognised of phrases that are still being said, so that a longer clip is not decoded from its beginning.

A phrase is sent to the ears again and again while it is said, longer each time. ``PrefixCache`` remembers the last
clips and their words. A clip that begins with one of them, sample for sample, keeps the words that lie well before the
end of that one, and only the remainder is decoded, with a short lead before it. It recognises nothing itself.
Not safe to share between threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE
from inference.contract.speech.hearing import Word

OPEN = 0.8
"""Seconds at the end of a clip in which a word may become another one by what follows …"""
AGAIN = 1
"""… and words before them that are heard again."""
LEAD = 0.6
"""Seconds that are heard again before the first of them.
Chosen with OPEN and AGAIN on the tuning narration: a partial of 24 phrases of 5 to 6 s took 0.18 s instead of 0.27, and
of 2,070 words in the last partials of 120 phrases 197 were wrong instead of 181."""
CLIPS = 8
"""As many people may speak at once and be remembered."""


@dataclass(frozen=True)
class Remainder:
    """What is left to be heard of a clip: from sample ``begin`` on,
    of which only words after ``known_until`` seconds are new."""

    known: tuple[Word, ...] = ()
    begin: int = 0

    @property
    def known_until(self) -> float:
        return self.known[-1].end if self.known else 0.0

    def complete(self, heard: Sequence[Word]) -> list[Word]:
        """All words of the clip: what was known, then those of ``heard``, in the clip's own time,
        whose middle lies after it."""
        until = self.known_until
        return [*self.known, *(word for word in heard if (word.start + word.end) / 2 > until)]


class PrefixCache:
    def __init__(self) -> None:
        self._clips: list[tuple[Pcm, tuple[Word, ...]]] = []

    def remainder_of(self, pcm: Pcm) -> Remainder:
        """What is left to be heard of 16 kHz mono PCM16, shape (samples,);
        all of it where nothing is remembered of it."""
        for clip, words in reversed(self._clips):
            if self._goes_on(clip, pcm):
                settled = [word for word in words if word.end <= len(clip) / SAMPLE_RATE - OPEN]
                known = tuple(settled[: len(settled) - AGAIN])
                begin = int((known[-1].end - LEAD) * SAMPLE_RATE) if known else 0
                return Remainder(known, begin) if begin > 0 else Remainder()
        return Remainder()

    def remember(self, pcm: Pcm, words: Sequence[Word]) -> None:
        """All words of a clip, in the place of those of the clip that it goes on from."""
        self._clips = [held for held in self._clips if not self._goes_on(held[0], pcm)]
        self._clips = [*self._clips[1 - CLIPS :], (pcm, tuple(words))]

    @staticmethod
    def _goes_on(clip: Pcm, pcm: Pcm) -> bool:
        return len(clip) <= len(pcm) and np.array_equal(clip, pcm[: len(clip)])
