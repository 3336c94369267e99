"""One part of the models engine measured in a process of its own:
``python -m inference.models.bench.part JOB [GROUP]``.

Its random weights are made, its own benchmark is run, and one JSON object is printed. A CUDA error that would spoil
everything after it costs this process only.
"""

from __future__ import annotations

import json
import os
import sys
import time
from functools import partial
from typing import Any

import torch

from inference.models.bench import director, ears, painter, relief
from inference.models.director.director import MiniCpmDirector
from inference.models.ears.ears import ParakeetEars
from inference.models.painter.painter import KleinPainter
from inference.models.relief.relief import DepthRelief
from inference.models.runtime.device import open_gpu
from inference.models.runtime.options import ModelOptions

PARTS: dict[str, tuple[Any, Any]] = {
    "ears": (ParakeetEars, ears.measure),
    "director": (MiniCpmDirector, director.measure),
    "relief": (DepthRelief, relief.measure),
    **{f"painter, {group}": (KleinPainter, partial(painter.measure, groups=(group,))) for group in painter.GROUPS},
}


def main(name: str) -> None:
    options = ModelOptions.read(os.environ)
    gpu = open_gpu(options.device)
    kind, measure = PARTS[name]
    begun = time.perf_counter()
    part = kind.random(gpu, options)
    report = {"made_s": round(time.perf_counter() - begun, 2), **measure(part, gpu)}
    if gpu.is_cuda:
        report["peak_gb"] = round(torch.cuda.max_memory_allocated(gpu.device) / 1e9, 2)
    sys.stdout.write(json.dumps(report) + "\n")
    sys.stdout.flush()
    # A spoilt CUDA context can hang while it is taken down, and nothing here is left to be saved.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
