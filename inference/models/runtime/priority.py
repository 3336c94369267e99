"""Who is in a hurry now, so that long work can let them go first: at its own pauses, or between two imports.

Knows no torch and no device.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Urgency:
    """Who is in a hurry now. Long work asks at its pauses, and lets them go first; they never wait."""

    def __init__(self) -> None:
        self._under_way = 0
        self._changed = threading.Condition()

    @contextmanager
    def going_on(self) -> Iterator[None]:
        with self._changed:
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def wait_until_over(self, seconds: float) -> bool:
        """Whether nobody is in a hurry, after ``seconds`` at the latest."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._under_way, seconds)


@contextmanager
def importing_behind(urgency: Urgency, seconds: float) -> Iterator[None]:
    """While the block lasts, this thread's imports wait before each module for whoever is in a hurry,
    ``seconds`` in all at most.

    A large library is some seconds of Python without a pause, and torch gives the interpreter away at each of its
    operations: beside such an import a network of a thousand small operations takes ten times as long (docs/models.md,
    "Waking"), whatever the length of the interpreter's turns. The limit also ends the one way in which this could go
    wrong: somebody in a hurry needs a module that the waiting thread is in the middle of.
    """
    usher = _Usher(urgency, seconds)
    sys.meta_path.insert(0, usher)
    try:
        yield
    finally:
        sys.meta_path.remove(usher)


class _Usher:
    """A finder that finds nothing. It is asked first, before each module that is not imported yet."""

    def __init__(self, urgency: Urgency, seconds: float) -> None:
        self._urgency, self._left, self._thread = urgency, seconds, threading.get_ident()

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if self._left > 0 and threading.get_ident() == self._thread:
            began = time.monotonic()
            self._urgency.wait_until_over(self._left)
            self._left -= time.monotonic() - began
