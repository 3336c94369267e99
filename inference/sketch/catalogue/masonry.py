"""Walls, roofs and turrets, of which several buildings are drawn: lit from the left, with windows lit by night."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext


STONE: Rgb = (0.68, 0.63, 0.58)


SLATE: Rgb = (0.33, 0.36, 0.47)


TILE: Rgb = (0.7, 0.33, 0.24)


WOOD: Rgb = (0.47, 0.33, 0.22)


PLASTER: Rgb = (0.9, 0.84, 0.72)


SNOW: Rgb = (0.94, 0.96, 1.0)


def stone_wall(draw: DrawContext, x: float, y: float, wide: float, tall: float, stone: Rgb) -> None:
    """A round or square wall: shadow on the right, light on the left."""
    draw.box(x, y, wide, tall, stone, 0.5)
    draw.box(x, y, wide * 0.38, tall, stone, 0.82)
    draw.box(x + wide * 0.74, y, wide * 0.26, tall, stone, 0.22)


def pointed_roof(draw: DrawContext, x: float, y: float, wide: float, tall: float, roof: Rgb) -> None:
    """A pointed roof over a wall that is ``wide``; (x, y) is the wall's upper left corner."""
    left, right, middle = x - wide * 0.16, x + wide * 1.16, x + wide / 2
    draw.shape([(left, y), (middle, y - tall), (right, y)], roof, 0.42)
    draw.shape([(left, y), (middle, y - tall), (middle - wide * 0.1, y)], roof, 0.92)
    if draw.snow > 0.05:
        draw.shape([(left, y), (middle, y - tall), (middle + wide * 0.12, y - tall * 0.35), (middle - wide * 0.2, y)],
                   SNOW, 0.9, draw.snow)  # fmt: skip


def battlement(draw: DrawContext, x: float, y: float, wide: float, stone: Rgb, teeth: int) -> None:
    step = wide / (2 * teeth - 1)
    for tooth in range(teeth):
        draw.box(x + 2 * step * tooth, y, step, step * 1.2, stone, 0.7 if tooth < teeth / 2 else 0.4)


def turret(draw: DrawContext, x: float, wide: float, tall: float, stone: Rgb, roof: Rgb, spire: float) -> None:
    stone_wall(draw, x, 0, wide, tall, stone)
    draw.box(x - wide * 0.1, -tall, wide * 1.2, wide * 0.24, stone, 0.66)
    pointed_roof(draw, x - wide * 0.1, -tall - wide * 0.22, wide * 1.2, spire, roof)
    draw.window(x + wide * 0.38, -tall * 0.68, wide * 0.22, wide * 0.42)


def pane(draw: DrawContext, x: float, y: float, wide: float, tall: float) -> None:
    if draw.night > 0.3:
        draw.box_lamp(x, y, wide, tall, (1.0, 0.82, 0.5))
    else:
        draw.box(x, y, wide, tall, (0.3, 0.36, 0.46), 0.6)
