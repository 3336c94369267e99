"""How far the models engine is on its way to full speed, and the parts that jobs wait for.

``Stages`` is what ``Engine.read_warmth`` reads: named stages in order, the words of what is done now, and a problem in
one sentence. ``Slot`` is a part's place before it is there: a job waits at it for a few seconds, then is sent back to
come again. Both may be used from many threads. Nothing here loads anything or knows torch.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from inference.contract.errors import EngineError
from inference.engine.protocols import Warmth
from inference.engine.waiting_line import NotNow

PATIENCE = 6.0
"""Seconds a job waits for a part that is being loaded; shorter than a worker is given to end."""
COME_AGAIN = 2.0
"""Seconds after which a job that waited in vain may come again."""

P = TypeVar("P")


class Stages:
    """Stages that are ended in any order; what is told is the first of them that is still to do."""

    def __init__(
        self, words: Mapping[str, str], live: Sequence[str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``words`` says what each stage does, in order; the engine is ready once those of ``live`` are done."""
        self._words, self._live, self._clock = dict(words), frozenset(live), clock
        self._began_at = clock()
        self._ended_at: float | None = None
        self._done: set[str] = set()
        self._failed: dict[str, str] = {}
        self._lock = threading.Lock()

    def tell(self, name: str, words: str) -> None:
        """What ``name`` does now, more closely, and that it is tried again if it had failed."""
        with self._lock:
            self._words[name] = words
            self._failed.pop(name, None)

    def end(self, name: str) -> None:
        with self._lock:
            self._failed.pop(name, None)
            self._done.add(name)
            self._close()

    def fail(self, name: str, problem: str = "") -> None:
        """``name`` will not be done, for the reason of that sentence; with none it is left out because of another."""
        with self._lock:
            self._failed[name] = problem
            self._close()

    def read(self) -> Warmth:
        with self._lock:
            until = self._clock() if self._ended_at is None else self._ended_at
            to_do = (name for name in self._words if name not in self._done and name not in self._failed)
            return Warmth(
                stage=next((self._words[name] for name in to_do), ""),
                done=len(self._done),
                of=len(self._words),
                ready=self._live <= self._done,
                seconds=round(until - self._began_at, 1),
                problem=next((self._failed[name] for name in self._words if self._failed.get(name)), ""),
            )

    def _close(self) -> None:
        if len(self._done) + len(self._failed) == len(self._words):
            self._ended_at = self._clock()


@contextmanager
def uncollected() -> Iterator[None]:
    """For imports: no garbage is looked for meanwhile, and what they brought is never looked at again.

    They make hundreds of thousands of objects that stay. Looking through them over and over took a quarter of the time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def keep_for_good() -> None:
    """Take everything that is alive now out of the garbage collector's sight, for the rest of the process.

    The parts and their libraries are about 800,000 objects that never die. A full collection looked at each of them,
    and all threads stood still for it: for half a second on the machine that this was written on, in the middle of
    somebody's phrase.
    """
    gc.collect()
    gc.freeze()


class Slot(Generic[P]):
    """The place of a part that is still being loaded."""

    def __init__(self, job: str, stages: Stages, patience: float = PATIENCE) -> None:
        self._job, self._stages, self._patience = job, stages, patience
        self._decided = threading.Event()
        self._part: P | None = None
        self._problem = ""

    @property
    def part(self) -> P | None:
        return self._part

    @property
    def problem(self) -> str:
        """Why it never will be there, in one sentence."""
        return self._problem

    def fill(self, part: P) -> None:
        self._part = part
        self._decided.set()

    def fail(self, problem: str) -> None:
        self._problem = problem
        self._decided.set()

    def take(self) -> P:
        """The part, waited for a little.
        Raises ``NotNow`` while it is not there, ``EngineError`` when it never will be."""
        self._decided.wait(self._patience)
        if self._part is not None:
            return self._part
        if self._problem:
            raise EngineError("engine.unavailable", self._problem, again=False)
        raise NotNow("engine.warming", f"The engine is waking and the {self._job} is not there yet.", COME_AGAIN)
