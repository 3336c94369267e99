"""``python -m inference film PLAN.json --media FOLDER --out FILM.mp4``: a world's film from the command line.

The plan is what the service stores when a film is asked for; the media folder holds the files it names. The film is
made in the same steps as there, in a temporary folder. ``add_arguments`` and ``run`` are the interface of every such
program. Bad input raises ``CommandRefused``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from inference.contract.errors import CommandRefused
from inference.contract.files.storage import FolderStorage, Storage
from inference.contract.makings.plan import Plan
from inference.studio.film.formats import TALL, WIDE
from inference.studio.film.maker import FilmOptions, make_film
from inference.studio.film.timeline import MAX_SECONDS
from inference.studio.runner import make_all
from inference.studio.step import Step, StepResult

FOLDER = "film"
MAX_PLAN_BYTES = 64 * 2**20


class _OverlayStorage:
    """Reads from the media folder, and writes to another one that is read first for what was made."""

    def __init__(self, media: Storage, made: Storage) -> None:
        self._media, self._made = media, made

    def _storage_of(self, key: str) -> Storage:
        return self._made if key.startswith(f"{FOLDER}/") else self._media

    def read(self, key: str) -> bytes:
        return self._storage_of(key).read(key)

    def write(self, key: str, data: bytes) -> None:
        self._made.write(key, data)

    def exists(self, key: str) -> bool:
        return self._storage_of(key).exists(key)

    def delete(self, key: str) -> None:
        self._made.delete(key)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", type=Path, metavar="PLAN.json", help="the world as the service stores it for a film")
    parser.add_argument("--media", type=Path, required=True, metavar="FOLDER", help="where the plan's keys are")
    parser.add_argument("--out", type=Path, required=True, metavar="FILM.mp4", help="its words go beside it: .vtt")
    parser.add_argument("--tall", action="store_true", help="for phones held upright")
    parser.add_argument("--lines", type=int, default=1080, metavar="PX", help="of the shorter side (default 1080)")
    parser.add_argument(
        "--longest", type=float, default=MAX_SECONDS, metavar="SECONDS", help=f"default {MAX_SECONDS:.0f}"
    )


def run(options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Make the film; returns a JSON record and a line for people. Raises ``CommandRefused`` and ``EngineError``."""
    out: Path = options.out
    if out.suffix.lower() != ".mp4":
        raise CommandRefused(f"{out} must end in .mp4.")
    if not out.parent.is_dir():
        raise CommandRefused(f"There is no folder {out.parent}.")
    if not options.media.is_dir():
        raise CommandRefused(f"There is no folder {options.media}.")
    if not 30 <= options.longest <= 3600:
        raise CommandRefused("A film lasts 30 to 3600 seconds at the longest.")
    if not 120 <= options.lines <= 2160:
        raise CommandRefused("A film has 120 to 2160 px on its shorter side.")
    plan = _read_plan(options.plan)
    wanted = FilmOptions((TALL if options.tall else WIDE).with_lines(options.lines), options.longest)
    began = time.perf_counter()

    def make_and_report(storage: Storage, plan: Plan, step: Step) -> StepResult:
        result = make_film(storage, plan, step, wanted)
        if not result.finished:
            sys.stderr.write(f"{result.stage} ({result.done} of {result.of})\n")
        return result

    with tempfile.TemporaryDirectory(prefix="film-") as folder:
        storage = _OverlayStorage(FolderStorage(options.media), FolderStorage(Path(folder)))
        made = make_all(make_and_report, storage, plan, FOLDER)
        for file in made.files:
            target = out if file.name == "film.mp4" else out.with_name(f"{out.stem}-{file.name.removeprefix('film')}")
            target = out.with_suffix(".vtt") if file.name == "film.vtt" else target
            target.write_bytes(storage.read(file.key))
    film = made.files[0]
    took = time.perf_counter() - began
    record = {
        "out": str(out),
        **film.about,
        "bytes": film.bytes,
        "took": round(took, 1),
        "skipped": [one.model_dump(mode="json") for one in made.skipped],
    }
    return record, f"{out}: {film.about['seconds']} s of {len(plan.strips)} strips, made in {took:.0f} s"


def _read_plan(path: Path) -> Plan:
    try:
        if path.stat().st_size > MAX_PLAN_BYTES:
            raise CommandRefused(f"{path} is larger than {MAX_PLAN_BYTES // 2**20} MB.")
        return Plan.model_validate_json(path.read_bytes())
    except OSError as error:
        raise CommandRefused(f"{path} cannot be used: {error.strerror}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CommandRefused(
            f"{path} is no plan that can be read{f', at {place}' if place else ''}: {first['msg']}."
        ) from None
