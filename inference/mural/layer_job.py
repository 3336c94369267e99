"""The job that paints a layer: over the window that ends with the mural, with a mask of what may change in it.

The window is the canvas of the mural's last strip as it is seen: the strip, the end of its neighbour, and the layers
that lie there already. A layer is the part that may change (canvas.py ``layer_mask``). Its picture is the new paint
with the mask as alpha, so what is below stays whole and removing the layer needs no repair. Its relief is blended by
the same alpha. ``piece_job.py`` has the steps.
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
from inference.mural.piece_job import InvalidJob, PaintedPiece, PieceSteps, check_painted, paint_piece


def paint_layer(
    engine: Engine, storage: Storage, job: LayerJob, on_direction: Callable[[Direction], None] | None = None
) -> LayerResult:
    """Paint ``job``'s layer and store it; ``on_direction`` is called before any paint.

    Raises ``InvalidJob`` where place and pictures do not fit together, ``MissingFile`` and ``PictureUnreadable`` for a
    picture that is missing or broken, ``EngineError`` for what the engine could not do.
    """
    return LayerResult(**dict(paint_piece(engine, storage, job, LAYER_STEPS, on_direction)), position=job.position)


def check_job(job: LayerJob) -> None:
    if job.x != canvas_x(job.position):
        raise InvalidJob(f"The window over strip {job.position} begins at {canvas_x(job.position)} px, not at {job.x}.")
    if (job.before_picture is None) != (job.position == 0) or (job.before_picture is None) != (
        job.before_relief is None
    ):
        raise InvalidJob(
            "Every window but the first one's begins on the picture and the relief of the strip to the left."
        )


def read_layer_request(storage: Storage, job: LayerJob, direction: Direction) -> LayerRequest:
    """The painter's request, with what is below the layer."""
    below, below_relief = read_window(storage, job)
    return LayerRequest(direction, job.seed, job.x, below, below_relief, canvas.layer_mask(job.x), job.memory)


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
        raise InvalidJob(f"The window is {picture.shape[1]} px wide instead of {CANVAS}.")
    for layer in job.layers:
        paint, alpha = decode_layer(storage.read(layer.picture))
        depth = decode_relief(storage.read(layer.relief))
        covered = slice(0, paint.shape[1])
        picture[:, covered] = canvas.blend_over(paint, picture[:, covered], alpha)
        relief[:, covered] = canvas.blend_over(depth, relief[:, covered], alpha)
    return picture, relief


def paint_window(engine: Engine, request: LayerRequest) -> PaintedPiece:
    painted = engine.painter.repaint(request)
    check_painted(painted)
    return PaintedPiece(
        whole=replace(painted, canvas=canvas.blend_over(painted.canvas, request.below, request.mask)),
        picture=painted.canvas[:, :NEW],
        # An engine that remembers nothing of a layer keeps the memory of the place.
        memory=painted.memory or request.memory,
        alpha=request.mask[:, :NEW],
    )


def measure_layer_relief(engine: Engine, layer: PaintedPiece, request: LayerRequest) -> Relief:
    return engine.relief.remeasure(layer.whole, request)[:, :NEW]


LAYER_STEPS = PieceSteps(
    folder="layers", check=check_job, read_request=read_layer_request, paint=paint_window, measure=measure_layer_relief
)
