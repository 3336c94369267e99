"""The learning itself: a LoRA on the painter's attention and feed-forward layers,
taught the flow from noise to the pictures.

The loss is the one that the checkpoint was trained with (rectified flow): of x = (1 - s) picture + s noise the
transformer is to say noise - picture. The noise levels s are evenly drawn and then shifted as the painter's own four
steps are, so that the LoRA learns where the painter will use it. Everything that is drawn for a step follows from the
seed and the step's number alone: a training that is taken up again goes on exactly as if it had never stopped. It shows
and stores nothing by itself.
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
from inference.models.training.encoded_dataset import Lessons

TARGETS = (
    r"transformer_blocks\.\d+\.(attn\.(to_q|to_k|to_v|to_out\.0|add_q_proj|add_k_proj|add_v_proj|to_add_out)"
    r"|ff(_context)?\.linear_(in|out))"
    r"|single_transformer_blocks\.\d+\.attn\.(to_qkv_mlp_proj|to_out)"
)
"""The layers that learn: every attention and feed-forward projection. In the single blocks the two are one layer."""
MOST_NORM = 1.0
"""The gradient is scaled down to this length."""
DECAY = 1e-4
PROBED = 4
"""Squares on which the loss is measured before and after."""
ORDER, DRAW, PROBE, BEGIN = range(4)
"""What chance is drawn for."""


@dataclass(frozen=True)
class Plan:
    """How a LoRA is learned; with the same plan and lessons the same LoRA comes out."""

    rank: int
    alpha: float
    batch: int
    rate: float
    """Learning rate of AdamW, the same from the first step to the last."""
    seed: int


class Diverged(Exception):
    """What is learned has come apart; the message is one sentence."""


class Course:
    def __init__(self, transformer: Flux2Transformer2DModel, lessons: Lessons, plan: Plan, gpu: Gpu) -> None:
        self.lessons, self.plan, self.gpu = lessons, plan, gpu
        self.step = 0
        """Steps taken."""
        self.transformer = transformer.requires_grad_(False)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(_seed_of(plan.seed, BEGIN, 0))
            transformer.add_adapter(self.adapter())
        transformer.enable_gradient_checkpointing()
        self._learning = [one for one in transformer.parameters() if one.requires_grad]
        for one in self._learning:
            one.data = one.data.float()
        self._optimiser = torch.optim.AdamW(self._learning, lr=plan.rate, weight_decay=DECAY)
        self._canvas = grid_ids(0, (0, lessons.side), lessons.side).to(gpu.device)
        self._words = text_ids(lessons.words.shape[1]).to(gpu.device)
        self._shift = math.exp(compute_empirical_mu(image_seq_len=lessons.side**2, num_steps=STEPS))
        self._order: tuple[int, np.ndarray[Any, Any]] = (-1, np.zeros(0))

    def adapter(self) -> LoraConfig:
        return LoraConfig(
            r=self.plan.rank, lora_alpha=self.plan.alpha, init_lora_weights="gaussian", target_modules=TARGETS
        )

    @property
    def learning(self) -> int:
        """Numbers that are learned."""
        return sum(one.numel() for one in self._learning)

    def advance(self) -> float:
        """Take one step; the loss of its batch before it.
        Raises Diverged, with nothing changed, where that is no number."""
        chance = torch.Generator().manual_seed(_seed_of(self.plan.seed, DRAW, self.step))
        rows = self._rows(self.step)
        levels = torch.rand(len(rows), generator=chance)
        loss = self._loss(rows, levels, chance)
        if not bool(torch.isfinite(loss)):
            raise Diverged(f"The loss is no number any more at step {self.step + 1}.")
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._learning, MOST_NORM)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        self.step += 1
        return float(loss.detach())

    @torch.no_grad()
    def probe(self) -> float:
        """The loss on the first squares at four fixed noise levels with fixed noise, to compare before with after."""
        losses = []
        for row in range(min(PROBED, len(self.lessons.tokens))):
            for index in range(STEPS):
                chance = torch.Generator().manual_seed(_seed_of(self.plan.seed, PROBE, row * STEPS + index))
                losses.append(float(self._loss([row], torch.tensor([(index + 0.5) / STEPS]), chance)))
        return sum(losses) / len(losses)

    def tensors(self) -> dict[str, torch.Tensor]:
        """The LoRA as it is now, float32 on the CPU, under the transformer's own names."""
        return {
            name: one.detach().float().cpu().clone()
            for name, one in get_peft_model_state_dict(self.transformer).items()
        }

    def state(self) -> dict[str, Any]:
        """All that a later course needs to go on from here."""
        return {"step": self.step, "lora": self.tensors(), "optimiser": self._optimiser.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        set_peft_model_state_dict(self.transformer, state["lora"])
        self._optimiser.load_state_dict(state["optimiser"])
        self.step = int(state["step"])

    def _loss(self, rows: list[int], levels: torch.Tensor, chance: torch.Generator) -> torch.Tensor:
        picture = self.lessons.tokens[rows].to(self.gpu.device, torch.float32)
        noise = torch.randn(picture.shape, generator=chance).to(self.gpu.device)
        level = (self._shift * levels / (1 + (self._shift - 1) * levels)).to(self.gpu.device)
        part = level[:, None, None]
        flow = self.transformer(
            hidden_states=torch.lerp(picture, noise, part).to(self.gpu.dtype),
            encoder_hidden_states=self.lessons.words[self.lessons.caption[rows]].to(self.gpu.device, self.gpu.dtype),
            timestep=level.to(self.gpu.dtype),
            img_ids=self._canvas,
            txt_ids=self._words,
            guidance=None,
            return_dict=False,
        )[0]
        return torch.nn.functional.mse_loss(flow.float(), noise - picture)

    def _rows(self, step: int) -> list[int]:
        """Which squares a step learns from: all of them in a new order, again and again."""
        count, rows = len(self.lessons.tokens), []
        for place in range(step * self.plan.batch, (step + 1) * self.plan.batch):
            again, index = divmod(place, count)
            if self._order[0] != again:
                self._order = (again, np.random.default_rng(_seed_of(self.plan.seed, ORDER, again)).permutation(count))
            rows.append(int(self._order[1][index]))
        return rows


def _seed_of(seed: int, purpose: int, number: int) -> int:
    return int(np.random.SeedSequence((seed, purpose, number)).generate_state(1, np.uint64)[0] >> np.uint64(1))
