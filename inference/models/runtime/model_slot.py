"""The place of one model before and after it is loaded. Knows no torch; safe to use from many threads."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

from inference.contract.errors import EngineError
from inference.engine.admission_queue import RetryLater
from inference.models.runtime.warmup_progress import WarmupProgress

WAIT_SECONDS = 6.0
"""Seconds that a job waits for a model that is being loaded; shorter than the time a worker gets to end."""
RETRY_SECONDS = 2.0
"""Seconds after which a job that waited in vain may come again."""

M = TypeVar("M")


class ModelSlot(Generic[M]):
    """Filled once with a loaded model, or marked as failed."""

    def __init__(self, job: str, progress: WarmupProgress, wait_seconds: float = WAIT_SECONDS) -> None:
        self._job, self._progress, self._wait_seconds = job, progress, wait_seconds
        self._decided = threading.Event()
        self._model: M | None = None
        self._problem = ""

    @property
    def model(self) -> M | None:
        return self._model

    @property
    def problem(self) -> str:
        """Why the model cannot be loaded, in one sentence; empty if it can."""
        return self._problem

    def fill(self, model: M) -> None:
        self._model = model
        self._decided.set()

    def fail(self, problem: str) -> None:
        self._problem = problem
        self._decided.set()

    def get(self) -> M:
        """The model, waited for up to ``wait_seconds``.
        Raises ``RetryLater`` while it is being loaded, ``EngineError`` when it cannot be loaded."""
        self._decided.wait(self._wait_seconds)
        if self._model is not None:
            return self._model
        if self._problem:
            raise EngineError("engine.unavailable", self._problem, again=False)
        raise RetryLater("engine.warming", f"The engine is waking and the {self._job} is not there yet.", RETRY_SECONDS)
