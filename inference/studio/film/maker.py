"""The makers of the kinds ``film`` and ``film_tall``: pictures in segments, sound in pieces, then all of it joined.

Every segment and every piece is made from its number alone and stored under a name of its own, so a step may be done
twice, by anybody, and the frames and samples of a film are the same whatever the steps were. The last step holds the
finished file in memory once; its length is bounded (``timing.LONGEST``), so that is too.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from inference.contract.files.storage import Storage
from inference.contract.makings.plan import Plan
from inference.contract.makings.steps import MadeFile
from inference.contract.pieces import Skipped
from inference.studio.film.captions import captions_vtt, chapters_vtt
from inference.studio.film.encoding import TYPE, encode_poster, encode_segment, join
from inference.studio.film.frames import Frames
from inference.studio.film.shapes import FPS, TALL, WIDE, Shape
from inference.studio.film.sounding import measure_voices, pieces_of, sound_piece
from inference.studio.film.timing import LONGEST, Timeline, timeline
from inference.studio.step import Maker, Step, Stepped

SEGMENT = 2 * FPS
"""Frames in a segment: some seconds of work."""
POSTER_AT = 3.0
"""Seconds: when the title is there."""


@dataclass(frozen=True)
class Options:
    shape: Shape
    longest: float = LONGEST
    segment: int = SEGMENT


def wide_film_maker(lines: int) -> Maker:
    """The maker of the kind ``film``: for screens, ``lines`` px high."""
    return _film_maker(WIDE.of(lines))


def tall_film_maker(lines: int) -> Maker:
    """The maker of the kind ``film_tall``: for phones held upright, ``lines`` px wide."""
    return _film_maker(TALL.of(lines))


def _film_maker(shape: Shape) -> Maker:
    return lambda storage, plan, step: make_film(storage, plan, step, Options(shape))


def make_film(storage: Storage, plan: Plan, step: Step, options: Options) -> Stepped:
    """Some segments, then some pieces of sound, then the film.

    Raises ``EngineError`` ``finish.nothing`` where no strip can be read and ``film.font``
    where the typeface is missing.
    """
    carry = step.carry or {
        # A film goes on as it was begun, whatever is set meanwhile.
        "size": asdict(options.shape),
        "voices": measure_voices(storage, [note.key for note in plan.voices]),
        "pictures": 0,
        "sounds": 0,
        "skipped": [],
    }
    options = replace(options, shape=Shape(**carry["size"]))
    line = timeline(plan, carry["voices"], options.longest)
    film = _Film(storage, plan, line, step.folder, options)
    if carry["pictures"] < film.segments:
        return film.paint(carry, lambda: step.over)
    if carry["sounds"] < film.pieces:
        return film.score(carry, lambda: step.over)
    return film.finish(carry)


_kept: dict[str, Frames] = {}
"""What draws the film at hand, by its folder, so that a step need not read again what the last one had before it."""


def _frames_of(folder: str, make: Callable[[], Frames]) -> Frames:
    if folder not in _kept:
        _kept.clear()
        _kept[folder] = make()
    return _kept[folder]


class _Film:
    def __init__(self, storage: Storage, plan: Plan, line: Timeline, folder: str, options: Options) -> None:
        self._storage, self._plan, self._line = storage, plan, line
        self._folder, self._shape, self._length = folder, options.shape, options.segment
        self.segments = -(-line.frames // options.segment)
        self.pieces = pieces_of(line)

    @property
    def _of(self) -> int:
        return self.segments + self.pieces + 1

    def paint(self, carry: dict[str, Any], over: Callable[[], bool]) -> Stepped:
        """Segments from ``carry["pictures"]`` on until the step is over."""
        frames = _frames_of(self._folder, lambda: Frames(self._storage, self._plan, self._shape, self._line))
        number = carry["pictures"]
        while True:
            if number == 0:
                self._storage.write(self._key("poster.jpg"), encode_poster(frames.draw(self._poster)))
            first = number * self._length
            last = min(first + self._length, self._line.frames)
            segment = encode_segment(map(frames.draw, range(first, last)), self._shape)
            self._storage.write(self._segment(number), segment)
            number += 1
            if number == self.segments or over():
                break
        known = {(one["position"], one["layer"]): one for one in carry["skipped"]}
        known |= {(one.position, one.layer): one.model_dump(mode="json") for one in frames.skipped}
        skipped = [known[key] for key in sorted(known)]
        return self._stepped({**carry, "pictures": number, "skipped": skipped})

    def score(self, carry: dict[str, Any], over: Callable[[], bool]) -> Stepped:
        """Pieces of sound from ``carry["sounds"]`` on until the step is over."""
        _kept.clear()
        number = carry["sounds"]
        while True:
            self._storage.write(self._piece(number), sound_piece(self._storage, self._plan, self._line, number))
            number += 1
            if number == self.pieces or over():
                return self._stepped({**carry, "sounds": number})

    def finish(self, carry: dict[str, Any]) -> Stepped:
        """Join what was made, and write the words beside it."""
        with tempfile.TemporaryDirectory(prefix="film-") as folder:
            path = Path(folder) / "film.mp4"
            join(
                self._stored(self._segment, self.segments),
                self._lengths(),
                self._stored(self._piece, self.pieces),
                path,
            )
            film = path.read_bytes()
        self._storage.write(self._key("film.mp4"), film)
        size = {"width": self._shape.width, "height": self._shape.height}
        about = {**size, "seconds": round(self._line.seconds, 2), "voices": len(self._line.spoken)}
        files = [MadeFile(name="film.mp4", key=self._key("film.mp4"), type=TYPE, bytes=len(film), about=about)]
        texts = {"film.vtt": captions_vtt(self._line), "chapters.vtt": chapters_vtt(self._plan, self._line)}
        for name, text in texts.items():
            data = text.encode()
            self._storage.write(self._key(name), data)
            files.append(MadeFile(name=name, key=self._key(name), type="text/vtt", bytes=len(data)))
        poster = len(self._storage.read(self._key("poster.jpg")))
        files.append(
            MadeFile(name="poster.jpg", key=self._key("poster.jpg"), type="image/jpeg", bytes=poster, about=size)
        )
        return Stepped(
            stage="",
            done=self._of,
            of=self._of,
            finished=True,
            files=tuple(files),
            skipped=tuple(Skipped.model_validate(one) for one in carry["skipped"]),
            spent=tuple(
                [self._segment(n) for n in range(self.segments)] + [self._piece(n) for n in range(self.pieces)]
            ),
        )

    def _stepped(self, carry: dict[str, Any]) -> Stepped:
        done = carry["pictures"] + carry["sounds"]
        if carry["pictures"] < self.segments:
            stage = "filming"
        else:
            stage = "playing the music" if carry["sounds"] < self.pieces else "cutting it together"
        skipped = tuple(Skipped.model_validate(one) for one in carry["skipped"])
        return Stepped(stage=stage, done=done, of=self._of, carry=carry, skipped=skipped)

    @property
    def _poster(self) -> int:
        return min(round(POSTER_AT * FPS), self._line.frames - 1)

    def _lengths(self) -> Iterator[int]:
        for number in range(self.segments):
            yield min(self._length, self._line.frames - number * self._length)

    def _stored(self, name: Callable[[int], str], count: int) -> Iterator[bytes]:
        for number in range(count):
            yield self._storage.read(name(number))

    def _segment(self, number: int) -> str:
        return self._key(f"part-{number:04}.mp4")

    def _piece(self, number: int) -> str:
        return self._key(f"sound-{number:04}.pcm")

    def _key(self, name: str) -> str:
        return f"{self._folder}/{name}"
