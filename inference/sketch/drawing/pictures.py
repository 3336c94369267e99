"""Pictures as things to paint: rendered once, given form, then lit and hazed wherever they stand.

A flat picture becomes a painted thing in two steps. ``picture`` renders its SVG and derives, from its softened outline,
how each of its pixels is turned to the light. ``lit`` puts it under a key light and a shade at the size it is painted
at. What comes out goes into the colour and depth buffers like any drawing, and the engine's own strokes are laid over
it. It knows no thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from inference.sketch.drawing.buffers import Rgb
from inference.sketch.drawing.noise import Floats, field
from inference.sketch.drawing.picture_files import picture_svg
from inference.sketch.drawing.recolour import recoloured

SIDE = 256
"""px at which pictures are rendered."""
_KEPT = 48
"""Pictures kept ready, of each colour that was said: at most 0.9 MB each, so 43 MB in all."""
_SMALLEST = 48
"""px; no lower rendering is kept of a picture."""
_RIM, _ROUND = 9.0, 26.0
"""px by which the outline is softened to find its edge and the form inside it."""


@dataclass(frozen=True)
class Rendering:
    """A picture at one size, cut to what is seen of it, (h, w) each: colours (h, w, 3) and cover as they are painted,
    how far it is turned up and to the left (-127 to 127), and how far inside its outline it lies (0 to 255)."""

    colour: NDArray[np.uint8]
    cover: NDArray[np.uint8]
    up: NDArray[np.int8]
    left: NDArray[np.int8]
    inside: NDArray[np.uint8]


@dataclass(frozen=True)
class Picture:
    """A picture's renderings, each half as large as the one before."""

    renderings: tuple[Rendering, ...]
    foot: tuple[float, float]
    """From where to where it stands on the ground, from its middle, as parts of its height."""

    @property
    def breadth(self) -> float:
        """As a part of its height."""
        high, wide = self.renderings[0].cover.shape
        return wide / high

    def at(self, tall: float) -> Rendering:
        """The smallest rendering that is not smaller than ``tall`` px, or the largest."""
        return next((one for one in reversed(self.renderings) if len(one.cover) >= tall), self.renderings[0])


@dataclass(frozen=True)
class Air:
    """What a thing is seen in: shade and key light, their gain, haze and how much of it (0 to 1), night (0 to 1)."""

    shade: Rgb
    key: Rgb
    gain: float
    haze: Rgb
    hazed: float
    night: float


@lru_cache(maxsize=_KEPT)
def picture(name: str, colour: Rgb | None = None) -> Picture:
    """The picture ``set:name``, ready to be lit; in a ``colour`` that was asked for, or its own.

    Raises KeyError where it is not installed, ValueError where it cannot be painted as it was meant.
    """
    pixels = np.zeros((SIDE, SIDE, 4), np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    document = skia.SVGDOM.MakeFromStream(skia.MemoryStream.MakeCopy(picture_svg(name)))
    if document is None:
        raise ValueError(f"The picture {name} is not an SVG document.")
    size = document.containerSize()
    scale = SIDE / max(size.width(), size.height())
    pen = surface.getCanvas()
    pen.scale(scale, scale)
    document.render(pen)
    cover = pixels[..., 3].astype(np.float32) / 255
    rows, columns = (np.flatnonzero(cover.max(axis=axis) > 0.1) for axis in (1, 0))
    if not len(rows):
        raise ValueError(f"The picture {name} is empty.")
    top, foot, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    cover = cover[top:foot, left:right]
    # Skia's pixels are premultiplied.
    painted = pixels[top:foot, left:right, :3].astype(np.float32) / 255 / np.maximum(cover, 1 / 255)[..., None]
    painted = np.clip(painted, 0, 1)
    if colour is not None:
        painted = recoloured(painted, cover, colour)
    layers = np.dstack([painted * cover[..., None], cover, *_form(cover)]).astype(np.float32)
    renderings = [_rendering(layers)]
    while len(layers) >= 2 * _SMALLEST and layers.shape[1] > 1:
        high, wide = layers.shape[0] // 2, layers.shape[1] // 2
        layers = layers[: 2 * high, : 2 * wide].reshape(high, 2, wide, 2, -1).mean(axis=(1, 3))
        renderings.append(_rendering(layers))
    return Picture(tuple(renderings), _foot(cover))


def _form(cover: Floats) -> tuple[Floats, Floats, Floats]:
    """How far each pixel is turned up and to the left, -1 to 1, and how far it lies inside the outline, 0 to 1."""
    # At a quarter of the size: what is this soft needs no more.
    room = 32
    wide = np.pad(cover, room)
    wide = np.pad(wide, ((0, -wide.shape[0] % 4), (0, -wide.shape[1] % 4)))
    small = wide.reshape(wide.shape[0] // 4, 4, wide.shape[1] // 4, 4).mean(axis=(1, 3))
    rim = ndimage.gaussian_filter(small, _RIM / 4)
    down, across = np.gradient(rim * 3.5 + ndimage.gaussian_filter(small, _ROUND / 4) * 15)
    high, broad = cover.shape
    size = (wide.shape[1], wide.shape[0])
    up, left, inside = (
        np.asarray(Image.fromarray(layer).resize(size, Image.Resampling.BILINEAR))[
            room : room + high, room : room + broad
        ]
        for layer in (np.clip(down, -1, 1), np.clip(across, -1, 1), np.clip(rim * 2 - 1, 0, 1))
    )
    return up, left, inside


def _rendering(layers: Floats) -> Rendering:
    cover = layers[..., 3]
    colour = layers[..., :3] / np.maximum(cover, 1 / 255)[..., None]
    return Rendering(
        (np.clip(colour, 0, 1) * 255 + 0.5).astype(np.uint8),
        (cover * 255 + 0.5).astype(np.uint8),
        (layers[..., 4] * 127).astype(np.int8),
        (layers[..., 5] * 127).astype(np.int8),
        (layers[..., 6] * 255).astype(np.uint8),
    )


def _foot(cover: Floats) -> tuple[float, float]:
    high, wide = cover.shape
    stands = np.flatnonzero(cover[int(high * 0.9) :].max(axis=0) > 0.5)
    return (float(stands[0]) - wide / 2) / high, (float(stands[-1]) + 1 - wide / 2) / high


def lit(one: Rendering, air: Air, seed: int, *, mirrored: bool = False, glow: float = 0.0) -> NDArray[np.uint8]:
    """The picture in this light and air, (h, w, 4) uint8, premultiplied.

    ``seed`` is that of its play of colour; ``mirrored`` says that it will be painted so: the key light stays on the
    left. With ``glow`` (0 to 1) its brightest parts shine by themselves.
    """
    cover = one.cover.astype(np.float32) / 255
    colour = one.colour.astype(np.float32) / 255
    luma = colour @ _LUMA
    pale = np.clip((luma - 0.7) * 4, 0, 1)
    side = one.left.astype(np.float32) * np.float32((-0.6 if mirrored else 0.6) / 127)
    light = 0.56 + 0.42 * (one.up.astype(np.float32) * np.float32(0.85 / 127) + side)
    light += 0.1 - 0.2 * np.linspace(0, 1, len(light), dtype=np.float32)[:, None] ** 2
    # White against white: an edge in thin shade.
    light -= 0.3 * pale * (1 - one.inside.astype(np.float32) / 255)
    light = np.clip(light, 0, 1)[..., None]
    shade, key = np.asarray(air.shade, np.float32) * np.float32(0.95), np.asarray(air.key, np.float32)
    lamp = shade + (key * np.float32(0.98) - shade) * light
    high, wide = cover.shape
    step = 100 / high
    patches = field(np.arange(wide) * step, np.arange(high) * step, seed, 83, 30, 17, 4) - np.float32(0.5)
    # Paint is never as rich nor as white or black as a screen.
    rich = np.float32(0.84 - 0.25 * air.night)
    painted = luma[..., None] + (colour - luma[..., None]) * rich
    painted = 0.035 + painted * np.float32(0.92)
    painted = painted * (1 + patches[..., None] * np.array([0.44, 0.34, 0.16], np.float32))
    painted *= lamp * np.float32(air.gain)
    painted += (np.asarray(air.haze, np.float32) - painted) * np.float32(air.hazed)
    if glow > 0:
        much, own = _shining(one)
        painted += colour * np.array([0.3, 0.22, 0.1], np.float32) * np.float32(glow)
        painted += (own - painted) * (much * np.float32(glow))[..., None]
    whole = np.empty((high, wide, 4), np.float32)
    whole[..., :3] = np.clip(painted, 0, 1) * cover[..., None]
    whole[..., 3] = cover
    return (whole * 255 + 0.5).astype(np.uint8)


_LUMA = np.array([0.3, 0.59, 0.11], np.float32)


_LAMPLIGHT = np.array([1.0, 0.8, 0.42], np.float32)


def _shining(one: Rendering) -> tuple[Floats, Floats]:
    """Which of its pixels shine where the picture is one of a light, (h, w) in 0 to 1, and in which colours.

    They are its bright yellow ones (a flame); if there are none its panes, pale and blue by day; else all bright ones.
    """
    colour = one.colour.astype(np.float32) / 255
    cover, luma = one.cover.astype(np.float32) / 255, colour @ _LUMA
    yellow = (colour[..., 0] + colour[..., 1]) / 2 - colour[..., 2]
    ways = (
        (np.clip((luma - 0.62) * 6, 0, 1) * np.clip((yellow - 0.28) * 6, 0, 1) * cover, colour),
        (np.clip((luma - 0.45) * 6, 0, 1) * np.clip((-yellow - 0.02) * 16, 0, 1) * cover, _LAMPLIGHT),
        (np.clip((luma - 0.7) * 6, 0, 1) * cover, colour),
    )
    return next((way for way in ways if way[0].mean() > _LEAST_LIGHT), ways[-1])


_LEAST_LIGHT = 0.004
"""Part of a picture that has to shine if it is to be taken for its light."""


def light_of(one: Rendering) -> tuple[float, float, Rgb] | None:
    """Where a picture's light comes from, from the middle of its foot as parts of its height, and its colour.
    None where nothing of it is bright."""
    much, own = _shining(one)
    whole = float(much.sum())
    high, wide = much.shape
    if whole < _LEAST_LIGHT * high * wide:
        return None
    x = float(much.sum(axis=0) @ np.arange(wide)) / whole
    y = float(much.sum(axis=1) @ np.arange(high)) / whole
    red, green, blue = (float((own[..., part] * much).sum()) / whole for part in range(3))
    return (x - wide / 2) / high, y / high - 1, (red, green, blue)
