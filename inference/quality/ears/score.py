"""What ears made of some clips: words said and heard, the time that it took, and how sure a rate is.

A clip counts as a whole when a rate's interval is made: the words of one clip are misheard together.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE
from inference.engine.protocols import Ears
from inference.quality.ears.words import compare, plain_words

DRAWS = 2000
"""Samples of the bootstrap."""
SURE = 0.95


class Heard(NamedTuple):
    """One clip: the texts, how many words it has, and how many are wrong."""

    name: str
    said: str
    heard: str
    words: int
    errors: int


@dataclass
class Score:
    """What one recogniser made of some clips. ``cpu`` and ``audio`` are seconds; a rate is a share of 1."""

    words: int = 0
    substituted: int = 0
    left_out: int = 0
    added: int = 0
    cpu: float = 0.0
    audio: float = 0.0
    clips: list[Heard] = field(default_factory=list)

    @property
    def errors(self) -> int:
        return self.substituted + self.left_out + self.added

    @property
    def error_rate(self) -> float:
        return self.errors / max(1, self.words)

    @property
    def real_time_factor(self) -> float:
        return self.cpu / max(1e-9, self.audio)

    def interval(self) -> tuple[float, float]:
        """Between which error rates 95 of 100 sets of clips like these would lie: the bootstrap over clips."""
        if not self.words:
            return (0.0, 0.0)
        words, errors = np.array([clip.words for clip in self.clips]), np.array([clip.errors for clip in self.clips])
        drawn = np.random.default_rng(1).integers(0, len(words), (DRAWS, len(words)))
        rates = errors[drawn].sum(axis=1) / np.maximum(1, words[drawn].sum(axis=1))
        low, high = np.quantile(rates, ((1 - SURE) / 2, (1 + SURE) / 2))
        return float(low), float(high)


def listen(ears: Ears, said: str, pcm: Pcm, score: Score, name: str = "") -> str:
    """Hear one clip and add what came of it to ``score``. CPU time is that of all threads of this process."""
    begin = time.process_time()
    text = ears.hear(pcm).text
    score.cpu += time.process_time() - begin
    score.audio += len(pcm) / SAMPLE_RATE
    words, heard = plain_words(said), plain_words(text)
    substituted, left_out, added = compare(words, heard)
    score.words += len(words)
    score.substituted += substituted
    score.left_out += left_out
    score.added += added
    score.clips.append(Heard(name, said, text, len(words), substituted + left_out + added))
    return text


def time_partials(ears: Ears, pcm: Pcm, every: float = 0.5) -> list[float]:
    """CPU seconds of each hearing of a phrase that is being said: what there is of it, every half second."""
    spent = []
    for end in range(int(every * SAMPLE_RATE), len(pcm) + 1, int(every * SAMPLE_RATE)):
        begin = time.process_time()
        ears.hear(pcm[:end], partial=True)
        spent.append(time.process_time() - begin)
    return spent
