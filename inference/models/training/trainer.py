"""Trains a LoRA on the painter's attention and feed-forward layers, with the flow-matching loss of the checkpoint.

Rectified flow: for x = (1 - s) picture + s noise the transformer predicts noise - picture. The noise levels s are drawn
uniformly and then shifted as the painter's own four steps are, so that the LoRA learns where the painter uses it. All
random numbers of a step follow from the seed and the step's number, so a resumed training equals an uninterrupted one.
It prints and stores nothing itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from diffusers import Flux2Transformer2DModel
from diffusers.pipelines.flux2.pipeline_flux2_klein import compute_empirical_mu
from peft import LoraConfig, get_peft_model_state_dict, set_peft_model_state_dict

from inference.models.painter.latent_tokens import grid_ids, text_ids
from inference.models.painter.scheduler import STEPS
from inference.models.runtime.device import Gpu
from inference.models.training.encoded_dataset import EncodedDataset

TARGETS = (
    r"transformer_blocks\.\d+\.(attn\.(to_q|to_k|to_v|to_out\.0|add_q_proj|add_k_proj|add_v_proj|to_add_out)"
    r"|ff(_context)?\.linear_(in|out))"
    r"|single_transformer_blocks\.\d+\.attn\.(to_qkv_mlp_proj|to_out)"
)
"""The trained layers: every attention and feed-forward projection. In single blocks the two are one layer."""
MAX_GRADIENT_NORM = 1.0
"""Gradient clipping."""
WEIGHT_DECAY = 1e-4
PROBE_SQUARES = 4
"""Squares on which ``probe_loss`` measures the loss."""
SEED_ORDER, SEED_NOISE, SEED_PROBE, SEED_INIT = range(4)
"""What a derived seed is used for."""


@dataclass(frozen=True)
class TrainingConfig:
    """Hyperparameters; the same ones with the same dataset give the same LoRA. Field names are keys in checkpoints."""

    rank: int
    alpha: float
    batch: int
    rate: float
    """Learning rate of AdamW, the same from the first step to the last."""
    seed: int


class Diverged(Exception):
    """The training diverged; the message is one sentence."""


class LoraTrainer:
    def __init__(
        self, transformer: Flux2Transformer2DModel, dataset: EncodedDataset, config: TrainingConfig, gpu: Gpu
    ) -> None:
        self.dataset, self.config, self.gpu = dataset, config, gpu
        self.step = 0
        """Steps taken."""
        self.transformer = transformer.requires_grad_(False)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(_seed_of(config.seed, SEED_INIT, 0))
            transformer.add_adapter(self.adapter())
        transformer.enable_gradient_checkpointing()
        self._parameters = [one for one in transformer.parameters() if one.requires_grad]
        for one in self._parameters:
            one.data = one.data.float()
        self._optimiser = torch.optim.AdamW(self._parameters, lr=config.rate, weight_decay=WEIGHT_DECAY)
        self._image_ids = grid_ids(0, (0, dataset.side), dataset.side).to(gpu.device)
        self._text_ids = text_ids(dataset.prompt_embeds.shape[1]).to(gpu.device)
        self._shift = math.exp(compute_empirical_mu(image_seq_len=dataset.side**2, num_steps=STEPS))
        self._order: tuple[int, np.ndarray[Any, Any]] = (-1, np.zeros(0))

    def adapter(self) -> LoraConfig:
        return LoraConfig(
            r=self.config.rank, lora_alpha=self.config.alpha, init_lora_weights="gaussian", target_modules=TARGETS
        )

    @property
    def parameter_count(self) -> int:
        """Number of trained parameters."""
        return sum(one.numel() for one in self._parameters)

    def train_step(self) -> float:
        """One optimiser step; the loss of its batch before it. Raises Diverged, with nothing changed, where that is not
        finite."""
        generator = torch.Generator().manual_seed(_seed_of(self.config.seed, SEED_NOISE, self.step))
        rows = self._rows(self.step)
        levels = torch.rand(len(rows), generator=generator)
        loss = self._loss(rows, levels, generator)
        if not bool(torch.isfinite(loss)):
            raise Diverged(f"The loss is no number any more at step {self.step + 1}.")
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._parameters, MAX_GRADIENT_NORM)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        self.step += 1
        return float(loss.detach())

    @torch.no_grad()
    def probe_loss(self) -> float:
        """The loss on the first squares with fixed noise at four fixed levels, to compare before with after."""
        losses = []
        for row in range(min(PROBE_SQUARES, len(self.dataset.tokens))):
            for index in range(STEPS):
                generator = torch.Generator().manual_seed(_seed_of(self.config.seed, SEED_PROBE, row * STEPS + index))
                losses.append(float(self._loss([row], torch.tensor([(index + 0.5) / STEPS]), generator)))
        return sum(losses) / len(losses)

    def lora_tensors(self) -> dict[str, torch.Tensor]:
        """The LoRA's present tensors, float32 on the CPU, under the transformer's names."""
        return {
            name: one.detach().float().cpu().clone()
            for name, one in get_peft_model_state_dict(self.transformer).items()
        }

    def state_dict(self) -> dict[str, Any]:
        """Everything that ``load_state_dict`` needs to go on from here."""
        return {"step": self.step, "lora": self.lora_tensors(), "optimiser": self._optimiser.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        set_peft_model_state_dict(self.transformer, state["lora"])
        self._optimiser.load_state_dict(state["optimiser"])
        self.step = int(state["step"])

    def _loss(self, rows: list[int], levels: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        picture = self.dataset.tokens[rows].to(self.gpu.device, torch.float32)
        noise = torch.randn(picture.shape, generator=generator).to(self.gpu.device)
        level = (self._shift * levels / (1 + (self._shift - 1) * levels)).to(self.gpu.device)
        weight = level[:, None, None]
        flow = self.transformer(
            hidden_states=torch.lerp(picture, noise, weight).to(self.gpu.dtype),
            encoder_hidden_states=self.dataset.prompt_embeds[self.dataset.caption_index[rows]].to(
                self.gpu.device, self.gpu.dtype
            ),
            timestep=level.to(self.gpu.dtype),
            img_ids=self._image_ids,
            txt_ids=self._text_ids,
            guidance=None,
            return_dict=False,
        )[0]
        return torch.nn.functional.mse_loss(flow.float(), noise - picture)

    def _rows(self, step: int) -> list[int]:
        """The squares of a step: all of them in a new order in every epoch."""
        count, rows = len(self.dataset.tokens), []
        for position in range(step * self.config.batch, (step + 1) * self.config.batch):
            epoch, index = divmod(position, count)
            if self._order[0] != epoch:
                self._order = (
                    epoch,
                    np.random.default_rng(_seed_of(self.config.seed, SEED_ORDER, epoch)).permutation(count),
                )
            rows.append(int(self._order[1][index]))
        return rows


def _seed_of(seed: int, purpose: int, number: int) -> int:
    return int(np.random.SeedSequence((seed, purpose, number)).generate_state(1, np.uint64)[0] >> np.uint64(1))
