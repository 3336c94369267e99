"""The relief of the models engine: Depth-Anything-V2-Small, and its depth brought into the mural's scale.

``measure`` takes the whole canvas, the carried edge included, so that the model sees what it joins;
inference/models/relief/alignment.py fits its depth to the carried relief, which then stands exactly left of the ramp
and blends into the new over it. ``remeasure`` does the same for a window that was painted over. The network runs in
float32: it is small, and bfloat16 has too few steps for a relief that people walk through. Calls come one after the
other. Where the depth comes to is the mural's affair, not the model's.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from safetensors.torch import load_file
from torch.nn import functional as nn
from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation

from inference.contract.arrays import Picture, Relief
from inference.contract.errors import EngineError, EngineUnavailable
from inference.contract.geometry import CANVAS, CARRIED, HEIGHT
from inference.contract.ledger import LedgerLine
from inference.engine.protocols import Painted, Scene, Stretch
from inference.models.relief.alignment import relief_of
from inference.models.runtime.cuda_graph import Recorder, Swift
from inference.models.runtime.device import Gpu, bytes_of, parameters_of
from inference.models.runtime.loading import loading
from inference.models.runtime.options import ModelOptions
from inference.mural.canvas import keep, lay_over, ramp

MODEL = "depth-anything/Depth-Anything-V2-Small-hf"
LICENCE = "Apache-2.0"
SIDE = 518
"""Pixels of the picture that the model sees, 37 patches of 14: what its image processor is published with."""
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
"""Of ImageNet, for values from 0 to 1."""
RENAMED = (
    ("attention.attention.query", "attention.q_proj"),
    ("attention.attention.key", "attention.k_proj"),
    ("attention.attention.value", "attention.v_proj"),
    ("attention.output.dense", "attention.o_proj"),
)
"""What the published file calls the backbone's layers, and what the library does."""
UNUSED = "backbone.embeddings.mask_token"
"""Only needed to train the backbone; a file may do without."""


class DepthRelief:
    """``inference.contract.arrays.ReliefMaker`` and ``inference.models.Part``."""

    def __init__(
        self, network: DepthAnythingForDepthEstimation, gpu: Gpu, options: ModelOptions, note: str = ""
    ) -> None:
        self.network = network.eval().requires_grad_(False)
        self._gpu = gpu
        self._options = options
        self._note = note
        self._turn = threading.Lock()
        # One stream for ever: memory that was used in one stream is not given to another,
        # so one a strip would hoard it.
        self._stream = torch.cuda.Stream(gpu.device) if gpu.is_cuda else None
        self._mean = torch.tensor(MEAN, dtype=torch.float32, device=gpu.device).view(1, 3, 1, 1)
        self._std = torch.tensor(STD, dtype=torch.float32, device=gpu.device).view(1, 3, 1, 1)
        self.forward = Swift(self._run)
        if gpu.is_cuda:
            torch.cuda.synchronize(gpu.device)

    @classmethod
    def load(cls, folder: Path, gpu: Gpu, options: ModelOptions) -> Self:
        """From the published ``config.json`` and ``model.safetensors``. Raises EngineUnavailable.

        The library's own loader sets torch's default dtype for the whole process while it works; parts are loaded in
        parallel, so the network is laid out without memory here and given the file's tensors.
        """
        with loading("relief", MODEL, folder):
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            kind = config.get("model_type") if isinstance(config, dict) else None
            if kind != "depth_anything":
                raise EngineUnavailable(
                    f"The relief's {folder / 'config.json'} describes {kind or 'nothing known'}, not depth_anything."
                )
            layout = DepthAnythingConfig.from_dict(config)
            if layout.backbone_config is not None:
                # A backbone that is published with a dtype is laid out under it,
                # and that is the process's default one too.
                layout.backbone_config.dtype = None
            with torch.device("meta"):
                network = DepthAnythingForDepthEstimation(layout)
            tensors = {
                published_to_library(name): tensor.float()
                for name, tensor in load_file(folder / "model.safetensors", device=str(gpu.device)).items()
            }
            wanted = network.state_dict()
            tensors.setdefault(UNUSED, torch.zeros(wanted[UNUSED].shape, dtype=torch.float32, device=gpu.device))
            wrong = sorted(wanted.keys() ^ tensors.keys()) or sorted(
                name for name, tensor in wanted.items() if tensor.shape != tensors[name].shape
            )
            if wrong:
                raise EngineUnavailable(
                    f"The relief's {folder / 'model.safetensors'} does not fit its config.json: see {wrong[0]}."
                )
            network.load_state_dict(tensors, assign=True)
        return cls(network, gpu, options)

    @classmethod
    def random(cls, gpu: Gpu, options: ModelOptions) -> Self:
        """Random weights in the published architecture: a DINOv2-small backbone and a DPT head."""
        with torch.device(gpu.device), torch.no_grad():
            network = DepthAnythingForDepthEstimation(published_config()).float()
        return cls(network, gpu, options, note="random weights")

    def measure(self, painted: Painted, scene: Scene) -> Relief:
        """(768, 768) uint16 relief of the canvas, one surface with ``scene.carried_relief`` where there is one."""
        if scene.carried_relief is None:
            return self._relief(painted.canvas)
        known = np.zeros((HEIGHT, CANVAS), np.uint16)
        known[:, :CARRIED] = scene.carried_relief
        kept = np.broadcast_to((255 - ramp()) / np.float32(255), known.shape)
        return keep(self._relief(painted.canvas, known, kept), scene.carried_relief)

    def remeasure(self, painted: Painted, stretch: Stretch) -> Relief:
        """(768, 768) uint16 relief of a window that was painted over, exactly
        ``stretch.below_relief`` where its mask is 0."""
        kept = (255 - stretch.mask) / np.float32(255)
        return lay_over(self._relief(painted.canvas, stretch.below_relief, kept), stretch.below_relief, stretch.mask)

    def depth(self, picture: Picture) -> np.ndarray[Any, np.dtype[np.float32]]:
        """(h, w) float32 of a picture (h, w, 3): the model's own relative inverse depth, larger is nearer."""
        with self._at_work():
            pixels = torch.from_numpy(np.ascontiguousarray(picture)).to(self._gpu.device)
            depth: np.ndarray[Any, np.dtype[np.float32]] = self.forward(pixels).cpu().numpy()
        return depth

    def try_out(self) -> None:
        self.depth(np.zeros((HEIGHT, CANVAS, 3), np.uint8))

    def warm_up(self) -> Iterator[str]:
        if self._options.compile and self._gpu.is_cuda:
            yield "recording the relief's CUDA graph"
            with self._at_work():
                pixels = torch.zeros((HEIGHT, CANVAS, 3), dtype=torch.uint8, device=self._gpu.device)
                self.forward.install(Recorder(self._gpu).record(self._run, (pixels,)), pixels)

    def ledger_lines(self) -> tuple[LedgerLine, ...]:
        return (
            LedgerLine(
                job="relief",
                id=MODEL,
                parameters=parameters_of(self.network),
                licence=LICENCE,
                device=str(self._gpu.device),
                live=True,
                note=self._note,
                dtype="float32",
                memory=bytes_of(self.network),
            ),
        )

    def prepare(self, pixels: torch.Tensor) -> torch.Tensor:
        """A picture (h, w, 3) uint8 to (1, 3, 518, 518), as the published image processor does it for a square one."""
        picture = pixels.permute(2, 0, 1).unsqueeze(0).float()
        small = nn.interpolate(picture, (SIDE, SIDE), mode="bicubic", antialias=True, align_corners=False)
        # The processor resizes to whole levels of brightness.
        return (small.round().clamp(0, 255) / 255 - self._mean) / self._std

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """One job at a time, in the relief's own stream, without gradients, its errors told as the device's."""
        with (
            self._turn,
            self._gpu.guarded("relief"),
            torch.cuda.stream(self._stream) if self._stream else nullcontext(),
        ):
            yield

    def _run(self, pixels: torch.Tensor) -> torch.Tensor:
        depth = self.network(self.prepare(pixels)).predicted_depth.unsqueeze(0)
        return nn.interpolate(depth, pixels.shape[:2], mode="bicubic", align_corners=False)[0, 0]

    def _relief(self, picture: Picture, known: Relief | None = None, kept: Any = None) -> Relief:
        try:
            return relief_of(self.depth(picture), known, kept)
        except ValueError:
            raise EngineError("relief.failed", "The relief's model gave no numbers for this strip.") from None


def published_to_library(name: str) -> str:
    for published, library in RENAMED:
        name = name.replace(published, library)
    return name


def published_config() -> DepthAnythingConfig:
    """The architecture of Depth-Anything-V2-Small as its ``config.json`` describes it: 24.8 million parameters."""
    return DepthAnythingConfig(
        backbone_config={
            "model_type": "dinov2",
            "hidden_size": 384,
            "num_attention_heads": 6,
            "image_size": SIDE,
            "patch_size": 14,
            "out_indices": [3, 6, 9, 12],
            "reshape_hidden_states": False,
        },
        reassemble_hidden_size=384,
        neck_hidden_sizes=[48, 96, 192, 384],
        fusion_hidden_size=64,
        head_hidden_size=32,
    )
