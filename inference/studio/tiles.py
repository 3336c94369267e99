"""The maker of ``tiles``: the mural as a deep-zoom pyramid, of which a screen loads only the tiles that it shows.

A tile is 768 px wide, so every level is one row of tiles: level 0 is the mural as it is, each level above is half as
large in both directions, the last is one pixel. Tiles are cut from left to right as the mural freezes, and a tile of a
level is made from the two stored tiles below it, so a mural that was cut while it grew has the same bytes as one that
was cut at once. Memory does not grow with the mural. What cannot be read is filled and named.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import cast

import numpy as np
from PIL import Image

from inference.contract.arrays import Picture
from inference.contract.errors import EngineError
from inference.contract.files.picture_files import encode_view
from inference.contract.files.storage import Storage
from inference.contract.makings.plan import Plan
from inference.contract.makings.steps import MadeFile
from inference.contract.makings.tile_sheet import (
    MANIFEST,
    TILE_FORMAT,
    TILE_SIZE,
    TileSheet,
    level_columns,
    sheet_for_width,
)
from inference.contract.pieces import Skipped
from inference.mural.reader import MuralReader, layers_of
from inference.studio.step import Step, StepResult


def cut_tiles(storage: Storage, plan: Plan, step: Step) -> StepResult:
    """The maker of ``tiles``. While a world is woven, it cuts only frozen columns and writes no manifest.

    ``carry`` is ``{columns, skipped, bytes}``: the tiles of level 0 so far, what could not be read in them, and the
    bytes of all tiles, or None in makings begun before these were counted.
    """
    columns = int(step.carry.get("columns", 0))
    skipped = [Skipped.model_validate(one) for one in step.carry.get("skipped", [])]
    total = -(-plan.width // TILE_SIZE) if plan.finished else plan.frozen // TILE_SIZE
    reader = _ColumnReader(storage, plan, columns, skipped)
    pyramid = _Pyramid(storage, step.folder)
    before: int | None = step.carry.get("bytes", None if columns else 0)
    for pixels in reader:
        pyramid.add(0, columns, pixels)
        columns += 1
        if step.out_of_time:
            break
    skipped = reader.skipped_before(columns * TILE_SIZE)
    carry = {
        "columns": columns,
        "skipped": [one.model_dump(mode="json") for one in skipped],
        "bytes": None if before is None else before + pyramid.bytes,
    }
    cut = StepResult("cutting tiles", columns, max(1, total), carry, skipped=tuple(skipped))
    if not plan.finished:
        # Fewer than `total` where the end of the frozen part cannot be read: its filling may still change.
        stopped = columns >= total or reader.ended
        return StepResult(cut.stage, cut.done, cut.of, carry, finished=stopped, skipped=cut.skipped)
    if columns < total:
        return cut
    sheet = sheet_for_width(plan.width, skipped)
    pyramid.close(sheet)
    manifest = sheet.model_dump_json().encode()
    key = f"{step.folder}/{MANIFEST}"
    storage.write(key, manifest)
    about = sheet.model_dump(mode="json", exclude={"skipped", "version"})
    if before is not None:
        about["tiles_bytes"] = before + pyramid.bytes
    file = MadeFile(name=MANIFEST, key=key, type="application/json", bytes=len(manifest), about=about)
    return StepResult(cut.stage, cut.done, cut.of, carry, finished=True, files=(file,), skipped=cut.skipped)


class _ColumnReader:
    """Iterates over the tiles of level 0 from ``first`` on: (768, 768, 3), the last of a finished world narrower.

    ``skipped`` is what could not be read left of ``first``.
    """

    def __init__(self, storage: Storage, plan: Plan, first: int, skipped: Iterable[Skipped]) -> None:
        self._plan, self._left = plan, first * TILE_SIZE
        self._right = plan.width if plan.finished else plan.frozen // TILE_SIZE * TILE_SIZE
        self._skipped = {(one.position, one.layer): one for one in skipped}
        self.ended = False
        """Whether all was cut that this plan allows."""
        # Begin with a readable strip, so that fillings after it are the same as in one pass over the mural.
        start = 0
        for index, strip in enumerate(plan.strips):
            if strip.x < self._left and (strip.position, False) not in self._skipped:
                start = index
        self._strips = plan.strips[start:]
        layers = [one for one in layers_of(plan.strips) if one[1].x + one[1].width > self._strips[0].x]
        self._mural = MuralReader(storage, self._strips, layers)

    def __iter__(self) -> Iterator[Picture]:
        column: list[Picture] = []
        column_width = 0
        at = self._left
        for x, block, filled in self._mural if at < self._right else ():
            # A filling ends at the strip that was read last: if that is taken down, the filling changes.
            if filled and not self._plan.finished and self._strips[self._mural.strips_read - 1].x >= self._plan.frozen:
                break
            block = block[:, max(0, at - x) : max(0, self._right - x)]
            while block.shape[1]:
                part, block = block[:, : TILE_SIZE - column_width], block[:, TILE_SIZE - column_width :]
                column.append(part)
                column_width, at = column_width + part.shape[1], at + part.shape[1]
                if column_width == TILE_SIZE or at == self._right:
                    yield np.hstack(column)
                    column, column_width = [], 0
            if at == self._right:
                break
        self.ended = True

    def skipped_before(self, x: int) -> list[Skipped]:
        """What could not be read and begins left of ``x``; what lies farther is read again in a later step."""
        for one in self._mural.skipped:
            self._skipped.setdefault((one.position, one.layer), one)
        begin = {strip.position: strip.x for strip in self._plan.strips}
        return [one for key, one in sorted(self._skipped.items()) if begin.get(one.position, x) < x]


class _Pyramid:
    """Stores tiles and combines two neighbours into the tile above them as soon as both are there."""

    def __init__(self, storage: Storage, folder: str) -> None:
        self._storage, self._folder = storage, folder
        self.bytes = 0
        """Of all stored tiles."""
        self._halves: dict[int, Picture] = {}
        """By level: the left tile of an incomplete pair at half its size."""

    def add(self, level: int, column: int, pixels: Picture) -> None:
        """Store a tile; columns come from left to right."""
        tile = encode_view(pixels)
        self._storage.write(self._key(level, column), tile)
        self.bytes += len(tile)
        if column % 2:
            # Decoded from what is stored, so that it does not matter whether a step ended between the two.
            left = self._half(level, column - 1)
            self.add(level + 1, column // 2, np.hstack([left, halve(_decode(tile))]))
        else:
            self._halves[level] = halve(_decode(tile))

    def close(self, sheet: TileSheet) -> None:
        """Finish the tiles without a right neighbour, level by level up to one pixel."""
        for level in range(sheet.levels - 1):
            last = level_columns(sheet, level) - 1
            if last % 2 == 0:
                self.add(level + 1, last // 2, self._half(level, last))

    def _half(self, level: int, column: int) -> Picture:
        half = self._halves.pop(level, None)
        return halve(_decode(self._storage.read(self._key(level, column)))) if half is None else half

    def _key(self, level: int, column: int) -> str:
        return f"{self._folder}/{level}/{column}.{TILE_FORMAT}"


def halve(pixels: Picture) -> Picture:
    """(h, w, 3) at half the size, rounded up: the mean of every 2 x 2 px, an odd last row or column repeated."""
    height, width, _ = pixels.shape
    even = np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge").astype(np.uint16)
    rows = even[0::2] + even[1::2]
    return cast(Picture, ((rows[:, 0::2] + rows[:, 1::2] + 2) >> 2).astype(np.uint8))


def _decode(tile: bytes) -> Picture:
    try:
        return cast(Picture, np.asarray(Image.open(io.BytesIO(tile), formats=("WEBP",)).convert("RGB")))
    except (OSError, SyntaxError, ValueError) as error:
        raise EngineError("make.tile", "A tile that was cut before cannot be read.", again=False) from error
