"""JSON that a model cannot leave: grammars in llguidance's Lark dialect, and a text that grows under one.

``one_of``, ``free`` and ``written`` put a grammar together for a JSON object of known keys in a known order. ``Held``
follows one answer: which tokens may come next, which are forced and need no model, when it is done. Whatever a model
prefers, what comes out is a whole object of that form. It knows no model.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import llguidance.hf
import torch
from llguidance import LLMatcher, LLTokenizer


class DeadEnd(Exception):
    """The text cannot go on under its grammar; the message says why."""


def literal(text: str) -> str:
    """``text`` itself."""
    return json.dumps(text, ensure_ascii=False)


def one_of(words: Sequence[str]) -> str:
    """One of some words; where their first letters differ, only one token is the model's to pick."""
    return "(" + "|".join(literal(word) for word in words) + ")"


ENGLISH = "[A-Za-z0-9' ,-]"
"""Characters of plain English words; all one byte, so that a limit of tokens never ends within a character."""
PROSE = r'[^"\\<>{}\u0000-\u001f\u007f-\u009f\u2028\u2029]'
"""Characters of a sentence in any script: no JSON escapes, no tags, no control characters."""


def free(name: str, least: int, most: int, *, of: str = ENGLISH, tokens: int | None = None) -> str:
    """A rule called ``name``: ``least`` to ``most`` characters of the class ``of``, beginning with no space or sign, at
    most ``tokens`` tokens (only for ``ENGLISH``)."""
    first = "[A-Za-z0-9]" if of == ENGLISH else r"[^\W_]"
    limit = f"[max_tokens={tokens}]" if tokens else ""
    return f"{name}{limit}: /{first}{of}{{{least - 1},{most - 1}}}/"


def written(start: str, *rules: str) -> str:
    """The grammar whose whole text is ``start``."""
    return "\n".join((f"start: {start}", *rules))


def language_of(tokenizer: Any, vocabulary: int, ends: Sequence[int] = ()) -> LLTokenizer:
    """What grammars need to know of a Hugging Face tokenizer; ``vocabulary`` is how many tokens the model scores,
    ``ends`` those that end its texts. Takes about a second: keep it."""
    ends = list(dict.fromkeys((*ends, *([] if tokenizer.eos_token_id is None else [tokenizer.eos_token_id]))))
    return llguidance.hf.from_tokenizer(tokenizer, n_vocab=vocabulary, eos_token=ends)


class Held:
    """One text under a grammar. Used by one thread."""

    def __init__(self, language: LLTokenizer, grammar: str) -> None:
        self._matcher = LLMatcher(language, LLMatcher.grammar_from_lark(grammar))
        self._bits = torch.zeros(-(-language.vocab_size // 32), dtype=torch.int32)
        self._check()

    @property
    def done(self) -> bool:
        """Whether the text is whole and nothing can follow."""
        stopped: bool = self._matcher.is_stopped()
        return stopped

    def forced(self) -> list[int]:
        """The tokens that alone can come next; the text has them now."""
        tokens: list[int] = []
        while not self.done and (more := self._matcher.compute_ff_tokens()):
            self._matcher.consume_tokens(more)
            self._check()
            tokens += more
        return tokens

    def allowed(self) -> torch.Tensor:
        """Which tokens may come next: int32 on the CPU, one bit a token, the lowest first.
        Written over by the next call."""
        self._matcher.unsafe_compute_mask_ptr(self._bits.data_ptr(), self._bits.numel() * 4)
        self._check()
        return self._bits

    def take(self, token: int) -> None:
        """The model picked ``token``. Raises ``DeadEnd`` where the grammar does not allow it."""
        self._matcher.consume_token(token)
        self._check()

    def _check(self) -> None:
        if self._matcher.is_error():
            raise DeadEnd(self._matcher.get_error())
