"""Grammars for JSON answers, in llguidance's Lark dialect, and the matcher that holds one answer to its grammar.

``one_of``, ``text_rule`` and ``lark_grammar`` build a grammar for a JSON object with known keys in a known order.
``GrammarMatcher`` follows one answer: which tokens may come next, which are forced and need no forward pass, when it is
complete. The result is always a whole object of that form, whatever the model prefers. Knows no model.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import llguidance.hf
import torch
from llguidance import LLMatcher, LLTokenizer


class DecodingError(Exception):
    """The text cannot go on under its grammar, or it is too long; the message says why."""


def literal(text: str) -> str:
    """``text`` itself."""
    return json.dumps(text, ensure_ascii=False)


def one_of(words: Sequence[str]) -> str:
    """One of ``words``; where their first letters differ, the model chooses only one token."""
    return "(" + "|".join(literal(word) for word in words) + ")"


ENGLISH = "[A-Za-z0-9' ,-]"
"""Characters of plain English words; all of one byte, so that a token limit cannot cut a character."""
PROSE = r'[^"\\<>{}\u0000-\u001f\u007f-\u009f\u2028\u2029]'
"""Characters of a sentence in any script: no JSON escapes, no tags, no control characters."""


def text_rule(name: str, shortest: int, longest: int, *, of: str = ENGLISH, tokens: int | None = None) -> str:
    """A rule called ``name``: ``shortest`` to ``longest`` characters of the class ``of``, the first a letter or digit,
    in at most ``tokens`` tokens (only for ``ENGLISH``)."""
    first = "[A-Za-z0-9]" if of == ENGLISH else r"[^\W_]"
    limit = f"[max_tokens={tokens}]" if tokens else ""
    return f"{name}{limit}: /{first}{of}{{{shortest - 1},{longest - 1}}}/"


def lark_grammar(start: str, *rules: str) -> str:
    """The grammar of a text that matches ``start``, with the ``rules`` that it names."""
    return "\n".join((f"start: {start}", *rules))


def grammar_tokenizer(tokenizer: Any, vocabulary: int, ends: Sequence[int] = ()) -> LLTokenizer:
    """llguidance's view of a Hugging Face tokenizer. ``vocabulary`` is the size of the model's logits, ``ends`` its
    end-of-text tokens. Takes about a second: make it once."""
    ends = list(dict.fromkeys((*ends, *([] if tokenizer.eos_token_id is None else [tokenizer.eos_token_id]))))
    return llguidance.hf.from_tokenizer(tokenizer, n_vocab=vocabulary, eos_token=ends)


class GrammarMatcher:
    """One text under a grammar. Not thread-safe."""

    def __init__(self, tokenizer: LLTokenizer, grammar: str) -> None:
        self._matcher = LLMatcher(tokenizer, LLMatcher.grammar_from_lark(grammar))
        self._bits = torch.zeros(-(-tokenizer.vocab_size // 32), dtype=torch.int32)
        self._check()

    @property
    def done(self) -> bool:
        """Whether the text is complete and nothing can follow."""
        stopped: bool = self._matcher.is_stopped()
        return stopped

    def forced_tokens(self) -> list[int]:
        """The only tokens that can come next, taken into the text."""
        tokens: list[int] = []
        while not self.done and (more := self._matcher.compute_ff_tokens()):
            self._matcher.consume_tokens(more)
            self._check()
            tokens += more
        return tokens

    def token_mask(self) -> torch.Tensor:
        """Which tokens may come next: a bit mask, int32 on the CPU, the lowest bit first. The next call overwrites
        it."""
        self._matcher.unsafe_compute_mask_ptr(self._bits.data_ptr(), self._bits.numel() * 4)
        self._check()
        return self._bits

    def accept(self, token: int) -> None:
        """Take ``token`` into the text. Raises ``DecodingError`` where the grammar does not allow it."""
        self._matcher.consume_token(token)
        self._check()

    def _check(self) -> None:
        if self._matcher.is_error():
            raise DecodingError(self._matcher.get_error())
