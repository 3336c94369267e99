"""Times a training step: ``python -m inference.models.bench.training`` prints one JSON object.

The painter's transformer at full size with random weights learns from random data of the published token counts.
Without a CUDA device it says so and ends: a CPU's figures at full size would be of no use.
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
from inference.models.painter.latent_tokens import CHANNELS, TOKEN_SIDE
from inference.models.painter.random_weights import TRANSFORMER
from inference.models.painter.text_encoder import PROMPT_TOKENS
from inference.models.painter.weights import init_random_weights, make_on_meta
from inference.models.runtime.device import Gpu, open_gpu
from inference.models.training.encoded_dataset import EncodedDataset
from inference.models.training.trainer import LoraTrainer, TrainingConfig

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
    """Seconds a step (median and maximum of ``steps``), the number of trained parameters, and on CUDA the peak of
    allocated memory in GB."""
    transformer = init_random_weights(make_on_meta(lambda: Flux2Transformer2DModel(**config), "transformer"), gpu)
    side = size // TOKEN_SIDE
    dataset = EncodedDataset(
        tokens=torch.randn(batch, side * side, CHANNELS),
        prompt_embeds=torch.randn(1, PROMPT_TOKENS, config["joint_attention_dim"]),
        caption_index=torch.zeros(batch, dtype=torch.long),
        pictures=batch,
    )
    trainer = LoraTrainer(
        transformer, dataset, TrainingConfig(rank=rank, alpha=float(rank), batch=batch, rate=1e-4, seed=0), gpu
    )
    times = []
    for step in range(FIRST + steps):
        begun = time.perf_counter()
        # The loss comes back as a float, so the device has finished the step.
        trainer.train_step()
        if step >= FIRST:
            times.append(time.perf_counter() - begun)
    report: dict[str, Any] = {
        "rank": rank, "batch": batch, "size": size, "steps": steps, "numbers": trainer.parameter_count,
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
