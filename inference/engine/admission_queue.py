"""A bounded admission queue in front of a slow kind of job.

``AdmissionOrder`` is the pure core: first come, first served, a few jobs at work, a bounded number waiting. That is
fair among worlds, because the story never has more than one strip of a world in flight. ``AdmissionQueue`` adds a lock
and a clock. A job that finds the queue full is refused at once with an estimate of the wait (``RetryLater``), instead
of joining a queue that only grows. It starts no thread: a job waits in the thread that runs it.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from inference.contract.errors import EngineError

NEWEST_WEIGHT = 0.3
"""Weight of the newest job in the exponential moving average of the jobs' seconds."""


class RetryLater(EngineError):
    """The job was not begun, and this does not count as a try: it may be sent again in about ``seconds``."""

    def __init__(self, code: str, message: str, seconds: float) -> None:
        super().__init__(code, message, again=True)
        self.seconds = seconds


class AdmissionOrder:
    """Tickets of the jobs at work and of those that wait, in order of arrival. Not thread-safe."""

    def __init__(self, *, concurrent: int, max_waiting: int, expected_seconds: float) -> None:
        """``concurrent`` jobs may work and ``max_waiting`` more may wait; ``expected_seconds`` is the estimate for one
        job until one was measured."""
        self._concurrent, self._max_waiting = concurrent, max_waiting
        self._expected_seconds = expected_seconds
        self._measured = False
        self._working: set[int] = set()
        self._waiting: deque[int] = deque()
        self._next = 0

    @property
    def present(self) -> int:
        return len(self._working) + len(self._waiting)

    def join(self) -> int | None:
        """A ticket, or none where there is no room."""
        if len(self._working) >= self._concurrent and len(self._waiting) >= self._max_waiting:
            return None
        ticket, self._next = self._next, self._next + 1
        self._waiting.append(ticket)
        self._advance()
        return ticket

    def is_working(self, ticket: int) -> bool:
        return ticket in self._working

    def leave(self, ticket: int, seconds: float | None = None) -> None:
        """Give a ticket back, of a job that worked or only waited. ``seconds`` is how long it worked; none where that
        says nothing about the next job."""
        if ticket in self._working:
            self._working.remove(ticket)
        else:
            self._waiting.remove(ticket)
        if seconds is not None:
            weight = NEWEST_WEIGHT if self._measured else 1.0
            self._expected_seconds += weight * (seconds - self._expected_seconds)
            self._measured = True
        self._advance()

    def seconds_until_free(self) -> float:
        """Estimated seconds until all present jobs are done, at least 1."""
        return max(1.0, self.present * self._expected_seconds / self._concurrent)

    def _advance(self) -> None:
        while self._waiting and len(self._working) < self._concurrent:
            self._working.add(self._waiting.popleft())


class AdmissionQueue:
    """The admission queue of one worker, for jobs in several threads."""

    def __init__(
        self,
        who: str,
        code: str,
        *,
        concurrent: int,
        max_waiting: int,
        expected_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``who`` ("the painter") is named in the refusal and ``code`` is its error code; the other arguments are those
        of ``AdmissionOrder``."""
        self._who, self._code, self._clock = who, code, clock
        self._order = AdmissionOrder(concurrent=concurrent, max_waiting=max_waiting, expected_seconds=expected_seconds)
        self._changed = threading.Condition()
        self._closed = False

    @property
    def present(self) -> int:
        """Jobs at work and waiting."""
        with self._changed:
            return self._order.present

    @contextmanager
    def admit(self) -> Iterator[None]:
        """Wait until the job may work, then hold its place while the block runs.
        Raises ``RetryLater``: at once where the queue is full, and while waiting when it is closed."""
        with self._changed:
            ticket = None if self._closed else self._order.join()
            if ticket is None:
                raise self._refusal()
            self._changed.wait_for(lambda: self._closed or self._order.is_working(ticket))
            if not self._order.is_working(ticket):
                self._order.leave(ticket)
                raise self._refusal()
        began, seconds = self._clock(), None
        try:
            yield
            seconds = self._clock() - began
        finally:
            with self._changed:
                self._order.leave(ticket, seconds)
                self._changed.notify_all()

    def close(self) -> None:
        """Refuse all jobs that wait and all that come from now on; jobs at work finish."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _refusal(self) -> RetryLater:
        seconds = math.ceil(self._order.seconds_until_free())
        return RetryLater(self._code, f"{self._who[:1].upper()}{self._who[1:]} is busy, about {seconds} s.", seconds)
