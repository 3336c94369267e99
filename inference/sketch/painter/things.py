"""Paints one placed thing: itself, the island it needs in the water, its mirror image, the splash where it breaches.

What it looks like is the catalogue's business, where it stands is placement.py's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace

import skia

from inference.engine.lexicon import HEX
from inference.sketch.catalogue import KINDS
from inference.sketch.catalogue.kind import Draw
from inference.sketch.catalogue.trees import TREES, draw_tree
from inference.sketch.drawing.buffers import WIDTH, Rgb
from inference.sketch.drawing.context import DrawContext, Pose
from inference.sketch.drawing.look import rgb
from inference.sketch.drawing.pictures import picture
from inference.sketch.drawing.terrain import PLANE_FAR, PLANE_NEAR
from inference.sketch.painter.placed import AIR, FIRST_FOLD, SKY, WATER, Placed, placement_of


def paint_thing(draw: DrawContext, placed: Placed) -> Placed:
    """Paint one thing; returned with how far to the right its paint and its light reach. Raises KeyError for a kind
    that has no drawing."""
    kind, placement = KINDS[placed.kind], placement_of(placed.kind)
    drawing = kind.draw if kind.picture is None else _after_picture(kind.picture, placed, draw)
    if placed.kind in TREES:

        def drawing(draw: DrawContext, colour: Rgb | None) -> None:
            draw_tree(draw, placed.kind)

    if drawing is None:
        raise KeyError(placed.kind)
    alive = kind.group == "creature"
    draw.reached = 0.0
    draw.lift = 0.75 if alive else 0.0
    draw.doing, draw.empty_handed = placed.doing, placed.holds
    colour = rgb(HEX[placed.colour]) if placed.colour in HEX else None
    column = placed.x - draw.buffers.x0
    here = Pose(
        column,
        placed.y,
        placed.tall,
        placed.depth,
        haze_of(placed, draw),
        placed.seed,
        placed.flip != (kind.faces == "left") and placement.flips,
        placed.left - draw.buffers.x0,
    )
    if placed.layer == WATER and placed.order is None:
        _paint_mirrored(draw, drawing, colour, here)
    if placed.island:
        _paint_island(draw, replace(here, tall=placed.half() * 1.5, depth=placed.depth - 60, flip=False, left=-1e9))
    breaching = placement.breaches and placed.layer == WATER
    rim = placed.y if breaching else placed.cut
    with _cut_off_below(draw, rim) if rim is not None else nullcontext(), draw.posed(here):
        if breaching:
            for canvas in draw.buffers.canvases:
                canvas.rotate(-38)
                canvas.translate(20, 40)
        if draw.night > 0.3 and placed.layer >= FIRST_FOLD and alive:
            draw.halo(0, -45, 120, draw.looks.colour("key", column), 0.42 * draw.night)
        if alive and kind.picture is None and _stands(placed):
            draw.contact(-36 * placement.breadth, 36 * placement.breadth)
        drawing(draw, colour)
    if breaching:
        _paint_splash(draw, here)
    draw.lift = 0.0
    return replace(placed, right=round(max(placed.right, draw.buffers.x0 + draw.reached), 1))


def _after_picture(name: str, placed: Placed, draw: DrawContext) -> Draw:
    """The drawing of a thing that is painted after a picture: on the ground in its shadow, in the water up to its
    waterline."""
    placement, stands = placement_of(placed.kind), _stands(placed)
    view_is_under = draw.looks.at("under", placed.x - draw.buffers.x0) > 0.5
    floats = placed.layer == WATER and not (placed.island or placement.breaches or view_is_under)

    def drawing(draw: DrawContext, colour: Rgb | None) -> None:
        one = picture(name, colour)
        if stands:
            draw.contact(100 * one.foot[0], 100 * one.foot[1])
        with draw.sunk(one.waterline) if floats else nullcontext():
            draw.picture(one, placement.glow)

    return drawing


def _stands(placed: Placed) -> bool:
    """Whether a thing stands on the ground itself, and so in a shadow: not in the air, nor on what carries it."""
    if not FIRST_FOLD <= placed.layer < AIR or placed.island or placed.order is not None:
        return False
    return placement_of(placed.kind).where not in ("air", "low", "wall", "road") and placed.doing != "flying"


def haze_of(placed: Placed, draw: DrawContext) -> float:
    """How much of the air between it and the eye lies over a thing, 0 to 1."""
    near = min(1.0, max(0.0, (placed.depth - PLANE_FAR) / (PLANE_NEAR - PLANE_FAR)))
    much = draw.looks.at("haze_much", placed.x - draw.buffers.x0)
    return (1 - near) ** 2.2 * 0.3 * much if placed.layer != SKY else 0.0


def _paint_mirrored(draw: DrawContext, drawing: Draw, colour: Rgb | None, here: Pose) -> None:
    """A dim image upside down; it leaves the depth of the water as it is, and no light comes from it."""
    colours, depths = draw.buffers.canvases
    glows = list(draw.buffers.glows)
    colours.saveLayerAlpha(None, 74)
    depths.save()
    depths.clipRect(skia.Rect.MakeEmpty())
    colours.translate(0, 2 * here.y)
    colours.scale(1, -1)
    colours.translate(0, here.y * 0.28)
    colours.scale(1, 0.72)
    with draw.posed(here):
        drawing(draw, colour)
    colours.restore()
    depths.restore()
    draw.buffers.glows = glows


def _paint_island(draw: DrawContext, here: Pose) -> None:
    """A low green rock in the water, broad enough for what stands on it."""
    with draw.posed(here):
        rock = draw.looks.colour("rock", here.x)
        green = draw.looks.colour("ground", here.x)
        draw.blob([(-112, 16), (-82, -8), (-40, -18), (30, -19), (84, -9), (114, 16), (40, 20), (-50, 20)], rock, 0.35)
        draw.blob([(-106, 10), (-82, -8), (-40, -18), (0, -18), (-30, 0), (-70, 8)], rock, 0.8)
        draw.blob([(-84, -8), (-40, -20), (30, -21), (86, -9), (40, -11), (-30, -10)], green, 0.75)


@contextmanager
def _cut_off_below(draw: DrawContext, row: float) -> Iterator[None]:
    """Draw only above a row of the view, px."""
    for canvas in draw.buffers.canvases:
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(0, 0, WIDTH, row))
    try:
        yield
    finally:
        for canvas in draw.buffers.canvases:
            canvas.restore()


def _paint_splash(draw: DrawContext, here: Pose) -> None:
    with draw.posed(here):
        for drop in range(16):
            x = -70 + 130 * draw.chance(80 + drop)
            y = -24 * draw.chance(120 + drop) ** 2
            draw.disc(x, y, 16 + 12 * draw.chance(160 + drop), 9, (0.93, 0.97, 1.0), 0.9, 0.7)
        draw.blob([(-90, 2), (-30, -5), (40, -4), (92, 2), (20, 7), (-40, 7)], (0.9, 0.95, 1.0), 0.8, 0.6)
