"""Tokenizers for models with random weights: trained when needed on a dictionary of English words, with as many tokens
as the published ones.

A benchmark's prompts and answers then have about as many tokens as with the published tokenizers. They are byte-level
BPE with a ChatML template, as both language models have. Nothing is downloaded: the dictionary is part of pocketsphinx.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

CONTROL_TOKENS = ("<s>", "<|im_end|>", "<|im_start|>", "<unk>", "<think>", "</think>")
MAX_TRAINED = 100_000
"""Tokens that are trained; the dictionary gives hardly more useful ones."""
TEMPLATE = """{%- for message in messages -%}
<|im_start|>{{ message.role }}
{% if message.content is string %}{{ message.content }}{% else %}{% for part in message.content -%}
{% if part.type == 'image' %}<|image_pad|>{% else %}{{ part.text }}{% endif %}{% endfor %}{% endif %}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}
<|im_start|>assistant
{% if enable_thinking is defined and enable_thinking is false %}<think>

</think>

{% endif %}{% endif %}"""
"""ChatML with a switch for thinking."""


def train_tokenizer(
    lines: Iterator[str], size: int, control: Sequence[str] = CONTROL_TOKENS, padded_to: int = 0, **roles: str
) -> Any:
    """A byte-level BPE tokenizer of at most ``size`` tokens, trained on ``lines``; ``roles`` names control tokens, as
    ``eos_token="<|im_end|>"``. Unused tokens pad the vocabulary to ``padded_to``.
    """
    inner = Tokenizer(models.BPE())
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=0,
        special_tokens=[*control],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    inner.train_from_iterator(lines, trainer)
    if padded_to:
        inner = _pad_vocabulary(inner, padded_to)
    roles = {"bos_token": "<s>", "eos_token": "<|im_end|>", "unk_token": "<unk>", **roles}
    return PreTrainedTokenizerFast(tokenizer_object=inner, chat_template=TEMPLATE, **roles)


@lru_cache(maxsize=2)
def random_tokenizer(
    size: int, control: tuple[str, ...] = CONTROL_TOKENS, roles: tuple[tuple[str, str], ...] = ()
) -> Any:
    """A tokenizer of exactly ``size`` tokens, the last of them unused. Takes some seconds."""
    return train_tokenizer(_dictionary_lines(), min(size, MAX_TRAINED), control, size, **dict(roles))


def _pad_vocabulary(tokenizer: Tokenizer, size: int) -> Tokenizer:
    """Written into the vocabulary's JSON, because ``add_tokens`` takes minutes for a hundred thousand tokens.

    Each begins with a NUL (in the byte-level alphabet), which JSON forbids, so that an answer under a grammar never
    contains one.
    """
    serialised = json.loads(tokenizer.to_str())
    vocabulary = serialised["model"]["vocab"]
    for number in range(tokenizer.get_vocab_size(), size):
        vocabulary[f"\u0100unused{number}"] = number
    return Tokenizer.from_str(json.dumps(serialised))


def _dictionary_lines() -> Iterator[str]:
    from pocketsphinx import get_model_path

    for line in Path(get_model_path("en-us/cmudict-en-us.dict")).read_text().splitlines():
        word = line.split()[0].split("(")[0]
        yield f" {word} {word.capitalize()}"
