"""The line in front of a job: who works, who waits, and what is said to those for whom there is no room.

``Order`` is the pure core: first come, first served, a few at once, a bounded number waiting. The story never has more
than one strip of a world in flight, so that the order of arrival is fair among worlds. ``Line`` puts a lock and a clock
around it. Whoever does not fit is told at once, with an estimate from the jobs done so far, instead of being promised a
place in a line that only grows. It starts no thread: a job waits in the thread that brought it.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from inference.contract.errors import EngineError

NEWEST = 0.3
"""How much the newest job counts in the running mean of their seconds."""


class NotNow(EngineError):
    """The job was not begun and no try is lost: it may come again in about ``seconds``."""

    def __init__(self, code: str, message: str, seconds: float) -> None:
        super().__init__(code, message, again=True)
        self.seconds = seconds


class Order:
    """Tickets of those who work and those who wait, in the order in which they came. Not for several threads."""

    def __init__(self, *, at_once: int, waiting: int, seconds_each: float) -> None:
        """``at_once`` may work, ``waiting`` more may wait; ``seconds_each`` is how long one
        takes until that is measured."""
        self._at_once, self._most_waiting = at_once, waiting
        self._seconds_each = seconds_each
        self._measured = False
        self._working: set[int] = set()
        self._waiting: deque[int] = deque()
        self._next = 0

    @property
    def present(self) -> int:
        return len(self._working) + len(self._waiting)

    def join(self) -> int | None:
        """A ticket, or none where there is no room."""
        if len(self._working) >= self._at_once and len(self._waiting) >= self._most_waiting:
            return None
        ticket, self._next = self._next, self._next + 1
        self._waiting.append(ticket)
        self._advance()
        return ticket

    def works(self, ticket: int) -> bool:
        return ticket in self._working

    def leave(self, ticket: int, seconds: float | None = None) -> None:
        """A ticket is given back, by whoever worked (``seconds`` long, where that says something of the next)
        or only waited."""
        if ticket in self._working:
            self._working.remove(ticket)
        else:
            self._waiting.remove(ticket)
        if seconds is not None:
            weight = NEWEST if self._measured else 1.0
            self._seconds_each += weight * (seconds - self._seconds_each)
            self._measured = True
        self._advance()

    def seconds_until_free(self) -> float:
        """About how long until all who are here now are done, at least 1."""
        return max(1.0, self.present * self._seconds_each / self._at_once)

    def _advance(self) -> None:
        while self._waiting and len(self._working) < self._at_once:
            self._working.add(self._waiting.popleft())


class Line:
    """The line in front of ``who`` ("the painter"), for jobs in several threads."""

    def __init__(
        self,
        who: str,
        code: str,
        *,
        at_once: int,
        waiting: int,
        seconds_each: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._who, self._code, self._clock = who, code, clock
        self._order = Order(at_once=at_once, waiting=waiting, seconds_each=seconds_each)
        self._moved = threading.Condition()
        self._closed = False

    @property
    def present(self) -> int:
        """How many work and wait here."""
        with self._moved:
            return self._order.present

    @contextmanager
    def place(self) -> Iterator[None]:
        """Wait for one's turn and have it as long as the block lasts.
        Raises ``NotNow``, at once, where there is no room."""
        with self._moved:
            ticket = None if self._closed else self._order.join()
            if ticket is None:
                raise self._not_now()
            self._moved.wait_for(lambda: self._closed or self._order.works(ticket))
            if not self._order.works(ticket):
                self._order.leave(ticket)
                raise self._not_now()
        began, seconds = self._clock(), None
        try:
            yield
            seconds = self._clock() - began
        finally:
            with self._moved:
                self._order.leave(ticket, seconds)
                self._moved.notify_all()

    def close(self) -> None:
        """Send away whoever waits, and whoever comes from now on; those at work finish."""
        with self._moved:
            self._closed = True
            self._moved.notify_all()

    def _not_now(self) -> NotNow:
        seconds = math.ceil(self._order.seconds_until_free())
        return NotNow(self._code, f"{self._who[:1].upper()}{self._who[1:]} is busy, about {seconds} s.", seconds)
