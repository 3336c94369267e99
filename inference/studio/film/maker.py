"""The makers of the kinds ``film`` and ``film_tall``: pictures in segments, sound in chunks, then all of it joined.

Every segment and chunk is made from its number alone and stored under its own name, so a step may run twice, anywhere,
and the frames and samples of a film do not depend on the steps. The last step holds the finished file in memory once;
its length is bounded (``timeline.MAX_SECONDS``).
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
from inference.studio.attribution import attribution_of, film_tags
from inference.studio.film.captions import captions_vtt, chapters_vtt
from inference.studio.film.encoding import MP4_TYPE, encode_poster, encode_segment, join_segments
from inference.studio.film.formats import FPS, TALL, WIDE, FilmFormat
from inference.studio.film.frames import FrameRenderer
from inference.studio.film.soundtrack import count_chunks, measure_voices, render_chunk
from inference.studio.film.timeline import MAX_SECONDS, Timeline, build_timeline
from inference.studio.step import Maker, Step, StepResult

SEGMENT_FRAMES = 2 * FPS
"""Some seconds of work."""
POSTER_SECONDS = 3.0
"""When the title is visible."""


@dataclass(frozen=True)
class FilmOptions:
    film_format: FilmFormat
    longest: float = MAX_SECONDS
    segment: int = SEGMENT_FRAMES


def wide_film_maker(lines: int) -> Maker:
    """The maker of the kind ``film``: for screens, ``lines`` px high."""
    return _film_maker(WIDE.with_lines(lines))


def tall_film_maker(lines: int) -> Maker:
    """The maker of the kind ``film_tall``: for phones held upright, ``lines`` px wide."""
    return _film_maker(TALL.with_lines(lines))


def _film_maker(film_format: FilmFormat) -> Maker:
    return lambda storage, plan, step: make_film(storage, plan, step, FilmOptions(film_format))


def make_film(storage: Storage, plan: Plan, step: Step, options: FilmOptions) -> StepResult:
    """One step of a film: some segments, or some chunks of sound, or the joined file.

    Raises ``EngineError`` ``finish.nothing`` where no strip can be read and ``film.font``
    where the typeface is missing.
    """
    carry = step.carry or {
        # A film keeps the format it was begun in, whatever the settings say now.
        "size": asdict(options.film_format),
        "voices": measure_voices(storage, [note.key for note in plan.voices]),
        "pictures": 0,
        "sounds": 0,
        "skipped": [],
    }
    options = replace(options, film_format=FilmFormat(**carry["size"]))
    timeline = build_timeline(plan, carry["voices"], options.longest)
    film = _FilmMaking(storage, plan, timeline, step.folder, options)
    if carry["pictures"] < film.segments:
        return film.render_segments(carry, lambda: step.out_of_time)
    if carry["sounds"] < film.chunks:
        return film.render_sound(carry, lambda: step.out_of_time)
    return film.join(carry)


_renderers: dict[str, FrameRenderer] = {}
"""The renderer of the film at hand, by its folder: the next step need not read the same strips again."""


def _renderer_for(folder: str, make: Callable[[], FrameRenderer]) -> FrameRenderer:
    if folder not in _renderers:
        _renderers.clear()
        _renderers[folder] = make()
    return _renderers[folder]


class _FilmMaking:
    def __init__(self, storage: Storage, plan: Plan, timeline: Timeline, folder: str, options: FilmOptions) -> None:
        self._storage, self._plan, self._timeline = storage, plan, timeline
        self._folder, self._format, self._segment_frames = folder, options.film_format, options.segment
        self.segments = -(-timeline.frames // options.segment)
        self.chunks = count_chunks(timeline)

    @property
    def _total(self) -> int:
        return self.segments + self.chunks + 1

    def render_segments(self, carry: dict[str, Any], out_of_time: Callable[[], bool]) -> StepResult:
        """Segments from ``carry["pictures"]`` on until the step is out of time."""
        frames = _renderer_for(
            self._folder, lambda: FrameRenderer(self._storage, self._plan, self._format, self._timeline)
        )
        number = carry["pictures"]
        while True:
            if number == 0:
                self._storage.write(self._key("poster.jpg"), encode_poster(frames.draw(self._poster_frame)))
            first = number * self._segment_frames
            last = min(first + self._segment_frames, self._timeline.frames)
            segment = encode_segment(map(frames.draw, range(first, last)), self._format)
            self._storage.write(self._segment(number), segment)
            number += 1
            if number == self.segments or out_of_time():
                break
        known = {(one["position"], one["layer"]): one for one in carry["skipped"]}
        known |= {(one.position, one.layer): one.model_dump(mode="json") for one in frames.skipped}
        skipped = [known[key] for key in sorted(known)]
        return self._result({**carry, "pictures": number, "skipped": skipped})

    def render_sound(self, carry: dict[str, Any], out_of_time: Callable[[], bool]) -> StepResult:
        """Chunks of sound from ``carry["sounds"]`` on until the step is out of time."""
        _renderers.clear()
        number = carry["sounds"]
        while True:
            self._storage.write(self._chunk(number), render_chunk(self._storage, self._plan, self._timeline, number))
            number += 1
            if number == self.chunks or out_of_time():
                return self._result({**carry, "sounds": number})

    def join(self, carry: dict[str, Any]) -> StepResult:
        """Join segments and chunks, and write the WebVTT files."""
        with tempfile.TemporaryDirectory(prefix="film-") as folder:
            path = Path(folder) / "film.mp4"
            join_segments(
                self._stored(self._segment, self.segments),
                self._lengths(),
                self._stored(self._chunk, self.chunks),
                path,
                film_tags(attribution_of(self._plan)),
            )
            film = path.read_bytes()
        self._storage.write(self._key("film.mp4"), film)
        size = {"width": self._format.width, "height": self._format.height}
        about = {**size, "seconds": round(self._timeline.seconds, 2), "voices": len(self._timeline.voice_clips)}
        files = [MadeFile(name="film.mp4", key=self._key("film.mp4"), type=MP4_TYPE, bytes=len(film), about=about)]
        texts = {"film.vtt": captions_vtt(self._timeline), "chapters.vtt": chapters_vtt(self._plan, self._timeline)}
        for name, text in texts.items():
            data = text.encode()
            self._storage.write(self._key(name), data)
            files.append(MadeFile(name=name, key=self._key(name), type="text/vtt", bytes=len(data)))
        poster = len(self._storage.read(self._key("poster.jpg")))
        files.append(
            MadeFile(name="poster.jpg", key=self._key("poster.jpg"), type="image/jpeg", bytes=poster, about=size)
        )
        return StepResult(
            stage="",
            done=self._total,
            of=self._total,
            finished=True,
            files=tuple(files),
            skipped=tuple(Skipped.model_validate(one) for one in carry["skipped"]),
            spent=tuple(
                [self._segment(n) for n in range(self.segments)] + [self._chunk(n) for n in range(self.chunks)]
            ),
        )

    def _result(self, carry: dict[str, Any]) -> StepResult:
        done = carry["pictures"] + carry["sounds"]
        if carry["pictures"] < self.segments:
            stage = "filming"
        else:
            stage = "playing the music" if carry["sounds"] < self.chunks else "cutting it together"
        skipped = tuple(Skipped.model_validate(one) for one in carry["skipped"])
        return StepResult(stage=stage, done=done, of=self._total, carry=carry, skipped=skipped)

    @property
    def _poster_frame(self) -> int:
        return min(round(POSTER_SECONDS * FPS), self._timeline.frames - 1)

    def _lengths(self) -> Iterator[int]:
        for number in range(self.segments):
            yield min(self._segment_frames, self._timeline.frames - number * self._segment_frames)

    def _stored(self, name: Callable[[int], str], count: int) -> Iterator[bytes]:
        for number in range(count):
            yield self._storage.read(name(number))

    def _segment(self, number: int) -> str:
        return self._key(f"part-{number:04}.mp4")

    def _chunk(self, number: int) -> str:
        return self._key(f"sound-{number:04}.pcm")

    def _key(self, name: str) -> str:
        return f"{self._folder}/{name}"
