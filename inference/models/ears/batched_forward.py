"""The ears on their device: clips in, frames out, in batches that are padded to a few lengths.

Few lengths mean few shapes, so on CUDA each can be captured as a graph and replayed without Python between its kernels.
True lengths go with the padding, which therefore changes no word. The spectrogram and the posteriors are float32
whatever the encoder is: bfloat16 has too few digits for either. One thread works with a ``Listener``; it neither waits
nor gathers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from inference.contract.arrays import Pcm
from inference.contract.audio import RATE
from inference.models.ears.ctc_decoding import Frames
from inference.models.runtime.device import Gpu

BUCKETS = (2, 4, 8, 16)
"""Seconds that clips are padded to; longer ones to whole multiples of the last."""
BATCHES = (1, 4, 16)
"""Clips in a captured batch; what is missing in it is filled with silence."""


def bucket_of(samples: int) -> int:
    """Seconds that a clip of so many samples is padded to."""
    seconds = samples / RATE
    longest = BUCKETS[-1]
    return next((bucket for bucket in BUCKETS if seconds <= bucket), math.ceil(seconds / longest) * longest)


def certainty(log_probabilities: torch.Tensor) -> torch.Tensor:
    """How sure each frame is, (…, tokens) to (…): 1 where one token has it all, 0 where all are as likely.

    exp(-entropy), which is one over the number of tokens that it wavers between, normalised to 0…1: the exponentially
    normalised Gibbs entropy of Laptev and Ginsburg, "Fast Entropy-Based Methods of Word-Level Confidence Estimation for
    End-to-End Automatic Speech Recognition", SLT 2022 (arXiv:2212.08703).
    """
    tokens = log_probabilities.shape[-1]
    entropy = torch.special.entr(log_probabilities.exp()).sum(dim=-1)
    return (((-entropy).exp() * tokens - 1) / (tokens - 1)).clamp(0, 1)


@dataclass(frozen=True)
class _Captured:
    graph: Any
    pcm: torch.Tensor
    lengths: torch.Tensor
    heard: torch.Tensor


class Listener:
    """A NeMo CTC model (``EncDecCTCModelBPE``), ready for inference."""

    def __init__(self, model: Any, gpu: Gpu) -> None:
        self._model = model
        self._gpu = gpu
        self._blank = model.decoder.num_classes_with_blank - 1
        self._stream = torch.cuda.Stream(gpu.device, priority=-5) if gpu.is_cuda else None
        if self._stream is not None:
            # The weights may still be on their way in the stream that loads them.
            self._stream.wait_stream(torch.cuda.current_stream(gpu.device))
        self._pool: Any = None
        self._captured: dict[tuple[int, int], _Captured] = {}

    def listen(self, clips: Sequence[Pcm], *, eager: bool = False) -> list[Frames]:
        """The frames of each clip, in order.
        ``eager`` passes the captured graphs by. Raises ``GpuFull`` and ``GpuLost``."""
        seconds = max(bucket_of(len(clip)) for clip in clips)
        size = next((size for size in BATCHES if size >= len(clips) and (size, seconds) in self._captured), None)
        with self._gpu.guarded("ears"), self._gpu.urgency.going_on(), self._in_stream():
            if size is None or eager:
                pcm, lengths = padded(clips, len(clips), seconds)
                heard = self._forward(pcm.to(self._gpu.device), lengths.to(self._gpu.device))
            else:
                captured = self._captured[size, seconds]
                pcm, lengths = padded(clips, size, seconds)
                captured.pcm.copy_(pcm)
                captured.lengths.copy_(lengths)
                captured.graph.replay()
                heard = captured.heard
            tokens, sure = heard[: len(clips)].cpu().numpy().transpose(1, 0, 2)
        return [Frames(one.astype(np.int64), other) for one, other in zip(tokens, sure, strict=True)]

    def capture(self, size: int, seconds: int) -> None:
        """Capture the work on ``size`` clips of ``seconds`` as a CUDA graph, once."""
        if (size, seconds) in self._captured:
            return
        with self._gpu.guarded("ears"), self._in_stream():
            pcm = torch.zeros(size, seconds * RATE, dtype=torch.int16, device=self._gpu.device)
            lengths = torch.full((size,), seconds * RATE, device=self._gpu.device)
            # Libraries choose their kernels and make their plans at the first runs, which a capture must not see.
            for _ in range(2):
                self._forward(pcm, lengths)
            graph = torch.cuda.CUDAGraph()
            # Other parts of the engine allocate and wait meanwhile: only this thread must not.
            with torch.cuda.graph(graph, pool=self._pool, stream=self._stream, capture_error_mode="thread_local"):
                heard = self._forward(pcm, lengths)
            # One pool for all: graphs are replayed one at a time, and what they leave is read before the next.
            self._pool = graph.pool()
            self._captured[size, seconds] = _Captured(graph, pcm, lengths, heard)

    def _forward(self, pcm: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """(clips, samples) of PCM16 and their true lengths to (clips, 2, frames): the likeliest tokens,
        and how sure they are."""
        signal = pcm.float() / 32_768
        mel, mel_lengths = self._model.preprocessor(input_signal=signal, length=lengths)
        encoded, frames = self._model.encoder(audio_signal=mel.to(self._gpu.dtype), length=mel_lengths)
        log_probabilities = self._model.decoder(encoder_output=encoded.float())
        tokens = log_probabilities.argmax(dim=-1)
        after_the_end = torch.arange(tokens.shape[1], device=tokens.device) >= frames[:, None]
        return torch.stack(
            (tokens.masked_fill(after_the_end, self._blank).float(), certainty(log_probabilities)), dim=1
        )

    def _in_stream(self) -> AbstractContextManager[Any]:
        """The ears' own stream, which goes before the painter's."""
        return torch.cuda.stream(self._stream) if self._stream is not None else nullcontext()


def padded(clips: Sequence[Pcm], size: int, seconds: int) -> tuple[torch.Tensor, torch.Tensor]:
    """(size, samples) of PCM16 and (size,) true lengths; rows beyond the clips are silence of full length."""
    pcm = np.zeros((size, seconds * RATE), np.int16)
    lengths = np.full(size, seconds * RATE)
    for row, clip in enumerate(clips):
        pcm[row, : len(clip)] = clip
        lengths[row] = len(clip)
    return torch.from_numpy(pcm), torch.from_numpy(lengths)
