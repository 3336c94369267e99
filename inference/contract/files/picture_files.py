"""Encodes and decodes pictures and relief: the only module that knows the file formats of a piece.

A strip is stored lossless (PNG), because loss would add up along a mural; screens load a WebP of it. Its narrator waits
meanwhile, so libvips encodes the large files, in a half to a third of Pillow's time. Relief is a 16-bit PNG, and
screens load it at a quarter of its size in 8 bits. A layer's picture and what screens load of its relief also have an
alpha: 255 covers what is below. What is decoded here was written by this service; uploads do not come this way.
"""

from __future__ import annotations

import io
from typing import Literal, cast

import numpy as np
import pyvips
from numpy.typing import NDArray
from PIL import Image

from inference.contract.arrays import Mask, Picture, Relief
from inference.contract.errors import EngineError
from inference.contract.geometry import CANVAS, HEIGHT

PNG_COMPRESSION = 2
"""Deflate level: 1 makes half as large files again, and 6 saves 4 % of a relief's bytes for three times the time."""
Filter = Literal["sub", "up"]
"""PNG filters: each pixel as its difference from the one before it, or from the one above."""
VIEW_QUALITY = 88
RELIEF_VIEW_SCALE = 4


class PictureUnreadable(EngineError):
    """The bytes are not a piece's picture or relief."""

    def __init__(self, why: str) -> None:
        super().__init__("picture.unreadable", f"A stored picture cannot be read: {why}."[:300], again=False)


def _pillow_png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=PNG_COMPRESSION)
    return out.getvalue()


def _png(pixels: NDArray[np.uint8] | NDArray[np.uint16], filtered: Filter) -> bytes:
    """(h, w) or (h, w, bands) as a PNG of their own depth."""
    height, width, bands = (*pixels.shape, 1)[:3]
    deep = pixels.dtype == np.uint16
    image = pyvips.Image.new_from_memory(
        np.ascontiguousarray(pixels).data, width, height, bands, "ushort" if deep else "uchar"
    )
    kind = "grey16" if deep else "srgb"
    packed = image.copy(interpretation=kind).pngsave_buffer(
        compression=PNG_COMPRESSION, filter=filtered, bitdepth=16 if deep else 8, keep="none"
    )
    return cast(bytes, packed)


def encode_picture(picture: Picture, alpha: Mask | None = None) -> bytes:
    """(768, w, 3) as a lossless PNG; a layer with its ``alpha`` (768, w): how far it covers what is below."""
    return _png(_with_alpha(picture, alpha), "sub")


def encode_view(picture: Picture, alpha: Mask | None = None) -> bytes:
    """(768, w, 3), a layer with its alpha, as the WebP that screens load."""
    out = io.BytesIO()
    Image.fromarray(_with_alpha(picture, alpha)).save(out, "WEBP", quality=VIEW_QUALITY, method=2)
    return out.getvalue()


def encode_relief(relief: Relief) -> bytes:
    """(768, w) as a 16-bit PNG."""
    return _png(relief, "up")


def encode_relief_view(relief: Relief, alpha: Mask | None = None) -> bytes:
    """(768, w), a layer with its alpha, as an 8-bit PNG at a quarter of the size: 192 px tall, the width rounded up."""
    grey = np.rint(_block_means(relief) / 257.0).astype(np.uint8)
    if alpha is None:
        return _pillow_png(Image.fromarray(grey))
    return _pillow_png(Image.fromarray(np.dstack([grey, np.rint(_block_means(alpha)).astype(np.uint8)]), "LA"))


def _with_alpha(picture: Picture, alpha: Mask | None) -> Picture:
    return np.ascontiguousarray(picture) if alpha is None else np.dstack([picture, alpha])


def _block_means(values: Relief | Mask) -> NDArray[np.float32]:
    """The mean of every block of 4 x 4, the last column repeated to fill the last block."""
    height, width = values.shape
    padded = np.pad(values, ((0, 0), (0, -width % RELIEF_VIEW_SCALE)), mode="edge").astype(np.float32)
    blocks = padded.reshape(height // RELIEF_VIEW_SCALE, RELIEF_VIEW_SCALE, -1, RELIEF_VIEW_SCALE)
    return cast(NDArray[np.float32], blocks.mean(axis=(1, 3)))


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


def decode_layer(data: bytes) -> tuple[Picture, Mask]:
    """(768, w, 3) and (768, w) alpha of a stored layer. Raises ``PictureUnreadable`` for anything else."""
    pixels = np.asarray(_open(data, ("RGBA",)))
    return pixels[..., :3].copy(), pixels[..., 3].copy()


def decode_relief(data: bytes) -> Relief:
    """(768, w) of a stored relief. Raises ``PictureUnreadable`` for anything else."""
    values: NDArray[np.int64] = np.asarray(_open(data, ("I;16", "I"))).astype(np.int64)
    return values.astype(np.uint16)
