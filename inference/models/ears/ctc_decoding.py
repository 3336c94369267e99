"""CTC decoding: frame predictions to words with times and confidence, as pure functions.

Greedy (best path) decoding: the likeliest token of each frame; repeats are one token, blanks are none (Graves et al.,
2006). A piece that begins with "▁" begins a word. A word lasts from its first frame to its last. CTC emits short tokens
a little late, so a word's end is where it was recognised, not where the voice fell silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from inference.contract.speech.hearing import Word
from inference.contract.speech.voice_activity import truecase

WORD_BEGINS = "▁"


@dataclass(frozen=True)
class FramePredictions:
    """What the recogniser predicts for each frame of one clip; frames past its end are blank."""

    tokens: NDArray[np.int64]
    """(frames,): the most likely token."""
    confidence: NDArray[np.float32]
    """(frames,): from 0 to 1 (``batched_forward.frame_confidence``)."""


@dataclass(frozen=True)
class Vocabulary:
    """The text of the tokens, and the length of a frame."""

    pieces: tuple[str, ...]
    """Each token's text, with "▁" where a word begins; empty for a control token."""
    frame_seconds: float

    @property
    def blank(self) -> int:
        """The index of CTC's blank token, which comes after the others."""
        return len(self.pieces)


@dataclass
class _WordSpan:
    text: str
    first: int
    last: int
    confidence: float


def decode_words(frames: FramePredictions, vocabulary: Vocabulary, seconds: float) -> list[Word]:
    """The words of a clip of ``seconds``, in order, with times within it.

    A token has the highest confidence of its frames, a word the lowest of its tokens (Laptev and Ginsburg,
    arXiv:2212.08703).
    """
    spoken: list[_WordSpan] = []
    for token, run in groupby(enumerate(frames.tokens.tolist()), key=lambda pair: pair[1]):
        if token == vocabulary.blank:
            continue
        at = [index for index, _ in run]
        confidence = float(frames.confidence[at[0] : at[-1] + 1].max())
        piece = vocabulary.pieces[token]
        if piece.startswith(WORD_BEGINS) or not spoken:
            spoken.append(_WordSpan(piece.removeprefix(WORD_BEGINS), at[0], at[-1], confidence))
        else:
            word = spoken[-1]
            word.text += piece
            word.last = at[-1]
            word.confidence = min(word.confidence, confidence)
    return [
        Word(
            text=truecase(word.text),
            start=round(min(word.first * vocabulary.frame_seconds, seconds), 3),
            end=round(min((word.last + 1) * vocabulary.frame_seconds, seconds), 3),
            confidence=round(word.confidence, 3),
        )
        for word in spoken
        if word.text
    ]


def mean_confidence(words: Sequence[Word]) -> float | None:
    """The mean of the words' confidence; none without words."""
    known = [word.confidence for word in words if word.confidence is not None]
    return round(sum(known) / len(known), 3) if known else None
