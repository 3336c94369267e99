"""Times one start of the models engine in a process of its own: ``python -m inference.models.bench.startup`` prints one
JSON object.

The engine is made as the service makes it, from the weights in LIGHTLOOM_MODELS. Seconds count from the start of the
process. The first strip is that of a typed phrase, which needs no ears and is sent again while it comes too early, as
in a room. Full speed is that of the four live models; the art director is loaded after it. LIGHTLOOM_BENCH_BYTES limits
the GPU memory of the process.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
from contextlib import suppress
from typing import Any

import psutil
import torch

from inference.engine.admission_queue import RetryLater
from inference.models.bench.room_load import Room
from inference.models.bench.synthetic_speech import synthetic_speech
from inference.models.runtime.options import ModelOptions
from inference.models.service import models_engine


class LogCollector(logging.Handler):
    """Collects the service's log messages, with the seconds since the start of the process."""

    def __init__(self, started: float) -> None:
        super().__init__(logging.INFO)
        self.messages: list[list[Any]] = []
        self._started = started

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append([round(record.created - self._started, 1), record.getMessage()])


def main() -> None:
    started = psutil.Process().create_time()
    collector = LogCollector(started)
    logger = logging.getLogger("inference.models.service")
    logger.setLevel(logging.INFO)
    logger.addHandler(collector)
    options = ModelOptions.read(os.environ)
    allowed = int(os.environ.get("LIGHTLOOM_BENCH_BYTES", "0"))
    if allowed:
        device = torch.device(options.device).index or 0
        total = torch.cuda.get_device_properties(device).total_memory
        torch.cuda.set_per_process_memory_fraction(min(1.0, allowed / total), device)
    engine = models_engine(options)
    report: dict[str, Any] = {"stages": [], "said": collector.messages}
    room, stage = Room(engine, 0), ""
    first = threading.Thread(target=paint_first, args=(room,), daemon=True)
    first.start()
    while True:
        status = engine.warmup
        if status.stage != stage:
            stage = status.stage
            report["stages"].append([round(time.time() - started, 1), stage])
        if status.problem:
            report["problem"] = status.problem
            break
        if status.ready and "ready_s" not in report:
            report["ready_s"] = round(time.time() - started, 1)
        if "first_strip_s" not in report and not first.is_alive():
            report["first_strip_s"] = round(time.time() - started, 1)
        if status.ready and status.stage in ("", "loading the art director") and "full_speed_s" not in report:
            report["full_speed_s"] = round(time.time() - started, 1)
        if status.ready and not status.stage and "first_strip_s" in report:
            report["all_there_s"] = round(time.time() - started, 1)
            break
        time.sleep(0.05)
    if "all_there_s" in report:
        report["phrase_ms"] = sorted(round(1000 * phrase(room), 1) for _ in range(8))
    report["ledger"] = [line.__dict__ for line in engine.ledger]
    report["peak_gb"] = round(torch.cuda.max_memory_reserved() / 1e9, 2) if torch.cuda.is_available() else 0
    sys.stdout.write(json.dumps(report) + "\n")


def paint_first(room: Room) -> None:
    while not room.strips:
        with suppress(RetryLater):
            room.weave()


def phrase(room: Room) -> float:
    """Seconds from the end of a spoken phrase that was directed ahead to its strip."""
    clip = synthetic_speech(4.0)
    room.direct_ahead(clip)
    return room.weave(clip)[0]


if __name__ == "__main__":
    main()
