"""The ears of the models engine: NVIDIA's Parakeet-CTC-1.1B, through NeMo, on the shared GPU.

A voice activity detector runs first, on the CPU: audio without speech never reaches the recogniser. Clips of all rooms
are batched (batch_scheduler.py), run in a few padded lengths (batched_forward.py) and decoded to words with times and
confidence (ctc_decoding.py). Parakeet keeps no state between calls, so partial words are computed from the whole phrase
so far. English only, lower case but for "I", no punctuation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial as bind
from pathlib import Path
from typing import Any, Self

import numpy as np

from inference.contract.arrays import Pcm
from inference.contract.ledger import LedgerLine
from inference.contract.speech.audio import SAMPLE_RATE
from inference.contract.speech.hearing import Language, Transcript
from inference.contract.speech.voice_activity import VoiceDetector, check_clip
from inference.models.ears.batch_scheduler import BatchScheduler
from inference.models.ears.batched_forward import BATCHES, BUCKETS, BatchedForward
from inference.models.ears.ctc_decoding import decode_words, mean_confidence
from inference.models.ears.nemo_model import random_model, restore_model, vocabulary_of
from inference.models.runtime.device import Gpu, count_bytes, count_parameters
from inference.models.runtime.options import ModelOptions

MODEL_ID = "nvidia/parakeet-ctc-1.1b"


class ParakeetEars:
    """Any NeMo ``EncDecCTCModelBPE`` of 16 kHz; safe to use from many threads, whose clips are batched."""

    languages: tuple[Language, ...] = ("en",)

    def __init__(self, model: Any, gpu: Gpu, options: ModelOptions, *, note: str = "") -> None:
        self.recogniser = BatchedForward(model, gpu)
        self.scheduler = BatchScheduler(self.recogniser.infer)
        self._model = model
        self._gpu = gpu
        self._use_cuda_graphs = options.compile and gpu.is_cuda
        self._note = note
        self._vocabulary = vocabulary_of(model)
        self._voice_detector = VoiceDetector()

    @classmethod
    def load(cls, folder: Path, gpu: Gpu, options: ModelOptions) -> Self:
        """From the ``.nemo`` file in ``folder``.
        Raises ``EngineUnavailable`` where there is none, more than one, or a wrong one."""
        return cls(restore_model(folder, gpu), gpu, options)

    @classmethod
    def with_random_weights(cls, gpu: Gpu, options: ModelOptions) -> Self:
        """The published architecture with random weights: for benchmarks only."""
        return cls(random_model(gpu), gpu, options, note="random weights")

    def hear(
        self, pcm: Pcm, *, partial: bool = False, language: Language = "en", names: Sequence[str] = ()
    ) -> Transcript:
        """Words of 16 kHz mono PCM16, shape (samples,), with their times in seconds; empty text without speech.

        Raises ``AudioUnreadable`` for another shape or type and for more than a minute, ``RetryLater`` where too many
        clips wait (``speech.busy``, partials first), and ``EngineError`` where the device fails.
        """
        seconds = check_clip(pcm)
        words = []
        if self._voice_detector.has_speech(pcm):
            words = decode_words(self.scheduler.infer(pcm, partial=partial), self._vocabulary, seconds)
        text = " ".join(word.text for word in words)[:2000]
        return Transcript(text=text, words=words, seconds=round(seconds, 3), confidence=mean_confidence(words))

    def dummy_run(self) -> None:
        self.scheduler.run_on_worker(bind(self._run_silence, BUCKETS[0]))

    def warm_up(self) -> Iterator[str]:
        """Each length once; then, on CUDA with ``options.compile``, a captured graph for each length and batch size."""
        for seconds in BUCKETS:
            yield f"warming up the ears for {seconds} s of speech"
            self.scheduler.run_on_worker(bind(self._run_silence, seconds))
        # The largest first: smaller graphs then reuse its memory.
        for seconds in reversed(BUCKETS if self._use_cuda_graphs else ()):
            yield f"capturing the ears for {seconds} s of speech"
            for size in reversed(BATCHES):
                self.scheduler.run_on_worker(bind(self.recogniser.capture, size, seconds))

    def ledger_lines(self) -> tuple[LedgerLine, ...]:
        return (
            LedgerLine(
                job="ears",
                id=MODEL_ID,
                parameters=count_parameters(self._model),
                licence="CC-BY-4.0",
                device=str(self._gpu.device),
                live=True,
                note=self._note,
                dtype=str(self._gpu.dtype).removeprefix("torch."),
                memory=count_bytes(self._model),
            ),
        )

    def close(self) -> None:
        """End the scheduler's thread; later requests fail with ``speech.closed``."""
        self.scheduler.close()

    def _run_silence(self, seconds: int) -> None:
        self.recogniser.infer([np.zeros(seconds * SAMPLE_RATE, np.int16)])
