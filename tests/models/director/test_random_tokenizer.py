"""The tokenizers of models without weights: as many tokens as the real ones,
and none that a held answer could have in it."""

from __future__ import annotations

from inference.models.language.random_tokenizer import CONTROL_TOKENS, train_tokenizer


def test_a_tokenizer_is_filled_up_to_its_size_with_tokens_that_no_json_holds() -> None:
    tokenizer = train_tokenizer(iter(["the red moon rises over the sea"]), 300, padded_to=1000)
    assert len(tokenizer) == 1000
    words = "the red moon rises"
    assert tokenizer.decode(tokenizer(words).input_ids) == words
    assert all("\0" in tokenizer.decode([number]) for number in (900, 999))
    assert all(tokenizer.convert_tokens_to_ids(name) < 300 for name in CONTROL_TOKENS)
