"""The device that the models engine works on: its dtype, its streams, its memory, and what its errors mean.

One ``Gpu`` is shared by all parts and says everything about the device explicitly; nothing here is set globally. On the
CPU, which the tests use, it is the same code with float32 and without streams. Never touched before a fork: CUDA does
not survive one.
"""

from __future__ import annotations

import gc
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch

from inference.contract.errors import EngineError
from inference.models.runtime.priority import Urgency


class GpuFull(EngineError):
    """The device had no memory left for this job. What it held is free again; another try may fit."""

    def __init__(self, job: str) -> None:
        super().__init__("gpu.memory", f"The GPU had no memory left for the {job}; it is tried again.", again=True)


class GpuLost(EngineError):
    """A CUDA error that leaves the process's context unusable: the job fails, and the worker must start anew."""

    def __init__(self, job: str) -> None:
        super().__init__("gpu.lost", f"The GPU failed at the {job}; the engine starts again.", again=True)


COURTESY = 0.03
"""Seconds that long work waits at most, at each of its pauses: a batch of sixteen voices is heard in half of that."""


@dataclass(frozen=True)
class Gpu:
    device: torch.device
    dtype: torch.dtype
    """bfloat16 on CUDA, float32 on the CPU."""
    urgency: Urgency = field(default_factory=Urgency, repr=False, compare=False)
    _streams: dict[str, torch.cuda.Stream] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_cuda(self) -> bool:
        return self.device.type == "cuda"

    @contextmanager
    def guarded(self, job: str) -> Iterator[None]:
        """Run a job's work without gradients; CUDA's errors come out as ``GpuFull`` or ``GpuLost``."""
        try:
            with torch.inference_mode():
                yield
        except torch.OutOfMemoryError as error:
            # The frames of the failed job hold its tensors, and whoever catches the error holds the frames.
            traceback.clear_frames(error.__traceback__)
            self.free()
            raise GpuFull(job) from None
        except RuntimeError as error:
            if is_sticky(error):
                raise GpuLost(job) from error
            raise

    @contextmanager
    def stream(self, part: str, *, urgent: bool = False) -> Iterator[None]:
        """Work in the stream of ``part``, which is waited for at the end; an urgent one goes before others.
        Nothing on the CPU.

        A part has one stream for ever. Memory that was used in one is not given to another, so one a job would hoard
        it; and torch hands out the same few again and again, so that a job could come into one in which another part
        records a graph.
        """
        if not self.is_cuda:
            yield
            return
        if part not in self._streams:
            self._streams.setdefault(part, torch.cuda.Stream(self.device, priority=-5 if urgent else 0))
        stream = self._streams[part]
        stream.wait_stream(torch.cuda.current_stream(self.device))
        try:
            with torch.cuda.stream(stream):
                yield
        finally:
            stream.synchronize()

    def give_way(self) -> None:
        """A pause of long work: what it has asked for so far is done first, then who is in a hurry is let by,
        if only for so long.

        A stream's priority alone does not do it. A hearing is a thousand small kernels one after the other, and between
        any two of them a large kernel of the painter finds the device free: beside it, a hearing of 16 ms took 180.
        """
        if self.is_cuda:
            torch.cuda.current_stream(self.device).synchronize()
        self.urgency.wait_until_over(COURTESY)

    def free(self) -> None:
        """Give cached memory back to the device."""
        gc.collect()
        if self.is_cuda:
            torch.cuda.empty_cache()


def open_gpu(device: str) -> Gpu:
    """The device called ``device``: ``cpu``, ``cuda`` or ``cuda:<number>``.
    Whether it exists is the caller's to check."""
    found = torch.device(device)
    return Gpu(found, torch.bfloat16 if found.type == "cuda" else torch.float32)


def is_sticky(error: BaseException) -> bool:
    """Whether a CUDA error makes every later call of the process fail too."""
    return isinstance(error, torch.AcceleratorError) or "CUDA error" in str(error)


def parameters_of(module: torch.nn.Module) -> int:
    """Parameters counted from a loaded module, shared ones once."""
    return sum(parameter.numel() for parameter in module.parameters())


def bytes_of(module: torch.nn.Module) -> int:
    """Bytes of a module's parameters and buffers on its device."""
    return sum(one.numel() * one.element_size() for one in (*module.parameters(), *module.buffers()))
