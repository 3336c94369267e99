"""The sketch engine's ears: Moonshine tiny-en on a CPU, behind a voice detector, and nothing of a clip stays.

The model writes a sentence of any sound, so what the detector finds no voice in is never shown to it. A final is heard
at several paces at once (views.py), a partial at one, and it goes on from the partial before: its words are given to
the model as a draft, which is faster. Text is as the model writes it, with capitals and commas, but numbers in words,
since the director reads words. Clips of several rooms are not joined into one batch: the model's 8-bit arithmetic takes
its scale from all that it is shown at once, so that one clip would change another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE
from inference.contract.speech.hearing import Language, Transcript, Word
from inference.contract.speech.voice_activity import VoiceDetector, check_clip
from inference.sketch.ears.loops import cut_loops
from inference.sketch.ears.moonshine.drafts import Drafts
from inference.sketch.ears.moonshine.model import Hypothesis, MoonshineModel
from inference.sketch.ears.moonshine.names import with_names
from inference.sketch.ears.moonshine.tokenizer import Tokenizer
from inference.sketch.ears.moonshine.views import PACES, views_of
from inference.sketch.ears.moonshine.weights import TOKENIZER, check_weights, weights_folder
from inference.sketch.ears.moonshine.word_times import times_of
from inference.sketch.ears.windows import windows_of

THREADS = 2
"""Of one hearing. Several hearings at once share the cores."""
UNSURE = -0.4
"""Mean log-probability of a piece, below which the words are told to be a guess. On the tuning clips four in five of
those with more than half of their words wrong lie below it, and one in twenty of those without a fault."""
LONGEST, SHORTEST = 14.0, 8.0
"""Seconds heard at once. A phrase has at most 12; longer clips are cut at the most quiet place from ``SHORTEST`` on."""
_GOES_ON = ",;:-–— "
"""Signs behind which a phrase goes on; behind its last word they are wrong."""
_GUESSED_END = ".!?…" + _GOES_ON
"""A sign behind the last word of a phrase that is being said is a guess."""


@dataclass(frozen=True)
class _Heard:
    """What was heard of one window."""

    words: list[Word]
    mean: float
    looped: bool


class MoonshineEars:
    """Loads once, in half a second; safe to share between threads, whose clips are heard at the same time."""

    languages: tuple[Language, ...] = ("en",)

    def __init__(self, threads: int = THREADS) -> None:
        """Raises ``EngineUnavailable`` where a file is missing or not whole, or ONNX Runtime is not installed."""
        folder = weights_folder()
        check_weights(folder)
        self._tokenizer = Tokenizer(folder / TOKENIZER)
        self._model = MoonshineModel(folder, threads=threads, unsaid=sorted(self._tokenizer.figures))
        self._voices = VoiceDetector()
        self._drafts = Drafts()

    def hear(
        self, pcm: Pcm, *, partial: bool = False, language: Language = "en", names: Sequence[str] = ()
    ) -> Transcript:
        """Words of 16 kHz mono PCM16, shape (samples,), with their times in seconds; empty text where nobody speaks.

        Of ``names`` one is written where the sound fits it nearly as well as what was heard. A partial has no times,
        and ``names`` do nothing for it. Raises ``AudioUnreadable`` for another shape or type, and for more than a
        minute.
        """
        seconds = round(check_clip(pcm), 3)
        span = self._voices.speech_span(pcm)
        if span is None:
            return Transcript(text="", seconds=seconds)
        windows = windows_of(pcm[span], shortest=SHORTEST, longest=LONGEST)
        heard = [
            self._hear_partial(window, (span.start + offset) / SAMPLE_RATE, pcm)
            if partial
            else self._hear_final(window, (span.start + offset) / SAMPLE_RATE, names)
            for offset, window in windows
        ]
        words = [word for window in heard for word in window.words]
        if words:
            # A comma was written for what would have come.
            words[-1] = words[-1].model_copy(update={"text": words[-1].text.rstrip(_GOES_ON) or words[-1].text})
        text = " ".join(word.text for word in words)[:2000]
        if not text:
            return Transcript(text="", seconds=seconds)
        return Transcript(
            text=text.rstrip(_GUESSED_END) if partial else text,
            words=[] if partial else words,
            seconds=seconds,
            confidence=round(math.exp(min(window.mean for window in heard)), 3),
            unsure=any(window.looped or window.mean < UNSURE for window in heard),
        )

    def _hear_final(self, window: Pcm, begin: float, names: Sequence[str]) -> _Heard:
        encoded = self._model.encode(views_of(window))
        hypothesis = self._model.transcribe(encoded)
        cut = cut_loops(hypothesis.pieces)
        looped = len(cut) < len(hypothesis.pieces)
        if looped:
            hypothesis = self._model.score(encoded, cut)
        hypothesis = with_names(hypothesis, names, encoded, self._model, self._tokenizer)
        return self._heard(hypothesis, window, begin, looped=looped)

    def _hear_partial(self, window: Pcm, begin: float, pcm: Pcm) -> _Heard:
        """``pcm`` is the whole clip: what was heard of its beginning is the draft."""
        encoded = self._model.encode(views_of(window, PACES[:1]))
        hypothesis = self._model.transcribe(encoded, self._drafts.draft_of(pcm))
        self._drafts.remember(pcm, hypothesis.pieces)
        cut = cut_loops(hypothesis.pieces)
        looped = len(cut) < len(hypothesis.pieces)
        if looped:
            hypothesis = self._model.score(encoded, cut)
        return self._heard(hypothesis, window, begin, looped=looped)

    def _heard(self, hypothesis: Hypothesis, window: Pcm, begin: float, *, looped: bool) -> _Heard:
        parts = self._tokenizer.words_of(hypothesis.pieces)
        texts = [self._tokenizer.decode(hypothesis.pieces[part]) for part in parts]
        words = [
            Word(
                text=text,
                start=round(begin + start, 2),
                end=round(begin + end, 2),
                confidence=round(math.exp(np.mean(hypothesis.log_probabilities[part])), 3),
            )
            for text, part, (start, end) in zip(texts, parts, times_of(texts, window), strict=True)
            if text
        ]
        return _Heard(words, hypothesis.mean, looped)
