"""Style memory: what the painter remembers of a mural's style, and when it is shown the first strip again.

The anchor is the mural's first strip; its statistics are measured once and never change. The drift of a later strip is
its distance from them. The anchor becomes a reference again after a number of strips without it, or when the median
drift of the last strips exceeds a bound: one strip that differs is the story, most of five are the painter. Pure
functions over less than 1 KB of JSON.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from hashlib import blake2b
from statistics import median
from typing import Any, Literal

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inference.contract.arrays import Picture
from inference.models.painter.colour_correction import StyleStatistics, style_statistics

KEY = "style"
"""Its key in an engine's memory."""
HISTORY = 5
"""Strips whose drift is kept; the bound applies once there are as many."""
DRIFT_BOUND = 1.0
"""Median drift above which the anchor is shown again; ``drift_of`` explains its unit."""


class StyleMemory(BaseModel):
    """Field names are JSON keys in stored strips."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    version: Literal[1] = 1
    anchor: str = Field(max_length=32, description="which picture the anchor is")
    mean: tuple[float, float, float] = Field(description="the anchor's mean L, a and b")
    contrast: float = Field(ge=0, le=100)
    chroma: float = Field(ge=0, le=200)
    grain: float = Field(ge=0, le=255)
    drift: tuple[float, ...] = Field(default=(), max_length=HISTORY, description="of the last strips, oldest first")
    since: int = Field(default=0, ge=0, description="strips painted since the anchor was shown")

    @property
    def statistics(self) -> StyleStatistics:
        return StyleStatistics(self.mean, self.contrast, self.chroma, self.grain)


def read_style(memory: Mapping[str, Any]) -> StyleMemory | None:
    """The style memory in an engine's memory; none where it is missing, invalid or another engine's."""
    try:
        return StyleMemory.model_validate(memory[KEY], strict=False)
    except (KeyError, ValidationError):
        return None


def begin_style(anchor: Picture) -> StyleMemory:
    """The memory of a mural whose first strip is ``anchor``."""
    statistics = style_statistics(torch.from_numpy(np.ascontiguousarray(anchor)))
    return StyleMemory(
        anchor=blake2b(anchor.tobytes(), digest_size=12).hexdigest(),
        mean=tuple(round(value, 3) for value in statistics.mean),
        contrast=round(statistics.contrast, 3),
        chroma=round(statistics.chroma, 3),
        grain=round(statistics.grain, 3),
    )


def after_strip(style: StyleMemory, strip: StyleStatistics, *, anchor_shown: bool) -> StyleMemory:
    """The memory after one more strip. ``anchor_shown``: it was painted with the anchor as reference, so drift is
    counted anew."""
    before = () if anchor_shown else style.drift
    drift = (*before, round(drift_of(strip, style.statistics), 4))[-HISTORY:]
    return style.model_copy(update={"drift": drift, "since": 0 if anchor_shown else style.since + 1})


def drift_of(strip: StyleStatistics, anchor: StyleStatistics) -> float:
    """Distance of a strip's style from the anchor's: the root mean square of three differences, each scaled so that 1
    is clearly visible: 15 units of chroma, and a factor of 1.5 in contrast and in grain. Lightness and hue do not
    count: the story changes them.
    """
    parts = (
        (strip.chroma - anchor.chroma) / 15,
        math.log(max(strip.contrast, 1) / max(anchor.contrast, 1)) / math.log(1.5),
        math.log(max(strip.grain, 0.5) / max(anchor.grain, 0.5)) / math.log(1.5),
    )
    return math.sqrt(sum(part * part for part in parts) / len(parts))


def should_anchor(style: StyleMemory | None, position: int, anchor_after: int) -> bool:
    """Whether the strip at ``position`` is painted with the anchor as reference; ``style`` is the memory of the strip
    before it.

    ``anchor_after`` is the number of strips from one time to the next: 20 means the strips at 20, 40, 60 …, and 1 every
    strip.
    """
    if position == 0 or style is None:
        return False
    return style.since + 1 >= anchor_after or (len(style.drift) == HISTORY and median(style.drift) > DRIFT_BOUND)
