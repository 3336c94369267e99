"""What is heard in a sound: the figures of docs/sound.md, which ``python -m tests.sound.measure``
prints for the two worlds.

A sound is (2, n) between -1 and 1 at 44.1 kHz.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from inference.sound.render import render
from inference.sound.rules import read_rules
from inference.sound.synthesis import SAMPLE_RATE
from inference.sound.world import SoundWorld
from tests.sound import worlds

Sound = NDArray[np.float64]


def heard(world: SoundWorld) -> Sound:
    return np.concatenate(list(render(world.passages(), read_rules())), axis=1)


def power(sound: Sound, low: float, high: float) -> float:
    """Share of the power between two frequencies, Hz."""
    spectrum = np.abs(np.fft.rfft(sound.mean(axis=0))) ** 2
    hertz = np.fft.rfftfreq(sound.shape[1], 1 / SAMPLE_RATE)
    return float(spectrum[(hertz >= low) & (hertz < high)].sum() / spectrum.sum())


def centroid(sound: Sound) -> float:
    """Where the middle of the power lies, Hz."""
    spectrum = np.abs(np.fft.rfft(sound.mean(axis=0))) ** 2
    return float((spectrum * np.fft.rfftfreq(sound.shape[1], 1 / SAMPLE_RATE)).sum() / spectrum.sum())


def chirps(sound: Sound) -> int:
    """How often a tone between 2 and 5 kHz rises well over what is always there."""
    band = sosfilt(butter(4, (2000, 5000), "bandpass", fs=SAMPLE_RATE, output="sos"), sound.mean(axis=0))
    frame = SAMPLE_RATE // 100
    level = np.sqrt(np.mean(band[: len(band) // frame * frame].reshape(-1, frame) ** 2, axis=1))
    loud = level > 3 * np.median(level)
    return int(np.sum(loud[1:] & ~loud[:-1]))


def loudness(sound: Sound, seconds: float = 0.5) -> Sound:
    frame = int(seconds * SAMPLE_RATE)
    mixed = np.mean(sound[:, : sound.shape[1] // frame * frame] ** 2, axis=0)
    return np.sqrt(mixed.reshape(-1, frame).mean(axis=1))


def decibels(value: float) -> str:
    return f"{20 * np.log10(value):.1f} dB"


def table() -> str:
    """The two worlds beside each other, in Markdown."""
    rows: dict[str, list[str]] = {}
    for world in (worlds.meadow(), worlds.storm()):
        began = time.perf_counter()
        sound = heard(world)
        took = time.perf_counter() - began
        seconds = sound.shape[1] / SAMPLE_RATE
        for name, value in {
            "middle of the power": f"{centroid(sound):.0f} Hz",
            "power below 200 Hz": f"{100 * power(sound, 0, 200):.0f} %",
            "power above 2 kHz": f"{100 * power(sound, 2000, SAMPLE_RATE / 2):.1f} %",
            "tones rising out of 2 to 5 kHz": f"{60 * chirps(sound) / seconds:.0f} a minute",
            "loudness": decibels(float(np.sqrt(np.mean(sound**2)))),
            "loudest half second over the quietest, ends apart": decibels(
                float(loudness(sound)[2:-6].max() / loudness(sound)[2:-6].min())
            ),
            "peak": decibels(float(np.abs(sound).max())),
            "rendered": f"{seconds / took:.0f} times as fast as it sounds",
        }.items():
            rows.setdefault(name, []).append(value)
    lines = ["| | meadow | storm |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {name} | {' | '.join(values)} |" for name, values in rows.items())]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
