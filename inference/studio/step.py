"""One step of a making, as a maker is asked for it and as it answers.

A maker is a function ``(storage, plan, step) -> Stepped``. It may be called twice for the same step (a message that
came twice, a worker that died), so it writes what it writes under keys below ``step.folder`` and deletes nothing; files
of earlier steps that are no longer needed are named in ``spent`` and deleted once the step counts. It looks at
``step.over`` between pieces of work and returns soon after; it does at least one piece, so that every step brings the
making on.
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
"""How long a step goes on taking up new pieces of work.
A cancelled making ends after one step, and what a death loses is one."""


@dataclass(frozen=True)
class Step:
    number: int
    carry: dict[str, Any]
    """What the step before said to remember; empty for the first."""
    folder: str
    """Prefix of the keys to write, without a slash at its end. The same for all steps of one making."""
    until: float = field(default_factory=lambda: time.monotonic() + STEP_SECONDS)

    @property
    def over(self) -> bool:
        """Whether it is time to stop taking up new work."""
        return time.monotonic() >= self.until


@dataclass(frozen=True)
class Stepped:
    stage: str
    """What comes now, in plain words for people: "painting frames"."""
    done: int
    of: int
    carry: dict[str, Any] = field(default_factory=dict)
    finished: bool = False
    files: tuple[MadeFile, ...] = ()
    """All files that are made, with the last step."""
    skipped: tuple[Skipped, ...] = ()
    """Strips that could not be read, all that are known by now."""
    spent: tuple[StorageKey, ...] = ()


Maker = Callable[[Storage, Plan, Step], Stepped]
