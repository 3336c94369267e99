"""Shuts down a process whose GPU is lost, so that the supervisor starts a new one.

A CUDA error leaves the process's context unusable: every later job would fail too. From ``begin`` on, new jobs are held
instead of failed; their messages were not acknowledged, so the broker gives them to the next process. Jobs that have
failed get ``GRACE`` seconds to send their answers.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable

GPU_LOST = "gpu.lost"
"""The code of the error that ends a process (``inference.models.runtime.device.GpuLost``)."""
EXIT_CODE = 75
"""EX_TEMPFAIL of sysexits.h: the supervisor starts the process again."""
GRACE = 2.0
"""Seconds for answers that are on their way."""

log = logging.getLogger(__name__)


class ShutdownOnGpuLoss:
    """One for each process. ``exit_process`` is called last, with the exit code."""

    def __init__(self, exit_process: Callable[[int], None] = os._exit, grace: float = GRACE) -> None:
        self._exit_process, self._grace = exit_process, grace
        self._begun = threading.Event()
        self._lock = threading.Lock()

    def begin(self, clean_up: Callable[[], None]) -> None:
        """End the process after the grace period; ``clean_up`` is called just before. A second call does nothing."""
        with self._lock:
            if self._begun.is_set():
                return
            self._begun.set()
        log.error("the GPU is lost; this process ends in %g s, the next one goes on", self._grace)
        threading.Timer(self._grace, self._end, args=(clean_up,)).start()

    def hold_if_begun(self) -> None:
        """Block the calling thread for ever once ``begin`` was called; else return at once."""
        while self._begun.is_set():
            threading.Event().wait(self._grace)

    def _end(self, clean_up: Callable[[], None]) -> None:
        try:
            clean_up()
        finally:
            logging.shutdown()
            # Not sys.exit: it would wait for the threads that are held, and for a device that does not answer.
            self._exit_process(EXIT_CODE)
