"""What an operator can choose about the models engine, in one immutable record.

``ModelOptions.read(environ)`` reads the variables, and docs/configuration.md is made of the fields. Each is a choice of
speed or memory with a measured effect (docs/models.md); none changes the mural's geometry.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from inference.environment import LOWER_CASE, ResolvedPath, Settings, in_data_folder, variable

EngineName = Literal["auto", "sketch", "models"]
Reference = Literal["edge", "canvas", "none"]


def _device(value: str) -> str:
    if not re.fullmatch(r"cpu|cuda(:\d+)?", value, re.ASCII):
        raise ValueError("is cuda, cuda:<number> or cpu")
    return value


def _lora(path: Path) -> Path:
    if not (path.is_file() and path.suffix == ".safetensors"):
        raise ValueError("is a .safetensors file that exists")
    return path


Lora = Annotated[ResolvedPath, AfterValidator(_lora)]


class ModelOptions(Settings):
    """The models engine's settings: those below, and the data folder that two of them lie in."""

    folder: ResolvedPath = variable(
        "LIGHTLOOM_MODELS",
        in_data_folder("models"),
        "Folder of the models' weights; what is missing there is fetched from the hub.",
        unset="`models/` in the data folder",
    )
    caches: Path = Field(default_factory=in_data_folder("compiled"))
    """Where compiled kernels are kept between starts."""
    offline: bool = variable("LIGHTLOOM_MODELS_OFFLINE", False, "Never ask the hub: missing weights are an error.")
    device: Annotated[str, LOWER_CASE, AfterValidator(_device)] = variable(
        "LIGHTLOOM_DEVICE",
        "cuda",
        "Device of the models engine: `cuda`, `cuda:1`, or `cpu` (for trying it out: very slow).",
    )
    reference: Annotated[Reference, LOWER_CASE] = variable(
        "LIGHTLOOM_REFERENCE", "edge", "What the painter is shown beside the canvas: `edge`, `canvas` or `none`."
    )
    compile: bool = variable(
        "LIGHTLOOM_COMPILE", True, "Compile the painter and capture CUDA graphs after the first strip is possible."
    )
    anchor_after: int = variable(
        "LIGHTLOOM_ANCHOR_AFTER", 20, "Strips after which the painter is shown the first strip again.", ge=1, le=1000
    )
    style_lora: Lora | None = variable(
        "LIGHTLOOM_STYLE_LORA", None, "A LoRA (.safetensors) for the painter's style, fused at warm-up."
    )
    outpaint_lora: Lora | None = variable(
        "LIGHTLOOM_OUTPAINT_LORA", None, "A second LoRA (.safetensors), for outpainting, fused too."
    )
    art_director: bool = variable(
        "LIGHTLOOM_ART_DIRECTOR",
        True,
        "Keep the art director's model loaded; `off` saves its memory and names worlds from their directions.",
    )
