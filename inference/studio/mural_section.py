"""Reads a section of the mural with its relief, layers included; where pieces are missing both are filled.

Only the strips that reach into the section are read. The place of a strip whose picture or relief is missing or broken
is filled from its neighbours, as ``inference/mural/reader.py`` does, so the mural stays one surface; ``skipped`` names
it.
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

DEFAULT_RELIEF = 0.4
"""Relief where none is known: a wall in the middle distance."""


@dataclass(frozen=True)
class MuralSection:
    picture: Picture
    relief: Relief
    """(768, w) of the same width, 0 far to 65535 near."""
    skipped: tuple[Skipped, ...]
    """Strips and layers in it that could not be read, each once."""


def read_section(storage: Storage, strips: Sequence[StripNote], left: int, right: int) -> MuralSection:
    """The mural of ``strips`` (in the order of their x) from ``left`` to ``right`` px.

    Raises ``EngineError`` ``finish.nothing`` where not one picture of the mural can be read.
    """
    picture, filled_columns, unreadable = _read_filled_picture(storage, strips, left, right)
    skipped = {(one.position, one.layer): one for one in unreadable}
    relief = np.zeros((HEIGHT, right - left), np.uint16)
    known = np.zeros(right - left, bool)
    for strip in _strips_within(strips, left, right):
        values = _read_relief(storage, strip, skipped)
        if values is not None:
            begin, end = max(left, strip.x), min(right, strip.x + strip.width)
            relief[:, begin - left : end - left] = values[:, begin - strip.x : end - strip.x]
            known[begin - left : end - left] = True
    # A filling has no depth of its own, whatever was there.
    known &= ~filled_columns
    _fill_gaps(relief, known)
    for position, layer in layers_of(strips):
        if layer.x < right and layer.x + layer.width > left:
            _blend_layer_relief(storage, position, layer, relief, left, skipped)
    return MuralSection(picture, relief, tuple(skipped.values()))


def read_picture(
    storage: Storage, strips: Sequence[StripNote], left: int, right: int
) -> tuple[Picture, tuple[Skipped, ...]]:
    """The picture of ``read_section`` alone, without reading any relief."""
    picture, _, unreadable = _read_filled_picture(storage, strips, left, right)
    return picture, unreadable


def _strips_within(strips: Sequence[StripNote], left: int, right: int) -> Iterator[StripNote]:
    return (strip for strip in strips if strip.x < right and strip.x + strip.width > left)


def _read_filled_picture(
    storage: Storage, strips: Sequence[StripNote], left: int, right: int
) -> tuple[Picture, NDArray[np.bool_], tuple[Skipped, ...]]:
    """The picture, which of its columns are a filling, and what could not be read."""
    reach = 0
    while True:
        strips_within = list(_strips_within(strips, left - reach, right + reach))
        layers = [
            (at, one) for at, one in layers_of(strips) if one.x < right + reach and one.x + one.width > left - reach
        ]
        reader = MuralReader(storage, strips_within, layers)
        pixels = np.zeros((HEIGHT, right - left, 3), np.uint8)
        filled_columns = np.zeros(right - left, bool)
        try:
            for x, block, filled in reader:
                begin, end = max(x, left), min(x + block.shape[1], right)
                if begin < end:
                    pixels[:, begin - left : end - left] = block[:, begin - x : end - x]
                    filled_columns[begin - left : end - left] = filled
        except EngineError:
            # None of these can be read: the nearest readable strip is farther away.
            if len(strips_within) == len(strips):
                raise
            reach = max(2 * reach, right - left)
            continue
        return pixels, filled_columns, tuple(reader.skipped)


def _read_relief(storage: Storage, strip: StripNote, skipped: dict[tuple[int, bool], Skipped]) -> Relief | None:
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


def _fill_gaps(relief: Relief, known: NDArray[np.bool_]) -> None:
    """Fill the columns of ``relief`` that are not ``known`` in place: a smooth passage from side to side."""
    if known.all():
        return
    columns = np.arange(relief.shape[1])
    if not known.any():
        relief[:] = round(DEFAULT_RELIEF * 65535)
        return
    there = columns[known]
    right = there[np.searchsorted(there, columns).clip(0, len(there) - 1)]
    left = there[(np.searchsorted(there, columns, side="right") - 1).clip(0, len(there) - 1)]
    share = np.where(right > left, (columns - left) / np.maximum(right - left, 1), 0).clip(0, 1)
    eased = share * share * (3 - 2 * share)
    mixed = relief[:, left] * (1 - eased) + relief[:, right] * eased
    relief[:, ~known] = np.rint(mixed[:, ~known]).astype(np.uint16)


def _blend_layer_relief(
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
