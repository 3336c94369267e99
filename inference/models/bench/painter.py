"""Times the painter stage by stage, beside the stock pipeline, and the gain of each of its options.

``measure`` is called by the benchmark with a painter that was not warmed up: everything is timed eagerly first, then
compiled and captured, and the painter is eager again at the end. Times are median wall-clock milliseconds; the device
is idle before and after each run. A measurement that fails leaves its error in its place and does not end the others.
"""

from __future__ import annotations

import copy
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKLFlux2, Flux2KleinInpaintPipeline, Flux2Transformer2DModel
from PIL import Image
from transformers import Qwen3Config, Qwen3ForCausalLM
from transformers.models.qwen3.modeling_qwen3 import Qwen3RotaryEmbedding

from inference.contract.geometry import CANVAS, NEW, canvas_x
from inference.engine.protocols import LayerRequest, StripRequest
from inference.models.bench.timing import synchronise
from inference.models.painter.latent_tokens import EDGE_COLUMNS, GRID_SIDE
from inference.models.painter.outpaint import make_decode, make_encode, make_predict_flow
from inference.models.painter.painter import WARMUP_DIRECTION, KleinPainter
from inference.models.painter.prompt import prompt_for
from inference.models.painter.scheduler import STEPS, published_scheduler
from inference.models.painter.warmup import (
    ANCHOR_TOKENS,
    compile_predict_flow,
    compile_vae,
    decode_example,
    encode_example,
    predict_example,
)
from inference.models.painter.weights import init_random_weights, make_on_meta, share_weights
from inference.models.runtime.cuda_graph import GraphCapturer, TensorFunction
from inference.models.runtime.device import Gpu, is_sticky
from inference.models.runtime.options import Reference
from inference.mural.canvas import carried_edge, layer_mask, start_canvas

RUNS = 10
FIRST = 2
"""Runs that are not counted."""
EDGE_TOKENS = GRID_SIDE * EDGE_COLUMNS
REFERENCES: dict[str, int] = {
    "edge": EDGE_TOKENS,
    "canvas": GRID_SIDE * GRID_SIDE,
    "none": 0,
    "edge and anchor": EDGE_TOKENS + ANCHOR_TOKENS,
}
"""Reference tokens by the kind of reference."""


GROUPS = ("plain", "fast", "gains")
"""What can be measured by itself: everything eager, everything at full speed, each option's gain compiled and
captured."""


def measure(painter: KleinPainter, gpu: Gpu, *, runs: int = RUNS, groups: tuple[str, ...] = GROUPS) -> dict[str, Any]:
    """The ``groups``, in ms; an ``error`` stands where a measurement failed."""
    return _PainterBenchmark(painter, gpu, runs).measure(groups)


class _PainterBenchmark:
    def __init__(self, painter: KleinPainter, gpu: Gpu, runs: int) -> None:
        self.painter, self.gpu, self.runs = painter, gpu, runs
        self.outpainter = painter.outpainter
        self.networks = painter.outpainter.networks
        self.prompt = prompt_for(WARMUP_DIRECTION)
        self.first = np.random.default_rng(3).integers(0, 256, (CANVAS, CANVAS, 3), dtype=np.uint8)

    def measure(self, groups: tuple[str, ...]) -> dict[str, Any]:
        report: dict[str, Any] = {
            "runs": self.runs,
            "canvas_tokens": GRID_SIDE * GRID_SIDE,
            "reference_tokens": REFERENCES,
        }
        if "plain" in groups:
            report["stock pipeline, eager"] = self._or_error(self.stock)
            report["stages, eager"] = self._or_error(self.stages)
            report["strip, eager"] = self._or_error(self.strips)
            report["gains, eager"] = self._or_error(self.gains)
        if self.gpu.is_cuda and "fast" in groups:
            report["warm_up_s"] = self._or_error(self.warm_up)
            report["stages"] = self._or_error(self.stages)
            report["strip"] = self._or_error(self.strips)
            self._or_error(self.reset)
        if self.gpu.is_cuda and "gains" in groups:
            report["gains, compiled"] = self._or_error(self.compiled)
        return report

    # --- sections

    def stock(self) -> dict[str, Any]:
        """``Flux2KleinInpaintPipeline`` unchanged, with the whole text encoder and the VAE in its own memory format."""
        encoder = self.networks.encoder
        config = Qwen3Config.from_dict(
            {**encoder.model.config.to_dict(), "num_hidden_layers": encoder.published_layers, "layer_types": None}
        )
        text = init_random_weights(make_on_meta(lambda: Qwen3ForCausalLM(config), "text encoder"), self.gpu)
        text.model.rotary_emb = Qwen3RotaryEmbedding(config).to(self.gpu.device)
        text.tie_weights()
        pipeline = Flux2KleinInpaintPipeline(
            published_scheduler(),
            self.plain_vae(),
            text,
            encoder.tokenizer,
            self.networks.transformer,
            is_distilled=True,
        )
        pipeline.set_progress_bar_config(disable=True)
        canvas, mask = start_canvas(carried_edge(self.first))
        picture, black = Image.fromarray(canvas), Image.fromarray(mask)

        def whole(kind: str = "pil") -> Any:
            return pipeline(
                prompt=self.prompt, image=picture, mask_image=black, num_inference_steps=STEPS, strength=1.0,
                guidance_scale=1.0, generator=torch.Generator("cpu").manual_seed(1), output_type=kind,
            )  # fmt: skip

        report = {"strip": self.timed(whole), "prompt": self.timed(lambda: pipeline.encode_prompt(self.prompt))}
        report["memory_gb"] = self.peak(whole)
        return report

    def stages(self) -> dict[str, Any]:
        """Each stage of a strip by itself, eager or captured as the painter is now."""
        out, encoder = self.outpainter, self.networks.encoder
        first = out.to_device(self.first)
        edge = out.to_device(start_canvas(carried_edge(self.first))[0][:, : EDGE_COLUMNS * 16])
        report: dict[str, Any] = {
            "prompt, not cached": self.timed(lambda: encoder.encode(self.prompt)),
            "prompt, cached": self.timed(lambda: out.encode_prompt(self.prompt)),
            "words to tokens": self.timed(lambda: encoder.tokenise(self.prompt)),
            "noise": self.timed(lambda: out.prepare_noise(1)),
            "encode the edge, 208 px": self.timed(lambda: out.encode_picture(edge)),
            "encode a canvas, 768 px": self.timed(lambda: out.encode_picture(first)),
        }
        for name, count in REFERENCES.items():
            example = self.example(count)
            report[f"{STEPS} steps, {name}"] = self.timed_or_error(partial(self.steps, out.predict_flow, example))
        for width in (39, 48):
            grid = self.prepared(lambda width=width: decode_example(self.gpu, width))  # type: ignore[misc]
            report[f"decode {width * 16} px"] = self.timed(lambda grid=grid: out.decode_tokens(*grid).cpu())  # type: ignore[misc]
        return report

    def strips(self) -> dict[str, Any]:
        """Whole strips through ``paint``: direction in, corrected pixels out."""
        report: dict[str, Any] = {}
        first = self.painter.paint(StripRequest(WARMUP_DIRECTION, 0, 0, 0, None, None))

        def scene(painter: KleinPainter, *, anchor: bool = False) -> Callable[[], Any]:
            memory = {**first.memory, "style": {**first.memory["style"], "since": 10_000 if anchor else 0}}
            carried = carried_edge(first.canvas)
            strip = StripRequest(WARMUP_DIRECTION, 1, 1, canvas_x(1), carried, None, memory, lambda: first.canvas)
            return lambda: painter.paint(strip)

        for reference in ("edge", "canvas", "none"):
            painter = self.painter if reference == self.painter.options.reference else self._other(reference)
            report[f"carry on, {reference}"] = self.timed_or_error(scene(painter))
        report["carry on, edge and anchor"] = self.timed_or_error(scene(self.painter, anchor=True))
        report["first"] = self.timed_or_error(
            lambda: self.painter.paint(StripRequest(WARMUP_DIRECTION, 0, 0, 0, None, None))
        )
        layer = LayerRequest(
            WARMUP_DIRECTION, 2, NEW, first.canvas, np.zeros((CANVAS, CANVAS), np.uint16), layer_mask(NEW), first.memory
        )
        report["second voice"] = self.timed_or_error(lambda: self.painter.repaint(layer))
        report["memory_gb"] = self.peak(scene(self.painter))
        return report

    def gains(self) -> dict[str, Any]:
        """Each option switched off and on, nothing compiled."""
        out, encoder, vae = self.outpainter, self.networks.encoder, self.plain_vae()
        tokens = self.prepared(lambda: encoder.tokenise(self.prompt))

        def whole_encoder() -> torch.Tensor:
            """The omitted layers are as large as the first ones, so the first ones run a second time instead."""
            states = encoder.forward.eager(*tokens)[..., : encoder.model.config.hidden_size].contiguous()
            positions = torch.arange(states.shape[1], device=self.gpu.device)[None]
            rotation = encoder.model.rotary_emb(states, positions)
            for layer in encoder.model.layers[: encoder.published_layers - encoder.layers]:
                states = layer(states, attention_mask=tokens[1], position_ids=positions, position_embeddings=rotation)
            return states

        pixels, part, whole = (
            self.prepared(lambda make=make, n=n: make(self.gpu, n))  # type: ignore[misc]
            for make, n in ((encode_example, 208), (decode_example, 39), (decode_example, 48))
        )
        plain_encode, plain_decode = make_encode(vae), make_decode(vae)
        report: dict[str, Any] = {
            "text encoder, all layers": self.timed_or_error(whole_encoder),
            "text encoder, cut": self.timed_or_error(lambda: encoder.forward.eager(*tokens)),
            "encode 208 px, channels first": self.timed_or_error(lambda: plain_encode(*pixels)),
            "encode 208 px, channels last": self.timed_or_error(lambda: out.encode_pixels.eager(*pixels)),
            "decode 768 px, channels first": self.timed_or_error(lambda: plain_decode(*whole)),
            "decode 768 px, channels last": self.timed_or_error(lambda: out.decode_tokens.eager(*whole)),
            "decode 624 px, channels last": self.timed_or_error(lambda: out.decode_tokens.eager(*part)),
        }
        for attention in ("native", "_native_cudnn", "_native_flash"):
            report[f"{STEPS} steps, edge, attention {attention}"] = self._or_error(partial(self._attention, attention))
        return report

    def compiled(self) -> dict[str, Any]:
        """Compiled without and with a CUDA graph, by reference; the seconds that compiling took."""
        report: dict[str, Any] = {}
        work = self.prepared(lambda: compile_predict_flow(self.networks, self.gpu))
        for name, count in REFERENCES.items():
            report[f"{STEPS} steps, {name}"] = self._or_error(
                lambda count=count: self._compile(work, self.example(count), STEPS)  # type: ignore[misc]
            )
        report[f"{STEPS} steps, edge, not compiled"] = self._or_error(
            lambda: self._record(self.outpainter.predict_flow.eager, self.example(EDGE_TOKENS), STEPS)
        )
        tokens = self.prepared(lambda: self.networks.encoder.tokenise(self.prompt))
        report["text encoder, not compiled"] = self._or_error(
            lambda: self._record(self.networks.encoder.forward.eager, tokens)
        )
        encode, decode = compile_vae(self.networks.vae)
        report["encode 208 px"] = self._or_error(lambda: self._compile(encode, encode_example(self.gpu, 208)))
        for width in (39, 48):
            grid = self.prepared(lambda width=width: decode_example(self.gpu, width))  # type: ignore[misc]
            report[f"decode {width * 16} px"] = self._or_error(lambda grid=grid: self._compile(decode, grid))  # type: ignore[misc]
            report[f"decode {width * 16} px, not compiled"] = self._or_error(
                lambda grid=grid: self._record(self.outpainter.decode_tokens.eager, grid)  # type: ignore[misc]
            )
        return report

    def warm_up(self) -> dict[str, Any]:
        report: dict[str, Any] = {}
        begun, name = time.perf_counter(), ""
        for step in self.painter.warm_up():
            now = time.perf_counter()
            report |= {name: round(now - begun, 2)} if name else {}
            begun, name = now, step
        return report | {name: round(time.perf_counter() - begun, 2)}

    # --- helpers of the sections

    def reset(self) -> None:
        """Make the painter eager again."""
        for graphed in (
            self.outpainter.encode_pixels, self.outpainter.predict_flow, self.outpainter.decode_tokens,
            self.networks.encoder.forward,
        ):  # fmt: skip
            graphed.reset()
        self.gpu.empty_cache()

    def plain_vae(self) -> AutoencoderKLFlux2:
        """The VAE in the published memory format, channels first."""
        return copy.deepcopy(self.networks.vae).to(memory_format=torch.contiguous_format)

    def example(self, references: int) -> tuple[torch.Tensor, ...]:
        return self.prepared(lambda: predict_example(self.networks, self.gpu, references))

    def steps(self, predict: TensorFunction, example: tuple[torch.Tensor, ...], count: int = STEPS) -> None:
        """``count`` denoising steps without their arithmetic, with the pause between two of them."""
        for step in range(count):
            if step:
                self.gpu.yield_to_urgent()
            predict(*example)

    def timed(self, work: Callable[[], Any]) -> float:
        """Median milliseconds."""
        times = []
        with self.guarded():
            for run in range(FIRST + self.runs):
                synchronise(self.gpu)
                begun = time.perf_counter()
                work()
                synchronise(self.gpu)
                if run >= FIRST:
                    times.append(1000 * (time.perf_counter() - begun))
        return round(statistics.median(times), 2)

    def timed_or_error(self, work: Callable[[], Any]) -> Any:
        return self._or_error(lambda: self.timed(work))

    def prepared(self, make: Callable[[], Any]) -> Any:
        with self.guarded():
            return make()

    def guarded(self) -> AbstractContextManager[None]:
        return self.gpu.guarded("benchmark")

    def peak(self, work: Callable[[], Any]) -> float:
        """Peak of allocated GB while ``work`` runs, with all loaded weights."""
        if not self.gpu.is_cuda:
            return 0.0
        self.gpu.empty_cache()
        torch.cuda.reset_peak_memory_stats(self.gpu.device)
        with self.guarded():
            work()
        return round(torch.cuda.max_memory_allocated(self.gpu.device) / 1e9, 2)

    def _attention(self, backend: str) -> float:
        view = share_weights(
            self.networks.transformer, lambda: Flux2Transformer2DModel.from_config(self.networks.transformer.config)
        )
        view.set_attention_backend(backend)
        work, example = make_predict_flow(view, self.gpu), self.example(EDGE_TOKENS)
        return self.timed(lambda: self.steps(work, example))

    def _compile(self, work: TensorFunction, example: tuple[torch.Tensor, ...], count: int = 1) -> dict[str, Any]:
        begun = time.perf_counter()
        with self.guarded():
            work(*example)
        synchronise(self.gpu)
        took = round(time.perf_counter() - begun, 2)
        plain = self.timed_or_error(lambda: self.steps(work, example, count))
        return {
            "compiled_in_s": took,
            "compiled": plain,
            "and recorded": self._or_error(lambda: self._record(work, example, count)),
        }

    def _record(self, work: TensorFunction, example: tuple[torch.Tensor, ...], count: int = 1) -> float:
        with self.guarded():
            replay = GraphCapturer(self.gpu).capture(work, example)
        return self.timed(lambda: self.steps(replay, example, count))

    def _other(self, reference: Reference) -> KleinPainter:
        return KleinPainter(
            self.networks,
            self.gpu,
            self.painter.options.model_copy(update={"reference": reference}),
            self.painter.speed,
        )

    def _or_error(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except Exception as error:
            if not is_sticky(error):
                self.gpu.empty_cache()
            return {"error": f"{type(error).__name__}: {' '.join(str(error).split())}"[:400]}
