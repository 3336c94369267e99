"""Pictures as things to paint: rendered once, given form, then lit and hazed wherever they stand.

A flat picture becomes a painted thing in two steps. ``picture`` renders its SVG and derives, from its softened outline,
how each of its pixels is turned to the light. ``lit`` puts it under a key light and a shade. What comes out goes into
the colour and depth buffers like any drawing, and the engine's own strokes are laid over it. It knows no thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import skia
from numpy.typing import NDArray
from scipy import ndimage

from inference.sketch.drawing.buffers import Rgb
from inference.sketch.drawing.noise import Floats
from inference.sketch.drawing.picture_files import picture_svg

SIDE = 256
"""px at which pictures are rendered."""
_ROUND = 11.0
"""px by which the outline is softened to find the form inside it."""


@dataclass(frozen=True)
class Picture:
    """A rendered picture, cut to what is seen of it: colours (h, w, 3) in 0..1, cover (h, w) in 0..1, and form (h, w),
    from -1 (turned down and away) to 1 (turned up, to the left: where the key light comes from)."""

    colour: Floats
    cover: Floats
    form: Floats

    @property
    def breadth(self) -> float:
        """As a part of its height."""
        return float(self.cover.shape[1] / self.cover.shape[0])


@lru_cache(maxsize=160)
def picture(name: str) -> Picture:
    """The picture ``set:name``, ready to be lit. Raises KeyError where it is not installed."""
    pixels = np.zeros((SIDE, SIDE, 4), np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    document = skia.SVGDOM.MakeFromStream(skia.MemoryStream.MakeCopy(picture_svg(name)))
    pen = surface.getCanvas()
    size = document.containerSize()
    pen.scale(SIDE / size.width(), SIDE / size.height())
    document.render(pen)
    cover = pixels[..., 3].astype(np.float32) / 255
    seen = np.argwhere(cover > 0.1)
    (top, left), (foot, right) = seen.min(axis=0), seen.max(axis=0) + 1
    cover = cover[top:foot, left:right]
    # Skia's pixels are premultiplied.
    colour = pixels[top:foot, left:right, :3].astype(np.float32) / 255 / np.maximum(cover, 1 / 255)[..., None]
    soft = ndimage.gaussian_filter(np.pad(cover, 24), _ROUND)[24:-24, 24:-24]
    down, across = np.gradient(soft)
    form = np.clip((down * 0.9 + across * 0.5) * 26, -1, 1).astype(np.float32)
    return Picture(np.asarray(np.clip(colour, 0, 1), np.float32), cover, form)


def lit(one: Picture, shade: Rgb, key: Rgb, gain: float, haze: Rgb, hazed: float) -> NDArray[np.uint8]:
    """The picture under this light and air, (h, w, 4) uint8, premultiplied."""
    light = np.clip(0.58 + 0.42 * one.form, 0, 1)[..., None]
    lamp = (
        np.asarray(shade, np.float32) * 0.95 + (np.asarray(key, np.float32) * 0.98 - np.asarray(shade) * 0.95) * light
    )
    grey = one.colour.mean(axis=-1, keepdims=True)
    colour = (grey + (one.colour - grey) * np.float32(0.82)) * lamp * np.float32(gain)
    colour = colour + (np.asarray(haze, np.float32) - colour) * np.float32(hazed)
    whole = np.empty((*one.cover.shape, 4), np.float32)
    whole[..., :3] = np.clip(colour, 0, 1) * one.cover[..., None]
    whole[..., 3] = one.cover
    return (whole * 255 + 0.5).astype(np.uint8)
