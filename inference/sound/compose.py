"""Which notes and sounds a score means, step by step of the grid. Pure, and mirrored by ``static/js/sound/compose.js``.

Steps are half seconds, counted from the beginning of everything; each can be asked for by itself, in any order. A strip
that comes into view in the middle of a chord is ``entering``: it plays what is left of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import Literal

from inference.contract.sound.score import StripScore
from inference.contract.sound.seeded_random import uniform
from inference.sound.rules import Bed, Burst, Range, Rules, Tone

# What a number of chance is for; each purpose has its own.
_SOUNDS, _NEAR, _HIGH, _VELOCITY, _LENGTH, _PAN, _HAPPENS = 3, 4, 5, 6, 7, 8, 9
_FIRST_LAYER = 16


@dataclass(frozen=True)
class Note:
    """Played by the strip's timbre. ``pan`` is -1 left to 1 right; ``seconds`` until it is let go."""

    voice: Literal["pad", "bass", "note"]
    midi: int
    seconds: float
    velocity: float
    pan: float


@dataclass(frozen=True)
class Sound:
    """Something heard once, ``at`` seconds after the step: layer ``layer`` of the rules' texture ``kind``."""

    kind: str
    layer: int
    at: float
    frequency: float
    glide: float
    seconds: float
    level: float
    pan: float


def notes_at(score: StripScore, rules: Rules, step: int, *, entering: bool = False) -> list[Note]:
    """The notes that begin at ``step``."""
    into = step % rules.chord_steps
    notes = _chord(score, rules, step, rules.chord_steps - into) if into == 0 or entering else []
    if step % score.stride == 0:
        place = step // score.stride
        if uniform(score.seed, _SOUNDS, place) < score.density:
            notes.append(_melody(score, rules, step, place))
    return notes


def sounds_at(score: StripScore, rules: Rules, step: int) -> list[Sound]:
    """What is heard of the score's textures in the half second from ``step`` on, beside their beds of noise."""
    return [
        sound
        for number, texture in enumerate(score.textures)
        for index, layer in enumerate(rules.textures[texture.kind])
        if not isinstance(layer, Bed)
        for sound in _happenings(
            score, rules, step, texture.kind, texture.level, index, layer, _FIRST_LAYER + 8 * number + index
        )
    ]


def _chord(score: StripScore, rules: Rules, step: int, steps: int) -> list[Note]:
    chord = _chord_at(score, rules, step)
    seconds = steps * rules.step_seconds + rules.pad.overlap
    below = score.lowest - 12
    notes = [
        Note("pad", _fold(_pitch(score, rules, chord + third), below), seconds, 1.0, rules.pad.spread * (third / 2 - 1))
        for third in (0, 2, 4)
    ]
    return [*notes, Note("bass", _fold(_pitch(score, rules, chord), below - 12), seconds, 1.0, 0.0)]


def _melody(score: StripScore, rules: Rules, step: int, place: int) -> Note:
    def chance(purpose: int) -> float:
        return uniform(score.seed, purpose, place)

    degree = score.motif[place % len(score.motif)]
    if chance(_NEAR) < 0.6:
        degree = _in_chord(degree, _chord_at(score, rules, step))
    if chance(_HIGH) < 0.12:
        degree += 7
    home = _fold(score.root, score.lowest)
    return Note(
        voice="note",
        midi=home + _pitch(score, rules, degree) - score.root,
        seconds=score.stride * rules.step_seconds * (0.6 + chance(_LENGTH)),
        velocity=0.45 + 0.55 * chance(_VELOCITY),
        pan=1.2 * chance(_PAN) - 0.6,
    )


def _happenings(
    score: StripScore, rules: Rules, step: int, kind: str, level: float, index: int, layer: Tone | Burst, counter: int
) -> list[Sound]:
    def chance(event: int, purpose: int) -> float:
        return uniform(score.seed, counter, step, event, purpose)

    wanted = layer.rate * rules.step_seconds * (0.35 + 0.65 * level)
    tuned = layer.tuned if isinstance(layer, Tone) else None
    sounds: list[Sound] = []
    for event in range(floor(wanted + chance(0, _HAPPENS))):
        at = rules.step_seconds * chance(event, 0)
        frequency = _between(layer.frequency, chance(event, 1))
        if tuned is not None:
            degree = _chord_at(score, rules, step) + 2 * floor(3 * chance(event, 1))
            frequency = hertz(_fold(_pitch(score, rules, degree), score.lowest + tuned))
        loud = level * layer.level * (0.4 + 0.6 * chance(event, 2))
        gap = _between(layer.gap, chance(event, 3))
        pan = 1.6 * chance(event, 4) - 0.8
        least, most = layer.repeat
        for time in range(least + floor((most - least + 1) * chance(event, 5))):
            turn = 10 + 4 * time
            sounds.append(
                Sound(
                    kind=kind,
                    layer=index,
                    at=at + time * gap,
                    frequency=frequency if tuned is not None else frequency * (0.92 + 0.16 * chance(event, turn)),
                    glide=_between(layer.glide, chance(event, turn + 1)) if isinstance(layer, Tone) else 1.0,
                    seconds=_between(layer.seconds, chance(event, turn + 2)),
                    level=loud * (0.7 + 0.3 * chance(event, turn + 3)),
                    pan=pan,
                )
            )
    return sounds


def hertz(midi: float) -> float:
    return float(440 * 2 ** ((midi - 69) / 12))


def _chord_at(score: StripScore, rules: Rules, step: int) -> int:
    return score.chords[step // rules.chord_steps % len(score.chords)]


def _pitch(score: StripScore, rules: Rules, degree: int) -> int:
    """Semitones of a degree over the pitch class 0; degrees go on above 6 and below 0."""
    octave, step = divmod(degree, 7)
    return score.root + rules.modes[score.mode][step] + 12 * octave


def _fold(pitch: int, lowest: int) -> int:
    """The same note in the octave that begins at ``lowest``, MIDI."""
    return lowest + (pitch - lowest) % 12


def _in_chord(degree: int, chord: int) -> int:
    """The nearest degree that belongs to the chord, the upper of two."""
    return next(near for near in (degree, degree + 1, degree - 1) if (near - chord) % 7 in (0, 2, 4))


def _between(span: Range, part: float) -> float:
    return span[0] + (span[1] - span[0]) * part
