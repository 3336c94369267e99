"""The painter's text encoder: a prompt to the 512 x 7680 numbers that the transformer reads.

Qwen3-4B, of which FLUX.2-klein takes the hidden states after 9, 18 and 27 layers: the other nine layers and the final
norm change nothing, so they are neither loaded nor run. Prompts are padded to 512 tokens, and the padding goes into the
transformer unmasked, as in the published pipeline: the checkpoint was trained with it, and fewer tokens would shift the
attention of all others. Only the whole encoder, text in, tensor out; prompts are worded elsewhere.
"""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import Qwen2TokenizerFast, Qwen3Config, Qwen3Model
from transformers.models.qwen3.modeling_qwen3 import Qwen3RotaryEmbedding

from inference.contract.errors import EngineUnavailable
from inference.models.painter.weights import fill_randomly, lay_out, read_config, read_into
from inference.models.runtime.cuda_graph import Swift
from inference.models.runtime.device import Gpu

LENGTH = 512
"""Tokens of a padded prompt."""
TAKEN = (9, 18, 27)
"""The hidden states that the transformer reads: after so many layers."""


class PromptEncoder:
    def __init__(self, tokenizer: Qwen2TokenizerFast, model: Qwen3Model, gpu: Gpu, published_layers: int) -> None:
        self.model = model
        self.published_layers = published_layers
        self.tokenizer = tokenizer
        self._gpu = gpu
        self._positions = torch.arange(LENGTH, device=gpu.device).unsqueeze(0)
        self._causal = torch.ones(LENGTH, LENGTH, dtype=torch.bool, device=gpu.device).tril()
        self.forward = Swift(self._run)

    @classmethod
    def load(cls, folder: Path, gpu: Gpu, *, layers: int = TAKEN[-1]) -> PromptEncoder:
        """From a published pipeline's ``text_encoder/`` and ``tokenizer/``. ``layers`` is how many are loaded."""
        where = folder / "text_encoder"
        published = read_config(where, kind="qwen3", of="model_type")
        model, count = _lay_out(published, layers)
        read_into(model, where, "model", gpu, prefix="model.")
        try:
            tokenizer = Qwen2TokenizerFast.from_pretrained(folder / "tokenizer", local_files_only=True)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EngineUnavailable(
                f"The painter's tokenizer in {folder} cannot be read: {str(error).splitlines()[0]}"
            ) from None
        if not tokenizer.chat_template:
            raise EngineUnavailable(f"The painter's tokenizer in {folder} has no chat template.")
        return cls(tokenizer, _with_rotation(model, gpu), gpu, count)

    @classmethod
    def random(
        cls, tokenizer: Qwen2TokenizerFast, config: Qwen3Config, gpu: Gpu, *, layers: int = TAKEN[-1]
    ) -> PromptEncoder:
        """Random weights on the device."""
        model, count = _lay_out(config.to_dict(), layers)
        return cls(tokenizer, _with_rotation(fill_randomly(model, gpu), gpu), gpu, count)

    @property
    def layers(self) -> int:
        return len(self.model.layers)

    def tokenise(self, prompt: str) -> tuple[torch.Tensor, torch.Tensor]:
        """(1, 512) token ids and (1, 1, 512, 512) of what each token may look at: itself,
        those before it, no padding."""
        chat = [{"role": "user", "content": prompt}]
        text = self.tokenizer.apply_chat_template(
            chat, tokenize=False, add_generation_prompt=True, enable_thinking=False
        )
        found = self.tokenizer(text, return_tensors="pt", padding="max_length", truncation=True, max_length=LENGTH)
        real = found["attention_mask"].to(self._gpu.device, torch.bool)
        return found["input_ids"].to(self._gpu.device), self._causal & real[:, None, None, :]

    def encode(self, prompt: str) -> torch.Tensor:
        """(1, 512, 3 * width) in the device's dtype."""
        return self.forward(*self.tokenise(prompt))

    def _run(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        states = self.model.embed_tokens(ids)
        rotation = self.model.rotary_emb(states, self._positions)
        taken: list[torch.Tensor] = []
        for done, layer in enumerate(self.model.layers, start=1):
            states = layer(states, attention_mask=mask, position_ids=self._positions, position_embeddings=rotation)
            if done in TAKEN:
                taken.append(states)
        return torch.cat(taken, dim=-1)


def _lay_out(published: dict[str, object], layers: int) -> tuple[Qwen3Model, int]:
    config = Qwen3Config.from_dict({**published, "layer_types": None})
    count = config.num_hidden_layers
    if not TAKEN[-1] <= layers <= count:
        raise EngineUnavailable(
            f"The painter's text encoder has {count} layers, and {max(layers, TAKEN[-1])} are needed."
        )
    if config.use_sliding_window:
        raise EngineUnavailable("The painter's text encoder has a sliding window, which this painter does not know.")
    config.num_hidden_layers = layers
    config.layer_types = ["full_attention"] * layers
    config._attn_implementation = "sdpa"
    model = lay_out(lambda: Qwen3Model(config), "text encoder")
    del model.norm  # Only the whole language model needs it.
    return model, count


def _with_rotation(model: Qwen3Model, gpu: Gpu) -> Qwen3Model:
    # Its frequencies are computed, not stored: laid out without memory they would be nothing, and they stay float32.
    model.rotary_emb = Qwen3RotaryEmbedding(model.config).to(gpu.device)
    return model
