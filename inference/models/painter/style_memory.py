"""Style memory: what the painter remembers of a mural from strip to strip, and when it is shown the first strip again.

The anchor is the mural's first strip; its look is measured once and never moves. Every later strip's distance from it
is its drift. The anchor is shown again as a reference, a structure for the painter to keep to, when that has not
happened for a number of strips, or when the drift has passed a bound for most of the last strips: one strip that looks
different is the story, most of five is the painter. Pure: memory in, memory out, as JSON of less than 1 KB. It reads no
picture by itself and shows nothing.
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
from inference.models.painter.colour_correction import Look, look_of

KEY = "style"
"""Where it lies in what an engine remembers."""
HISTORY = 5
"""Strips whose drift is remembered, and that must be there before drift counts."""
DRIFT_BOUND = 1.0
"""Drift from which the anchor is shown again; see ``drift_of`` for its unit."""


class StyleMemory(BaseModel):
    """Written and read as JSON."""

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
    def look(self) -> Look:
        return Look(self.mean, self.contrast, self.chroma, self.grain)


def read_style(memory: Mapping[str, Any]) -> StyleMemory | None:
    """The style memory in what an engine remembers; none where there is none, or another engine's."""
    try:
        return StyleMemory.model_validate(memory[KEY], strict=False)
    except (KeyError, ValidationError):
        return None


def begin_style(anchor: Picture) -> StyleMemory:
    """The memory of a mural whose first strip is ``anchor``."""
    look = look_of(torch.from_numpy(np.ascontiguousarray(anchor)))
    return StyleMemory(
        anchor=blake2b(anchor.tobytes(), digest_size=12).hexdigest(),
        mean=tuple(round(value, 3) for value in look.mean),
        contrast=round(look.contrast, 3),
        chroma=round(look.chroma, 3),
        grain=round(look.grain, 3),
    )


def after_strip(style: StyleMemory, look: Look, *, shown: bool) -> StyleMemory:
    """The memory after one more strip; with ``shown`` the anchor was shown for it, and drift is counted anew."""
    before = () if shown else style.drift
    drift = (*before, round(drift_of(look, style.look), 4))[-HISTORY:]
    return style.model_copy(update={"drift": drift, "since": 0 if shown else style.since + 1})


def drift_of(look: Look, anchor: Look) -> float:
    """How far a strip's hand is from the anchor's: the root mean square of three differences,
    each 1 where it is plain to see.

    Chroma by 15 units, contrast and grain by half as much again or a third less. Lightness and hue are not in it:
    they are the story's.
    """
    parts = (
        (look.chroma - anchor.chroma) / 15,
        math.log(max(look.contrast, 1) / max(anchor.contrast, 1)) / math.log(1.5),
        math.log(max(look.grain, 0.5) / max(anchor.grain, 0.5)) / math.log(1.5),
    )
    return math.sqrt(sum(part * part for part in parts) / len(parts))


def should_anchor(style: StyleMemory | None, position: int, anchor_after: int) -> bool:
    """Whether the strip at ``position`` is painted with the anchor shown,
    from what was remembered with the strip before it.

    ``anchor_after`` is the number of strips from one showing to the next: 20 means the strips at 20, 40, 60 …,
    and 1 every strip.
    """
    if position == 0 or style is None:
        return False
    return style.since + 1 >= anchor_after or (len(style.drift) == HISTORY and median(style.drift) > DRIFT_BOUND)
