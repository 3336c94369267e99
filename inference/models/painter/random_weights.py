"""The painter with random weights: the published architecture at full size, or a smaller one.

For benchmarks, and for tests, which write a tiny one in the published layout and load it back. It paints noise.
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
from inference.models.painter.weights import init_random_weights, make_on_meta
from inference.models.runtime.device import Gpu

TRANSFORMER: dict[str, Any] = {
    "in_channels": 128, "num_layers": 5, "num_single_layers": 20, "attention_head_dim": 128, "num_attention_heads": 24,
    "joint_attention_dim": 7680, "guidance_embeds": False,
}  # fmt: skip
"""FLUX.2-klein-4B's transformer, where it differs from the class's defaults."""
TEXT_ENCODER: dict[str, Any] = {
    "vocab_size": 151936, "hidden_size": 2560, "intermediate_size": 9728, "num_hidden_layers": 36,
    "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128, "max_position_embeddings": 40960,
    "tie_word_embeddings": True,
    "rope_parameters": {"rope_type": "default", "rope_theta": 1_000_000.0},
}  # fmt: skip
"""Qwen3-4B."""
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}"
    "{% if enable_thinking is defined and enable_thinking is false %}"
    "{{ '<think>\\n\\n</think>\\n\\n' }}{% endif %}{% endif %}"
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

    ``whole_encoder`` makes all layers of the text encoder, also those that are not run.
    """
    config = Qwen3Config(**text_encoder)
    tokenizer = train_tokenizer()
    layers = {"layers": config.num_hidden_layers} if whole_encoder else {}
    networks = Networks(
        transformer=init_random_weights(
            make_on_meta(lambda: Flux2Transformer2DModel(**transformer), "transformer"), gpu
        ),
        vae=init_random_weights(make_on_meta(lambda: AutoencoderKLFlux2(**(vae or {})), "VAE"), gpu),
        encoder=PromptEncoder.with_random_weights(tokenizer, config, gpu, **layers),
        schedule=Schedule.from_scheduler(published_scheduler(), gpu),
    )
    return networks, tokenizer


def train_tokenizer() -> Qwen2TokenizerFast:
    """A byte-level tokenizer like Qwen's, trained on a few lines, with its chat template."""
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
    tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer


def save_pipeline(networks: Networks, tokenizer: Qwen2TokenizerFast, folder: Path) -> None:
    """Write the painter in the published layout: a folder for each component and ``model_index.json``."""
    networks.transformer.save_pretrained(folder / "transformer")
    networks.vae.save_pretrained(folder / "vae")
    published_scheduler().save_pretrained(folder / "scheduler")
    tokenizer.save_pretrained(folder / "tokenizer")
    encoder = networks.encoder.model
    encoder.config.architectures = ["Qwen3ForCausalLM"]
    encoder.config.save_pretrained(folder / "text_encoder")
    tensors = {f"model.{name}": tensor.contiguous() for name, tensor in encoder.state_dict().items()}
    # The published file has the norm after the last layer, which this painter does not use.
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
