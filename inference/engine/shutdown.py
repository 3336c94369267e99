"""The end of a process whose GPU is lost: what is at work is answered, then the process ends and is started anew.

A CUDA error leaves the process's context unusable, so that every later job would fail too. From ``begin`` on, jobs that
come are held instead of failed; their messages were not acknowledged and go to the process that follows. What has
failed gets a moment to say so.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable

LOST = "gpu.lost"
"""The code of the error that ends a process (``inference.models.runtime.device.GpuLost``)."""
EXIT_CODE = 75
"""EX_TEMPFAIL: start it again."""
GRACE = 2.0
"""Seconds for answers that are on their way."""

log = logging.getLogger(__name__)


class Ending:
    """Of one process, once. ``leave`` is what its last act is."""

    def __init__(self, leave: Callable[[int], None] = os._exit, grace: float = GRACE) -> None:
        self._leave, self._grace = leave, grace
        self._begun = threading.Event()
        self._lock = threading.Lock()

    def begin(self, last_words: Callable[[], None]) -> None:
        """End the process soon; ``last_words`` are done just before. A second call does nothing."""
        with self._lock:
            if self._begun.is_set():
                return
            self._begun.set()
        log.error("the GPU is lost; this process ends in %g s, the next one paints on", self._grace)
        threading.Timer(self._grace, self._end, args=(last_words,)).start()

    def hold(self) -> None:
        """Let nobody through once the end has begun."""
        while self._begun.is_set():
            threading.Event().wait(self._grace)

    def _end(self, last_words: Callable[[], None]) -> None:
        try:
            last_words()
        finally:
            logging.shutdown()
            # Not sys.exit: it would wait for the threads that are held, and for a device that does not answer.
            self._leave(EXIT_CODE)
