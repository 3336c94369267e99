"""What of a film is seen, heard and read when: a pure function of the plan.
Times are seconds from the film's beginning.

Scenes follow one another, each begun ``DISSOLVE`` before the last has ended: the title, the art director's shots in
their order, the whole mural, the credits. A film is at most ``LONGEST`` seconds long however long its world: then the
most telling shots of even stretches are chosen, and a glide travels from each to the next over what lies between.
Captions never overlap and stay in their scene.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from inference.contract.finishing import FilmShot
from inference.contract.makings.plan import Plan
from inference.contract.pieces import StripNote
from inference.studio.film.shapes import FPS

LONGEST = 360.0
"""Seconds: what somebody watches to the end, and two cores make within the hour."""
DISSOLVE = 0.8
TITLE, REVEAL, CREDITS = 5.0, 9.0, 5.0
CREDIT_EACH = 0.35
"""Seconds more for every line of the credits."""
CREDITS_SHOWN = 24
SHOT_LEAST, SHOT_MOST = 3.5, 45.0
READING = 15.0
"""Characters a second that are read at ease."""
PAGE = 90
"""Characters of a phrase that are shown at once."""
PAUSE = 0.5
"""Seconds between two phrases of one scene, and before the first."""
PLAIN_SECONDS = 5.5
"""Of a shot nobody made."""
GLIDE_LEAST, GLIDE_MOST = 3.0, 6.0
GLIDE_EACH = 0.25
"""Seconds of a glide for every strip it passes."""

Kind = Literal["title", "shot", "glide", "reveal", "credits"]
Move = Literal["hold", "pan", "push", "pull"]


@dataclass(frozen=True)
class Scene:
    kind: Kind
    first: int
    """Its first frame; it begins to be seen there, through the last one's end."""
    frames: int
    position: int
    """The strip that is heard."""
    x: float
    """Left edge of what it shows, px of the mural; a glide begins at its middle."""
    width: float
    move: Move = "hold"
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
class Spoken:
    """A kept voice, from ``begin`` on."""

    begin: float
    seconds: float
    key: str


@dataclass(frozen=True)
class Timeline:
    scenes: tuple[Scene, ...]
    captions: tuple[Caption, ...]
    spoken: tuple[Spoken, ...]
    frames: int

    @property
    def seconds(self) -> float:
        return self.frames / FPS


@dataclass(frozen=True)
class _Line:
    """One phrase of a shot, how long it takes to read or to hear, and its voice."""

    text: str
    narrator: str
    voice: str
    seconds: float
    spoken: float


def timeline(plan: Plan, voices: Mapping[str, float], longest: float = LONGEST) -> Timeline:
    """The film of ``plan``; ``voices`` are the lengths of its kept recordings by key, those that can be heard."""
    told = _told(plan, voices)
    shots = shots_of(plan)
    spans = [_seconds(shot, told[shot.position]) for shot in shots]
    chosen = choose(shots, spans, longest - _rest(plan))
    clock = _Clock()
    first, last = plan.strips[0], plan.strips[-1]
    clock.scene("title", TITLE, first.position, first.x, first.width)
    captions: list[Caption] = []
    spoken: list[Spoken] = []
    before: FilmShot | None = None
    for index in chosen:
        shot = shots[index]
        if before is not None and (between := shot.position - before.position) > 1:
            clock.scene("glide", _glide(between), shot.position, before.x, before.width, "pan", shot.x + shot.width / 2)
        scene = clock.scene("shot", spans[index], shot.position, shot.x, shot.width, shot.move)
        _tell(scene, told[shot.position], captions, spoken)
        before = shot
    clock.scene("reveal", REVEAL, last.position, 0, plan.width, "pull")
    clock.scene("credits", _credits(plan), last.position, 0, plan.width)
    return Timeline(tuple(clock.scenes), tuple(captions), tuple(spoken), clock.scenes[-1].end)


def shots_of(plan: Plan) -> list[FilmShot]:
    """The art director's shots from left to right, one a strip; plain ones for a world that has
    none of strips that hang.

    The last of a list, of the whole mural, is left out: every film has its reveal.
    """
    there = {strip.position for strip in plan.strips}
    first: dict[int, FilmShot] = {}
    for shot in plan.shots:
        whole = shot.width >= plan.width and shot is plan.shots[-1] and len(plan.shots) > 1
        if shot.position in there and shot.x + shot.width <= plan.width and not whole:
            first.setdefault(shot.position, shot)
    if not first:
        return [_plain(index, strip) for index, strip in enumerate(plan.strips)]
    return [first[position] for position in sorted(first)]


def _plain(index: int, strip: StripNote) -> FilmShot:
    move: Move = "hold" if index == 0 else "push" if strip.direction.shot == "close" else "pan"
    return FilmShot(position=strip.position, x=strip.x, width=strip.width, move=move, seconds=PLAIN_SECONDS)


def choose(shots: Sequence[FilmShot], spans: Sequence[float], room: float) -> list[int]:
    """The shots that fit into ``room`` seconds with the glides between them: all,
    or one of each of so many even stretches; at least one."""
    every = list(range(len(shots)))
    if _length(shots, spans, every) <= room:
        return every
    fits, too_many = 1, len(shots)
    while too_many - fits > 1:
        number = (fits + too_many) // 2
        if _length(shots, spans, _one_of_each(shots, number)) <= room:
            fits = number
        else:
            too_many = number
    return _one_of_each(shots, fits)


def _one_of_each(shots: Sequence[FilmShot], number: int) -> list[int]:
    """Of ``number`` even stretches the shot that tells most: what is pushed towards before what is passed by;
    else the middle one."""
    worth = {"push": 0, "pull": 0, "hold": 1, "pan": 2}
    chosen = []
    for stretch in range(number):
        begin, end = stretch * len(shots) // number, (stretch + 1) * len(shots) // number
        middle = (begin + end - 1) / 2
        chosen.append(min(range(begin, end), key=lambda i: (worth[shots[i].move], abs(i - middle), i)))
    return chosen


def _length(shots: Sequence[FilmShot], spans: Sequence[float], chosen: Sequence[int]) -> float:
    total = sum(spans[index] - DISSOLVE for index in chosen)
    for one, other in pairwise(chosen):
        between = shots[other].position - shots[one].position
        total += _glide(between) - DISSOLVE if between > 1 else 0
    return total


def _glide(between: int) -> float:
    return min(GLIDE_MOST, max(GLIDE_LEAST, GLIDE_EACH * between))


def _credits(plan: Plan) -> float:
    return CREDITS + CREDIT_EACH * min(len(plan.credits), CREDITS_SHOWN)


def _rest(plan: Plan) -> float:
    """Seconds of all that is not a shot or a glide."""
    return TITLE + REVEAL + _credits(plan) - 2 * DISSOLVE


def _told(plan: Plan, voices: Mapping[str, float]) -> dict[int, list[_Line]]:
    """What is told of each strip: its phrase, and those of the layers over it."""
    kept = {(note.position, note.layer): note.key for note in plan.voices if note.key in voices}
    told: dict[int, list[_Line]] = {}
    for strip in plan.strips:
        lines = [_line(strip.text, strip.narrator, kept.get((strip.position, None), ""), voices)]
        for number, layer in enumerate(strip.layers):
            lines.append(_line(layer.text, layer.narrator, kept.get((strip.position, number), ""), voices))
        told[strip.position] = [line for line in lines if line.text]
    return told


def _line(text: str, narrator: str, voice: str, voices: Mapping[str, float]) -> _Line:
    text = " ".join(text.split())
    spoken = min(voices[voice], SHOT_MOST / 2) if voice else 0.0
    return _Line(text, narrator, voice, max(len(text) / READING + 1.0, spoken + 0.3), spoken)


def _seconds(shot: FilmShot, lines: Sequence[_Line]) -> float:
    wanted = sum(line.seconds + PAUSE for line in lines) + PAUSE + DISSOLVE
    return min(SHOT_MOST, max(SHOT_LEAST, shot.seconds, wanted))


def _tell(scene: Scene, lines: Sequence[_Line], captions: list[Caption], spoken: list[Spoken]) -> None:
    """Lay the phrases of a shot one after another into its time, between the dissolves."""
    begin, end = scene.first / FPS + DISSOLVE / 2, scene.end / FPS - DISSOLVE / 2
    room = end - begin - PAUSE * (len(lines) + 1)
    wanted = sum(line.seconds for line in lines)
    for line in lines:
        begin += PAUSE
        length = room * line.seconds / wanted
        if line.voice:
            spoken.append(Spoken(begin, min(line.spoken, length), line.voice))
        parts = pages(line.text)
        for part in parts:
            shown = length * len(part) / sum(map(len, parts))
            captions.append(Caption(begin, begin + shown, part, line.narrator, scene.position))
            begin += shown


def pages(text: str, most: int = PAGE) -> list[str]:
    """``text`` in parts of at most ``most`` characters and about one length, cut between words where there are any."""
    number = -(-len(text) // most)
    while True:
        parts, rest = [], text
        for left in range(number, 1, -1):
            cut = rest.rfind(" ", 0, min(most, -(-len(rest) // left) + 12) + 1)
            # Without a space near, as in Chinese, it is cut anywhere.
            cut = cut if cut > most // 4 else -(-len(rest) // left)
            parts.append(rest[:cut].rstrip())
            rest = rest[cut:].lstrip()
        if len(rest) <= most:
            return [part for part in (*parts, rest) if part]
        number += 1


class _Clock:
    """Lays scenes one after another."""

    def __init__(self) -> None:
        self.scenes: list[Scene] = []

    def scene(
        self,
        kind: Kind,
        seconds: float,
        position: int,
        x: float,
        width: float,
        move: Move = "hold",
        to: float = 0.0,
    ) -> Scene:
        first = self.scenes[-1].end - round(DISSOLVE * FPS) if self.scenes else 0
        self.scenes.append(Scene(kind, first, round(seconds * FPS), position, x, width, move, to))
        return self.scenes[-1]
