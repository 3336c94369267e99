"""Which notes and sounds a score means, step by step. Pure; ``static/js/sound/compose.js`` is its twin.

Steps are half seconds, counted from the beginning of the world's sound; each can be asked for alone, in any order. A
strip that comes into view in the middle of a chord is ``entering``: it plays the rest of the chord.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import Literal

from inference.contract.sound.score import StripScore
from inference.contract.sound.seeded_random import uniform
from inference.sound.rules import Burst, NoiseBed, Range, Rules, Tone

# Each purpose has its own random numbers.
_IS_PLAYED, _ON_CHORD, _OCTAVE_UP, _VELOCITY, _LENGTH, _PAN, _EXTRA_EVENT = 3, 4, 5, 6, 7, 8, 9
_FIRST_LAYER = 16


@dataclass(frozen=True)
class Note:
    """A note in the strip's timbre: ``pan`` is -1 left to 1 right, ``seconds`` the time until its release."""

    voice: Literal["pad", "bass", "note"]
    midi: int
    seconds: float
    velocity: float
    pan: float


@dataclass(frozen=True)
class Sound:
    """One sound ``at`` seconds after the step, by layer number ``layer`` of the texture ``kind`` in the rules."""

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
    chord_step = step % rules.chord_steps
    notes = _chord(score, rules, step, rules.chord_steps - chord_step) if chord_step == 0 or entering else []
    if step % score.stride == 0:
        slot = step // score.stride
        if uniform(score.seed, _IS_PLAYED, slot) < score.density:
            notes.append(_melody(score, rules, step, slot))
    return notes


def sounds_at(score: StripScore, rules: Rules, step: int) -> list[Sound]:
    """The sounds of the score's textures in the half second from ``step`` on, without their noise beds."""
    return [
        sound
        for number, texture in enumerate(score.textures)
        for index, layer in enumerate(rules.textures[texture.kind])
        if not isinstance(layer, NoiseBed)
        for sound in _texture_sounds(
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


def _melody(score: StripScore, rules: Rules, step: int, slot: int) -> Note:
    def random(purpose: int) -> float:
        return uniform(score.seed, purpose, slot)

    degree = score.motif[slot % len(score.motif)]
    if random(_ON_CHORD) < 0.6:
        degree = _nearest_chord_degree(degree, _chord_at(score, rules, step))
    if random(_OCTAVE_UP) < 0.12:
        degree += 7
    tonic = _fold(score.root, score.lowest)
    return Note(
        voice="note",
        midi=tonic + _pitch(score, rules, degree) - score.root,
        seconds=score.stride * rules.step_seconds * (0.6 + random(_LENGTH)),
        velocity=0.45 + 0.55 * random(_VELOCITY),
        pan=1.2 * random(_PAN) - 0.6,
    )


def _texture_sounds(
    score: StripScore, rules: Rules, step: int, kind: str, level: float, index: int, layer: Tone | Burst, counter: int
) -> list[Sound]:
    def random(event: int, purpose: int) -> float:
        return uniform(score.seed, counter, step, event, purpose)

    expected = layer.rate * rules.step_seconds * (0.35 + 0.65 * level)
    tuned = layer.tuned if isinstance(layer, Tone) else None
    sounds: list[Sound] = []
    for event in range(floor(expected + random(0, _EXTRA_EVENT))):
        at = rules.step_seconds * random(event, 0)
        frequency = _interpolate(layer.frequency, random(event, 1))
        if tuned is not None:
            degree = _chord_at(score, rules, step) + 2 * floor(3 * random(event, 1))
            frequency = hertz(_fold(_pitch(score, rules, degree), score.lowest + tuned))
        loud = level * layer.level * (0.4 + 0.6 * random(event, 2))
        gap = _interpolate(layer.gap, random(event, 3))
        pan = 1.6 * random(event, 4) - 0.8
        least, most = layer.repeat
        for time in range(least + floor((most - least + 1) * random(event, 5))):
            purpose = 10 + 4 * time
            sounds.append(
                Sound(
                    kind=kind,
                    layer=index,
                    at=at + time * gap,
                    frequency=frequency if tuned is not None else frequency * (0.92 + 0.16 * random(event, purpose)),
                    glide=_interpolate(layer.glide, random(event, purpose + 1)) if isinstance(layer, Tone) else 1.0,
                    seconds=_interpolate(layer.seconds, random(event, purpose + 2)),
                    level=loud * (0.7 + 0.3 * random(event, purpose + 3)),
                    pan=pan,
                )
            )
    return sounds


def hertz(midi: float) -> float:
    return float(440 * 2 ** ((midi - 69) / 12))


def _chord_at(score: StripScore, rules: Rules, step: int) -> int:
    return score.chords[step // rules.chord_steps % len(score.chords)]


def _pitch(score: StripScore, rules: Rules, degree: int) -> int:
    """Semitones of a degree above pitch class 0; degrees continue above 6 and below 0."""
    octave, step = divmod(degree, 7)
    return score.root + rules.modes[score.mode][step] + 12 * octave


def _fold(pitch: int, lowest: int) -> int:
    """The MIDI pitch of the same pitch class in the octave that begins at ``lowest``."""
    return lowest + (pitch - lowest) % 12


def _nearest_chord_degree(degree: int, chord: int) -> int:
    """The nearest degree of the chord, the upper of two."""
    return next(near for near in (degree, degree + 1, degree - 1) if (near - chord) % 7 in (0, 2, 4))


def _interpolate(span: Range, part: float) -> float:
    return span[0] + (span[1] - span[0]) * part
