"""Chance that is the same everywhere: a 32-bit hash of a seed and counters as a number from 0 to 1.

The mixing function is Chris Wellons' lowbias32 (2018). ``static/js/sound/chance.js`` gives the same numbers; nothing
that sounds asks any other source of chance.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MASK = 0xFFFFFFFF
_GOLDEN = 0x9E3779B9


def mix(value: int) -> int:
    """A number below 2^32 that looks like none of its neighbours'."""
    value ^= value >> 16
    value = value * 0x7FEB352D & _MASK
    value ^= value >> 15
    value = value * 0x846CA68B & _MASK
    return value ^ value >> 16


def unit(seed: int, *counters: int) -> float:
    """From 0 (included) to 1 (not), by ``seed`` and ``counters`` (each 0 to 2^32 - 1)."""
    value = mix(seed & _MASK)
    for counter in counters:
        value = mix((value + (counter + 1) * _GOLDEN) & _MASK)
    return value / 2**32


def white(seed: int, start: int, count: int) -> NDArray[np.float64]:
    """White noise of mean square 1: ``count`` samples from the ``start``-th on, the same wherever one begins."""
    value = (np.uint64(mix(seed & _MASK)) + (np.arange(start, start + count, dtype=np.uint64) + 1) * _GOLDEN) & _MASK
    value ^= value >> np.uint64(16)
    value = value * np.uint64(0x7FEB352D) & _MASK
    value ^= value >> np.uint64(15)
    value = value * np.uint64(0x846CA68B) & _MASK
    value ^= value >> np.uint64(16)
    return np.asarray((value / 2**31 - 1.0) * np.sqrt(3), np.float64)
