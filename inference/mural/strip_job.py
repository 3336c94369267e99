"""What a strip asks of the engine: a canvas that carries on the mural's last pixels; its new part is the strip.

The steps that it goes through are ``piece_job.py``'s. The edge that the next strip carries on is held in memory
besides, so that a mural that grows is not read again and again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from inference.contract.arrays import Picture, Relief
from inference.contract.direction import Direction
from inference.contract.files.picture_files import decode_picture, decode_relief
from inference.contract.files.storage import Storage
from inference.contract.geometry import canvas_x, strip_x
from inference.contract.pieces import PieceFiles, StripJob, StripResult
from inference.engine.protocols import Engine, StripRequest
from inference.mural import canvas
from inference.mural.piece_job import BadJob, PaintedPiece, PieceSteps, check_painted, paint_piece


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


EDGES = Edges(most=128)
"""Those of the last 64 strips that this process painted: about 50 MB."""


def paint_strip(
    engine: Engine, storage: Storage, job: StripJob, directed: Callable[[Direction], None] | None = None
) -> StripResult:
    """Paint ``job``'s strip and store it. ``directed`` is told the direction as soon as it is known, before any paint.

    Raises ``BadJob`` for a job whose place and carried edge do not fit together, ``Missing`` and ``PictureUnreadable``
    for a carried strip that is not there or broken, ``EngineError`` for what the engine could not do.
    """
    return StripResult(**dict(paint_piece(engine, storage, job, STRIP_STEPS, directed, hold_edges)))


def check_job(job: StripJob) -> None:
    if job.x != strip_x(job.position):
        raise BadJob(f"The strip at {job.position} belongs at {strip_x(job.position)} px, not at {job.x}.")
    if (job.carried is None) != (job.position == 0) or (job.carried is None) != (job.carried_relief is None):
        raise BadJob("Every strip but the first carries on the picture and the relief of the one before it.")


def read_strip_request(storage: Storage, job: StripJob, direction: Direction) -> StripRequest:
    """What the painter is asked for, with the edge that it carries on."""
    return StripRequest(
        direction=direction,
        seed=job.seed,
        position=job.position,
        canvas_x=canvas_x(job.position),
        carried=_edge(storage, job.carried, decode_picture),
        carried_relief=_edge(storage, job.carried_relief, decode_relief),
        memory=job.memory,
        anchor=partial(_anchor, storage, job.anchor) if job.anchor else None,
    )


def paint_strip_canvas(engine: Engine, request: StripRequest) -> PaintedPiece:
    painted = engine.painter.paint(request)
    check_painted(painted)
    whole = painted.canvas if request.carried is None else canvas.keep(painted.canvas, request.carried)
    return PaintedPiece(
        whole=replace(painted, canvas=whole), picture=canvas.cut_strip(whole, request.position), memory=painted.memory
    )


def measure_strip_relief(engine: Engine, strip: PaintedPiece, request: StripRequest) -> Relief:
    return canvas.cut_strip(engine.relief.measure(strip.whole, request), request.position)


def hold_edges(files: PieceFiles, picture: Picture, relief: Relief) -> None:
    """Hold what the next strip carries on."""
    EDGES.put(files.picture, canvas.carried_edge(picture))
    EDGES.put(files.relief, canvas.carried_edge(relief))


STRIP_STEPS = PieceSteps(
    folder="strips", check=check_job, ask=read_strip_request, paint=paint_strip_canvas, measure=measure_strip_relief
)


def _edge(storage: Storage, key: str | None, decode: Callable[[bytes], Any]) -> Any:
    """The right edge of the picture or the relief under ``key``; none where there is no strip to carry on."""
    if key is None:
        return None
    known = EDGES.get(key)
    return canvas.carried_edge(decode(storage.read(key))) if known is None else known


def _anchor(storage: Storage, key: str) -> Picture:
    return decode_picture(storage.read(key))
