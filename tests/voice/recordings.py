"""Recordings of which everything is known: flite and espeak-ng voices,
pauses of given lengths between sentences, noise by sox.

A ``Recording`` is 16 kHz mono PCM16 with the span of every sentence in it. Synthetic voices begin and end with quiet of
their own, which is cut off first, so that a pause is as long as it says. Nothing here is random without a seed.
"""

from __future__ import annotations

import subprocess
import tempfile
import wave
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
Samples = NDArray[np.int16]
FLITE = ("slt", "rms", "awb", "kal16")
ESPEAK = ("en-gb", "en-us", "en-gb-scotland", "en-gb-x-rp")
NOISES = ("none", "pink", "brown", "white")
QUIET = 0.012
"""Of full scale: what is below it, before and behind a voice, is not the voice."""


@dataclass(frozen=True)
class Recording:
    """``spans`` are the first sample of each sentence and the one after its last."""

    pcm: Samples
    spans: list[tuple[int, int]]
    texts: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return len(self.pcm) / RATE


def speak(text: str, voice: str) -> Samples:
    """``text`` by a voice of FLITE or ESPEAK, without quiet around it."""
    with tempfile.TemporaryDirectory() as folder:
        said, even = Path(folder) / "said.wav", Path(folder) / "even.wav"
        if voice in FLITE:
            subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(said)], check=True)
        else:
            subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", str(said), text], check=True)
        subprocess.run(["sox", str(said), "-r", str(RATE), "-c", "1", "-b", "16", str(even), "norm", "-6"], check=True)
        samples = read(even)
    loud = np.flatnonzero(np.abs(samples) > QUIET * 32_768)
    return samples[loud[0] : loud[-1] + 1]


def tell(
    sentences: Sequence[str],
    pauses: Sequence[float],
    voice: str,
    *,
    noise: str = "none",
    snr: float = 20.0,
    around: float = 1.0,
    seed: int = 1,
) -> Recording:
    """The sentences with ``pauses`` seconds between them and ``around`` seconds of quiet at both ends.

    ``noise`` is one of NOISES, ``snr`` how many decibels the voice is above it.
    """
    assert len(pauses) == len(sentences) - 1
    pieces: list[Samples] = [silence(around)]
    spans = []
    for sentence, pause in zip(sentences, [*pauses, around], strict=True):
        said = speak(sentence, voice)
        begin = sum(map(len, pieces))
        spans.append((begin, begin + len(said)))
        pieces += [said, silence(pause)]
    pcm = np.concatenate(pieces)
    return Recording(pcm if noise == "none" else with_noise(pcm, noise, snr, seed), spans, list(sentences))


def with_noise(pcm: Samples, noise: str, snr: float, seed: int = 1) -> Samples:
    """``pcm`` with sox's noise of that colour, ``snr`` dB below the voice's own level."""
    loud = pcm[np.abs(pcm) > QUIET * 32_768].astype(np.float64)
    with tempfile.TemporaryDirectory() as folder:
        voice, hiss, mixed = (Path(folder) / name for name in ("voice.wav", "hiss.wav", "mixed.wav"))
        write(voice, pcm)
        # -R seeds sox's own dice; the offset gives each seed another stretch of it
        length, offset = f"{len(pcm) / RATE + 0.1:.2f}", f"{seed % 97 * 0.37:.2f}"
        made = ["sox", "-R", "-n", "-r", str(RATE), "-c", "1", "-b", "16", str(hiss)]
        subprocess.run(
            [*made, "synth", f"{float(length) + float(offset):.2f}", f"{noise}noise", "vol", "0.25", "trim", offset],
            check=True,
        )
        level = np.sqrt(np.mean(read(hiss).astype(np.float64) ** 2))
        gain = np.sqrt(np.mean(loud**2)) * 10 ** (-snr / 20) / level
        subprocess.run(["sox", "-m", "-v", "1", str(voice), "-v", f"{gain:.6f}", str(hiss), str(mixed)], check=True)
        return read(mixed)[: len(pcm)]


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), np.int16)


def read(path: Path) -> Samples:
    with wave.open(str(path)) as clip:
        assert (clip.getframerate(), clip.getnchannels(), clip.getsampwidth()) == (RATE, 1, 2)
        return np.frombuffer(clip.readframes(clip.getnframes()), "<i2")


def write(path: Path, pcm: Samples, rate: int = RATE) -> None:
    """Write a WAV; at another ``rate`` than 16 kHz resampled by sox,
    as a microphone of that rate would have heard it."""
    target = path if rate == RATE else path.with_suffix(".16k.wav")
    with wave.open(str(target), "wb") as clip:
        clip.setnchannels(1)
        clip.setsampwidth(2)
        clip.setframerate(RATE)
        clip.writeframes(pcm.astype("<i2").tobytes())
    if target != path:
        subprocess.run(["sox", str(target), "-r", str(rate), str(path)], check=True)
