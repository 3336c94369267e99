"""A language model with pictures that goes on with one text: transformers' whole model over its own growing cache.

MiniCPM-V's language model keeps a state in three of four layers that cannot be wound back or filled up, so its passes
are eager and exactly as long as what is read. It works after the story has ended, where nobody waits for it. Used by
one thread at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from transformers import DynamicCache


class HybridRunner:
    """One text of a ``MiniCPMV4_6ForConditionalGeneration``, as ``inference.models.language.decoding.Runner``."""

    def __init__(self, model: Any, pictures: dict[str, torch.Tensor]) -> None:
        """``pictures``: ``pixel_values`` and ``target_sizes`` of the image processor for the first tokens
        that are fed; may be empty."""
        self._model, self._pictures = model, pictures
        self._cache = DynamicCache(config=model.config.text_config)

    def feed(self, tokens: Sequence[int]) -> torch.Tensor:
        weight = self._model.lm_head.weight
        pictures = {name: one.to(weight.device) for name, one in self._pictures.items()}
        self._pictures = {}
        read = self._model.model(
            input_ids=torch.tensor([list(tokens)], device=weight.device),
            past_key_values=self._cache,
            use_cache=True,
            **pictures,
        )
        scores: torch.Tensor = self._model.lm_head(read.last_hidden_state[:, -1])[0]
        return scores
