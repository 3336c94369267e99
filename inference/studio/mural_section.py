"""A stretch of the mural with its relief: both with the layers over them laid,
both whole where something of them is missing.

Reads only the strips that reach into the stretch. Where a strip's picture or relief is missing or broken, its place is
filled from its neighbours as ``inference/mural/reader.py`` does, the relief too, and what was skipped is named: the
mural stays one surface.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.contract.arrays import Picture, Relief
from inference.contract.errors import EngineError
from inference.contract.files.picture_files import decode_layer, decode_relief
from inference.contract.files.storage import Storage
from inference.contract.geometry import HEIGHT
from inference.contract.pieces import LayerNote, Skipped, StripNote
from inference.mural.canvas import blend_over
from inference.mural.reader import MuralReader, layers_of

FLAT = 0.4
"""Relief of a stretch of which nothing is known: a wall in the middle distance."""


@dataclass(frozen=True)
class Stretch:
    picture: Picture
    relief: Relief
    """(768, w) of the same width, 0 far to 65535 near."""
    skipped: tuple[Skipped, ...]
    """Strips and layers that reach into it and could not be read, each once."""


def stretch_of(storage: Storage, strips: Sequence[StripNote], left: int, right: int) -> Stretch:
    """The mural of ``strips`` (in the order of their x) from ``left`` to ``right`` px.

    Raises ``EngineError`` ``finish.nothing`` where not one picture of the mural can be read.
    """
    picture, gaps, unread = _pictured(storage, strips, left, right)
    skipped = {(one.position, one.layer): one for one in unread}
    relief = np.zeros((HEIGHT, right - left), np.uint16)
    known = np.zeros(right - left, bool)
    for strip in _within(strips, left, right):
        values = _relief(storage, strip, skipped)
        if values is not None:
            begin, end = max(left, strip.x), min(right, strip.x + strip.width)
            relief[:, begin - left : end - left] = values[:, begin - strip.x : end - strip.x]
            known[begin - left : end - left] = True
    # Mist has no depth of its own, whatever stood there.
    known &= ~gaps
    _fill(relief, known)
    for position, layer in layers_of(strips):
        if layer.x < right and layer.x + layer.width > left:
            _lay(storage, position, layer, relief, left, skipped)
    return Stretch(picture, relief, tuple(skipped.values()))


def picture_of(
    storage: Storage, strips: Sequence[StripNote], left: int, right: int
) -> tuple[Picture, tuple[Skipped, ...]]:
    """As ``stretch_of``, of the pictures alone: reliefs are neither read nor missed."""
    picture, _, unread = _pictured(storage, strips, left, right)
    return picture, unread


def _within(strips: Sequence[StripNote], left: int, right: int) -> Iterator[StripNote]:
    return (strip for strip in strips if strip.x < right and strip.x + strip.width > left)


def _pictured(
    storage: Storage, strips: Sequence[StripNote], left: int, right: int
) -> tuple[Picture, NDArray[np.bool_], tuple[Skipped, ...]]:
    """The picture, which columns of it are filled in, and what could not be read."""
    reach = 0
    while True:
        within = list(_within(strips, left - reach, right + reach))
        over = [
            (at, one) for at, one in layers_of(strips) if one.x < right + reach and one.x + one.width > left - reach
        ]
        mosaic = MuralReader(storage, within, over)
        pixels = np.zeros((HEIGHT, right - left, 3), np.uint8)
        gaps = np.zeros(right - left, bool)
        try:
            for x, piece, filled in mosaic:
                begin, end = max(x, left), min(x + piece.shape[1], right)
                if begin < end:
                    pixels[:, begin - left : end - left] = piece[:, begin - x : end - x]
                    gaps[begin - left : end - left] = filled
        except EngineError:
            # None of these can be read: the nearest that can is further away.
            if len(within) == len(strips):
                raise
            reach = max(2 * reach, right - left)
            continue
        return pixels, gaps, tuple(mosaic.skipped)


def _relief(storage: Storage, strip: StripNote, skipped: dict[tuple[int, bool], Skipped]) -> Relief | None:
    try:
        values = decode_relief(storage.read(strip.relief))
    except EngineError as error:
        skipped.setdefault((strip.position, False), Skipped(position=strip.position, reason=error.message[:200]))
        return None
    if values.shape[1] != strip.width:
        reason = f"Its relief is {values.shape[1]} px wide instead of {strip.width}."
        skipped.setdefault((strip.position, False), Skipped(position=strip.position, reason=reason))
        return None
    return values


def _fill(relief: Relief, known: NDArray[np.bool_]) -> None:
    """Fill the columns of ``relief`` that are not ``known``, in place: from one side's depth softly to the other's."""
    if known.all():
        return
    columns = np.arange(relief.shape[1])
    if not known.any():
        relief[:] = round(FLAT * 65535)
        return
    there = columns[known]
    right = there[np.searchsorted(there, columns).clip(0, len(there) - 1)]
    left = there[(np.searchsorted(there, columns, side="right") - 1).clip(0, len(there) - 1)]
    share = np.where(right > left, (columns - left) / np.maximum(right - left, 1), 0).clip(0, 1)
    eased = share * share * (3 - 2 * share)
    mixed = relief[:, left] * (1 - eased) + relief[:, right] * eased
    relief[:, ~known] = np.rint(mixed[:, ~known]).astype(np.uint16)


def _lay(
    storage: Storage,
    position: int,
    layer: LayerNote,
    relief: Relief,
    left: int,
    skipped: dict[tuple[int, bool], Skipped],
) -> None:
    try:
        _, alpha = decode_layer(storage.read(layer.picture))
        values = decode_relief(storage.read(layer.relief))
    except EngineError as error:
        skipped.setdefault((position, True), Skipped(position=position, layer=True, reason=error.message[:200]))
        return
    if values.shape != alpha.shape or alpha.shape[1] != layer.width:
        reason = f"Its relief is {values.shape[1]} px wide instead of {layer.width}."
        skipped.setdefault((position, True), Skipped(position=position, layer=True, reason=reason))
        return
    begin, end = max(left, layer.x), min(left + relief.shape[1], layer.x + layer.width)
    here, there = slice(begin - left, end - left), slice(begin - layer.x, end - layer.x)
    relief[:, here] = blend_over(values[:, there], relief[:, here], alpha[:, there])
