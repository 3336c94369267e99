"""`python -m inference bench`: how fast an engine is, stage by stage, alone and with many rooms,
as JSON and as a table.

    phrase   from the end of a phrase to its stored strip
    speech   final words while the painter paints without pause
    rooms    1, 4 and 16 rooms painting without pause; how many rooms hold one phrase every 5 s
    parts    every part by itself, the stock eager way beside ours, and what each option gains
    warm     two starts, from weights on a local disk: seconds to the first strip and to full speed, with and without kernels of before
    fits     whether a phrase goes through where the GPU has only 24 GB

With ``--random-weights`` the architectures are the published ones at full size, so times and memory are those of the
real models and pictures and words are nonsense. The JSON is written after every section: what was measured survives a
run that is cut short. It judges nothing; inference/models/bench/table.py sets the figures beside their bounds.
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
from inference.models import Part
from inference.models.art_director.art_director import MiniCpmArtDirector
from inference.models.bench.load import Room, at_a_pace, finals_while, without_pause
from inference.models.bench.synthetic_voice import voice
from inference.models.director.director import MiniCpmDirector
from inference.models.ears.ears import ParakeetEars
from inference.models.hub.registry import MODELS
from inference.models.painter.painter import KleinPainter
from inference.models.relief.relief import DepthRelief
from inference.models.runtime.device import Gpu, open_gpu
from inference.models.runtime.options import ModelOptions
from inference.models.runtime.warmup import keep_for_good

SECTIONS = ("phrase", "speech", "rooms", "parts", "warm", "fits")
CLASSES: dict[str, type[Part]] = {
    "ears": ParakeetEars,
    "director": MiniCpmDirector,
    "painter": KleinPainter,
    "relief": DepthRelief,
    "art director": MiniCpmArtDirector,
}
EVERY = 5.0
"""Seconds between two phrases of one room."""
CLIP = 4.0
"""Seconds of speech in a phrase."""
CHILD_SECONDS = 400
SMALL = 24 * 2**30 - 800_000_000
"""Bytes that torch may take of a smaller GPU, which is tried for fit: of 24 GB, which are GiB,
CUDA itself takes about 0.8."""


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
    """Measure all sections that were asked for and print their table; the exit code."""
    from inference.models.bench.table import table

    unknown = sorted(set(options.only) - set(SECTIONS))
    if unknown:
        sys.stderr.write(f"There is no section {unknown[0]!r}; the sections are {', '.join(SECTIONS)}.\n")
        return 2
    models = ModelOptions.read(os.environ)
    report: dict[str, Any] = {
        "machine": machine(models),
        "options": _plain(models),
        "random_weights": options.random_weights,
    }
    bench = Bench(options, models, report)
    for section in SECTIONS:
        if section in options.only:
            _tell(section)
            begun = time.perf_counter()
            report[section] = _tried(getattr(bench, section))
            report[section]["took_s"] = round(time.perf_counter() - begun, 1)
            bench.keep(section, report[section])
    sys.stdout.write(table(report))
    return 0


class Bench:
    """The sections, over parts that are made once."""

    def __init__(self, options: argparse.Namespace, models: ModelOptions, report: dict[str, Any]) -> None:
        self.options, self.models, self.report = options, models, report
        self.gpu: Gpu = open_gpu(models.device)
        self.made: dict[str, Any] = {}
        self.made_s: dict[str, float] = {}
        self.written_s = 0.0
        self.warmed: dict[str, dict[str, float]] = {}

    def keep(self, section: str, found: dict[str, Any]) -> None:
        """Write down what was measured so far."""
        self.report[section] = found
        if self.options.json is not None:
            self.options.json.write_text(json.dumps(self.report, indent=1))

    def part(self, job: str) -> Any:
        """The part of that job, made the first time."""
        if job not in self.made:
            begun, held = time.perf_counter(), self._allocated()
            kind = CLASSES[job]
            if self.options.random_weights:
                self.made[job] = kind.random(self.gpu, self.models)
            else:
                home = next(model.folder_name for model in MODELS if model.job == job)
                self.made[job] = kind.load(self.models.folder / home, self.gpu, self.models)
            self.made_s[job] = round(time.perf_counter() - begun, 2)
            _tell(f"  {job} made in {self.made_s[job]} s, {(self._allocated() - held) / 1e9:.2f} GB")
        return self.made[job]

    def warm_part(self, job: str) -> dict[str, Any]:
        """All steps of the part's warm-up, each timed."""
        if job in self.warmed:
            return {}
        steps: dict[str, float] = {}
        self.warmed[job] = steps
        begun, name = time.perf_counter(), "trying it out"
        self.part(job).try_out()
        for step in self.part(job).warm_up():
            now = time.perf_counter()
            steps[name] = round(now - begun, 2)
            begun, name = now, step
        steps[name] = round(time.perf_counter() - begun, 2)
        _tell(f"  {job} warmed up: {steps}")
        return {}

    def engine(self, *jobs: str) -> Engine:
        """An engine of warm parts; the art director, which a phrase never meets, only if it was made before."""
        for job in ("ears", "director", "painter", "relief"):
            self.part(job)
            self.warm_part(job)
        ears, director, painter, relief = (self.made[job] for job in ("ears", "director", "painter", "relief"))
        lines = tuple(line for part in self.made.values() for line in part.ledger_lines())
        # A phrase never meets the art director, so it may not be there.
        named: Any = self.made.get("art director")
        return Engine("models", ears, director, painter, relief, named, lambda: lines, lambda: READY)

    def parts(self) -> dict[str, Any]:
        """Each part in a process of its own, before anything is made in this one."""
        from inference.models.bench.part import PARTS

        report: dict[str, Any] = {}
        for name in PARTS:
            _tell(f"  {name}")
            report[name] = _child("inference.models.bench.part", dict(os.environ), name)
            self.keep("parts", report)
        return report

    def phrase(self) -> dict[str, Any]:
        engine, clip = self.engine(), voice(CLIP)
        keep_for_good()
        room = Room(engine, 0)
        for _ in range(4):
            room.weave(clip)
        report: dict[str, Any] = {}
        for name, ahead in (("directed ahead", True), ("directed at its end", False)):
            whole, stages = [], []
            for _ in range(self.options.phrases):
                if ahead:
                    room.expect(clip)
                took, parts = room.weave(clip)
                whole.append(took)
                stages.append(parts)
            report[name] = {
                "end of phrase to strip": spread(whole),
                "stages": {stage: spread([one[stage] for one in stages]) for stage in stages[0]},
            }
        report["ledger"] = [line.__dict__ for part in self.made.values() for line in part.ledger_lines()]
        report["made_s"], report["warm_up_s"], report["memory_gb"] = self.made_s, dict(self.warmed), self._memory()
        return report

    def rooms(self) -> dict[str, Any]:
        engine, clip = self.engine(), voice(CLIP)
        report: dict[str, Any] = {"without pause": {}, "one phrase every 5 s": {}}
        for count in (1, 4, 16):
            rooms = [Room(engine, number) for number in range(count)]
            begun = time.perf_counter()
            painted, times = without_pause(rooms, self.options.seconds)
            per_second = painted / (time.perf_counter() - begun)
            report["without pause"][str(count)] = {"strips_per_s": round(per_second, 2), **spread(times)}
        for count in self.options.rooms:
            rooms = [Room(engine, number) for number in range(count)]
            times = at_a_pace(rooms, clip, EVERY, 2 * self.options.seconds)
            report["one phrase every 5 s"][str(count)] = spread(times)
        report["memory_gb"] = self._memory()
        return report

    def speech(self) -> dict[str, Any]:
        engine, clip = self.engine(), voice(CLIP)
        quiet = finals_while(engine, clip, 0.25, self.options.seconds, None)
        busy = finals_while(engine, clip, 0.25, self.options.seconds, Room(engine, 99))
        return {"alone": spread(quiet), "beside paint without pause": spread(busy)}

    def warm(self) -> dict[str, Any]:
        """Two starts, each in a process of its own that reads the disk: one with nothing compiled,
        one with what the first left.

        Kernels that this process compiled would not do: its parts were made in another order,
        and they did not serve a start.
        """
        folder = self._weights()
        if folder is None:
            return {"skipped": "no --weights folder was given"}
        report: dict[str, Any] = {"written_s": self.written_s, "disk_gb_per_s": read_speed(folder)}
        with tempfile.TemporaryDirectory() as compiled:
            caches = {"TORCHINDUCTOR_CACHE_DIR": f"{compiled}/inductor", "TRITON_CACHE_DIR": f"{compiled}/triton"}
            for name in ("cold caches", "warm caches"):
                forget_files(folder)
                report[name] = _child("inference.models.bench.startup", _start_environ(folder) | caches)
                self.keep("warm", report)
        return report

    def fits(self) -> dict[str, Any]:
        """A start in a process that may take what a GPU of 24 GB has, with all five and with less."""
        folder = self._weights()
        if folder is None:
            return {"skipped": "no --weights folder was given"}
        report: dict[str, Any] = {}
        for name, choice in (
            ("all five", {}),
            ("all five, nothing compiled", {"LIGHTLOOM_COMPILE": "off"}),
            ("without the art director", {"LIGHTLOOM_ART_DIRECTOR": "off"}),
        ):
            limits = {**choice, "LIGHTLOOM_BENCH_BYTES": str(SMALL)}
            report[name] = _child("inference.models.bench.startup", _start_environ(folder) | limits)
            self.keep("fits", report)
        return report

    def _weights(self) -> Path | None:
        """The folder that a start loads from, random weights written there the first time;
        everything made here is let go."""
        folder: Path | None = self.options.weights if self.options.random_weights else self.models.folder
        if folder is not None and self.options.random_weights and not self.written_s:
            self.written_s = self._write_weights(folder)
        self._let_go()
        return folder

    def _write_weights(self, folder: Path) -> float:
        from inference.models.bench.weights import write_weights

        begun = time.perf_counter()
        write_weights({job: self.part(job) for job in CLASSES}, self.gpu, folder)
        return round(time.perf_counter() - begun, 1)

    def _let_go(self) -> None:
        self.made.clear()
        self.warmed.clear()
        gc.collect()
        self.gpu.free()

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


def forget_files(folder: Path) -> None:
    """Take the files below ``folder`` out of the system's memory, as far as it lets us,
    so that the next to open them reads the disk."""
    os.sync()
    for file in (path for path in folder.rglob("*") if path.is_file()):
        with file.open("rb") as opened:
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def read_speed(folder: Path) -> float:
    """GB a second at which the disk gives the largest file below ``folder`` to one reader;
    at most 4 GB of it are read."""
    forget_files(folder)
    largest = max((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    begun, done = time.perf_counter(), 0
    with largest.open("rb", buffering=0) as opened:
        while done < 4e9 and (piece := opened.read(1 << 24)):
            done += len(piece)
    return round(done / 1e9 / (time.perf_counter() - begun), 2)


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and worst of some times, in milliseconds."""
    ordered = sorted(seconds)
    if not ordered:
        return {"times": 0}
    return {
        "median_ms": round(statistics.median(ordered) * 1000, 1),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] * 1000, 1),
        "worst_ms": round(ordered[-1] * 1000, 1),
        "times": len(ordered),
    }


def machine(models: ModelOptions) -> dict[str, Any]:
    """What the figures were measured on, and with which versions."""
    import diffusers
    import transformers

    found = {"python": platform.python_version(), "torch": torch.__version__, "cores": os.cpu_count()}
    found |= {"diffusers": diffusers.__version__, "transformers": transformers.__version__}
    if models.device.startswith("cuda"):
        found["gpu"] = torch.cuda.get_device_name(models.device)
        found["gpu_gb"] = round(torch.cuda.get_device_properties(models.device).total_memory / 1e9, 1)
    return found


def _plain(models: ModelOptions) -> dict[str, Any]:
    names = {"folder": models.folder.name, "caches": models.caches.name}
    return models.model_dump(mode="json", exclude={"data"}) | names


def _child(module: str, environ: dict[str, str], *arguments: str) -> dict[str, Any]:
    """What a program prints as its last line of JSON, or why it printed none."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", module, *arguments]
    try:
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=CHILD_SECONDS)
    except subprocess.TimeoutExpired:
        return {"error": f"It took more than {CHILD_SECONDS} s.", "process_s": CHILD_SECONDS}
    took = round(time.perf_counter() - begun, 1)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        return {"error": (done.stderr or done.stdout)[-1500:], "process_s": took}
    return {**json.loads(lines[-1]), "process_s": took}


def _start_environ(folder: Path) -> dict[str, str]:
    return dict(os.environ) | {"LIGHTLOOM_MODELS": str(folder), "LIGHTLOOM_MODELS_OFFLINE": "on"}


def _tried(do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What ``do`` measured, or how it failed: one broken measurement must not cost the others."""
    try:
        return do()
    except Exception as error:
        traceback.print_exc()
        return {"error": f"{type(error).__name__}: {error}"[:500]}


def _tell(line: str) -> None:
    sys.stderr.write(f"[{time.strftime('%H:%M:%S')}] {line}\n")
