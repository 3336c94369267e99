"""A real worker with an engine that something is wrong with:
``python -m tests.inference.service.odd_worker slow|lost <celery arguments>``.

It is the sketch engine, except that its painter either needs long and then fails, with a short line before it, or loses
the GPU at its first strip ever; ODD_MARK names the file that remembers across processes that it did.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from lightloom_site.celery import app

SLOW = 1.5
AT_ONCE, WAITING = 2, 4


class Slow:
    """Needs ``SLOW`` seconds and paints nothing."""

    def paint(self, scene: Any) -> Any:
        from inference.contract.errors import EngineError

        time.sleep(SLOW)
        raise EngineError("paint.failed", "The brush broke.", again=False)


class Lost:
    """Paints, but for the first time."""

    def __init__(self, painter: Any, mark: Path) -> None:
        self._painter, self._mark = painter, mark

    def paint(self, scene: Any) -> Any:
        from inference.models.runtime.device import GpuLost

        if not self._mark.exists():
            self._mark.touch()
            raise GpuLost("painter")
        return self._painter.paint(scene)


def main(what: str, arguments: list[str]) -> None:
    import django

    django.setup()
    from inference import tasks
    from inference.engine.admission_queue import AdmissionQueue
    from inference.engine_choice import load_engine

    if what == "slow":
        tasks.PAINTING = AdmissionQueue(
            "the painter", "paint.busy", concurrent=AT_ONCE, max_waiting=WAITING, expected_seconds=SLOW
        )
    engine = load_engine("sketch")
    painter: Any = Slow() if what == "slow" else Lost(engine.painter, Path(os.environ["ODD_MARK"]))
    tasks.worker_engine = lambda: replace(engine, painter=painter)  # type: ignore[assignment]
    app.worker_main(arguments)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
