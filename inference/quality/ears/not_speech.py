"""Thirty-two clips in which nobody speaks, and one with a voice in another room: ears should hear nothing in any.

All are computed with fixed seeds, 16 kHz mono PCM16 of two to four seconds; no recording, and nothing of people. They
stand for what a microphone in a home takes for speech: breath, coughs, keys, doors, music, engines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import scipy

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE
from inference.quality.ears.conditions import FULL, Signal, coloured_noise, room_response, to_pcm
from inference.quality.ears.synthetic import speak

SECONDS = 3.0
BEHIND_A_WALL = -35.0
"""dB below full scale: a voice in another room."""


def not_speech() -> dict[str, Pcm]:
    """The clips by their names."""
    return {name: to_pcm(make(np.random.default_rng(seed)) * FULL) for seed, (name, make) in enumerate(_CLIPS.items())}


def voice_behind_a_wall(voice: str = "rms") -> Pcm:
    """A flite voice as it comes through a wall: nothing above 500 Hz, with the echo of its room, at −35 dBFS.

    Raises ``SpeechSynthesisError`` without flite.
    """
    said = speak("the children have been in bed for an hour and I am reading the paper", voice)
    dull = scipy.signal.sosfilt(_filter("lowpass", 500), said.astype(np.float64))
    far = scipy.signal.fftconvolve(dull, room_response(1.0))
    return to_pcm(far * FULL * 10 ** (BEHIND_A_WALL / 20) / np.sqrt(np.mean(far**2)))


def _time(seconds: float = SECONDS) -> Signal:
    return np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE


@cache
def _filter(kind: str, edge: float | tuple[float, float], order: int = 4) -> Signal:
    sections: Signal = scipy.signal.butter(order, edge, kind, fs=SAMPLE_RATE, output="sos")
    return sections


def _noise(dice: np.random.Generator, decibels: float, slope: float = 0, seconds: float = SECONDS) -> Signal:
    return coloured_noise(int(seconds * SAMPLE_RATE), slope, dice) * 10 ** (decibels / 20)


def _band(dice: np.random.Generator, low: float, high: float, seconds: float = SECONDS) -> Signal:
    """Noise between two frequencies, of level 1."""
    noise: Signal = scipy.signal.sosfilt(_filter("bandpass", (low, high)), _noise(dice, 0, seconds=seconds))
    return noise * (1 / float(np.sqrt(np.mean(noise**2))))


def _struck(decay: float, seconds: float = SECONDS) -> Signal:
    """The loudness of something struck: 1, and a 1/e of it after ``decay`` seconds."""
    return np.exp(-_time(seconds) / decay)


def _put(pieces: Sequence[tuple[float, Signal]], seconds: float = SECONDS) -> Signal:
    """A clip of a room's faint noise, with pieces at their seconds."""
    clip = coloured_noise(int(seconds * SAMPLE_RATE), 1, np.random.default_rng(99)) * 10 ** (-66 / 20)
    for begin, piece in pieces:
        at = int(begin * SAMPLE_RATE)
        clip[at : at + len(piece)] += piece[: max(0, len(clip) - at)]
    return clip


def _tones(frequencies: Sequence[float], strength: float, seconds: float = SECONDS, overtones: int = 4) -> Signal:
    """A chord of tones with overtones, each half as loud as the one before."""
    time = _time(seconds)
    chord = sum(
        np.sin(2 * np.pi * frequency * (over + 1) * time) / 2**over
        for frequency in frequencies
        for over in range(overtones)
    )
    return np.asarray(chord) * strength / len(frequencies)


def _hum(mains: float) -> Callable[[np.random.Generator], Signal]:
    def make(dice: np.random.Generator) -> Signal:
        time = _time()
        return sum(
            (np.sin(2 * np.pi * mains * over * time + dice.uniform(0, 6)) * 0.05 / over for over in (1, 2, 3, 4, 6, 8)),
            np.zeros_like(time),
        ) + _noise(dice, -60, 1)

    return make


def _breath(dice: np.random.Generator) -> Signal:
    air = _band(dice, 400, 4000, 0.9) * np.sin(np.pi * _time(0.9) / 0.9) ** 2
    return _put([(0.2, air * 0.02), (1.5, air[::-1] * 0.03)])


def _keyboard(dice: np.random.Generator) -> Signal:
    times = np.cumsum(dice.uniform(0.08, 0.28, 16))
    return _put([(float(time), _band(dice, 1500, 6000, 0.05) * _struck(0.008, 0.05) * 0.15) for time in times])


def _fan(dice: np.random.Generator) -> Signal:
    blades = 1 + 0.3 * np.sin(2 * np.pi * 24 * _time())
    return _noise(dice, -35, 1.5) * blades + 0.01 * np.sin(2 * np.pi * 118 * _time())


def _plucked(dice: np.random.Generator) -> Signal:
    notes = (196.0, 246.9, 293.7, 392.0, 329.6, 246.9)
    return _put([(0.45 * at, _tones((note,), 0.2, 1.2, 6) * _struck(0.35, 1.2)) for at, note in enumerate(notes)])


def _drum(dice: np.random.Generator) -> Signal:
    kick = np.sin(2 * np.pi * 60 * _time(0.4)) * _struck(0.1, 0.4) * 0.5
    snare = _band(dice, 300, 5000, 0.25) * _struck(0.05, 0.25) * 0.15
    return _put([(0.5 * at, kick if at % 2 == 0 else snare) for at in range(6)])


def _bass(dice: np.random.Generator) -> Signal:
    return _put([(0.6 * at, _tones((note,), 0.25, 0.55, 8)) for at, note in enumerate((82.4, 98.0, 110.0, 73.4, 82.4))])


def _violin(dice: np.random.Generator) -> Signal:
    time = _time()
    phase = 2 * np.pi * np.cumsum(440 * (1 + 0.006 * np.sin(2 * np.pi * 5.5 * time))) / SAMPLE_RATE
    return sum((np.sin(phase * over) / over for over in range(1, 9)), np.zeros_like(time)) * 0.06


def _cough(dice: np.random.Generator) -> Signal:
    burst = _band(dice, 300, 3500, 0.35) * _struck(0.07, 0.35) * 0.25
    return _put([(0.5, burst), (0.95, burst * 0.8), (2.0, burst * 0.9)])


def _door(dice: np.random.Generator) -> Signal:
    thud = _band(dice, 40, 250, 0.6) * _struck(0.09, 0.6) * 0.4
    latch = _band(dice, 1000, 5000, 0.06) * _struck(0.01, 0.06) * 0.2
    return _put([(0.8, latch), (0.9, thud), (2.0, latch)])


def _applause(dice: np.random.Generator) -> Signal:
    return _put(
        [
            (float(dice.uniform(0, 2.9)), _band(dice, 700, 4500, 0.06) * _struck(0.01, 0.06) * dice.uniform(0.02, 0.1))
            for _ in range(120)
        ]
    )


def _whistle(dice: np.random.Generator) -> Signal:
    time = _time()
    pitch = 1500 + 500 * np.sin(2 * np.pi * 0.6 * time)
    return 0.1 * np.sin(2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE) * (np.sin(2 * np.pi * 1.1 * time) > -0.4)


def _bell(dice: np.random.Generator) -> Signal:
    partials = (620.0, 1240.0, 1488.0, 1860.0, 2480.0)
    ring = sum(
        (np.sin(2 * np.pi * tone * _time(2)) * _struck(0.8 * 620 / tone, 2) for tone in partials),
        np.zeros(2 * SAMPLE_RATE),
    )
    return _put([(0.3, ring * 0.08), (1.6, ring * 0.08)])


def _rain(dice: np.random.Generator) -> Signal:
    drops = [
        (float(dice.uniform(0, 2.9)), _band(dice, 2000, 7000, 0.02) * _struck(0.004, 0.02) * dice.uniform(0.01, 0.08))
        for _ in range(160)
    ]
    return _put(drops) + _noise(dice, -42)


def _sweep(dice: np.random.Generator) -> Signal:
    return np.asarray(scipy.signal.chirp(_time(), 80, SECONDS, 6000, "logarithmic")) * 0.2


def _clicks(dice: np.random.Generator) -> Signal:
    click = np.array([1.0, -0.6, 0.3, -0.1]) * 0.7
    return _put([(float(time), click) for time in np.sort(dice.uniform(0, 2.9, 14))])


def _chair(dice: np.random.Generator) -> Signal:
    scrape = _band(dice, 250, 2500, 0.7) * (1 + scipy.signal.square(2 * np.pi * 47 * _time(0.7))) * 0.05
    return _put([(0.4, scrape), (1.8, scrape[::-1])])


def _paper(dice: np.random.Generator) -> Signal:
    return _put(
        [(float(t), _band(dice, 2500, 7500, 0.12) * _struck(0.04, 0.12) * 0.05) for t in np.arange(0.2, 2.7, 0.11)]
    )


def _bark(dice: np.random.Generator) -> Signal:
    time = _time(0.22)
    pitch = 480 - 900 * (time - 0.06) ** 2 * 40
    voice = scipy.signal.sawtooth(2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE) + 0.8 * _noise(dice, 0, seconds=0.22)
    bark = scipy.signal.sosfilt(_filter("bandpass", (400, 2200), 2), voice) * np.sin(np.pi * time / 0.22) * 0.3
    return _put([(0.4, bark), (0.75, bark), (1.9, bark)])


def _engine(dice: np.random.Generator) -> Signal:
    pulses = scipy.signal.sawtooth(2 * np.pi * np.cumsum(38 + 12 * _time() / SECONDS) / SAMPLE_RATE)
    dull: Signal = scipy.signal.sosfilt(_filter("lowpass", 400), pulses)
    return dull * 0.2 + _noise(dice, -45, 1)


def _water(dice: np.random.Generator) -> Signal:
    return _band(dice, 900, 7000) * (0.02 + 0.008 * np.sin(2 * np.pi * 3 * _time()))


def _dishes(dice: np.random.Generator) -> Signal:
    clinks = []
    for _ in range(9):
        tone = dice.uniform(2200, 5200)
        clinks.append(
            (float(dice.uniform(0, 2.7)), np.sin(2 * np.pi * tone * _time(0.25)) * _struck(0.04, 0.25) * 0.15)
        )
    return _put(clinks)


def _footsteps(dice: np.random.Generator) -> Signal:
    return _put([(0.55 * at + 0.2, _band(dice, 60, 700, 0.12) * _struck(0.025, 0.12) * 0.2) for at in range(5)])


def _telephone_rings(dice: np.random.Generator) -> Signal:
    ring = (np.sin(2 * np.pi * 440 * _time(0.9)) + np.sin(2 * np.pi * 480 * _time(0.9))) * 0.1
    return _put([(0.2, ring), (1.7, ring)])


_CLIPS: dict[str, Callable[[np.random.Generator], Signal]] = {
    "silence": lambda dice: np.zeros(int(SECONDS * SAMPLE_RATE)),
    "a microphone's own noise": lambda dice: _noise(dice, -75),
    "white noise, faint": lambda dice: _noise(dice, -55),
    "white noise, loud": lambda dice: _noise(dice, -20),
    "pink noise": lambda dice: _noise(dice, -30, 1),
    "brown noise": lambda dice: _noise(dice, -25, 2),
    "hum of 50 Hz": _hum(50),
    "hum of 60 Hz": _hum(60),
    "fan": _fan,
    "breath": _breath,
    "keyboard": _keyboard,
    "chord, held": lambda dice: _tones((261.6, 329.6, 392.0), 0.25),
    "plucked strings": _plucked,
    "violin": _violin,
    "bass": _bass,
    "drum": _drum,
    "cough": _cough,
    "door": _door,
    "applause": _applause,
    "whistle": _whistle,
    "bell": _bell,
    "rain": _rain,
    "tone that rises": _sweep,
    "clicks": _clicks,
    "chair": _chair,
    "paper": _paper,
    "bark": _bark,
    "engine": _engine,
    "tap water": _water,
    "dishes": _dishes,
    "footsteps": _footsteps,
    "telephone rings": _telephone_rings,
}
