"""A mural read from left to right, one strip at a time: each strip's visible part,
and a soft filling where one is missing.

Strips and the layers over them are read once each and in order, and only those of one place are held, so that a mural
of a thousand costs no more memory than one of ten. A strip that is missing or broken is named in ``skipped``; its place
is filled by stretching the colours at its neighbours' edges across it, so that the mural has no hole. So is a layer
that is; it is left out. It stores nothing.
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
from inference.mural.canvas import lay_over

EDGE = 12
"""Columns at a neighbour's edge whose average is stretched, px."""
SOFT = 9.0
"""Standard deviation, px, of the vertical blur of a stretched edge, so that it reads as mist and not as stripes."""

PIECE = 3072
"""px of the mural that are held at once, at most, while a small picture of it is made or a gap in it is filled."""

Column = NDArray[np.float64]


class Mosaic:
    """Iterates over ``(x, pixels, filled)``: pieces (768, w, 3) that cover the mural from ``left``
    to ``right`` without a gap.

    ``strips`` must be in the order of their x; ``layers``, as from ``all_layers``, are those of ``strips`` unless
    given. ``skipped`` is complete once the iteration is.
    """

    def __init__(
        self, storage: Storage, strips: Sequence[StripNote], layers: Sequence[tuple[int, LayerNote]] | None = None
    ) -> None:
        self.left = strips[0].x
        self.right = max(strip.x + strip.width for strip in strips)
        self.skipped: list[Skipped] = []
        self.read = 0
        """Strips that were looked at so far."""
        self._storage = storage
        self._strips = strips
        self._layers = _Layers(storage, all_layers(strips) if layers is None else layers, self.skipped)

    def __iter__(self) -> Iterator[tuple[int, Picture, bool]]:
        for x, piece, filled in self._bare():
            self._layers.lay(x, piece)
            yield x, piece, filled

    def _bare(self) -> Iterator[tuple[int, Picture, bool]]:
        laid, edge = self.left, None
        for strip, following in zip(self._strips, [*self._strips[1:], None], strict=True):
            picture = self._picture(strip)
            self.read += 1
            if picture is None:
                continue
            if strip.x > laid:
                yield from _filling(laid, strip.x, edge, _edge(picture[:, :EDGE]))
            end = strip.x + strip.width if following is None else min(following.x, strip.x + strip.width)
            yield strip.x, picture[:, : end - strip.x], False
            laid, edge = end, _edge(picture[:, : end - strip.x][:, -EDGE:])
        if edge is None:
            raise EngineError("finish.nothing", "None of the world's strips can be read.", again=False)
        if laid < self.right:
            yield from _filling(laid, self.right, edge, None)

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


def all_layers(strips: Sequence[StripNote]) -> list[tuple[int, LayerNote]]:
    """The layers over ``strips`` with the position of the strip each belongs to, left to right,
    in the order they were laid."""
    return [(strip.position, layer) for strip in strips for layer in strip.layers]


class _Layers:
    """Lays layers over pieces that come from left to right; a layer is forgotten once the pieces are past it."""

    def __init__(self, storage: Storage, layers: Sequence[tuple[int, LayerNote]], skipped: list[Skipped]) -> None:
        self._storage, self._skipped = storage, skipped
        self._waiting = list(layers)
        self._read: dict[str, tuple[Picture, Mask] | None] = {}

    def lay(self, x: int, piece: Picture) -> None:
        """Lay over ``piece``, whose left edge is at ``x``, in place."""
        right = x + piece.shape[1]
        while self._waiting and self._waiting[0][1].x + self._waiting[0][1].width <= x:
            self._read.pop(self._waiting.pop(0)[1].picture, None)
        for position, layer in self._waiting:
            if layer.x >= right:
                break
            begin, end = max(x, layer.x), min(right, layer.x + layer.width)
            paint = self._paint(position, layer) if begin < end else None
            if paint is not None:
                here, there = slice(begin - x, end - x), slice(begin - layer.x, end - layer.x)
                piece[:, here] = lay_over(paint[0][:, there], piece[:, here], paint[1][:, there])

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


def _filling(left: int, right: int, before: Column | None, after: Column | None) -> Iterator[tuple[int, Picture, bool]]:
    """What is stretched from ``left`` to ``right``, in pieces: hundreds of strips may be missing in a row."""
    for x in range(left, right, PIECE):
        yield x, stretch(before, after, right - left, x - left, min(x + PIECE, right) - left), True


def stretch(before: Column | None, after: Column | None, width: int, start: int = 0, end: int | None = None) -> Picture:
    """(768, ``width``, 3): the colours ``before`` turning softly into those ``after``;
    one of them alone where that is all.

    Only its columns from ``start`` to ``end`` where those are given.
    """
    if before is None or after is None:
        only = after if before is None else before
        assert only is not None
        before = after = only
    across = np.linspace(0.0, 1.0, width + 2)[1:-1][start:end]
    eased = (across * across * (3 - 2 * across))[None, :, None]
    filled = before[:, None] * (1 - eased) + after[:, None] * eased
    return np.rint(filled).clip(0, 255).astype(np.uint8)


def region(storage: Storage, strips: Sequence[StripNote], left: int, right: int) -> Picture:
    """The mural from ``left`` to ``right``, (768, right - left, 3); only the strips that reach into it are read."""
    within = [strip for strip in strips if strip.x < right and strip.x + strip.width > left]
    # A strip's layers begin before it does.
    layers = [one for one in all_layers(strips) if one[1].x < right and one[1].x + one[1].width > left]
    pixels = np.zeros((HEIGHT, right - left, 3), np.uint8)
    for x, piece, _ in Mosaic(storage, within, layers):
        begin, end = max(x, left), min(x + piece.shape[1], right)
        if begin < end:
            pixels[:, begin - left : end - left] = piece[:, begin - x : end - x]
    return pixels


class StoredMural:
    """The mural of ``strips`` as ``inference.engine.protocols.MuralView``: read strip by strip,
    so any width may be looked at.

    The strips must be in the order of their x; broken ones are filled as in ``Mosaic``.
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
        pieces, scale = [], height / HEIGHT
        for begin in range(left, right, PIECE):
            end = min(right, begin + PIECE)
            # Cut where the small picture's columns are, so that rounding never adds up along the mural.
            wide = max(1, round((end - left) * scale) - round((begin - left) * scale))
            pixels = region(self._storage, self._strips, self._left + begin, self._left + end)
            small = Image.fromarray(pixels).resize((wide, height), Image.Resampling.BOX)
            pieces.append(np.asarray(small))
        return np.concatenate(pieces, axis=1)


def _edge(columns: Picture) -> Column:
    blurred: Column = scipy.ndimage.gaussian_filter1d(
        columns.astype(np.float64).mean(axis=1), SOFT, axis=0, mode="nearest"
    )
    return blurred
