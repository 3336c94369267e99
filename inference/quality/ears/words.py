"""Compares what was said with what was heard, word by word, so that no recogniser pays for how it writes.

Both are written alike first, by the normaliser of Whisper's authors: no case, no punctuation, one spelling, numbers as
digits, "Mr." as mister, "it's" as it is, no "uh". "Rag doll" and "ragdoll" are the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from inference.contract.errors import EngineUnavailable

if TYPE_CHECKING:
    from whisper_normalizer.english import EnglishTextNormalizer

MOST_JOINED = 3
"""Words that may have been written as one."""


class Pair(NamedTuple):
    """A word, or words that may be written as one, as said and as heard; empty where there is none."""

    said: str
    heard: str


@cache
def _normaliser() -> EnglishTextNormalizer:
    # Here, since who only runs Lightloom does not have it, and measures of other things do without.
    try:
        from whisper_normalizer.english import EnglishTextNormalizer
    except ModuleNotFoundError:
        raise EngineUnavailable(
            "Words are compared with whisper_normalizer, which .venv/bin/python -m pip install -r"
            " requirements/quick.txt brings."
        ) from None
    return EnglishTextNormalizer()


def plain_words(text: str) -> list[str]:
    """The words of an English text in one way of writing. ``EngineUnavailable`` where the normaliser is missing."""
    return str(_normaliser()(text)).split()


def align(said: Sequence[str], heard: Sequence[str]) -> list[Pair]:
    """A cheapest alignment: Levenshtein's over words, in which words that differ only in where they part are equal.

    Of several that cost the same it is the one with the fewest words heard as others.
    """
    best: dict[tuple[int, int], tuple[int, int, tuple[int, int]]] = {(0, 0): (0, 0, (0, 0))}
    """For each place in both: errors of the best way there, substitutions among them, and how many words its last step
    takes of each."""
    for at, other in ((at, other) for at in range(len(said) + 1) for other in range(len(heard) + 1)):
        if at == other == 0:
            continue
        ways = []
        for step in _STEPS:
            before = best.get((at - step[0], other - step[1]))
            if before is None:
                continue
            alike = "".join(said[at - step[0] : at]) == "".join(heard[other - step[1] : other])
            if alike or max(step) == 1:
                ways.append((before[0] + (not alike), before[1] + (not alike and min(step) == 1), step))
        best[at, other] = min(ways, key=lambda way: way[:2])
    at, other = len(said), len(heard)
    pairs = []
    while at or other:
        step = best[at, other][2]
        pairs.append(Pair(" ".join(said[at - step[0] : at]), " ".join(heard[other - step[1] : other])))
        at, other = at - step[0], other - step[1]
    return pairs[::-1]


_STEPS = (
    (1, 1),
    (1, 0),
    (0, 1),
    *((1, joined) for joined in range(2, MOST_JOINED + 1)),
    *((joined, 1) for joined in range(2, MOST_JOINED + 1)),
)


def compare(said: Sequence[str], heard: Sequence[str]) -> tuple[int, int, int]:
    """Words (substituted, left out, added)."""
    pairs = align(said, heard)
    return (
        sum(bool(pair.said and pair.heard) and not _alike(pair) for pair in pairs),
        sum(not pair.heard for pair in pairs),
        sum(not pair.said for pair in pairs),
    )


def side_by_side(said: str, heard: str) -> str:
    """What was heard, with its errors marked: ``[said→heard]``, ``[-left out-]``, ``[+added+]``."""
    return " ".join(_marked(pair) for pair in align(plain_words(said), plain_words(heard)))


def _alike(pair: Pair) -> bool:
    return pair.said.replace(" ", "") == pair.heard.replace(" ", "")


def _marked(pair: Pair) -> str:
    if _alike(pair):
        return pair.said
    if not pair.heard:
        return f"[-{pair.said}-]"
    return f"[{pair.said}→{pair.heard}]" if pair.said else f"[+{pair.heard}+]"
