"""Tokenizers for models without weights: trained on the spot on a dictionary of English words,
at the size of the published ones.

With them a benchmark's prompts and answers are as many tokens as they would be with the real ones, near enough. They
are byte-level BPE with a ChatML template, as both language models have. Nothing is downloaded: the dictionary comes
with pocketsphinx.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

CONTROL = ("<s>", "<|im_end|>", "<|im_start|>", "<unk>", "<think>", "</think>")
TRAINED = 100_000
"""Tokens that are trained; a dictionary's words give no more that are worth it."""
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


def tongue_of(
    lines: Iterator[str], size: int, control: Sequence[str] = CONTROL, at_least: int = 0, **named: str
) -> Any:
    """A byte-level BPE tokenizer trained on ``lines``, at most ``size`` tokens;
    ``named`` are control tokens that have a role.

    Tokens that stand for nothing fill it up to ``at_least``.
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
    if at_least:
        inner = _filled_up(inner, at_least)
    roles = {"bos_token": "<s>", "eos_token": "<|im_end|>", "unk_token": "<unk>", **named}
    return PreTrainedTokenizerFast(tokenizer_object=inner, chat_template=TEMPLATE, **roles)


@lru_cache(maxsize=2)
def random_tongue(size: int, control: tuple[str, ...] = CONTROL, named: tuple[tuple[str, str], ...] = ()) -> Any:
    """A tokenizer of exactly ``size`` tokens; the last ones stand for nothing. Takes some seconds."""
    return tongue_of(_words(), min(size, TRAINED), control, size, **dict(named))


def _filled_up(tokenizer: Tokenizer, size: int) -> Tokenizer:
    """Written into the vocabulary itself: added one by one, a hundred thousand tokens take minutes.

    Each begins with a NUL (in the byte-level alphabet), which no JSON may hold,
    so that no answer held to a grammar has them in it.
    """
    told = json.loads(tokenizer.to_str())
    vocabulary = told["model"]["vocab"]
    for number in range(tokenizer.get_vocab_size(), size):
        vocabulary[f"\u0100unused{number}"] = number
    return Tokenizer.from_str(json.dumps(told))


def _words() -> Iterator[str]:
    from pocketsphinx import get_model_path

    for line in Path(get_model_path("en-us/cmudict-en-us.dict")).read_text().splitlines():
        word = line.split()[0].split("(")[0]
        yield f" {word} {word.capitalize()}"
