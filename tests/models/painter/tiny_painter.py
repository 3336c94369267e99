"""A painter small enough for tests: FLUX.2-klein's layout with a few channels, random weights,
written down as it is published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from inference.models.painter.random_weights import random_networks, save_pipeline
from inference.models.runtime.device import Gpu, open_gpu

TRANSFORMER: dict[str, Any] = {
    "in_channels": 128, "num_layers": 1, "num_single_layers": 1, "attention_head_dim": 16, "num_attention_heads": 2,
    "joint_attention_dim": 96, "timestep_guidance_channels": 16, "mlp_ratio": 2.0, "axes_dims_rope": (4, 4, 4, 4),
    "guidance_embeds": False,
}  # fmt: skip
TEXT_ENCODER: dict[str, Any] = {
    "vocab_size": 512, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 29, "num_attention_heads": 2,
    "num_key_value_heads": 1, "head_dim": 16, "max_position_embeddings": 1024, "tie_word_embeddings": True,
    "rope_parameters": {"rope_type": "default", "rope_theta": 10_000.0},
}  # fmt: skip
VAE: dict[str, Any] = {"block_out_channels": (4, 4, 8, 8), "layers_per_block": 1, "norm_num_groups": 2}


def write_tiny_painter(folder: Path, *, seed: int = 0) -> Path:
    """A painter of a few thousand parameters in ``folder``, in the published layout; about 3 MB."""
    gpu: Gpu = open_gpu("cpu")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        networks, tokenizer = random_networks(
            gpu, transformer=TRANSFORMER, text_encoder=TEXT_ENCODER, vae=VAE, whole_encoder=True
        )
        for network, spread in ((networks.transformer, 0.15), (networks.vae, 0.2), (networks.encoder.model, 0.1)):
            # Weights as small as those at full size would leave nothing of the input in so few channels.
            for parameter in network.parameters():
                if parameter.ndim >= 2:
                    parameter.normal_(0, spread)
        for name, parameter in networks.transformer.named_parameters():
            if name.endswith(("norm_q.weight", "norm_k.weight")):
                # Attention that looks somewhere, instead of evenly at thousands of tokens: references must matter.
                parameter.fill_(6)
        networks.vae.bn.running_var.fill_(0.5)
        networks.vae.bn.running_mean.normal_(0, 0.1)
        save_pipeline(networks, tokenizer, folder)
    return folder
