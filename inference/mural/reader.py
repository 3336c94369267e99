"""Reads a mural from left to right: each strip's visible part with the layers over it, and a soft filling for gaps.

Strips and layers are read once each, in order, and only those of one place are held, so a mural of a thousand strips
needs no more memory than one of ten. The place of a strip that is missing or broken is filled with the colours at its
neighbours' edges, a layer that is missing or broken is left out; both are named in ``skipped``. It stores nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import scipy  # its parts are only loaded when used: every process reads this module and few need them
from numpy.typing import NDArray
from PIL import Image

from inference.contract.arrays import Mask, Picture
from inference.contract.errors import EngineError
from inference.contract.files.picture_files import decode_layer, decode_picture
from inference.contract.files.storage import Storage
from inference.contract.geometry import HEIGHT
from inference.contract.pieces import LayerNote, Skipped, StripNote
from inference.mural.canvas import blend_over

EDGE_COLUMNS = 12
"""Columns at a neighbour's edge whose mean colours fill a gap, px."""
EDGE_BLUR = 9.0
"""Standard deviation, px, of the vertical blur of those colours, so that the filling looks like mist, not stripes."""
BLOCK_WIDTH = 3072
"""Maximum px of the mural that are held at once while it is scaled down or a gap is filled."""

Column = NDArray[np.float64]


class MuralReader:
    """Iterates over ``(x, pixels, filled)``: blocks (768, w, 3) that cover the mural from ``left`` to ``right``.

    ``strips`` must be in the order of their x; ``layers`` are those of ``strips`` unless given, in the form of
    ``layers_of``. ``skipped`` is complete after the iteration, which raises ``EngineError`` ``finish.nothing`` where no
    strip can be read.
    """

    def __init__(
        self, storage: Storage, strips: Sequence[StripNote], layers: Sequence[tuple[int, LayerNote]] | None = None
    ) -> None:
        self.left = strips[0].x
        self.right = max(strip.x + strip.width for strip in strips)
        self.skipped: list[Skipped] = []
        self.strips_read = 0
        """Strips that were read or skipped so far."""
        self._storage = storage
        self._strips = strips
        self._layers = _LayerCompositor(storage, layers_of(strips) if layers is None else layers, self.skipped)

    def __iter__(self) -> Iterator[tuple[int, Picture, bool]]:
        for x, block, filled in self._strip_blocks():
            self._layers.blend(x, block)
            yield x, block, filled

    def _strip_blocks(self) -> Iterator[tuple[int, Picture, bool]]:
        end_of_read, edge = self.left, None
        for strip, following in zip(self._strips, [*self._strips[1:], None], strict=True):
            picture = self._picture(strip)
            self.strips_read += 1
            if picture is None:
                continue
            if strip.x > end_of_read:
                yield from _gap_blocks(end_of_read, strip.x, edge, _edge_colours(picture[:, :EDGE_COLUMNS]))
            end = strip.x + strip.width if following is None else min(following.x, strip.x + strip.width)
            yield strip.x, picture[:, : end - strip.x], False
            end_of_read, edge = end, _edge_colours(picture[:, : end - strip.x][:, -EDGE_COLUMNS:])
        if edge is None:
            raise EngineError("finish.nothing", "None of the world's strips can be read.", again=False)
        if end_of_read < self.right:
            yield from _gap_blocks(end_of_read, self.right, edge, None)

    def _picture(self, strip: StripNote) -> Picture | None:
        try:
            picture = decode_picture(self._storage.read(strip.picture))
        except EngineError as error:
            self.skipped.append(Skipped(position=strip.position, reason=error.message[:200]))
            return None
        if picture.shape[1] != strip.width:
            reason = f"Its picture is {picture.shape[1]} px wide instead of {strip.width}."
            self.skipped.append(Skipped(position=strip.position, reason=reason))
            return None
        return picture


def layers_of(strips: Sequence[StripNote]) -> list[tuple[int, LayerNote]]:
    """``(position of its strip, layer)`` of the layers over ``strips``, left to right, in the order they were laid."""
    return [(strip.position, layer) for strip in strips for layer in strip.layers]


class _LayerCompositor:
    """Blends layers over blocks that come from left to right; a layer is dropped once the blocks are past it."""

    def __init__(self, storage: Storage, layers: Sequence[tuple[int, LayerNote]], skipped: list[Skipped]) -> None:
        self._storage, self._skipped = storage, skipped
        self._waiting = list(layers)
        self._read: dict[str, tuple[Picture, Mask] | None] = {}

    def blend(self, x: int, block: Picture) -> None:
        """Blend the layers over ``block``, whose left edge is at ``x``, in place."""
        right = x + block.shape[1]
        while self._waiting and self._waiting[0][1].x + self._waiting[0][1].width <= x:
            self._read.pop(self._waiting.pop(0)[1].picture, None)
        for position, layer in self._waiting:
            if layer.x >= right:
                break
            begin, end = max(x, layer.x), min(right, layer.x + layer.width)
            paint = self._paint(position, layer) if begin < end else None
            if paint is not None:
                here, there = slice(begin - x, end - x), slice(begin - layer.x, end - layer.x)
                block[:, here] = blend_over(paint[0][:, there], block[:, here], paint[1][:, there])

    def _paint(self, position: int, layer: LayerNote) -> tuple[Picture, Mask] | None:
        if layer.picture not in self._read:
            self._read[layer.picture] = self._decode(position, layer)
        return self._read[layer.picture]

    def _decode(self, position: int, layer: LayerNote) -> tuple[Picture, Mask] | None:
        try:
            picture, alpha = decode_layer(self._storage.read(layer.picture))
        except EngineError as error:
            self._skipped.append(Skipped(position=position, layer=True, reason=error.message[:200]))
            return None
        if picture.shape[1] != layer.width:
            reason = f"Its picture is {picture.shape[1]} px wide instead of {layer.width}."
            self._skipped.append(Skipped(position=position, layer=True, reason=reason))
            return None
        return picture, alpha


def _gap_blocks(
    left: int, right: int, before: Column | None, after: Column | None
) -> Iterator[tuple[int, Picture, bool]]:
    """The filling from ``left`` to ``right`` in blocks, since hundreds of strips may be missing in a row."""
    for x in range(left, right, BLOCK_WIDTH):
        yield x, fill_gap(before, after, right - left, x - left, min(x + BLOCK_WIDTH, right) - left), True


def fill_gap(
    before: Column | None, after: Column | None, width: int, start: int = 0, end: int | None = None
) -> Picture:
    """The columns ``start`` to ``end`` of a filling (768, ``width``, 3) from the colours ``before`` to those ``after``.

    Where one of the two is none, the other fills it alone.
    """
    if before is None or after is None:
        only = after if before is None else before
        assert only is not None
        before = after = only
    across = np.linspace(0.0, 1.0, width + 2)[1:-1][start:end]
    eased = (across * across * (3 - 2 * across))[None, :, None]
    filled = before[:, None] * (1 - eased) + after[:, None] * eased
    return np.rint(filled).clip(0, 255).astype(np.uint8)


def read_region(storage: Storage, strips: Sequence[StripNote], left: int, right: int) -> Picture:
    """The mural from ``left`` to ``right``, (768, right - left, 3); only the strips that reach into it are read."""
    within = [strip for strip in strips if strip.x < right and strip.x + strip.width > left]
    # A strip's layers begin before it does.
    layers = [one for one in layers_of(strips) if one[1].x < right and one[1].x + one[1].width > left]
    pixels = np.zeros((HEIGHT, right - left, 3), np.uint8)
    for x, block, _ in MuralReader(storage, within, layers):
        begin, end = max(x, left), min(x + block.shape[1], right)
        if begin < end:
            pixels[:, begin - left : end - left] = block[:, begin - x : end - x]
    return pixels


class StoredMural:
    """The mural of ``strips`` as ``inference.engine.protocols.MuralView``; any width may be looked at.

    The strips must be in the order of their x; broken ones are filled as by ``MuralReader``.
    """

    def __init__(self, storage: Storage, strips: Sequence[StripNote]) -> None:
        self._storage, self._strips = storage, strips
        self._left = strips[0].x

    @property
    def width(self) -> int:
        return max(strip.x + strip.width for strip in self._strips) - self._left

    def look(self, left: int, right: int, height: int) -> Picture:
        """(``height``, w, 3), w being (right - left) * height / 768 rounded.
        Raises ValueError outside 0 to ``width``."""
        if not 0 <= left < right <= self.width or not 0 < height <= HEIGHT:
            raise ValueError(f"A look goes from 0 to {self.width} px and is at most {HEIGHT} px tall.")
        scaled, scale = [], height / HEIGHT
        for begin in range(left, right, BLOCK_WIDTH):
            end = min(right, begin + BLOCK_WIDTH)
            # Cut where the small picture's columns are, so that rounding errors never add up along the mural.
            wide = max(1, round((end - left) * scale) - round((begin - left) * scale))
            pixels = read_region(self._storage, self._strips, self._left + begin, self._left + end)
            small = Image.fromarray(pixels).resize((wide, height), Image.Resampling.BOX)
            scaled.append(np.asarray(small))
        return np.concatenate(scaled, axis=1)


def _edge_colours(columns: Picture) -> Column:
    blurred: Column = scipy.ndimage.gaussian_filter1d(
        columns.astype(np.float64).mean(axis=1), EDGE_BLUR, axis=0, mode="nearest"
    )
    return blurred
