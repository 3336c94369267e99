"""Progress of loading and warm-up: named stages, completed in any order, as ``Engine.read_warmup`` gives them.

The status names the first stage that is still to do, and a problem in one sentence. Safe to use from many threads. It
loads nothing itself and knows no torch.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence

from inference.engine.protocols import WarmupStatus


class WarmupProgress:
    def __init__(
        self, labels: Mapping[str, str], required: Sequence[str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``labels`` says in words what each stage does, in order; the engine is ready once the ``required`` stages
        are complete."""
        self._labels, self._required, self._clock = dict(labels), frozenset(required), clock
        self._began_at = clock()
        self._ended_at: float | None = None
        self._completed: set[str] = set()
        self._failed: dict[str, str] = {}
        self._lock = threading.Lock()

    def relabel(self, stage: str, label: str) -> None:
        """Say more closely what ``stage`` does now. A stage that had failed is to do again."""
        with self._lock:
            self._labels[stage] = label
            self._failed.pop(stage, None)

    def complete(self, stage: str) -> None:
        with self._lock:
            self._failed.pop(stage, None)
            self._completed.add(stage)
            self._stop_clock_at_end()

    def fail(self, stage: str, problem: str = "") -> None:
        """``stage`` cannot be done, for the reason in the sentence ``problem``; with no reason it is skipped because
        another stage failed."""
        with self._lock:
            self._failed[stage] = problem
            self._stop_clock_at_end()

    def status(self) -> WarmupStatus:
        with self._lock:
            until = self._clock() if self._ended_at is None else self._ended_at
            to_do = (stage for stage in self._labels if stage not in self._completed and stage not in self._failed)
            return WarmupStatus(
                stage=next((self._labels[stage] for stage in to_do), ""),
                done=len(self._completed),
                of=len(self._labels),
                ready=self._required <= self._completed,
                seconds=round(until - self._began_at, 1),
                problem=next((self._failed[stage] for stage in self._labels if self._failed.get(stage)), ""),
            )

    def _stop_clock_at_end(self) -> None:
        if len(self._completed) + len(self._failed) == len(self._labels):
            self._ended_at = self._clock()
