"""CUDA graphs of functions of tensors, and a callable that switches to them while it is in use.

``GraphCapturer`` captures one CUDA graph of a function; a replay runs no Python between the kernels, so other threads'
Python cannot slow it down. ``GraphedCallable`` runs the eager function until a faster one for the same shapes is
installed, in one step. A graph's tensors are its own: calls copy in and copy out, and calls of one ``GraphedCallable``
must not overlap. Results of the two ways differ only by rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from inference.models.runtime.device import Gpu

TensorFunction = Callable[..., torch.Tensor]
WARMUP_RUNS = 3
"""Runs before a capture: libraries choose their kernels and allocate their workspace in the first ones."""


class GraphedCallable:
    def __init__(self, eager: TensorFunction) -> None:
        self.eager = eager
        self._installed: dict[tuple[torch.Size, ...], TensorFunction] = {}

    def __call__(self, *tensors: torch.Tensor) -> torch.Tensor:
        return self._installed.get(_shapes(tensors), self.eager)(*tensors)

    def install(self, function: TensorFunction, *tensors: torch.Tensor) -> None:
        """From now on ``function`` serves calls with the shapes of ``tensors``."""
        self._installed[_shapes(tensors)] = function

    def reset(self) -> None:
        """Back to the eager function for all shapes."""
        self._installed.clear()


class GraphCapturer:
    """Captures CUDA graphs that share one memory pool and one stream: two of them must not run at once. Needs CUDA."""

    def __init__(self, gpu: Gpu) -> None:
        self.stream = torch.cuda.Stream(gpu.device)
        self._pool = torch.cuda.graph_pool_handle()

    def capture(self, function: TensorFunction, tensors: tuple[torch.Tensor, ...]) -> TensorFunction:
        """``function`` as one graph for the shapes of ``tensors``.

        Other threads may go on working on the device meanwhile (capture_error_mode "thread_local"), but the process
        may capture only one graph at a time.
        """
        inputs = tuple(tensor.clone() for tensor in tensors)
        self.stream.wait_stream(torch.cuda.current_stream(self.stream.device))
        with torch.cuda.stream(self.stream):
            for _ in range(WARMUP_RUNS):
                function(*inputs)
        self.stream.synchronize()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool, stream=self.stream, capture_error_mode="thread_local"):
            output = function(*inputs)

        return CapturedGraph(graph, inputs, output, function)


@dataclass(frozen=True)
class CapturedGraph:
    """One graph, called like the function that it was captured from."""

    graph: torch.cuda.CUDAGraph
    inputs: tuple[torch.Tensor, ...]
    output: torch.Tensor
    function: TensorFunction
    """Kept, not called: the graph points at the memory of the tensors that the function closes over and of its compiled
    kernels. Without this reference they would be freed while the graph still points at them."""

    def __call__(self, *tensors: torch.Tensor) -> torch.Tensor:
        for own, given in zip(self.inputs, tensors, strict=True):
            own.copy_(given)
        self.graph.replay()
        return self.output.clone()


def _shapes(tensors: tuple[torch.Tensor, ...]) -> tuple[torch.Size, ...]:
    return tuple(tensor.shape for tensor in tensors)
