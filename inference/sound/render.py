"""Renders a world's sound as samples, and as a WAV: 44.1 kHz, 16 bits, stereo.

The view travels along the strips, each for its seconds, and the strips' scores crossfade as they do on the screen. One
chord (six seconds) is rendered at a time, so memory does not grow with the world. No peak reaches full scale.
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
from inference.sound.rules import NoiseBed, Rules, Tone
from inference.sound.synthesis import SAMPLE_RATE, NoiseBedPlayer, Samples

MAX_RING_SECONDS = 14.0
"""Longer than any single note or sound lasts."""
FADE_IN, FADE_OUT = 1.0, 3.0
"""Seconds at the beginning and the end of a world's sound."""
PREROLL_CHORDS = 3
"""Chords that are rendered and discarded before a part from the middle, so that earlier notes ring on in it."""


@dataclass(frozen=True)
class Passage:
    """A strip's score, and for how many seconds it is in view."""

    score: StripScore
    seconds: float


def write_wav(passages: Sequence[Passage], rules: Rules, path: Path) -> float:
    """Render into ``path``, which appears only when complete; returns its seconds. Raises ``OSError``."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        unfinished = Path(file.name)
        try:
            with wave.open(file, "wb") as written:
                written.setnchannels(2)
                written.setsampwidth(2)
                written.setframerate(SAMPLE_RATE)
                for block in render(passages, rules):
                    written.writeframes(np.rint(block.T * 32_767).astype("<i2").tobytes())
                frames = written.getnframes()
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
    unfinished.chmod(0o666 & ~_umask())
    unfinished.replace(path)
    return frames / SAMPLE_RATE


def render(passages: Sequence[Passage], rules: Rules, first: int = 0, last: int | None = None) -> Iterator[Samples]:
    """The world's sound in blocks (2, n) between -1 and 1, as long as the passages together.

    With ``first`` and ``last`` only the chords from ``first`` to before ``last``: parts rendered apart differ inaudibly
    from the whole.
    """
    block = int(rules.chord_steps * rules.step_seconds * SAMPLE_RATE)
    ends = np.cumsum([passage.seconds for passage in passages])
    total = round(float(ends[-1]) * SAMPLE_RATE)
    reverb = _Reverb(rules)
    highpass, highpass_state = synthesis.biquad("highpass", rules.master.low_hz, 0.0), np.zeros((1, 2, 2))
    playing: dict[int, _ScorePlayer] = {}
    chords = ceil(total / block)
    for number in range(max(0, first - PREROLL_CHORDS), chords if last is None else min(last, chords)):
        start = number * block
        # A strip plays silently from the chord before it is heard, so that its notes ring when it is.
        from_s, to_s = start / SAMPLE_RATE, (start + 2 * block) / SAMPLE_RATE + rules.fade_seconds
        near = range(int(np.searchsorted(ends, from_s - rules.fade_seconds)), int(np.searchsorted(ends, to_s)) + 1)
        playing = {
            index: playing.get(index) or _ScorePlayer(passages[index].score, rules)
            for index in near
            if index < len(passages)
        }
        dry, reverb_send = np.zeros((2, block)), np.zeros((2, block))
        time = (start + np.arange(block)) / SAMPLE_RATE
        for index, strip in playing.items():
            direct, send = strip.play(number * rules.chord_steps, start, block)
            weight = _weight(passages, ends, index, time, rules.fade_seconds)
            dry += direct * weight
            reverb_send += send * weight
        mixed, highpass_state = sosfilt(highpass, dry + reverb.process(reverb_send), axis=1, zi=highpass_state)
        mixed *= rules.master.level * _fade_envelope(time, float(ends[-1]))
        if number >= first:
            yield synthesis.soft_limit(mixed, rules.master.knee)[:, : total - start]


class _ScorePlayer:
    """Plays one score, a chord at a time; what rings on is kept for the next chord."""

    def __init__(self, score: StripScore, rules: Rules) -> None:
        self._score = score
        self._rules = rules
        self._beds = [
            NoiseBedPlayer(layer, texture.level, score.seed + 16 * number + index, rules)
            for number, texture in enumerate(score.textures)
            for index, layer in enumerate(rules.textures[texture.kind])
            if isinstance(layer, NoiseBed)
        ]
        self._sos = synthesis.biquad("lowpass", score.cutoff, 0.0)
        self._state = np.zeros((1, 2, 2))
        self._notes = np.zeros((2, 0))
        self._sounds = np.zeros((2, 0))

    def play(self, step: int, start: int, count: int) -> tuple[Samples, Samples]:
        """The ``count`` samples from ``step`` on: the direct sound and the reverb send, each (2, ``count``)."""
        rules, score = self._rules, self._score
        longest = count + int(MAX_RING_SECONDS * SAMPLE_RATE)
        self._notes, self._sounds = _padded(self._notes, longest), _padded(self._sounds, longest)
        for index in range(rules.chord_steps):
            at = int(index * rules.step_seconds * SAMPLE_RATE)
            for note in notes_at(score, rules, step + index):
                _mix_in(self._notes, synthesis.note(note, score.timbre, rules) * score.level, at, note.pan)
            for number, sound in enumerate(sounds_at(score, rules, step + index)):
                layer = rules.textures[sound.kind][sound.layer]
                assert not isinstance(layer, NoiseBed)
                made = (
                    synthesis.tone(sound, layer)
                    if isinstance(layer, Tone)
                    else synthesis.burst(sound, layer, score.seed + 31 * (step + index) + number, rules)
                )
                _mix_in(self._sounds, made, at + int(sound.at * SAMPLE_RATE), sound.pan)
        filtered, self._state = sosfilt(self._sos, self._notes[:, :count], axis=1, zi=self._state)
        sound_mix = filtered + self._sounds[:, :count]
        self._notes, self._sounds = self._notes[:, count:], self._sounds[:, count:]
        return sum((bed.play(start, count) for bed in self._beds), sound_mix), sound_mix * score.space


class _Reverb:
    """A convolution reverb that keeps its tail from block to block."""

    def __init__(self, rules: Rules) -> None:
        self._echo = synthesis.reverb_impulse(rules) * rules.reverb.level
        self._sos = synthesis.biquad("lowpass", rules.reverb.dark_hz, 0.0)
        self._state = np.zeros((1, 2, 2))
        self._tail = np.zeros((2, self._echo.shape[1] - 1))

    def process(self, dry: Samples) -> Samples:
        """(2, n): the reverb of ``dry`` (2, n) and of the blocks before it."""
        count = dry.shape[1]
        wet = oaconvolve(dry, self._echo, axes=1)
        wet[:, : self._tail.shape[1]] += self._tail
        self._tail = wet[:, count:]
        filtered, self._state = sosfilt(self._sos, wet[:, :count], axis=1, zi=self._state)
        return np.asarray(filtered)


def _weight(passages: Sequence[Passage], ends: Samples, index: int, time: Samples, fade: float) -> Samples:
    """Gain of a strip at each ``time``: the squares of neighbours add up to 1, so the loudness is constant."""
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


def _fade_envelope(time: Samples, end: float) -> Samples:
    """Gain at each ``time`` that fades the world's sound in and out."""
    opening, closing = min(FADE_IN, end / 4), min(FADE_OUT, end / 4)
    return np.clip(time / opening, 0, 1) * np.clip((end - time) / closing, 0, 1)


def _mix_in(into: Samples, made: Samples, at: int, pan: float) -> None:
    """Add mono ``made`` to ``into`` from the sample ``at`` on, with equal-power panning: -1 left to 1 right."""
    angle = np.pi / 4 * (1 + pan)
    end = at + len(made)
    into[0, at:end] += made * np.cos(angle)
    into[1, at:end] += made * np.sin(angle)


def _padded(rest: Samples, count: int) -> Samples:
    return np.pad(rest, ((0, 0), (0, count - rest.shape[1])))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
