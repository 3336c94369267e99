"""What of a film is seen, heard and read when: a pure function of the plan. Times are seconds from its beginning.

Scenes follow one another, each starting ``DISSOLVE`` before the last one ends: the title, the art director's shots in
their order, the whole mural, the credits. A film lasts at most ``MAX_SECONDS``: of a longer world the best shots of
evenly sized groups are chosen, and a glide travels from each to the next over what lies between. Captions never overlap
and stay within their scene.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from inference.contract.files.subtitle_layout import split_into_cues
from inference.contract.finishing import CameraMove, FilmShot
from inference.contract.makings.plan import Plan
from inference.contract.pieces import StripNote
from inference.studio.film.formats import FPS

MAX_SECONDS = 360.0
"""As long as people watch to the end, and as two cores can make within an hour."""
DISSOLVE = 0.8
TITLE_SECONDS, REVEAL_SECONDS, CREDITS_SECONDS = 5.0, 9.0, 5.0
SECONDS_PER_CREDIT = 0.35
"""Added for every line of the credits."""
CREDITS_SHOWN = 24
MIN_SHOT, MAX_SHOT = 3.5, 45.0
READING_SPEED = 15.0
"""Characters a second that people read with ease."""
PAUSE = 0.5
"""Seconds between two phrases of one scene, and before the first."""
DEFAULT_SHOT_SECONDS = 5.5
"""Of a shot that the art director did not make."""
MIN_GLIDE, MAX_GLIDE = 3.0, 6.0
GLIDE_PER_STRIP = 0.25
"""Seconds for every strip that a glide passes."""

Kind = Literal["title", "shot", "glide", "reveal", "credits"]


@dataclass(frozen=True)
class Scene:
    kind: Kind
    first: int
    """Its first frame; from there on it dissolves in over the last scene's end."""
    frames: int
    position: int
    """The strip whose score is heard."""
    x: float
    """Left edge of what it shows, px of the mural; a glide begins at its middle."""
    width: float
    move: CameraMove = "hold"
    to: float = 0.0
    """Where a glide ends, px of the mural."""

    @property
    def end(self) -> int:
        return self.first + self.frames

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Caption:
    begin: float
    end: float
    text: str
    narrator: str
    position: int


@dataclass(frozen=True)
class VoiceClip:
    """A kept recording that plays from ``begin`` on."""

    begin: float
    seconds: float
    key: str


@dataclass(frozen=True)
class Timeline:
    scenes: tuple[Scene, ...]
    captions: tuple[Caption, ...]
    voice_clips: tuple[VoiceClip, ...]
    frames: int

    @property
    def seconds(self) -> float:
        return self.frames / FPS


@dataclass(frozen=True)
class _Phrase:
    """One phrase of a shot, its recording if one was kept, and the seconds it takes to read or to hear."""

    text: str
    narrator: str
    voice: str
    seconds: float
    voice_seconds: float


def build_timeline(plan: Plan, voices: Mapping[str, float], longest: float = MAX_SECONDS) -> Timeline:
    """The timeline of ``plan``; ``voices`` are the seconds of its readable recordings by storage key."""
    phrases = _phrases_by_position(plan, voices)
    shots = shots_of(plan)
    durations = [_shot_seconds(shot, phrases[shot.position]) for shot in shots]
    chosen = choose_shots(shots, durations, longest - _fixed_seconds(plan))
    sequence = _SceneSequence()
    first, last = plan.strips[0], plan.strips[-1]
    sequence.add("title", TITLE_SECONDS, first.position, first.x, first.width)
    captions: list[Caption] = []
    voice_clips: list[VoiceClip] = []
    before: FilmShot | None = None
    for index in chosen:
        shot = shots[index]
        if before is not None and (between := shot.position - before.position) > 1:
            sequence.add(
                "glide", _glide_seconds(between), shot.position, before.x, before.width, "pan", shot.x + shot.width / 2
            )
        scene = sequence.add("shot", durations[index], shot.position, shot.x, shot.width, shot.move)
        _place_phrases(scene, phrases[shot.position], captions, voice_clips)
        before = shot
    sequence.add("reveal", REVEAL_SECONDS, last.position, 0, plan.width, "pull")
    sequence.add("credits", _credits_seconds(plan), last.position, 0, plan.width)
    return Timeline(tuple(sequence.scenes), tuple(captions), tuple(voice_clips), sequence.scenes[-1].end)


def shots_of(plan: Plan) -> list[FilmShot]:
    """The art director's shots from left to right, one for each strip; default shots where there are none.

    A last shot of the whole mural is left out: every film ends with one.
    """
    there = {strip.position for strip in plan.strips}
    first: dict[int, FilmShot] = {}
    for shot in plan.shots:
        whole = shot.width >= plan.width and shot is plan.shots[-1] and len(plan.shots) > 1
        if shot.position in there and shot.x + shot.width <= plan.width and not whole:
            first.setdefault(shot.position, shot)
    if not first:
        return [_default_shot(index, strip) for index, strip in enumerate(plan.strips)]
    return [first[position] for position in sorted(first)]


def _default_shot(index: int, strip: StripNote) -> FilmShot:
    move: CameraMove = "hold" if index == 0 else "push" if strip.direction.shot == "close" else "pan"
    return FilmShot(position=strip.position, x=strip.x, width=strip.width, move=move, seconds=DEFAULT_SHOT_SECONDS)


def choose_shots(shots: Sequence[FilmShot], durations: Sequence[float], room: float) -> list[int]:
    """Indices of the shots that fit into ``room`` seconds with the glides between them; at least one.

    All of them, or else the best of as many evenly sized groups as fit.
    """
    every = list(range(len(shots)))
    if _total_seconds(shots, durations, every) <= room:
        return every
    fits, too_many = 1, len(shots)
    while too_many - fits > 1:
        number = (fits + too_many) // 2
        if _total_seconds(shots, durations, _best_of_each_group(shots, number)) <= room:
            fits = number
        else:
            too_many = number
    return _best_of_each_group(shots, fits)


def _best_of_each_group(shots: Sequence[FilmShot], number: int) -> list[int]:
    """The best shot of each of ``number`` evenly sized groups: a push before a pan, else the middle one."""
    rank = {"push": 0, "pull": 0, "hold": 1, "pan": 2}
    chosen = []
    for group in range(number):
        begin, end = group * len(shots) // number, (group + 1) * len(shots) // number
        middle = (begin + end - 1) / 2
        chosen.append(min(range(begin, end), key=lambda i: (rank[shots[i].move], abs(i - middle), i)))
    return chosen


def _total_seconds(shots: Sequence[FilmShot], durations: Sequence[float], chosen: Sequence[int]) -> float:
    total = sum(durations[index] - DISSOLVE for index in chosen)
    for one, other in pairwise(chosen):
        between = shots[other].position - shots[one].position
        total += _glide_seconds(between) - DISSOLVE if between > 1 else 0
    return total


def _glide_seconds(between: int) -> float:
    return min(MAX_GLIDE, max(MIN_GLIDE, GLIDE_PER_STRIP * between))


def _credits_seconds(plan: Plan) -> float:
    return CREDITS_SECONDS + SECONDS_PER_CREDIT * min(len(plan.credits), CREDITS_SHOWN)


def _fixed_seconds(plan: Plan) -> float:
    """Seconds of all that is not a shot or a glide."""
    return TITLE_SECONDS + REVEAL_SECONDS + _credits_seconds(plan) - 2 * DISSOLVE


def _phrases_by_position(plan: Plan, voices: Mapping[str, float]) -> dict[int, list[_Phrase]]:
    """By position of the strip: its phrase, and those of the layers over it."""
    kept = {(note.position, note.layer): note.key for note in plan.voices if note.key in voices}
    by_position: dict[int, list[_Phrase]] = {}
    for strip in plan.strips:
        phrases = [_phrase(strip.text, strip.narrator, kept.get((strip.position, None), ""), voices)]
        for number, layer in enumerate(strip.layers):
            phrases.append(_phrase(layer.text, layer.narrator, kept.get((strip.position, number), ""), voices))
        by_position[strip.position] = [phrase for phrase in phrases if phrase.text]
    return by_position


def _phrase(text: str, narrator: str, voice: str, voices: Mapping[str, float]) -> _Phrase:
    text = " ".join(text.split())
    voice_seconds = min(voices[voice], MAX_SHOT / 2) if voice else 0.0
    seconds = max(len(text) / READING_SPEED + 1.0, voice_seconds + 0.3)
    return _Phrase(text, narrator, voice, seconds, voice_seconds)


def _shot_seconds(shot: FilmShot, phrases: Sequence[_Phrase]) -> float:
    wanted = sum(phrase.seconds + PAUSE for phrase in phrases) + PAUSE + DISSOLVE
    return min(MAX_SHOT, max(MIN_SHOT, shot.seconds, wanted))


def _place_phrases(
    scene: Scene, phrases: Sequence[_Phrase], captions: list[Caption], voice_clips: list[VoiceClip]
) -> None:
    """Share the seconds of a shot between the dissolves out among its phrases."""
    begin, end = scene.first / FPS + DISSOLVE / 2, scene.end / FPS - DISSOLVE / 2
    room = end - begin - PAUSE * (len(phrases) + 1)
    wanted = sum(phrase.seconds for phrase in phrases)
    for phrase in phrases:
        begin += PAUSE
        length = room * phrase.seconds / wanted
        if phrase.voice:
            voice_clips.append(VoiceClip(begin, min(phrase.voice_seconds, length), phrase.voice))
        parts = split_into_cues(phrase.text)
        for part in parts:
            shown = length * len(part) / sum(map(len, parts))
            captions.append(Caption(begin, begin + shown, part, phrase.narrator, scene.position))
            begin += shown


class _SceneSequence:
    """Scenes one after another, each overlapping the last by the dissolve."""

    def __init__(self) -> None:
        self.scenes: list[Scene] = []

    def add(
        self,
        kind: Kind,
        seconds: float,
        position: int,
        x: float,
        width: float,
        move: CameraMove = "hold",
        to: float = 0.0,
    ) -> Scene:
        first = self.scenes[-1].end - round(DISSOLVE * FPS) if self.scenes else 0
        self.scenes.append(Scene(kind, first, round(seconds * FPS), position, x, width, move, to))
        return self.scenes[-1]
