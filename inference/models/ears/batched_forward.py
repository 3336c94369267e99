"""The recogniser's forward pass on its device: clips in, frame predictions out, in batches padded to a few lengths.

Few lengths mean few shapes, so on CUDA each shape can be captured as a graph and replayed without Python between its
kernels. The true lengths are passed with the padding, so the padding changes no word. Spectrogram and posteriors stay
float32 whatever the encoder's dtype is, because bfloat16 has too few digits for them. A ``BatchedForward`` is used by
one thread; it does not wait for other clips.
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
from inference.contract.speech.audio import SAMPLE_RATE
from inference.models.ears.ctc_decoding import FramePredictions
from inference.models.runtime.device import Gpu

BUCKETS = (2, 4, 8, 16)
"""Seconds that clips are padded to; longer clips to whole multiples of the last."""
BATCHES = (1, 4, 16)
"""Clips in a captured batch; missing clips are silence."""


def bucket_seconds(samples: int) -> int:
    """Seconds that a clip of ``samples`` samples is padded to."""
    seconds = samples / SAMPLE_RATE
    longest = BUCKETS[-1]
    return next((bucket for bucket in BUCKETS if seconds <= bucket), math.ceil(seconds / longest) * longest)


def frame_confidence(log_probabilities: torch.Tensor) -> torch.Tensor:
    """Confidence of each frame, (…, tokens) to (…): 1 where one token has all the probability, 0 where it is uniform.

    exp(-entropy), one over the effective number of likely tokens, normalised to 0…1: the exponentially normalised Gibbs
    entropy of Laptev and Ginsburg, "Fast Entropy-Based Methods of Word-Level Confidence Estimation for End-to-End
    Automatic Speech Recognition", SLT 2022 (arXiv:2212.08703).
    """
    tokens = log_probabilities.shape[-1]
    entropy = torch.special.entr(log_probabilities.exp()).sum(dim=-1)
    return (((-entropy).exp() * tokens - 1) / (tokens - 1)).clamp(0, 1)


@dataclass(frozen=True)
class _Captured:
    graph: Any
    pcm: torch.Tensor
    lengths: torch.Tensor
    output: torch.Tensor


class BatchedForward:
    """A NeMo CTC model (``EncDecCTCModelBPE``), ready for inference."""

    def __init__(self, model: Any, gpu: Gpu) -> None:
        self._model = model
        self._gpu = gpu
        self._blank = model.decoder.num_classes_with_blank - 1
        self._stream = torch.cuda.Stream(gpu.device, priority=-5) if gpu.is_cuda else None
        if self._stream is not None:
            # The stream that loads the weights may still be copying them.
            self._stream.wait_stream(torch.cuda.current_stream(gpu.device))
        self._pool: Any = None
        self._captured: dict[tuple[int, int], _Captured] = {}

    def infer(self, clips: Sequence[Pcm], *, eager: bool = False) -> list[FramePredictions]:
        """The predictions for each clip, in order. ``eager`` does not use captured graphs.
        Raises ``GpuOutOfMemory`` and ``GpuLost``."""
        seconds = max(bucket_seconds(len(clip)) for clip in clips)
        size = next((size for size in BATCHES if size >= len(clips) and (size, seconds) in self._captured), None)
        with self._gpu.guarded("ears"), self._gpu.gate.urgent_work(), self._in_stream():
            if size is None or eager:
                pcm, lengths = pad_batch(clips, len(clips), seconds)
                output = self._forward(pcm.to(self._gpu.device), lengths.to(self._gpu.device))
            else:
                captured = self._captured[size, seconds]
                pcm, lengths = pad_batch(clips, size, seconds)
                captured.pcm.copy_(pcm)
                captured.lengths.copy_(lengths)
                captured.graph.replay()
                output = captured.output
            tokens, confidence = output[: len(clips)].cpu().numpy().transpose(1, 0, 2)
        return [FramePredictions(one.astype(np.int64), other) for one, other in zip(tokens, confidence, strict=True)]

    def capture(self, size: int, seconds: int) -> None:
        """Capture the pass over ``size`` clips of ``seconds`` as a CUDA graph, once."""
        if (size, seconds) in self._captured:
            return
        with self._gpu.guarded("ears"), self._in_stream():
            pcm = torch.zeros(size, seconds * SAMPLE_RATE, dtype=torch.int16, device=self._gpu.device)
            lengths = torch.full((size,), seconds * SAMPLE_RATE, device=self._gpu.device)
            # Libraries choose their kernels and make their plans in the first runs, which must not happen in a capture.
            for _ in range(2):
                self._forward(pcm, lengths)
            graph = torch.cuda.CUDAGraph()
            # "thread_local": other threads may allocate and synchronise meanwhile, only this one may not.
            with torch.cuda.graph(graph, pool=self._pool, stream=self._stream, capture_error_mode="thread_local"):
                output = self._forward(pcm, lengths)
            # One memory pool for all graphs: they are replayed one at a time, and an output is read before the next.
            self._pool = graph.pool()
            self._captured[size, seconds] = _Captured(graph, pcm, lengths, output)

    def _forward(self, pcm: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """(clips, samples) of PCM16 and their true lengths to (clips, 2, frames): the likeliest tokens and their
        confidence."""
        signal = pcm.float() / 32_768
        mel, mel_lengths = self._model.preprocessor(input_signal=signal, length=lengths)
        encoded, frames = self._model.encoder(audio_signal=mel.to(self._gpu.dtype), length=mel_lengths)
        log_probabilities = self._model.decoder(encoder_output=encoded.float())
        tokens = log_probabilities.argmax(dim=-1)
        past_end = torch.arange(tokens.shape[1], device=tokens.device) >= frames[:, None]
        return torch.stack(
            (tokens.masked_fill(past_end, self._blank).float(), frame_confidence(log_probabilities)), dim=1
        )

    def _in_stream(self) -> AbstractContextManager[Any]:
        """The ears' own stream, which has a higher priority than the painter's."""
        return torch.cuda.stream(self._stream) if self._stream is not None else nullcontext()


def pad_batch(clips: Sequence[Pcm], size: int, seconds: int) -> tuple[torch.Tensor, torch.Tensor]:
    """(size, samples) of PCM16 and (size,) true lengths; rows beyond the clips are silence of full length."""
    pcm = np.zeros((size, seconds * SAMPLE_RATE), np.int16)
    lengths = np.full(size, seconds * SAMPLE_RATE)
    for row, clip in enumerate(clips):
        pcm[row, : len(clip)] = clip
        lengths[row] = len(clip)
    return torch.from_numpy(pcm), torch.from_numpy(lengths)
