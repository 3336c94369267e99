"""A vision-language model that extends one text: transformers' whole model over its own dynamic cache.

MiniCPM-V's language model keeps a recurrent state in three of four layers. That state cannot be rewound or padded, so
passes are eager and exactly as long as their input. It is only used after the story has ended, where nobody waits. Used
by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from transformers import DynamicCache


class DynamicCacheModel:
    """One text of a ``MiniCPMV4_6ForConditionalGeneration``, as ``inference.models.language.decoding.ModelRunner``."""

    def __init__(self, model: Any, pictures: dict[str, torch.Tensor]) -> None:
        """``pictures``: the image processor's ``pixel_values`` and ``target_sizes`` for the images in the first call of
        ``forward``; may be empty."""
        self._model, self._pictures = model, pictures
        self._cache = DynamicCache(config=model.config.text_config)

    def forward(self, tokens: Sequence[int]) -> torch.Tensor:
        weight = self._model.lm_head.weight
        pictures = {name: one.to(weight.device) for name, one in self._pictures.items()}
        self._pictures = {}
        output = self._model.model(
            input_ids=torch.tensor([list(tokens)], device=weight.device),
            past_key_values=self._cache,
            use_cache=True,
            **pictures,
        )
        logits: torch.Tensor = self._model.lm_head(output.last_hidden_state[:, -1])[0]
        return logits
