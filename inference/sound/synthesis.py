"""The few ways in which anything here makes a sound: a note of partials, a gliding tone, a burst of noise,
a bed of noise.

Each does what the browser's nodes do: envelopes as Tone.js draws them, filters by the formulas of the Web Audio API
(W3C, 2021, section 1.13), waves scaled to a peak of 1. Arrays are float64 at ``RATE``; nothing is clipped here.
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
from inference.sound.rules import Bed, Burst, Envelope, FilterKind, Noise, Rules, Tone

RATE = 44_100
"""Hz."""
Samples = NDArray[np.float64]
_TABLE = 4096
_LOOP_FADE = 0.25
_QUIET = 6.908
"""After so many time constants a sound has faded by 60 dB."""
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
    phase = np.arange(len(shape), dtype=np.float64) * (hertz(played.midi) / RATE * _TABLE)
    return _look_up(_wave(tuple(partials)), phase) * shape * (level * played.velocity)


def tone(sound: Sound, layer: Tone) -> Samples:
    """A struck or chirped tone, mono."""
    shape = _strike(layer.attack, sound.seconds)
    passed = np.arange(len(shape)) / len(shape)
    # The pitch moves evenly by ear: exponentially in Hz.
    steps = sound.frequency * sound.glide**passed
    turns = (np.cumsum(steps) - steps[0]) / RATE
    wave = sum(
        (
            level * np.sin(2 * pi * ratio * turns)
            for ratio, level in layer.partials
            if ratio * sound.frequency < RATE / 2.2
        ),
        np.zeros(len(shape)),
    )
    return cast(Samples, wave * shape * sound.level)


def burst(sound: Sound, layer: Burst, seed: int, rules: Rules) -> Samples:
    """A burst of noise, mono."""
    shape = _strike(layer.attack, sound.seconds)
    loop = noise_loop(layer.noise, rules.noise_seconds)
    start = int(uniform(seed, 1) * loop.shape[1])
    rough = np.take(loop[0], np.arange(start, start + len(shape)), mode="wrap")
    return cast(Samples, sosfilt(biquad(layer.filter, sound.frequency, layer.q), rough) * shape * sound.level)


class BedPlayer:
    """A bed of noise that goes on from call to call, stereo."""

    def __init__(self, bed: Bed, level: float, seed: int, rules: Rules) -> None:
        self._bed = bed
        self._level = level * bed.level
        self._loop = noise_loop(bed.noise, rules.noise_seconds)
        self._begun = int(uniform(seed, 2) * self._loop.shape[1])
        self._sos = biquad(bed.filter, bed.frequency, bed.q)
        self._state = np.zeros((1, 2, 2))

    def play(self, start: int, count: int) -> Samples:
        """(2, ``count``), from the ``start``-th sample of everything on: noise and swells keep their own time."""
        rough = np.take(self._loop, self._begun + start + np.arange(count), axis=1, mode="wrap")
        filtered, self._state = sosfilt(self._sos, rough, axis=1, zi=self._state)
        seconds = (start + np.arange(count)) / RATE
        gain = np.full(count, self._level)
        for swell in self._bed.swells:
            gain *= 1 - swell.depth * (0.5 - 0.5 * np.sin(2 * pi * (swell.rate * seconds + swell.phase)))
        return cast(Samples, filtered * gain)


@cache
def noise_loop(colour: Noise, seconds: float) -> Samples:
    """(2, ``seconds``) of noise with a mean square of 1 that can be played round and round without a seam."""
    count, fade = int(seconds * RATE), int(_LOOP_FADE * RATE)
    rows = []
    for channel in range(2):
        rough = white_noise(channel + 1, 0, count + fade)
        if colour == "pink":
            rough = lfilter(*_PINK, rough)
        elif colour == "brown":
            rough = lfilter([1.0], [1.0, -exp(-2 * pi * 20 / RATE)], rough)
        turn = np.linspace(0, pi / 2, fade)
        rough[:fade] = rough[:fade] * np.sin(turn) + rough[count:] * np.cos(turn)
        loop = rough[:count] - rough[:count].mean()
        rows.append(loop / np.sqrt(np.mean(loop**2)))
    return np.stack(rows)


def biquad(kind: FilterKind, frequency: float, q: float) -> Samples:
    """One second-order section (1, 6) as a BiquadFilterNode has it. ``q`` is in decibels but for the bandpass."""
    turn = 2 * pi * min(frequency, RATE * 0.49) / RATE
    alpha = sin(turn) / (2 * (q if kind == "bandpass" else 10 ** (q / 20)))
    c = cos(turn)
    above = {
        "lowpass": [(1 - c) / 2, 1 - c, (1 - c) / 2],
        "highpass": [(1 + c) / 2, -(1 + c), (1 + c) / 2],
        "bandpass": [alpha, 0.0, -alpha],
    }[kind]
    return np.array([[*above, 1 + alpha, -2 * c, 1 - alpha]]) / (1 + alpha)


def echo(rules: Rules) -> Samples:
    """(2, n): the room that everything sounds in, noise that fades; energy 1 a channel."""
    count = int(rules.reverb.seconds * RATE)
    fading = np.exp(-_QUIET * np.arange(count) / count)
    rows = [white_noise(channel + 11, 0, count) * fading for channel in range(2)]
    return np.stack([row / sqrt(float(np.sum(row**2))) for row in rows])


def round_off(mix: Samples, knee: float) -> Samples:
    """Peaks over ``knee`` bent towards 1, never to it: what is below stays as it is."""
    over = np.maximum(np.abs(mix) - knee, 0) / (1 - knee)
    return np.where(over > 0, np.sign(mix) * (knee + (1 - knee) * np.tanh(over) * 0.999), mix)


@cache
def _wave(partials: tuple[float, ...]) -> Samples:
    """One round of the wave with a peak of 1, and its first value again at the end."""
    turn = 2 * pi * np.arange(_TABLE + 1) / _TABLE
    wave = sum((level * np.sin(number * turn) for number, level in enumerate(partials, 1)), np.zeros(_TABLE + 1))
    return cast(Samples, wave / np.abs(wave).max())


def _look_up(table: Samples, phase: Samples) -> Samples:
    whole = phase.astype(np.int64)
    part = phase - whole
    whole %= _TABLE
    return table[whole] * (1 - part) + table[whole + 1] * part


def _envelope(envelope: Envelope, seconds: float) -> Samples:
    """Attack and decay for ``seconds``, then the release."""
    held = np.arange(max(1, int(seconds * RATE))) / RATE
    risen = np.minimum(held / envelope.attack, 1.0)
    fallen = np.exp(-np.maximum(held - envelope.attack, 0) / _constant(envelope.decay))
    sounding = risen * (envelope.sustain + (1 - envelope.sustain) * fallen)
    left = np.arange(int(envelope.release * RATE)) / RATE
    leaving = np.exp(-left / _constant(envelope.release)) * np.clip(
        (envelope.release - left) / (0.1 * envelope.release), 0, 1
    )
    return np.concatenate([sounding, sounding[-1] * leaving])


def _strike(attack: float, seconds: float) -> Samples:
    """A straight attack, then a fall by 60 dB, both within ``seconds``."""
    time = np.arange(max(2, int(seconds * RATE))) / RATE
    falling = np.exp(-_QUIET * np.maximum(time - attack, 0) / max(seconds - attack, 1e-3))
    return cast(Samples, np.minimum(time / attack, 1.0) * falling)


def _constant(seconds: float) -> float:
    """The time constant that Tone.js takes for an exponential way of ``seconds``."""
    return log(seconds + 1) / log(200)
