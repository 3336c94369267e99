"""The outpaint canvas: what a painter starts from, and how its pixels join the mural.

Every engine uses it. The carried 212 px are kept, the fresh 556 px start as the carried edge's average colour, the mask
rises from 0 to 255 over the 40 px that end at column 212, and pixels left of the ramp are pasted back bit for bit. A
strip's picture begins with its own join, so laying it over the end of the mural gives exactly the canvas. Pictures are
uint8 (768, w, 3) and relief is uint16 (768, w). Pure numpy.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from inference.contract.arrays import Mask, Picture
from inference.contract.geometry import CANVAS, CARRIED, HEIGHT, JOIN, NEW, STRIP, strip_width

RAMP_START = CARRIED - JOIN
"""First column of the ramp, px: everything left of it is kept bit for bit."""

Pixels = TypeVar("Pixels", NDArray[np.uint8], NDArray[np.uint16])


def ramp_row() -> Mask:
    """The mask of one row, (768,) uint8: 0 is kept, 255 is generated, between them the join."""
    row = np.zeros(CANVAS, np.uint8)
    row[RAMP_START:CARRIED] = np.round(255 * np.arange(1, JOIN + 1) / (JOIN + 1)).astype(np.uint8)
    row[CARRIED:] = 255
    return row


def start_canvas(carried: Picture) -> tuple[Picture, Mask]:
    """The canvas (768, 768, 3) that a painter starts from, and its mask (768, 768): 0 keep, 255 generate.

    ``carried`` is (768, 212, 3). Raises ValueError for any other shape.
    """
    _check_carried(carried)
    # Integer sums row by row: exact, and a tenth of the time of a mean over the pixels.
    total = np.add.reduce(carried, axis=0, dtype=np.uint32).sum(axis=0)
    colour = np.round(total / (HEIGHT * CARRIED)).astype(np.uint8)
    # Filled a row at a time: a colour at a time takes ten times as long.
    canvas = np.empty((HEIGHT, CANVAS, 3), np.uint8)
    canvas[:] = np.broadcast_to(colour, (CANVAS, 3)).copy()
    canvas[:, :CARRIED] = carried
    return canvas, np.broadcast_to(ramp_row(), (HEIGHT, CANVAS)).copy()


def paste_kept(painted: Pixels, carried: Pixels) -> Pixels:
    """The painted canvas with the mural's own pixels back in it: exact left of the ramp, blended over the ramp.

    ``painted`` is (768, 768[, 3]) and ``carried`` (768, 212[, 3]), both uint8 or both uint16. Raises ValueError for
    other shapes. Where the two already agree the blend changes nothing.
    """
    _check_carried(carried)
    if painted.shape[:2] != (HEIGHT, CANVAS) or painted.dtype != carried.dtype:
        raise ValueError(
            f"A canvas is {HEIGHT} x {CANVAS} and of its edge's kind, not {painted.shape} {painted.dtype}."
        )
    out = painted.copy()
    out[:, :RAMP_START] = carried[:, :RAMP_START]
    weight = ramp_row()[RAMP_START:CARRIED].astype(np.uint32).reshape((1, JOIN) + (1,) * (painted.ndim - 2))
    old = carried[:, RAMP_START:].astype(np.uint32)
    new = painted[:, RAMP_START:CARRIED].astype(np.uint32)
    out[:, RAMP_START:CARRIED] = ((old * (255 - weight) + new * weight + 127) // 255).astype(painted.dtype)
    return out


def cut_strip(canvas: Pixels, position: int) -> Pixels:
    """The picture (or relief) of the strip at ``position``: the whole canvas for 0, else its last 596 px."""
    if canvas.shape[:2] != (HEIGHT, CANVAS):
        raise ValueError(f"A canvas is {HEIGHT} x {CANVAS}, not {canvas.shape}.")
    return canvas[:, CANVAS - strip_width(position) :].copy()


def carried_edge(strip: Pixels) -> Pixels:
    """The last 212 columns of a strip's picture or relief: the edge that the next canvas carries on."""
    if strip.shape[0] != HEIGHT or strip.shape[1] not in (CANVAS, STRIP):
        raise ValueError(f"A strip is {HEIGHT} px tall and {CANVAS} or {STRIP} px wide, not {strip.shape}.")
    return strip[:, -CARRIED:].copy()


def layer_mask(canvas_x: int) -> Mask:
    """The mask (768, 768) of a layer on its canvas: 0 is kept, 255 is painted.

    The last 212 px stay, because the next strip carries them on and may be in work already; the 556 px before them are
    painted, soft over 40 px at both ends. The mural's first canvas (``canvas_x`` 0) has no soft left end.
    """
    row = np.zeros(CANVAS, np.uint8)
    row[:NEW] = 255
    soft = np.round(255 * np.arange(1, JOIN + 1) / (JOIN + 1)).astype(np.uint8)
    row[NEW - JOIN : NEW] = soft[::-1]
    if canvas_x > 0:
        row[:JOIN] = soft
    return np.broadcast_to(row, (HEIGHT, CANVAS)).copy()


def blend_over(painted: Pixels, below: Pixels, mask: Mask) -> Pixels:
    """``painted`` over ``below`` by ``mask``, all of one size: exact where the mask is 0 or 255, blended between."""
    weight = mask.astype(np.uint32).reshape(mask.shape + (1,) * (painted.ndim - 2))
    mixed = (below.astype(np.uint32) * (255 - weight) + painted.astype(np.uint32) * weight + 127) // 255
    out: Pixels = mixed.astype(painted.dtype)
    return out


def _check_carried(carried: NDArray[np.uint8] | NDArray[np.uint16]) -> None:
    if carried.shape[:2] != (HEIGHT, CARRIED):
        raise ValueError(f"The carried edge is {HEIGHT} x {CARRIED}, not {carried.shape}.")
