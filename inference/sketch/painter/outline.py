"""How high a thing reaches at a place across it: what others stand, sit or lie on.

The outline of a picture is measured; a kind that says its ``top``, or that is drawn by a hand of ours, is as high as
it says.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from inference.sketch.catalogue import KINDS
from inference.sketch.catalogue.kind import Kind
from inference.sketch.drawing.pictures import picture

_SLICES = 24
"""Columns of an outline."""


def default_of(name: str) -> Any:
    """What a kind's field is where its record says nothing."""
    return next(one.default for one in fields(Kind) if one.name == name)


def says_top(kind: str) -> bool:
    """Whether a kind's record says how high others stand on it."""
    return bool(KINDS[kind].top != default_of("top"))


def top_at(kind: str, across: float) -> float:
    """How high ``kind`` reaches, as a part of its height, at ``across``: -0.5 is behind it, 0.5 before it, as it faces.

    Raises KeyError for a kind that there is none of.
    """
    record = KINDS[kind]
    if record.picture is None or says_top(kind):
        return record.top
    tops = _outline(record.picture)
    along = across if record.faces != "left" else -across
    return tops[min(_SLICES - 1, max(0, int((along + 0.5) * _SLICES)))]


@cache
def _outline(name: str) -> tuple[float, ...]:
    cover = picture(name).renderings[0].cover > 127
    tall, wide = cover.shape
    highest = np.where(cover.any(axis=0), 1 - cover.argmax(axis=0) / tall, 0.0)
    edges = np.linspace(0, wide, _SLICES + 1).astype(int)
    return tuple(float(np.median(highest[left : max(left + 1, right)])) for left, right in pairwise(edges))
