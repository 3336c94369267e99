"""What was heard of phrases that are still being said: the draft for hearing a little more of them.

A phrase is sent to the ears again and again while it is said, longer each time. ``Drafts`` remembers the pieces of
words of the last clips; for a clip that begins with one of them, sample for sample, those are given out. A draft makes
a hearing faster; where two words were nearly as likely it may keep the one that was heard before
(``MoonshineModel.transcribe``). Safe to share between threads.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from inference.contract.arrays import Pcm

CLIPS = 8
"""As many people may speak at once and be remembered."""


class Drafts:
    def __init__(self) -> None:
        self._clips: list[tuple[Pcm, tuple[int, ...]]] = []
        self._lock = threading.Lock()

    def draft_of(self, pcm: Pcm) -> tuple[int, ...]:
        """The pieces that were heard of the beginning of 16 kHz mono PCM16, shape (samples,); none where none was."""
        with self._lock:
            return next((pieces for clip, pieces in reversed(self._clips) if _goes_on(clip, pcm)), ())

    def remember(self, pcm: Pcm, pieces: Sequence[int]) -> None:
        """The pieces of a clip, in the place of those of the clip that it goes on from."""
        with self._lock:
            self._clips = [held for held in self._clips if not _goes_on(held[0], pcm)]
            self._clips = [*self._clips[1 - CLIPS :], (pcm, tuple(pieces))]


def _goes_on(clip: Pcm, pcm: Pcm) -> bool:
    return len(clip) <= len(pcm) and np.array_equal(clip, pcm[: len(clip)])
