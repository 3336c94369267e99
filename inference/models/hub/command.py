"""``python -m inference fetch``: the models' weights, brought ahead of a start.

It says how much disk they need before it takes any, and refuses where there is too little; then it tells how far each
is and how long it still takes. Started again it goes on. ``add_arguments`` and ``run`` are what a command line needs to
offer it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from inference.contract.ledger import spell_bytes
from inference.environment import ConfigError
from inference.models.hub.download import FetchError, Plan, carry_out, check_disk, plan_fetch
from inference.models.hub.registry import LOCK, MODELS, BadLock, Model
from inference.models.runtime.options import ModelOptions

TELL_EVERY = 5.0
"""Seconds between two lines about one model."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--models", type=Path, metavar="DIR", help="their folder (default: that of LIGHTLOOM_MODELS)")
    names = ", ".join(model.name for model in MODELS)
    parser.add_argument("--only", type=_models, default=MODELS, metavar="NAME,…", help=f"some of {names} (default all)")


def run(options: argparse.Namespace) -> int:
    """Fetch what ``options`` say and return the exit code."""
    try:
        folder = (options.models or ModelOptions.read(os.environ).folder).expanduser().resolve()
        plans = [plan_fetch(model, folder) for model in options.only]
        _say(_need(plans, folder))
        check_disk(plans, folder)
        for plan in plans:
            if plan.to_come:
                _say(f"{plan.model.job}: {plan.model.id} at {plan.revision[:12]}, {plan.model.licence}")
            carry_out(plan, folder, teller(plan, _say))
    except (FetchError, BadLock, ConfigError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"{error.filename} cannot be used: {error.strerror}.\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("Stopped; what has come whole is kept.\n")
        return 130
    _say(f"All there. {folder / LOCK} says which commits they are; LIGHTLOOM_MODELS={folder} uses them.")
    return 0


def teller(
    plan: Plan, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
) -> Callable[[int, int], None]:
    """Takes how much of ``plan`` is there and says it now and then, with the time that is left."""
    began, told, first = clock(), clock(), plan.size - plan.to_come

    def tell(done: int, of: int) -> None:
        nonlocal told
        now = clock()
        if not plan.to_come or (now - told < TELL_EVERY and done < of):
            return
        told = now
        speed = (done - first) / max(now - began, 0.001)
        left = f", about {spell_time((of - done) / speed)} left" if done < of and speed > 0 else ""
        say(f"  {spell_bytes(done)} of {spell_bytes(of)} ({100 * done // max(of, 1)} %), {spell_bytes(speed)}/s{left}")

    return tell


def spell_time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _need(plans: list[Plan], folder: Path) -> str:
    to_come = sum(plan.to_come for plan in plans)
    if not to_come:
        return f"Nothing is missing in {folder}."
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = spell_bytes(shutil.disk_usage(there).free)
    return f"{spell_bytes(to_come)} will be fetched into {folder}, whose disk has {free} free."


def _models(text: str) -> tuple[Model, ...]:
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in {model.name for model in MODELS}]
    if unknown or not wanted:
        names = ", ".join(model.name for model in MODELS)
        raise argparse.ArgumentTypeError(f"the models are {names}, not {(unknown or [text])[0]!r}")
    return tuple(model for model in MODELS if model.name in wanted)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
