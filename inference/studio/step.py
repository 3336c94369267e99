"""One step of a making: what a maker gets and what it returns.

A maker is a function ``(storage, plan, step) -> StepResult``. A step may run twice (a message that came twice, a worker
that died), so a maker writes below ``step.folder`` and deletes nothing; files of earlier steps that are no longer
needed are named in ``spent`` and deleted once the step counts. A maker checks ``step.out_of_time`` between pieces of
work and returns soon after; it does at least one, so that every step makes progress.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from inference.contract.files.storage import Storage
from inference.contract.jobs import StorageKey
from inference.contract.makings.plan import Plan
from inference.contract.makings.steps import MadeFile
from inference.contract.pieces import Skipped

STEP_SECONDS = 12.0
"""After which a step begins no new work. A cancelled making ends after one step, and a dead worker loses one."""


@dataclass(frozen=True)
class Step:
    number: int
    carry: dict[str, Any]
    """What the step before returned as ``carry``; empty for the first."""
    folder: str
    """Prefix of the keys to write, without a final slash: the same for all steps of one making."""
    deadline: float = field(default_factory=lambda: time.monotonic() + STEP_SECONDS)

    @property
    def out_of_time(self) -> bool:
        """Whether the step must not begin new work."""
        return time.monotonic() >= self.deadline


@dataclass(frozen=True)
class StepResult:
    stage: str
    """What is done next, in words for people: "painting frames"."""
    done: int
    of: int
    carry: dict[str, Any] = field(default_factory=dict)
    finished: bool = False
    files: tuple[MadeFile, ...] = ()
    """All files of the making, with its last step."""
    skipped: tuple[Skipped, ...] = ()
    """All pieces known by now that could not be read."""
    spent: tuple[StorageKey, ...] = ()
    """Files of earlier steps that are no longer needed."""


Maker = Callable[[Storage, Plan, Step], StepResult]
