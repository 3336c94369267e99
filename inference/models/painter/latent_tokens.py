"""The painter's latent tokens: how the canvas lies on the 48 x 48 grid of the transformer.

One token is 16 x 16 px: the VAE makes 8 x 8 px one latent of 32 channels, and 2 x 2 latents are one token of 128. The
mural's geometry on that grid: 212 px are not a whole number of tokens, so the 13 columns up to 208 px are known and
everything right of them is generated; the ramp of 40 px becomes soft weights of its columns. Position ids are (time,
row, column, place in the text), as in training: time 0 for the canvas and 10, 20, … for references. Geometry only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from inference.contract.arrays import Mask
from inference.contract.geometry import CANVAS, CARRIED

TOKEN_SIDE = 16
"""Pixels along a token's side."""
GRID_SIDE = CANVAS // TOKEN_SIDE
EDGE_COLUMNS = CARRIED // TOKEN_SIDE
"""Token columns of a carried edge: 13, which is 208 px."""
CHANNELS = 128
"""Of a token: 32 latent channels of 2 x 2."""
REFERENCE_TIME = 10
"""Time id of the first reference, and the step from one to the next."""
SNAP_SHARE = 0.1
"""A token whose weight is closer than this to 0 or 1 gets exactly 0 or 1."""


@dataclass(frozen=True)
class Layout:
    """Token columns of a canvas that a job uses; each field is (first, last + 1)."""

    edge: tuple[int, int]
    """Known columns, which are the painter's reference."""
    decoded: tuple[int, int]
    """Columns that are decoded; the pixels of the others are pasted back from the mural."""

    @property
    def edge_pixels(self) -> slice:
        return slice(self.edge[0] * TOKEN_SIDE, self.edge[1] * TOKEN_SIDE)

    @property
    def decoded_pixels(self) -> slice:
        return slice(self.decoded[0] * TOKEN_SIDE, self.decoded[1] * TOKEN_SIDE)


FIRST_LAYOUT = Layout(edge=(0, 0), decoded=(0, GRID_SIDE))
"""The first strip: nothing is known, everything is painted."""
STRIP_LAYOUT = Layout(edge=(0, EDGE_COLUMNS), decoded=(9, GRID_SIDE))
"""A strip after the first, with the carried edge on the left. 624 px are decoded: 28 px of kept pixels are enough to
measure the colour shift."""
LAYER_LAYOUT = Layout(edge=(GRID_SIDE - EDGE_COLUMNS, GRID_SIDE), decoded=(0, GRID_SIDE - 9))
"""A layer over a window: the same with the kept edge on the right."""


def token_weights(mask: Mask) -> NDArray[np.float32]:
    """(48, 48): how much of each token is generated, 0 to 1, from a pixel mask (768, 768), 0 keep to 255 generate.

    It is the mean of the mask over the token, snapped to 0 and 1 by ``SNAP_SHARE``, so that generation begins at a
    token's boundary. Raises ValueError for another shape.
    """
    if mask.shape != (CANVAS, CANVAS):
        raise ValueError(f"A mask is {CANVAS} x {CANVAS}, not {mask.shape}.")
    weights = mask.reshape(GRID_SIDE, TOKEN_SIDE, GRID_SIDE, TOKEN_SIDE).mean(
        axis=(1, 3), dtype=np.float32
    ) / np.float32(255)
    weights[weights < SNAP_SHARE] = 0
    weights[weights > 1 - SNAP_SHARE] = 1
    return weights


def pack(grid: torch.Tensor) -> torch.Tensor:
    """(1, 128, h, w) to tokens (1, h * w, 128), row by row."""
    return grid.flatten(2).transpose(1, 2)


def unpack(tokens: torch.Tensor, width: int) -> torch.Tensor:
    """Tokens (1, h * width, 128) back to (1, 128, h, width)."""
    return tokens.transpose(1, 2).unflatten(2, (-1, width))


def patchify(latents: torch.Tensor) -> torch.Tensor:
    """(1, 32, h, w) to (1, 128, h / 2, w / 2): 2 x 2 latents become the channels of one token."""
    _, channels, height, width = latents.shape
    parts = latents.reshape(1, channels, height // 2, 2, width // 2, 2).permute(0, 1, 3, 5, 2, 4)
    return parts.reshape(1, channels * 4, height // 2, width // 2)


def unpatchify(grid: torch.Tensor) -> torch.Tensor:
    """The inverse of ``patchify``."""
    _, channels, height, width = grid.shape
    parts = grid.reshape(1, channels // 4, 2, 2, height, width).permute(0, 1, 4, 2, 5, 3)
    return parts.reshape(1, channels // 4, height * 2, width * 2)


def grid_ids(time: int, columns: tuple[int, int], rows: int = GRID_SIDE) -> torch.Tensor:
    """(rows * columns, 4) position ids of a picture's tokens. A part of the canvas keeps its columns, so the edge as
    reference equals the whole canvas as reference without its filler."""
    return torch.cartesian_prod(torch.tensor([time]), torch.arange(rows), torch.arange(*columns), torch.tensor([0]))


def text_ids(length: int) -> torch.Tensor:
    """(length, 4) position ids of a prompt's tokens."""
    zero = torch.tensor([0])
    return torch.cartesian_prod(zero, zero, zero, torch.arange(length))
