"""The painter's text encoder: a prompt to the 512 x 7680 numbers that the transformer reads.

Qwen3-4B. FLUX.2-klein reads its hidden states after 9, 18 and 27 layers, so the other nine layers and the final norm
are neither loaded nor run. Prompts are padded to 512 tokens, and the padding goes unmasked into the transformer, as in
the published pipeline: the checkpoint was trained that way, and fewer tokens would shift the attention of the others.
"""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import Qwen2TokenizerFast, Qwen3Config, Qwen3Model
from transformers.models.qwen3.modeling_qwen3 import Qwen3RotaryEmbedding

from inference.contract.errors import EngineUnavailable
from inference.models.painter.weights import init_random_weights, load_weights, make_on_meta, read_config
from inference.models.runtime.cuda_graph import GraphedCallable
from inference.models.runtime.device import Gpu

PROMPT_TOKENS = 512
"""Tokens of a padded prompt."""
HIDDEN_STATES = (9, 18, 27)
"""Numbers of layers after which the transformer reads the hidden states."""


class PromptEncoder:
    def __init__(self, tokenizer: Qwen2TokenizerFast, model: Qwen3Model, gpu: Gpu, published_layers: int) -> None:
        self.model = model
        self.published_layers = published_layers
        self.tokenizer = tokenizer
        self._gpu = gpu
        self._positions = torch.arange(PROMPT_TOKENS, device=gpu.device).unsqueeze(0)
        self._causal = torch.ones(PROMPT_TOKENS, PROMPT_TOKENS, dtype=torch.bool, device=gpu.device).tril()
        self.forward = GraphedCallable(self._run)

    @classmethod
    def load(cls, folder: Path, gpu: Gpu, *, layers: int = HIDDEN_STATES[-1]) -> PromptEncoder:
        """From a published pipeline's ``text_encoder/`` and ``tokenizer/``. ``layers`` is the number of layers to
        load."""
        where = folder / "text_encoder"
        published = read_config(where, kind="qwen3", of="model_type")
        model, count = _make(published, layers)
        load_weights(model, where, "model", gpu, prefix="model.")
        try:
            tokenizer = Qwen2TokenizerFast.from_pretrained(folder / "tokenizer", local_files_only=True)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EngineUnavailable(
                f"The painter's tokenizer in {folder} cannot be read: {str(error).splitlines()[0]}"
            ) from None
        if not tokenizer.chat_template:
            raise EngineUnavailable(f"The painter's tokenizer in {folder} has no chat template.")
        return cls(tokenizer, _with_rotary_embedding(model, gpu), gpu, count)

    @classmethod
    def with_random_weights(
        cls, tokenizer: Qwen2TokenizerFast, config: Qwen3Config, gpu: Gpu, *, layers: int = HIDDEN_STATES[-1]
    ) -> PromptEncoder:
        """Random weights on the device."""
        model, count = _make(config.to_dict(), layers)
        return cls(tokenizer, _with_rotary_embedding(init_random_weights(model, gpu), gpu), gpu, count)

    @property
    def layers(self) -> int:
        return len(self.model.layers)

    def tokenise(self, prompt: str) -> tuple[torch.Tensor, torch.Tensor]:
        """(1, 512) token ids and the (1, 1, 512, 512) attention mask: causal and without padding."""
        chat = [{"role": "user", "content": prompt}]
        text = self.tokenizer.apply_chat_template(
            chat, tokenize=False, add_generation_prompt=True, enable_thinking=False
        )
        encoded = self.tokenizer(
            text, return_tensors="pt", padding="max_length", truncation=True, max_length=PROMPT_TOKENS
        )
        real = encoded["attention_mask"].to(self._gpu.device, torch.bool)
        return encoded["input_ids"].to(self._gpu.device), self._causal & real[:, None, None, :]

    def encode(self, prompt: str) -> torch.Tensor:
        """(1, 512, 3 * width) in the device's dtype."""
        return self.forward(*self.tokenise(prompt))

    def _run(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        states = self.model.embed_tokens(ids)
        rotation = self.model.rotary_emb(states, self._positions)
        selected: list[torch.Tensor] = []
        for done, layer in enumerate(self.model.layers, start=1):
            states = layer(states, attention_mask=mask, position_ids=self._positions, position_embeddings=rotation)
            if done in HIDDEN_STATES:
                selected.append(states)
        return torch.cat(selected, dim=-1)


def _make(published: dict[str, object], layers: int) -> tuple[Qwen3Model, int]:
    config = Qwen3Config.from_dict({**published, "layer_types": None})
    count = config.num_hidden_layers
    if not HIDDEN_STATES[-1] <= layers <= count:
        raise EngineUnavailable(
            f"The painter's text encoder has {count} layers, and {max(layers, HIDDEN_STATES[-1])} are needed."
        )
    if config.use_sliding_window:
        raise EngineUnavailable("The painter's text encoder has a sliding window, which this painter does not know.")
    config.num_hidden_layers = layers
    config.layer_types = ["full_attention"] * layers
    config._attn_implementation = "sdpa"
    model = make_on_meta(lambda: Qwen3Model(config), "text encoder")
    del model.norm  # Only used after the last layer.
    return model, count


def _with_rotary_embedding(model: Qwen3Model, gpu: Gpu) -> Qwen3Model:
    # Its frequencies are computed, not loaded, so a module made on the meta device has none. They stay float32.
    model.rotary_emb = Qwen3RotaryEmbedding(model.config).to(gpu.device)
    return model
