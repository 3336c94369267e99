"""The relief of the models engine: Depth-Anything-V2-Small, with its depth brought into the mural's scale.

``measure`` takes the whole canvas with its carried edge, so that the model sees what it joins; alignment.py fits the
depth to the carried relief, which then stands exactly left of the ramp and blends into the new one over it.
``remeasure`` does the same for a layer's window. The network runs in float32: it is small, and bfloat16 has too few
steps for a relief that people walk through. Calls run one after the other. It does not store reliefs.
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
from inference.engine.protocols import LayerRequest, Painted, StripRequest
from inference.models.relief.alignment import align_depth
from inference.models.runtime.cuda_graph import GraphCapturer, GraphedCallable
from inference.models.runtime.device import Gpu, count_bytes, count_parameters
from inference.models.runtime.loading import loading_errors
from inference.models.runtime.options import ModelOptions
from inference.mural.canvas import blend_over, paste_kept, ramp_row

MODEL_ID = "depth-anything/Depth-Anything-V2-Small-hf"
LICENCE = "Apache-2.0"
INPUT_SIDE = 518
"""px: side of the model's input, 37 patches of 14, as in its published image processor."""
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
"""ImageNet mean and standard deviation, for values from 0 to 1."""
RENAMED_LAYERS = (
    ("attention.attention.query", "attention.q_proj"),
    ("attention.attention.key", "attention.k_proj"),
    ("attention.attention.value", "attention.v_proj"),
    ("attention.output.dense", "attention.o_proj"),
)
"""Names of the backbone's layers in the published file and in the library."""
TRAINING_ONLY = "backbone.embeddings.mask_token"
"""Only needed to train the backbone; a file may lack it."""


class DepthRelief:
    """``inference.engine.protocols.ReliefMaker`` and ``inference.models.LoadedModel``."""

    def __init__(
        self, network: DepthAnythingForDepthEstimation, gpu: Gpu, options: ModelOptions, note: str = ""
    ) -> None:
        self.network = network.eval().requires_grad_(False)
        self._gpu = gpu
        self._options = options
        self._note = note
        self._lock = threading.Lock()
        # One stream for all strips: torch's allocator does not give memory of one stream to another.
        self._stream = torch.cuda.Stream(gpu.device) if gpu.is_cuda else None
        self._mean = torch.tensor(MEAN, dtype=torch.float32, device=gpu.device).view(1, 3, 1, 1)
        self._std = torch.tensor(STD, dtype=torch.float32, device=gpu.device).view(1, 3, 1, 1)
        self.forward = GraphedCallable(self._run)
        if gpu.is_cuda:
            torch.cuda.synchronize(gpu.device)

    @classmethod
    def load(cls, folder: Path, gpu: Gpu, options: ModelOptions) -> Self:
        """From the published ``config.json`` and ``model.safetensors``. Raises EngineUnavailable.

        The library's own loader sets torch's default dtype for the whole process. Models are loaded in parallel, so the
        network is made on the meta device here and given the file's tensors.
        """
        with loading_errors("relief", MODEL_ID, folder):
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            kind = config.get("model_type") if isinstance(config, dict) else None
            if kind != "depth_anything":
                raise EngineUnavailable(
                    f"The relief's {folder / 'config.json'} describes {kind or 'nothing known'}, not depth_anything."
                )
            layout = DepthAnythingConfig.from_dict(config)
            if layout.backbone_config is not None:
                # With a dtype in its config, making the backbone sets the process's default dtype.
                layout.backbone_config.dtype = None
            with torch.device("meta"):
                network = DepthAnythingForDepthEstimation(layout)
            tensors = {
                published_to_library(name): tensor.float()
                for name, tensor in load_file(folder / "model.safetensors", device=str(gpu.device)).items()
            }
            wanted = network.state_dict()
            tensors.setdefault(
                TRAINING_ONLY, torch.zeros(wanted[TRAINING_ONLY].shape, dtype=torch.float32, device=gpu.device)
            )
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
    def with_random_weights(cls, gpu: Gpu, options: ModelOptions) -> Self:
        """Random weights in the published architecture: a DINOv2-small backbone and a DPT head."""
        with torch.device(gpu.device), torch.no_grad():
            network = DepthAnythingForDepthEstimation(published_config()).float()
        return cls(network, gpu, options, note="random weights")

    def measure(self, painted: Painted, request: StripRequest) -> Relief:
        """(768, 768) uint16 relief of the canvas, one surface with ``request.carried_relief`` where there is one."""
        if request.carried_relief is None:
            return self._relief(painted.canvas)
        known = np.zeros((HEIGHT, CANVAS), np.uint16)
        known[:, :CARRIED] = request.carried_relief
        kept = np.broadcast_to((255 - ramp_row()) / np.float32(255), known.shape)
        return paste_kept(self._relief(painted.canvas, known, kept), request.carried_relief)

    def remeasure(self, painted: Painted, request: LayerRequest) -> Relief:
        """(768, 768) uint16 relief of a layer's window, exactly ``request.below_relief`` where its mask is 0."""
        kept = (255 - request.mask) / np.float32(255)
        return blend_over(self._relief(painted.canvas, request.below_relief, kept), request.below_relief, request.mask)

    def depth(self, picture: Picture) -> np.ndarray[Any, np.dtype[np.float32]]:
        """(h, w) float32 of a picture (h, w, 3): the model's relative inverse depth, larger is nearer."""
        with self._exclusive():
            pixels = torch.from_numpy(np.ascontiguousarray(picture)).to(self._gpu.device)
            depth: np.ndarray[Any, np.dtype[np.float32]] = self.forward(pixels).cpu().numpy()
        return depth

    def dummy_run(self) -> None:
        self.depth(np.zeros((HEIGHT, CANVAS, 3), np.uint8))

    def warm_up(self) -> Iterator[str]:
        if self._options.compile and self._gpu.is_cuda:
            yield "recording the relief's CUDA graph"
            with self._exclusive():
                pixels = torch.zeros((HEIGHT, CANVAS, 3), dtype=torch.uint8, device=self._gpu.device)
                self.forward.install(GraphCapturer(self._gpu).capture(self._run, (pixels,)), pixels)

    def ledger_lines(self) -> tuple[LedgerLine, ...]:
        return (
            LedgerLine(
                job="relief",
                id=MODEL_ID,
                parameters=count_parameters(self.network),
                licence=LICENCE,
                device=str(self._gpu.device),
                live=True,
                note=self._note,
                dtype="float32",
                memory=count_bytes(self.network),
            ),
        )

    def prepare(self, pixels: torch.Tensor) -> torch.Tensor:
        """A picture (h, w, 3) uint8 to (1, 3, 518, 518), as the published image processor does it for a square one."""
        picture = pixels.permute(2, 0, 1).unsqueeze(0).float()
        small = nn.interpolate(picture, (INPUT_SIDE, INPUT_SIDE), mode="bicubic", antialias=True, align_corners=False)
        # The published processor rounds the resized picture to whole levels.
        return (small.round().clamp(0, 255) / 255 - self._mean) / self._std

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """One job at a time, in the relief's own stream, guarded (``Gpu.guarded``)."""
        with (
            self._lock,
            self._gpu.guarded("relief"),
            torch.cuda.stream(self._stream) if self._stream else nullcontext(),
        ):
            yield

    def _run(self, pixels: torch.Tensor) -> torch.Tensor:
        depth = self.network(self.prepare(pixels)).predicted_depth.unsqueeze(0)
        return nn.interpolate(depth, pixels.shape[:2], mode="bicubic", align_corners=False)[0, 0]

    def _relief(self, picture: Picture, known: Relief | None = None, kept: Any = None) -> Relief:
        try:
            return align_depth(self.depth(picture), known, kept)
        except ValueError:
            raise EngineError("relief.failed", "The relief's model gave no numbers for this strip.") from None


def published_to_library(name: str) -> str:
    for published, library in RENAMED_LAYERS:
        name = name.replace(published, library)
    return name


def published_config() -> DepthAnythingConfig:
    """The architecture of Depth-Anything-V2-Small as its ``config.json`` describes it: 24.8 million parameters."""
    return DepthAnythingConfig(
        backbone_config={
            "model_type": "dinov2",
            "hidden_size": 384,
            "num_attention_heads": 6,
            "image_size": INPUT_SIDE,
            "patch_size": 14,
            "out_indices": [3, 6, 9, 12],
            "reshape_hidden_states": False,
        },
        reassemble_hidden_size=384,
        neck_hidden_sizes=[48, 96, 192, 384],
        fusion_hidden_size=64,
        head_hidden_size=32,
    )
