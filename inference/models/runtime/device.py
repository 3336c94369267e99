"""The device that the models engine works on: its dtype, its streams, its memory, and the meaning of its errors.

All models share one ``Gpu`` and pass device and dtype explicitly; nothing is set globally. On the CPU, which the tests
use, the same code runs in float32 and without streams. It must not be used before a fork: CUDA does not survive one.
"""

from __future__ import annotations

import gc
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch

from inference.contract.errors import EngineError
from inference.models.runtime.priority import PriorityGate


class GpuOutOfMemory(EngineError):
    """The device had no memory left for this job. What the job held is free again; another try may fit."""

    def __init__(self, job: str) -> None:
        super().__init__("gpu.memory", f"The GPU had no memory left for the {job}; it is tried again.", again=True)


class GpuLost(EngineError):
    """A CUDA error that leaves the process's context unusable: the job fails and the process must be restarted."""

    def __init__(self, job: str) -> None:
        super().__init__("gpu.lost", f"The GPU failed at the {job}; the engine starts again.", again=True)


YIELD_SECONDS = 0.03
"""The most that long work waits at each of its pauses. A batch of sixteen clips takes the ears half of that."""


@dataclass(frozen=True)
class Gpu:
    device: torch.device
    dtype: torch.dtype
    """bfloat16 on CUDA, float32 on the CPU."""
    gate: PriorityGate = field(default_factory=PriorityGate, repr=False, compare=False)
    _streams: dict[str, torch.cuda.Stream] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_cuda(self) -> bool:
        return self.device.type == "cuda"

    @contextmanager
    def guarded(self, job: str) -> Iterator[None]:
        """Run a job's work in inference mode; CUDA errors come out as ``GpuOutOfMemory`` or ``GpuLost``."""
        try:
            with torch.inference_mode():
                yield
        except torch.OutOfMemoryError as error:
            # The traceback holds the failed job's frames, and these hold its tensors.
            traceback.clear_frames(error.__traceback__)
            self.empty_cache()
            raise GpuOutOfMemory(job) from None
        except RuntimeError as error:
            if is_sticky(error):
                raise GpuLost(job) from error
            raise

    @contextmanager
    def stream(self, model: str, *, urgent: bool = False) -> Iterator[None]:
        """Work in the CUDA stream of ``model`` and wait for it at the end; an urgent stream has a higher priority.
        Does nothing on the CPU.

        A model keeps its one stream. torch's allocator does not give memory that was used in one stream to another, so
        a new stream for each job would hoard memory; and torch reuses a small pool of streams, so that a job could get
        one in which another model is capturing a graph.
        """
        if not self.is_cuda:
            yield
            return
        if model not in self._streams:
            self._streams.setdefault(model, torch.cuda.Stream(self.device, priority=-5 if urgent else 0))
        stream = self._streams[model]
        stream.wait_stream(torch.cuda.current_stream(self.device))
        try:
            with torch.cuda.stream(stream):
                yield
        finally:
            stream.synchronize()

    def yield_to_urgent(self) -> None:
        """A pause of long work: finish the kernels launched so far, then wait for urgent jobs, but not for long.

        A stream's priority alone is not enough: the ears launch a thousand small kernels one after the other, and
        between any two of them a large kernel of the painter can start (docs/models.md, "Speech beside paint").
        """
        if self.is_cuda:
            torch.cuda.current_stream(self.device).synchronize()
        self.gate.wait_until_idle(YIELD_SECONDS)

    def empty_cache(self) -> None:
        """Give torch's cached memory back to the device."""
        gc.collect()
        if self.is_cuda:
            torch.cuda.empty_cache()


def open_gpu(device: str) -> Gpu:
    """``cpu``, ``cuda`` or ``cuda:<number>``. The caller has checked that the device exists."""
    found = torch.device(device)
    return Gpu(found, torch.bfloat16 if found.type == "cuda" else torch.float32)


def is_sticky(error: BaseException) -> bool:
    """Whether the error is a sticky CUDA error, after which every later CUDA call of the process fails too."""
    return isinstance(error, torch.AcceleratorError) or "CUDA error" in str(error)


def count_parameters(module: torch.nn.Module) -> int:
    """Parameters of a loaded module; shared ones count once."""
    return sum(parameter.numel() for parameter in module.parameters())


def count_bytes(module: torch.nn.Module) -> int:
    """Bytes of a module's parameters and buffers on its device."""
    return sum(one.numel() * one.element_size() for one in (*module.parameters(), *module.buffers()))
