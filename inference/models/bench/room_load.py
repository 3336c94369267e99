"""Load from many rooms on one engine: seconds from the end of a phrase to its stored strip.

Every room has a mural of its own in memory and runs the code of the service's tasks: while a phrase is spoken, its
words so far are heard and directed ahead (``inference.engine.directing_ahead``); at its end it is heard once more and
painted (``inference.mural.strip_job.paint_strip``). Times are wall-clock seconds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from inference.contract.arrays import Pcm
from inference.contract.direction import DirectAheadJob
from inference.contract.files.storage import MissingFile
from inference.contract.geometry import strip_x
from inference.contract.jobs import Reply
from inference.contract.pieces import StripJob, StripResult
from inference.engine.directing_ahead import direct_ahead
from inference.engine.protocols import Engine
from inference.mural.strip_job import paint_strip

PHRASES = (
    "a red moon rises over a quiet sea",
    "three small boats drift towards a great lighthouse",
    "the forest grows dark and the snow begins to fall",
    "a dragon sleeps on the roof of the old castle",
    "far away the lanterns of a village glow",
    "the river runs through a golden meadow",
    "storm clouds gather and lightning strikes the tower",
    "at dawn a whale leaps between floating islands",
)
PLACES = (
    "in the north",
    "beyond the hills",
    "where the road ends",
    "under a pale sky",
    "by the old bridge",
    "in the last light",
    "at the edge of the world",
)
"""Said after a phrase, so that the same words come again only after as many strips as there are pairs."""
WORDS_COMPLETE_BEFORE_END = 0.45
"""Seconds before the end of a phrase at which its words are directed ahead: a pause of 0.61 s ends a phrase
(worlds/speech/cutter.py), and after 0.16 s of it the words are sent (worlds/speech/microphone.py)."""
NOWHERE = Reply(done="none", failed="none")


class MemoryStorage:
    """A storage in memory, so that the disk is not measured."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def read(self, key: str) -> bytes:
        if key not in self._held:
            raise MissingFile(key)
        return self._held[key]

    def write(self, key: str, data: bytes) -> None:
        self._held[key] = data

    def exists(self, key: str) -> bool:
        return key in self._held

    def delete(self, key: str) -> None:
        self._held.pop(key, None)


@dataclass
class Room:
    """One mural that grows. ``weave`` is called by one thread at a time."""

    engine: Engine
    number: int
    storage: MemoryStorage = field(default_factory=MemoryStorage)
    first: StripResult | None = None
    last: StripResult | None = None
    strips: int = 0

    def direct_ahead(self, pcm: Pcm) -> None:
        """Hear the words of the next phrase so far, and direct them ahead."""
        self.engine.ears.hear(pcm, partial=True)
        job = self._job(self.strips)
        wanted = {name: getattr(job, name) for name in DirectAheadJob.model_fields}
        direct_ahead(self.engine, DirectAheadJob(**wanted))

    def weave(self, pcm: Pcm | None = None) -> tuple[float, dict[str, float]]:
        """Paint the next phrase: seconds from its end to its stored strip, and those of each stage. ``pcm`` is heard
        first, if given."""
        begun = time.perf_counter()
        stages: dict[str, float] = {}
        if pcm is not None:
            self.engine.ears.hear(pcm)
            stages["hear"] = time.perf_counter() - begun
        position = self.strips
        result = paint_strip(self.engine, self.storage, self._job(position))
        self.first, self.last, self.strips = self.first or result, result, position + 1
        return time.perf_counter() - begun, stages | result.seconds

    def _job(self, position: int) -> StripJob:
        last = self.last
        phrases = [phrase_at(self.number, index) for index in range(max(0, position - 6), position + 1)]
        return StripJob(
            about=f"{self.number}-{position}",
            attempt=1,
            world=f"room{self.number}",
            text=phrases[-1],
            seed=self.number + 1,
            position=position,
            x=strip_x(position),
            carried=last and last.files.picture,
            carried_relief=last and last.files.relief,
            anchor=self.first and self.first.files.picture,
            memory=last.memory if last else {},
            before=phrases[:-1],
            reply=NOWHERE,
        )


def phrase_at(room: int, position: int) -> str:
    """The phrase of a strip."""
    number = room + position
    return f"{PHRASES[number % len(PHRASES)]} {PLACES[number % len(PLACES)]}"


def paint_continuously(rooms: list[Room], seconds: float) -> tuple[int, list[float]]:
    """Every room paints one strip after another for ``seconds``: the number of strips, and the seconds of each."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    def run(room: Room) -> None:
        while time.perf_counter() < end:
            took, _ = room.weave()
            times.append(took)

    _run_concurrently([lambda room=room: run(room) for room in rooms])  # type: ignore[misc]
    return len(times), times


def speak_at_intervals(rooms: list[Room], pcm: Pcm, every: float, seconds: float) -> list[float]:
    """One phrase in every room each ``every`` seconds, the rooms evenly staggered: seconds from its end to its strip.

    Each phrase is directed ahead ``WORDS_COMPLETE_BEFORE_END`` seconds before its end, if there is time. A room whose
    strip is late begins its next phrase late; that delay counts, because a narrator would wait for it.
    """
    times: list[float] = []
    begun = time.perf_counter()

    def run(index: int, room: Room) -> None:
        due = begun + every * index / len(rooms)
        while due < begun + seconds:
            time.sleep(max(0.0, due - WORDS_COMPLETE_BEFORE_END - time.perf_counter()))
            room.direct_ahead(pcm)
            time.sleep(max(0.0, due - time.perf_counter()))
            room.weave(pcm)
            times.append(time.perf_counter() - due)
            due += every

    _run_concurrently([lambda index=index, room=room: run(index, room) for index, room in enumerate(rooms)])  # type: ignore[misc]
    return times


def final_word_seconds(engine: Engine, pcm: Pcm, every: float, seconds: float, beside: Room | None) -> list[float]:
    """Seconds of one final hearing each ``every`` seconds, while the room ``beside``, if given, paints without
    pause."""
    finished = threading.Event()

    def paint() -> None:
        while beside is not None and not finished.is_set():
            beside.weave()

    painter = threading.Thread(target=paint)
    painter.start()
    times: list[float] = []
    try:
        begun = time.perf_counter()
        for number in range(int(seconds / every)):
            time.sleep(max(0.0, begun + number * every - time.perf_counter()))
            asked = time.perf_counter()
            engine.ears.hear(pcm)
            times.append(time.perf_counter() - asked)
    finally:
        finished.set()
        painter.join()
    return times


def _run_concurrently(work: list[Callable[[], None]]) -> None:
    """Run all at once and wait; the first error of any is raised."""
    errors: list[BaseException] = []

    def guarded(do: Callable[[], None]) -> None:
        try:
            do()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(do,)) for do in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
