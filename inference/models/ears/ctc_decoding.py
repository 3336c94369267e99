"""From what the recogniser thinks of each frame to words with times and confidence: CTC's best path, as pure functions.

The most likely token of each frame; repeats are one token, blanks are none (Graves et al., 2006); a piece that begins
with "▁" begins a word. A word lasts from its first frame to its last. CTC's tokens are short and a little late, so the
end is where the word was recognised, not where the voice fell silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from inference.contract.jobs import Word
from inference.contract.voice_activity import as_written

WORD_BEGINS = "▁"


@dataclass(frozen=True)
class Frames:
    """One clip as the recogniser took it, frame by frame; frames after its end are blank."""

    tokens: NDArray[np.int64]
    """(frames,): the most likely token."""
    certainty: NDArray[np.float32]
    """(frames,): 0 where every token is as likely, 1 where only one is (``hear_forward.certainty``)."""


@dataclass(frozen=True)
class Alphabet:
    """What a token stands for, and how long a frame is."""

    pieces: tuple[str, ...]
    """The text of each token, with the mark where a word begins; empty for one that stands for no text."""
    frame: float
    """Seconds."""

    @property
    def blank(self) -> int:
        """CTC's own token comes after the others."""
        return len(self.pieces)


@dataclass
class _Spoken:
    text: str
    first: int
    last: int
    certainty: float


def words_of(frames: Frames, alphabet: Alphabet, seconds: float) -> list[Word]:
    """The words of a clip of ``seconds``, in order, with times within it.

    A token is as sure as its surest frame, a word as its least sure token (Laptev and Ginsburg,
    2023, arXiv:2212.08703).
    """
    spoken: list[_Spoken] = []
    for token, run in groupby(enumerate(frames.tokens.tolist()), key=lambda pair: pair[1]):
        if token == alphabet.blank:
            continue
        at = [index for index, _ in run]
        certainty = float(frames.certainty[at[0] : at[-1] + 1].max())
        piece = alphabet.pieces[token]
        if piece.startswith(WORD_BEGINS) or not spoken:
            spoken.append(_Spoken(piece.removeprefix(WORD_BEGINS), at[0], at[-1], certainty))
        else:
            word = spoken[-1]
            word.text += piece
            word.last = at[-1]
            word.certainty = min(word.certainty, certainty)
    return [
        Word(
            text=as_written(word.text),
            start=round(min(word.first * alphabet.frame, seconds), 3),
            end=round(min((word.last + 1) * alphabet.frame, seconds), 3),
            confidence=round(word.certainty, 3),
        )
        for word in spoken
        if word.text
    ]


def confidence_of(words: Sequence[Word]) -> float | None:
    """Of the whole: the mean of its words', and none where nothing was heard."""
    known = [word.confidence for word in words if word.confidence is not None]
    return round(sum(known) / len(known), 3) if known else None
