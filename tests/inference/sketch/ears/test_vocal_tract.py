"""The pitch of a voice chooses the filter bank it is heard with."""

from __future__ import annotations

import numpy as np
import pytest

from inference.contract.speech.audio import SAMPLE_RATE
from inference.sketch.ears.pocketsphinx.vocal_tract import HIGH, LOW, warp_of
from tests.voice.recordings import silence, speak, with_noise

TEXT = "the old castle stands on a hill above the dark sea"


@pytest.mark.parametrize(
    ("voice", "warp"), [("slt", HIGH), ("en-us+f3", HIGH), ("rms", LOW), ("awb", LOW), ("kal16", LOW), ("en-gb", LOW)]
)
def test_voices_are_told_by_their_pitch(voice: str, warp: str) -> None:
    said = np.concatenate([silence(0.3), speak(TEXT, voice), silence(0.3)])
    assert warp_of(said) == warp
    assert warp_of(with_noise(said, "pink", 15)) == warp


@pytest.mark.parametrize(("hz", "warp"), [(100, LOW), (140, LOW), (170, HIGH), (300, HIGH)])
def test_a_buzz_of_known_pitch(hz: int, warp: str) -> None:
    at = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    buzz = sum(np.sin(2 * np.pi * hz * k * at) / k for k in range(1, 12))
    assert warp_of((8000 * buzz / np.abs(buzz).max()).astype(np.int16)) == warp


@pytest.mark.parametrize("samples", [0, 10, SAMPLE_RATE])
def test_silence_is_a_low_voice(samples: int) -> None:
    assert warp_of(np.zeros(samples, np.int16)) == LOW


def test_noise_is_a_low_voice() -> None:
    assert warp_of(np.random.default_rng(4).normal(0, 900, SAMPLE_RATE).astype(np.int16)) == LOW
