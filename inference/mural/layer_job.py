"""What a layer asks of the engine: the window that ends with the mural, and the mask of what may change in it.

The window is the canvas that the mural's last strip was painted on, as it is seen: the strip, the end of its neighbour,
and the layers that lie there already. A layer is the part of it that may change (canvas.py ``over_mask``): its picture
is the new paint with the mask as alpha, so what is below it is kept whole and taking the layer away is just taking it
away. Its relief is laid over by the same alpha. The steps that it goes through are ``piece_job.py``'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from inference.contract.arrays import Picture, Relief
from inference.contract.direction import Direction
from inference.contract.files.picture_files import decode_layer, decode_picture, decode_relief
from inference.contract.files.storage import Storage
from inference.contract.geometry import CANVAS, CARRIED, HEIGHT, JOIN, NEW, canvas_x
from inference.contract.pieces import LayerJob, LayerResult
from inference.engine.protocols import Engine, LayerRequest
from inference.mural import canvas
from inference.mural.piece_job import BadJob, PaintedPiece, PieceSteps, check_painted, paint_piece


def paint_layer(
    engine: Engine, storage: Storage, job: LayerJob, directed: Callable[[Direction], None] | None = None
) -> LayerResult:
    """Paint ``job``'s layer and store it. ``directed`` is told the direction as soon as it is known, before any paint.

    Raises ``BadJob`` for a job whose place and pictures do not fit together, ``Missing`` and ``PictureUnreadable`` for
    a picture that is not there or broken, ``EngineError`` for what the engine could not do.
    """
    return LayerResult(**dict(paint_piece(engine, storage, job, LAYER_STEPS, directed)), position=job.position)


def check_job(job: LayerJob) -> None:
    if job.x != canvas_x(job.position):
        raise BadJob(f"The window over strip {job.position} begins at {canvas_x(job.position)} px, not at {job.x}.")
    if (job.before_picture is None) != (job.position == 0) or (job.before_picture is None) != (
        job.before_relief is None
    ):
        raise BadJob("Every window but the first one's begins on the picture and the relief of the strip to the left.")


def read_layer_request(storage: Storage, job: LayerJob, direction: Direction) -> LayerRequest:
    """What the painter is asked for, with what is below it."""
    below, below_relief = read_window(storage, job)
    return LayerRequest(direction, job.seed, job.x, below, below_relief, canvas.over_mask(job.x), job.memory)


def read_window(storage: Storage, job: LayerJob) -> tuple[Picture, Relief]:
    """(768, 768, 3) and (768, 768): the mural from ``job.x`` on, as it is seen."""
    picture = decode_picture(storage.read(job.picture))
    relief = decode_relief(storage.read(job.relief))
    if job.before_picture is not None and job.before_relief is not None:
        left = canvas.carried_edge(decode_picture(storage.read(job.before_picture)))
        left_relief = canvas.carried_edge(decode_relief(storage.read(job.before_relief)))
        picture = np.concatenate([left[:, : CARRIED - JOIN], picture], axis=1)
        relief = np.concatenate([left_relief[:, : CARRIED - JOIN], relief], axis=1)
    if picture.shape != (HEIGHT, CANVAS, 3) or relief.shape != (HEIGHT, CANVAS):
        raise BadJob(f"The window is {picture.shape[1]} px wide instead of {CANVAS}.")
    for laid in job.layers:
        paint, alpha = decode_layer(storage.read(laid.picture))
        depth = decode_relief(storage.read(laid.relief))
        across = slice(0, paint.shape[1])
        picture[:, across] = canvas.lay_over(paint, picture[:, across], alpha)
        relief[:, across] = canvas.lay_over(depth, relief[:, across], alpha)
    return picture, relief


def paint_window(engine: Engine, request: LayerRequest) -> PaintedPiece:
    painted = engine.painter.repaint(request)
    check_painted(painted)
    return PaintedPiece(
        whole=replace(painted, canvas=canvas.lay_over(painted.canvas, request.below, request.mask)),
        picture=painted.canvas[:, :NEW],
        # an engine that remembers nothing of a layer leaves what is known of the place as it was
        memory=painted.memory or request.memory,
        alpha=request.mask[:, :NEW],
    )


def measure_layer_relief(engine: Engine, layer: PaintedPiece, request: LayerRequest) -> Relief:
    return engine.relief.remeasure(layer.whole, request)[:, :NEW]


LAYER_STEPS = PieceSteps(
    folder="layers", check=check_job, ask=read_layer_request, paint=paint_window, measure=measure_layer_relief
)
