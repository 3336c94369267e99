"""The painter without its weights: the published architecture at full size, or any smaller one, with random weights.

For benchmarks, which time what the real one would do, and for tests, which write a tiny one down in the published
layout and load it back. What it paints is noise.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from diffusers import AutoencoderKLFlux2, Flux2Transformer2DModel
from safetensors.torch import save_file
from tokenizers import ByteLevelBPETokenizer
from transformers import Qwen2TokenizerFast, Qwen3Config

from inference.models.painter.outpaint import Networks
from inference.models.painter.scheduler import Schedule, published_scheduler
from inference.models.painter.text_encoder import PromptEncoder
from inference.models.painter.weights import fill_randomly, lay_out
from inference.models.runtime.device import Gpu

TRANSFORMER: dict[str, Any] = {
    "in_channels": 128, "num_layers": 5, "num_single_layers": 20, "attention_head_dim": 128, "num_attention_heads": 24,
    "joint_attention_dim": 7680, "guidance_embeds": False,
}  # fmt: skip
"""FLUX.2-klein-4B's transformer, where it differs from the class's defaults."""
TEXT_ENCODER: dict[str, Any] = {
    "vocab_size": 151936, "hidden_size": 2560, "intermediate_size": 9728, "num_hidden_layers": 36, "num_attention_heads": 32,
    "num_key_value_heads": 8, "head_dim": 128, "max_position_embeddings": 40960, "tie_word_embeddings": True,
    "rope_parameters": {"rope_type": "default", "rope_theta": 1_000_000.0},
}  # fmt: skip
"""Qwen3-4B."""
_CHAT = (
    "{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}"
    "{% if enable_thinking is defined and enable_thinking is false %}{{ '<think>\\n\\n</think>\\n\\n' }}{% endif %}{% endif %}"
)


def random_networks(
    gpu: Gpu,
    *,
    transformer: dict[str, Any] = TRANSFORMER,
    text_encoder: dict[str, Any] = TEXT_ENCODER,
    vae: dict[str, Any] | None = None,
    whole_encoder: bool = False,
) -> tuple[Networks, Qwen2TokenizerFast]:
    """Networks of the given configurations with random weights on the device, and a tokenizer for them.

    ``whole_encoder`` makes all layers of the text encoder, also those that are never run.
    """
    config = Qwen3Config(**text_encoder)
    tokenizer = train_tokenizer()
    layers = {"layers": config.num_hidden_layers} if whole_encoder else {}
    networks = Networks(
        transformer=fill_randomly(lay_out(lambda: Flux2Transformer2DModel(**transformer), "transformer"), gpu),
        vae=fill_randomly(lay_out(lambda: AutoencoderKLFlux2(**(vae or {})), "VAE"), gpu),
        encoder=PromptEncoder.random(tokenizer, config, gpu, **layers),
        schedule=Schedule.of(published_scheduler(), gpu),
    )
    return networks, tokenizer


def train_tokenizer() -> Qwen2TokenizerFast:
    """A byte-level tokenizer of Qwen's kind, trained on the spot on a few lines, with its chat template."""
    lines = [
        "a painted world unrolls as it is told",
        "the light of dawn over the sea, seen wide",
        "user assistant think",
    ]
    trained = ByteLevelBPETokenizer()
    trained.train_from_iterator(lines * 20, vocab_size=300, show_progress=False)
    model = json.loads(trained.to_str())["model"]
    tokenizer = Qwen2TokenizerFast(vocab=model["vocab"], merges=[tuple(pair) for pair in model["merges"]])
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|im_start|>", "<|im_end|>"]})
    tokenizer.chat_template = _CHAT
    return tokenizer


def save_published(networks: Networks, tokenizer: Qwen2TokenizerFast, folder: Path) -> None:
    """Write the painter down as it is published: a folder for each component and ``model_index.json``."""
    networks.transformer.save_pretrained(folder / "transformer")
    networks.vae.save_pretrained(folder / "vae")
    published_scheduler().save_pretrained(folder / "scheduler")
    tokenizer.save_pretrained(folder / "tokenizer")
    encoder = networks.encoder.model
    encoder.config.architectures = ["Qwen3ForCausalLM"]
    encoder.config.save_pretrained(folder / "text_encoder")
    tensors = {f"model.{name}": tensor.contiguous() for name, tensor in encoder.state_dict().items()}
    # Published with the norm after the last layer, which this painter leaves out.
    tensors["model.norm.weight"] = tensors["model.layers.0.input_layernorm.weight"].clone()
    save_file(tensors, folder / "text_encoder" / "model.safetensors", metadata={"format": "pt"})
    index = {
        "_class_name": "Flux2KleinPipeline",
        "is_distilled": True,
        "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
        "text_encoder": ["transformers", "Qwen3ForCausalLM"],
        "tokenizer": ["transformers", "Qwen2TokenizerFast"],
        "transformer": ["diffusers", "Flux2Transformer2DModel"],
        "vae": ["diffusers", "AutoencoderKLFlux2"],
    }
    (folder / "model_index.json").write_text(json.dumps(index, indent=1), encoding="utf-8")
