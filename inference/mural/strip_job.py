"""The life of a paint job: direct, paint on the carried edge, measure the relief, cut the strip, store its files.

Pixels come from the storage and go back to it under new keys, so a job that is done twice leaves two sets of files and
changes none. The mural's own pixels are in the canvas again before anything is cut (inference/mural/canvas.py),
whatever the painter did to them. It knows no queue and no Django; what goes wrong comes out as an ``EngineError`` with
a stable code.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from inference.contract.arrays import Picture, Relief
from inference.contract.errors import EngineError
from inference.contract.geometry import CANVAS, HEIGHT, canvas_x, strip_width, strip_x
from inference.contract.jobs import Direction, PaintJob, PaintResult, StripFiles
from inference.contract.picture_files import (
    decode_picture,
    decode_relief,
    encode_picture,
    encode_relief,
    encode_relief_view,
    encode_view,
)
from inference.contract.storage import Storage, fresh_key
from inference.engine.protocols import Engine, Painted, StripRequest
from inference.mural import canvas
from inference.mural.palette import measure_palette


class Edges:
    """The right edges of strips just painted, by the key of their file,
    so that the next strip need not read and unpack it.

    What is stored under a key never changes, so an edge that is held is never stale. The ``most`` newest are held;
    safe between threads.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[str, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Any:
        """A copy of the edge, or none."""
        with self._lock:
            held = self._held.get(key)
        return None if held is None else held.copy()

    def put(self, key: str, edge: Picture | Relief) -> None:
        with self._lock:
            self._held[key] = edge
            while len(self._held) > self._most:
                self._held.popitem(last=False)


ENCODERS = ThreadPoolExecutor(4, thread_name_prefix="encode")
"""Files are packed outside the interpreter's lock: two while the relief is measured, the others beside them."""
EDGES = Edges(most=128)
"""Those of the last 64 strips that this process painted: about 50 MB."""
MEMORY_BYTES = 16_384
"""The most, as JSON, that an engine may remember with a strip."""


class BadJob(EngineError):
    """The job contradicts itself, so that no engine could do it."""

    def __init__(self, message: str) -> None:
        super().__init__("paint.job", message, again=False)


def paint_phrase(
    engine: Engine, storage: Storage, job: PaintJob, directed: Callable[[Direction], None] | None = None
) -> PaintResult:
    """Paint ``job``'s strip and store it. ``directed`` is told the direction as soon as it is known, before any paint.

    Raises ``BadJob`` for a job whose place and carried edge do not fit together, ``Missing`` and ``PictureUnreadable``
    for a carried strip that is not there or broken, ``EngineError`` for what the engine could not do.
    """
    _check(job)
    seconds: dict[str, float] = {}
    with timed(seconds, "direct"):
        direction = engine.director.direct(job.text, art_style=job.art_style, before=job.before, memory=job.memory)
    if directed is not None:
        directed(direction)
    with timed(seconds, "paint"):
        scene = StripRequest(
            direction=direction,
            seed=job.seed,
            position=job.position,
            canvas_x=canvas_x(job.position),
            carried=_carried_picture(storage, job),
            carried_relief=_carried_relief(storage, job),
            memory=job.memory,
            anchor=partial(_anchor, storage, job.anchor) if job.anchor else None,
        )
        painted = engine.painter.paint(scene)
        check_painted(painted)
        whole = painted.canvas if scene.carried is None else canvas.keep(painted.canvas, scene.carried)
    picture = canvas.cut_strip(whole, job.position)
    files = name_files(job.world, job.position)
    stored = [
        ENCODERS.submit(_store, storage, files.picture, encode_picture, picture),
        ENCODERS.submit(_store, storage, files.view, encode_view, picture),
    ]
    with timed(seconds, "relief"):
        relief = engine.relief.measure(Painted(whole, painted.memory, painted.relief), scene)
    with timed(seconds, "store"):
        part = canvas.cut_strip(relief, job.position)
        stored.append(ENCODERS.submit(_store, storage, files.relief, encode_relief, part))
        _store(storage, files.relief_view, encode_relief_view, part)
        palette = measure_palette(picture)
        for file in stored:
            file.result()
        EDGES.put(files.picture, canvas.carried_edge(picture))
        EDGES.put(files.relief, canvas.carried_edge(part))
    return PaintResult(
        about=job.about,
        attempt=job.attempt,
        engine=engine.name,
        direction=direction,
        files=files,
        x=job.x,
        palette=palette,
        memory=painted.memory,
        seconds=seconds,
    )


def name_files(world: str, position: int) -> StripFiles:
    """Keys for a strip's four files that nothing has been written to before."""
    folder, name, token = f"worlds/{world}/strips", f"{position:05d}", secrets.token_hex(8)
    return StripFiles(
        picture=fresh_key(folder, name, ".png", token),
        view=fresh_key(folder, name, ".webp", token),
        relief=fresh_key(folder, name, "-relief.png", token),
        relief_view=fresh_key(folder, name, "-relief-view.png", token),
        width=strip_width(position),
    )


def store_strip(storage: Storage, world: str, position: int, picture: Picture, relief: Relief) -> StripFiles:
    """Write a strip's four files under fresh keys."""
    files = name_files(world, position)
    _store(storage, files.picture, encode_picture, picture)
    _store(storage, files.view, encode_view, picture)
    _store(storage, files.relief, encode_relief, relief)
    _store(storage, files.relief_view, encode_relief_view, relief)
    return files


def _store(storage: Storage, key: str, encode: Callable[[Any], bytes], pixels: Picture | Relief) -> None:
    storage.write(key, encode(pixels))


def _check(job: PaintJob) -> None:
    if job.x != strip_x(job.position):
        raise BadJob(f"The strip at {job.position} belongs at {strip_x(job.position)} px, not at {job.x}.")
    if (job.carried is None) != (job.position == 0) or (job.carried is None) != (job.carried_relief is None):
        raise BadJob("Every strip but the first carries on the picture and the relief of the one before it.")


def _carried_picture(storage: Storage, job: PaintJob) -> Picture | None:
    if job.carried is None:
        return None
    known: Picture | None = EDGES.get(job.carried)
    return canvas.carried_edge(decode_picture(storage.read(job.carried))) if known is None else known


def _anchor(storage: Storage, key: str) -> Picture:
    return decode_picture(storage.read(key))


def _carried_relief(storage: Storage, job: PaintJob) -> Relief | None:
    if job.carried_relief is None:
        return None
    known: Relief | None = EDGES.get(job.carried_relief)
    return canvas.carried_edge(decode_relief(storage.read(job.carried_relief))) if known is None else known


def check_painted(painted: Painted) -> None:
    """Raises ``EngineError`` ``paint.failed`` for a canvas that no strip or layer can be cut from,
    or too long a memory."""
    if painted.canvas.shape != (HEIGHT, CANVAS, 3):
        raise EngineError("paint.failed", f"The painter left a canvas of {painted.canvas.shape}.")
    if len(json.dumps(painted.memory)) > MEMORY_BYTES:
        raise EngineError("paint.failed", "The painter wants to remember more than 16 KB.", again=False)


@contextmanager
def timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    """Note under ``stage`` how many seconds the block took."""
    begin = time.perf_counter()
    yield
    seconds[stage] = round(time.perf_counter() - begin, 4)
