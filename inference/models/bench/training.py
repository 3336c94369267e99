"""How long a training step takes and what it needs: ``python -m inference.models.bench.training`` prints one JSON
object.

The painter's transformer at full size with random weights learns random lessons at the published token counts; what is
learned is worth nothing. Without a CUDA device it says so and ends: on a CPU a step at full size is no figure that
anyone could use.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from typing import Any

import torch
from diffusers import Flux2Transformer2DModel

from inference.contract.geometry import CANVAS
from inference.models.painter.latent_tokens import CHANNELS, TOKEN
from inference.models.painter.random_weights import TRANSFORMER
from inference.models.painter.text_encoder import LENGTH
from inference.models.painter.weights import fill_randomly, lay_out
from inference.models.runtime.device import Gpu, open_gpu
from inference.models.training.encoded_dataset import Lessons
from inference.models.training.trainer import Course, Plan

FIRST = 3
"""Steps that are not counted."""


def measure(
    gpu: Gpu,
    *,
    rank: int = 16,
    batch: int = 1,
    size: int = CANVAS,
    steps: int = 20,
    config: dict[str, Any] = TRANSFORMER,
) -> dict[str, Any]:
    """Seconds a step (median and worst of ``steps``), numbers learned,
    and on CUDA the most memory that was held, in GB."""
    transformer = fill_randomly(lay_out(lambda: Flux2Transformer2DModel(**config), "transformer"), gpu)
    side = size // TOKEN
    lessons = Lessons(
        tokens=torch.randn(batch, side * side, CHANNELS),
        words=torch.randn(1, LENGTH, config["joint_attention_dim"]),
        caption=torch.zeros(batch, dtype=torch.long),
        pictures=batch,
    )
    course = Course(transformer, lessons, Plan(rank=rank, alpha=float(rank), batch=batch, rate=1e-4, seed=0), gpu)
    times = []
    for step in range(FIRST + steps):
        begun = time.perf_counter()
        # The loss comes back as a number, so the device has done the step when it is here.
        course.advance()
        if step >= FIRST:
            times.append(time.perf_counter() - begun)
    report: dict[str, Any] = {
        "rank": rank, "batch": batch, "size": size, "steps": steps, "numbers": course.learning,
        "step_s": {"median": round(statistics.median(times), 4), "worst": round(max(times), 4)},
    }  # fmt: skip
    if gpu.is_cuda:
        report["peak_gb"] = round(torch.cuda.max_memory_allocated(gpu.device) / 1e9, 2)
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--batch", type=int, default=1)
    options = parser.parse_args()
    if not torch.cuda.is_available():
        sys.stderr.write("There is no NVIDIA GPU here, and this measures nothing else.\n")
        return 2
    report = measure(open_gpu("cuda"), rank=options.rank, batch=options.batch)
    sys.stdout.write(json.dumps({"device": torch.cuda.get_device_name(), **report}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
