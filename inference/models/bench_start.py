"""One start of the models engine in a process of its own, timed: ``python -m inference.models.bench_start`` prints one JSON object.

The engine is made by the service's own door from the weights in LIGHTLOOM_MODELS. Seconds count from the start of the process,
the interpreter and the libraries included. LIGHTLOOM_BENCH_BYTES limits what the process may take of the GPU's memory.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

import psutil
import torch

from inference.models.bench_load import Room
from inference.models.bench_sound import voice
from inference.models.options import data_folder, read_options
from inference.models.service import models_engine


def main() -> None:
    born = psutil.Process().create_time()
    options = read_options(os.environ, data_folder(os.environ))
    allowed = int(os.environ.get("LIGHTLOOM_BENCH_BYTES", "0"))
    if allowed:
        total = torch.cuda.get_device_properties(options.device).total_memory
        torch.cuda.set_per_process_memory_fraction(min(1.0, allowed / total), options.device)
    engine = models_engine(options)
    report: dict[str, Any] = {"stages": []}
    told = ""
    room, first = Room(engine, 0), False
    while True:
        warmth = engine.warmth
        if warmth.stage != told:
            told = warmth.stage
            report["stages"].append([round(time.time() - born, 1), told])
        if warmth.problem:
            report["problem"] = warmth.problem
            break
        if warmth.ready and not first:
            report["ready_s"] = round(time.time() - born, 1)
            first = True
            room.weave()
            report["first_strip_s"] = round(time.time() - born, 1)
        if warmth.ready and not warmth.stage:
            report["full_speed_s"] = round(time.time() - born, 1)
            break
        time.sleep(0.05)
    if first:
        report["phrase_ms"] = sorted(round(1000 * room.weave(voice(4.0))[0], 1) for _ in range(8))
    report["ledger"] = [line.__dict__ for line in engine.ledger]
    report["peak_gb"] = round(torch.cuda.max_memory_reserved() / 1e9, 2) if torch.cuda.is_available() else 0
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
