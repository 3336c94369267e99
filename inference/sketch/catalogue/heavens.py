"""What stands in the sky: sun, moon, planets, comets, rainbows and lightning.

Drawn behind the land (a rainbow over it), 100 units tall with the middle at (0, 0). Their light spreads in two ways: a
halo under the strokes, around which the strokes turn, and a glow over them.
``colour`` is what the phrase asked for, or None.
"""

from __future__ import annotations

import math

import skia

from inference.sketch.drawing.easel import LAMP, Rgb, argb
from inference.sketch.drawing.pencil import Pencil, Points


def _round(size: float, sides: int = 12) -> Points:
    return [(size * math.cos(k * 2 * math.pi / sides), size * math.sin(k * 2 * math.pi / sides)) for k in range(sides)]


def sun(pencil: Pencil, colour: Rgb | None) -> None:
    key = pencil.course.colour("key", pencil.here.x)
    light: Rgb = colour or (min(1.0, key[0] + 0.1), min(1.0, key[1] + 0.06), key[2] * 0.92)
    pencil.halo(0, 0, 520, light, 0.75)
    pencil.halo(0, 0, 190, light, 0.8)
    pencil.lamp_blob(_round(50), light)
    core: Rgb = (min(1, light[0] + 0.1), min(1, light[1] + 0.16), min(1, light[2] + 0.25))
    pencil.lamp_blob(_round(40), core)
    pencil.glow(0, 0, 230, light, 0.55)


def moon(pencil: Pencil, colour: Rgb | None) -> None:
    """A full moon with its seas, or a crescent now and then."""
    light: Rgb = colour or (0.97, 0.95, 0.86)
    shine = light if colour is not None else (0.68, 0.76, 0.98)
    pencil.halo(0, 0, 430, shine, 0.5)
    pencil.halo(0, 0, 160, shine, 0.6)
    pencil.lamp_blob(_round(50), light)
    pencil.lamp_blob(
        [(x * 0.9 - 4, y * 0.9 - 4) for x, y in _round(50)],
        (min(1, light[0] * 1.06), min(1, light[1] * 1.06), light[2]),
    )
    for x, y, size in ((-14, -14, 17), (-2, -2, 13), (14, -18, 10), (18, 8, 13), (-4, 22, 9), (-27, 6, 8), (6, 6, 11)):
        shade: Rgb = (light[0] * 0.88, light[1] * 0.88, light[2] * 0.92)
        pencil.lamp_blob([(x + a * size / 50, y + b * size / 60) for a, b in _round(50, 8)], shade, 0.75)
    pencil.glow(0, 0, 200, shine, 0.4)


def planet(pencil: Pencil, colour: Rgb | None) -> None:
    """A banded planet in the daylight or the night, ringed now and then."""
    tint = colour or ((0.86, 0.62, 0.45), (0.5, 0.62, 0.82), (0.72, 0.5, 0.66))[int(pencil.chance(1) * 3)]
    ringed = pencil.chance(2) < 0.65
    if ringed:
        _ring(pencil, back=True)
    pencil.halo(0, 0, 120, tint, 0.4)
    pencil.disc(0, 0, 100, 100, tint, 0.75)
    circle = skia.Path()
    circle.addOval(skia.Rect.MakeXYWH(-50, -50, 100, 100))
    with pencil.inside(circle):
        for band in range(5):
            row = -36 + 17 * band
            half = 50.0
            dark: Rgb = (tint[0] * (0.8 + 0.1 * (band % 2)), tint[1] * 0.84, tint[2] * 0.86)
            pencil.blob(
                [
                    (-half, row),
                    (0, row + 5),
                    (half, row),
                    (half * 0.98, row + 7),
                    (0, row + 12),
                    (-half * 0.98, row + 7),
                ],
                dark,
                0.75,
            )
        night: Points = [(50 * math.cos(a), 50 * math.sin(a)) for a in [-1.1 + 0.22 * k for k in range(13)]]
        night += [(30 * math.cos(a) - 2, 50 * math.sin(a)) for a in [1.5 - 0.25 * k for k in range(13)]]
        pencil.blob(night, (tint[0] * 0.4, tint[1] * 0.4, tint[2] * 0.5), 0.25, 0.6)
    if ringed:
        _ring(pencil, back=False)


def _ring(pencil: Pencil, *, back: bool) -> None:
    start, end = (math.pi, 2 * math.pi) if back else (0.0, math.pi)
    for size, wide in ((84, 6), (95, 9), (106, 3)):
        points = []
        for step in range(15):
            turn = start + (end - start) * step / 14
            x, y = size * math.cos(turn), size * 0.24 * math.sin(turn)
            points.append((x * 0.95 - y * 0.3, x * 0.3 + y * 0.95))
        pencil.line(points, wide, (0.93, 0.84, 0.68), 0.8, 0.75)


def comet(pencil: Pencil, colour: Rgb | None) -> None:
    light = colour or (0.85, 0.95, 1.0)
    tail = 420.0
    shader = skia.GradientShader.MakeLinear(
        [skia.Point(0, 0), skia.Point(-tail, -tail * 0.5)], [argb(light, 0.85), argb(light, 0.0)]
    )
    path = skia.Path()
    path.moveTo(8, -8)
    path.lineTo(-tail, -tail * 0.5)
    path.lineTo(-6, 10)
    path.close()
    pencil.easel.pen.drawPath(path, skia.Paint(Shader=shader, AntiAlias=True, BlendMode=skia.BlendMode.kScreen))
    pencil.lamp_blob(_round(12), (1.0, 1.0, 0.98))
    pencil.glow(0, 0, 90, light, 0.8)


def rainbow(pencil: Pencil, colour: Rgb | None) -> None:
    """A bow, translucent, its middle at the horizon and its top 100 units above."""
    bands: tuple[Rgb, ...] = (
        (0.9, 0.3, 0.28),
        (0.95, 0.6, 0.25),
        (0.97, 0.88, 0.4),
        (0.42, 0.78, 0.45),
        (0.32, 0.55, 0.9),
        (0.55, 0.38, 0.8),
    )
    for index, band in enumerate(bands):
        path = skia.Path()
        size = 100 - 3.6 * index
        path.addArc(skia.Rect.MakeXYWH(-size, -size, 2 * size, 2 * size), 180, 180)
        paint = skia.Paint(AntiAlias=True, Color=argb(band, 0.42), Style=skia.Paint.kStroke_Style, StrokeWidth=4.6,
                           MaskFilter=skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 1.2))  # fmt: skip
        pencil.easel.pen.drawPath(path, paint)


def lightning(pencil: Pencil, colour: Rgb | None) -> None:
    """A forked bolt from (0, -100) to the ground at (0, 0)."""
    light = colour or (0.93, 0.94, 1.0)
    pencil.halo(0, -60, 160, (0.62, 0.66, 0.95), 0.6)
    _bolt(pencil, (4.0, -100.0), (0.0, 0.0), 1.5, light, 9, 10)
    _bolt(pencil, (9.0, -62.0), (34.0, -22.0), 0.8, light, 5, 40)
    _bolt(pencil, (-4.0, -46.0), (-26.0, -14.0), 0.7, light, 5, 60)
    pencil.glow(0, -70, 90, (0.7, 0.74, 1.0), 0.7)


def _bolt(
    pencil: Pencil,
    start: tuple[float, float],
    end: tuple[float, float],
    wide: float,
    light: Rgb,
    joints: int,
    salt: int,
) -> None:
    points = []
    for joint in range(joints + 1):
        part = joint / joints
        jitter = 0.0 if joint in (0, joints) else (pencil.chance(salt + joint) - 0.5) * 15
        points.append((start[0] + (end[0] - start[0]) * part + jitter, start[1] + (end[1] - start[1]) * part))
    path = skia.Path()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    pencil.easel.stroke(path, light, wide, 0, LAMP)
