"""Lists the pairs and triples in a language model file of pocketsphinx (``.lm.bin``), which its interface cannot do.

The file is a trie over words read backwards: a word, the words seen before it, the words seen before those. Entries are
packed to the bit. Only trigram models are read, and only which grams there are; their probabilities are asked of
pocketsphinx.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

MAGIC = b"Trie Language Model"
QUANTISED = 16
"""Bits of one probability or back-off weight: the index into a table of floats."""
TABLES = 3 * (1 << QUANTISED) * 4
"""Bytes of the tables: two for pairs, one for triples."""


def stored_grams(path: Path) -> Iterator[tuple[str, ...]]:
    """Every pair and triple of the model, first word first. Raises ValueError for a file of another kind."""
    data, (singles, pairs, triples), start = _opened(path)
    # A word: probability, weight, first of its pairs; one more entry closes the last.
    pairs_from = np.frombuffer(data, "<u4", 3 * (singles + 1), start)[2::3].astype(np.int64)
    start += 12 * (singles + 1)
    word_bits, next_bits = singles.bit_length(), triples.bit_length()
    width = word_bits + 2 * QUANTISED + next_bits
    before = packed(data, start, pairs, width, 0, word_bits)
    triples_from = packed(data, start, pairs + 1, width, word_bits + 2 * QUANTISED, next_bits)
    start += ((pairs + 1) * width + 7) // 8 + 8
    first = packed(data, start, triples, word_bits + QUANTISED, 0, word_bits)
    words = stored_words(path)
    # The counts of the header may be a few more than are stored: the last place to begin at is the true number.
    last = np.repeat(np.arange(singles), np.diff(pairs_from))
    for at, word in enumerate(last):
        yield words[before[at]], words[word]
    pair = np.repeat(np.arange(len(last)), np.diff(triples_from[: len(last) + 1]))
    for at, index in enumerate(pair):
        yield words[first[at]], words[before[index]], words[last[index]]


def stored_words(path: Path) -> list[str]:
    """The model's words in the order of their numbers. Raises ValueError for a file of another kind."""
    data, (singles, pairs, triples), start = _opened(path)
    word_bits = singles.bit_length()
    start += 12 * (singles + 1)
    start += ((pairs + 1) * (word_bits + 2 * QUANTISED + triples.bit_length()) + 7) // 8 + 8
    start += ((triples + 1) * (word_bits + QUANTISED) + 7) // 8 + 8
    return data[start + 4 :].decode().split("\0")


def _opened(path: Path) -> tuple[bytes, tuple[int, int, int], int]:
    """The file's bytes, how many words, pairs and triples it has, and where the words begin."""
    data = path.read_bytes()
    if not data.startswith(MAGIC) or data[len(MAGIC)] != 3:
        raise ValueError(f"{path.name} is no trigram model in pocketsphinx's binary form.")
    start = len(MAGIC) + 1
    singles, pairs, triples = (int(count) for count in np.frombuffer(data, "<u4", 3, start))
    return data, (singles, pairs, triples), start + 12 + 4 + TABLES


def packed(data: bytes, start: int, count: int, width: int, skip: int, bits: int) -> npt.NDArray[np.int64]:
    """``count`` numbers of ``bits`` bits (at most 32), each ``skip`` bits into an entry ``width`` bits wide."""
    at = np.arange(count, dtype=np.int64) * width + skip
    view = np.frombuffer(data, np.uint8)
    value = np.zeros(count, np.uint64)
    for byte in range(5):
        value |= view[start + (at >> 3) + byte].astype(np.uint64) << np.uint64(8 * byte)
    return ((value >> (at & 7).astype(np.uint64)) & np.uint64((1 << bits) - 1)).astype(np.int64)
