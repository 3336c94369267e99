"""Where the art director looks: which windows of a mural, how large, and which strips of a long world. Pure arithmetic.

The model sees every picture at about 448 x 448 px, 64 tokens, whatever its shape. So a mural is cut into windows of
which none is more than four times as wide as tall, and their number is bounded however wide it is. It reads no pixels.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from inference.contract.geometry import HEIGHT
from inference.contract.pieces import StripNote

SIDE = 448
"""px: a picture is shown with about this side squared."""
TOKENS = 64
"""Tokens of one picture."""
WIDEST = 4 * HEIGHT
OVERVIEW = 8
"""Windows of an overview, at most."""


@dataclass(frozen=True)
class Look:
    """A window of the mural, px from its left end, and how tall it is shown."""

    left: int
    right: int
    height: int


def look_at(left: int, right: int) -> Look:
    """The window from ``left`` to ``right`` at the size that the model sees."""
    return Look(left, right, max(1, min(HEIGHT, round(SIDE * math.sqrt(HEIGHT / (right - left))))))


def overview(width: int, most: int = OVERVIEW) -> list[Look]:
    """The whole mural in at most ``most`` windows; of a wider one evenly spread windows,
    its beginning and its end among them."""
    count = -(-width // WIDEST)
    if count <= most:
        edges = [round(width * index / count) for index in range(count + 1)]
        return [look_at(left, right) for left, right in itertools.pairwise(edges)]
    starts = [round((width - WIDEST) * index / (most - 1)) for index in range(most)]
    return [look_at(left, left + WIDEST) for left in starts]


def strip_look(strip: StripNote, begin: int, width: int) -> Look:
    """The window of one strip; ``begin`` is where the mural begins, ``width`` how wide it is."""
    left = max(0, min(strip.x - begin, width - 1))
    return look_at(left, max(left + 1, min(width, strip.x - begin + strip.width)))


def spread(count: int, most: int) -> list[int]:
    """At most ``most`` indices of ``count``, evenly spread, the first and the last among them."""
    if count <= most:
        return list(range(count))
    if most == 1:
        return [0]
    return sorted({round((count - 1) * index / (most - 1)) for index in range(most)})


def tellings(strips: Sequence[StripNote], question: str, most: int) -> list[int]:
    """Indices of the strips that a question is likeliest about, in order: those that share most of its words,
    then evenly spread ones."""
    asked = _stems(question)
    shared = [len(asked & _stems(f"{strip.text} {strip.direction.understood} {strip.narrator}")) for strip in strips]
    near = sorted((index for index, score in enumerate(shared) if score), key=lambda index: (-shared[index], index))
    chosen = set(near[: most // 2] if len(strips) > most else near)
    for index in spread(len(strips), most):
        if len(chosen) >= most:
            break
        chosen.add(index)
    return sorted(chosen)


def _stems(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[^\W_]{3,}", text.casefold())}
