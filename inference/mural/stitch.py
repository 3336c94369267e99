"""Finishing a world: the mural stitched into panoramas, measured, named, and its cover cut.

A JPEG ends at 65,500 px, so a longer mural becomes several files, left to right, cut between strips. Each is laid out
in a temporary file and encoded from there: memory does not grow with the mural. Broken strips are skipped and named
(inference/mural/mosaic.py). Only a world without one readable strip fails. Nothing here is limited by guards against
huge pictures: these pixels are the service's own.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import numpy as np
import pyvips
from numpy.typing import NDArray

from inference.contract.arrays import Picture
from inference.contract.files.storage import Storage, new_key
from inference.contract.finishing import FinishJob, FinishResult, Panorama, Progress
from inference.contract.geometry import COVER, HEIGHT
from inference.contract.pieces import Skipped, StripNote
from inference.engine.protocols import Engine
from inference.mural.mosaic import Mosaic, StoredMural, region
from inference.mural.palette import measure_palette

WIDEST = 65_500
"""px: where a JPEG ends."""
QUALITY = 90
OVERVIEW = 16
"""The palette and the cover's place are found on the mural at a sixteenth of its size."""

Tell = Callable[[Progress], None]


def finish_world(engine: Engine, storage: Storage, job: FinishJob, tell: Tell = lambda progress: None) -> FinishResult:
    """Stitch, name and describe the world of ``job`` and cut its cover; ``tell`` hears of every step.

    Raises ``EngineError`` ``finish.nothing`` where no strip can be read, and what the art director raises.
    """
    strips = sorted(job.strips, key=lambda strip: strip.x)
    folder = f"worlds/{job.world}/finish"

    def step(done: int) -> None:
        tell(Progress(about=job.about, stage="stitch", done=done, of=len(strips)))

    def named(done: int, of: int) -> None:
        tell(Progress(about=job.about, stage="name", done=done, of=of))

    stitched = stitch(storage, strips, folder, step)
    named(0, 1)
    palette = measure_palette(stitched.overview)
    description = engine.art_director.describe(job, palette, StoredMural(storage, strips), named)
    tell(Progress(about=job.about, stage="cover", done=0, of=1))
    cover = new_key(folder, "cover", ".jpg")
    storage.write(cover, cut_cover(storage, strips, stitched))
    tell(Progress(about=job.about, stage="cover", done=1, of=1))
    return FinishResult(
        about=job.about,
        attempt=job.attempt,
        engine=engine.name,
        title=description.title,
        description=description.description,
        captions=description.captions,
        shots=list(description.shots),
        palette=palette,
        panoramas=stitched.panoramas,
        skipped=stitched.skipped,
        cover=cover,
        width=stitched.width,
        height=HEIGHT,
    )


class Stitched:
    """What comes of stitching: the files, what was left out, and the mural in small."""

    def __init__(self, left: int, width: int) -> None:
        self.left, self.width = left, width
        self.panoramas: list[Panorama] = []
        self.skipped: list[Skipped] = []
        self.overview: Picture = np.zeros((HEIGHT // OVERVIEW, -(-width // OVERVIEW), 3), np.uint8)
        self.painted: NDArray[np.bool_] = np.zeros(self.overview.shape[1], np.bool_)
        """Which columns of the overview are a strip's own and not filled in."""

    def note(self, x: int, piece: Picture, filled: bool) -> None:
        """Take a piece of the mural into the overview."""
        rows = piece[: self.overview.shape[0] * OVERVIEW].astype(np.float32)
        bands = rows.reshape(-1, OVERVIEW, piece.shape[1], 3).mean(axis=1)
        first, last = -(-(x - self.left) // OVERVIEW), -(-(x - self.left + piece.shape[1]) // OVERVIEW)
        for column in range(first, last):
            at = column * OVERVIEW - (x - self.left)
            self.overview[:, column] = bands[:, at : at + OVERVIEW].mean(axis=1)
            self.painted[column] = not filled


def stitch(storage: Storage, strips: Sequence[StripNote], folder: str, step: Callable[[int], None]) -> Stitched:
    """Write the panoramas of ``strips`` (in the order of their x) below ``folder``;
    ``step`` hears how many strips were read."""
    mosaic = Mosaic(storage, strips)
    stitched = Stitched(mosaic.left, mosaic.right - mosaic.left)
    volumes = plan_volumes(strips)
    token = os.urandom(8).hex()
    pieces = iter(mosaic)
    over: tuple[int, Picture] | None = None
    for number, (left, right) in enumerate(volumes, start=1):
        with tempfile.NamedTemporaryFile(suffix=".rgb") as sheet:
            laid = left
            while laid < right:
                if over is None:
                    x, piece, filled = next(pieces)
                    stitched.note(x, piece, filled)
                    step(mosaic.read)
                else:
                    x, piece = over
                over = (right, piece[:, right - x :]) if x + piece.shape[1] > right else None
                piece = piece[:, : right - x]
                _lay(sheet, piece, x - left, right - left)
                laid = x + piece.shape[1]
            jpeg = _encode(Path(sheet.name), right - left)
        key = f"{folder}/{token}-panorama-{number}.jpg"
        storage.write(key, jpeg)
        stitched.panoramas.append(Panorama(key=key, x=left, width=right - left, height=HEIGHT, bytes=len(jpeg)))
    stitched.skipped = mosaic.skipped
    return stitched


def plan_volumes(strips: Sequence[StripNote], widest: int = WIDEST) -> list[tuple[int, int]]:
    """Left and right edges of the files that a mural is cut into: each at most ``widest`` px,
    cut where a strip begins."""
    right = max(strip.x + strip.width for strip in strips)
    cuts = [strips[0].x]
    for strip, following in zip(strips, [*(strip.x for strip in strips[1:]), right], strict=True):
        if following - cuts[-1] > widest:
            cuts.append(strip.x)
    return list(zip(cuts, [*cuts[1:], right], strict=True))


def most_interesting(overview: Picture, painted: NDArray[np.bool_], columns: int) -> int:
    """First column of the ``columns`` of the overview in which most happens: edges and colour,
    nothing for filled places."""
    light = overview.mean(axis=2, dtype=np.float32)
    edges = np.abs(np.diff(light, axis=0)).mean(axis=0) + np.abs(np.diff(light, axis=1, append=light[:, -1:])).mean(
        axis=0
    )
    colour = (overview.max(axis=2) - overview.min(axis=2)).mean(axis=0)
    worth = (edges + 0.1 * colour) * painted
    sums = np.convolve(worth, np.ones(min(columns, len(worth))), mode="valid")
    return int(np.argmax(sums))


def cut_cover(storage: Storage, strips: Sequence[StripNote], stitched: Stitched) -> bytes:
    """The cover, a JPEG of 1200 x 630 px: the mural's most interesting part, as tall as it can be."""
    width, height = COVER
    wide = min(stitched.width, HEIGHT * width // height)
    at = most_interesting(stitched.overview, stitched.painted, wide // OVERVIEW) * OVERVIEW
    left = stitched.left + min(at, stitched.width - wide)
    pixels = region(storage, strips, left, left + wide)
    tall = min(HEIGHT, wide * height // width)
    # A short mural is cropped in height: a little above the middle, where horizons are.
    top = int((HEIGHT - tall) * 0.45)
    image = _image(np.ascontiguousarray(pixels[top : top + tall]))
    image = image.resize(width / wide, vscale=height / tall, kernel="lanczos3")
    image = image.crop(0, 0, min(width, image.width), min(height, image.height))
    image = image.gravity("centre", width, height, extend="copy")
    return bytes(image.jpegsave_buffer(Q=QUALITY, optimize_coding=True, strip=True))


def _lay(sheet: IO[bytes], piece: Picture, x: int, width: int) -> None:
    """Write ``piece`` at column ``x`` into a file of raw RGB rows, ``width`` px wide."""
    rows, number = np.ascontiguousarray(piece), sheet.fileno()
    for y in range(HEIGHT):
        os.pwrite(number, rows[y].data, 3 * (y * width + x))


def _encode(sheet: Path, width: int) -> bytes:
    """The sheet as a JPEG, read from top to bottom through a small window: as a whole it would be 150 MB."""
    # libvips remembers its last operations with all they made, and none here is ever done twice.
    pyvips.cache_set_max(0)
    image = pyvips.Image.rawload(str(sheet), width, HEIGHT, 3, access="sequential")
    return bytes(image.copy(interpretation="srgb").jpegsave_buffer(Q=QUALITY, strip=True))


def _image(pixels: Picture) -> pyvips.Image:
    height, width, bands = pixels.shape
    image = pyvips.Image.new_from_memory(pixels.data, width, height, bands, "uchar")
    return image.copy(interpretation="srgb")
