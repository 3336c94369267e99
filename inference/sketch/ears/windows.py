"""Cuts a clip that is too long for a model into windows, where it is most quiet. Pure."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE


def windows_of(pcm: Pcm, *, shortest: float, longest: float) -> Iterator[tuple[int, Pcm]]:
    """16 kHz PCM16 of at most ``longest`` seconds each, with the sample each begins at: together the whole clip.

    A longer one is cut in the quietest tenth of a second from ``shortest`` seconds on.
    """
    begin, block = 0, SAMPLE_RATE // 10
    while len(pcm) - begin > longest * SAMPLE_RATE:
        low, high = (begin + round(bound * SAMPLE_RATE) for bound in (shortest, longest))
        loud = np.abs(pcm[low : low + (high - low) // block * block].astype(np.int32)).reshape(-1, block).sum(1)
        end = low + int(loud.argmin()) * block + block // 2
        yield begin, pcm[begin:end]
        begin = end
    yield begin, pcm[begin:]
