"""Noise as a function of absolute place: the reason why a mural runs on through its joins.

Every value depends only on (seed, salt, lattice point), by an integer hash, so two canvases that show the same place of
the same mural see the same noise to the last bit. No generator has a state; Python's own hash() is never used. Arrays
are float32.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_ALL = 0xFFFFFFFFFFFFFFFF
_A, _B, _C = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def unit(seed: int, salt: int, x: Ints, y: Ints | int = 0) -> Floats:
    """Hash of lattice points to [0, 1); ``x`` and ``y`` broadcast.
    The mixing is SplitMix64's finaliser (Steele et al., 2014)."""
    with np.errstate(over="ignore"):
        key = np.uint64((seed * 0x2545F491 + salt * 0x9E3779B1) & 0xFFFFFFFFFFFFFFFF)
        value = np.asarray(x, np.int64).astype(np.uint64) * _A + np.asarray(y, np.int64).astype(np.uint64) * _C + key
        value = (value ^ (value >> np.uint64(30))) * _B
        value = (value ^ (value >> np.uint64(27))) * _C
        value ^= value >> np.uint64(31)
    return ((value >> np.uint64(40)).astype(np.float32)) / np.float32(1 << 24)


def unit_of(seed: int, salt: int, x: int, y: int = 0) -> float:
    """One value of ``unit``, without the cost of an array."""
    key = seed * 0x2545F491 + salt * 0x9E3779B1
    value = (x * 0x9E3779B97F4A7C15 + y * 0x94D049BB133111EB + key) & _ALL
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _ALL
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _ALL
    return ((value ^ (value >> 31)) >> 40) / (1 << 24)


def wave(x: NDArray[np.float64], seed: int, salt: int, length: float) -> Floats:
    """Smooth value noise in [0, 1] along absolute x (px), one lattice point every ``length`` px."""
    place = np.asarray(x, np.float64) / length
    cell = np.floor(place)
    part = (place - cell).astype(np.float32)
    part = part * part * part * (part * (part * 6 - 15) + 10)
    index = cell.astype(np.int64)
    left, right = unit(seed, salt, index), unit(seed, salt, index + 1)
    return left + (right - left) * part


def waves(x: NDArray[np.float64], seed: int, salt: int, length: float, octaves: int = 4, fall: float = 0.5) -> Floats:
    """Sum of ``octaves`` of ``wave``, each half as long and ``fall`` as high; in [0, 1]."""
    total = np.zeros(np.shape(x), np.float32)
    size, full = 1.0, 0.0
    for octave in range(octaves):
        total += np.float32(size) * wave(x, seed, salt + 101 * octave, length / 2**octave)
        full += size
        size *= fall
    return total / np.float32(full)


def ridges(x: NDArray[np.float64], seed: int, salt: int, length: float, octaves: int = 5) -> Floats:
    """Ridged noise in [0, 1]: sharp tops and round valleys, as in mountains."""
    total = np.zeros(np.shape(x), np.float32)
    size, full = 1.0, 0.0
    for octave in range(octaves):
        folded = 1 - np.abs(2 * wave(x, seed, salt + 131 * octave, length / 2**octave) - 1)
        total += np.float32(size) * folded * folded
        full += size
        size *= 0.48
    return total / np.float32(full)


def field(
    x: NDArray[np.float64], y: NDArray[np.float64], seed: int, salt: int, across: float, down: float, octaves: int = 4
) -> Floats:
    """Value noise in [0, 1] on the grid of absolute ``x`` (w,) and ``y`` (h,): (h, w),
    cells of ``across`` by ``down`` px."""
    total = np.zeros((len(y), len(x)), np.float32)
    size, full = 1.0, 0.0
    for octave in range(octaves):
        total += np.float32(size) * _sheet(x, y, seed, salt + 151 * octave, across / 2**octave, down / 2**octave)
        full += size
        size *= 0.5
    return total / np.float32(full)


def _sheet(x: NDArray[np.float64], y: NDArray[np.float64], seed: int, salt: int, across: float, down: float) -> Floats:
    columns, rows = np.asarray(x) / across, np.asarray(y) / down
    first_column, first_row = int(np.floor(columns[0])), int(np.floor(rows[0]))
    lattice = unit(
        seed,
        salt,
        np.arange(first_column, int(np.floor(columns[-1])) + 2)[None, :],
        np.arange(first_row, int(np.floor(rows[-1])) + 2)[:, None],
    )
    return _between(_between(lattice, rows - first_row, 0), columns - first_column, 1)


def _between(lattice: Floats, place: NDArray[np.float64], axis: int) -> Floats:
    index = np.floor(place).astype(np.int64)
    part = (place - index).astype(np.float32)
    part = part * part * (3 - 2 * part)
    part = part[:, None] if axis == 0 else part[None, :]
    low = np.take(lattice, index, axis=axis)
    return low + (np.take(lattice, index + 1, axis=axis) - low) * part
