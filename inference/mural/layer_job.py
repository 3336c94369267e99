"""The life of a paint-over job: lay the window together, direct, paint over it, measure the relief,
store the layer's files.

The window is the canvas that the mural's last strip was painted on, as it is seen: the strip, the end of its neighbour,
and the layers that lie there already. A layer is the part of it that may change (inference/mural/canvas.py
``over_mask``): its picture is the new paint with the mask as alpha, so what is below it is kept whole and taking the
layer away is just taking it away. Its relief is laid over by the same alpha. Like a strip's, its files are new ones and
are never changed. It knows no queue and no Django.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import numpy as np

from inference.contract.arrays import Mask, Picture, Relief
from inference.contract.geometry import CANVAS, CARRIED, HEIGHT, JOIN, NEW, canvas_x
from inference.contract.jobs import Direction, LayerFiles, OverJob, OverResult
from inference.contract.picture_files import (
    decode_layer,
    decode_picture,
    decode_relief,
    encode_layer,
    encode_layer_relief_view,
    encode_layer_view,
    encode_relief,
)
from inference.contract.storage import Storage, fresh_key
from inference.engine.protocols import Engine, LayerRequest, Painted
from inference.mural import canvas
from inference.mural.palette import measure_palette
from inference.mural.strip_job import BadJob, check_painted, timed


def paint_over(
    engine: Engine, storage: Storage, job: OverJob, directed: Callable[[Direction], None] | None = None
) -> OverResult:
    """Paint ``job``'s layer and store it. ``directed`` is told the direction as soon as it is known, before any paint.

    Raises ``BadJob`` for a job whose place and pictures do not fit together, ``Missing`` and ``PictureUnreadable`` for
    a picture that is not there or broken, ``EngineError`` for what the engine could not do.
    """
    _check(job)
    seconds: dict[str, float] = {}
    with timed(seconds, "direct"):
        direction = engine.director.direct(job.text, art_style=job.art_style, before=job.before, memory=job.memory)
    if directed is not None:
        directed(direction)
    with timed(seconds, "paint"):
        below, below_relief = read_window(storage, job)
        mask = canvas.over_mask(job.x)
        stretch = LayerRequest(direction, job.seed, job.x, below, below_relief, mask, job.memory)
        painted = engine.painter.repaint(stretch)
        check_painted(painted)
        whole = canvas.lay_over(painted.canvas, below, mask)
    with timed(seconds, "relief"):
        relief = engine.relief.remeasure(Painted(whole, painted.memory, painted.relief), stretch)
    with timed(seconds, "store"):
        picture = painted.canvas[:, :NEW]
        files = store_layer(storage, job.world, job.position, picture, mask[:, :NEW], relief[:, :NEW])
    return OverResult(
        about=job.about,
        attempt=job.attempt,
        engine=engine.name,
        direction=direction,
        files=files,
        position=job.position,
        x=job.x,
        palette=measure_palette(picture),
        # an engine that remembers nothing of a layer leaves what is known of the place as it was
        memory=painted.memory or job.memory,
        seconds=seconds,
    )


def read_window(storage: Storage, job: OverJob) -> tuple[Picture, Relief]:
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


def store_layer(
    storage: Storage, world: str, position: int, picture: Picture, alpha: Mask, relief: Relief
) -> LayerFiles:
    """Write a layer's four files under keys that nothing has been written to before."""
    folder, name, token = f"worlds/{world}/layers", f"{position:05d}", secrets.token_hex(8)
    files = LayerFiles(
        picture=fresh_key(folder, name, ".png", token),
        view=fresh_key(folder, name, ".webp", token),
        relief=fresh_key(folder, name, "-relief.png", token),
        relief_view=fresh_key(folder, name, "-relief-view.png", token),
        width=picture.shape[1],
    )
    storage.write(files.picture, encode_layer(picture, alpha))
    storage.write(files.view, encode_layer_view(picture, alpha))
    storage.write(files.relief, encode_relief(relief))
    storage.write(files.relief_view, encode_layer_relief_view(relief, alpha))
    return files


def _check(job: OverJob) -> None:
    if job.x != canvas_x(job.position):
        raise BadJob(f"The window over strip {job.position} begins at {canvas_x(job.position)} px, not at {job.x}.")
    if (job.before_picture is None) != (job.position == 0) or (job.before_picture is None) != (
        job.before_relief is None
    ):
        raise BadJob("Every window but the first one's begins on the picture and the relief of the strip to the left.")
