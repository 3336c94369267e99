"""Whisper's ears: any size of Whisper, as CTranslate2 runs it on one core, in 8-bit integers.

A voice detector goes first, since the model makes a sentence of any noise. Whisper was trained on windows of 30 s,
filled up with silence; here it is shown the speech and ``PADDING`` of silence, which hears as well for half the time.
Where it lost its place in that, the whole window is tried. Each clip is heard by itself: nothing of it stays. Text is
as Whisper writes it, with capitals and full stops, but in English without figures: the director reads words.
"""

from __future__ import annotations

import math
import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

import numpy as np

from inference.contract.arrays import Pcm
from inference.contract.errors import EngineUnavailable
from inference.contract.speech.audio import SAMPLE_RATE
from inference.contract.speech.hearing import Language, Transcript, Word
from inference.contract.speech.voice_activity import VoiceDetector, check_clip
from inference.sketch.ears.loops import cut_loops
from inference.sketch.ears.whisper.weights import read_weights_header
from inference.sketch.ears.windows import windows_of

THREADS = 1
"""A second one was no faster beside other work, and takes the core that the painter works on."""
BEAMS = 5
FRAME = 0.01
"""Seconds of one frame of the features."""
WINDOW = 30.0
"""Seconds that the model can be shown at most."""
PADDING = 12.0
"""Seconds of silence behind the speech. From 6 downwards the model often loops; without any it hardly ever stops."""
LONGEST = 28.0
"""Seconds of speech heard at once; longer clips are cut where they are most quiet, from ``SHORTEST`` on."""
SHORTEST = 18.0
UNSURE = -0.6
"""Mean log-probability of a token, below which the words are told to be a guess (docs/voice.md, "Better ears")."""
WILD = -1.1
"""The same, below which they are no guess any more, and nothing is told."""
NO_SPEECH = 0.6
"""Probability that nobody speaks, from which on words below ``DOUBT`` are nothing: Whisper's own rule."""
DOUBT = -1.0
MARGIN = SAMPLE_RATE // 2
"""Samples that are heard before and after the speech, beside the detector's own margin: it misses faint beginnings."""
WORD = r"\w+"
NAME_MARGIN = 0.2
"""Mean log-probability that words with a name of the story may be less likely."""
MAX_NAME_TOKENS = 150
TOKENS_PER_SECOND = 8
"""More than anybody says; it ends a loop early."""


@dataclass(frozen=True)
class Hearing:
    """What came of one look at a window."""

    tokens: list[int]
    log_probability: float
    """Mean over the tokens."""
    no_speech: float
    """Probability."""
    encoded: Any
    seconds: float
    looped: bool


class WhisperEars:
    """Loads once; safe to share between threads, which then take turns: one core is left to the painter."""

    def __init__(self, folder: Path) -> None:
        """From the published files in ``folder``. Raises ``EngineUnavailable`` where CTranslate2 cannot load them."""
        try:
            from faster_whisper import WhisperModel

            self._model = WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=THREADS, local_files_only=True
            )
        except (ImportError, RuntimeError, ValueError, OSError) as error:
            reason = " ".join(str(error).split())[:160].rstrip(".")
            raise EngineUnavailable(f"Whisper in {folder} could not be loaded: {reason}.") from None
        self._turn = threading.Lock()
        self._voices = VoiceDetector()
        self._tokenizers: dict[Language, Any] = {}
        self._multilingual = read_weights_header(folder).is_multilingual
        self.languages: tuple[Language, ...] = get_args(Language) if self._multilingual else ("en",)

    def hear(
        self, pcm: Pcm, *, partial: bool = False, language: Language = "en", names: Sequence[str] = ()
    ) -> Transcript:
        """Words of 16 kHz mono PCM16, shape (samples,), with their times in seconds; empty text where nobody speaks.

        A partial has no times, and ``names`` do nothing for it. Raises ``AudioUnreadable`` for another shape or type,
        and for more than a minute.
        """
        seconds = check_clip(pcm)
        span = self._voices.speech_span(pcm)
        if span is None:
            return Transcript(text="", seconds=round(seconds, 3))
        begin = max(0, span.start - MARGIN)
        tokenizer = self._tokenizer(language if language in self.languages else "en")
        sound = pcm[begin : span.stop + MARGIN]
        heard: list[Hearing] = []
        words: list[Word] = []
        for offset, window in windows_of(sound, shortest=SHORTEST, longest=LONGEST):
            with self._turn:
                hearing = self._hear_window(window, tokenizer, () if partial else names)
                if hearing is not None:
                    heard.append(hearing)
                    words += [] if partial else self._words(hearing, window, tokenizer, begin + offset, span)
        text = " ".join(tokenizer.decode(hearing.tokens) for hearing in heard)
        text = " ".join(unicodedata.normalize("NFC", text).split())[:2000]
        if not text:
            return Transcript(text="", seconds=round(seconds, 3))
        return Transcript(
            text=text,
            words=words,
            seconds=round(seconds, 3),
            confidence=round(math.exp(min(hearing.log_probability for hearing in heard)), 3),
            unsure=any(hearing.looped or hearing.log_probability < UNSURE for hearing in heard),
        )

    def _hear_window(self, pcm: Pcm, tokenizer: Any, names: Sequence[str]) -> Hearing | None:
        """None where nobody speaks after all, or nothing could be made of it."""
        features = self._model.feature_extractor(pcm.astype(np.float32) / 32_768)[:, :-1]
        heard = self._look(features, tokenizer, PADDING)
        if heard.looped:
            heard = max(heard, self._look(features, tokenizer, WINDOW), key=_trust)
        least = DOUBT if heard.no_speech > NO_SPEECH else WILD
        if heard.log_probability < least:
            return None
        return self._prefer_names(heard, tokenizer, names) if names else heard

    def _look(self, features: Any, tokenizer: Any, padding: float) -> Hearing:
        frames = features.shape[-1]
        shown = min(round(WINDOW / FRAME), frames + round(padding / FRAME))
        encoded = self._model.encode(np.pad(features, ((0, 0), (0, shown - frames))))
        return self._say(encoded, frames * FRAME, tokenizer, before=[])

    def _prefer_names(self, heard: Hearing, tokenizer: Any, names: Sequence[str]) -> Hearing:
        """The same speech, told what is spoken of: taken only where it has a name more and is as likely.

        All else that changes with the names before it is not better, and in an echoing room worse.
        """
        before = tokenizer.encode(f" {', '.join(names)}.")[:MAX_NAME_TOKENS]
        told = self._say(heard.encoded, heard.seconds, tokenizer, before)
        more = _names_in(tokenizer.decode(told.tokens), names) - _names_in(tokenizer.decode(heard.tokens), names)
        near = told.log_probability >= heard.log_probability - NAME_MARGIN
        return told if more and near and not told.looped else heard

    def _say(self, encoded: Any, seconds: float, tokenizer: Any, before: list[int]) -> Hearing:
        """The most likely words; ``before`` are tokens that the model is to take as said before."""
        prompt = self._model.get_prompt(tokenizer, before, without_timestamps=True)
        (result,) = self._model.model.generate(
            encoded,
            [prompt],
            beam_size=BEAMS,
            max_length=len(prompt) + 10 + math.ceil(seconds * TOKENS_PER_SECOND),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed(tokenizer),
        )
        said = [token for token in result.sequences_ids[0] if token < tokenizer.eot]
        tokens = cut_loops(said)
        looped = len(tokens) < len(said)
        return Hearing(tokens, result.scores[0], result.no_speech_prob, encoded, seconds, looped)

    def _words(self, heard: Hearing, pcm: Pcm, tokenizer: Any, begin: int, span: slice) -> Iterator[Word]:
        """The words with their times, from the model's own attention, which reaches into the quiet around a voice: so
        none is outside of ``span``. ``begin`` is the window's first sample in the clip."""
        from faster_whisper.transcribe import merge_punctuations

        offset, first, last = (sample / SAMPLE_RATE for sample in (begin, span.start, span.stop))
        frames = round(len(pcm) / SAMPLE_RATE / FRAME)
        (aligned,) = self._model.find_alignment(tokenizer, [heard.tokens], heard.encoded, frames) or [[]]
        merge_punctuations(aligned, "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、")
        # Japanese has no spaces between its words.
        for word in aligned if tokenizer.language_code == "ja" else _joined(aligned):
            if text := unicodedata.normalize("NFC", word["word"].strip()):
                yield Word(
                    text=text,
                    start=round(min(max(first, offset + float(word["start"])), last), 2),
                    end=round(min(max(first, offset + float(word["end"])), last), 2),
                    confidence=round(float(word["probability"]), 3),
                )

    def _tokenizer(self, language: Language) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        if language not in self._tokenizers:
            self._tokenizers[language] = Tokenizer(
                self._model.hf_tokenizer, self._multilingual, task="transcribe", language=language
            )
        return self._tokenizers[language]

    def _suppressed(self, tokenizer: Any) -> list[int]:
        """Tokens that nobody says: annotations, and in English figures, which the director reads as words."""
        figures = self._figures if tokenizer.language_code == "en" else []
        return [-1, *tokenizer.non_speech_tokens, *figures]

    @cached_property
    def _figures(self) -> list[int]:
        vocabulary: dict[str, int] = self._model.hf_tokenizer.get_vocab()
        return [number for token, number in vocabulary.items() if re.search(r"\d", token) and "<|" not in token]


def _joined(parts: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Words of parts such as " cold" and "-hearted", as they stand in the text: a space begins a word."""
    word: dict[str, Any] | None = None
    for part in parts:
        if word is not None and not part["word"].startswith(" "):
            ends = {"end": part["end"], "probability": min(word["probability"], part["probability"])}
            word |= {"word": word["word"] + part["word"]} | (ends if part["word"] else {})
            continue
        if word is not None:
            yield word
        word = dict(part)
    if word is not None:
        yield word


def _names_in(text: str, names: Sequence[str]) -> set[str]:
    spoken = _plain(text)
    return {name for name in names if _plain(name) in spoken}


def _plain(text: str) -> str:
    """Its words alone, each between spaces."""
    return f" {' '.join(re.findall(WORD, text.lower()))} "


def _trust(heard: Hearing) -> tuple[bool, float]:
    return not heard.looped, heard.log_probability
