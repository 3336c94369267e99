"""What an operator can choose about the models engine, in one immutable record.

``read_options(environ)`` is the only place that reads these variables; lightloom_site/config.py takes its documentation
from ``OPTIONS``. Each is a speed or memory choice with a measured effect (docs/models.md);
none changes the mural's geometry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Reference = Literal["edge", "canvas", "none"]


class BadOption(ValueError):
    """A variable that cannot be used; the message is one sentence that names it."""


@dataclass(frozen=True)
class ModelOptions:
    folder: Path
    """Where the weights lie: one folder a model, named as on the hub (inference/models/hub/registry.py)."""
    caches: Path
    """Where compiled kernels are kept between starts."""
    device: str = "cuda"
    """``cuda``, ``cuda:1`` … or ``cpu``, which the tests use: the same code, float32."""
    reference: Reference = "edge"
    """What the painter is shown beside the canvas: the carried edge,
    the whole canvas as the stock pipeline does, or nothing."""
    compile: bool = True
    """Compile the painter's repeated blocks and capture CUDA graphs; eager until that is done."""
    anchor_after: int = 20
    """Strips after which the first strip is shown to the painter again; drift does so earlier."""
    style_lora: Path | None = None
    """A safetensors file that is fused into the painter at warm-up."""
    outpaint_lora: Path | None = None
    art_director: bool = True
    """Whether the art director's model stays loaded; without it worlds are named from their directions."""
    offline: bool = False
    """Never ask the hub, also where weights are missing."""


@dataclass(frozen=True)
class Option:
    """One variable as docs/configuration.md shows it."""

    variable: str
    shown: str
    about: str


OPTIONS = (
    Option("LIGHTLOOM_MODELS", "`models/` in the data folder", "Folder of the models' weights; what is missing there is fetched from the hub."),
    Option("LIGHTLOOM_MODELS_OFFLINE", "off", "Never ask the hub: missing weights are an error."),
    Option("LIGHTLOOM_DEVICE", "cuda", "Device of the models engine: `cuda`, `cuda:1`, or `cpu` (for trying it out: very slow)."),
    Option("LIGHTLOOM_REFERENCE", "edge", "What the painter is shown beside the canvas: `edge`, `canvas` or `none`."),
    Option("LIGHTLOOM_COMPILE", "on", "Compile the painter and capture CUDA graphs after the first strip is possible."),
    Option("LIGHTLOOM_ANCHOR_AFTER", "20", "Strips after which the painter is shown the first strip again."),
    Option("LIGHTLOOM_STYLE_LORA", "none", "A LoRA (.safetensors) for the painter's style, fused at warm-up."),
    Option("LIGHTLOOM_OUTPAINT_LORA", "none", "A second LoRA (.safetensors), for outpainting, fused too."),
    Option("LIGHTLOOM_ART_DIRECTOR", "on", "Keep the art director's model loaded; `off` saves its memory and names worlds from their directions."),
)  # fmt: skip


def data_folder(environ: Mapping[str, str]) -> Path:
    """The service's data folder as lightloom_site/config.py finds it,
    for commands that do without the rest of the service."""
    given = environ.get("LIGHTLOOM_DATA", "").strip()
    return Path(given).expanduser().resolve() if given else Path(__file__).resolve().parents[3] / "var"


def read_options(environ: Mapping[str, str], data: Path) -> ModelOptions:
    """The options out of ``environ``; ``data`` is the service's data folder. Raises BadOption."""

    def given(variable: str) -> str:
        return environ.get(variable, "").strip()

    def switch(variable: str, default: bool) -> bool:
        word = given(variable).lower()
        if word not in ("", "on", "off", "1", "0", "true", "false", "yes", "no"):
            raise BadOption(f"{variable} is on or off, not {word!r}.")
        return word in ("on", "1", "true", "yes") if word else default

    def lora(variable: str) -> Path | None:
        path = Path(given(variable)).expanduser().resolve() if given(variable) else None
        if path is not None and not (path.is_file() and path.suffix == ".safetensors"):
            raise BadOption(f"{variable} names a .safetensors file, and {path} is none.")
        return path

    reference = given("LIGHTLOOM_REFERENCE").lower() or "edge"
    if reference not in ("edge", "canvas", "none"):
        raise BadOption(f"LIGHTLOOM_REFERENCE is edge, canvas or none, not {reference!r}.")
    after = given("LIGHTLOOM_ANCHOR_AFTER") or "20"
    if not after.isdecimal() or not 1 <= int(after) <= 1000:
        raise BadOption(f"LIGHTLOOM_ANCHOR_AFTER is a whole number from 1 to 1000, not {after!r}.")
    device = given("LIGHTLOOM_DEVICE").lower() or "cuda"
    if device not in ("cuda", "cpu") and not (device.startswith("cuda:") and device[5:].isdecimal()):
        raise BadOption(f"LIGHTLOOM_DEVICE is cuda, cuda:<number> or cpu, not {device!r}.")
    return ModelOptions(
        folder=Path(given("LIGHTLOOM_MODELS")).expanduser().resolve() if given("LIGHTLOOM_MODELS") else data / "models",
        caches=data / "compiled",
        device=device,
        reference=reference,  # type: ignore[arg-type]
        compile=switch("LIGHTLOOM_COMPILE", True),
        anchor_after=int(after),
        style_lora=lora("LIGHTLOOM_STYLE_LORA"),
        outpaint_lora=lora("LIGHTLOOM_OUTPAINT_LORA"),
        art_director=switch("LIGHTLOOM_ART_DIRECTOR", True),
        offline=switch("LIGHTLOOM_MODELS_OFFLINE", False),
    )
