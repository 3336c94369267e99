"""Dynamic batching for the ears: clips that arrive within a few milliseconds are heard as one batch.

A batch of sixteen clips costs the device about as much as one clip. One daemon thread runs all batches; callers wait
for their result. Final words go before partial ones. The queue is bounded: when it is full the oldest partial is
dropped, because the next partial replaces it. An error fails the clips of its batch and no others; a batch that does
not fit the memory is run again clip by clip.
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
from inference.engine.admission_queue import RetryLater
from inference.models.ears.batched_forward import BATCHES, BUCKETS, bucket_seconds
from inference.models.ears.ctc_decoding import FramePredictions
from inference.models.runtime.device import GpuOutOfMemory

BATCH_WINDOW = 0.003
"""Seconds that a clip waits for others to join its batch."""
MAX_BATCH = BATCHES[-1]
"""Clips."""
MAX_BATCH_SECONDS = MAX_BATCH * BUCKETS[-1]
"""Seconds of padded audio in one batch: bounds its memory."""
MAX_QUEUED = 64
"""Clips that may wait."""
RETRY_SECONDS = 1.0
"""Seconds after which a refused clip may come again; the clips that wait now are heard by then."""
TASK_MAX_WAIT = 1.0
"""Seconds that a worker task lets clips go first; then it runs between two batches, so that speech without pause cannot
put it off for ever."""


@dataclass(frozen=True, eq=False)
class _Request:
    pcm: Pcm
    partial: bool
    queued_at: float
    future: Future[FramePredictions] = field(default_factory=Future)


@dataclass(frozen=True, eq=False)
class _WorkerTask:
    do: Callable[[], object]
    queued_at: float
    done: Future[None] = field(default_factory=Future)


class BatchScheduler:
    def __init__(self, run_model: Callable[[Sequence[Pcm]], list[FramePredictions]]) -> None:
        """``run_model`` is called with a batch and returns the predictions for each clip, in order."""
        self._run_model = run_model
        self._waiting: list[_Request] = []
        self._tasks: deque[_WorkerTask] = deque()
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="ears", daemon=True)
        self._thread.start()

    def infer(self, pcm: Pcm, *, partial: bool) -> FramePredictions:
        """The predictions for one clip; blocks until its batch has run.

        Raises ``RetryLater`` ``speech.busy`` where too many wait, ``EngineError`` ``speech.closed`` after ``close``,
        and the error of the batch if it failed.
        """
        request = _Request(pcm, partial, time.monotonic())
        with self._changed:
            self._check_open()
            if len(self._waiting) >= MAX_QUEUED:
                self._drop_oldest_partial()
            self._waiting.append(request)
            self._changed.notify()
        return request.future.result()

    def run_on_worker(self, do: Callable[[], None]) -> None:
        """Run ``do`` in the thread that runs the batches, when no clip waits or ``TASK_MAX_WAIT`` is over; blocks until
        it is done, and raises what it raised."""
        wanted = _WorkerTask(do, time.monotonic())
        with self._changed:
            self._check_open()
            self._tasks.append(wanted)
            self._changed.notify()
        wanted.done.result()

    def close(self) -> None:
        """End the thread; what still waits fails with ``speech.closed``."""
        with self._changed:
            self._closed = True
            for request in self._waiting:
                request.future.set_exception(closed_error())
            for task in self._tasks:
                task.done.set_exception(closed_error())
            self._waiting.clear()
            self._tasks.clear()
            self._changed.notify()
        self._thread.join()

    def _check_open(self) -> None:
        if self._closed:
            raise closed_error()

    def _drop_oldest_partial(self) -> None:
        oldest = next((request for request in self._waiting if request.partial), None)
        if oldest is None:
            raise busy_error()
        self._waiting.remove(oldest)
        oldest.future.set_exception(busy_error())

    def _work(self) -> None:
        while (task := self._next()) is not None:
            task()
            # Do not keep the batch alive while waiting for the next one.
            del task

    def _next(self) -> Callable[[], None] | None:
        """The next batch, or a worker task if no clip waits or the task waited long enough; none after ``close``."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._tasks or self._closed)
            if self._closed:
                return None
            if self._tasks and (not self._waiting or time.monotonic() - self._tasks[0].queued_at >= TASK_MAX_WAIT):
                return bind(run_task, self._tasks.popleft())
            until = self._waiting[0].queued_at + BATCH_WINDOW
            self._changed.wait_for(
                lambda: len(self._waiting) >= MAX_BATCH or self._closed, max(0.0, until - time.monotonic())
            )
            if self._closed:
                return None
            batch = next_batch(self._waiting)
            self._waiting = [request for request in self._waiting if request not in batch]
        return bind(self._run_batch, batch)

    def _run_batch(self, batch: list[_Request]) -> None:
        try:
            predictions = self._run_model([request.pcm for request in batch])
        except GpuOutOfMemory as error:
            if len(batch) > 1:
                for request in batch:
                    self._run_batch([request])
                return
            batch[0].future.set_exception(error)
        except Exception as error:
            for request in batch:
                request.future.set_exception(error)
        else:
            for request, frames in zip(batch, predictions, strict=True):
                request.future.set_result(frames)


def next_batch(waiting: Sequence[_Request]) -> list[_Request]:
    """The oldest final clip, or partial if there is none, with others that fit: finals first, and none that would need
    a longer bucket."""
    ordered = sorted(waiting, key=lambda request: request.partial)
    seconds = bucket_seconds(len(ordered[0].pcm))
    limit = min(MAX_BATCH, MAX_BATCH_SECONDS // seconds)
    return [request for request in ordered if bucket_seconds(len(request.pcm)) <= seconds][:limit]


def run_task(task: _WorkerTask) -> None:
    try:
        task.do()
    except Exception as error:
        task.done.set_exception(error)
    else:
        task.done.set_result(None)


def busy_error() -> RetryLater:
    return RetryLater("speech.busy", "Too many voices are waiting to be heard; try again in a moment.", RETRY_SECONDS)


def closed_error() -> EngineError:
    return EngineError("speech.closed", "The ears have been closed.")
