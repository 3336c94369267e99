"""A function of tensors that gets faster while it is in use: other shapes and other times are served by the plain one.

``Swift`` runs the plain function until a faster one for the same shapes is ready, which is put in its place in one
step. ``Recorder`` makes one CUDA graph of a function: it is replayed without Python, so that other threads' Python
cannot slow it down. A graph's tensors are its own: calls copy in and copy out, and calls of one ``Swift`` must not
overlap. Results of the two ways agree but for rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from inference.models.runtime.device import Gpu

Work = Callable[..., torch.Tensor]
REHEARSALS = 3
"""Runs before a capture: libraries choose their kernels and claim their workspace in the first ones."""


class Swift:
    def __init__(self, plain: Work) -> None:
        self.plain = plain
        self._ready: dict[tuple[torch.Size, ...], Work] = {}

    def __call__(self, *tensors: torch.Tensor) -> torch.Tensor:
        return self._ready.get(_shapes(tensors), self.plain)(*tensors)

    def install(self, work: Work, *tensors: torch.Tensor) -> None:
        """From now on ``work`` serves calls of the shapes of ``tensors``."""
        self._ready[_shapes(tensors)] = work

    def forget(self) -> None:
        """Back to the plain function."""
        self._ready.clear()


class Recorder:
    """Makes CUDA graphs that share one memory and one stream: none of them may run beside another. Needs CUDA."""

    def __init__(self, gpu: Gpu) -> None:
        self.stream = torch.cuda.Stream(gpu.device)
        self._pool = torch.cuda.graph_pool_handle()

    def record(self, work: Work, tensors: tuple[torch.Tensor, ...]) -> Work:
        """``work`` as one graph for the shapes of ``tensors``.

        Only this thread's errors count while it records, so that others may go on with their work; but only one graph
        may be recorded at a time in the process.
        """
        given = tuple(tensor.clone() for tensor in tensors)
        self.stream.wait_stream(torch.cuda.current_stream(self.stream.device))
        with torch.cuda.stream(self.stream):
            for _ in range(REHEARSALS):
                work(*given)
        self.stream.synchronize()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool, stream=self.stream, capture_error_mode="thread_local"):
            result = work(*given)

        return Recorded(graph, given, result, work)


@dataclass(frozen=True)
class Recorded:
    """One graph, called as the function that it was made of."""

    graph: torch.cuda.CUDAGraph
    given: tuple[torch.Tensor, ...]
    result: torch.Tensor
    work: Work
    """Held, not called: the graph reads the tensors that the function closes over, and runs its compiled kernels, by
    their bare addresses. Without it they would be given back to the device while the graph still points there."""

    def __call__(self, *tensors: torch.Tensor) -> torch.Tensor:
        for slot, tensor in zip(self.given, tensors, strict=True):
            slot.copy_(tensor)
        self.graph.replay()
        return self.result.clone()


def _shapes(tensors: tuple[torch.Tensor, ...]) -> tuple[torch.Size, ...]:
    return tuple(tensor.shape for tensor in tensors)
