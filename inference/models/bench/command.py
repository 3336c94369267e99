"""``python -m inference bench``: how fast an engine is, stage by stage, alone and with many rooms, as JSON and a table.

    phrase   from the end of a phrase to its stored strip
    speech   final words while the painter paints without pause
    rooms    1, 4 and 16 rooms that paint without pause; how many rooms hold one phrase every 5 s
    parts    every model by itself: the stock eager way beside ours, and the gain of each option
    warm     two starts from a local disk, with empty and with filled kernel caches
    fits     whether a phrase goes through where the GPU has only 24 GB

``--random-weights`` makes the published architectures at full size: times and memory are those of the real models. The
JSON is written after every section, so that an interrupted run keeps its results. table.py compares them with bounds.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

from inference.engine.protocols import READY, Engine
from inference.models import LoadedModel
from inference.models.art_director.art_director import MiniCpmArtDirector
from inference.models.bench.room_load import Room, final_word_seconds, paint_continuously, speak_at_intervals
from inference.models.bench.synthetic_speech import synthetic_speech
from inference.models.director.director import MiniCpmDirector
from inference.models.ears.ears import ParakeetEars
from inference.models.hub.registry import MODELS
from inference.models.painter.painter import KleinPainter
from inference.models.relief.relief import DepthRelief
from inference.models.runtime.device import Gpu, open_gpu
from inference.models.runtime.garbage_collection import freeze_heap
from inference.models.runtime.options import ModelOptions

SECTIONS = ("phrase", "speech", "rooms", "parts", "warm", "fits")
MODEL_CLASSES: dict[str, type[LoadedModel]] = {
    "ears": ParakeetEars,
    "director": MiniCpmDirector,
    "painter": KleinPainter,
    "relief": DepthRelief,
    "art director": MiniCpmArtDirector,
}
PHRASE_INTERVAL = 5.0
"""Seconds between two phrases of one room."""
CLIP_SECONDS = 4.0
"""Seconds of speech in a phrase."""
CHILD_TIMEOUT = 400
BYTES_OF_24_GB = 24 * 2**30 - 800_000_000
"""Bytes that torch may take in the section fits: the 24 GiB of such a GPU without the 0.8 GB of CUDA itself."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--random-weights", action="store_true", help="the published architectures, nothing downloaded")
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(SECTIONS), help=",".join(SECTIONS))
    parser.add_argument("--seconds", type=float, default=15.0, help="of each run under load (default 15)")
    parser.add_argument("--phrases", type=int, default=40, help="timed in the section phrase (default 40)")
    parser.add_argument("--rooms", type=lambda text: [int(one) for one in text.split(",")], default=[4, 8, 12, 16, 20])
    parser.add_argument("--engine", choices=("models",), default="models", help="the sketch engine's is `make bench`")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here, after every section")
    parser.add_argument("--weights", type=Path, help="folder for the random weights of the section warm (about 25 GB)")


def run(options: argparse.Namespace) -> int:
    """Measure the chosen sections and print their table; the exit code."""
    from inference.models.bench.table import table

    unknown = sorted(set(options.only) - set(SECTIONS))
    if unknown:
        sys.stderr.write(f"There is no section {unknown[0]!r}; the sections are {', '.join(SECTIONS)}.\n")
        return 2
    models = ModelOptions.read(os.environ)
    report: dict[str, Any] = {
        "machine": machine_info(models),
        "options": _options_as_json(models),
        "random_weights": options.random_weights,
    }
    benchmark = Benchmark(options, models, report)
    for section in SECTIONS:
        if section in options.only:
            _log(section)
            begun = time.perf_counter()
            report[section] = _or_error(getattr(benchmark, section))
            report[section]["took_s"] = round(time.perf_counter() - begun, 1)
            benchmark.save(section, report[section])
    sys.stdout.write(table(report))
    return 0


class Benchmark:
    """The sections; models are made once and shared by them. Keys of the report are those of docs/benchmarks."""

    def __init__(self, options: argparse.Namespace, model_options: ModelOptions, report: dict[str, Any]) -> None:
        self.options, self.model_options, self.report = options, model_options, report
        self.gpu: Gpu = open_gpu(model_options.device)
        self.models_by_job: dict[str, Any] = {}
        self.load_seconds: dict[str, float] = {}
        self.write_seconds = 0.0
        self.warmup_seconds: dict[str, dict[str, float]] = {}

    def save(self, section: str, found: dict[str, Any]) -> None:
        """Write what was measured so far."""
        self.report[section] = found
        if self.options.json is not None:
            self.options.json.write_text(json.dumps(self.report, indent=1))

    def model(self, job: str) -> Any:
        """The model of that job, made at the first call."""
        if job not in self.models_by_job:
            begun, held = time.perf_counter(), self._allocated()
            kind = MODEL_CLASSES[job]
            if self.options.random_weights:
                self.models_by_job[job] = kind.with_random_weights(self.gpu, self.model_options)
            else:
                home = next(model.folder_name for model in MODELS if model.job == job)
                self.models_by_job[job] = kind.load(self.model_options.folder / home, self.gpu, self.model_options)
            self.load_seconds[job] = round(time.perf_counter() - begun, 2)
            _log(f"  {job} made in {self.load_seconds[job]} s, {(self._allocated() - held) / 1e9:.2f} GB")
        return self.models_by_job[job]

    def warm_up_model(self, job: str) -> dict[str, Any]:
        """Run and time all steps of the model's warm-up, once."""
        if job in self.warmup_seconds:
            return {}
        steps: dict[str, float] = {}
        self.warmup_seconds[job] = steps
        begun, name = time.perf_counter(), "trying it out"
        self.model(job).dummy_run()
        for step in self.model(job).warm_up():
            now = time.perf_counter()
            steps[name] = round(now - begun, 2)
            begun, name = now, step
        steps[name] = round(time.perf_counter() - begun, 2)
        _log(f"  {job} warmed up: {steps}")
        return {}

    def engine(self, *jobs: str) -> Engine:
        """An engine of warm models; with the art director, which no phrase uses, only if it was made before."""
        for job in ("ears", "director", "painter", "relief"):
            self.model(job)
            self.warm_up_model(job)
        ears, director, painter, relief = (self.models_by_job[job] for job in ("ears", "director", "painter", "relief"))
        lines = tuple(line for model in self.models_by_job.values() for line in model.ledger_lines())
        art_director: Any = self.models_by_job.get("art director")
        return Engine("models", ears, director, painter, relief, art_director, lambda: lines, lambda: READY)

    def parts(self) -> dict[str, Any]:
        """Each model in a process of its own."""
        from inference.models.bench.isolated_model import BENCHMARKS

        report: dict[str, Any] = {}
        for name in BENCHMARKS:
            _log(f"  {name}")
            report[name] = _run_child("inference.models.bench.isolated_model", dict(os.environ), name)
            self.save("parts", report)
        return report

    def phrase(self) -> dict[str, Any]:
        engine, clip = self.engine(), synthetic_speech(CLIP_SECONDS)
        freeze_heap()
        room = Room(engine, 0)
        for _ in range(4):
            room.weave(clip)
        report: dict[str, Any] = {}
        for name, ahead in (("directed ahead", True), ("directed at its end", False)):
            whole, stages = [], []
            for _ in range(self.options.phrases):
                if ahead:
                    room.direct_ahead(clip)
                took, parts = room.weave(clip)
                whole.append(took)
                stages.append(parts)
            report[name] = {
                "end of phrase to strip": latency_summary(whole),
                "stages": {stage: latency_summary([one[stage] for one in stages]) for stage in stages[0]},
            }
        report["ledger"] = [line.__dict__ for model in self.models_by_job.values() for line in model.ledger_lines()]
        report["made_s"], report["warm_up_s"], report["memory_gb"] = (
            self.load_seconds,
            dict(self.warmup_seconds),
            self._memory(),
        )
        return report

    def rooms(self) -> dict[str, Any]:
        engine, clip = self.engine(), synthetic_speech(CLIP_SECONDS)
        report: dict[str, Any] = {"without pause": {}, "one phrase every 5 s": {}}
        for count in (1, 4, 16):
            rooms = [Room(engine, number) for number in range(count)]
            begun = time.perf_counter()
            painted, times = paint_continuously(rooms, self.options.seconds)
            per_second = painted / (time.perf_counter() - begun)
            report["without pause"][str(count)] = {"strips_per_s": round(per_second, 2), **latency_summary(times)}
        for count in self.options.rooms:
            rooms = [Room(engine, number) for number in range(count)]
            times = speak_at_intervals(rooms, clip, PHRASE_INTERVAL, 2 * self.options.seconds)
            report["one phrase every 5 s"][str(count)] = latency_summary(times)
        report["memory_gb"] = self._memory()
        return report

    def speech(self) -> dict[str, Any]:
        engine, clip = self.engine(), synthetic_speech(CLIP_SECONDS)
        quiet = final_word_seconds(engine, clip, 0.25, self.options.seconds, None)
        busy = final_word_seconds(engine, clip, 0.25, self.options.seconds, Room(engine, 99))
        return {"alone": latency_summary(quiet), "beside paint without pause": latency_summary(busy)}

    def warm(self) -> dict[str, Any]:
        """Two starts, each in a process of its own that reads the disk: one with empty kernel caches, one with those
        that the first one filled.

        Kernels that this process has compiled do not serve a start, for an unknown reason (docs/benchmarks.md).
        """
        folder = self._weights()
        if folder is None:
            return {"skipped": "no --weights folder was given"}
        report: dict[str, Any] = {"written_s": self.write_seconds, "disk_gb_per_s": read_speed(folder)}
        with tempfile.TemporaryDirectory() as compiled:
            caches = {"TORCHINDUCTOR_CACHE_DIR": f"{compiled}/inductor", "TRITON_CACHE_DIR": f"{compiled}/triton"}
            for name in ("cold caches", "warm caches"):
                drop_page_cache(folder)
                report[name] = _run_child("inference.models.bench.startup", _start_environ(folder) | caches)
                self.save("warm", report)
        return report

    def fits(self) -> dict[str, Any]:
        """Starts in a process limited to the memory of a 24 GB GPU, with all five models and with less."""
        folder = self._weights()
        if folder is None:
            return {"skipped": "no --weights folder was given"}
        report: dict[str, Any] = {}
        for name, choice in (
            ("all five", {}),
            ("all five, nothing compiled", {"LIGHTLOOM_COMPILE": "off"}),
            ("without the art director", {"LIGHTLOOM_ART_DIRECTOR": "off"}),
        ):
            limits = {**choice, "LIGHTLOOM_BENCH_BYTES": str(BYTES_OF_24_GB)}
            report[name] = _run_child("inference.models.bench.startup", _start_environ(folder) | limits)
            self.save("fits", report)
        return report

    def _weights(self) -> Path | None:
        """The folder that a start loads from. Random weights are written there at the first call; this process then
        frees its models."""
        folder: Path | None = self.options.weights if self.options.random_weights else self.model_options.folder
        if folder is not None and self.options.random_weights and not self.write_seconds:
            self.write_seconds = self._write_weights(folder)
        self._free()
        return folder

    def _write_weights(self, folder: Path) -> float:
        from inference.models.bench.weights import write_weights

        begun = time.perf_counter()
        write_weights({job: self.model(job) for job in MODEL_CLASSES}, self.gpu, folder)
        return round(time.perf_counter() - begun, 1)

    def _free(self) -> None:
        self.models_by_job.clear()
        self.warmup_seconds.clear()
        gc.collect()
        self.gpu.empty_cache()

    def _allocated(self) -> int:
        return torch.cuda.memory_allocated(self.gpu.device) if self.gpu.is_cuda else 0

    def _memory(self) -> dict[str, float]:
        if not self.gpu.is_cuda:
            return {}
        free, total = torch.cuda.mem_get_info(self.gpu.device)
        return {
            "allocated": round(torch.cuda.memory_allocated(self.gpu.device) / 1e9, 2),
            "peak allocated": round(torch.cuda.max_memory_allocated(self.gpu.device) / 1e9, 2),
            "taken on the device": round((total - free) / 1e9, 2),
        }


def drop_page_cache(folder: Path) -> None:
    """Ask the system to drop the files below ``folder`` from its page cache, so that the next reader reads the disk."""
    os.sync()
    for file in (path for path in folder.rglob("*") if path.is_file()):
        with file.open("rb") as opened:
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def read_speed(folder: Path) -> float:
    """GB per second of one reader of the largest file below ``folder``; at most 4 GB of it are read."""
    drop_page_cache(folder)
    largest = max((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    begun, done = time.perf_counter(), 0
    with largest.open("rb", buffering=0) as opened:
        while done < 4e9 and (block := opened.read(1 << 24)):
            done += len(block)
    return round(done / 1e9 / (time.perf_counter() - begun), 2)


def latency_summary(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum of times in seconds, in milliseconds."""
    ordered = sorted(seconds)
    if not ordered:
        return {"times": 0}
    return {
        "median_ms": round(statistics.median(ordered) * 1000, 1),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] * 1000, 1),
        "worst_ms": round(ordered[-1] * 1000, 1),
        "times": len(ordered),
    }


def machine_info(models: ModelOptions) -> dict[str, Any]:
    """The machine and the library versions."""
    import diffusers
    import transformers

    found = {"python": platform.python_version(), "torch": torch.__version__, "cores": os.cpu_count()}
    found |= {"diffusers": diffusers.__version__, "transformers": transformers.__version__}
    if models.device.startswith("cuda"):
        found["gpu"] = torch.cuda.get_device_name(models.device)
        found["gpu_gb"] = round(torch.cuda.get_device_properties(models.device).total_memory / 1e9, 1)
    return found


def _options_as_json(models: ModelOptions) -> dict[str, Any]:
    names = {"folder": models.folder.name, "caches": models.caches.name}
    return models.model_dump(mode="json", exclude={"data"}) | names


def _run_child(module: str, environ: dict[str, str], *arguments: str) -> dict[str, Any]:
    """The last line of JSON that a program prints, or why there is none."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", module, *arguments]
    try:
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=CHILD_TIMEOUT)
    except subprocess.TimeoutExpired:
        return {"error": f"It took more than {CHILD_TIMEOUT} s.", "process_s": CHILD_TIMEOUT}
    took = round(time.perf_counter() - begun, 1)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        return {"error": (done.stderr or done.stdout)[-1500:], "process_s": took}
    return {**json.loads(lines[-1]), "process_s": took}


def _start_environ(folder: Path) -> dict[str, str]:
    return dict(os.environ) | {"LIGHTLOOM_MODELS": str(folder), "LIGHTLOOM_MODELS_OFFLINE": "on"}


def _or_error(do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The result of ``do``, or its error: a failed measurement does not end the others."""
    try:
        return do()
    except Exception as error:
        traceback.print_exc()
        return {"error": f"{type(error).__name__}: {error}"[:500]}


def _log(line: str) -> None:
    sys.stderr.write(f"[{time.strftime('%H:%M:%S')}] {line}\n")
