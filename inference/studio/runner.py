"""Making in steps: one call does some seconds of a making and says what to remember, until nothing is left to do.

The makers are found here and keep to inference/studio/step.py.
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
from inference.studio.step import STEP_SECONDS, Maker, Step, Stepped

CARRY_BYTES = 2**20
FILM_LINES = 1080
MAKERS: dict[MakingKind, str] = {
    "tiles": "tiles:cut_tiles",
    "depth": "depth:make_depth",
    "film": "film.maker:wide_film_maker",
    "film_tall": "film.maker:tall_film_maker",
    "glb": "glb:make_glb",
    "png": "png:make_png",
}
"""Module of this package and function. They are imported when first asked for: some bring heavy libraries."""

assert MAKERS.keys() == MAKING_KINDS.keys(), f"The studio has no maker for {set(MAKING_KINDS) ^ set(MAKERS)}."


def maker_of(kind: MakingKind, film_lines: int = FILM_LINES) -> Maker:
    """Who makes ``kind``; a film gets ``film_lines`` px on its shorter side. Raises ``EngineError`` for no such kind."""
    if kind not in MAKERS:
        raise EngineError("make.unknown", f"This studio does not make {kind}.", again=False)
    module, name = MAKERS[kind].split(":")
    maker = getattr(import_module(f"inference.studio.{module}"), name)
    made: Maker = maker(film_lines) if MAKING_KINDS[kind].film_cut else maker
    return made


def make_step(storage: Storage, job: MakeJob, seconds: float = STEP_SECONDS, film_lines: int = FILM_LINES) -> MakeStep:
    """Do one step of ``job``; films get ``film_lines`` px on their shorter side.
    Raises ``EngineError`` for what cannot be made, or not now."""
    step = Step(job.step, job.carry, job.folder, time.monotonic() + seconds)
    stepped = maker_of(job.kind, film_lines)(storage, read_plan(storage, job.plan), step)
    if len(json.dumps(stepped.carry)) > CARRY_BYTES:
        raise EngineError("make.carry", "A step wants to remember more than 1 MB.", again=False)
    return MakeStep(
        about=job.about,
        attempt=job.attempt,
        folder=job.folder,
        step=job.step,
        stage=stepped.stage,
        done=min(stepped.done, stepped.of),
        of=max(1, stepped.of),
        carry=stepped.carry,
        finished=stepped.finished,
        files=list(stepped.files),
        skipped=list(stepped.skipped),
        spent=list(stepped.spent),
    )


def make_all(maker: Maker, storage: Storage, plan: Plan, folder: str, seconds: float = STEP_SECONDS) -> Stepped:
    """Every step of a making, one after the other, as the service does them: for the command line,
    the benchmark and tests."""
    number, carry = 0, dict[str, Any]()
    while True:
        stepped = maker(storage, plan, Step(number, json.loads(json.dumps(carry)), folder, time.monotonic() + seconds))
        for key in stepped.spent:
            storage.delete(key)
        if stepped.finished:
            return stepped
        number, carry = number + 1, stepped.carry
