"""The job that paints a piece of the mural: direct, paint, measure the relief, store.

Strips and layers go through the same steps; ``PieceSteps`` says what each asks of the engine and which pixels of its
canvas are the piece. Pixels are written under new keys, so a job that runs twice leaves two sets of files and changes
none. The mural's own pixels are pasted back before a piece is cut (canvas.py), whatever the painter did to them. It
knows no queue and no Django; failures are ``EngineError`` with a stable code.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from inference.contract.arrays import Mask, Picture, Relief
from inference.contract.direction import Direction
from inference.contract.errors import EngineError
from inference.contract.files.picture_files import encode_picture, encode_relief, encode_relief_view, encode_view
from inference.contract.files.storage import Storage, new_key
from inference.contract.geometry import CANVAS, HEIGHT
from inference.contract.pieces import PieceFiles, PieceFolder, PieceJob, PieceResult
from inference.engine.protocols import Engine, Painted
from inference.mural.palette import measure_palette

ENCODING = ThreadPoolExecutor(4, thread_name_prefix="encode")
"""Encodes without the interpreter's lock: two files while the relief is measured, two after it."""
MEMORY_BYTES = 16_384
"""The most, as JSON, that an engine may remember with a piece."""

JobT = TypeVar("JobT", bound=PieceJob)
RequestT = TypeVar("RequestT")
"""What the painter gets: a ``StripRequest`` or a ``LayerRequest``."""


class InvalidJob(EngineError):
    """The job contradicts itself, so that no engine could do it."""

    def __init__(self, message: str) -> None:
        super().__init__("paint.job", message, again=False)


@dataclass(frozen=True)
class PaintedPiece:
    """A painted piece, before anything is stored."""

    whole: Painted
    """The canvas with the mural's own pixels back in it: what the relief is measured on."""
    picture: Picture
    """(768, w, 3): the part of it that is the piece."""
    memory: dict[str, Any]
    """What to remember for the next piece."""
    alpha: Mask | None = None
    """(768, w): how far a layer covers what is below; a strip has none."""


@dataclass(frozen=True)
class PieceSteps(Generic[JobT, RequestT]):
    """The steps in which a strip and a layer differ."""

    folder: PieceFolder
    check: Callable[[JobT], None]
    """Raises ``InvalidJob`` for a job that contradicts itself."""
    read_request: Callable[[Storage, JobT, Direction], RequestT]
    """Reads the pixels that are there. Raises ``MissingFile`` and ``PictureUnreadable``."""
    paint: Callable[[Engine, RequestT], PaintedPiece]
    measure: Callable[[Engine, PaintedPiece, RequestT], Relief]
    """(768, w): the relief of the piece alone."""


def paint_piece(
    engine: Engine,
    storage: Storage,
    job: JobT,
    steps: PieceSteps[JobT, RequestT],
    on_direction: Callable[[Direction], None] | None = None,
    on_stored: Callable[[PieceFiles, Picture, Relief], None] = lambda files, picture, relief: None,
) -> PieceResult:
    """Paint ``job``'s piece and store it.

    ``on_direction`` is called before any paint, ``on_stored`` once all files are written. Raises what the steps raise,
    and ``EngineError`` for what the engine could not do.
    """
    steps.check(job)
    seconds: dict[str, float] = {}
    with timed(seconds, "direct"):
        direction = engine.director.direct(job.text, art_style=job.art_style, before=job.before, memory=job.memory)
    if on_direction is not None:
        on_direction(direction)
    with timed(seconds, "paint"):
        request = steps.read_request(storage, job, direction)
        piece = steps.paint(engine, request)
    files = name_files(steps.folder, job.world, job.position, piece.picture.shape[1])
    writes = [
        encode_and_write(storage, files.picture, encode_picture, piece.picture, piece.alpha),
        encode_and_write(storage, files.view, encode_view, piece.picture, piece.alpha),
    ]
    with timed(seconds, "relief"):
        relief = steps.measure(engine, piece, request)
    with timed(seconds, "store"):
        writes.append(encode_and_write(storage, files.relief, encode_relief, relief))
        # The smallest of the four, here: in the pool it would wait behind the others.
        storage.write(files.relief_view, encode_relief_view(relief, piece.alpha))
        palette = measure_palette(piece.picture)
        for write in writes:
            write.result()
        on_stored(files, piece.picture, relief)
    return PieceResult(
        about=job.about,
        attempt=job.attempt,
        engine=engine.name,
        direction=direction,
        files=files,
        x=job.x,
        palette=palette,
        memory=piece.memory,
        seconds=seconds,
    )


def name_files(folder: PieceFolder, world: str, position: int, width: int) -> PieceFiles:
    """Keys for a piece's four files that nothing has been written to before."""
    place, name, token = f"worlds/{world}/{folder}", f"{position:05d}", secrets.token_hex(8)
    return PieceFiles(
        picture=new_key(place, name, ".png", token),
        view=new_key(place, name, ".webp", token),
        relief=new_key(place, name, "-relief.png", token),
        relief_view=new_key(place, name, "-relief-view.png", token),
        width=width,
    )


def encode_and_write(
    storage: Storage, key: str, encode: Callable[..., bytes], *pixels: Picture | Relief | None
) -> Future[None]:
    """Encode ``pixels`` and write them under ``key`` in another thread; ``result`` raises what went wrong."""
    return ENCODING.submit(lambda: storage.write(key, encode(*pixels)))


def check_painted(painted: Painted) -> None:
    """Raises ``EngineError`` ``paint.failed`` for a canvas of another shape, or too long a memory."""
    if painted.canvas.shape != (HEIGHT, CANVAS, 3):
        raise EngineError("paint.failed", f"The painter left a canvas of {painted.canvas.shape}.")
    if len(json.dumps(painted.memory)) > MEMORY_BYTES:
        raise EngineError("paint.failed", "The painter wants to remember more than 16 KB.", again=False)


@contextmanager
def timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    """Store under ``stage`` how many seconds the block took."""
    begin = time.perf_counter()
    yield
    seconds[stage] = round(time.perf_counter() - begin, 4)
