"""The painter of the models engine: FLUX.2-klein-4B extends the mural strip by strip, and paints layers.

A canvas (inference/mural/canvas.py) is outpainted by our own loop (outpaint.py) and its colours are corrected
(colour_correction.py). The strip's memory keeps the style (style_memory.py) and the director's story for the next one.
The caller pastes the kept pixels back. The same request and seed give the same strip: to the bit on the CPU; on CUDA
the noise is the same, but compiled kernels round differently, so strips before and after warm-up differ by rounding.

One canvas is painted at a time, which keeps the device busy and its memory known. It does not measure relief.
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
from diffusers import Flux2Transformer2DModel

from inference.contract.arrays import Picture
from inference.contract.direction import Direction
from inference.contract.errors import EngineUnavailable
from inference.contract.geometry import CANVAS, HEIGHT, NEW, canvas_x
from inference.contract.ledger import LedgerLine
from inference.engine.protocols import LayerRequest, Painted, StripRequest
from inference.models.director.story_memory import KEY as STORY_KEY
from inference.models.director.story_memory import add_to_story
from inference.models.painter.colour_correction import correct_colours, measure_shift, style_statistics
from inference.models.painter.latent_tokens import (
    FIRST_LAYOUT,
    GRID_SIDE,
    LAYER_LAYOUT,
    STRIP_LAYOUT,
    Layout,
    token_weights,
)
from inference.models.painter.outpaint import (
    PROMPT_CACHE_SIZE,
    KnownTokens,
    Networks,
    Outpainter,
    References,
    check_networks,
    encode_reference,
)
from inference.models.painter.prompt import prompt_for
from inference.models.painter.random_weights import random_networks
from inference.models.painter.scheduler import Schedule
from inference.models.painter.style_memory import KEY, StyleMemory, after_strip, begin_style, read_style, should_anchor
from inference.models.painter.text_encoder import HIDDEN_STATES, PromptEncoder
from inference.models.painter.warmup import compile_and_capture
from inference.models.painter.weights import load_transformer, load_vae, read_config
from inference.models.runtime.device import Gpu, count_bytes, count_parameters
from inference.models.runtime.lru_cache import LruCache
from inference.models.runtime.options import ModelOptions
from inference.mural.canvas import RAMP_START, carried_edge, ramp_row, start_canvas

MODEL_ID = "black-forest-labs/FLUX.2-klein-4B"
LICENCE = "Apache-2.0"
ANCHOR_SIDE = 384
"""px: side of the anchor as reference. 576 tokens instead of 2304, and its structure is still clear."""
ANCHOR_CACHE_SIZE = 256
"""Anchors whose tokens are cached, 150 KB each at full size."""
STRIP_KEPT_COLUMNS = slice(152, RAMP_START)
"""Kept columns on which a strip's colour shift is measured: left of the ramp, and not at the edge of what is
decoded."""
LAYER_KEPT_COLUMNS = slice(560, 616)
"""The same for a layer, whose kept columns are on the right."""
WARMUP_DIRECTION = Direction(
    shot="wide",
    art_style="gouache",
    scene="a quiet valley",
    light="day",
    mood="calm",
    palette=["#8cbce4", "#42883e", "#d6bc8e"],
)


@dataclass(frozen=True)
class SpeedOptions:
    """Optimisations that change the picture only by rounding; each can be switched off to measure it."""

    truncate_encoder: bool = True
    """Load only those layers of the text encoder whose output is used."""
    prompt_cache_size: int = PROMPT_CACHE_SIZE
    channels_last: bool = True
    """The VAE in the memory format channels_last."""
    partial_decode: bool = True
    """Decode only the columns that are used."""


class KleinPainter:
    def __init__(
        self, networks: Networks, gpu: Gpu, options: ModelOptions, speed: SpeedOptions = SpeedOptions(), note: str = ""
    ) -> None:
        self.gpu, self.options, self.speed = gpu, options, speed
        if speed.channels_last:
            networks.vae.to(memory_format=torch.channels_last)
        self.outpainter = Outpainter(networks, gpu, prompt_cache_size=speed.prompt_cache_size)
        self._note = note
        self._anchors: LruCache[torch.Tensor] = LruCache(ANCHOR_CACHE_SIZE)
        self._strip_weights = self.outpainter.to_weights(
            token_weights(np.broadcast_to(ramp_row(), (HEIGHT, CANVAS)).copy())
        )
        self._lock = Lock()
        # One stream for all strips: torch's allocator does not give memory of one stream to another.
        self._stream = torch.cuda.Stream(gpu.device) if gpu.is_cuda else None
        if gpu.is_cuda:
            torch.cuda.synchronize(gpu.device)

    @classmethod
    def load(cls, folder: Path, gpu: Gpu, options: ModelOptions, speed: SpeedOptions = SpeedOptions()) -> KleinPainter:
        read_config(folder, "model_index.json", kind="Flux2Transformer2DModel", of="transformer")
        layers = (
            HIDDEN_STATES[-1]
            if speed.truncate_encoder
            else read_config(folder / "text_encoder").get("num_hidden_layers", 0)
        )
        with ThreadPoolExecutor(3, thread_name_prefix="painter") as pool:
            transformer = pool.submit(load_transformer, folder / "transformer", gpu)
            encoder = pool.submit(PromptEncoder.load, folder, gpu, layers=layers)
            vae = pool.submit(load_vae, folder / "vae", gpu)
            networks = Networks(transformer.result(), vae.result(), encoder.result(), Schedule.load(folder, gpu))
        problem = check_networks(networks)
        if problem:
            raise EngineUnavailable(problem)
        return cls(networks, gpu, options, speed, _fuse_loras(networks.transformer, options))

    @classmethod
    def with_random_weights(cls, gpu: Gpu, options: ModelOptions) -> KleinPainter:
        return cls(random_networks(gpu)[0], gpu, options)

    def dummy_run(self) -> None:
        """On a GPU: a first strip and the next one, so that libraries choose their kernels."""
        if self.gpu.is_cuda:
            first = self.paint(StripRequest(WARMUP_DIRECTION, 0, 0, 0, None, None))
            self.paint(
                StripRequest(WARMUP_DIRECTION, 1, 1, canvas_x(1), carried_edge(first.canvas), None, first.memory)
            )

    def warm_up(self) -> Iterator[str]:
        """On a GPU: kernels are compiled and captured while strips are painted."""
        if self.gpu.is_cuda and self.options.compile:
            yield from compile_and_capture(
                self.outpainter, self.gpu, self.options.reference, self.speed.partial_decode, self.exclusive
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
                job="painter",
                id=MODEL_ID,
                parameters=count_parameters(module),
                licence=LICENCE,
                device=str(self.gpu.device),
                live=True,
                note=note,
                dtype=str(self.gpu.dtype).removeprefix("torch."),
                memory=count_bytes(module),
            )
            for module, note in parts
        )

    def paint(self, request: StripRequest) -> Painted:
        prompt = prompt_for(request.direction)
        if request.carried is None:
            canvas = self._paint_first(prompt, request.seed)
            style: StyleMemory | None = begin_style(canvas)
        else:
            canvas, style = self._paint_next(prompt, request, request.carried)
        return Painted(canvas, _memory(style, add_to_story(request.memory, request.direction)))

    def repaint(self, request: LayerRequest) -> Painted:
        """A layer. Its style memory is that of the request: drift is counted in strips only."""
        style = read_style(request.memory)
        layout, weights = self._layout(LAYER_LAYOUT), token_weights(request.mask)
        with self.exclusive():
            prompt_embeds = self.outpainter.encode_prompt(prompt_for(request.direction))
            below = self.outpainter.to_device(request.below)
            whole = self.outpainter.encode_picture(below)
            columns = {"edge": layout.edge, "canvas": (0, GRID_SIDE)}.get(self.options.reference)
            references = self.outpainter.references(*([(whole[..., slice(*columns)], columns[0])] if columns else []))
            known = self.outpainter.known(whole, (0, GRID_SIDE), self.outpainter.to_weights(weights))
            canvas = self._run(below, prompt_embeds, request.seed, known, references, layout)
            shift = measure_shift(canvas[:, LAYER_KEPT_COLUMNS], below[:, LAYER_KEPT_COLUMNS])
            canvas = correct_colours(canvas, shift, slice(0, NEW), NEW, style.statistics if style else None)
            pixels: Picture = canvas.cpu().numpy()
        return Painted(pixels, _memory(style, add_to_story(request.memory, request.direction)))

    def encode_ahead(self, direction: Direction) -> None:
        """Encode a direction's prompt into the prompt cache. Does nothing while a strip is being painted, because
        somebody waits for that strip."""
        if self._lock.acquire(blocking=False):
            try:
                with self._inference():
                    self.outpainter.encode_prompt(prompt_for(direction))
            finally:
                self._lock.release()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """One job at a time, on the painter's own stream, guarded (``Gpu.guarded``)."""
        with self._lock, self._inference():
            yield

    @contextmanager
    def _inference(self) -> Iterator[None]:
        with self.gpu.guarded("painter"), torch.cuda.stream(self._stream) if self._stream else nullcontext():
            yield

    def _paint_first(self, prompt: str, seed: int) -> Picture:
        with self.exclusive():
            prompt_embeds = self.outpainter.encode_prompt(prompt)
            blank = torch.zeros((HEIGHT, CANVAS, 3), device=self.gpu.device, dtype=torch.uint8)
            canvas = self._run(
                blank, prompt_embeds, seed, self.outpainter.unknown_canvas(), self.outpainter.references(), FIRST_LAYOUT
            )
            pixels: Picture = canvas.cpu().numpy()
        return pixels

    def _paint_next(self, prompt: str, request: StripRequest, carried: Picture) -> tuple[Picture, StyleMemory]:
        style = read_style(request.memory)
        if style is None:
            # The mural was begun by another engine, or by a version without style memory.
            style = begin_style(request.anchor() if request.anchor else carried)
        show_anchor = request.anchor is not None and should_anchor(style, request.position, self.options.anchor_after)
        anchor = request.anchor() if request.anchor and show_anchor and style.anchor not in self._anchors else None
        start, _ = start_canvas(carried)
        layout = self._layout(STRIP_LAYOUT)
        with self.exclusive():
            prompt_embeds = self.outpainter.encode_prompt(prompt)
            canvas_start = self.outpainter.to_device(start)
            edge, reference = encode_reference(
                self.options.reference, canvas_start, layout, self.outpainter.encode_picture
            )
            grids = [reference] if reference else []
            if request.anchor and show_anchor:
                grids.append((self._anchor_tokens(style.anchor, anchor, request.anchor), 0))
            known = self.outpainter.known(edge, layout.edge, self._strip_weights)
            canvas = self._run(
                canvas_start, prompt_embeds, request.seed, known, self.outpainter.references(*grids), layout
            )
            shift = measure_shift(canvas[:, STRIP_KEPT_COLUMNS], canvas_start[:, STRIP_KEPT_COLUMNS])
            canvas = correct_colours(canvas, shift, slice(RAMP_START, CANVAS), carried.shape[1], style.statistics)
            statistics = style_statistics(canvas[:, RAMP_START:])
            pixels: Picture = canvas.cpu().numpy()
        return pixels, after_strip(style, statistics, anchor_shown=show_anchor)

    def _run(
        self,
        start: torch.Tensor,
        prompt_embeds: torch.Tensor,
        seed: int,
        known: KnownTokens,
        references: References,
        layout: Layout,
    ) -> torch.Tensor:
        """``start`` (768, 768, 3) with painted pixels in the columns that the layout decodes."""
        tokens = self.outpainter.denoise(prompt_embeds, self.outpainter.prepare_noise(seed), known, references)
        canvas = start.clone()
        canvas[:, layout.decoded_pixels] = self.outpainter.decode(tokens, layout)
        return canvas

    def _anchor_tokens(self, name: str, read: Picture | None, read_again: Callable[[], Picture]) -> torch.Tensor:
        """The anchor's tokens, from the cache if they are there; ``read_again`` is called if they were dropped from it
        since the caller looked."""
        return self._anchors.get(
            name,
            lambda: self.outpainter.encode_picture(
                self.outpainter.to_device(downscale_anchor(read_again() if read is None else read))
            ),
        )

    def _layout(self, layout: Layout) -> Layout:
        return layout if self.speed.partial_decode else replace(layout, decoded=(0, GRID_SIDE))


def _fuse_loras(transformer: Flux2Transformer2DModel, options: ModelOptions) -> str:
    """Fuse the chosen LoRAs into the weights; the note for the ledger."""
    chosen = (("style", options.style_lora), ("outpaint", options.outpaint_lora))
    note = ""
    for kind, file in chosen:
        if file is not None:
            from inference.models.painter.lora import fuse_lora

            note += f"; {kind} LoRA {fuse_lora(transformer, file).id} fused, 0 B at run time"
    return note


def _memory(style: StyleMemory | None, story: dict[str, Any]) -> dict[str, Any]:
    memory = {STORY_KEY: story}
    return memory if style is None else {KEY: style.model_dump(mode="json"), **memory}


def downscale_anchor(picture: Picture) -> Picture:
    """(384, 384, 3): the mural's first strip at half its width and height. Raises ValueError for another size."""
    if picture.shape != (HEIGHT, CANVAS, 3):
        raise ValueError(f"An anchor is {HEIGHT} x {CANVAS}, not {picture.shape}.")
    sums = picture.reshape(ANCHOR_SIDE, 2, ANCHOR_SIDE, 2, 3).sum(axis=(1, 3), dtype=np.uint16)
    return ((sums + 2) // 4).astype(np.uint8)
