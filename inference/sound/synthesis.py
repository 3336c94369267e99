"""The sound generators: notes of partials, gliding tones, noise bursts and noise beds, and the filters and reverb.

Each does what the browser's nodes do: envelopes as in Tone.js, filters by the formulas of the Web Audio API (W3C, 2021,
section 1.13), waves scaled to a peak of 1. Arrays are float64 at ``SAMPLE_RATE``; nothing is clipped here.
"""

from __future__ import annotations

from functools import cache
from math import cos, exp, log, pi, sin, sqrt
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter, sosfilt

from inference.contract.sound.seeded_random import uniform, white_noise
from inference.sound.compose import Note, Sound, hertz
from inference.sound.rules import Burst, Envelope, FilterKind, Noise, NoiseBed, Rules, Tone

SAMPLE_RATE = 44_100
"""Hz."""
Samples = NDArray[np.float64]
_TABLE_LENGTH = 4096
_LOOP_FADE = 0.25
_LOG_60_DB = 6.908
"""Time constants in which a sound decays by 60 dB."""
# White to pink within half a decibel from 20 Hz up: Julius O. Smith III, Spectral Audio Signal Processing, 2011.
_PINK = ([0.049922035, -0.095993537, 0.050612699, -0.004408786], [1, -2.494956002, 2.017265875, -0.522189400])


def note(played: Note, score_timbre: str, rules: Rules) -> Samples:
    """A note with its release, mono."""
    timbre = rules.timbres[score_timbre]
    if played.voice == "note":
        envelope, partials, level = timbre.envelope, timbre.note, timbre.level
    else:
        envelope, partials = rules.pad, timbre.pad
        level = rules.pad.level if played.voice == "pad" else rules.pad.bass_level
    shape = _envelope(envelope, played.seconds)
    phase = np.arange(len(shape), dtype=np.float64) * (hertz(played.midi) / SAMPLE_RATE * _TABLE_LENGTH)
    return _interpolate(_wavetable(tuple(partials)), phase) * shape * (level * played.velocity)


def tone(sound: Sound, layer: Tone) -> Samples:
    """A struck or chirped tone, mono."""
    shape = _percussive_envelope(layer.attack, sound.seconds)
    passed = np.arange(len(shape)) / len(shape)
    # The pitch glides exponentially in Hz.
    steps = sound.frequency * sound.glide**passed
    cycles = (np.cumsum(steps) - steps[0]) / SAMPLE_RATE
    wave = sum(
        (
            level * np.sin(2 * pi * ratio * cycles)
            for ratio, level in layer.partials
            if ratio * sound.frequency < SAMPLE_RATE / 2.2
        ),
        np.zeros(len(shape)),
    )
    return cast(Samples, wave * shape * sound.level)


def burst(sound: Sound, layer: Burst, seed: int, rules: Rules) -> Samples:
    """A burst of noise, mono."""
    shape = _percussive_envelope(layer.attack, sound.seconds)
    loop = noise_loop(layer.noise, rules.noise_seconds)
    start = int(uniform(seed, 1) * loop.shape[1])
    noise = np.take(loop[0], np.arange(start, start + len(shape)), mode="wrap")
    return cast(Samples, sosfilt(biquad(layer.filter, sound.frequency, layer.q), noise) * shape * sound.level)


class NoiseBedPlayer:
    """A noise bed, stereo, that continues from call to call."""

    def __init__(self, bed: NoiseBed, level: float, seed: int, rules: Rules) -> None:
        self._bed = bed
        self._level = level * bed.level
        self._loop = noise_loop(bed.noise, rules.noise_seconds)
        self._offset = int(uniform(seed, 2) * self._loop.shape[1])
        self._sos = biquad(bed.filter, bed.frequency, bed.q)
        self._state = np.zeros((1, 2, 2))

    def play(self, start: int, count: int) -> Samples:
        """(2, ``count``) from sample ``start`` of the world's sound on."""
        noise = np.take(self._loop, self._offset + start + np.arange(count), axis=1, mode="wrap")
        filtered, self._state = sosfilt(self._sos, noise, axis=1, zi=self._state)
        seconds = (start + np.arange(count)) / SAMPLE_RATE
        gain = np.full(count, self._level)
        for swell in self._bed.swells:
            gain *= 1 - swell.depth * (0.5 - 0.5 * np.sin(2 * pi * (swell.rate * seconds + swell.phase)))
        return cast(Samples, filtered * gain)


@cache
def noise_loop(colour: Noise, seconds: float) -> Samples:
    """(2, n): ``seconds`` of noise with a mean square of 1 that loops without a seam."""
    count, fade = int(seconds * SAMPLE_RATE), int(_LOOP_FADE * SAMPLE_RATE)
    rows = []
    for channel in range(2):
        noise = white_noise(channel + 1, 0, count + fade)
        if colour == "pink":
            noise = lfilter(*_PINK, noise)
        elif colour == "brown":
            noise = lfilter([1.0], [1.0, -exp(-2 * pi * 20 / SAMPLE_RATE)], noise)
        angle = np.linspace(0, pi / 2, fade)
        noise[:fade] = noise[:fade] * np.sin(angle) + noise[count:] * np.cos(angle)
        loop = noise[:count] - noise[:count].mean()
        rows.append(loop / np.sqrt(np.mean(loop**2)))
    return np.stack(rows)


def biquad(kind: FilterKind, frequency: float, q: float) -> Samples:
    """One second-order section (1, 6) as in a BiquadFilterNode. ``q`` is in decibels, but not for the bandpass."""
    angle = 2 * pi * min(frequency, SAMPLE_RATE * 0.49) / SAMPLE_RATE
    alpha = sin(angle) / (2 * (q if kind == "bandpass" else 10 ** (q / 20)))
    c = cos(angle)
    numerator = {
        "lowpass": [(1 - c) / 2, 1 - c, (1 - c) / 2],
        "highpass": [(1 + c) / 2, -(1 + c), (1 + c) / 2],
        "bandpass": [alpha, 0.0, -alpha],
    }[kind]
    return np.array([[*numerator, 1 + alpha, -2 * c, 1 - alpha]]) / (1 + alpha)


def reverb_impulse(rules: Rules) -> Samples:
    """(2, n): the impulse response of the reverb: decaying noise of energy 1 in each channel."""
    count = int(rules.reverb.seconds * SAMPLE_RATE)
    fading = np.exp(-_LOG_60_DB * np.arange(count) / count)
    rows = [white_noise(channel + 11, 0, count) * fading for channel in range(2)]
    return np.stack([row / sqrt(float(np.sum(row**2))) for row in rows])


def soft_limit(mix: Samples, knee: float) -> Samples:
    """``mix`` with peaks above ``knee`` compressed below 1; what is below the knee is unchanged."""
    excess = np.maximum(np.abs(mix) - knee, 0) / (1 - knee)
    return np.where(excess > 0, np.sign(mix) * (knee + (1 - knee) * np.tanh(excess) * 0.999), mix)


@cache
def _wavetable(partials: tuple[float, ...]) -> Samples:
    """One cycle of the wave with a peak of 1, and its first value again at the end."""
    angle = 2 * pi * np.arange(_TABLE_LENGTH + 1) / _TABLE_LENGTH
    wave = sum(
        (level * np.sin(number * angle) for number, level in enumerate(partials, 1)), np.zeros(_TABLE_LENGTH + 1)
    )
    return cast(Samples, wave / np.abs(wave).max())


def _interpolate(table: Samples, phase: Samples) -> Samples:
    whole = phase.astype(np.int64)
    part = phase - whole
    whole %= _TABLE_LENGTH
    return table[whole] * (1 - part) + table[whole + 1] * part


def _envelope(envelope: Envelope, seconds: float) -> Samples:
    """Attack and decay for ``seconds``, then the release."""
    held = np.arange(max(1, int(seconds * SAMPLE_RATE))) / SAMPLE_RATE
    risen = np.minimum(held / envelope.attack, 1.0)
    fallen = np.exp(-np.maximum(held - envelope.attack, 0) / _time_constant(envelope.decay))
    sustained = risen * (envelope.sustain + (1 - envelope.sustain) * fallen)
    left = np.arange(int(envelope.release * SAMPLE_RATE)) / SAMPLE_RATE
    released = np.exp(-left / _time_constant(envelope.release)) * np.clip(
        (envelope.release - left) / (0.1 * envelope.release), 0, 1
    )
    return np.concatenate([sustained, sustained[-1] * released])


def _percussive_envelope(attack: float, seconds: float) -> Samples:
    """A linear attack, then a decay by 60 dB, both within ``seconds``."""
    time = np.arange(max(2, int(seconds * SAMPLE_RATE))) / SAMPLE_RATE
    falling = np.exp(-_LOG_60_DB * np.maximum(time - attack, 0) / max(seconds - attack, 1e-3))
    return cast(Samples, np.minimum(time / attack, 1.0) * falling)


def _time_constant(seconds: float) -> float:
    """The time constant that Tone.js uses for an exponential ramp of ``seconds``."""
    return log(seconds + 1) / log(200)
