"""Times work on a device: the device is idle before and after each run, and the first runs do not count."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import torch

from inference.models.runtime.device import Gpu

FIRST = 5
"""Runs that are not counted."""


def synchronise(gpu: Gpu) -> None:
    """Wait until the device has done all its work."""
    if gpu.is_cuda:
        torch.cuda.synchronize(gpu.device)


def timed(work: Callable[[], Any], gpu: Gpu, runs: int) -> dict[str, float]:
    """The median and the 95th percentile of ``runs`` runs, milliseconds."""
    times = []
    for run in range(FIRST + runs):
        synchronise(gpu)
        begun = time.perf_counter()
        work()
        synchronise(gpu)
        if run >= FIRST:
            times.append(time.perf_counter() - begun)
    return spread(times)


def spread(times: list[float]) -> dict[str, float]:
    """Seconds to milliseconds: the median and the 95th percentile."""
    return {
        "median_ms": round(1e3 * statistics.median(times), 3),
        "p95_ms": round(1e3 * statistics.quantiles(times, n=20, method="inclusive")[-1], 3),
    }
