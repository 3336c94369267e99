"""What a room and a microphone do to a voice, computed: noise, echo, a faint voice, an overdriven one, a telephone.

A level is that of the voiced stretches, so that pauses do not count. The same clip in the same condition is the same
samples on every machine that computes alike; ``seed`` only chooses which stretch of noise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import numpy as np
import scipy
from numpy.typing import NDArray

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE

Signal = NDArray[np.float64]
FULL = 32_768.0
FRAME = SAMPLE_RATE // 50
BELOW_LOUDEST = 30.0
"""dB: a frame of 20 ms is voiced if it is less than this below the loud ones."""

ROOM = (5.0, 4.0, 2.6)
"""Metres: a kitchen."""
MICROPHONE = (2.4, 1.9, 1.1)
"""Metres from three walls: a laptop on the table."""
TOWARDS_VOICE = (-0.56, -0.77, 0.3)
"""Where the voice is, seen from the microphone; about of length 1."""
DECAY = 0.7
"""Seconds in which the echo falls by 60 dB (RT60), by Sabine's formula: all walls alike."""
SOUND = 343.0
"""Metres per second."""


def level(samples: NDArray[np.int16] | Signal) -> float:
    """The root mean square of the voiced stretches, in the samples' own unit; 0 for silence."""
    whole = len(samples) // FRAME * FRAME
    power = np.mean(np.asarray(samples[:whole], np.float64).reshape(-1, FRAME) ** 2, axis=1)
    if not len(power) or not power.any():
        return 0.0
    voiced = power >= np.percentile(power, 95) * 10 ** (-BELOW_LOUDEST / 10)
    return float(np.sqrt(np.mean(power[voiced])))


def coloured_noise(length: int, slope: float, dice: np.random.Generator) -> Signal:
    """Noise whose power falls with frequency to the ``slope``: 0 white, 1 pink, 2 brown. Of level 1, above 20 Hz."""
    spectrum = np.fft.rfft(dice.normal(size=length))
    frequency = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    spectrum *= np.where(frequency >= 20, np.maximum(frequency, 20) ** (-slope / 2), 0)
    noise = np.fft.irfft(spectrum, length)
    return cast(Signal, noise / np.sqrt(np.mean(noise**2)))


def kitchen_noise(length: int, seed: int) -> Signal:
    """A kitchen with people: a street (brown), a fan (pink), and six murmurs; a third of the power each, of level 1.

    A murmur is noise in the band of voices that comes and goes a few times a second, each in its own time.
    """
    dice = np.random.default_rng(seed)
    band = scipy.signal.butter(2, (200, 3400), "bandpass", fs=SAMPLE_RATE, output="sos")
    time = np.arange(length) / SAMPLE_RATE
    murmurs = np.zeros(length)
    for _ in range(6):
        syllables, phase = dice.uniform(2.5, 5.0), dice.uniform(0, 2 * np.pi)
        loudness = np.maximum(0, np.sin(2 * np.pi * syllables * time + phase) + 0.3)
        murmurs += loudness * scipy.signal.sosfilt(band, coloured_noise(length, 1, dice))
    murmurs /= np.sqrt(np.mean(murmurs**2))
    noise = coloured_noise(length, 2, dice) + coloured_noise(length, 1, dice) + murmurs
    return cast(Signal, noise / np.sqrt(np.mean(noise**2)))


def street_noise(length: int, seed: int) -> Signal:
    """Brown noise of level 1: what comes through a window."""
    return coloured_noise(length, 2, np.random.default_rng(seed))


def with_noise(pcm: Pcm, snr: float, seed: int = 0, make: Callable[[int, int], Signal] = kitchen_noise) -> Pcm:
    """The voice with noise ``snr`` dB below it; both are made softer where they would not fit."""
    if not level(pcm):
        return pcm
    noise = make(len(pcm), seed) * level(pcm) * 10 ** (-snr / 20)
    mixed = pcm + noise
    return to_pcm(mixed * min(1.0, 0.98 * FULL / max(1.0, float(np.abs(mixed).max(initial=0)))))


@cache
def room_response(metres: float) -> Signal:
    """The kitchen's impulse response by the image method (Allen and Berkley, 1979), as long as its decay.

    The voice is so many ``metres`` from the microphone.

    Each image of the voice in the walls arrives at its time, softer with its way and with each wall. All walls reflect
    alike. What is below 80 Hz, which images add up to and no room does, is taken away.
    """
    volume = float(np.prod(ROOM))
    surface = 2 * (ROOM[0] * ROOM[1] + ROOM[1] * ROOM[2] + ROOM[0] * ROOM[2])
    reflection = np.sqrt(1 - 0.161 * volume / DECAY / surface)
    ways, walls = [], []
    towards = np.array(TOWARDS_VOICE) / np.linalg.norm(TOWARDS_VOICE)
    for size, voice, microphone in zip(ROOM, MICROPHONE + metres * towards, MICROPHONE, strict=True):
        rooms = np.arange(-int(SOUND * DECAY / size / 2) - 1, int(SOUND * DECAY / size / 2) + 2)
        even, odd = 2 * rooms * size + voice - microphone, 2 * rooms * size - voice - microphone
        ways.append(np.concatenate([even, odd]))
        walls.append(np.concatenate([np.abs(2 * rooms), np.abs(2 * rooms - 1)]))
    length = int(DECAY * SAMPLE_RATE)
    response = np.zeros(length + 1)
    for way, wall in zip(ways[0], walls[0], strict=True):
        distance = np.sqrt(way**2 + ways[1][:, None] ** 2 + ways[2] ** 2)
        near = distance < SOUND * DECAY
        strength = (reflection ** (wall + walls[1][:, None] + walls[2]) / distance)[near]
        sample, part = np.divmod(distance[near] / SOUND * SAMPLE_RATE, 1)
        response += np.bincount(sample.astype(int), strength * (1 - part), length + 1)[: length + 1]
        response += np.bincount(sample.astype(int) + 1, strength * part, length + 1)[: length + 1]
    high = scipy.signal.butter(2, 80, "highpass", fs=SAMPLE_RATE, output="sos")
    return cast(Signal, scipy.signal.sosfilt(high, response))


def with_echo(pcm: Pcm, metres: float) -> Pcm:
    """The voice as it is heard in the kitchen, at its level before; half a second of echo comes after its end."""
    if not level(pcm):
        return pcm
    heard = scipy.signal.fftconvolve(pcm.astype(np.float64), room_response(metres))[: len(pcm) + SAMPLE_RATE // 2]
    return to_pcm(heard * level(pcm) / level(heard))


def at_level(pcm: Pcm, decibels: float) -> Pcm:
    """The voice at this level: dB below full scale are negative. What does not fit is clipped."""
    return to_pcm(pcm * (FULL * 10 ** (decibels / 20) / max(1e-9, level(pcm))))


def through_telephone(pcm: Pcm) -> Pcm:
    """300 to 3400 Hz, 8 kHz, in 8 bits by the µ-law, and back."""
    if not len(pcm):
        return pcm
    band = scipy.signal.butter(4, (300, 3400), "bandpass", fs=SAMPLE_RATE, output="sos")
    narrow = scipy.signal.resample_poly(scipy.signal.sosfilt(band, pcm / FULL), 1, 2).clip(-1, 1)
    coded = np.rint(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127) / 127
    back = np.sign(coded) * (256 ** np.abs(coded) - 1) / 255
    return to_pcm(scipy.signal.resample_poly(back, 2, 1) * FULL)


def to_pcm(samples: NDArray[np.floating[Any]]) -> Pcm:
    """Rounded to 16 bits; what does not fit is clipped."""
    return cast(Pcm, np.clip(np.rint(samples), -FULL, FULL - 1).astype(np.int16))


@dataclass(frozen=True)
class Condition:
    """``put`` takes a clip and a seed."""

    name: str
    about: str
    put: Callable[[Pcm, int], Pcm]


CONDITIONS = {
    condition.name: condition
    for condition in (
        Condition("clean", "as it was recorded", lambda pcm, _: pcm),
        Condition("street-15dB", "a street, 15 dB below a voice", lambda pcm, n: with_noise(pcm, 15, n, street_noise)),
        Condition("street-5dB", "a street, 5 dB below it", lambda pcm, n: with_noise(pcm, 5, n, street_noise)),
        Condition("kitchen-15dB", "a full kitchen, 15 dB below it", lambda pcm, n: with_noise(pcm, 15, n)),
        Condition("kitchen-5dB", "a full kitchen, 5 dB below it", lambda pcm, n: with_noise(pcm, 5, n)),
        Condition("echo", "the echo of a bare kitchen, at 0.5 m", lambda pcm, _: with_echo(pcm, 0.5)),
        Condition("far-echo", "the same, at 1 m", lambda pcm, _: with_echo(pcm, 1.0)),
        Condition("quiet", "very quiet, −50 dBFS", lambda pcm, _: at_level(pcm, -50)),
        Condition("clipped", "overdriven: −3 dBFS before it is clipped", lambda pcm, _: at_level(pcm, -3)),
        Condition("offset", "a tenth of full scale beside zero", lambda pcm, _: to_pcm(pcm + 0.1 * FULL)),
        Condition("telephone", "300 to 3400 Hz, 8-bit µ-law", lambda pcm, _: through_telephone(pcm)),
    )
}
