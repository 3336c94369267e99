"""The thread colours by which narrators are told apart. Pure.

A narrator's colour is an index into ``THREADS``; ``static/css/tokens.css`` says how each looks,
and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Collection

THREADS = (
    "Amber",
    "Sky",
    "Coral",
    "Leaf",
    "Lavender",
    "Rose",
    "Jade",
    "Straw",
    "Cornflower",
    "Clay",
    "Orchid",
    "Silver",
)
LAST_THREAD = len(THREADS) - 1


def least_used_colour(colours: Collection[int]) -> int:
    """The first colour that is the rarest in ``colours``."""
    used = list(colours)
    return min(range(len(THREADS)), key=lambda colour: (used.count(colour), colour))
