"""Greedy decoding under a grammar, with as few passes through the model as the grammar leaves open.

A ``Runner`` is a model with its cache: ``begin`` reads a prompt, ``feed`` more tokens, and both give the scores of the
next one. ``decode`` asks it only for tokens that are the model's to pick; what the grammar forces goes along with the
next pass. Nothing is drawn at random: the same prompt gives the same text (as far as the device adds up in the same
order: a captured pass may round otherwise than an eager one). inference/models/director/static_cache_llama.py and
hybrid.py are the runners.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch

from inference.models.language.grammar import DeadEnd, Held


class Runner(Protocol):
    """A model that goes on with one text. Scores are (vocabulary,), on the device, valid until the next call."""

    def feed(self, tokens: Sequence[int]) -> torch.Tensor:
        """Read ``tokens`` after all that was read; the scores of the token after them."""


@dataclass(frozen=True)
class Decoded:
    """A whole text and what it cost."""

    tokens: tuple[int, ...]
    picked: int
    """Tokens that the model was asked for: as many passes, the prompt's among them."""

    @property
    def forced(self) -> int:
        return len(self.tokens) - self.picked


class Picker:
    """Takes the best allowed token, on the device."""

    def __init__(self, device: torch.device) -> None:
        self._places = torch.arange(32, dtype=torch.int32, device=device)

    def pick(self, scores: torch.Tensor, allowed: torch.Tensor) -> int:
        """The allowed token with the highest score; ``allowed`` as ``Held.allowed`` gives it."""
        bits = allowed.to(scores.device, non_blocking=True)
        mask = ((bits[:, None] >> self._places) & 1).view(-1)[: scores.shape[0]].bool()
        return int(scores.masked_fill(~mask, float("-inf")).argmax())


def decode(runner: Runner, prompt: Sequence[int], held: Held, picker: Picker, most: int) -> Decoded:
    """The text that ``runner`` writes after ``prompt`` under ``held``'s grammar.

    Raises ``DeadEnd`` where the grammar leaves no way on, and after ``most`` picked tokens.
    """
    tokens = held.forced()
    scores = runner.feed([*prompt, *tokens])
    picked = 0
    while not held.done:
        if picked == most:
            raise DeadEnd(f"The text was not whole after {most} tokens.")
        # The device still works at the scores while the CPU finds out what may come next.
        token = picker.pick(scores, held.allowed())
        held.take(token)
        picked += 1
        along = [token, *held.forced()]
        tokens += along
        if not held.done:
            scores = runner.feed(along)
    return Decoded(tuple(tokens), picked)
