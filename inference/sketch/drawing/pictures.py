"""Pictures as things to paint: rendered once, given form, and kept ready in each size that they are painted at.

``picture`` renders an SVG and derives, from its softened outline, how each of its pixels is turned to the light.
picture_light.py puts that under the light of the place, at the size it is painted at. What comes out goes into the
colour and depth buffers like any drawing, and the engine's own strokes are laid over it. It knows no thing.
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
from inference.sketch.drawing.noise import Floats
from inference.sketch.drawing.picture_files import picture_svg
from inference.sketch.drawing.recolour import recoloured

SIDE = 256
"""px at which pictures are rendered."""
_KEPT = 24
"""Pictures kept ready, of each colour that was said: at most 0.7 MB each, so 17 MB in all."""
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
    waterline: float
    """How deep it lies in the water where it floats, as a part of its height: oars, feet and keel are under it."""

    @property
    def breadth(self) -> float:
        """As a part of its height."""
        high, wide = self.renderings[0].cover.shape
        return float(wide / high)

    def at(self, tall: float) -> Rendering:
        """The smallest rendering that is not smaller than ``tall`` px, or the largest."""
        return next((one for one in reversed(self.renderings) if len(one.cover) >= tall), self.renderings[0])


@lru_cache(maxsize=_KEPT)
def picture(name: str, colour: Rgb | None = None) -> Picture:
    """The picture ``set:name``, ready to be lit; in a ``colour`` that was asked for, or its own.

    Raises KeyError where it is not installed, ValueError where it cannot be painted as it was meant.
    """
    painted, cover = _rendered(name)
    if colour is not None:
        painted = recoloured(painted, cover, colour)
    layers: Floats = np.concatenate([painted * cover[..., None], cover[..., None], _form(cover)], axis=-1)
    renderings = [_rendering(layers)]
    while len(layers) >= 2 * _SMALLEST and layers.shape[1] > 1:
        high, wide = layers.shape[0] // 2, layers.shape[1] // 2
        layers = np.asarray(layers[: 2 * high, : 2 * wide].reshape(high, 2, wide, 2, -1).mean(axis=(1, 3)), np.float32)
        renderings.append(_rendering(layers))
    return Picture(tuple(renderings), _foot(cover), _waterline(cover))


def _rendered(name: str) -> tuple[Floats, Floats]:
    """Colours (h, w, 3) and cover (h, w) in 0 to 1, cut to what is seen."""
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
    rows, columns = (np.flatnonzero(pixels[..., 3].max(axis=axis) > 25) for axis in (1, 0))
    if not len(rows):
        raise ValueError(f"The picture {name} is empty.")
    seen = np.asarray(pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], np.float32) / np.float32(255)
    # Skia's pixels are premultiplied.
    cover = seen[..., 3]
    return np.clip(seen[..., :3] / np.maximum(cover, np.float32(1 / 255))[..., None], 0, 1), cover


def _form(cover: Floats) -> Floats:
    """How far each pixel is turned up and to the left, -1 to 1, and how far it lies inside the outline, 0 to 1:
    (h, w, 3)."""
    # At a quarter of the size: what is this soft needs no more.
    room = 32
    wide = np.pad(cover, room)
    wide = np.pad(wide, ((0, -wide.shape[0] % 4), (0, -wide.shape[1] % 4)))
    small = wide.reshape(wide.shape[0] // 4, 4, wide.shape[1] // 4, 4).mean(axis=(1, 3))
    rim = ndimage.gaussian_filter(small, _RIM / 4)
    down, across = np.gradient(rim * 3.5 + ndimage.gaussian_filter(small, _ROUND / 4) * 15)
    high, broad = cover.shape
    size = (wide.shape[1], wide.shape[0])
    return np.stack(
        [
            np.asarray(Image.fromarray(np.clip(layer, least, 1)).resize(size, Image.Resampling.BILINEAR), np.float32)[
                room : room + high, room : room + broad
            ]
            for layer, least in ((down, -1), (across, -1), (rim * 2 - 1, 0))
        ],
        axis=-1,
    )


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
    if not len(stands):  # nothing but drops and threads reaches so low
        return -wide / 2 / high, wide / 2 / high
    return (float(stands[0]) - wide / 2) / high, (float(stands[-1]) + 1 - wide / 2) / high


def _waterline(cover: Floats) -> float:
    """A little above where it becomes about half as broad as it is."""
    broad = (cover > 0.5).sum(axis=1)
    lowest = int(np.flatnonzero(broad >= 0.45 * broad.max())[-1])
    return min(0.4, 1 - lowest / len(cover) + 0.05)
