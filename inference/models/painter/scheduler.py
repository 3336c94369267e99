"""The painter's four denoising steps: their noise levels, as in the published pipeline.

FLUX.2-klein is distilled to four steps without guidance. Its scheduler shifts evenly spaced noise levels by the size of
the picture; the published scheduler computes that once, at the start. The steps are plain Euler steps along the flow.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from diffusers.pipelines.flux2.pipeline_flux2_klein import compute_empirical_mu

from inference.contract.errors import EngineUnavailable
from inference.models.painter.latent_tokens import GRID_SIDE
from inference.models.painter.weights import read_config
from inference.models.runtime.device import Gpu

STEPS = 4


@dataclass(frozen=True)
class Schedule:
    sigmas: tuple[float, ...]
    """Noise level before each step and after the last one: 1 first, 0 last."""
    times: torch.Tensor
    """(steps, 1): the transformer's timesteps, in the device's dtype."""

    @classmethod
    def load(cls, folder: Path, gpu: Gpu) -> Schedule:
        """From a published pipeline's ``scheduler/``. Raises EngineUnavailable."""
        config = read_config(
            folder / "scheduler", "scheduler_config.json", kind="FlowMatchEulerDiscreteScheduler", of="_class_name"
        )
        return cls.from_scheduler(FlowMatchEulerDiscreteScheduler.from_config(config), gpu)

    @classmethod
    def from_scheduler(cls, scheduler: FlowMatchEulerDiscreteScheduler, gpu: Gpu) -> Schedule:
        if scheduler.config.stochastic_sampling or scheduler.config.invert_sigmas:
            raise EngineUnavailable(
                "The painter's scheduler adds noise or runs backwards, which this painter does not do."
            )
        mu = compute_empirical_mu(image_seq_len=GRID_SIDE * GRID_SIDE, num_steps=STEPS)
        even = None if scheduler.config.get("use_flow_sigmas") else np.linspace(1.0, 1 / STEPS, STEPS)
        scheduler.set_timesteps(STEPS, sigmas=even, mu=mu)
        # The pipeline rounds the timestep to its dtype before the division.
        times = scheduler.timesteps.to(gpu.device, gpu.dtype)[:, None] / 1000
        return cls(tuple(float(sigma) for sigma in scheduler.sigmas), times)


def published_scheduler() -> FlowMatchEulerDiscreteScheduler:
    """The scheduler as FLUX.2-klein is published with it."""
    return FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True, base_shift=0.5, max_shift=1.15)
