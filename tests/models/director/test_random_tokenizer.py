"""The tokenizers of models without weights: as many tokens as the real ones,
and none that a held answer could have in it."""

from __future__ import annotations

from inference.models.language.random_tokenizer import CONTROL, tongue_of


def test_a_tongue_is_filled_up_to_its_size_with_tokens_that_no_json_holds() -> None:
    tongue = tongue_of(iter(["the red moon rises over the sea"]), 300, at_least=1000)
    assert len(tongue) == 1000
    words = "the red moon rises"
    assert tongue.decode(tongue(words).input_ids) == words
    assert all("\0" in tongue.decode([number]) for number in (900, 999))
    assert all(tongue.convert_tokens_to_ids(name) < 300 for name in CONTROL)
