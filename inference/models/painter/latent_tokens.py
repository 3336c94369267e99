"""The painter's tokens: how the canvas lies on the 48 x 48 grid that the transformer works on.

One token is 16 x 16 px: the VAE makes 8 x 8 px one latent of 32 channels, and 2 x 2 latents are one token of 128. It
promises the seed's geometry on that grid: 212 px cut a token, so the 13 columns up to 208 px are known and everything
from there on is generated; the 40 px ramp becomes soft weights of the columns it covers. Coordinates are those that the
checkpoint was trained with: (time, row, column, place in the text), time 0 for the canvas and 10, 20, … for the
references. Only geometry: no model here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from inference.contract.arrays import Mask
from inference.contract.geometry import CANVAS, CARRIED

TOKEN = 16
"""Pixels along a token's side."""
SIDE = CANVAS // TOKEN
EDGE = CARRIED // TOKEN
"""Token columns of a carried edge: 13, which is 208 px."""
CHANNELS = 128
"""Of a token: 32 latent channels of 2 x 2."""
REFERENCE_TIME = 10
"""Time coordinate of the first reference, and the step from one to the next."""
SETTLED = 0.1
"""A token of which less than this is left to one side of the mask belongs to the other side wholly."""


@dataclass(frozen=True)
class Layout:
    """Which token columns of a canvas matter to a job; each is (first, last + 1)."""

    edge: tuple[int, int]
    """Known columns that are shown to the painter as its reference."""
    seen: tuple[int, int]
    """Columns whose pixels are used; the others are pasted back from the mural, so they need no decoding."""

    @property
    def edge_pixels(self) -> slice:
        return slice(self.edge[0] * TOKEN, self.edge[1] * TOKEN)

    @property
    def seen_pixels(self) -> slice:
        return slice(self.seen[0] * TOKEN, self.seen[1] * TOKEN)


FIRST = Layout(edge=(0, 0), seen=(0, SIDE))
"""The first strip: nothing is known, everything is painted."""
ONWARD = Layout(edge=(0, EDGE), seen=(9, SIDE))
"""A strip that carries the left edge on.
624 px are seen: 28 px of the kept ones are enough to tell a colour shift by."""
OVER = Layout(edge=(SIDE - EDGE, SIDE), seen=(0, SIDE - 9))
"""A second voice over a window: the same from the other side."""


def token_weights(mask: Mask) -> NDArray[np.float32]:
    """(48, 48): how much of each token is generated, 0 to 1, from a pixel mask (768, 768) of 0 keep to 255 generate.

    It is the mean of the mask over the token, soft where the mask is; a token that is settled to a tenth is settled
    wholly, so that generation begins at a token's boundary. Raises ValueError for another shape.
    """
    if mask.shape != (CANVAS, CANVAS):
        raise ValueError(f"A mask is {CANVAS} x {CANVAS}, not {mask.shape}.")
    weights = mask.reshape(SIDE, TOKEN, SIDE, TOKEN).mean(axis=(1, 3), dtype=np.float32) / np.float32(255)
    weights[weights < SETTLED] = 0
    weights[weights > 1 - SETTLED] = 1
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


def grid_ids(time: int, columns: tuple[int, int], rows: int = SIDE) -> torch.Tensor:
    """(rows * columns, 4) coordinates of a picture's tokens.
    A part of the canvas keeps the columns that it has there, so the edge as reference is the whole canvas as
    reference without its filler."""
    return torch.cartesian_prod(torch.tensor([time]), torch.arange(rows), torch.arange(*columns), torch.tensor([0]))


def text_ids(length: int) -> torch.Tensor:
    """(length, 4) coordinates of a prompt's tokens."""
    zero = torch.tensor([0])
    return torch.cartesian_prod(zero, zero, zero, torch.arange(length))
