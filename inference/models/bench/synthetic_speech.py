"""Synthetic speech for timing the ears: it has no words, but a voice activity detector takes it for speech.

A glottal pulse train through the formants of five vowels (Peterson and Barney, 1952), with syllables at 3.5 Hz. The
same duration gives the same samples.
"""

from __future__ import annotations

import numpy as np

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE

FORMANTS = np.array(
    [(730, 1090, 2440), (530, 1840, 2480), (300, 870, 2240), (270, 2290, 3010), (570, 840, 2410)], float
)
"""Hz, of the vowels in father, bet, who'd, heed and hawed."""


def synthetic_speech(seconds: float) -> Pcm:
    """16 kHz mono PCM16 of ``seconds`` without a pause."""
    at = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    pitch = 115 + 20 * np.sin(2 * np.pi * 0.6 * at)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    place = (at * 3.5) % len(FORMANTS)
    vowel = place.astype(int)
    blend = np.clip((place - vowel) * 3 - 1, 0, 1)[:, None]
    formants = FORMANTS[vowel] * (1 - blend) + FORMANTS[(vowel + 1) % len(FORMANTS)] * blend
    sound = np.zeros_like(at)
    for harmonic in range(1, 32):
        off = ((harmonic * pitch)[:, None] - formants) / (70, 110, 160)
        sound += ((1, 0.5, 0.25) / (1 + off**2)).sum(axis=1) * np.sin(harmonic * phase)
    sound *= 0.55 + 0.45 * np.sin(2 * np.pi * 3.5 * at)
    sound += 0.02 * np.random.default_rng(0).standard_normal(len(at))
    return (sound / np.abs(sound).max() * 12_000).astype(np.int16)
