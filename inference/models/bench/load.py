"""Many rooms on one engine: how long a phrase takes from its last word to its stored strip, alone, beside others,
and beside paint.

Every room has a mural of its own, held in memory, and goes through the code that the service's tasks run: while a
phrase is being said its words so far are heard and directed ahead (``inference.engine.directing_ahead``), at its end it
is heard once more and painted (``inference.mural.strip_job.paint_strip``). Times are seconds on the wall, since that
is what people wait for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from inference.contract.arrays import Pcm
from inference.contract.geometry import strip_x
from inference.contract.jobs import AheadJob, Reply
from inference.contract.pieces import StripJob, StripResult
from inference.contract.storage import Missing
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
"""Said after a phrase, so that the same words come again only after as many strips as there are pairs:
nobody repeats themselves."""
QUIET_AHEAD = 0.45
"""Seconds before the end of a phrase at which all its words have been said: a pause ends it after 0.61 s
(worlds/speech/cutter.py), and after 0.16 s of it the words are asked for (worlds/speech/microphone.py)."""
NOWHERE = Reply(done="none", failed="none")


class Shelf:
    """A storage in memory, so that no disk is measured."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def read(self, key: str) -> bytes:
        if key not in self._held:
            raise Missing(key)
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
    shelf: Shelf = field(default_factory=Shelf)
    first: StripResult | None = None
    last: StripResult | None = None
    strips: int = 0

    def expect(self, pcm: Pcm) -> None:
        """What is done while the next phrase is still being said: its words so far are heard, and directed ahead."""
        self.engine.ears.hear(pcm, partial=True)
        job = self._job(self.strips)
        wanted = {name: getattr(job, name) for name in AheadJob.model_fields}
        direct_ahead(self.engine, AheadJob(**wanted))

    def weave(self, pcm: Pcm | None = None) -> tuple[float, dict[str, float]]:
        """Seconds from the end of a phrase to its stored strip, and those of each stage;
        ``pcm`` is heard first, if given."""
        begun = time.perf_counter()
        stages: dict[str, float] = {}
        if pcm is not None:
            self.engine.ears.hear(pcm)
            stages["hear"] = time.perf_counter() - begun
        position = self.strips
        result = paint_strip(self.engine, self.shelf, self._job(position))
        self.first, self.last, self.strips = self.first or result, result, position + 1
        return time.perf_counter() - begun, stages | result.seconds

    def _job(self, position: int) -> StripJob:
        last = self.last
        told = [said(self.number, index) for index in range(max(0, position - 6), position + 1)]
        return StripJob(
            about=f"{self.number}-{position}",
            attempt=1,
            world=f"room{self.number}",
            text=told[-1],
            seed=self.number + 1,
            position=position,
            x=strip_x(position),
            carried=last and last.files.picture,
            carried_relief=last and last.files.relief,
            anchor=self.first and self.first.files.picture,
            memory=last.memory if last else {},
            before=told[:-1],
            reply=NOWHERE,
        )


def said(room: int, position: int) -> str:
    """The phrase of a strip."""
    turn = room + position
    return f"{PHRASES[turn % len(PHRASES)]} {PLACES[turn % len(PLACES)]}"


def without_pause(rooms: list[Room], seconds: float) -> tuple[int, list[float]]:
    """Every room paints one strip after another for ``seconds``: how many were painted, and the seconds of each."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    def run(room: Room) -> None:
        while time.perf_counter() < end:
            took, _ = room.weave()
            times.append(took)

    _together([lambda room=room: run(room) for room in rooms])  # type: ignore[misc]
    return len(times), times


def at_a_pace(rooms: list[Room], pcm: Pcm, every: float, seconds: float) -> list[float]:
    """A phrase in every room each ``every`` seconds, the rooms evenly out of step: seconds from its end to its strip.

    Each is directed ahead from what was said ``QUIET_AHEAD`` seconds before its end, if there is time for it. A room
    whose strip is late begins its next phrase late, and that wait is counted: it would be the narrator's.
    """
    times: list[float] = []
    begun = time.perf_counter()

    def run(index: int, room: Room) -> None:
        due = begun + every * index / len(rooms)
        while due < begun + seconds:
            time.sleep(max(0.0, due - QUIET_AHEAD - time.perf_counter()))
            room.expect(pcm)
            time.sleep(max(0.0, due - time.perf_counter()))
            room.weave(pcm)
            times.append(time.perf_counter() - due)
            due += every

    _together([lambda index=index, room=room: run(index, room) for index, room in enumerate(rooms)])  # type: ignore[misc]
    return times


def finals_while(engine: Engine, pcm: Pcm, every: float, seconds: float, beside: Room | None) -> list[float]:
    """Seconds of a final hearing each ``every`` seconds, with ``beside`` painting without pause, if it is given."""
    over = threading.Event()

    def paint() -> None:
        while beside is not None and not over.is_set():
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
        over.set()
        painter.join()
    return times


def _together(work: list[Callable[[], None]]) -> None:
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
