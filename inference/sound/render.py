"""A world's sound as a stream of samples, and as a WAV: 44.1 kHz, 16 bits, stereo.

The view travels along the strips, each for its seconds, and the strips' scores crossfade as they do on the screen. One
chord (six seconds) is made at a time and forgotten, so that memory stays the same however long the world is. No peak
reaches full scale.
"""

from __future__ import annotations

import os
import tempfile
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np
from scipy.signal import oaconvolve, sosfilt

from inference.contract.sound.score import StripScore
from inference.sound import synthesis
from inference.sound.compose import notes_at, sounds_at
from inference.sound.rules import Bed, Rules, Tone
from inference.sound.synthesis import RATE, BedPlayer, Samples

RINGING = 14.0
"""Seconds that no single note or sound outlasts."""
OPENING, CLOSING = 1.0, 3.0
"""Seconds in which a world's sound comes and goes."""
BEFORE = 3
"""Chords that are played unheard before a piece from the middle: what rang before them has died away."""


@dataclass(frozen=True)
class Passage:
    """A strip's score, and for how many seconds it is in view."""

    score: StripScore
    seconds: float


def write_wav(passages: Sequence[Passage], rules: Rules, path: Path) -> float:
    """Render into ``path``, which appears only when it is whole; its length in seconds. Raises ``OSError``."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        half_done = Path(file.name)
        try:
            with wave.open(file, "wb") as written:
                written.setnchannels(2)
                written.setsampwidth(2)
                written.setframerate(RATE)
                for block in render(passages, rules):
                    written.writeframes(np.rint(block.T * 32_767).astype("<i2").tobytes())
                frames = written.getnframes()
        except BaseException:
            half_done.unlink(missing_ok=True)
            raise
    half_done.chmod(0o666 & ~_umask())
    half_done.replace(path)
    return frames / RATE


def render(passages: Sequence[Passage], rules: Rules, first: int = 0, last: int | None = None) -> Iterator[Samples]:
    """The world's sound, (2, n) at a time, between -1 and 1; as long as the passages together.

    Or the chords from ``first`` to before ``last`` only: pieces rendered apart are the whole,
    but for what no ear can tell.
    """
    block = int(rules.chord_steps * rules.step_seconds * RATE)
    ends = np.cumsum([passage.seconds for passage in passages])
    total = round(float(ends[-1]) * RATE)
    room = _Room(rules)
    low, low_state = synthesis.biquad("highpass", rules.master.low_hz, 0.0), np.zeros((1, 2, 2))
    playing: dict[int, _Strip] = {}
    chords = ceil(total / block)
    for number in range(max(0, first - BEFORE), chords if last is None else min(last, chords)):
        start = number * block
        # A strip plays unheard from the chord before it comes, so that it is in full voice when it does.
        from_s, to_s = start / RATE, (start + 2 * block) / RATE + rules.fade_seconds
        near = range(int(np.searchsorted(ends, from_s - rules.fade_seconds)), int(np.searchsorted(ends, to_s)) + 1)
        playing = {
            index: playing.get(index) or _Strip(passages[index].score, rules) for index in near if index < len(passages)
        }
        dry, far = np.zeros((2, block)), np.zeros((2, block))
        time = (start + np.arange(block)) / RATE
        for index, strip in playing.items():
            here, away = strip.play(number * rules.chord_steps, start, block)
            weight = _weight(passages, ends, index, time, rules.fade_seconds)
            dry += here * weight
            far += away * weight
        mixed, low_state = sosfilt(low, dry + room.answer(far), axis=1, zi=low_state)
        mixed *= rules.master.level * _frame(time, float(ends[-1]))
        if number >= first:
            yield synthesis.round_off(mixed, rules.master.knee)[:, : total - start]


class _Strip:
    """One score being played, a chord at a time; what rings on is kept for the next."""

    def __init__(self, score: StripScore, rules: Rules) -> None:
        self._score = score
        self._rules = rules
        self._beds = [
            BedPlayer(layer, texture.level, score.seed + 16 * number + index, rules)
            for number, texture in enumerate(score.textures)
            for index, layer in enumerate(rules.textures[texture.kind])
            if isinstance(layer, Bed)
        ]
        self._sos = synthesis.biquad("lowpass", score.cutoff, 0.0)
        self._state = np.zeros((1, 2, 2))
        self._notes = np.zeros((2, 0))
        self._sounds = np.zeros((2, 0))

    def play(self, step: int, start: int, count: int) -> tuple[Samples, Samples]:
        """The ``count`` samples from ``step`` on: what is heard here, and what goes out into the room,
        each (2, ``count``)."""
        rules, score = self._rules, self._score
        longest = count + int(RINGING * RATE)
        self._notes, self._sounds = _lengthened(self._notes, longest), _lengthened(self._sounds, longest)
        for index in range(rules.chord_steps):
            at = int(index * rules.step_seconds * RATE)
            for note in notes_at(score, rules, step + index):
                _add(self._notes, synthesis.note(note, score.timbre, rules) * score.level, at, note.pan)
            for number, sound in enumerate(sounds_at(score, rules, step + index)):
                layer = rules.textures[sound.kind][sound.layer]
                assert not isinstance(layer, Bed)
                made = (
                    synthesis.tone(sound, layer)
                    if isinstance(layer, Tone)
                    else synthesis.burst(sound, layer, score.seed + 31 * (step + index) + number, rules)
                )
                _add(self._sounds, made, at + int(sound.at * RATE), sound.pan)
        dulled, self._state = sosfilt(self._sos, self._notes[:, :count], axis=1, zi=self._state)
        alive = dulled + self._sounds[:, :count]
        self._notes, self._sounds = self._notes[:, count:], self._sounds[:, count:]
        return sum((bed.play(start, count) for bed in self._beds), alive), alive * score.space


class _Room:
    """The echo of everything, kept from block to block."""

    def __init__(self, rules: Rules) -> None:
        self._echo = synthesis.echo(rules) * rules.reverb.level
        self._sos = synthesis.biquad("lowpass", rules.reverb.dark_hz, 0.0)
        self._state = np.zeros((1, 2, 2))
        self._tail = np.zeros((2, self._echo.shape[1] - 1))

    def answer(self, sent: Samples) -> Samples:
        count = sent.shape[1]
        rung = oaconvolve(sent, self._echo, axes=1)
        rung[:, : self._tail.shape[1]] += self._tail
        self._tail = rung[:, count:]
        dark, self._state = sosfilt(self._sos, rung[:, :count], axis=1, zi=self._state)
        return np.asarray(dark)


def _weight(passages: Sequence[Passage], ends: Samples, index: int, time: Samples, fade: float) -> Samples:
    """How much of a strip is heard at each ``time``: squares of neighbours add up to 1, so the loudness stays."""
    weight = np.ones(len(time))
    if index > 0:
        weight *= np.sin(np.pi / 2 * _crossing(passages, ends, index - 1, time, fade))
    if index + 1 < len(passages):
        weight *= np.cos(np.pi / 2 * _crossing(passages, ends, index, time, fade))
    return weight


def _crossing(passages: Sequence[Passage], ends: Samples, index: int, time: Samples, fade: float) -> Samples:
    """How far, 0 to 1, the view has crossed from strip ``index`` to the next; short strips cross sooner."""
    length = min(fade, passages[index].seconds, passages[index + 1].seconds)
    return np.asarray(np.clip((time - ends[index]) / length + 0.5, 0, 1), np.float64)


def _frame(time: Samples, end: float) -> Samples:
    """The beginning and the end of a world's sound."""
    opening, closing = min(OPENING, end / 4), min(CLOSING, end / 4)
    return np.clip(time / opening, 0, 1) * np.clip((end - time) / closing, 0, 1)


def _add(into: Samples, made: Samples, at: int, pan: float) -> None:
    """Lay mono ``made`` over ``into`` at a place from -1 left to 1 right, at equal power."""
    angle = np.pi / 4 * (1 + pan)
    end = at + len(made)
    into[0, at:end] += made * np.cos(angle)
    into[1, at:end] += made * np.sin(angle)


def _lengthened(rest: Samples, count: int) -> Samples:
    return np.pad(rest, ((0, 0), (0, count - rest.shape[1])))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
