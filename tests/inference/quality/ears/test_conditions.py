"""Bad sound is as bad as it says, and the same every time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE
from inference.models.bench.synthetic_speech import synthetic_speech
from inference.quality.ears.conditions import (
    CONDITIONS,
    DECAY,
    FULL,
    SOUND,
    Signal,
    at_level,
    kitchen_noise,
    level,
    room_response,
    street_noise,
    through_telephone,
    with_noise,
)


@pytest.fixture(scope="module")
def voice() -> Pcm:
    quiet = np.zeros(SAMPLE_RATE, np.int16)
    return np.concatenate([quiet, at_level(synthetic_speech(2.0), -26), quiet])


def decibels(ratio: float) -> float:
    return float(20 * np.log10(ratio))


def test_a_level_is_that_of_the_voice_and_not_of_the_pauses(voice: Pcm) -> None:
    assert decibels(level(voice) / FULL) == pytest.approx(-26, abs=0.2)
    assert level(np.concatenate([voice, np.zeros(9 * SAMPLE_RATE, np.int16)])) == pytest.approx(level(voice), rel=0.02)
    assert level(np.zeros(SAMPLE_RATE, np.int16)) == level(np.zeros(0, np.int16)) == 0


@pytest.mark.parametrize("make", [kitchen_noise, street_noise])
@pytest.mark.parametrize("snr", [15, 5])
def test_noise_is_as_far_below_the_voice_as_it_says(voice: Pcm, snr: float, make: Callable[[int, int], Signal]) -> None:
    noise = with_noise(voice, snr, make=make).astype(float) - voice
    assert decibels(level(voice) / np.sqrt(np.mean(noise**2))) == pytest.approx(snr, abs=0.2)


def test_noise_that_does_not_fit_makes_both_softer_and_clips_nothing(voice: Pcm) -> None:
    mixed = with_noise(at_level(voice, -12), 0)
    assert np.abs(mixed.astype(int)).max() == pytest.approx(0.98 * FULL, abs=2)


def test_the_noise_is_a_kitchens() -> None:
    """A street is deep, murmurs are in the band of voices, and a fan is in both: little is left above."""
    power = np.abs(np.fft.rfft(kitchen_noise(4 * SAMPLE_RATE, 3))) ** 2
    frequency = np.fft.rfftfreq(4 * SAMPLE_RATE, 1 / SAMPLE_RATE)
    shares = [
        power[(frequency >= low) & (frequency < high)].sum() / power.sum()
        for low, high in ((20, 200), (200, 3400), (3400, 8000))
    ]
    assert 0.35 < shares[0] < 0.7 and 0.3 < shares[1] < 0.6 and shares[2] < 0.1


def test_the_room_answers_as_a_room_of_its_decay() -> None:
    response = room_response(1.0)
    assert int(np.argmax(np.abs(response))) == pytest.approx(1.0 / SOUND * SAMPLE_RATE, abs=1)
    left = np.cumsum(response[::-1] ** 2)[::-1]
    fall = 10 * np.log10(left / left[0])
    seconds = (int(np.argmax(fall < -25)) - int(np.argmax(fall < -5))) / SAMPLE_RATE
    assert 3 * seconds == pytest.approx(DECAY, rel=0.15)


def test_a_telephone_lets_the_band_of_voices_through_and_nothing_beside_it() -> None:
    time = np.arange(SAMPLE_RATE) / SAMPLE_RATE

    def passed(frequency: float) -> float:
        tone = (8_000 * np.sin(2 * np.pi * frequency * time)).astype(np.int16)
        return decibels(level(through_telephone(tone)) / level(tone))

    assert passed(1_000) == pytest.approx(0, abs=1)
    assert passed(100) < -25 and passed(6_000) < -25


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_makes_16_bit_samples_the_same_every_time(voice: Pcm, name: str) -> None:
    put = CONDITIONS[name].put
    made = put(voice, 4)
    assert made.dtype == np.int16 and made.ndim == 1 and len(voice) <= len(made) <= len(voice) + SAMPLE_RATE
    assert np.array_equal(made, put(voice, 4))
    assert np.array_equal(made, put(voice, 5)) == ("dB" not in name)
    assert not put(np.zeros(0, np.int16), 1).any() and not put(np.zeros(4_000, np.int16), 1)[:0].any()


def test_a_quiet_voice_is_quiet_and_an_overdriven_one_is_clipped(voice: Pcm) -> None:
    assert decibels(level(CONDITIONS["quiet"].put(voice, 0)) / FULL) == pytest.approx(-50, abs=0.3)
    assert np.mean(np.abs(CONDITIONS["clipped"].put(voice, 0).astype(int)) >= FULL - 1) > 0.01
    assert np.mean(CONDITIONS["offset"].put(voice, 0)) == pytest.approx(0.1 * FULL, rel=0.1)
