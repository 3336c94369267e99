"""Pictures and relief to bytes and back: the only place that knows the file formats of a strip.

A strip is kept lossless (PNG) because loss would compound along a mural; screens load a WebP of it. Relief is a 16-bit PNG, and
screens load it at a quarter of its size in 8 bits, lossless too. Everything decoded here was written by this service, is bounded
in size, and is 768 px tall: uploads do not come this way.
"""

from __future__ import annotations

import io
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.engine import EngineError, Picture, Relief
from inference.geometry import CANVAS, HEIGHT

PNG_EFFORT = 2
"""Deflate level of the kept files: level 6 saves 4 % of the bytes for three times the time."""
VIEW_QUALITY = 88
RELIEF_VIEW_SCALE = 4


class PictureUnreadable(EngineError):
    """The bytes are not a strip's picture or relief."""

    def __init__(self, why: str) -> None:
        super().__init__("picture.unreadable", f"A stored picture cannot be read: {why}."[:300], again=False)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=PNG_EFFORT)
    return out.getvalue()


def encode_picture(picture: Picture) -> bytes:
    """(768, w, 3) as a lossless PNG."""
    return _png(Image.fromarray(np.ascontiguousarray(picture)))


def encode_view(picture: Picture) -> bytes:
    """(768, w, 3) as the WebP that screens load."""
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(out, "WEBP", quality=VIEW_QUALITY, method=2)
    return out.getvalue()


def encode_relief(relief: Relief) -> bytes:
    """(768, w) as a 16-bit PNG."""
    return _png(Image.fromarray(np.ascontiguousarray(relief)))


def encode_relief_view(relief: Relief) -> bytes:
    """(768, w) as an 8-bit PNG of a quarter of the size: 192 px tall, the width rounded up to whole blocks."""
    height, width = relief.shape
    padded = np.pad(relief, ((0, 0), (0, -width % RELIEF_VIEW_SCALE)), mode="edge").astype(np.float32)
    blocks = padded.reshape(height // RELIEF_VIEW_SCALE, RELIEF_VIEW_SCALE, -1, RELIEF_VIEW_SCALE).mean(axis=(1, 3))
    return _png(Image.fromarray(np.rint(blocks / 257.0).astype(np.uint8)))


def _open(data: bytes, modes: tuple[str, ...]) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=("PNG",))
        if image.height != HEIGHT or image.width > CANVAS:
            raise PictureUnreadable(f"it is {image.width} by {image.height} px")
        if image.mode not in modes:
            raise PictureUnreadable(f"its pixels are {image.mode}")
        image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureUnreadable(str(error)) from error
    return image


def decode_picture(data: bytes) -> Picture:
    """(768, w, 3) of a stored strip. Raises ``PictureUnreadable`` for anything else."""
    return cast(Picture, np.asarray(_open(data, ("RGB",))).copy())


def decode_relief(data: bytes) -> Relief:
    """(768, w) of a stored relief. Raises ``PictureUnreadable`` for anything else."""
    values: NDArray[np.int64] = np.asarray(_open(data, ("I;16", "I"))).astype(np.int64)
    return values.astype(np.uint16)
