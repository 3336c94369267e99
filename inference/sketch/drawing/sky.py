"""The sky of a view: its gradient, clouds, stars and northern lights, as functions of absolute place.

Sun, moon and planets are things (catalogue/sky.py); rain and snow are in weather.py. Everything here lies at depth 0.
"""

from __future__ import annotations

import numpy as np
import skia
from numpy.typing import NDArray

from inference.contract.geometry import HEIGHT
from inference.sketch.drawing.buffers import LAMP, SKY, WIDTH, Buffers, argb, depth_argb
from inference.sketch.drawing.look_track import LookTrack
from inference.sketch.drawing.noise import Floats, field, unit, waves

COARSE = 4
"""The sky is shaped on every fourth pixel each way and then spread."""


def paint_sky(buffers: Buffers, looks: LookTrack, seed: int) -> None:
    """Fill the view with sky down to where no horizon lies lower; it is soft,
    so it is made on the coarse grid and spread."""
    foot = min(HEIGHT, int(looks["horizon"].max()) // COARSE * COARSE + 10 * COARSE)
    rows, columns = buffers.rows[:foot:COARSE], buffers.columns[::COARSE]
    sky, lit, dark = _gradient(rows, columns, looks, seed)
    light, cover = _clouds(rows, columns, looks, seed)
    sky += (dark + (lit - dark) * light[..., None] - sky) * cover[..., None]
    if looks.most("aurora") > 0.02:
        sky += _aurora(rows, columns, looks, seed)
    if looks.most("under") > 0.02:
        sky += _shafts(rows, columns, seed) * looks["under"][None, ::COARSE, None]
    coarse = np.full((*sky.shape[:2], 4), 255, np.uint8)
    coarse[..., :3] = np.clip(sky, 0, 1) * np.float32(255) + np.float32(0.5)
    pen = buffers.colour_canvas
    pen.save()
    # Sample i of the coarse grid is the middle of pixel 4 i.
    pen.translate(0.5 - COARSE / 2, 0.5 - COARSE / 2)
    pen.scale(COARSE, COARSE)
    shader = skia.Image.fromarray(coarse, colorType=skia.kRGBA_8888_ColorType).makeShader(
        skia.TileMode.kClamp, skia.TileMode.kClamp, skia.SamplingOptions(skia.FilterMode.kLinear)
    )
    pen.drawRect(skia.Rect.MakeLTRB(0, 0, WIDTH, foot / COARSE + 1), skia.Paint(Shader=shader))
    pen.restore()
    buffers.colour[foot:] = buffers.colour[foot - 1]
    buffers.depth.view(np.uint32)[:] = np.array([0, 0, SKY, 255], np.uint8).view(np.uint32)
    if looks.most("stars") > 0.02:
        _stars(buffers, looks, seed, cover)


def _gradient(rows: NDArray[np.float64], columns: NDArray[np.float64], looks: LookTrack, seed: int) -> list[Floats]:
    """The sky without its clouds, from the zenith to the horizon, and the light and the dark of its clouds;
    each (h, w, 3)."""
    under, gain = looks["under"][None, ::COARSE, None], looks["gain"][None, ::COARSE, None]
    height = rows[:, None].astype(np.float32) / looks["horizon"][None, ::COARSE]
    uneven = field(columns, rows, seed, 15, 240, 110, 3)
    uneven = np.clip((uneven - 0.5) * 2.4 + 0.5, 0, 1)
    names = ("top", "mid", "low", "cloud_lit", "cloud_dark")
    top, mid, low, lit, dark = looks.sky(names, COARSE, 1 - np.clip(height, 0, 1), uneven)
    if looks.most("under") > 0.02:
        deeps = ((0.2, 0.6, 0.66), (0.07, 0.37, 0.5), (0.03, 0.2, 0.33))
        top, mid, low = (
            colour * (1 - under) + np.array(deep, np.float32) * under * gain
            for colour, deep in zip((top, mid, low), deeps, strict=True)
        )
    first = np.clip(height / 0.55, 0, 1)[..., None]
    second = np.clip((height - 0.5) / 0.5, 0, 1)[..., None]
    first, second = first * first * (3 - 2 * first), second**1.6
    sky = top + (mid - top) * first
    return [np.asarray(sky + (low - sky) * second, np.float32), lit, dark]


def _clouds(
    rows: NDArray[np.float64], columns: NDArray[np.float64], looks: LookTrack, seed: int
) -> tuple[Floats, Floats]:
    """Light and cover of the clouds on the coarse grid: heaps above, long bars towards the horizon."""
    amount = looks["clouds"][::COARSE][None, :]
    horizon = looks["horizon"][::COARSE][None, :]
    heap = field(columns, rows, seed, 11, 300, 130, 5)
    bars = field(columns, rows, seed, 12, 520, 34, 4)
    low = np.clip((rows[:, None] / horizon - 0.35) / 0.5, 0, 1).astype(np.float32)
    mass = heap * (1 - low) + bars * low
    lit = np.roll(mass, 5, axis=0)
    lit[:5] = mass[:5]
    floor = 0.72 - 0.42 * amount
    cover = np.clip((mass - floor) / (0.17 + 0.1 * amount), 0, 1)
    cover = cover * cover * (3 - 2 * cover) * (0.45 + 0.5 * amount)
    cover *= np.clip((horizon + 10 - rows[:, None]) / 70, 0, 1) * (1 - looks["under"][::COARSE][None, :])
    light = np.clip(0.62 + (mass - lit) * 5.5 - 0.6 * np.clip(mass - floor - 0.1, 0, 1), 0, 1)
    return np.asarray(light, np.float32), np.asarray(cover, np.float32)


def _aurora(rows: NDArray[np.float64], columns: NDArray[np.float64], looks: LookTrack, seed: int) -> Floats:
    """Curtains of light: a wandering foot, rays above it, green below and violet above."""
    total = np.zeros((len(rows), len(columns), 3), np.float32)
    tint, amount = looks["aurora_tint"][::COARSE], looks["aurora"][::COARSE]
    violet = np.array([0.55, 0.25, 0.85], np.float32)
    for band in range(3):
        foot = 150 + 60 * band + 150 * (waves(columns, seed, 41 + band, 420, 3) - 0.4)
        tall = 130 + 150 * waves(columns, seed, 47 + band, 90, 3)
        rays = 0.35 + 0.65 * waves(columns, seed, 53 + band, 26, 3) ** 1.5
        up = (foot[None, :] - rows[:, None].astype(np.float32)) / tall[None, :]
        glow = np.where(up > 0, np.exp(-2.6 * np.clip(up, 0, 9)), np.exp(-18 * np.clip(-up, 0, 9)))
        glow = glow * rays[None, :] * (0.74 - 0.14 * band) * amount[None, :]
        blend = np.clip(up, 0, 1)[..., None]
        total += glow[..., None] * (tint[None] * (1 - blend) + violet * blend)
    return total


def _shafts(rows: NDArray[np.float64], columns: NDArray[np.float64], seed: int) -> Floats:
    """Shafts of light under water, leaning and fading with depth."""
    leaning = columns[None, :] + 0.35 * rows[:, None]
    ray = np.clip(waves(leaning, seed, 61, 90, 3) - 0.45, 0, 1)
    fade = np.exp(-rows[:, None] / 260).astype(np.float32)
    return np.asarray((ray * fade * np.float32(0.9))[..., None] * np.array([0.75, 1.0, 0.9], np.float32))


def _stars(buffers: Buffers, looks: LookTrack, seed: int, cover: Floats) -> None:
    """Stars on a hashed lattice of absolute cells; bright ones are few, clouds and the horizon put them out."""
    cell = 21
    first, last = int(buffers.columns[0] // cell) - 1, int(buffers.columns[-1] // cell) + 2
    columns, rows = np.arange(first, last)[None, :], np.arange(0, 26)[:, None]
    x = ((columns + unit(seed, 71, columns, rows)) * cell - buffers.x0).ravel()
    y = ((rows + unit(seed, 72, columns, rows)) * cell).ravel()
    there, bright, warm = (unit(seed, salt, columns, rows).ravel() for salt in (73, 74, 75))
    column = np.clip(x, 0, WIDTH - 1).astype(int)
    row = np.clip(y, 0, HEIGHT - 1).astype(int)
    amount = looks["stars"][column] * np.clip(1.15 - y / looks["horizon"][column], 0, 1)
    over = cover[np.minimum(row // COARSE, len(cover) - 1), column // COARSE]
    amount = amount * (1 - np.clip(over * 1.6, 0, 1)) * (1 - looks["under"][column])
    for index in np.flatnonzero((there < 0.6 * amount) & (amount > 0.05)):
        big = float(bright[index]) ** 6
        colour = (0.8 + 0.2 * float(warm[index]), 0.9, 1.0 - 0.25 * float(warm[index]))
        size = 0.7 + 1.9 * big
        paint = skia.Paint(AntiAlias=True, Color=argb(colour, min(1.0, float(amount[index]) * (0.45 + 0.9 * big))))
        buffers.colour_canvas.drawCircle(float(x[index]), float(y[index]), size, paint)
        mark = skia.Paint(Color=depth_argb(0, LAMP))
        buffers.depth_canvas.drawCircle(float(x[index]), float(y[index]), size + 1.2, mark)


def spread(coarse: Floats) -> Floats:
    """Bilinear enlargement of (h, WIDTH / 4, n) to (4 h, WIDTH, n); sample i of the coarse grid is pixel 4 i."""
    return _spread(_spread(coarse, 0), 1)


def _spread(coarse: Floats, axis: int) -> Floats:
    along = coarse if axis == 0 else coarse.swapaxes(0, 1)
    step = np.concatenate([along[1:], along[-1:]]) - along
    shape = list(coarse.shape)
    shape[axis] *= COARSE
    wide = np.empty(shape, np.float32)
    target = wide if axis == 0 else wide.swapaxes(0, 1)
    for part in range(COARSE):
        target[part::COARSE] = along + step * np.float32(part / COARSE)
    return wide
