"""Sheets of every kind that is painted as a thing, to look through: ``python -m inference.quality things --out DIR``.

A PNG per group, by day and by night: each thing 100 px tall on plain ground under its name, painted and stroked as in a
strip. ``--kinds`` shows some alone, ``--colour`` in a colour that was said, ``--style`` in another art style.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from inference.contract.arrays import Picture
from inference.contract.art_styles import ART_STYLES, DEFAULT_ART_STYLE, ArtStyle
from inference.contract.direction import Direction
from inference.contract.geometry import CANVAS
from inference.engine.lexicon import HEX
from inference.sketch.catalogue import KINDS
from inference.sketch.drawing.buffers import GROUND, MARGIN, WIDTH, Buffers
from inference.sketch.drawing.context import DrawContext
from inference.sketch.drawing.look_track import Keyframe, LookTrack
from inference.sketch.drawing.noise import field
from inference.sketch.drawing.strokes import STROKE_STYLES, StrokeRenderer
from inference.sketch.drawing.weather import lay_weather
from inference.sketch.painter.placed import FIRST_FOLD, Placed, is_drawn, placement_of
from inference.sketch.painter.target_look import target_look
from inference.sketch.painter.things import paint_thing

HOURS = ("day", "night")
TALL = 100.0
"""px that a thing is painted tall, less where it would be broader than its place."""
_COLUMNS, _ROWS = 6, 5
_WIDE, _HIGH = CANVAS / _COLUMNS, CANVAS / _ROWS
_STANDS = 0.8
"""How far down in its place a thing stands, as a part of the place."""
_DEPTH = 50_000.0


def paint_sheet(kinds: Sequence[str], hour: str, style: ArtStyle, colour: str | None = None) -> Picture:
    """At most ``_COLUMNS * _ROWS`` kinds on one canvas. Raises KeyError for a kind that is not painted as a thing."""
    scene = Direction(
        shot="wide",
        art_style=style,
        scene="",
        light=hour,
        mood="calm",
        palette=["#808080"] * 3,
    )
    looks = LookTrack([Keyframe(0.0, target_look(scene))], 0)
    buffers = Buffers(0)
    _lay_ground(buffers, looks)
    draw = DrawContext(buffers, looks)
    for number, kind in enumerate(kinds):
        breadth = placement_of(kind).breadth
        tall = min(TALL, (_WIDE - 8) / breadth)
        x, y = (number % _COLUMNS + 0.5) * _WIDE, (number // _COLUMNS + _STANDS) * _HIGH
        afloat = placement_of(kind).where in ("air", "low", "sky")
        paint_thing(
            draw,
            Placed(kind, x, y - tall / 2 * afloat, tall, FIRST_FOLD, _DEPTH, number, False, colour, False, right=x),
        )
    painted = StrokeRenderer().stroke(buffers, STROKE_STYLES[style], seed=1)
    lay_weather(painted, buffers, looks, 1)
    sheet = Image.fromarray(np.ascontiguousarray(painted[:, MARGIN : MARGIN + CANVAS, :3]))
    pen = ImageDraw.Draw(sheet)
    for number, kind in enumerate(kinds):
        place = ((number % _COLUMNS + 0.5) * _WIDE, (number // _COLUMNS + 0.97) * _HIGH)
        pen.text(place, kind, fill="white", anchor="ms", stroke_width=1, stroke_fill="black")
    return np.asarray(sheet)


def _lay_ground(buffers: Buffers, looks: LookTrack) -> None:
    """The upper half of each place in the colour of a low sky, the lower half in that of the ground."""
    light = looks["key"] * looks["gain"][:, None]
    speck = field(buffers.columns, buffers.rows, 5, 11, 40, 12, 2)[..., None] * 0.2 + 0.86
    ground = looks["ground"][None] * light[None] * speck
    air = looks["mid"][None] * looks["gain"][None, :, None] * speck
    stands = ((buffers.rows % _HIGH) > _HIGH * 0.55)[:, None]
    buffers.cover(
        slice(None),
        np.ones((len(buffers.rows), WIDTH), bool),
        np.where(stands[..., None], ground, air),
        np.full((len(buffers.rows), WIDTH), 40_000.0, np.float32),
        GROUND,
        (np.arange(len(buffers.rows)), np.arange(WIDTH)),
    )


def paint_sheets(
    folder: Path, kinds: Sequence[str] = (), style: ArtStyle = DEFAULT_ART_STYLE, colour: str | None = None
) -> list[Path]:
    """Paint all sheets into ``folder``, which is made where it is missing; the files in order."""
    folder.mkdir(parents=True, exist_ok=True)
    groups: dict[str, list[str]] = {}
    for name, kind in KINDS.items():
        if is_drawn(name) and (not kinds or name in kinds):
            groups.setdefault("chosen" if kinds else kind.group, []).append(name)
    files = []
    step = _COLUMNS * _ROWS
    for group, names in groups.items():
        for first in range(0, len(names), step):
            for hour in HOURS:
                files.append(folder / f"{group}-{first // step + 1}-{hour}.png")
                Image.fromarray(paint_sheet(names[first : first + step], hour, style, colour)).save(files[-1])
    return files


def add_measure(measures: Any) -> None:
    command: argparse.ArgumentParser = measures.add_parser("things", help="paint sheets of every kind of thing")
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument("--kinds", nargs="+", default=(), metavar="KIND")
    command.add_argument("--style", choices=tuple(ART_STYLES), default=DEFAULT_ART_STYLE)
    command.add_argument("--colour", choices=tuple(HEX))
    command.set_defaults(
        do=lambda options: "".join(
            f"{file}\n" for file in paint_sheets(options.out, options.kinds, options.style, options.colour)
        )
    )
