"""Pictures as things to paint: rendered once, given form, then lit and hazed wherever they stand.

A flat picture becomes a painted thing in three steps. ``picture`` renders its SVG and derives, from its softened
outline, how each of its pixels is turned to the light; ``tinted`` gives it the colour that was said; ``lit`` puts it
under a key light and a shade. What comes out goes into the colour and depth buffers like any drawing, and the engine's
own strokes are laid over it. It knows no thing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import skia
from numpy.typing import NDArray
from scipy import ndimage

from inference.sketch.drawing.buffers import Rgb
from inference.sketch.drawing.noise import Floats
from inference.sketch.drawing.picture_files import picture_svg

SIDES = (64, 128, 256)
"""px at which pictures are rendered: the least that is enough for what is painted, and the largest for all beyond."""
_LUMA = np.array([0.3, 0.59, 0.11], np.float32)


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


def side_for(tall: float) -> int:
    """The side to render at for a thing of this height, px."""
    return next((side for side in SIDES if tall <= side), SIDES[-1])


@lru_cache(maxsize=320)
def picture(name: str, side: int = 128) -> Picture:
    """The picture ``set:name`` on a square of ``side`` px, ready to be lit. Raises KeyError where it is not there."""
    pixels = np.zeros((side, side, 4), np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    document = skia.SVGDOM.MakeFromStream(skia.MemoryStream.MakeCopy(picture_svg(name)))
    pen = surface.getCanvas()
    size = document.containerSize()
    pen.scale(side / size.width(), side / size.height())
    document.render(pen)
    cover = pixels[..., 3].astype(np.float32) / 255
    seen = np.argwhere(cover > 0.1)
    if not len(seen):
        raise KeyError(name)
    (top, left), (foot, right) = seen.min(axis=0), seen.max(axis=0) + 1
    cover = cover[top:foot, left:right]
    # Skia's pixels are premultiplied.
    colour = pixels[top:foot, left:right, :3].astype(np.float32) / 255 / np.maximum(cover, 1 / 255)[..., None]
    wide = side / 23
    margin = int(2.5 * wide)
    soft = ndimage.gaussian_filter(np.pad(cover, margin), wide)[margin:-margin, margin:-margin]
    down, across = np.gradient(soft)
    # The light of the softened outline, and a dark rim, by which white things keep their edge.
    form = np.clip((down * 0.9 + across * 0.5) * 2.3 * wide, -1, 1) - 0.35 * np.clip(1.5 - 2 * soft, 0, 1)
    return Picture(
        np.asarray(np.clip(colour, 0, 1), np.float32), np.asarray(cover, np.float32), np.asarray(form, np.float32)
    )


def tinted(one: Picture, tint: Rgb) -> Picture:
    """The picture with its main colour replaced by ``tint``; its other colours, its lights and its darks stay."""
    luma = one.colour @ _LUMA
    main = _main_colour(one, luma)
    bright = float(main @ _LUMA)
    apart = np.linalg.norm(_chroma(one.colour) - _chroma(main), axis=-1)
    likeness = np.clip(1.7 - apart / 0.085, 0, 1)
    likeness *= np.clip((luma - 0.35 * bright) / 0.12, 0, 1)  # outlines, eyes and tyres stay dark
    if bright < 0.8:
        likeness *= np.clip((1.02 - luma) / 0.12, 0, 1)  # teeth and highlights stay white
    shading = np.clip(luma / max(bright, 0.05), 0.3, 1.5)[..., None]
    wanted = np.clip(np.asarray(tint, np.float32) * shading, 0, 1)
    colour = one.colour + (wanted - one.colour) * likeness[..., None]
    return replace(one, colour=np.asarray(colour, np.float32))


def _chroma(colour: Floats) -> Floats:
    return np.asarray(colour / np.maximum(colour.sum(axis=-1, keepdims=True), 0.15), np.float32)


def _main_colour(one: Picture, luma: Floats) -> Floats:
    """The mean of the commonest of 5 x 5 x 5 colours; darks count little, since outlines and tyres are dark, and pale
    blues, since they are glass."""
    seen = one.cover > 0.6
    colours, weights = one.colour[seen], 0.15 + luma[seen]
    weights[(colours[:, 2] > 0.6) & (colours[:, 2] > colours[:, 0] + 0.12) & (colours[:, 1] > colours[:, 0])] *= 0.3
    cells = (np.minimum(colours * 5, 4).astype(np.int64) * (25, 5, 1)).sum(axis=-1)
    commonest = int(np.argmax(np.bincount(cells, weights, minlength=125)))
    return np.asarray(colours[cells == commonest].mean(axis=0), np.float32)


def lit(one: Picture, shade: Rgb, key: Rgb, gain: float, haze: Rgb, hazed: float) -> NDArray[np.uint8]:
    """The picture under this light and air, (h, w, 4) uint8, premultiplied."""
    light = np.clip(0.6 + 0.42 * one.form, 0, 1)[..., None]
    dark, bright = np.asarray(shade, np.float32) * 0.95, np.asarray(key, np.float32) * 0.98
    lamp = dark + (bright - dark) * light
    grey = (one.colour @ _LUMA)[..., None]
    colour = (grey + (one.colour - grey) * np.float32(0.85)) * lamp * np.float32(gain)
    colour = colour + (np.asarray(haze, np.float32) - colour) * np.float32(hazed)
    whole = np.empty((*one.cover.shape, 4), np.float32)
    whole[..., :3] = np.clip(colour, 0, 1) * one.cover[..., None]
    whole[..., 3] = one.cover
    return np.asarray(whole * 255 + 0.5, np.uint8)
