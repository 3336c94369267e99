"""The ears of the models engine: NVIDIA's Parakeet-CTC-1.1B, through NeMo, on the shared GPU.

A voice detector goes first, on the CPU: what nobody said never comes to the recogniser. Requests of all rooms are
gathered into batches (hear_queue.py), heard in a few padded lengths (hear_forward.py) and read off the best path with
times and confidence (hear_words.py). Partial words are heard anew from the phrase so far, since Parakeet keeps no
state. English only, lower case but for "I", no punctuation.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial as bind
from pathlib import Path
from typing import Any, Self

import numpy as np

from inference.contract.arrays import Pcm
from inference.contract.audio import RATE
from inference.contract.jobs import Transcript
from inference.contract.ledger import LedgerLine
from inference.contract.voice_activity import VoiceDetector, check_clip
from inference.models.ears.batch_scheduler import ClipQueue
from inference.models.ears.batched_forward import BATCHES, BUCKETS, Listener
from inference.models.ears.ctc_decoding import confidence_of, words_of
from inference.models.ears.nemo_model import alphabet_of, invent, restore
from inference.models.runtime.device import Gpu, bytes_of, parameters_of
from inference.models.runtime.options import ModelOptions

MODEL = "nvidia/parakeet-ctc-1.1b"


class ParakeetEars:
    """Any NeMo ``EncDecCTCModelBPE`` of 16 kHz; safe to use from many threads, which are heard together."""

    def __init__(self, model: Any, gpu: Gpu, options: ModelOptions, *, note: str = "") -> None:
        self.listener = Listener(model, gpu)
        self.queue = ClipQueue(self.listener.listen)
        self._model = model
        self._gpu = gpu
        self._captures = options.compile and gpu.is_cuda
        self._note = note
        self._alphabet = alphabet_of(model)
        self._voices = VoiceDetector()

    @classmethod
    def load(cls, folder: Path, gpu: Gpu, options: ModelOptions) -> Self:
        """From the ``.nemo`` file in ``folder``.
        Raises ``EngineUnavailable`` where there is none, several, or a wrong one."""
        return cls(restore(folder, gpu), gpu, options)

    @classmethod
    def random(cls, gpu: Gpu, options: ModelOptions) -> Self:
        """The published architecture with random weights: for benchmarks only."""
        return cls(invent(gpu), gpu, options, note="random weights")

    def hear(self, pcm: Pcm, *, partial: bool = False) -> Transcript:
        """Words of 16 kHz mono PCM16, shape (samples,), with their times in seconds; empty text where nobody speaks.

        Raises ``AudioUnreadable`` for another shape or type and for more than a minute, ``NotNow`` where too many
        voices wait (``speech.busy``, which meets partials first), and ``EngineError`` where the device fails.
        """
        seconds = check_clip(pcm)
        words = []
        if self._voices.spoken(pcm):
            words = words_of(self.queue.ask(pcm, partial=partial), self._alphabet, seconds)
        text = " ".join(word.text for word in words)[:2000]
        return Transcript(text=text, words=words, seconds=round(seconds, 3), confidence=confidence_of(words))

    def try_out(self) -> None:
        self.queue.run(bind(self._hear_silence, BUCKETS[0]))

    def warm_up(self) -> Iterator[str]:
        """Each length once; then, on CUDA and if it is wanted, a graph for each length and size of batch."""
        for seconds in BUCKETS:
            yield f"warming up the ears for {seconds} s of speech"
            self.queue.run(bind(self._hear_silence, seconds))
        # The largest first, whose memory serves the smaller ones too.
        for seconds in reversed(BUCKETS if self._captures else ()):
            yield f"capturing the ears for {seconds} s of speech"
            for size in reversed(BATCHES):
                self.queue.run(bind(self.listener.capture, size, seconds))

    def ledger_lines(self) -> tuple[LedgerLine, ...]:
        return (
            LedgerLine(
                job="ears",
                id=MODEL,
                parameters=parameters_of(self._model),
                licence="CC-BY-4.0",
                device=str(self._gpu.device),
                live=True,
                note=self._note,
                dtype=str(self._gpu.dtype).removeprefix("torch."),
                memory=bytes_of(self._model),
            ),
        )

    def close(self) -> None:
        """End the ears' thread; later requests fail with ``speech.closed``."""
        self.queue.close()

    def _hear_silence(self, seconds: int) -> None:
        self.listener.listen([np.zeros(seconds * RATE, np.int16)])
