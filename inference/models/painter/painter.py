"""The painter of the models engine: FLUX.2-klein-4B carries the mural on, strip by strip.

A strip is the seed's outpainting (inference/mural/canvas.py) through our own loop (outpaint.py), then its colours are
corrected (colour.py), and what is worth knowing for the next strip goes into its memory: the style (style.py) and the
story (memory.py). The caller pastes the kept pixels back. The same request and seed give the same strip, to the bit on
the CPU; on CUDA the noise is the same everywhere, but compiled kernels round differently, so the strip is the same to
the bit only among strips painted before, or after, warm-up is done.

One strip is painted at a time: the device is busy with one, and its memory is known.
It neither words the story nor measures relief.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKLFlux2, Flux2Transformer2DModel

from inference.contract.arrays import Picture
from inference.contract.errors import EngineUnavailable
from inference.contract.geometry import CANVAS, HEIGHT, NEW, canvas_x
from inference.contract.jobs import Direction
from inference.contract.ledger import LedgerLine
from inference.engine.protocols import Painted, Scene, Stretch
from inference.models.director.memory import KEY as STORY
from inference.models.director.memory import remember
from inference.models.painter.colour_correction import correct, look_of, measure_shift
from inference.models.painter.latent_tokens import FIRST, ONWARD, OVER, SIDE, Layout, token_weights
from inference.models.painter.outpaint import (
    PROMPTS_KEPT,
    Known,
    Networks,
    Outpainter,
    References,
    check_networks,
    shown,
)
from inference.models.painter.prompt import prompt_for
from inference.models.painter.random_weights import random_networks
from inference.models.painter.scheduler import Schedule
from inference.models.painter.style_memory import KEY, StyleMemory, after_strip, begin_style, read_style, should_anchor
from inference.models.painter.text_encoder import TAKEN, PromptEncoder
from inference.models.painter.warmup import accelerate
from inference.models.painter.weights import lay_out, read_config, read_into
from inference.models.runtime.device import Gpu, bytes_of, parameters_of
from inference.models.runtime.lru_cache import Recent
from inference.models.runtime.options import ModelOptions
from inference.mural.canvas import RAMP, carried_edge, ramp, start_canvas

MODEL_ID = "black-forest-labs/FLUX.2-klein-4B"
LICENCE = "Apache-2.0"
ANCHOR_SIDE = 384
"""Pixels along the anchor's side as it is shown: 576 tokens instead of 2304, and the structure is still plain."""
ANCHORS_KEPT = 256
"""Anchors whose tokens are kept, 150 KB each at full size."""
JUDGED = slice(152, RAMP)
"""Kept columns that a strip's colour shift is measured on: left of the ramp, and away from where decoding begins."""
JUDGED_OVER = slice(560, 616)
"""The same for a window that is painted over, whose kept columns are on the right."""
WARM_DIRECTION = Direction(
    shot="wide",
    art_style="gouache",
    scene="a quiet valley",
    light="day",
    mood="calm",
    palette=["#8cbce4", "#42883e", "#d6bc8e"],
)


@dataclass(frozen=True)
class Speed:
    """What makes the painter faster without changing what it paints but for rounding;
    each can be left out to measure it."""

    cut_encoder: bool = True
    """Load only the text encoder's layers whose output is used."""
    prompts_kept: int = PROMPTS_KEPT
    channels_last: bool = True
    """The VAE's tensors with the channels innermost."""
    part_decode: bool = True
    """Decode only the columns that are used."""


class KleinPainter:
    def __init__(
        self, networks: Networks, gpu: Gpu, options: ModelOptions, speed: Speed = Speed(), note: str = ""
    ) -> None:
        self.gpu, self.options, self.speed = gpu, options, speed
        if speed.channels_last:
            networks.vae.to(memory_format=torch.channels_last)
        self.outpainter = Outpainter(networks, gpu, prompts_kept=speed.prompts_kept)
        self._note = note
        self._anchors: Recent[torch.Tensor] = Recent(ANCHORS_KEPT)
        self._onward = self.outpainter.soft(token_weights(np.broadcast_to(ramp(), (HEIGHT, CANVAS)).copy()))
        self._turn = Lock()
        # One stream for ever: memory that was used in one stream is not given to another,
        # so one a strip would hoard it.
        self._stream = torch.cuda.Stream(gpu.device) if gpu.is_cuda else None
        if gpu.is_cuda:
            torch.cuda.synchronize(gpu.device)

    @classmethod
    def load(cls, folder: Path, gpu: Gpu, options: ModelOptions, speed: Speed = Speed()) -> KleinPainter:
        read_config(folder, "model_index.json", kind="Flux2Transformer2DModel", of="transformer")
        layers = TAKEN[-1] if speed.cut_encoder else read_config(folder / "text_encoder").get("num_hidden_layers", 0)
        with ThreadPoolExecutor(3, thread_name_prefix="painter") as pool:
            transformer = pool.submit(_load_transformer, folder / "transformer", gpu)
            encoder = pool.submit(PromptEncoder.load, folder, gpu, layers=layers)
            vae = pool.submit(_load_vae, folder / "vae", gpu)
            networks = Networks(transformer.result(), vae.result(), encoder.result(), Schedule.load(folder, gpu))
        problem = check_networks(networks)
        if problem:
            raise EngineUnavailable(problem)
        return cls(networks, gpu, options, speed, _fuse(networks.transformer, options))

    @classmethod
    def random(cls, gpu: Gpu, options: ModelOptions) -> KleinPainter:
        return cls(random_networks(gpu)[0], gpu, options)

    def try_out(self) -> None:
        """A first strip and one that carries it on, where there is a GPU to choose kernels for."""
        if self.gpu.is_cuda:
            first = self.paint(Scene(WARM_DIRECTION, 0, 0, 0, None, None))
            self.paint(Scene(WARM_DIRECTION, 1, 1, canvas_x(1), carried_edge(first.canvas), None, first.memory))

    def warm_up(self) -> Iterator[str]:
        """Only where there is a GPU: kernels are compiled and recorded while others paint."""
        if self.gpu.is_cuda and self.options.compile:
            yield from accelerate(
                self.outpainter, self.gpu, self.options.reference, self.speed.part_decode, self.at_work
            )

    def ledger_lines(self) -> tuple[LedgerLine, ...]:
        networks = self.outpainter.networks
        encoder = networks.encoder
        kept = (
            f"{encoder.layers} of its {encoder.published_layers} layers"
            if encoder.layers < encoder.published_layers
            else "whole"
        )
        parts: tuple[tuple[torch.nn.Module, str], ...] = (
            (networks.transformer, f"transformer{self._note}"),
            (encoder.model, f"text encoder (Qwen3), {kept}"),
            (networks.vae, "VAE"),
        )
        return tuple(
            LedgerLine(
                job="painter", id=MODEL_ID, parameters=parameters_of(module), licence=LICENCE, device=str(self.gpu.device),
                live=True, note=note, dtype=str(self.gpu.dtype).removeprefix("torch."), memory=bytes_of(module),
            )
            for module, note in parts
        )  # fmt: skip

    def paint(self, scene: Scene) -> Painted:
        prompt = prompt_for(scene.direction)
        if scene.carried is None:
            canvas = self._paint_first(prompt, scene.seed)
            style: StyleMemory | None = begin_style(canvas)
        else:
            canvas, style = self._paint_onward(prompt, scene, scene.carried)
        return Painted(canvas, _memory(style, remember(scene.memory, scene.direction)))

    def repaint(self, stretch: Stretch) -> Painted:
        """The style's memory stays as it is: a layer is no step of the mural."""
        style = read_style(stretch.memory)
        layout, weights = self._seen(OVER), token_weights(stretch.mask)
        with self.at_work():
            words = self.outpainter.encode_prompt(prompt_for(stretch.direction))
            below = self.outpainter.on_device(stretch.below)
            whole = self.outpainter.encode_picture(below)
            columns = {"edge": layout.edge, "canvas": (0, SIDE)}.get(self.options.reference)
            references = self.outpainter.references(*([(whole[..., slice(*columns)], columns[0])] if columns else []))
            known = self.outpainter.known(whole, (0, SIDE), self.outpainter.soft(weights))
            canvas = self._run(below, words, stretch.seed, known, references, layout)
            shift = measure_shift(canvas[:, JUDGED_OVER], below[:, JUDGED_OVER])
            canvas = correct(canvas, shift, slice(0, NEW), NEW, style.look if style else None)
            pixels: Picture = canvas.cpu().numpy()
        return Painted(pixels, _memory(style, remember(stretch.memory, stretch.direction)))

    def read_ahead(self, direction: Direction) -> None:
        """Encode the prompt of a strip to come, which is kept as all are.
        Not while one is being painted: that one is waited for."""
        if self._turn.acquire(blocking=False):
            try:
                with self._on_the_device():
                    self.outpainter.encode_prompt(prompt_for(direction))
            finally:
                self._turn.release()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """One job at a time, on the painter's own stream, without gradients, its errors told as the device's."""
        with self._turn, self._on_the_device():
            yield

    @contextmanager
    def _on_the_device(self) -> Iterator[None]:
        with self.gpu.guarded("painter"), torch.cuda.stream(self._stream) if self._stream else nullcontext():
            yield

    def _paint_first(self, prompt: str, seed: int) -> Picture:
        with self.at_work():
            words = self.outpainter.encode_prompt(prompt)
            blank = torch.zeros((HEIGHT, CANVAS, 3), device=self.gpu.device, dtype=torch.uint8)
            canvas = self._run(blank, words, seed, self.outpainter.nothing_known(), self.outpainter.references(), FIRST)
            pixels: Picture = canvas.cpu().numpy()
        return pixels

    def _paint_onward(self, prompt: str, scene: Scene, carried: Picture) -> tuple[Picture, StyleMemory]:
        style = read_style(scene.memory)
        if style is None:
            # The mural was begun by another engine, or before style was remembered.
            style = begin_style(scene.anchor() if scene.anchor else carried)
        show = scene.anchor is not None and should_anchor(style, scene.position, self.options.anchor_after)
        anchor = scene.anchor() if scene.anchor and show and style.anchor not in self._anchors else None
        start, _ = start_canvas(carried)
        layout = self._seen(ONWARD)
        with self.at_work():
            words = self.outpainter.encode_prompt(prompt)
            begun = self.outpainter.on_device(start)
            edge, reference = shown(self.options.reference, begun, layout, self.outpainter.encode_picture)
            grids = [reference] if reference else []
            if scene.anchor and show:
                grids.append((self._anchor_tokens(style.anchor, anchor, scene.anchor), 0))
            known = self.outpainter.known(edge, layout.edge, self._onward)
            canvas = self._run(begun, words, scene.seed, known, self.outpainter.references(*grids), layout)
            shift = measure_shift(canvas[:, JUDGED], begun[:, JUDGED])
            canvas = correct(canvas, shift, slice(RAMP, CANVAS), carried.shape[1], style.look)
            look = look_of(canvas[:, RAMP:])
            pixels: Picture = canvas.cpu().numpy()
        return pixels, after_strip(style, look, shown=show)

    def _run(
        self, start: torch.Tensor, words: torch.Tensor, seed: int, known: Known, references: References, layout: Layout
    ) -> torch.Tensor:
        """``start`` (768, 768, 3) with the painter's pixels in the columns that the layout sees."""
        made = self.outpainter.denoise(words, self.outpainter.prepare_noise(seed), known, references)
        canvas = start.clone()
        canvas[:, layout.seen_pixels] = self.outpainter.decode(made, layout)
        return canvas

    def _anchor_tokens(self, name: str, read: Picture | None, read_again: Callable[[], Picture]) -> torch.Tensor:
        """The anchor's tokens, kept from strip to strip; ``read_again`` for those that were
        dropped since it was looked."""
        return self._anchors.get(
            name,
            lambda: self.outpainter.encode_picture(
                self.outpainter.on_device(shrink_anchor(read_again() if read is None else read))
            ),
        )

    def _seen(self, layout: Layout) -> Layout:
        return layout if self.speed.part_decode else replace(layout, seen=(0, SIDE))


def _load_transformer(folder: Path, gpu: Gpu) -> Flux2Transformer2DModel:
    config = read_config(folder, kind="Flux2Transformer2DModel", of="_class_name")
    network = lay_out(lambda: Flux2Transformer2DModel.from_config(config), "transformer")
    return read_into(network, folder, "diffusion_pytorch_model", gpu)


def _load_vae(folder: Path, gpu: Gpu) -> AutoencoderKLFlux2:
    config = read_config(folder, kind="AutoencoderKLFlux2", of="_class_name")
    network = lay_out(lambda: AutoencoderKLFlux2.from_config(config), "VAE")
    return read_into(network, folder, "diffusion_pytorch_model", gpu)


def _fuse(transformer: Flux2Transformer2DModel, options: ModelOptions) -> str:
    """Fold the LoRAs that were asked for into the weights; what the ledger says of it."""
    chosen = (("style", options.style_lora), ("outpaint", options.outpaint_lora))
    note = ""
    for kind, file in chosen:
        if file is not None:
            from inference.models.painter.lora import fuse_lora

            note += f"; {kind} LoRA {fuse_lora(transformer, file).id} fused, 0 B at run time"
    return note


def _memory(style: StyleMemory | None, told: dict[str, Any]) -> dict[str, Any]:
    kept = {STORY: told}
    return kept if style is None else {KEY: style.model_dump(mode="json"), **kept}


def shrink_anchor(picture: Picture) -> Picture:
    """(384, 384, 3): the mural's first strip, half as wide and high. Raises ValueError for another size."""
    if picture.shape != (HEIGHT, CANVAS, 3):
        raise ValueError(f"An anchor is {HEIGHT} x {CANVAS}, not {picture.shape}.")
    quarters = picture.reshape(ANCHOR_SIDE, 2, ANCHOR_SIDE, 2, 3).sum(axis=(1, 3), dtype=np.uint16)
    return ((quarters + 2) // 4).astype(np.uint8)
