"""One clip as several voices would have said it: the same sound, a little slower and a little faster.

Whether a word was understood depends on chance: on the pitch and the pace of a voice, on where an echo falls. What
holds at several paces is likelier to have been said (test-time augmentation). Pure.
"""

from __future__ import annotations

import numpy as np

from inference.contract.arrays import Pcm
from inference.sketch.ears.moonshine.model import Samples

PACES = (1.0, 0.92, 1.08)
"""Pace and pitch of the views. docs/sketch-engine.md tells what a second and third one save, and what they cost."""


def views_of(pcm: Pcm, paces: tuple[float, ...] = PACES) -> list[Samples]:
    """A view of 16 kHz mono PCM16, shape (samples,), at each pace."""
    sound = (pcm / 32_768).astype(np.float32)
    return [sound if pace == 1 else at_pace(sound, pace) for pace in paces]


def at_pace(sound: Samples, pace: float) -> Samples:
    """The sound played ``pace`` times as fast: (samples / pace,). What would be above half the rate is left out."""
    length = max(1, round(len(sound) / pace))
    spectrum = np.fft.rfft(sound)
    return (np.fft.irfft(spectrum[: length // 2 + 1], length) * (length / max(1, len(sound)))).astype(np.float32)
