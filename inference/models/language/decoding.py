"""Greedy decoding under a grammar, with as few forward passes as the grammar allows.

A ``ModelRunner`` is a model with its cache. ``decode`` runs it only for tokens that the model has to choose; tokens
that the grammar forces go along with the next pass. Nothing is sampled at random: the same prompt gives the same text,
as far as the device adds up in the same order (a captured pass may round differently from an eager one). The runners
are director/static_cache_llama.py and art_director/dynamic_cache_model.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch

from inference.models.language.grammar import DecodingError, GrammarMatcher


class ModelRunner(Protocol):
    """A model that extends one text. Logits are (vocabulary,), on the device, valid until the next call."""

    def forward(self, tokens: Sequence[int]) -> torch.Tensor:
        """Append ``tokens`` to the text; the logits of the next token."""


@dataclass(frozen=True)
class Decoded:
    """A complete text and what it cost."""

    tokens: tuple[int, ...]
    sampled: int
    """Tokens that the model chose: the number of forward passes, the prompt's among them."""

    @property
    def forced(self) -> int:
        return len(self.tokens) - self.sampled


class GreedySampler:
    """Chooses the allowed token with the highest logit, on the device."""

    def __init__(self, device: torch.device) -> None:
        self._bit_numbers = torch.arange(32, dtype=torch.int32, device=device)

    def sample(self, logits: torch.Tensor, allowed: torch.Tensor) -> int:
        """The best token; ``allowed`` is the bit mask of ``GrammarMatcher.token_mask``."""
        bits = allowed.to(logits.device, non_blocking=True)
        mask = ((bits[:, None] >> self._bit_numbers) & 1).view(-1)[: logits.shape[0]].bool()
        return int(logits.masked_fill(~mask, float("-inf")).argmax())


def decode(
    runner: ModelRunner, prompt: Sequence[int], matcher: GrammarMatcher, sampler: GreedySampler, limit: int
) -> Decoded:
    """The text that ``runner`` writes after ``prompt`` under the grammar of ``matcher``.

    Raises ``DecodingError`` where no token is allowed, and for a text that is not complete after ``limit`` sampled
    tokens.
    """
    tokens = matcher.forced_tokens()
    logits = runner.forward([*prompt, *tokens])
    sampled = 0
    while not matcher.done:
        if sampled == limit:
            raise DecodingError(f"The text was not whole after {limit} tokens.")
        # The CPU computes the mask while the device still computes the logits.
        token = sampler.sample(logits, matcher.token_mask())
        matcher.accept(token)
        sampled += 1
        appended = [token, *matcher.forced_tokens()]
        tokens += appended
        if not matcher.done:
            logits = runner.forward(appended)
    return Decoded(tuple(tokens), sampled)
