"""The job that paints a strip: on a canvas that carries on the mural's last pixels; its new part is the strip.

``piece_job.py`` has the steps. The edge that the next strip carries on is also cached, so that a growing mural is not
read again and again.
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
from inference.mural.piece_job import InvalidJob, PaintedPiece, PieceSteps, check_painted, paint_piece


class EdgeCache:
    """The right edges of the ``capacity`` newest pictures and reliefs, by storage key. Thread-safe.

    What is stored under a key never changes, so a cached edge is never stale.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._edges: OrderedDict[str, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Any:
        """A copy of the edge, or none."""
        with self._lock:
            cached = self._edges.get(key)
        return None if cached is None else cached.copy()

    def put(self, key: str, edge: Picture | Relief) -> None:
        with self._lock:
            self._edges[key] = edge
            while len(self._edges) > self._capacity:
                self._edges.popitem(last=False)


EDGE_CACHE = EdgeCache(capacity=128)
"""Edges of the last 64 strips that this process painted: about 50 MB."""


def paint_strip(
    engine: Engine, storage: Storage, job: StripJob, on_direction: Callable[[Direction], None] | None = None
) -> StripResult:
    """Paint ``job``'s strip and store it; ``on_direction`` is called before any paint.

    Raises ``InvalidJob`` where place and carried edge do not fit together, ``MissingFile`` and ``PictureUnreadable``
    for a carried strip that is missing or broken, ``EngineError`` for what the engine could not do.
    """
    return StripResult(**dict(paint_piece(engine, storage, job, STRIP_STEPS, on_direction, cache_edges)))


def check_job(job: StripJob) -> None:
    if job.x != strip_x(job.position):
        raise InvalidJob(f"The strip at {job.position} belongs at {strip_x(job.position)} px, not at {job.x}.")
    if (job.carried is None) != (job.position == 0) or (job.carried is None) != (job.carried_relief is None):
        raise InvalidJob("Every strip but the first carries on the picture and the relief of the one before it.")


def read_strip_request(storage: Storage, job: StripJob, direction: Direction) -> StripRequest:
    """The painter's request, with the edge that it carries on."""
    return StripRequest(
        direction=direction,
        seed=job.seed,
        position=job.position,
        canvas_x=canvas_x(job.position),
        carried=_carried(storage, job.carried, decode_picture),
        carried_relief=_carried(storage, job.carried_relief, decode_relief),
        memory=job.memory,
        anchor=partial(_read_anchor, storage, job.anchor) if job.anchor else None,
    )


def paint_strip_canvas(engine: Engine, request: StripRequest) -> PaintedPiece:
    painted = engine.painter.paint(request)
    check_painted(painted)
    whole = painted.canvas if request.carried is None else canvas.paste_kept(painted.canvas, request.carried)
    return PaintedPiece(
        whole=replace(painted, canvas=whole), picture=canvas.cut_strip(whole, request.position), memory=painted.memory
    )


def measure_strip_relief(engine: Engine, strip: PaintedPiece, request: StripRequest) -> Relief:
    return canvas.cut_strip(engine.relief.measure(strip.whole, request), request.position)


def cache_edges(files: PieceFiles, picture: Picture, relief: Relief) -> None:
    """Cache what the next strip carries on."""
    EDGE_CACHE.put(files.picture, canvas.carried_edge(picture))
    EDGE_CACHE.put(files.relief, canvas.carried_edge(relief))


STRIP_STEPS = PieceSteps(
    folder="strips",
    check=check_job,
    read_request=read_strip_request,
    paint=paint_strip_canvas,
    measure=measure_strip_relief,
)


def _carried(storage: Storage, key: str | None, decode: Callable[[bytes], Any]) -> Any:
    """The right edge of the picture or the relief under ``key``; none where there is no strip to carry on."""
    if key is None:
        return None
    cached = EDGE_CACHE.get(key)
    return canvas.carried_edge(decode(storage.read(key))) if cached is None else cached


def _read_anchor(storage: Storage, key: str) -> Picture:
    return decode_picture(storage.read(key))
