"""Outpainting with FLUX.2-klein: our own denoising loop over one canvas of 768 x 768 px, in flat public steps.

    encode_prompt → encode_picture → prepare_noise → denoise → decode

Where the published pipelines do the same, the result is theirs (tests/models/painter/test_painter.py compares them).
Different are these: the mask stays soft, one weight a token; the reference may be the known edge alone instead of the
whole canvas with its filler; only the columns that are needed are decoded; and the wholly known tokens keep the
painter's own version after the last step, because their pixels are pasted back from the mural anyway and the two
together tell the painter's colour shift (colour.py). All tensors are of one canvas, and their dtypes are said: torch's
default one changes under a thread while another loads a model. No locks, no memory, no colour here.
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
    REFERENCE_TIME,
    SIDE,
    TOKEN,
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
from inference.models.runtime.cuda_graph import Swift
from inference.models.runtime.device import Gpu
from inference.models.runtime.lru_cache import Recent
from inference.models.runtime.options import Reference

PROMPTS_KEPT = 16
"""Encoded prompts that are kept, 8 MB each at full size."""
IDS_KEPT = 16
"""Places of references that are kept, 20 KB each: an edge's, a canvas's, an anchor's."""


@dataclass(frozen=True)
class Networks:
    transformer: Flux2Transformer2DModel
    vae: AutoencoderKLFlux2
    encoder: PromptEncoder
    schedule: Schedule


@dataclass(frozen=True)
class Known:
    """What a canvas keeps: the tokens of the mural's own pixels, and how much of each token is generated."""

    tokens: torch.Tensor
    """(1, 2304, 128); anything where ``weights`` is 1."""
    weights: torch.Tensor
    """(1, 2304, 1) float32 from 0, kept, to 1, generated."""


@dataclass(frozen=True)
class References:
    """Tokens that are shown beside the canvas, never painted, and where they lie."""

    tokens: torch.Tensor
    """(1, n, 128)"""
    ids: torch.Tensor
    """(n, 4)"""


class Outpainter:
    def __init__(self, networks: Networks, gpu: Gpu, *, prompts_kept: int = PROMPTS_KEPT) -> None:
        self.networks = networks
        self._gpu = gpu
        self._prompts: Recent[torch.Tensor] = Recent(prompts_kept)
        self._known_ids: Recent[torch.Tensor] = Recent(IDS_KEPT)
        self.encode_pixels = Swift(encoding(networks.vae))
        self.predict_flow = Swift(predicting(networks.transformer, gpu))
        self.decode_tokens = Swift(decoding(networks.vae))

    def encode_prompt(self, prompt: str) -> torch.Tensor:
        """(1, 512, 7680); the last prompts are kept."""
        return self._prompts.get(prompt, lambda: self.networks.encoder.encode(prompt))

    def on_device(self, picture: Picture) -> torch.Tensor:
        """The same pixels there."""
        return torch.from_numpy(np.ascontiguousarray(picture)).to(self._gpu.device)

    def encode_picture(self, pixels: torch.Tensor) -> torch.Tensor:
        """Tokens as a grid (1, 128, h / 16, w / 16) of uint8 pixels (h, w, 3) whose sides are multiples of 16 px."""
        return self.encode_pixels(pixels)

    def prepare_noise(self, seed: int) -> torch.Tensor:
        """(1, 2304, 128) float32: drawn on the CPU, so that a seed means the same on every device."""
        chance = torch.Generator("cpu").manual_seed(seed)
        # Pinned, it goes over while the device still works at what came before.
        noise = torch.randn(
            (1, CHANNELS, SIDE, SIDE), generator=chance, dtype=torch.float32, pin_memory=self._gpu.is_cuda
        )
        return pack(noise.to(self._gpu.device, non_blocking=True)).contiguous()

    def nothing_known(self) -> Known:
        """A canvas of which everything is painted."""
        tokens = torch.zeros((1, SIDE * SIDE, CHANNELS), device=self._gpu.device, dtype=torch.float32)
        return Known(tokens, torch.ones_like(tokens[..., :1]))

    def soft(self, weights: NDArray[np.float32]) -> torch.Tensor:
        """Token weights (48, 48) as ``known`` takes them, (1, 2304, 1) on the device."""
        return torch.from_numpy(weights).to(self._gpu.device).reshape(1, SIDE * SIDE, 1)

    def known(self, grid: torch.Tensor, columns: tuple[int, int], weights: torch.Tensor) -> Known:
        """What is kept: ``grid`` (1, 128, 48, n) lies at the token ``columns``,
        and ``weights`` (``soft``) say how far."""
        whole = torch.zeros((1, CHANNELS, SIDE, SIDE), device=self._gpu.device, dtype=torch.float32)
        whole[..., slice(*columns)] = grid.float()
        return Known(pack(whole).contiguous(), weights)

    def references(self, *grids: tuple[torch.Tensor, int]) -> References:
        """References out of token grids (1, 128, h, w), each with the canvas column that its first column stands at."""
        tokens = [torch.zeros((1, 0, CHANNELS), device=self._gpu.device, dtype=self._gpu.dtype)]
        ids = [torch.zeros((0, 4), device=self._gpu.device, dtype=torch.long)]
        for index, (grid, first) in enumerate(grids, start=1):
            _, _, height, width = grid.shape
            tokens.append(pack(grid))
            ids.append(self._ids(REFERENCE_TIME * index, (first, first + width), height))
        return References(torch.cat(tokens, dim=1), torch.cat(ids))

    def _ids(self, time: int, columns: tuple[int, int], height: int) -> torch.Tensor:
        """``grid_ids`` on the device.
        The few that occur are kept: what is sent there anew is waited for by the CPU,
        and what was to be done meanwhile is not."""
        return self._known_ids.get(
            (time, columns, height), lambda: grid_ids(time, columns, height).to(self._gpu.device)
        )

    def denoise(
        self, prompt: torch.Tensor, noise: torch.Tensor, known: Known, references: References, *, restore: bool = False
    ) -> torch.Tensor:
        """(1, 2304, 128) float32, painted.
        Wholly kept tokens come back in the painter's own version, or, with ``restore``, as they were given. Between two
        steps whoever is in a hurry is let by (``Gpu.give_way``)."""
        schedule = self.networks.schedule
        # The canvas itself stays float32 between the steps: rounding it to bfloat16 four times only adds bands.
        canvas, own = noise, noise
        for step, (before, after) in enumerate(pairwise(schedule.sigmas)):
            if step:
                self._gpu.give_way()
            flow = self.predict_flow(canvas, prompt, references.tokens, references.ids, schedule.times[step])
            own = canvas + (after - before) * flow
            # The known, noisy as the canvas is now with the very same noise, so that mixing the two keeps its spread.
            kept = after * noise + (1 - after) * known.tokens
            canvas = torch.lerp(kept, own, known.weights)
        return torch.where(known.weights == 0, known.tokens if restore else own, canvas)

    def decode(self, tokens: torch.Tensor, layout: Layout) -> torch.Tensor:
        """The uint8 pixels (768, w, 3) of the columns that ``layout`` sees."""
        return self.decode_tokens(unpack(tokens, SIDE)[..., slice(*layout.seen)].contiguous())


def shown(
    reference: Reference, canvas: torch.Tensor, layout: Layout, encode: Callable[[torch.Tensor], torch.Tensor]
) -> tuple[torch.Tensor, tuple[torch.Tensor, int] | None]:
    """The token grid of what is known of ``canvas``, at the layout's edge,
    and the reference that the setting asks for."""
    if reference == "canvas":
        whole = encode(canvas)
        return whole[..., slice(*layout.edge)], (whole, 0)
    edge = encode(canvas[:, layout.edge_pixels])
    return edge, ((edge, layout.edge[0]) if reference == "edge" else None)


def predicting(transformer: Flux2Transformer2DModel, gpu: Gpu) -> Callable[..., torch.Tensor]:
    """One step's flow (1, 2304, 128) float32 as a function of tensors, as it is run, compiled or captured."""
    canvas_ids = grid_ids(0, (0, SIDE)).to(gpu.device)

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


def encoding(vae: AutoencoderKLFlux2) -> Callable[..., torch.Tensor]:
    """uint8 pixels (h, w, 3) to normalised tokens (1, 128, h / 16, w / 16), the most likely ones: nothing is drawn."""
    mean, spread = _statistics(vae)

    def run(pixels: torch.Tensor) -> torch.Tensor:
        scaled = (pixels.permute(2, 0, 1)[None].float() / 127.5 - 1).to(vae.dtype)
        grid = patchify(vae.encode(scaled).latent_dist.mode())
        return (grid - mean) / spread

    return run


def decoding(vae: AutoencoderKLFlux2) -> Callable[..., torch.Tensor]:
    """Normalised tokens (1, 128, h, w) to uint8 pixels (16 h, 16 w, 3)."""
    mean, spread = _statistics(vae)

    def run(grid: torch.Tensor) -> torch.Tensor:
        latents = unpatchify(grid.to(vae.dtype) * spread + mean)
        image = vae.decode(latents, return_dict=False)[0][0].float()
        scaled = (image.permute(1, 2, 0) * 127.5 + 127.5).clamp(0, 255)
        return scaled.round().to(torch.uint8)

    return run


def _statistics(vae: AutoencoderKLFlux2) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and spread (1, 128, 1, 1) that the checkpoint normalises its tokens by."""
    mean = vae.bn.running_mean.view(1, -1, 1, 1).to(vae.dtype)
    spread = torch.sqrt(vae.bn.running_var.view(1, -1, 1, 1) + vae.config.batch_norm_eps).to(vae.dtype)
    return mean, spread


def check_networks(networks: Networks) -> str:
    """Why the three networks do not belong together, in one sentence; empty when they do."""
    transformer, vae, encoder = networks.transformer.config, networks.vae.config, networks.encoder.model.config
    if transformer.joint_attention_dim != 3 * encoder.hidden_size:
        return f"The painter's transformer reads prompts of {transformer.joint_attention_dim} numbers a token, and its text encoder makes {3 * encoder.hidden_size}."
    if not transformer.in_channels == networks.transformer.out_channels == CHANNELS == 4 * vae.latent_channels:
        return f"The painter's transformer and VAE work on tokens of {transformer.in_channels} and {4 * vae.latent_channels} channels, not {CHANNELS}."
    if 2 ** len(vae.block_out_channels) != TOKEN:
        return f"The painter's VAE makes tokens of {2 ** len(vae.block_out_channels)} px, not {TOKEN}."
    return ""
