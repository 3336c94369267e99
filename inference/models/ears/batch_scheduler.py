"""Clips that wait for the ears: gathered for a few milliseconds into batches, finals before partials,
never more than a bound.

A batch of sixteen costs the device about what one clip does, so requests of several rooms go together. One thread,
which ends with the process, does all the work; callers wait for theirs. When too many wait, the oldest partial makes
room: the next one tells more. An error fails the clips of its batch and no others; a batch that was too much for the
memory is tried again one by one.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial as bind

from inference.contract.arrays import Pcm
from inference.contract.errors import EngineError
from inference.engine.waiting_line import NotNow
from inference.models.ears.batched_forward import BATCHES, BUCKETS, bucket_of
from inference.models.ears.ctc_decoding import Frames
from inference.models.runtime.device import GpuFull

GATHER = 0.003
"""Seconds that a clip waits for others to go with it."""
TOGETHER = BATCHES[-1]
MOST_AUDIO = TOGETHER * BUCKETS[-1]
"""Seconds of padded audio in one batch: bounds the memory that it takes."""
WAITING = 64
"""Clips that may wait."""
COME_AGAIN = 1.0
"""Seconds after which a clip that found no room may come again: those that waited then are heard by then."""
CHORE_WAITS = 1.0
"""Seconds that a chore lets clips go before it; then it goes between two batches,
so that talk without pause cannot put it off for ever."""


@dataclass(frozen=True, eq=False)
class _Request:
    pcm: Pcm
    partial: bool
    since: float
    answer: Future[Frames] = field(default_factory=Future)


@dataclass(frozen=True, eq=False)
class _Chore:
    do: Callable[[], object]
    since: float
    done: Future[None] = field(default_factory=Future)


class ClipQueue:
    def __init__(self, listen: Callable[[Sequence[Pcm]], list[Frames]]) -> None:
        """``listen`` hears a batch: frames for each clip, in order."""
        self._listen = listen
        self._waiting: list[_Request] = []
        self._chores: deque[_Chore] = deque()
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="ears", daemon=True)
        self._thread.start()

    def ask(self, pcm: Pcm, *, partial: bool) -> Frames:
        """What is heard in the clip, once it is heard.

        Raises ``NotNow`` ``speech.busy`` where too many wait, ``EngineError`` ``speech.closed`` after ``close``, and
        whatever befell the batch.
        """
        request = _Request(pcm, partial, time.monotonic())
        with self._changed:
            self._check_open()
            if len(self._waiting) >= WAITING:
                self._make_room()
            self._waiting.append(request)
            self._changed.notify()
        return request.answer.result()

    def run(self, chore: Callable[[], None]) -> None:
        """Have the ears' thread do something else, when no clip waits or at last between two batches (``CHORE_WAITS``);
        returns once it is done, and raises what it raised."""
        wanted = _Chore(chore, time.monotonic())
        with self._changed:
            self._check_open()
            self._chores.append(wanted)
            self._changed.notify()
        wanted.done.result()

    def close(self) -> None:
        """End the thread; what still waits fails with ``speech.closed``."""
        with self._changed:
            self._closed = True
            for request in self._waiting:
                request.answer.set_exception(closed())
            for chore in self._chores:
                chore.done.set_exception(closed())
            self._waiting.clear()
            self._chores.clear()
            self._changed.notify()
        self._thread.join()

    def _check_open(self) -> None:
        if self._closed:
            raise closed()

    def _make_room(self) -> None:
        oldest = next((request for request in self._waiting if request.partial), None)
        if oldest is None:
            raise busy()
        self._waiting.remove(oldest)
        oldest.answer.set_exception(busy())

    def _work(self) -> None:
        while (task := self._next()) is not None:
            task()
            # A batch that is done must not be held while the next is waited for.
            del task

    def _next(self) -> Callable[[], None] | None:
        """The next batch, or a chore where none waits or it has waited long enough; none after ``close``."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._chores or self._closed)
            if self._closed:
                return None
            if self._chores and (not self._waiting or time.monotonic() - self._chores[0].since >= CHORE_WAITS):
                return bind(do_chore, self._chores.popleft())
            until = self._waiting[0].since + GATHER
            self._changed.wait_for(
                lambda: len(self._waiting) >= TOGETHER or self._closed, max(0.0, until - time.monotonic())
            )
            if self._closed:
                return None
            batch = next_batch(self._waiting)
            self._waiting = [request for request in self._waiting if request not in batch]
        return bind(self._hear, batch)

    def _hear(self, batch: list[_Request]) -> None:
        try:
            heard = self._listen([request.pcm for request in batch])
        except GpuFull as error:
            if len(batch) > 1:
                for request in batch:
                    self._hear([request])
                return
            batch[0].answer.set_exception(error)
        except Exception as error:
            for request in batch:
                request.answer.set_exception(error)
        else:
            for request, frames in zip(batch, heard, strict=True):
                request.answer.set_result(frames)


def next_batch(waiting: Sequence[_Request]) -> list[_Request]:
    """The oldest final, or partial if there is none, and what goes with it: finals first,
    and nothing that makes it longer."""
    in_turn = sorted(waiting, key=lambda request: request.partial)
    seconds = bucket_of(len(in_turn[0].pcm))
    most = min(TOGETHER, MOST_AUDIO // seconds)
    return [request for request in in_turn if bucket_of(len(request.pcm)) <= seconds][:most]


def do_chore(chore: _Chore) -> None:
    try:
        chore.do()
    except Exception as error:
        chore.done.set_exception(error)
    else:
        chore.done.set_result(None)


def busy() -> NotNow:
    return NotNow("speech.busy", "Too many voices are waiting to be heard; try again in a moment.", COME_AGAIN)


def closed() -> EngineError:
    return EngineError("speech.closed", "The ears have been closed.")
