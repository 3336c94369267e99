"""Warm-up of the painter: compile the repeated blocks, capture CUDA graphs, install them while strips are painted.

Only the transformer's repeated blocks are compiled, each kind once (regional compilation), on a second module over the
same weights, so that the eager one paints meanwhile. Shapes are prepared one after the other, the most frequent first;
a shape that is not ready is served eagerly. Only a capture needs exclusive use of the painter, well under a second a
shape. Needs CUDA. The process's environment says where compiled kernels are cached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import torch
from diffusers import AutoencoderKLFlux2, Flux2Transformer2DModel

from inference.contract.geometry import CANVAS, CARRIED, HEIGHT
from inference.models.painter.latent_tokens import CHANNELS, EDGE_COLUMNS, GRID_SIDE, STRIP_LAYOUT, TOKEN_SIDE
from inference.models.painter.outpaint import Networks, Outpainter, make_decode, make_encode, make_predict_flow
from inference.models.painter.weights import share_weights
from inference.models.runtime.cuda_graph import GraphCapturer, GraphedCallable, TensorFunction
from inference.models.runtime.device import Gpu
from inference.models.runtime.options import Reference

ANCHOR_TOKENS = (GRID_SIDE // 2) ** 2
ExclusiveUse = Callable[[], AbstractContextManager[None]]


def compile_and_capture(
    outpainter: Outpainter, gpu: Gpu, reference: Reference, partial_decode: bool, exclusive: ExclusiveUse
) -> Iterator[str]:
    """The steps of the warm-up, each named before it is done."""
    networks = outpainter.networks
    capturer = GraphCapturer(gpu)
    yield "recording the painter's text encoder"
    tokens = networks.encoder.tokenise("A quiet valley under a wide sky.")
    _install(networks.encoder.forward, networks.encoder.forward.eager, tokens, gpu, capturer, exclusive)
    predict = compile_predict_flow(networks, gpu)
    for what, count in reference_counts(reference).items():
        yield f"compiling the painter {what}"
        _install(outpainter.predict_flow, predict, predict_example(networks, gpu, count), gpu, capturer, exclusive)
    yield "compiling the painter's VAE"
    encode, decode = compile_vae(networks.vae)
    edge = CANVAS if reference == "canvas" else CARRIED // TOKEN_SIDE * TOKEN_SIDE
    _install(outpainter.encode_pixels, encode, encode_example(gpu, edge), gpu, capturer, exclusive)
    columns = (STRIP_LAYOUT.decoded[1] - STRIP_LAYOUT.decoded[0], GRID_SIDE) if partial_decode else (GRID_SIDE,)
    for width in columns:
        _install(outpainter.decode_tokens, decode, decode_example(gpu, width), gpu, capturer, exclusive)
    gpu.empty_cache()


def reference_counts(reference: Reference) -> dict[str, int]:
    """Reference tokens of the kinds of strips that a setting leads to, the most frequent first."""
    reference_tokens = {"edge": GRID_SIDE * EDGE_COLUMNS, "canvas": GRID_SIDE * GRID_SIDE, "none": 0}[reference]
    counts = {"to carry on": reference_tokens, "to begin": 0, "to keep to its anchor": reference_tokens + ANCHOR_TOKENS}
    return counts if reference_tokens else {name: count for name, count in counts.items() if name != "to begin"}


def compile_predict_flow(
    networks: Networks, gpu: Gpu, *, backend: str = "inductor", attention: str | None = None
) -> TensorFunction:
    """A denoising step with the transformer's repeated blocks compiled, which happens in the first run of each
    shape."""
    view = share_weights(networks.transformer, lambda: Flux2Transformer2DModel.from_config(networks.transformer.config))
    if attention is not None:
        view.set_attention_backend(attention)
    view.compile_repeated_blocks(fullgraph=True, dynamic=False, backend=backend)
    return make_predict_flow(view, gpu)


def compile_vae(vae: AutoencoderKLFlux2, *, backend: str = "inductor") -> tuple[TensorFunction, TensorFunction]:
    """(encode, decode) with the VAE's two halves compiled."""
    view = share_weights(vae, lambda: AutoencoderKLFlux2.from_config(vae.config))
    view.encoder.compile(dynamic=False, backend=backend)
    view.decoder.compile(dynamic=False, backend=backend)
    return make_encode(view), make_decode(view)


def predict_example(networks: Networks, gpu: Gpu, references: int) -> tuple[torch.Tensor, ...]:
    """Inputs of a denoising step with ``references`` reference tokens; only shapes and dtypes matter."""
    width = networks.transformer.config.joint_attention_dim
    return (
        torch.ones((1, GRID_SIDE * GRID_SIDE, CHANNELS), device=gpu.device, dtype=torch.float32),
        torch.ones((1, 512, width), device=gpu.device, dtype=gpu.dtype),
        torch.ones((1, references, CHANNELS), device=gpu.device, dtype=gpu.dtype),
        torch.ones((references, 4), device=gpu.device, dtype=torch.long),
        networks.schedule.times[0].clone(),
    )


def encode_example(gpu: Gpu, width: int) -> tuple[torch.Tensor]:
    return (torch.zeros((HEIGHT, width, 3), device=gpu.device, dtype=torch.uint8),)


def decode_example(gpu: Gpu, columns: int) -> tuple[torch.Tensor]:
    return (torch.zeros((1, CHANNELS, GRID_SIDE, columns), device=gpu.device, dtype=torch.float32),)


def _install(
    graphed: GraphedCallable,
    function: TensorFunction,
    example: tuple[torch.Tensor, ...],
    gpu: Gpu,
    capturer: GraphCapturer,
    exclusive: ExclusiveUse,
) -> None:
    """Compile ``function`` for the example's shapes while strips are painted; then, with exclusive use of the painter,
    capture it and install it."""
    with gpu.guarded("painter"), torch.cuda.stream(capturer.stream):
        capturer.stream.wait_stream(torch.cuda.default_stream(gpu.device))
        function(*example)
        capturer.stream.synchronize()
    with exclusive():
        graphed.install(capturer.capture(function, example), *example)
