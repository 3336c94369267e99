"""What a figure was measured on, and the arithmetic of figures. Milliseconds and megabytes."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil


def machine() -> dict[str, Any]:
    """The machine, as it is stated beside the figures."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "cpu": names[0] if names else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of ``values`` lie, nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(seconds: Sequence[float], high: float = 0.95) -> dict[str, float]:
    """Median and a high percentile of some times, in milliseconds."""
    return {
        "median_ms": round(statistics.median(seconds) * 1000, 1),
        f"p{round(high * 100)}_ms": round(percentile(seconds, high) * 1000, 1),
        "times": len(seconds),
    }


def memory_mb(pids: dict[str, int]) -> dict[str, float]:
    """Proportional set size of each named process and what it started: shared pages are counted once, in shares."""
    sizes: dict[str, float] = {}
    for name, pid in pids.items():
        try:
            process = psutil.Process(pid)
            # `up` is everybody's parent: only it is counted without its children
            family = [process] if name == "up" else [process, *process.children(recursive=True)]
            sizes[name] = round(sum(_size(member) for member in family) / 1e6, 1)
        except psutil.Error:
            continue
    return sizes


def _size(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
        return int(getattr(full, "pss", full.rss))
    except psutil.Error:
        return 0
