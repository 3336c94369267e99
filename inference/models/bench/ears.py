"""Times the ears on 4 s of audio: one clip and sixteen, eager and captured, and through ``hear`` as rooms call it.

``measure`` is called by the benchmark with loaded ears and captures the graphs that it needs. Times are wall-clock
milliseconds; the device is idle before and after each run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from inference.contract.speech.voice_activity import VoiceDetector
from inference.models.bench.synthetic_speech import synthetic_speech
from inference.models.bench.timing import FIRST, spread, timed
from inference.models.ears.ears import ParakeetEars
from inference.models.runtime.device import Gpu

CLIP = 4
"""Seconds of audio."""
RUNS = 50


def measure(ears: ParakeetEars, gpu: Gpu, *, runs: int = RUNS) -> dict[str, Any]:
    """Median and 95th percentile of ``runs``; "captured" only on CUDA.

    ``eager`` and ``captured``: PCM on the CPU to predictions on the CPU, by clips in the batch. ``hear``: the whole
    call with voice detector and batching, for one caller and for sixteen at once (each one's own wait).
    ``voice detector``: the detector's share of it, on a clip that begins with speech.
    """
    clip = synthetic_speech(CLIP)
    report: dict[str, Any] = {"audio_s": CLIP, "runs": runs, "eager": {}, "captured": {}, "hear": {}}

    def batch(size: int, *, eager: bool) -> dict[str, float]:
        clips = [clip] * size
        found: dict[str, float] = {}
        ears.scheduler.run_on_worker(
            lambda: found.update(timed(lambda: ears.recogniser.infer(clips, eager=eager), gpu, runs))
        )
        return found

    for size in (1, 16):
        report["eager"][str(size)] = batch(size, eager=True)
        if gpu.is_cuda:
            ears.scheduler.run_on_worker(lambda size=size: ears.recogniser.capture(size, CLIP))  # type: ignore[misc]
            report["captured"][str(size)] = batch(size, eager=False)
    report["hear"]["1"] = timed(lambda: ears.hear(clip), gpu, runs)
    report["hear"]["16 at once"] = at_once(lambda: ears.hear(clip), 16, runs)
    detector = VoiceDetector()
    report["voice detector"] = timed(lambda: detector.has_speech(clip), gpu, runs)
    return report


def at_once(work: Callable[[], Any], callers: int, runs: int) -> dict[str, float]:
    """The wait of each of ``callers`` that begin at the same time, in ``runs`` rounds."""

    def wait() -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    times: list[float] = []
    with ThreadPoolExecutor(callers) as pool:
        for run in range(FIRST + runs):
            waits = list(pool.map(lambda _: wait(), range(callers)))
            times += waits if run >= FIRST else []
    return spread(times)
