"""Runs makings step by step: each call does some seconds of one and says what to carry on, until nothing is left to do.

It finds the makers, which keep to inference/studio/step.py.
"""

from __future__ import annotations

import json
import time
from importlib import import_module
from typing import Any

from inference.contract.errors import EngineError
from inference.contract.files.storage import Storage
from inference.contract.makings.kinds import MAKING_KINDS, MakingKind
from inference.contract.makings.plan import Plan, read_plan
from inference.contract.makings.steps import MakeJob, MakeStep
from inference.studio.step import STEP_SECONDS, Maker, Step, StepResult

MAX_CARRY_BYTES = 2**20
FILM_LINES = 1080
MAKERS: dict[MakingKind, str] = {
    "tiles": "tiles:cut_tiles",
    "depth": "depth:make_depth",
    "film": "film.maker:wide_film_maker",
    "film_tall": "film.maker:tall_film_maker",
    "glb": "glb:make_glb",
    "png": "png:make_png",
}
"""Module in this package and function, imported when first needed: some load heavy libraries."""

assert MAKERS.keys() == MAKING_KINDS.keys(), f"The studio has no maker for {set(MAKING_KINDS) ^ set(MAKERS)}."


def maker_of(kind: MakingKind, film_lines: int = FILM_LINES) -> Maker:
    """The maker of ``kind``; films get ``film_lines`` px on their shorter side. Raises ``EngineError`` for none."""
    if kind not in MAKERS:
        raise EngineError("make.unknown", f"This studio does not make {kind}.", again=False)
    module, name = MAKERS[kind].split(":")
    maker = getattr(import_module(f"inference.studio.{module}"), name)
    maker_for_kind: Maker = maker(film_lines) if MAKING_KINDS[kind].film_cut else maker
    return maker_for_kind


def make_step(storage: Storage, job: MakeJob, seconds: float = STEP_SECONDS, film_lines: int = FILM_LINES) -> MakeStep:
    """Do one step of ``job``; films get ``film_lines`` px on their shorter side.

    Raises ``EngineError`` for what cannot be made, or not now.
    """
    step = Step(job.step, job.carry, job.folder, time.monotonic() + seconds)
    result = maker_of(job.kind, film_lines)(storage, read_plan(storage, job.plan), step)
    if len(json.dumps(result.carry)) > MAX_CARRY_BYTES:
        raise EngineError("make.carry", "A step wants to remember more than 1 MB.", again=False)
    return MakeStep(
        about=job.about,
        attempt=job.attempt,
        folder=job.folder,
        step=job.step,
        stage=result.stage,
        done=min(result.done, result.of),
        of=max(1, result.of),
        carry=result.carry,
        finished=result.finished,
        files=list(result.files),
        skipped=list(result.skipped),
        spent=list(result.spent),
    )


def make_all(maker: Maker, storage: Storage, plan: Plan, folder: str, seconds: float = STEP_SECONDS) -> StepResult:
    """All steps of a making in one process, as the service does them: for the command line, benchmarks and tests."""
    number, carry = 0, dict[str, Any]()
    while True:
        result = maker(storage, plan, Step(number, json.loads(json.dumps(carry)), folder, time.monotonic() + seconds))
        for key in result.spent:
            storage.delete(key)
        if result.finished:
            return result
        number, carry = number + 1, result.carry
