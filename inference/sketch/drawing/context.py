"""What a drawing draws with: shapes, lines and lights, in the light and the air of the place where the thing stands.

A thing is drawn in units of its own: 100 tall, its foot at (0, 0), y downwards. The context moves, scales and mirrors
it, lights its colours by the sky's shade and key light, and lays the haze of its distance over them. It knows no thing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from inference.sketch.drawing.buffers import (
    GROUND,
    LAMP,
    LEAVES,
    PICTURE,
    THING,
    Buffers,
    Glow,
    Rgb,
    argb,
    curve,
    polygon,
)
from inference.sketch.drawing.look_track import LookTrack
from inference.sketch.drawing.noise import unit_of
from inference.sketch.drawing.picture_light import Air, light_of, lit
from inference.sketch.drawing.pictures import Picture, Rendering

Point = tuple[float, float]
Points = list[Point]

_FAR_OUT = 1e4
"""Units from a thing beyond which nothing of it is drawn."""
_BULGE = 320.0
"""Depth by which the middle of a picture stands out before its edge."""


@dataclass(frozen=True)
class Pose:
    """Where and how a thing stands: view column and row of its foot (px), px tall, depth, haze 0 to 1, its own seed."""

    x: float
    y: float
    tall: float
    depth: float
    haze: float
    seed: int
    flip: bool = False
    left: float = -1e9
    """View column that its light does not cross: what hangs already to the left was painted without it."""


class DrawContext:
    """Draws things into buffers; ``posed`` sets where."""

    def __init__(self, buffers: Buffers, looks: LookTrack) -> None:
        self.buffers, self.looks = buffers, looks
        self.here = Pose(0, 0, 100, 0, 0, 0)
        self._shade: Rgb = (0, 0, 0)
        self._key: Rgb = (1, 1, 1)
        self._haze: Rgb = (1, 1, 1)
        self._gain = 1.0
        self.night = 0.0
        self.snow = 0.0
        self.material = THING
        self.lift = 0.0
        """How much brighter than its night a thing is shown, so that it can be told from the dark."""
        self.doing: str | None = None
        """What the thing does, as a Direction says it ("running"): a body is drawn in that pose."""
        self.empty_handed = False
        """Whether a person leaves its costume's own prop away, because it holds another thing."""
        self.reached = 0.0
        """View column up to which light was drawn to the right since this was last set."""
        self._offset = (0.0, 0.0, 1.0)

    @contextmanager
    def posed(self, here: Pose) -> Iterator[None]:
        """Draw at ``here``; colours are those of its column."""
        looks = self.looks
        self.here = here
        self._shade, key = looks.colour("shade", here.x), looks.colour("key", here.x)
        white = sum(key) / 3
        self._key = _mix(key, (white, white, white), 0.35)
        self._haze, self._gain = looks.colour("haze", here.x), looks.at("gain", here.x)
        if (under := looks.at("under", here.x)) > 0.01:
            deep = (0.06 * self._gain, 0.36 * self._gain, 0.48 * self._gain)
            self._haze = _mix(self._haze, deep, under)
        self.night, self.snow = looks.at("night", here.x), looks.at("snow", here.x)
        scale = here.tall / 100
        for canvas in self.buffers.canvases:
            canvas.save()
            canvas.translate(here.x, here.y)
            canvas.scale(-scale if here.flip else scale, scale)
        try:
            yield
        finally:
            for canvas in self.buffers.canvases:
                canvas.restore()

    @contextmanager
    def within(self, x: float, y: float, scale: float) -> Iterator[None]:
        """Draw in smaller units at a place of the thing that is being drawn."""
        for canvas in self.buffers.canvases:
            canvas.save()
            canvas.translate(x, y)
            canvas.scale(scale, scale)
        outer = self._offset
        self._offset = (outer[0] + x * outer[2], outer[1] + y * outer[2], outer[2] * scale)
        try:
            yield
        finally:
            self._offset = outer
            for canvas in self.buffers.canvases:
                canvas.restore()

    @contextmanager
    def turned(self, degrees: float, to: Point) -> Iterator[None]:
        """Draw turned over around the foot point, clockwise, with that point at ``to``."""
        for canvas in self.buffers.canvases:
            canvas.save()
            canvas.translate(*to)
            canvas.rotate(degrees)
        try:
            yield
        finally:
            for canvas in self.buffers.canvases:
                canvas.restore()

    def chance(self, index: int) -> float:
        """This thing's own hashed number in [0, 1)."""
        return unit_of(self.here.seed, 700 + index, 0)

    def tone(self, local: Rgb, light: float) -> Rgb:
        """A local colour as seen here, ``light`` from 0 (in shadow) to 1 (in the key light)."""
        if self.here.flip:
            light = light * 0.92
        gain = self._gain * (1.12 + (0.4 + self.lift) * self.night * (self.material == THING))
        clear = 1 - self.here.haze
        dark, bright = 0.95 * (1 - light) * gain * clear, 0.98 * light * gain * clear
        shade, key, haze, much = self._shade, self._key, self._haze, self.here.haze
        return (
            local[0] * (shade[0] * dark + key[0] * bright) + haze[0] * much,
            local[1] * (shade[1] * dark + key[1] * bright) + haze[1] * much,
            local[2] * (shade[2] * dark + key[2] * bright) + haze[2] * much,
        )

    def body(self, path: skia.Path, local: Rgb, light: float = 0.6, alpha: float = 1.0) -> None:
        self.buffers.fill(path, self.tone(local, light), self.here.depth, self.material, alpha)

    def picture(self, one: Picture, glow: float = 0.0) -> None:
        """A picture, 100 units tall with its foot at (0, 0), in the light and the air of this place.

        Where it is a light, ``glow`` is how far it reaches by night, as a part of its height.
        """
        gain = self._gain * (1.12 + (0.7 + self.lift) * self.night)
        air = Air(self._shade, self._key, gain, self._haze, self.here.haze, self.night)
        rendering = one.at(self.buffers.colour_canvas.getTotalMatrix().mapRadius(100))
        shines = self.night if glow > 0 else 0.0
        paint = lit(rendering, air, self.here.seed, mirrored=self.here.flip, glow=shines)
        wide = 100 * one.breadth
        place = skia.Rect.MakeXYWH(-wide / 2, -100, wide, 100)
        image = skia.Image.fromarray(paint, colorType=skia.kRGBA_8888_ColorType)
        smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
        self.buffers.colour_canvas.drawImageRect(image, place, smooth)
        deep = skia.Image.fromarray(self._bulge(rendering), colorType=skia.kRGBA_8888_ColorType)
        self.buffers.depth_canvas.drawImageRect(deep, place, skia.SamplingOptions(skia.FilterMode.kNearest))
        if shines > 0.1 and (light := light_of(rendering)) is not None:
            x, y, colour = light
            self.glow(100 * x, 100 * y, 50 + 100 * glow, colour, 0.75 * shines)

    def _bulge(self, rendering: Rendering) -> NDArray[np.uint8]:
        """Depths of a picture, packed as in the buffers: its middle stands out a little before its edge."""
        deep = np.clip(self.here.depth + _BULGE * (rendering.inside / 255.0), 0, 65535).astype(np.uint16)
        packed = np.empty((*deep.shape, 4), np.uint8)
        packed[..., 0], packed[..., 1], packed[..., 2], packed[..., 3] = deep >> 8, deep & 255, PICTURE, 255
        packed[rendering.cover < 128] = 0
        return packed

    @contextmanager
    def sunk(self, part: float) -> Iterator[None]:
        """Draw what lies in the water by this part of its height: none of it is seen below (0, 0)."""
        for canvas in self.buffers.canvases:
            canvas.save()
            canvas.clipRect(skia.Rect.MakeLTRB(-_FAR_OUT, -_FAR_OUT, _FAR_OUT, 0))
        try:
            with self.within(0, 100 * part, 1):
                yield
        finally:
            for canvas in self.buffers.canvases:
                canvas.restore()

    def contact(self, left: float, right: float) -> None:
        """The shade on the ground under what stands there from ``left`` to ``right``; it has no depth."""
        middle, half = (left + right) / 2, (right - left) / 2 + 5
        dark = skia.GradientShader.MakeRadial(
            skia.Point(0, 0), 1, [argb(self._shade_on_ground(), alpha) for alpha in (0.62, 0.5, 0)], [0.0, 0.5, 1.0]
        )
        pen = self.buffers.colour_canvas
        pen.save()
        # The key light comes from the left.
        pen.translate(middle + (-1 if self.here.flip else 1) * half * 0.16, 0)
        pen.scale(half * 1.25, min(11.0, 4 + half * 0.16))
        pen.drawCircle(0, 0, 1, skia.Paint(Shader=dark, AntiAlias=True))
        pen.restore()

    def _shade_on_ground(self) -> Rgb:
        return _mix(self.tone((0.12, 0.12, 0.14), 0.0), self._haze, self.here.haze)

    @contextmanager
    def _made_of(self, material: int) -> Iterator[None]:
        outer, self.material = self.material, material
        try:
            yield
        finally:
            self.material = outer

    def foliage(self) -> AbstractContextManager[None]:
        """Draw leaves, over which brush strokes lie like leaves."""
        return self._made_of(LEAVES)

    def ground_cover(self) -> AbstractContextManager[None]:
        """Draw what the strokes take for ground, such as grass."""
        return self._made_of(GROUND)

    def shape(self, points: Sequence[Point], local: Rgb, light: float = 0.6, alpha: float = 1.0) -> None:
        """A filled polygon."""
        self.body(polygon(points), local, light, alpha)

    def rough(self, points: Sequence[Point], local: Rgb, light: float, salt: int = 0) -> None:
        """A filled polygon of broken stone: facets turned to and from the light inside its outline."""
        outline = polygon(points)
        self.body(outline, local, light)
        with self._inside(outline):
            self._facets(points, local, light, salt)

    @contextmanager
    def _inside(self, outline: skia.Path) -> Iterator[None]:
        """Draw only inside an outline."""
        for canvas, smooth in ((self.buffers.colour_canvas, True), (self.buffers.depth_canvas, False)):
            canvas.save()
            canvas.clipPath(outline, skia.ClipOp.kIntersect, smooth)
        try:
            yield
        finally:
            for canvas in self.buffers.canvases:
                canvas.restore()

    def inside_disc(self, x: float, y: float, across: float) -> AbstractContextManager[None]:
        """Draw only inside a circle around (x, y)."""
        circle = skia.Path()
        circle.addOval(skia.Rect.MakeXYWH(x - across / 2, y - across / 2, across, across))
        return self._inside(circle)

    def _facets(self, points: Sequence[Point], local: Rgb, light: float, salt: int) -> None:
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        top, foot = min(y for _, y in points), max(y for _, y in points)
        for facet in range(34):
            x = left + (right - left) * self.chance(salt + 300 + facet)
            y = top + (foot - top) * self.chance(salt + 340 + facet)
            wide, tall = (4 + 10 * self.chance(salt + 380 + facet), 6 + 18 * self.chance(salt + 420 + facet))
            turn = 0.3 if self.chance(salt + 460 + facet) < 0.6 else -0.34
            corner = [
                (x - wide, y),
                (x - wide * 0.2, y - tall),
                (x + wide, y - tall * 0.4),
                (x + wide * 0.3, y + tall * 0.5),
            ]
            self.shape(corner, local, max(0.02, light + turn * (0.4 + self.chance(salt + 500 + facet))), 0.6)

    def blob(self, points: Sequence[Point], local: Rgb, light: float = 0.6, alpha: float = 1.0) -> None:
        """A filled smooth outline through the points."""
        self.body(curve(points), local, light, alpha)

    def box(self, x: float, y: float, wide: float, tall: float, local: Rgb, light: float = 0.6) -> None:
        """A box whose lower left corner is (x, y)."""
        self.shape([(x, y), (x, y - tall), (x + wide, y - tall), (x + wide, y)], local, light)

    def disc(
        self, x: float, y: float, across: float, tall: float, local: Rgb, light: float = 0.6, alpha: float = 1
    ) -> None:
        bounds = skia.Rect.MakeXYWH(x - across / 2, y - tall / 2, across, tall)
        self.buffers.fill_oval(bounds, self.tone(local, light), self.here.depth, self.material, alpha)

    def line(self, points: Sequence[Point], wide: float, local: Rgb, light: float = 0.6, alpha: float = 1.0) -> None:
        """A smooth line through the points."""
        path = curve(points, close=False) if len(points) > 2 else polygon(points, close=False)
        self.buffers.stroke(path, self.tone(local, light), wide, self.here.depth, self.material, alpha)

    def lamp(self, path: skia.Path, colour: Rgb, alpha: float = 1.0) -> None:
        """Fill with light of its own: neither shade nor much haze touches it, nor the brush."""
        self.buffers.fill(path, _mix(colour, self._haze, self.here.haze * 0.3), self.here.depth, LAMP, alpha)

    def lamp_blob(self, points: Sequence[Point], colour: Rgb, alpha: float = 1.0) -> None:
        """A smooth outline filled with light."""
        self.lamp(curve(points), colour, alpha)

    def lamp_line(self, points: Sequence[Point], wide: float, colour: Rgb, *, smooth: bool = True) -> None:
        """A line of light, smooth or with corners."""
        path = curve(points, close=False) if smooth else polygon(points, close=False)
        self.buffers.stroke(path, colour, wide, self.here.depth, LAMP)

    def box_lamp(self, x: float, y: float, wide: float, tall: float, colour: Rgb) -> None:
        """A lit pane whose lower left corner is (x, y)."""
        self.lamp(polygon([(x, y), (x, y - tall), (x + wide, y - tall), (x + wide, y)]), colour)

    def beam(self, points: Sequence[Point], colour: Rgb, strength: float) -> None:
        """A beam of light from the first point to the edge between the other two, fading on its way."""
        (x, y), (far_x, high), (_, low) = points
        _, _, _, units = self._spread(x, y, abs(far_x - x))
        if units < abs(far_x - x):
            part = max(units, 1) / abs(far_x - x)
            far_x, high, low = x + (far_x - x) * part, y + (high - y) * part, y + (low - y) * part
            points = [(x, y), (far_x, high), (far_x, low)]
        self.fading(points, (x, y), (far_x, (high + low) / 2), colour, strength)

    def fading(self, points: Sequence[Point], start: Point, end: Point, colour: Rgb, strength: float) -> None:
        """A polygon of light over what is there, of ``strength`` at ``start`` and none at ``end``; it has no depth."""
        shader = skia.GradientShader.MakeLinear(
            [skia.Point(*start), skia.Point(*end)], [argb(colour, strength), argb(colour, 0)]
        )
        self.buffers.colour_canvas.drawPath(
            polygon(points), skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kScreen, AntiAlias=True)
        )

    def arch(self, radius: float, wide: float, colour: Rgb, alpha: float) -> None:
        """The upper half of a soft ring around (0, 0), ``wide`` units thick; it has no depth."""
        path = skia.Path()
        path.addArc(skia.Rect.MakeXYWH(-radius, -radius, 2 * radius, 2 * radius), 180, 180)
        paint = skia.Paint(
            AntiAlias=True,
            Color=argb(colour, alpha),
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=wide,
            MaskFilter=skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 1.2),
        )
        self.buffers.colour_canvas.drawPath(path, paint)

    def window(self, x: float, y: float, wide: float, tall: float, colour: Rgb = (1.0, 0.8, 0.42)) -> None:
        """A window: dark by day, lit by night. Lower left corner (x, y)."""
        path = polygon([(x, y), (x, y - tall), (x + wide / 2, y - tall * 1.25), (x + wide, y - tall), (x + wide, y)])
        if self.night > 0.3:
            self.lamp(path, colour, 0.55 + 0.45 * self.night)
            self.glow(x + wide / 2, y - tall / 2, tall * 5, colour, 0.32 * self.night)
        else:
            self.body(path, (0.16, 0.17, 0.22), 0.4)

    def glow(self, x: float, y: float, reach: float, colour: Rgb, strength: float) -> None:
        """Light that spreads from a point, laid over the finished strokes; place and reach in units."""
        x, y, reach, _ = self._spread(x, y, reach)
        if reach > 1:
            self.buffers.glows.append(Glow(x, y, reach, colour, strength))

    def halo(self, x: float, y: float, reach: float, colour: Rgb, strength: float) -> None:
        """Light that spreads under the strokes, so that they turn around it; place and reach in units."""
        _, _, _, units = self._spread(x, y, reach)
        if units > 1:
            shine(self.buffers.colour_canvas, x, y, units, colour, strength)

    def _spread(self, x: float, y: float, reach: float) -> tuple[float, float, float, float]:
        """View place and reach, px, of light in units, no further than it may shine to the left;
        and that reach in units."""
        zoom = self._offset[2]
        scale = self.here.tall / 100
        view_x = self.here.x + (-1 if self.here.flip else 1) * (self._offset[0] + x * zoom) * scale
        view_y = self.here.y + (self._offset[1] + y * zoom) * scale
        far = min(reach * zoom * scale, view_x - self.here.left)
        self.reached = max(self.reached, view_x + far)
        return view_x, view_y, far, far / (zoom * scale)


def shine(pen: skia.Canvas, x: float, y: float, reach: float, colour: Rgb, strength: float) -> None:
    """Screen a soft round light onto a canvas."""
    steps = (0.0, 0.12, 0.28, 0.5, 0.75, 1.0)
    falls = [math.exp(-3.6 * step) * (1 - step) for step in steps]
    shader = skia.GradientShader.MakeRadial(
        skia.Point(x, y), max(reach, 0.1), [argb(colour, strength * fall) for fall in falls], list(steps)
    )
    pen.drawCircle(x, y, reach, skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kScreen, AntiAlias=True))


def _mix(one: Rgb, other: Rgb, part: float) -> Rgb:
    return (
        one[0] + (other[0] - one[0]) * part,
        one[1] + (other[1] - one[1]) * part,
        one[2] + (other[2] - one[2]) * part,
    )
