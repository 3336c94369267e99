"""Lets urgent jobs go before long work: the long work waits at its own pauses, or between two imports.

Knows no torch and no device.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class PriorityGate:
    """Counts the urgent jobs that are running. Long work waits for them at its pauses; they never wait."""

    def __init__(self) -> None:
        self._running = 0
        self._changed = threading.Condition()

    @contextmanager
    def urgent_work(self) -> Iterator[None]:
        with self._changed:
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait until no urgent job runs, ``seconds`` at most; whether that is so."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._running, seconds)


@contextmanager
def low_priority_imports(gate: PriorityGate, seconds: float) -> Iterator[None]:
    """While the block runs, this thread's imports wait for urgent jobs before each module, ``seconds`` in all at most.

    An import of a large library takes the interpreter for seconds, and torch releases it at each of its operations:
    beside such an import a network of a thousand small operations takes ten times as long (docs/models.md, "Waking").
    The limit also ends a possible deadlock: an urgent job may need a module that the waiting thread is importing.
    """
    finder = _WaitingFinder(gate, seconds)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _WaitingFinder:
    """A meta path finder that finds nothing: Python asks it first, before each module that is not imported yet."""

    def __init__(self, gate: PriorityGate, seconds: float) -> None:
        self._gate, self._left, self._thread = gate, seconds, threading.get_ident()

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if self._left > 0 and threading.get_ident() == self._thread:
            began = time.monotonic()
            self._gate.wait_until_idle(self._left)
            self._left -= time.monotonic() - began
