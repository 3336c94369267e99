"""Random numbers from a 32-bit hash of a seed and counters: the same on every machine, and in any order.

The hash is Chris Wellons' lowbias32 (2018). ``static/js/sound/seeded_random.js`` gives the same numbers, and nothing in
the sound uses any other source of randomness.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MASK = 0xFFFFFFFF
_GOLDEN = 0x9E3779B9


def hash32(value: int) -> int:
    """``value`` (32 bits) hashed to 32 bits."""
    value ^= value >> 16
    value = value * 0x7FEB352D & _MASK
    value ^= value >> 15
    value = value * 0x846CA68B & _MASK
    return value ^ value >> 16


def uniform(seed: int, *counters: int) -> float:
    """A number in [0, 1) for ``seed`` and ``counters`` (each 0 to 2^32 - 1)."""
    value = hash32(seed & _MASK)
    for counter in counters:
        value = hash32((value + (counter + 1) * _GOLDEN) & _MASK)
    return value / 2**32


def white_noise(seed: int, start: int, count: int) -> NDArray[np.float64]:
    """(``count``,): samples of the seed's white noise, mean square 1, from the ``start``-th on."""
    value = (np.uint64(hash32(seed & _MASK)) + (np.arange(start, start + count, dtype=np.uint64) + 1) * _GOLDEN) & _MASK
    value ^= value >> np.uint64(16)
    value = value * np.uint64(0x7FEB352D) & _MASK
    value ^= value >> np.uint64(15)
    value = value * np.uint64(0x846CA68B) & _MASK
    value ^= value >> np.uint64(16)
    return np.asarray((value / 2**31 - 1.0) * np.sqrt(3), np.float64)
