"""When each word of a heard clip was said, from its length and where the sound is loud. Pure.

The model writes words without times. Here the words share the loud parts of the clip by their number of letters, and a
word that would end just beside a quiet place ends in it. docs/sketch-engine.md says how far that is from the truth.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE

BLOCK = SAMPLE_RATE // 50
"""Samples that one level is taken of: 20 ms."""
QUIET = 0.1
"""Of the clip's level, below which nothing is said."""
SILENT_LETTERS = 1.5
"""Letters that every word counts more than it has: short ones are not said so much faster."""
NEAR = 0.12
"""Seconds in which the most quiet place is looked for, on both sides of where a word would end."""
SHORTEST = 4
"""Blocks that a word takes at least, where there is room."""


def times_of(words: Sequence[str], pcm: Pcm) -> list[tuple[float, float]]:
    """Start and end of each word, in seconds of 16 kHz PCM16, shape (samples,); in order, without overlap."""
    if not words:
        return []
    blocks = max(1, len(pcm) // BLOCK)
    levels = np.sqrt(np.mean(np.resize(pcm, blocks * BLOCK).reshape(blocks, BLOCK).astype(np.float64) ** 2, axis=1))
    levels = np.convolve(levels, np.ones(3) / 3, "same")
    spoken = levels > QUIET * np.percentile(levels, 90)
    if not spoken.any():
        spoken[:] = True
    said = np.flatnonzero(spoken)
    letters = np.cumsum([sum(map(str.isalnum, word)) + SILENT_LETTERS for word in words])
    ends = [int(said[min(len(said) - 1, round(part * len(said)))]) for part in letters[:-1] / letters[-1]]
    near = round(NEAR * SAMPLE_RATE / BLOCK)
    starts, last = [int(said[0])], int(said[0])
    for end in ends:
        low, high = max(last + SHORTEST, end - near), min(blocks, end + near + 1)
        if low < high:
            # Of places that are as quiet the one nearest to where it was looked for.
            places = np.arange(low, high)
            last = int(places[np.lexsort((np.abs(places - end), levels[low:high]))[0]])
        else:
            last = min(last + 1, blocks)
        starts.append(last)
    stops = [*starts[1:], max(starts[-1] + 1, int(said[-1]) + 1)]
    second = SAMPLE_RATE / BLOCK
    return [(start / second, stop / second) for start, stop in zip(starts, stops, strict=True)]
