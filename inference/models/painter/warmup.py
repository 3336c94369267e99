"""The painter's way to full speed: compile what is repeated, record it as CUDA graphs,
put it in place of what is at work.

Only the transformer's repeated blocks are compiled, each kind once (regional compilation), on a second view of the
weights, so that the plain one goes on painting meanwhile. One shape after the other is made ready, the most frequent
first; a shape that is not ready is served by the plain functions. Only recording takes the painter's turn, well under a
second a shape. Needs CUDA. Where compiled kernels are kept between starts is the process's environment's to say, not
this file's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import torch
from diffusers import AutoencoderKLFlux2, Flux2Transformer2DModel

from inference.contract.geometry import CANVAS, CARRIED, HEIGHT
from inference.models.painter.latent_tokens import CHANNELS, EDGE, ONWARD, SIDE, TOKEN
from inference.models.painter.outpaint import Networks, Outpainter, decoding, encoding, predicting
from inference.models.painter.weights import second_view
from inference.models.runtime.cuda_graph import Recorder, Swift, Work
from inference.models.runtime.device import Gpu
from inference.models.runtime.options import Reference

ANCHOR_TOKENS = (SIDE // 2) ** 2
AtWork = Callable[[], AbstractContextManager[None]]


def accelerate(
    outpainter: Outpainter, gpu: Gpu, reference: Reference, part_decode: bool, at_work: AtWork
) -> Iterator[str]:
    """All steps, each named before it is done."""
    networks = outpainter.networks
    recorder = Recorder(gpu)
    yield "recording the painter's text encoder"
    tokens = networks.encoder.tokenise("A quiet valley under a wide sky.")
    _replace(networks.encoder.forward, networks.encoder.forward.plain, tokens, gpu, recorder, at_work)
    predict = compiled_predicting(networks, gpu)
    for what, count in reference_counts(reference).items():
        yield f"compiling the painter {what}"
        _replace(outpainter.predict_flow, predict, predict_example(networks, gpu, count), gpu, recorder, at_work)
    yield "compiling the painter's VAE"
    encode, decode = compiled_vae(networks.vae)
    edge = CANVAS if reference == "canvas" else CARRIED // TOKEN * TOKEN
    _replace(outpainter.encode_pixels, encode, encode_example(gpu, edge), gpu, recorder, at_work)
    columns = (ONWARD.seen[1] - ONWARD.seen[0], SIDE) if part_decode else (SIDE,)
    for width in columns:
        _replace(outpainter.decode_tokens, decode, decode_example(gpu, width), gpu, recorder, at_work)
    gpu.free()


def reference_counts(reference: Reference) -> dict[str, int]:
    """Tokens of the references that occur with a setting, the most frequent first."""
    shown = {"edge": SIDE * EDGE, "canvas": SIDE * SIDE, "none": 0}[reference]
    counts = {"to carry on": shown, "to begin": 0, "to keep to its anchor": shown + ANCHOR_TOKENS}
    return counts if shown else {name: count for name, count in counts.items() if name != "to begin"}


def compiled_predicting(
    networks: Networks, gpu: Gpu, *, backend: str = "inductor", attention: str | None = None
) -> Work:
    """A step with the transformer's repeated blocks compiled; compiling happens in the first run of each shape."""
    view = second_view(networks.transformer, lambda: Flux2Transformer2DModel.from_config(networks.transformer.config))
    if attention is not None:
        view.set_attention_backend(attention)
    view.compile_repeated_blocks(fullgraph=True, dynamic=False, backend=backend)
    return predicting(view, gpu)


def compiled_vae(vae: AutoencoderKLFlux2, *, backend: str = "inductor") -> tuple[Work, Work]:
    """(encode, decode) with the VAE's two halves compiled."""
    view = second_view(vae, lambda: AutoencoderKLFlux2.from_config(vae.config))
    view.encoder.compile(dynamic=False, backend=backend)
    view.decoder.compile(dynamic=False, backend=backend)
    return encoding(view), decoding(view)


def predict_example(networks: Networks, gpu: Gpu, references: int) -> tuple[torch.Tensor, ...]:
    """What a step is called with for so many reference tokens; only shapes and kinds matter."""
    width = networks.transformer.config.joint_attention_dim
    return (
        torch.ones((1, SIDE * SIDE, CHANNELS), device=gpu.device, dtype=torch.float32),
        torch.ones((1, 512, width), device=gpu.device, dtype=gpu.dtype),
        torch.ones((1, references, CHANNELS), device=gpu.device, dtype=gpu.dtype),
        torch.ones((references, 4), device=gpu.device, dtype=torch.long),
        networks.schedule.times[0].clone(),
    )


def encode_example(gpu: Gpu, width: int) -> tuple[torch.Tensor]:
    return (torch.zeros((HEIGHT, width, 3), device=gpu.device, dtype=torch.uint8),)


def decode_example(gpu: Gpu, columns: int) -> tuple[torch.Tensor]:
    return (torch.zeros((1, CHANNELS, SIDE, columns), device=gpu.device, dtype=torch.float32),)


def _replace(
    swift: Swift, work: Work, example: tuple[torch.Tensor, ...], gpu: Gpu, recorder: Recorder, at_work: AtWork
) -> None:
    """Compile ``work`` for the example's shapes beside the painter, record it in the painter's turn,
    and put it in place."""
    with gpu.guarded("painter"), torch.cuda.stream(recorder.stream):
        recorder.stream.wait_stream(torch.cuda.default_stream(gpu.device))
        work(*example)
        recorder.stream.synchronize()
    with at_work():
        swift.install(recorder.record(work, example), *example)
