"""What a model says again and again is said once; what people say twice stays."""

from __future__ import annotations

import pytest

from inference.sketch.ears.loops import cut_loops


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("a b c", "a b c"),
        ("", ""),
        ("you you you you you you you", "you"),
        ("no no no no", "no no no no"),
        ("ever try ever try ever try ever try ever try", "ever try"),
        ("a moon rises and falls and falls and falls and falls and falls and", "a moon rises and falls"),
        ("again and again and again and again it rains", "again and again and again and again it rains"),
        ("thank you for watching thank you for watching thank you for watching", "thank you for watching"),
        ("we go we go we go we go home at last", "we go home at last"),
        ("it was the best it was the worst it was the age", "it was the best it was the worst it was the age"),
    ],
)
def test_a_loop_is_said_once(said: str, left: str) -> None:
    numbers: dict[str, int] = {}
    tokens = [numbers.setdefault(word, len(numbers)) for word in said.split()]
    words = {number: word for word, number in numbers.items()}
    assert " ".join(words[token] for token in cut_loops(tokens)) == left
