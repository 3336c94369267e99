"""Outpainting with FLUX.2-klein: our own denoising loop over one canvas of 768 x 768 px, in flat public steps.

    encode_prompt → encode_picture → prepare_noise → denoise → decode

Where the published pipelines do the same, the results are equal (tests/models/painter/test_painter.py). Different are:
the mask is soft, one weight a token; the reference may be the known edge instead of the whole canvas with its filler;
only needed columns are decoded; and wholly kept tokens keep the painter's own version after the last step, because
their pixels are pasted back anyway and the colour correction compares the two versions. All dtypes are explicit,
because torch's default dtype changes while another thread loads a model. No locks, no memory, no colours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from diffusers import AutoencoderKLFlux2, Flux2Transformer2DModel
from numpy.typing import NDArray

from inference.contract.arrays import Picture
from inference.models.painter.latent_tokens import (
    CHANNELS,
    GRID_SIDE,
    REFERENCE_TIME,
    TOKEN_SIDE,
    Layout,
    grid_ids,
    pack,
    patchify,
    text_ids,
    unpack,
    unpatchify,
)
from inference.models.painter.scheduler import Schedule
from inference.models.painter.text_encoder import PromptEncoder
from inference.models.runtime.cuda_graph import GraphedCallable
from inference.models.runtime.device import Gpu
from inference.models.runtime.lru_cache import LruCache
from inference.models.runtime.options import Reference

PROMPT_CACHE_SIZE = 16
"""Encoded prompts in the cache, 8 MB each at full size."""
POSITION_CACHE_SIZE = 16
"""Position ids of references in the cache, 20 KB each: an edge's, a canvas's, an anchor's."""


@dataclass(frozen=True)
class Networks:
    transformer: Flux2Transformer2DModel
    vae: AutoencoderKLFlux2
    encoder: PromptEncoder
    schedule: Schedule


@dataclass(frozen=True)
class KnownTokens:
    """The tokens of the mural's own pixels, and how much of each token is generated."""

    tokens: torch.Tensor
    """(1, 2304, 128); anything where ``weights`` is 1."""
    weights: torch.Tensor
    """(1, 2304, 1) float32 from 0, kept, to 1, generated."""


@dataclass(frozen=True)
class References:
    """Tokens that the transformer attends to beside the canvas, and their position ids; they are never painted."""

    tokens: torch.Tensor
    """(1, n, 128)"""
    ids: torch.Tensor
    """(n, 4)"""


class Outpainter:
    def __init__(self, networks: Networks, gpu: Gpu, *, prompt_cache_size: int = PROMPT_CACHE_SIZE) -> None:
        self.networks = networks
        self._gpu = gpu
        self._prompts: LruCache[torch.Tensor] = LruCache(prompt_cache_size)
        self._position_ids: LruCache[torch.Tensor] = LruCache(POSITION_CACHE_SIZE)
        self.encode_pixels = GraphedCallable(make_encode(networks.vae))
        self.predict_flow = GraphedCallable(make_predict_flow(networks.transformer, gpu))
        self.decode_tokens = GraphedCallable(make_decode(networks.vae))

    def encode_prompt(self, prompt: str) -> torch.Tensor:
        """(1, 512, 7680); from the cache if it is there."""
        return self._prompts.get(prompt, lambda: self.networks.encoder.encode(prompt))

    def to_device(self, picture: Picture) -> torch.Tensor:
        """The same pixels on the device."""
        return torch.from_numpy(np.ascontiguousarray(picture)).to(self._gpu.device)

    def encode_picture(self, pixels: torch.Tensor) -> torch.Tensor:
        """Tokens as a grid (1, 128, h / 16, w / 16) of uint8 pixels (h, w, 3) whose sides are multiples of 16 px."""
        return self.encode_pixels(pixels)

    def prepare_noise(self, seed: int) -> torch.Tensor:
        """(1, 2304, 128) float32: drawn on the CPU, so that a seed gives the same noise on every device."""
        generator = torch.Generator("cpu").manual_seed(seed)
        # Pinned memory is copied while the device still works.
        noise = torch.randn(
            (1, CHANNELS, GRID_SIDE, GRID_SIDE), generator=generator, dtype=torch.float32, pin_memory=self._gpu.is_cuda
        )
        return pack(noise.to(self._gpu.device, non_blocking=True)).contiguous()

    def unknown_canvas(self) -> KnownTokens:
        """For a canvas that is painted whole."""
        tokens = torch.zeros((1, GRID_SIDE * GRID_SIDE, CHANNELS), device=self._gpu.device, dtype=torch.float32)
        return KnownTokens(tokens, torch.ones_like(tokens[..., :1]))

    def to_weights(self, weights: NDArray[np.float32]) -> torch.Tensor:
        """Token weights (48, 48) as (1, 2304, 1) on the device, for ``known``."""
        return torch.from_numpy(weights).to(self._gpu.device).reshape(1, GRID_SIDE * GRID_SIDE, 1)

    def known(self, grid: torch.Tensor, columns: tuple[int, int], weights: torch.Tensor) -> KnownTokens:
        """Known tokens: ``grid`` (1, 128, 48, n) lies at the token ``columns``; ``weights`` are from ``to_weights``."""
        whole = torch.zeros((1, CHANNELS, GRID_SIDE, GRID_SIDE), device=self._gpu.device, dtype=torch.float32)
        whole[..., slice(*columns)] = grid.float()
        return KnownTokens(pack(whole).contiguous(), weights)

    def references(self, *grids: tuple[torch.Tensor, int]) -> References:
        """References from token grids (1, 128, h, w), each with the canvas column of its first column."""
        tokens = [torch.zeros((1, 0, CHANNELS), device=self._gpu.device, dtype=self._gpu.dtype)]
        ids = [torch.zeros((0, 4), device=self._gpu.device, dtype=torch.long)]
        for index, (grid, first) in enumerate(grids, start=1):
            _, _, height, width = grid.shape
            tokens.append(pack(grid))
            ids.append(self._ids(REFERENCE_TIME * index, (first, first + width), height))
        return References(torch.cat(tokens, dim=1), torch.cat(ids))

    def _ids(self, time: int, columns: tuple[int, int], height: int) -> torch.Tensor:
        """``grid_ids`` on the device. Cached, because a copy to the device makes the CPU wait for it."""
        return self._position_ids.get(
            (time, columns, height), lambda: grid_ids(time, columns, height).to(self._gpu.device)
        )

    def denoise(
        self,
        prompt: torch.Tensor,
        noise: torch.Tensor,
        known: KnownTokens,
        references: References,
        *,
        restore: bool = False,
    ) -> torch.Tensor:
        """(1, 2304, 128) float32, painted. Wholly kept tokens come back in the painter's own version, or with
        ``restore`` as they were given. Between two steps it lets urgent jobs go first (``Gpu.yield_to_urgent``)."""
        schedule = self.networks.schedule
        # The canvas stays float32 between the steps: rounding it to bfloat16 four times adds bands.
        canvas, own = noise, noise
        for step, (before, after) in enumerate(pairwise(schedule.sigmas)):
            if step:
                self._gpu.yield_to_urgent()
            flow = self.predict_flow(canvas, prompt, references.tokens, references.ids, schedule.times[step])
            own = canvas + (after - before) * flow
            # The known tokens at the canvas's noise level and with the same noise, so that mixing keeps the variance.
            kept = after * noise + (1 - after) * known.tokens
            canvas = torch.lerp(kept, own, known.weights)
        return torch.where(known.weights == 0, known.tokens if restore else own, canvas)

    def decode(self, tokens: torch.Tensor, layout: Layout) -> torch.Tensor:
        """The uint8 pixels (768, w, 3) of the columns that ``layout`` decodes."""
        return self.decode_tokens(unpack(tokens, GRID_SIDE)[..., slice(*layout.decoded)].contiguous())


def encode_reference(
    reference: Reference, canvas: torch.Tensor, layout: Layout, encode: Callable[[torch.Tensor], torch.Tensor]
) -> tuple[torch.Tensor, tuple[torch.Tensor, int] | None]:
    """The token grid of the layout's edge of ``canvas``, and the reference that the setting asks for: a grid with its
    first column, or none."""
    if reference == "canvas":
        whole = encode(canvas)
        return whole[..., slice(*layout.edge)], (whole, 0)
    edge = encode(canvas[:, layout.edge_pixels])
    return edge, ((edge, layout.edge[0]) if reference == "edge" else None)


def make_predict_flow(transformer: Flux2Transformer2DModel, gpu: Gpu) -> Callable[..., torch.Tensor]:
    """The flow of one step, (1, 2304, 128) float32, as a function of tensors that can be compiled and captured."""
    canvas_ids = grid_ids(0, (0, GRID_SIDE)).to(gpu.device)

    def run(
        canvas: torch.Tensor,
        prompt: torch.Tensor,
        references: torch.Tensor,
        reference_ids: torch.Tensor,
        time: torch.Tensor,
    ) -> torch.Tensor:
        flow: torch.Tensor = transformer(
            hidden_states=torch.cat([canvas.to(gpu.dtype), references.to(gpu.dtype)], dim=1),
            encoder_hidden_states=prompt,
            timestep=time,
            img_ids=torch.cat([canvas_ids, reference_ids]),
            txt_ids=text_ids_on(prompt),
            guidance=None,
            return_dict=False,
        )[0]
        return flow[:, : canvas.shape[1]].float()

    known_text_ids: dict[int, torch.Tensor] = {}

    def text_ids_on(prompt: torch.Tensor) -> torch.Tensor:
        length = prompt.shape[1]
        if length not in known_text_ids:
            known_text_ids[length] = text_ids(length).to(gpu.device)
        return known_text_ids[length]

    return run


def make_encode(vae: AutoencoderKLFlux2) -> Callable[..., torch.Tensor]:
    """uint8 pixels (h, w, 3) to normalised tokens (1, 128, h / 16, w / 16): the mode of the distribution, not a
    sample."""
    mean, std = _statistics(vae)

    def run(pixels: torch.Tensor) -> torch.Tensor:
        scaled = (pixels.permute(2, 0, 1)[None].float() / 127.5 - 1).to(vae.dtype)
        grid = patchify(vae.encode(scaled).latent_dist.mode())
        return (grid - mean) / std

    return run


def make_decode(vae: AutoencoderKLFlux2) -> Callable[..., torch.Tensor]:
    """Normalised tokens (1, 128, h, w) to uint8 pixels (16 h, 16 w, 3)."""
    mean, std = _statistics(vae)

    def run(grid: torch.Tensor) -> torch.Tensor:
        latents = unpatchify(grid.to(vae.dtype) * std + mean)
        image = vae.decode(latents, return_dict=False)[0][0].float()
        scaled = (image.permute(1, 2, 0) * 127.5 + 127.5).clamp(0, 255)
        return scaled.round().to(torch.uint8)

    return run


def _statistics(vae: AutoencoderKLFlux2) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and standard deviation (1, 128, 1, 1) by which the checkpoint normalises its tokens."""
    mean = vae.bn.running_mean.view(1, -1, 1, 1).to(vae.dtype)
    std = torch.sqrt(vae.bn.running_var.view(1, -1, 1, 1) + vae.config.batch_norm_eps).to(vae.dtype)
    return mean, std


def check_networks(networks: Networks) -> str:
    """Why the three networks do not fit together, in one sentence; empty when they do."""
    transformer, vae, encoder = networks.transformer.config, networks.vae.config, networks.encoder.model.config
    if transformer.joint_attention_dim != 3 * encoder.hidden_size:
        return (
            f"The painter's transformer reads prompts of {transformer.joint_attention_dim} numbers a token, "
            f"and its text encoder makes {3 * encoder.hidden_size}."
        )
    if not transformer.in_channels == networks.transformer.out_channels == CHANNELS == 4 * vae.latent_channels:
        return (
            f"The painter's transformer and VAE work on tokens of {transformer.in_channels} and "
            f"{4 * vae.latent_channels} channels, not {CHANNELS}."
        )
    if 2 ** len(vae.block_out_channels) != TOKEN_SIDE:
        return f"The painter's VAE makes tokens of {2 ** len(vae.block_out_channels)} px, not {TOKEN_SIDE}."
    return ""
