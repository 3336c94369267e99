"""Moonshine's pieces of words: numbers to text and back.

The file lists the pieces in the order of their numbers, each after its length in bytes (one byte up to 127, else two,
the low seven bits first); `▁` begins a word, and the first three are <unk>, <s> and </s>. It is byte-pair encoding in
SentencePiece's manner: where two neighbours make a piece, the one with the lowest number is joined first. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

BEGIN, END = 1, 2
SPACE = "▁"
_LONG = 0x80
_BYTE_PIECES = 256
"""Numbers 3 to 258 are single bytes, for letters that have no piece."""


class Tokenizer:
    def __init__(self, file: Path) -> None:
        """Raises ``ValueError`` where ``file`` ends within a piece."""
        self._pieces = _read_pieces(file.read_bytes())
        # A letter that is also a byte is the letter: later numbers win here, and the earlier of two equal pieces.
        letters = list(enumerate(self._pieces))
        bytes_, whole = letters[: _BYTE_PIECES + END + 1], letters[_BYTE_PIECES + END + 1 :]
        self._numbers = {piece: number for number, piece in [*bytes_, *reversed(whole)]}
        self.begins_word = frozenset(number for number, piece in letters if piece.startswith(SPACE.encode()))
        self.figures = frozenset(number for number, piece in whole if piece.isdigit() or piece == SPACE.encode())
        """Pieces that numbers are written with in figures: digits, and the space that comes before the first."""

    def decode(self, numbers: Iterable[int]) -> str:
        """The text of the pieces; what they spoil of UTF-8 becomes U+FFFD."""
        text = b"".join(self._pieces[number] for number in numbers if number > END).decode("utf-8", "replace")
        return text.replace(SPACE, " ").strip()

    def encode(self, text: str) -> list[int]:
        """The pieces of words as they are said within a sentence."""
        letters = "".join(SPACE + word for word in text.split())
        pieces = [part for letter in letters for part in self._letter(letter)]
        while len(pieces) > 1:
            joined = [self._numbers.get(one + other, len(self._pieces)) for one, other in pairwise(pieces)]
            best = min(joined)
            if best == len(self._pieces):
                break
            at = joined.index(best)
            pieces[at : at + 2] = [pieces[at] + pieces[at + 1]]
        return [self._numbers[piece] for piece in pieces]

    def words_of(self, numbers: Sequence[int]) -> list[slice]:
        """For each word of the text, which of ``numbers`` make it up."""
        starts = [at for at, number in enumerate(numbers) if at == 0 or number in self.begins_word]
        return [slice(*ends) for ends in zip(starts, [*starts[1:], len(numbers)], strict=True)]

    def _letter(self, letter: str) -> list[bytes]:
        whole = letter.encode()
        return [whole] if whole in self._numbers else [bytes([byte]) for byte in whole]


def _read_pieces(data: bytes) -> list[bytes]:
    pieces, at = [], 0
    while at < len(data):
        length = data[at]
        at += 1
        if length >= _LONG and at < len(data):
            length = (length & (_LONG - 1)) | data[at] << 7
            at += 1
        pieces.append(data[at : at + length])
        at += length
    if at != len(data):
        raise ValueError("The pieces of words end in the middle of one.")
    return pieces
