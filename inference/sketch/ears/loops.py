"""Repetition loops: a sequence-to-sequence model that lost its place says the same again and again; once is enough."""

from __future__ import annotations

from collections.abc import Sequence

LEAST_REPEATS = {1: 6, 2: 4, 3: 4}
"""How often a block of so many tokens follows itself where it is a loop. People do say "no, no, no, no" and "again and
again and again"."""
LEAST_REPEATS_OF_LONGER = 3


def cut_loops(tokens: Sequence[int]) -> list[int]:
    """``tokens`` with each loop said once, and without the part of another round that it broke off in."""
    kept: list[int] = []
    place = 0
    while place < len(tokens):
        length, repeats = _loop_at(tokens, place)
        kept += tokens[place : place + length]
        place += length * repeats
        rest = list(tokens[place:])
        if repeats > 1 and rest == kept[len(kept) - length :][: len(rest)]:
            break
    return kept


def _loop_at(tokens: Sequence[int], place: int) -> tuple[int, int]:
    """Length of the shortest block that loops from ``place`` on, and how often it is said; (1, 1) where none does."""
    for length in range(1, (len(tokens) - place) // LEAST_REPEATS_OF_LONGER + 1):
        block, repeats = list(tokens[place : place + length]), 1
        while list(tokens[place + repeats * length : place + (repeats + 1) * length]) == block:
            repeats += 1
        if repeats >= LEAST_REPEATS.get(length, LEAST_REPEATS_OF_LONGER):
            return length, repeats
    return 1, 1
