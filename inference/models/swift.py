"""A function of tensors that gets faster while it is in use: other shapes and other times are served by the plain one.

``Swift`` runs the plain function until a faster one for the same shapes is ready, which is put in its place in one step. ``captured``
makes one CUDA graph of a function: it is replayed without Python, so that other threads' Python cannot slow it down. A graph's
tensors are its own: calls copy in and copy out, and calls of one ``Swift`` must not overlap. Results of the two ways agree but for
rounding.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from inference.models.gpu import Gpu

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

    def is_ready(self, *tensors: torch.Tensor) -> bool:
        return _shapes(tensors) in self._ready

    def forget(self) -> None:
        """Back to the plain function."""
        self._ready.clear()


def captured(work: Work, tensors: tuple[torch.Tensor, ...], gpu: Gpu, pool: tuple[int, int] | None) -> Work:
    """``work`` as one CUDA graph for the shapes of ``tensors``; graphs of one ``pool`` share memory and must not overlap.

    Only CUDA's errors of this thread count while it records, so that others may go on with their work.
    """
    given = tuple(tensor.clone() for tensor in tensors)
    side = torch.cuda.Stream(gpu.device)
    side.wait_stream(torch.cuda.current_stream(gpu.device))
    with torch.cuda.stream(side):
        for _ in range(REHEARSALS):
            work(*given)
    side.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph, pool=pool, stream=side, capture_error_mode="thread_local"):
        result = work(*given)

    def replay(*tensors: torch.Tensor) -> torch.Tensor:
        for slot, tensor in zip(given, tensors, strict=True):
            slot.copy_(tensor)
        graph.replay()
        return result.clone()

    return replay


def _shapes(tensors: tuple[torch.Tensor, ...]) -> tuple[torch.Size, ...]:
    return tuple(tensor.shape for tensor in tensors)
