"""Which windows of a mural the art director views, at what size, and which strips of a long world. Pure arithmetic.

The model sees every picture at about 448 x 448 px, 64 tokens, whatever its shape. So a mural is cut into windows that
are at most four times as wide as high, and their number is bounded however wide the mural is. It reads no pixels.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from inference.contract.geometry import HEIGHT
from inference.contract.pieces import StripNote

MODEL_SIDE = 448
"""px: the model sees a picture scaled to about this side squared."""
MAX_VIEW_WIDTH = 4 * HEIGHT
MAX_OVERVIEW_VIEWS = 8
"""Windows of an overview."""


@dataclass(frozen=True)
class View:
    """A window of the mural, px from its left end, and the height that it is scaled to."""

    left: int
    right: int
    height: int


def view_of(left: int, right: int) -> View:
    """The window from ``left`` to ``right``, scaled to the size that the model sees."""
    return View(left, right, max(1, min(HEIGHT, round(MODEL_SIDE * math.sqrt(HEIGHT / (right - left))))))


def overview(width: int, limit: int = MAX_OVERVIEW_VIEWS) -> list[View]:
    """The whole mural in at most ``limit`` windows; of a wider mural evenly spaced windows, with its beginning and its
    end."""
    count = -(-width // MAX_VIEW_WIDTH)
    if count <= limit:
        edges = [round(width * index / count) for index in range(count + 1)]
        return [view_of(left, right) for left, right in itertools.pairwise(edges)]
    starts = [round((width - MAX_VIEW_WIDTH) * index / (limit - 1)) for index in range(limit)]
    return [view_of(left, left + MAX_VIEW_WIDTH) for left in starts]


def strip_view(strip: StripNote, begin: int, width: int) -> View:
    """The window of one strip; ``begin`` is the x of the mural's first strip, ``width`` the mural's width."""
    left = max(0, min(strip.x - begin, width - 1))
    return view_of(left, max(left + 1, min(width, strip.x - begin + strip.width)))


def evenly_spaced(count: int, limit: int) -> list[int]:
    """At most ``limit`` indices of ``count``, evenly spaced, with the first and the last."""
    if count <= limit:
        return list(range(count))
    if limit == 1:
        return [0]
    return sorted({round((count - 1) * index / (limit - 1)) for index in range(limit)})


def relevant_strips(strips: Sequence[StripNote], question: str, limit: int) -> list[int]:
    """Indices of the ``limit`` strips that a question is most likely about, in order: those that share most of its
    words, then evenly spaced ones."""
    asked = _stems(question)
    shared = [len(asked & _stems(f"{strip.text} {strip.direction.understood} {strip.narrator}")) for strip in strips]
    matching = sorted((index for index, score in enumerate(shared) if score), key=lambda index: (-shared[index], index))
    chosen = set(matching[: limit // 2] if len(strips) > limit else matching)
    for index in evenly_spaced(len(strips), limit):
        if len(chosen) >= limit:
            break
        chosen.add(index)
    return sorted(chosen)


def _stems(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[^\W_]{3,}", text.casefold())}
