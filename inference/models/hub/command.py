"""``python -m inference fetch``: downloads the models' weights before a start, or those of Whisper's ears.

It says how much disk space they need, and refuses where there is too little; then it reports the progress and the time
that is left. Started again it goes on. ``add_arguments`` and ``run`` are called by ``inference/__main__.py``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from inference.contract.ledger import format_bytes
from inference.environment import ConfigError
from inference.models.hub.download import (
    DownloadError,
    DownloadPlan,
    check_disk_space,
    download_model,
    plan_download,
)
from inference.models.hub.registry import LOCK_FILE_NAME, MODELS, InvalidLockFile, Published
from inference.models.runtime.options import ModelOptions
from inference.sketch.ears.whisper.registry import WHISPER_MODELS

PROGRESS_INTERVAL = 5.0
"""Seconds between two lines about one model."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--models", type=Path, metavar="DIR", help="their folder (default: that of LIGHTLOOM_MODELS)")
    five, whisper = (", ".join(model.name for model in models) for models in (MODELS, WHISPER_MODELS))
    about = f"some of the models engine's {five} (default all five), or of the ears {whisper}"
    parser.add_argument("--only", type=_models, default=MODELS, metavar="NAME,…", help=about)


def run(options: argparse.Namespace) -> int:
    """Download what ``options`` say and return the exit code."""
    try:
        folder = (options.models or ModelOptions.read(os.environ).folder).expanduser().resolve()
        plans = [plan_download(model, folder) for model in options.only]
        _print(_summary(plans, folder))
        check_disk_space(plans, folder)
        for plan in plans:
            if plan.missing_bytes:
                _print(f"{plan.model.job}: {plan.model.id} at {plan.revision[:12]}, {plan.model.licence}")
            download_model(plan, folder, progress_printer(plan, _print))
    except (DownloadError, InvalidLockFile, ConfigError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"{error.filename} cannot be used: {error.strerror}.\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("Stopped; what has come whole is kept.\n")
        return 130
    uses = [f"LIGHTLOOM_MODELS={folder}", *(f"LIGHTLOOM_EARS={m.name}" for m in options.only if m in WHISPER_MODELS)]
    _print(f"All there. {folder / LOCK_FILE_NAME} says which commits they are; {' '.join(uses)} uses them.")
    return 0


def progress_printer(
    plan: DownloadPlan, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
) -> Callable[[int, int], None]:
    """A progress callback that says every few seconds how much of ``plan`` is there, and the time that is left."""
    began, last_report, first = clock(), clock(), plan.size - plan.missing_bytes

    def report(done: int, of: int) -> None:
        nonlocal last_report
        now = clock()
        if not plan.missing_bytes or (now - last_report < PROGRESS_INTERVAL and done < of):
            return
        last_report = now
        speed = (done - first) / max(now - began, 0.001)
        left = f", about {spell_duration((of - done) / speed)} left" if done < of and speed > 0 else ""
        say(
            f"  {format_bytes(done)} of {format_bytes(of)} ({100 * done // max(of, 1)} %), "
            f"{format_bytes(speed)}/s{left}"
        )

    return report


def spell_duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _summary(plans: list[DownloadPlan], folder: Path) -> str:
    missing_bytes = sum(plan.missing_bytes for plan in plans)
    if not missing_bytes:
        return f"Nothing is missing in {folder}."
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = format_bytes(shutil.disk_usage(there).free)
    return f"{format_bytes(missing_bytes)} will be fetched into {folder}, whose disk has {free} free."


def _models(text: str) -> tuple[Published, ...]:
    every: tuple[Published, ...] = (*MODELS, *WHISPER_MODELS)
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in {model.name for model in every}]
    if unknown or not wanted:
        names = ", ".join(model.name for model in every)
        raise argparse.ArgumentTypeError(f"the models are {names}, not {(unknown or [text])[0]!r}")
    return tuple(model for model in every if model.name in wanted)


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
