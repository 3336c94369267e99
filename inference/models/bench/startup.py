"""One start of the models engine in a process of its own, timed:
``python -m inference.models.bench.startup`` prints one JSON object.

The engine is made by the service's own door from the weights in LIGHTLOOM_MODELS. Seconds count from the start of the
process, the interpreter and the libraries included. The first strip is that of a typed phrase, which needs no ears and
comes again, as in a room, while it comes too early; full speed is that of the four live parts, after which the art
director is loaded. LIGHTLOOM_BENCH_BYTES limits what the process may take of the GPU's memory.
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

from inference.engine.waiting_line import NotNow
from inference.models.bench.load import Room
from inference.models.bench.synthetic_voice import voice
from inference.models.runtime.options import ModelOptions
from inference.models.runtime.service import models_engine


class Told(logging.Handler):
    """What the service says of itself, with the seconds since the process was born."""

    def __init__(self, born: float) -> None:
        super().__init__(logging.INFO)
        self.said: list[list[Any]] = []
        self._born = born

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append([round(record.created - self._born, 1), record.getMessage()])


def main() -> None:
    born = psutil.Process().create_time()
    told = Told(born)
    logger = logging.getLogger("inference.models.runtime.service")
    logger.setLevel(logging.INFO)
    logger.addHandler(told)
    options = ModelOptions.read(os.environ)
    allowed = int(os.environ.get("LIGHTLOOM_BENCH_BYTES", "0"))
    if allowed:
        device = torch.device(options.device).index or 0
        total = torch.cuda.get_device_properties(device).total_memory
        torch.cuda.set_per_process_memory_fraction(min(1.0, allowed / total), device)
    engine = models_engine(options)
    report: dict[str, Any] = {"stages": [], "said": told.said}
    room, stage = Room(engine, 0), ""
    first = threading.Thread(target=paint_first, args=(room,), daemon=True)
    first.start()
    while True:
        warmth = engine.warmth
        if warmth.stage != stage:
            stage = warmth.stage
            report["stages"].append([round(time.time() - born, 1), stage])
        if warmth.problem:
            report["problem"] = warmth.problem
            break
        if warmth.ready and "ready_s" not in report:
            report["ready_s"] = round(time.time() - born, 1)
        if "first_strip_s" not in report and not first.is_alive():
            report["first_strip_s"] = round(time.time() - born, 1)
        if warmth.ready and warmth.stage in ("", "loading the art director") and "full_speed_s" not in report:
            report["full_speed_s"] = round(time.time() - born, 1)
        if warmth.ready and not warmth.stage and "first_strip_s" in report:
            report["all_there_s"] = round(time.time() - born, 1)
            break
        time.sleep(0.05)
    if "all_there_s" in report:
        report["phrase_ms"] = sorted(round(1000 * phrase(room), 1) for _ in range(8))
    report["ledger"] = [line.__dict__ for line in engine.ledger]
    report["peak_gb"] = round(torch.cuda.max_memory_reserved() / 1e9, 2) if torch.cuda.is_available() else 0
    sys.stdout.write(json.dumps(report) + "\n")


def paint_first(room: Room) -> None:
    while not room.strips:
        with suppress(NotNow):
            room.weave()


def phrase(room: Room) -> float:
    """Seconds from the end of a spoken phrase that was directed ahead to its strip."""
    clip = voice(4.0)
    room.expect(clip)
    return room.weave(clip)[0]


if __name__ == "__main__":
    main()
