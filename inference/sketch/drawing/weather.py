"""Fog, rain, snow and the glow of lamps, in front of all that is painted.

Fog goes under the brush strokes; rain, snow and glows go over them. Every drop and flake has a hashed cell of the
mural.
"""

from __future__ import annotations

import numpy as np
import skia
from numpy.typing import NDArray

from inference.contract.geometry import HEIGHT
from inference.sketch.drawing.buffers import WIDTH, Buffers, argb
from inference.sketch.drawing.context import shine
from inference.sketch.drawing.look_track import LookTrack
from inference.sketch.drawing.noise import field, unit
from inference.sketch.drawing.sky import COARSE, spread


def lay_fog(buffers: Buffers, looks: LookTrack, seed: int) -> None:
    """Banks of fog over the land, thickest low down and far away."""
    if looks.most("fog") < 0.02:
        return
    columns, rows = buffers.columns[::COARSE], buffers.rows[::COARSE]
    bank = field(columns, rows, seed, 401, 420, 70, 3)
    horizon = looks["horizon"][::COARSE][None, :]
    middle = np.exp(-(((rows[:, None] - horizon - 40) / 150) ** 2))
    cover = np.clip(0.34 + (bank - 0.45) * 1.9, 0, 0.9) * (0.25 + 0.75 * middle) * looks["fog"][::COARSE][None, :]
    wide = spread(cover.astype(np.float32)[..., None])
    picture = buffers.colour[..., :3].astype(np.float32)
    pale = (0.55 * looks["haze"] + 0.45 * looks["low"])[None] * 255
    buffers.colour[..., :3] = np.clip(picture + (pale - picture) * wide, 0, 255).astype(np.uint8)


def lay_weather(
    picture: NDArray[np.uint8],
    buffers: Buffers,
    looks: LookTrack,
    seed: int,
    indoors: NDArray[np.bool_] | None = None,
) -> None:
    """Lay glows, rain and snow over the finished strokes (768, WIDTH, 4); neither rain nor snow falls where
    ``indoors`` (768, WIDTH) holds."""
    pen = skia.Surface(picture, colorType=skia.kRGBA_8888_ColorType).getCanvas()
    for glow in buffers.glows:
        shine(pen, glow.x, glow.y, glow.reach, glow.colour, min(1.0, glow.strength))
    if looks.most("rain") < 0.02 and looks.most("snowfall") < 0.02:
        return
    dry = picture.copy() if indoors is not None and indoors.any() else None
    if looks.most("rain") > 0.02:
        _rain(pen, buffers, looks, seed)
    if looks.most("snowfall") > 0.02:
        _snow(pen, buffers, looks, seed)
    if dry is not None and indoors is not None:
        np.copyto(picture, dry, where=indoors[..., None])


def _rain(pen: skia.Canvas, buffers: Buffers, looks: LookTrack, seed: int) -> None:
    for row_of_drops, (cell, long, wide, much) in enumerate(((19, 26, 1.0, 0.2), (34, 46, 1.6, 0.3))):
        columns = np.arange(int(buffers.x0 // cell) - 2, int((buffers.x0 + WIDTH) // cell) + 3)[None, :]
        rows = np.arange(-1, HEIGHT // cell + 1)[:, None]
        salt = 420 + 10 * row_of_drops
        x = ((columns + unit(seed, salt, columns, rows)) * cell - buffers.x0).ravel()
        y = ((rows + unit(seed, salt + 1, columns, rows)) * cell).ravel()
        there = unit(seed, salt + 2, columns, rows).ravel()
        column = np.clip(x, 0, WIDTH - 1).astype(int)
        lean = -0.16 - 0.3 * looks["wind"][column]
        for index in np.flatnonzero(there < 0.62 * looks["rain"][column]):
            near = float(there[index]) / 0.62
            colour = looks.colour("key", float(x[index]))
            paint = skia.Paint(AntiAlias=True, StrokeWidth=wide, Color=argb(colour, much * (0.6 + 0.6 * near)))
            left, top = float(x[index]), float(y[index])
            pen.drawLine(left, top, left + float(lean[index]) * long, top + long, paint)


def _snow(pen: skia.Canvas, buffers: Buffers, looks: LookTrack, seed: int) -> None:
    for depth, (cell, size) in enumerate(((17, 1.3), (31, 2.2), (64, 3.7))):
        columns = np.arange(int(buffers.x0 // cell) - 1, int((buffers.x0 + WIDTH) // cell) + 2)[None, :]
        rows = np.arange(0, HEIGHT // cell + 1)[:, None]
        salt = 450 + 10 * depth
        x = ((columns + unit(seed, salt, columns, rows)) * cell - buffers.x0).ravel()
        y = ((rows + unit(seed, salt + 1, columns, rows)) * cell).ravel()
        there = unit(seed, salt + 2, columns, rows).ravel()
        column = np.clip(x, 0, WIDTH - 1).astype(int)
        for index in np.flatnonzero(there < 0.6 * looks["snowfall"][column]):
            part = float(there[index])
            gain = 0.55 + 0.45 * looks.at("gain", float(x[index]))
            paint = skia.Paint(AntiAlias=True, Color=argb((gain, gain, min(1.0, gain * 1.03)), 0.55 + 0.45 * part))
            away = size * (0.65 + part)
            pen.drawOval(
                skia.Rect.MakeXYWH(float(x[index]) - away, float(y[index]) - away, 2 * away, 1.8 * away),
                paint,
            )
