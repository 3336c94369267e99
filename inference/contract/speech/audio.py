"""Reads WAV files as the samples that the ears take: 16 kHz mono PCM16.

Other rates are resampled and channels mixed. Anything but 16-bit PCM in a sound WAV header is refused with one
sentence; compressed audio is not read.
"""

from __future__ import annotations

import io
import wave
from typing import cast

import numpy as np
import scipy  # its parts are only loaded when used: every process reads this module and few need them

from inference.contract.arrays import Pcm
from inference.contract.errors import EngineError

SAMPLE_RATE = 16_000
"""Hz: what the ears take."""


class AudioUnreadable(EngineError):
    """The clip cannot be heard; ``message`` says why in one sentence."""

    def __init__(self, why: str) -> None:
        super().__init__("speech.unreadable", why, again=False)


def read_wav(data: bytes) -> Pcm:
    """The samples of a WAV file as 16 kHz mono PCM16: channels are mixed, other rates (8 to 96 kHz) resampled.

    Raises ``AudioUnreadable`` for a broken header, for anything but 16-bit PCM, and for a rate outside that range.
    """
    try:
        with wave.open(io.BytesIO(data)) as clip:
            width, channels, rate = clip.getsampwidth(), clip.getnchannels(), clip.getframerate()
            frames = clip.readframes(clip.getnframes())
    except (wave.Error, EOFError, RuntimeError) as error:
        raise AudioUnreadable(f"This is no WAV file that can be read ({error or 'it ends too soon'}).") from error
    if width != 2:
        raise AudioUnreadable(f"The clip has {8 * width}-bit samples; 16-bit ones are needed.")
    if not 8_000 <= rate <= 96_000:
        raise AudioUnreadable(f"The clip has {rate} samples a second; 8,000 to 96,000 can be heard.")
    whole = len(frames) - len(frames) % (2 * channels)
    samples = np.frombuffer(frames[:whole], "<i2").reshape(-1, channels)
    if channels == 1 and rate == SAMPLE_RATE:
        return cast(Pcm, samples[:, 0].astype(np.int16))
    mixed = samples.mean(axis=1)
    if rate != SAMPLE_RATE and len(mixed):
        common = np.gcd(SAMPLE_RATE, rate)
        mixed = scipy.signal.resample_poly(mixed, SAMPLE_RATE // common, rate // common)
    return cast(Pcm, np.clip(np.rint(mixed), -32_768, 32_767).astype(np.int16))
