"""The colour, depth and material buffers of one view, drawn into together.

Whatever is drawn goes into all three: its colour, its depth (uint16, 0 is far) and its material, by which brush strokes
are laid later. numpy and skia share the memory. Coordinates are the view's: column 0 is ``x0`` px of the mural, and the
view is wider than the canvas by a margin on both sides, so that strokes at the edge see their neighbours. It knows
neither things nor light.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import skia
from numpy.typing import NDArray

from inference.contract.geometry import CANVAS, HEIGHT
from inference.sketch.drawing.noise import Floats

MARGIN = 48
WIDTH = CANVAS + 2 * MARGIN

Rgb = tuple[float, float, float]
SKY, FAR, WATER, GROUND, LEAVES, THING, LAMP, PICTURE = range(8)
"""Materials; a PICTURE is a thing painted after one, which has details where THING has clear shapes."""


@dataclass(frozen=True)
class Glow:
    """Light that spreads around a lamp: view place in px, reach in px, colour, strength 0 to 1."""

    x: float
    y: float
    reach: float
    colour: Rgb
    strength: float


class Buffers:
    """Colour (768, WIDTH, 4) uint8 and depth (same shape: high byte, low byte, material, 255)."""

    def __init__(self, canvas_x: int) -> None:
        self.x0 = canvas_x - MARGIN
        self.colour = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
        self.depth = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
        self.colour[..., 3] = self.depth[..., 3] = 255
        self._surface = skia.Surface(self.colour, colorType=skia.kRGBA_8888_ColorType)
        self._depth_surface = skia.Surface(self.depth, colorType=skia.kRGBA_8888_ColorType)
        self.colour_canvas = self._surface.getCanvas()
        self.depth_canvas = self._depth_surface.getCanvas()
        self.canvases = (self.colour_canvas, self.depth_canvas)
        # Made once: a strip draws ten thousand shapes, and a paint costs as much as a small one.
        line: dict[str, Any] = {
            "Style": skia.Paint.kStroke_Style,
            "StrokeCap": skia.Paint.kRound_Cap,
            "StrokeJoin": skia.Paint.kRound_Join,
        }
        self._ink, self._mark = skia.Paint(AntiAlias=True), skia.Paint(AntiAlias=False)
        self._pen, self._depth_pen = skia.Paint(AntiAlias=True, **line), skia.Paint(AntiAlias=False, **line)
        self.glows: list[Glow] = []
        self.columns: NDArray[np.float64] = np.arange(WIDTH, dtype=np.float64) + self.x0
        self.rows: NDArray[np.float64] = np.arange(HEIGHT, dtype=np.float64)

    def fill(self, path: skia.Path, colour: Rgb, depth: float, material: int, alpha: float = 1.0) -> None:
        """Fill a path. Depth is written where the fill covers more than it lets through."""
        self._ink.setColor(argb(colour, alpha))
        self.colour_canvas.drawPath(path, self._ink)
        if alpha > 0.5:
            self._mark.setColor(depth_argb(depth, material))
            self.depth_canvas.drawPath(path, self._mark)

    def fill_oval(self, bounds: skia.Rect, colour: Rgb, depth: float, material: int, alpha: float = 1.0) -> None:
        """Fill the oval inside ``bounds``, as ``fill`` does."""
        self._ink.setColor(argb(colour, alpha))
        self.colour_canvas.drawOval(bounds, self._ink)
        if alpha > 0.5:
            self._mark.setColor(depth_argb(depth, material))
            self.depth_canvas.drawOval(bounds, self._mark)

    def stroke(
        self, path: skia.Path, colour: Rgb, width: float, depth: float, material: int, alpha: float = 1.0
    ) -> None:
        """Draw along a path, ``width`` px wide with round ends."""
        self._pen.setStrokeWidth(width)
        self._pen.setColor(argb(colour, alpha))
        self.colour_canvas.drawPath(path, self._pen)
        if alpha > 0.5:
            self._depth_pen.setStrokeWidth(width)
            self._depth_pen.setColor(depth_argb(depth, material))
            self.depth_canvas.drawPath(path, self._depth_pen)

    def cover(
        self,
        rows: slice,
        where: NDArray[np.bool_],
        colour: Floats,
        depth: Floats,
        material: int,
        spread: tuple[NDArray[np.int64], NDArray[np.int64]],
    ) -> None:
        """Write colours (h, w, 3) in 0..1 and depths (h, w) into ``rows`` where the mask holds. ``spread`` says which
        row and which column of them each row and column of the mask takes."""
        paint = np.full((*depth.shape, 4), 255, np.uint8)
        paint[..., :3] = np.clip(colour, 0, 1) * np.float32(255) + np.float32(0.5)
        whole = np.clip(depth, 0, 65535).astype(np.uint16)
        packed = np.empty((*depth.shape, 4), np.uint8)
        packed[..., 0], packed[..., 1], packed[..., 2], packed[..., 3] = whole >> 8, whole & 255, material, 255
        for sheet, wanted in ((self.colour, paint), (self.depth, packed)):
            wide = wanted.view(np.uint32)[..., 0].take(spread[1], axis=1).take(spread[0], axis=0)
            np.copyto(sheet[rows].view(np.uint32)[..., 0], wide, where=where)

    def relief(self) -> NDArray[np.uint16]:
        """Depth of the view, (768, WIDTH)."""
        return self.depth[..., 0].astype(np.uint16) * np.uint16(256) + self.depth[..., 1]

    def material(self) -> NDArray[np.uint8]:
        return self.depth[..., 2]


def argb(colour: Rgb, alpha: float = 1.0) -> int:
    red, green, blue = colour
    return (_byte(alpha) << 24) | (_byte(red) << 16) | (_byte(green) << 8) | _byte(blue)


def _byte(part: float) -> int:
    return 0 if part <= 0.0 else 255 if part >= 1.0 else int(part * 255 + 0.5)


def depth_argb(depth: float, material: int) -> int:
    whole = min(65535, max(0, int(depth)))
    return (255 << 24) | ((whole >> 8) << 16) | ((whole & 255) << 8) | material


def polygon(points: Sequence[tuple[float, float]], *, close: bool = True) -> skia.Path:
    path = skia.Path()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if close:
        path.close()
    return path


def curve(points: Sequence[tuple[float, float]], *, close: bool = True) -> skia.Path:
    """A smooth path through the points (Catmull-Rom as cubics)."""
    count = len(points)
    path = skia.Path()
    path.moveTo(*points[0])
    for index in range(count if close else count - 1):
        before = points[index - 1] if close or index else points[0]
        here, there = points[index], points[(index + 1) % count]
        after = points[(index + 2) % count] if close or index + 2 < count else there
        path.cubicTo(
            here[0] + (there[0] - before[0]) / 6,
            here[1] + (there[1] - before[1]) / 6,
            there[0] - (after[0] - here[0]) / 6,
            there[1] - (after[1] - here[1]) / 6,
            *there,
        )
    if close:
        path.close()
    return path
