"""Times a strip's relief: the network alone by dtype, eager and captured, and the whole job with its alignment.

``measure`` is called by the benchmark with a loaded relief; the graph that it captures stays installed. Times are
wall-clock milliseconds; the device is idle before and after each run.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from inference.contract.arrays import Picture
from inference.contract.direction import Direction
from inference.contract.geometry import CANVAS, CARRIED, HEIGHT, canvas_x
from inference.engine.protocols import Painted, StripRequest
from inference.models.bench.timing import timed
from inference.models.relief.alignment import align_depth
from inference.models.relief.relief import INPUT_SIDE, DepthRelief
from inference.models.runtime.device import Gpu

RUNS = 50
DIRECTION = Direction(
    shot="wide", art_style="oil", scene="hills", light="day", mood="calm", palette=["#203040", "#807060", "#f0e0c0"]
)


def measure(relief: DepthRelief, gpu: Gpu, *, runs: int = RUNS) -> dict[str, Any]:
    """Median and 95th percentile of ``runs``.

    ``network``: a prepared picture on the device to its depth there, in float32 as it works and in the device's own
    dtype. ``depth``: a canvas on the CPU to its depth on the CPU, eager and (on CUDA) as a CUDA graph. ``align``: the
    fit to a neighbour and the compression into the range, on the CPU. ``measure``: the whole job of a strip after the
    first. ``peak_mb``: the peak of allocated memory beyond what was allocated before.
    """
    roll = np.random.default_rng(1)
    canvas = roll.integers(0, 256, (HEIGHT, CANVAS, 3), dtype=np.uint8)
    held = 0
    if gpu.is_cuda:
        torch.cuda.reset_peak_memory_stats(gpu.device)
        held = torch.cuda.memory_allocated(gpu.device)
    report: dict[str, Any] = {"runs": runs, "network": _network(relief, gpu, runs), "depth": {}}
    relief.forward.reset()
    report["depth"]["eager"] = timed(lambda: relief.depth(canvas), gpu, runs)
    for _ in relief.warm_up():
        pass
    if gpu.is_cuda:
        report["depth"]["captured"] = timed(lambda: relief.depth(canvas), gpu, runs)
        report["peak_mb"] = round((torch.cuda.max_memory_allocated(gpu.device) - held) / 1e6, 1)
    report["align"] = timed(_alignment(roll), gpu, runs)
    scene = StripRequest(DIRECTION, 1, 1, canvas_x(1), *_edge(relief, canvas))
    report["measure"] = timed(lambda: relief.measure(Painted(canvas, {}), scene), gpu, runs)
    return report


def _network(relief: DepthRelief, gpu: Gpu, runs: int) -> dict[str, Any]:
    found = {}
    for dtype in dict.fromkeys((torch.float32, gpu.dtype)):
        network = relief.network if dtype == torch.float32 else copy.deepcopy(relief.network).to(dtype)
        pixels = torch.randn(1, 3, INPUT_SIDE, INPUT_SIDE, device=gpu.device, dtype=dtype)
        with torch.inference_mode():
            found[str(dtype).removeprefix("torch.")] = timed(lambda: network(pixels), gpu, runs)  # noqa: B023
    return found


def _alignment(roll: np.random.Generator) -> Callable[[], Any]:
    down = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None]
    depth = (down + 0.05 * roll.standard_normal((HEIGHT, CANVAS))).astype(np.float32)
    known, kept = align_depth(depth), np.zeros((HEIGHT, CANVAS), np.float32)
    kept[:, :CARRIED] = 1
    return lambda: align_depth(3 * depth + 1, known, kept)


def _edge(relief: DepthRelief, canvas: Picture) -> tuple[Picture, Any]:
    return canvas[:, -CARRIED:], relief.measure(Painted(canvas, {}), StripRequest(DIRECTION, 1, 0, 0, None, None))[
        :, -CARRIED:
    ]
