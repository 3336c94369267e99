"""How long the painter takes, stage by stage, beside the stock pipeline, and what each of its options gains.

``measure`` is called by the benchmark with a painter that has not been warmed up: everything is timed plain first, then
compiled and recorded, and the painter is left plain again. Times are median milliseconds on the wall, from a device
that has nothing to do to a device that has nothing to do again. One measurement that fails says so in its place and
costs no other.
"""

from __future__ import annotations

import copy
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKLFlux2, Flux2KleinInpaintPipeline, Flux2Transformer2DModel
from PIL import Image
from transformers import Qwen3Config, Qwen3ForCausalLM
from transformers.models.qwen3.modeling_qwen3 import Qwen3RotaryEmbedding

from inference.contract.geometry import CANVAS, NEW, canvas_x
from inference.engine.protocols import Scene, Stretch
from inference.models.painter.latent_tokens import EDGE, SIDE
from inference.models.painter.outpaint import decoding, encoding, predicting
from inference.models.painter.painter import WARM_DIRECTION, KleinPainter
from inference.models.painter.prompt import prompt_for
from inference.models.painter.scheduler import STEPS, published_scheduler
from inference.models.painter.warmup import (
    ANCHOR_TOKENS,
    compiled_predicting,
    compiled_vae,
    decode_example,
    encode_example,
    predict_example,
)
from inference.models.painter.weights import fill_randomly, lay_out, second_view
from inference.models.runtime.cuda_graph import Recorder, Work
from inference.models.runtime.device import Gpu, is_sticky
from inference.models.runtime.options import Reference
from inference.mural.canvas import carried_edge, over_mask, start_canvas

RUNS = 10
FIRST = 2
"""Runs that are not counted."""
EDGE_TOKENS = SIDE * EDGE
REFERENCES: dict[str, int] = {
    "edge": EDGE_TOKENS,
    "canvas": SIDE * SIDE,
    "none": 0,
    "edge and anchor": EDGE_TOKENS + ANCHOR_TOKENS,
}
"""Reference tokens by what is shown."""


GROUPS = ("plain", "fast", "gains")
"""What may be measured by itself: everything plain, everything at full speed,
and each option's gain compiled and recorded."""


def measure(painter: KleinPainter, gpu: Gpu, *, runs: int = RUNS, groups: tuple[str, ...] = GROUPS) -> dict[str, Any]:
    """The ``groups``, in ms; an ``error`` stands where a measurement failed."""
    return _Bench(painter, gpu, runs).measure(groups)


class _Bench:
    def __init__(self, painter: KleinPainter, gpu: Gpu, runs: int) -> None:
        self.painter, self.gpu, self.runs = painter, gpu, runs
        self.outpainter = painter.outpainter
        self.networks = painter.outpainter.networks
        self.prompt = prompt_for(WARM_DIRECTION)
        self.first = np.random.default_rng(3).integers(0, 256, (CANVAS, CANVAS, 3), dtype=np.uint8)

    def measure(self, groups: tuple[str, ...]) -> dict[str, Any]:
        report: dict[str, Any] = {"runs": self.runs, "canvas_tokens": SIDE * SIDE, "reference_tokens": REFERENCES}
        if "plain" in groups:
            report["stock pipeline, eager"] = self._tried(self.stock)
            report["stages, eager"] = self._tried(self.stages)
            report["strip, eager"] = self._tried(self.strips)
            report["gains, eager"] = self._tried(self.gains)
        if self.gpu.is_cuda and "fast" in groups:
            report["warm_up_s"] = self._tried(self.warm_up)
            report["stages"] = self._tried(self.stages)
            report["strip"] = self._tried(self.strips)
            self._tried(self.forget)
        if self.gpu.is_cuda and "gains" in groups:
            report["gains, compiled"] = self._tried(self.compiled)
        return report

    # --- sections

    def stock(self) -> dict[str, Any]:
        """``Flux2KleinInpaintPipeline`` as it is, its text encoder and its VAE whole and in their own layout."""
        encoder = self.networks.encoder
        config = Qwen3Config.from_dict(
            {**encoder.model.config.to_dict(), "num_hidden_layers": encoder.published_layers, "layer_types": None}
        )
        text = fill_randomly(lay_out(lambda: Qwen3ForCausalLM(config), "text encoder"), self.gpu)
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
        """Each step of a strip by itself, by way of whatever serves it now."""
        out, encoder = self.outpainter, self.networks.encoder
        first = out.on_device(self.first)
        edge = out.on_device(start_canvas(carried_edge(self.first))[0][:, : EDGE * 16])
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
            report[f"{STEPS} steps, {name}"] = self.tried(lambda example=example: self.steps(out.predict_flow, example))  # type: ignore[misc]
        for width in (39, 48):
            grid = self.made(lambda width=width: decode_example(self.gpu, width))  # type: ignore[misc]
            report[f"decode {width * 16} px"] = self.timed(lambda grid=grid: out.decode_tokens(*grid).cpu())  # type: ignore[misc]
        return report

    def strips(self) -> dict[str, Any]:
        """Whole strips by the painter's own door: direction in, corrected pixels out."""
        report: dict[str, Any] = {}
        begun = self.painter.paint(Scene(WARM_DIRECTION, 0, 0, 0, None, None))

        def scene(painter: KleinPainter, *, anchor: bool = False) -> Callable[[], Any]:
            memory = {**begun.memory, "style": {**begun.memory["style"], "since": 10_000 if anchor else 0}}
            carried = carried_edge(begun.canvas)
            strip = Scene(WARM_DIRECTION, 1, 1, canvas_x(1), carried, None, memory, lambda: begun.canvas)
            return lambda: painter.paint(strip)

        for reference in ("edge", "canvas", "none"):
            painter = self.painter if reference == self.painter.options.reference else self._other(reference)
            report[f"carry on, {reference}"] = self.tried(scene(painter))
        report["carry on, edge and anchor"] = self.tried(scene(self.painter, anchor=True))
        report["first"] = self.tried(lambda: self.painter.paint(Scene(WARM_DIRECTION, 0, 0, 0, None, None)))
        stretch = Stretch(
            WARM_DIRECTION, 2, NEW, begun.canvas, np.zeros((CANVAS, CANVAS), np.uint16), over_mask(NEW), begun.memory
        )
        report["second voice"] = self.tried(lambda: self.painter.repaint(stretch))
        report["memory_gb"] = self.peak(scene(self.painter))
        return report

    def gains(self) -> dict[str, Any]:
        """What is switched off at one time and on at the other, nothing compiled."""
        out, encoder, vae = self.outpainter, self.networks.encoder, self.plain_vae()
        tokens = self.made(lambda: encoder.tokenise(self.prompt))

        def whole_encoder() -> torch.Tensor:
            """The layers that are left out are as large as the first ones, so these run again in their stead."""
            states = encoder.forward.plain(*tokens)[..., : encoder.model.config.hidden_size].contiguous()
            positions = torch.arange(states.shape[1], device=self.gpu.device)[None]
            rotation = encoder.model.rotary_emb(states, positions)
            for layer in encoder.model.layers[: encoder.published_layers - encoder.layers]:
                states = layer(states, attention_mask=tokens[1], position_ids=positions, position_embeddings=rotation)
            return states

        pixels, part, whole = (
            self.made(lambda make=make, n=n: make(self.gpu, n))  # type: ignore[misc]
            for make, n in ((encode_example, 208), (decode_example, 39), (decode_example, 48))
        )
        plain_encode, plain_decode = encoding(vae), decoding(vae)
        report: dict[str, Any] = {
            "text encoder, all layers": self.tried(whole_encoder),
            "text encoder, cut": self.tried(lambda: encoder.forward.plain(*tokens)),
            "encode 208 px, channels first": self.tried(lambda: plain_encode(*pixels)),
            "encode 208 px, channels last": self.tried(lambda: out.encode_pixels.plain(*pixels)),
            "decode 768 px, channels first": self.tried(lambda: plain_decode(*whole)),
            "decode 768 px, channels last": self.tried(lambda: out.decode_tokens.plain(*whole)),
            "decode 624 px, channels last": self.tried(lambda: out.decode_tokens.plain(*part)),
        }
        for attention in ("native", "_native_cudnn", "_native_flash"):
            report[f"{STEPS} steps, edge, attention {attention}"] = self._tried(lambda a=attention: self._attention(a))  # type: ignore[misc]
        return report

    def compiled(self) -> dict[str, Any]:
        """Compiled without and with a CUDA graph, by reference; the seconds that compiling took."""
        report: dict[str, Any] = {}
        work = self.made(lambda: compiled_predicting(self.networks, self.gpu))
        for name, count in REFERENCES.items():
            report[f"{STEPS} steps, {name}"] = self._tried(
                lambda count=count: self._compile(work, self.example(count), STEPS)  # type: ignore[misc]
            )
        report[f"{STEPS} steps, edge, not compiled"] = self._tried(
            lambda: self._record(self.outpainter.predict_flow.plain, self.example(EDGE_TOKENS), STEPS)
        )
        tokens = self.made(lambda: self.networks.encoder.tokenise(self.prompt))
        report["text encoder, not compiled"] = self._tried(
            lambda: self._record(self.networks.encoder.forward.plain, tokens)
        )
        encode, decode = compiled_vae(self.networks.vae)
        report["encode 208 px"] = self._tried(lambda: self._compile(encode, encode_example(self.gpu, 208)))
        for width in (39, 48):
            grid = self.made(lambda width=width: decode_example(self.gpu, width))  # type: ignore[misc]
            report[f"decode {width * 16} px"] = self._tried(lambda grid=grid: self._compile(decode, grid))  # type: ignore[misc]
            report[f"decode {width * 16} px, not compiled"] = self._tried(
                lambda grid=grid: self._record(self.outpainter.decode_tokens.plain, grid)  # type: ignore[misc]
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

    # --- the tools

    def forget(self) -> None:
        """The painter as it was."""
        for swift in (
            self.outpainter.encode_pixels, self.outpainter.predict_flow, self.outpainter.decode_tokens,
            self.networks.encoder.forward,
        ):  # fmt: skip
            swift.forget()
        self.gpu.free()

    def plain_vae(self) -> AutoencoderKLFlux2:
        """The VAE with its tensors as they are published: channels first."""
        return copy.deepcopy(self.networks.vae).to(memory_format=torch.contiguous_format)

    def example(self, references: int) -> tuple[torch.Tensor, ...]:
        return self.made(lambda: predict_example(self.networks, self.gpu, references))

    def steps(self, predict: Work, example: tuple[torch.Tensor, ...], count: int = STEPS) -> None:
        """So many steps' predictions, which are nearly all of the work, with the pause between two of them."""
        for step in range(count):
            if step:
                self.gpu.give_way()
            predict(*example)

    def timed(self, work: Callable[[], Any]) -> float:
        """Median milliseconds."""
        times = []
        with self.quiet():
            for run in range(FIRST + self.runs):
                self.wait()
                begun = time.perf_counter()
                work()
                self.wait()
                if run >= FIRST:
                    times.append(1000 * (time.perf_counter() - begun))
        return round(statistics.median(times), 2)

    def tried(self, work: Callable[[], Any]) -> Any:
        return self._tried(lambda: self.timed(work))

    def made(self, make: Callable[[], Any]) -> Any:
        with self.quiet():
            return make()

    def quiet(self) -> AbstractContextManager[None]:
        return self.gpu.guarded("benchmark")

    def wait(self) -> None:
        if self.gpu.is_cuda:
            torch.cuda.synchronize(self.gpu.device)

    def peak(self, work: Callable[[], Any]) -> float:
        """GB that the device held at most while ``work`` ran, the weights of everything loaded included."""
        if not self.gpu.is_cuda:
            return 0.0
        self.gpu.free()
        torch.cuda.reset_peak_memory_stats(self.gpu.device)
        with self.quiet():
            work()
        return round(torch.cuda.max_memory_allocated(self.gpu.device) / 1e9, 2)

    def _attention(self, backend: str) -> float:
        view = second_view(
            self.networks.transformer, lambda: Flux2Transformer2DModel.from_config(self.networks.transformer.config)
        )
        view.set_attention_backend(backend)
        work, example = predicting(view, self.gpu), self.example(EDGE_TOKENS)
        return self.timed(lambda: self.steps(work, example))

    def _compile(self, work: Work, example: tuple[torch.Tensor, ...], count: int = 1) -> dict[str, Any]:
        begun = time.perf_counter()
        with self.quiet():
            work(*example)
        self.wait()
        took = round(time.perf_counter() - begun, 2)
        plain = self.tried(lambda: self.steps(work, example, count))
        return {
            "compiled_in_s": took,
            "compiled": plain,
            "and recorded": self._tried(lambda: self._record(work, example, count)),
        }

    def _record(self, work: Work, example: tuple[torch.Tensor, ...], count: int = 1) -> float:
        with self.quiet():
            replay = Recorder(self.gpu).record(work, example)
        return self.timed(lambda: self.steps(replay, example, count))

    def _other(self, reference: Reference) -> KleinPainter:
        return KleinPainter(
            self.networks,
            self.gpu,
            self.painter.options.model_copy(update={"reference": reference}),
            self.painter.speed,
        )

    def _tried(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except Exception as error:
            if not is_sticky(error):
                self.gpu.free()
            return {"error": f"{type(error).__name__}: {' '.join(str(error).split())}"[:400]}
