"""The inside of a room: wall, floor, windows and what stands along the wall, as functions of absolute x and the seed.

A room is drawn in its own colours on a sheet of its own, holes for its windows, and then laid over the finished
landscape in the light of each column. So the outdoors that shows through a window has the light of the outdoors, and
the lamps of the room light only the room. It knows no things.
"""

from __future__ import annotations

import numpy as np
import skia
from numpy.typing import NDArray

from inference.contract.geometry import HEIGHT
from inference.sketch.catalogue.rooms import Fixture, Interior
from inference.sketch.drawing.buffers import GROUND, THING, WIDTH, Buffers, Glow, Rgb, argb
from inference.sketch.drawing.look import rgb
from inference.sketch.drawing.look_track import LookTrack
from inference.sketch.drawing.noise import Floats, field, unit_of
from inference.sketch.painter.interior_fixtures import draw_fixture

WALL_FOOT = 548
"""The row where wall and floor meet, px."""
CELL = 360
"""px of wall from one window to the next."""
POST = 34
"""px that the outer wall is broad, where it is cut."""
LAMP_LIGHT: Rgb = (1.0, 0.8, 0.55)
_WALL_DEPTH, _FLOOR_NEAR = 27000.0, 62000.0
_CORNICE = 26


def paint_interior(
    buffers: Buffers, looks: LookTrack, seed: int, interior: Interior, left: float, right: float
) -> NDArray[np.bool_]:
    """Lay a room over the view between two columns of the mural, px; returns where it covers, (768, WIDTH)."""
    sheet = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    surface = skia.Surface(sheet, colorType=skia.kRGBA_8888_ColorType)
    pen = surface.getCanvas()
    pen.translate(-buffers.x0, 0)
    pen.clipRect(skia.Rect.MakeLTRB(left, 0, right, HEIGHT), skia.ClipOp.kIntersect, False)
    first, last = buffers.x0, buffers.x0 + WIDTH
    _wall(pen, interior, seed, first, last)
    _floor(pen, interior, seed, first, last)
    night = looks["night"]
    for cell in range(first // CELL - 1, last // CELL + 2):
        _window(pen, interior, cell * CELL + CELL // 2)
        if interior.rug is not None:
            _rug(pen, rgb(interior.rug), cell * CELL + CELL // 2)
    for cell in range(first // CELL - 1, last // CELL + 2):
        x = float(cell * CELL)
        lamp = draw_fixture(pen, fixture_of(interior, cell, seed), x, WALL_FOOT, seed + 31 * cell)
        if lamp is not None and left + 40 < x < right - 40:
            dark = max(looks.at("night", x - buffers.x0), interior.own_light)
            buffers.glows.append(Glow(x - buffers.x0, lamp, 190, LAMP_LIGHT, 0.5 * dark))
    _door(pen, interior, left + POST)
    for edge in (left, right):
        _wall_end(pen, interior, seed, edge)
    surface.flushAndSubmit()
    covered = sheet[..., 3] > 127
    colour = np.asarray(sheet[..., :3] * _light(buffers, looks, seed, interior, night) / 255, np.float32)
    rows = np.arange(HEIGHT, dtype=np.float32)[:, None]
    part = np.clip((rows - WALL_FOOT) / (HEIGHT - WALL_FOOT), 0, 1)
    across = np.broadcast_to(_WALL_DEPTH + (_FLOOR_NEAR - _WALL_DEPTH) * part, covered.shape)
    depth = np.asarray(across, np.float32)
    for span, material in ((slice(0, WALL_FOOT), THING), (slice(WALL_FOOT, HEIGHT), GROUND)):
        every = (np.arange(span.stop - span.start), np.arange(WIDTH))
        buffers.cover(span, covered[span], colour[span], depth[span], material, every)
    return covered


def fixture_of(interior: Interior, cell: int, seed: int) -> Fixture:
    """What stands at a cell of the wall: each in its turn, and the first a little oftener."""
    count = len(interior.fixtures)
    return interior.fixtures[0 if count > 2 and cell % 5 == 4 else (cell + int(unit_of(seed, 651, 0) * count)) % count]


def _light(buffers: Buffers, looks: LookTrack, seed: int, interior: Interior, night: Floats) -> Floats:
    """What the room's own colours are multiplied with, (768, WIDTH, 3)."""
    outdoors = (0.62 * looks["key"] + 0.38 * looks["shade"]) * looks["gain"][:, None] * 1.12
    own = np.maximum(np.float32(interior.own_light), night * np.float32(0.8))[:, None]
    lit = outdoors * (1 - own) + np.asarray(LAMP_LIGHT, np.float32) * own * (0.95 - 0.3 * night[:, None])
    rows = np.arange(HEIGHT, dtype=np.float32)
    fall = np.interp(
        rows, (0, 120, WALL_FOOT - 60, WALL_FOOT, WALL_FOOT + 30, HEIGHT), (0.72, 0.95, 1, 0.86, 0.9, 1.06)
    )
    grain = field(buffers.columns, buffers.rows, seed, 641, 90, 70, 3)
    return np.asarray(lit[None] * (fall[:, None] * (0.86 + 0.28 * grain))[..., None], np.float32)


def _ink(colour: Rgb, factor: float = 1.0) -> skia.Paint:
    red, green, blue = colour
    return skia.Paint(AntiAlias=True, Color=argb((red * factor, green * factor, blue * factor)))


def _box(pen: skia.Canvas, left: float, top: float, right: float, foot: float, paint: skia.Paint) -> None:
    pen.drawRect(skia.Rect.MakeLTRB(left, top, right, foot), paint)


def _wall(pen: skia.Canvas, interior: Interior, seed: int, first: int, last: int) -> None:
    colour = rgb(interior.colour)
    _box(pen, first, 0, last, WALL_FOOT, _ink(colour))
    if interior.wall == "wallpaper":
        for stripe in range(first // 44 - 1, last // 44 + 1):
            _box(pen, stripe * 44, 0, stripe * 44 + 20, WALL_FOOT, _ink(colour, 1.1))
    elif interior.wall in ("boards", "metal"):
        wide = 46 if interior.wall == "boards" else 150
        for board in range(first // wide - 1, last // wide + 1):
            _box(pen, board * wide, 0, board * wide + wide, WALL_FOOT,
                 _ink(colour, 0.9 + 0.2 * unit_of(seed, 642, board)))  # fmt: skip
            _box(pen, board * wide, 0, board * wide + 3, WALL_FOOT, _ink(colour, 0.62))
            for row in range(60, WALL_FOOT, 120) if interior.wall == "metal" else ():
                pen.drawCircle(board * wide + 14, row, 4, _ink(colour, 1.25))
    elif interior.wall in ("stone", "tiles"):
        wide, tall = (86, 46) if interior.wall == "stone" else (40, 40)
        for course in range(0 if interior.wall == "stone" else 7, WALL_FOOT // tall + 1):
            shift = wide // 2 if course % 2 and interior.wall == "stone" else 0
            for block in range(first // wide - 2, last // wide + 1):
                x, much = block * wide + shift, 0.22 if interior.wall == "stone" else 0.08
                tone = _ink(colour, 1.0 - much / 2 + much * unit_of(seed, 643, block, course))
                _box(pen, x, course * tall, x + wide, course * tall + tall, _ink(colour, 0.74))
                _box(pen, x + 2, course * tall + 2, x + wide, min(WALL_FOOT, course * tall + tall), tone)
    _box(pen, first, 0, last, _CORNICE, _ink(colour, 0.58))
    _box(pen, first, WALL_FOOT - 16, last, WALL_FOOT, _ink(colour, 0.55))


def _floor(pen: skia.Canvas, interior: Interior, seed: int, first: int, last: int) -> None:
    colour = rgb(interior.floor_colour)
    top, tall, band = float(WALL_FOOT), 13.0, 0
    while top < HEIGHT:
        wide = {"boards": 210, "tiles": 74, "stone": 120, "carpet": 4000, "metal": 160}[interior.floor]
        shift = 0 if interior.floor == "tiles" else int(wide * unit_of(seed, 645, band))
        for one in range((first - shift) // wide - 1, (last - shift) // wide + 1):
            tone = 0.9 + 0.18 * unit_of(seed, 646, one, band)
            if interior.floor == "tiles":
                tone = 1.08 if (one + band) % 2 else 0.82
            _box(pen, one * wide + shift, top, (one + 1) * wide + shift, top + tall, _ink(colour, tone))
            if interior.floor != "carpet":
                _box(pen, one * wide + shift, top, one * wide + shift + 2, top + tall, _ink(colour, 0.66))
        if interior.floor != "carpet":
            _box(pen, first, top, last, top + 1.6, _ink(colour, 0.66))
        top, tall, band = top + tall, tall * 1.3, band + 1


def _rug(pen: skia.Canvas, colour: Rgb, x: float) -> None:
    """A rug on the floor below a window: an oval with a border."""
    for inset, tone in ((0.0, 0.8), (9.0, 1.3), (16.0, 1.0)):
        oval = skia.Rect.MakeLTRB(x - 132 + inset, 634 + 0.3 * inset, x + 132 - inset, 722 - 0.4 * inset)
        pen.drawOval(oval, _ink(colour, tone))


def _wall_end(pen: skia.Canvas, interior: Interior, seed: int, x: float) -> None:
    """The outer wall where it is cut: courses of brick, or plates of metal, between two edges of plaster."""
    metal = interior.wall == "metal"
    colour: Rgb = (0.5, 0.53, 0.57) if metal else (0.56, 0.37, 0.3)
    _box(pen, x - POST, 0, x + POST, HEIGHT, _ink(colour, 0.72))
    tall = 96 if metal else 24
    for course in range(HEIGHT // tall):
        cut = x + (POST / 3 if course % 2 else -POST / 3)
        for half, (left, right) in enumerate(((x - POST, cut - 1), (cut + 1, x + POST))):
            tone = 0.9 + 0.25 * unit_of(seed, 647, course, half)
            _box(pen, left, course * tall + 1.5, right, (course + 1) * tall - 1.5, _ink(colour, tone))
    for left, tone in ((x - POST, 1.5), (x + POST - 8, 1.15)):
        _box(pen, left, 0, left + 8, HEIGHT, _ink((0.62, 0.56, 0.48), tone * 0.8))


def _door(pen: skia.Canvas, interior: Interior, hinge: float) -> None:
    """The leaf of the door by which one comes in, open along the wall, with its panels and its knob."""
    leaf: Rgb = (0.58, 0.62, 0.66) if interior.wall == "metal" else (0.5, 0.31, 0.19)
    top, foot, wide = 236.0, 618.0, 116.0
    pen.drawOval(skia.Rect.MakeLTRB(hinge - 20, foot - 12, hinge + wide + 16, foot + 14), _ink((0.2, 0.16, 0.14)))
    _box(pen, hinge, top, hinge + wide, foot, _ink(leaf))
    _box(pen, hinge, top, hinge + 6, foot, _ink(leaf, 0.7))
    _box(pen, hinge + wide - 5, top, hinge + wide, foot, _ink(leaf, 1.3))
    for head, sill in ((top + 20, top + 168), (top + 192, foot - 26)):
        for left in (hinge + 18, hinge + 64):
            _box(pen, left, head, left + 36, sill, _ink(leaf, 0.72))
            _box(pen, left + 4, head + 5, left + 36, sill, _ink(leaf, 1.12))
    pen.drawCircle(hinge + wide - 11, top + 184, 7, _ink((0.86, 0.7, 0.34)))


def _window(pen: skia.Canvas, interior: Interior, x: float) -> None:
    """A hole in the wall, with its frame, bars and sill, around a column."""
    if interior.window == "none":
        return
    wide, top, foot = {"square": (84, 130, 412), "arched": (66, 96, 436), "round": (92, 180, 364),
                       "slit": (17, 150, 300), "wide": (150, 150, 380),
                       "panes": (172, 60, 470)}[interior.window]  # fmt: skip
    hole = skia.Path()
    if interior.window == "round":
        hole.addOval(skia.Rect.MakeLTRB(x - wide, top, x + wide, foot))
    elif interior.window == "arched":
        hole.moveTo(x - wide, foot)
        hole.lineTo(x - wide, top + wide)
        hole.arcTo(skia.Rect.MakeLTRB(x - wide, top, x + wide, top + 2 * wide), 180, 180, False)
        hole.lineTo(x + wide, foot)
        hole.close()
    else:
        hole.addRect(skia.Rect.MakeLTRB(x - wide, top, x + wide, foot))
    frame = (0.84, 0.79, 0.68) if interior.wall in ("plaster", "wallpaper", "tiles") else (0.4, 0.31, 0.24)
    line = skia.Paint(AntiAlias=True, Color=argb(frame), Style=skia.Paint.kStroke_Style, StrokeWidth=18)
    pen.drawPath(hole, skia.Paint(BlendMode=skia.BlendMode.kClear, AntiAlias=True))
    pen.drawPath(hole, line)
    if interior.window == "panes":
        line.setStrokeWidth(8)
        pen.drawLine(x - wide, top + 130, x + wide, top + 130, line)
        for bar in range(3):
            pen.drawLine(x + 86 * (bar - 1), top, x + 86 * (bar - 1), foot, line)
    if interior.window in ("square", "arched"):
        line.setStrokeWidth(7)
        pen.drawLine(x, top, x, foot, line)
        middle = top + 0.45 * (foot - top)
        pen.drawLine(x - wide, middle, x + wide, middle, line)
        _box(pen, x - wide - 18, foot, x + wide + 18, foot + 14, _ink(frame, 0.85))
