"""Measures one model in a process of its own: ``python -m inference.models.bench.isolated_model JOB [GROUP]``.

It makes the model with random weights, runs its benchmark and prints one JSON object. A sticky CUDA error costs only
this process.
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

BENCHMARKS: dict[str, tuple[Any, Any]] = {
    "ears": (ParakeetEars, ears.measure),
    "director": (MiniCpmDirector, director.measure),
    "relief": (DepthRelief, relief.measure),
    **{f"painter, {group}": (KleinPainter, partial(painter.measure, groups=(group,))) for group in painter.GROUPS},
}


def main(name: str) -> None:
    options = ModelOptions.read(os.environ)
    gpu = open_gpu(options.device)
    kind, measure = BENCHMARKS[name]
    begun = time.perf_counter()
    model = kind.with_random_weights(gpu, options)
    report = {"made_s": round(time.perf_counter() - begun, 2), **measure(model, gpu)}
    if gpu.is_cuda:
        report["peak_gb"] = round(torch.cuda.max_memory_allocated(gpu.device) / 1e9, 2)
    sys.stdout.write(json.dumps(report) + "\n")
    sys.stdout.flush()
    # A broken CUDA context can hang in its destructor, and there is nothing left to save.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
