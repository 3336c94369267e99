"""The stitched mural as JPEG panoramas, its overview, and its cover.

A JPEG is at most 65,500 px wide, so a longer mural becomes several files, left to right, cut where a strip begins. Each
is laid out in a temporary file and encoded from there: memory does not grow with the mural. They are stored once the
world has its name, which is written into them. What cannot be read is filled and named (inference/mural/reader.py);
only a world without one readable strip fails.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import pyvips
from numpy.typing import NDArray

from inference.contract.arrays import Picture
from inference.contract.attribution import Attribution
from inference.contract.files.storage import Storage
from inference.contract.finishing import Panorama
from inference.contract.geometry import COVER, HEIGHT
from inference.contract.pieces import Skipped, StripNote
from inference.mural.picture_tags import tag_picture
from inference.mural.reader import MuralReader, read_region

MAX_JPEG_WIDTH = 65_500
"""px: the format ends there."""
JPEG_QUALITY = 90
OVERVIEW_SCALE = 16
"""The palette and the cover's place are found on the mural at a sixteenth of its size."""


@dataclass(frozen=True)
class Volume:
    """One JPEG of the mural, from ``left`` to ``right`` px, in a temporary file."""

    left: int
    right: int
    path: Path


class StitchedMural:
    """The panoramas as temporary files, what could not be read, and the mural at 1/16 of its size."""

    def __init__(self, left: int, width: int) -> None:
        self.left, self.width = left, width
        self.volumes: list[Volume] = []
        self.skipped: list[Skipped] = []
        self.overview: Picture = np.zeros((HEIGHT // OVERVIEW_SCALE, -(-width // OVERVIEW_SCALE), 3), np.uint8)
        self.painted: NDArray[np.bool_] = np.zeros(self.overview.shape[1], np.bool_)
        """Which columns of the overview are a strip's own and not a filling."""

    def add_to_overview(self, x: int, block: Picture, filled: bool) -> None:
        """Scale a block of the mural down into the overview."""
        rows = block[: self.overview.shape[0] * OVERVIEW_SCALE].astype(np.float32)
        bands = rows.reshape(-1, OVERVIEW_SCALE, block.shape[1], 3).mean(axis=1)
        first, last = -(-(x - self.left) // OVERVIEW_SCALE), -(-(x - self.left + block.shape[1]) // OVERVIEW_SCALE)
        for column in range(first, last):
            at = column * OVERVIEW_SCALE - (x - self.left)
            self.overview[:, column] = bands[:, at : at + OVERVIEW_SCALE].mean(axis=1)
            self.painted[column] = not filled


@contextmanager
def stitch_mural(
    storage: Storage, strips: Sequence[StripNote], on_strips_read: Callable[[int], None] = lambda done: None
) -> Iterator[StitchedMural]:
    """The mural of ``strips`` (in the order of their x); its files are there as long as the context is.

    ``on_strips_read`` is called with the number of strips read. Raises ``EngineError`` ``finish.nothing`` where none of
    them can be read.
    """
    reader = MuralReader(storage, strips)
    stitched = StitchedMural(reader.left, reader.right - reader.left)
    blocks = iter(reader)
    remainder: tuple[int, Picture] | None = None
    with tempfile.TemporaryDirectory(prefix="mural-") as folder:
        for number, (left, right) in enumerate(plan_volumes(strips), start=1):
            volume = Volume(left, right, Path(folder) / f"{number}.jpg")
            with tempfile.NamedTemporaryFile(suffix=".rgb") as raw_file:
                written_to = left
                while written_to < right:
                    if remainder is None:
                        x, block, filled = next(blocks)
                        stitched.add_to_overview(x, block, filled)
                        on_strips_read(reader.strips_read)
                    else:
                        x, block = remainder
                    remainder = (right, block[:, right - x :]) if x + block.shape[1] > right else None
                    block = block[:, : right - x]
                    _write_columns(raw_file, block, x - left, right - left)
                    written_to = x + block.shape[1]
                _encode_jpeg(Path(raw_file.name), volume)
            stitched.volumes.append(volume)
        stitched.skipped = reader.skipped
        yield stitched


def store_panoramas(storage: Storage, folder: str, stitched: StitchedMural, about: Attribution) -> list[Panorama]:
    """Write the stitched mural's files below ``folder``, with what they show and whose they are in them."""
    token = os.urandom(8).hex()
    panoramas = []
    for number, volume in enumerate(stitched.volumes, start=1):
        jpeg = tag_picture(volume.path.read_bytes(), about)
        key = f"{folder}/{token}-panorama-{number}.jpg"
        storage.write(key, jpeg)
        width = volume.right - volume.left
        panoramas.append(Panorama(key=key, x=volume.left, width=width, height=HEIGHT, bytes=len(jpeg)))
    return panoramas


def plan_volumes(strips: Sequence[StripNote], widest: int = MAX_JPEG_WIDTH) -> list[tuple[int, int]]:
    """Left and right edges, px, of the files that a mural is cut into: at most ``widest`` px, from strip to strip."""
    right = max(strip.x + strip.width for strip in strips)
    cuts = [strips[0].x]
    for strip, following in zip(strips, [*(strip.x for strip in strips[1:]), right], strict=True):
        if following - cuts[-1] > widest:
            cuts.append(strip.x)
    return list(zip(cuts, [*cuts[1:], right], strict=True))


def most_interesting_column(overview: Picture, painted: NDArray[np.bool_], columns: int) -> int:
    """First of the ``columns`` columns of the overview with most edges and colour; fillings do not count."""
    light = overview.mean(axis=2, dtype=np.float32)
    edges = np.abs(np.diff(light, axis=0)).mean(axis=0) + np.abs(np.diff(light, axis=1, append=light[:, -1:])).mean(
        axis=0
    )
    colour = (overview.max(axis=2) - overview.min(axis=2)).mean(axis=0)
    worth = (edges + 0.1 * colour) * painted
    sums = np.convolve(worth, np.ones(min(columns, len(worth))), mode="valid")
    return int(np.argmax(sums))


def cut_cover(storage: Storage, strips: Sequence[StripNote], stitched: StitchedMural, about: Attribution) -> bytes:
    """The cover, a JPEG of 1200 x 630 px: the mural's most interesting part, as tall as it can be."""
    width, height = COVER
    wide = min(stitched.width, HEIGHT * width // height)
    at = most_interesting_column(stitched.overview, stitched.painted, wide // OVERVIEW_SCALE) * OVERVIEW_SCALE
    left = stitched.left + min(at, stitched.width - wide)
    pixels = read_region(storage, strips, left, left + wide)
    tall = min(HEIGHT, wide * height // width)
    # A short mural is cropped in height: a little above the middle, where horizons are.
    top = int((HEIGHT - tall) * 0.45)
    image = _vips_image(np.ascontiguousarray(pixels[top : top + tall]))
    image = image.resize(width / wide, vscale=height / tall, kernel="lanczos3")
    image = image.crop(0, 0, min(width, image.width), min(height, image.height))
    image = image.gravity("centre", width, height, extend="copy")
    return tag_picture(bytes(image.jpegsave_buffer(Q=JPEG_QUALITY, optimize_coding=True, strip=True)), about)


def _write_columns(raw_file: IO[bytes], block: Picture, x: int, width: int) -> None:
    """Write ``block`` at column ``x`` into a file of raw RGB rows, ``width`` px wide."""
    rows, number = np.ascontiguousarray(block), raw_file.fileno()
    for y in range(HEIGHT):
        os.pwrite(number, rows[y].data, 3 * (y * width + x))


def _encode_jpeg(raw_file: Path, volume: Volume) -> None:
    """Write the raw file as the volume's JPEG, read sequentially: the whole would take 150 MB of memory."""
    # libvips caches the results of its last operations, and none here is repeated.
    pyvips.cache_set_max(0)
    width = volume.right - volume.left
    image = pyvips.Image.rawload(str(raw_file), width, HEIGHT, 3, access="sequential")
    image.copy(interpretation="srgb").jpegsave(str(volume.path), Q=JPEG_QUALITY, strip=True)


def _vips_image(pixels: Picture) -> pyvips.Image:
    height, width, bands = pixels.shape
    image = pyvips.Image.new_from_memory(pixels.data, width, height, bands, "uchar")
    return image.copy(interpretation="srgb")
