"""Making in steps: one call does some seconds of a making and says what to remember, until nothing is left to do.

The makers are found here and keep to inference/studio/step.py.
"""

from __future__ import annotations

import json
import time
from typing import Any

from inference.contract.errors import EngineError
from inference.contract.jobs import MakingKind
from inference.contract.makings import MakeJob, MakeStep
from inference.contract.plan import Plan, read_plan
from inference.contract.storage import Storage
from inference.studio.step import STEP_SECONDS, Maker, Step, Stepped

CARRY_BYTES = 2**20
FILM_LINES = 1080


def maker_of(kind: MakingKind, film_lines: int = FILM_LINES) -> Maker:
    """Who makes ``kind``. Imported when first asked for: some bring heavy libraries."""
    if kind == "tiles":
        from inference.studio.tiles import cut_tiles

        return cut_tiles
    if kind == "depth":
        from inference.studio.depth import make_depth

        return make_depth
    if kind == "glb":
        from inference.studio.glb import make_glb

        return make_glb
    if kind == "png":
        from inference.studio.png import make_png

        return make_png
    if kind in ("film", "film_tall"):
        from inference.studio.film.maker import film_maker
        from inference.studio.film.shapes import TALL, WIDE

        return film_maker((WIDE if kind == "film" else TALL).of(film_lines))
    raise EngineError("make.unknown", f"This studio does not make {kind}.", again=False)


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
