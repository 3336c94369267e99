"""A LoRA folded into the painter's weights: a style, or a habit such as outpainting, that costs nothing at run time.

``fuse_lora`` reads a safetensors file in any of the common layouts (lora_names.py) and adds its product to the weights,
computed in float32, whatever the weights' own dtype. It is all or nothing: a file of which anything does not fit
changes no weight and is an ``EngineUnavailable`` in one sentence. Several may be fused, one after the other; none can
be taken out again. Fuse before anything is compiled, and before the attention's projections are merged.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open

from inference.contract.errors import EngineUnavailable
from inference.models.painter.lora_names import PREFIXES, Place, places_in, split_key

NAMES = ("modelspec.title", "ss_output_name")
"""Where trainers note in the file what it is called."""
ADAPTER = "lora_adapter_metadata"
"""Where diffusers keeps peft's settings, as JSON."""


@dataclass(frozen=True)
class FusedLora:
    """What was fused."""

    id: str
    """From the file's own metadata, else its name."""
    rank: int
    """The largest of its layers."""
    modules: int
    """Layers of the transformer that it changed."""


@dataclass
class _Part:
    """One layer's tensors as the file has them."""

    keys: dict[str, str] = field(default_factory=dict)
    """``A``, ``B``, ``alpha`` to the name in the file."""
    down: torch.Tensor | None = None
    """(rank, in)"""
    up: torch.Tensor | None = None
    """(out, rank)"""
    alpha: float | None = None


def fuse_lora(transformer: torch.nn.Module, file: Path, *, scale: float = 1.0) -> FusedLora:
    """Add ``scale`` times the LoRA in ``file`` to the weights of ``transformer``.

    Raises EngineUnavailable for a file that cannot be read, that holds anything but a LoRA of this transformer's
    layers, or whose sizes do not fit.
    """
    if not math.isfinite(scale):
        raise EngineUnavailable(f"A LoRA cannot be fused at the scale {scale}.")
    parts, metadata = _read(file)
    places = places_in(transformer)
    for layer, part in parts.items():
        _check(file, part, places.get(layer))
    settings = _adapter_settings(metadata)
    changed: set[int] = set()
    for layer, part in parts.items():
        assert part.down is not None
        assert part.up is not None
        share = scale * _share(part, layer, settings)
        for place in places[layer]:
            _add(place, part.down, part.up, share)
            changed.add(id(place.layer))
    rank = max(part.down.shape[0] for part in parts.values() if part.down is not None)
    return FusedLora(id=_name(file, metadata), rank=rank, modules=len(changed))


def _read(file: Path) -> tuple[dict[str, _Part], dict[str, str]]:
    parts: dict[str, _Part] = {}
    try:
        with safe_open(file, framework="pt", device="cpu") as tensors:
            metadata = tensors.metadata() or {}
            for key in tensors.keys():  # noqa: SIM118 (it is no mapping)
                found = split_key(key)
                if found is None:
                    raise EngineUnavailable(
                        f"The LoRA {file} holds {key}, which is no part of a LoRA that can be fused."
                    )
                layer, side = found
                part = parts.setdefault(layer, _Part())
                if side in part.keys:
                    raise EngineUnavailable(
                        f"The LoRA {file} holds both {part.keys[side]} and {key}, which mean the same."
                    )
                part.keys[side] = key
                tensor = tensors.get_tensor(key).float()
                if not bool(torch.isfinite(tensor).all()):
                    raise EngineUnavailable(f"The LoRA {file} holds {key}, which is not finite.")
                if side == "alpha":
                    part.alpha = float(tensor.reshape(-1)[0]) if tensor.numel() == 1 else math.nan
                elif side == "A":
                    part.down = tensor
                else:
                    part.up = tensor
    except FileNotFoundError:
        raise EngineUnavailable(f"There is no LoRA {file}.") from None
    except (SafetensorError, OSError) as error:
        raise EngineUnavailable(f"The LoRA {file} is no whole safetensors file: {_first_line(error)}.") from None
    if not parts:
        raise EngineUnavailable(f"The LoRA {file} is empty.")
    return parts, metadata


def _check(file: Path, part: _Part, places: list[Place] | None) -> None:
    key = next(iter(part.keys.values()))
    if places is None:
        raise EngineUnavailable(f"The LoRA {file} holds {key}, and the painter has no such layer.")
    if part.down is None or part.up is None:
        raise EngineUnavailable(f"The LoRA {file} holds {key} without its other half.")
    if part.alpha is not None and not math.isfinite(part.alpha):
        raise EngineUnavailable(f"The LoRA {file} holds {part.keys['alpha']}, which is not one number.")
    inside, outside = places[0].layer.in_features, max(place.of.stop for place in places)
    fits = part.down.ndim == part.up.ndim == 2 and part.down.shape[0] == part.up.shape[1] > 0
    if not fits or (part.down.shape[1], part.up.shape[0]) != (inside, outside):
        found = f"{tuple(part.down.shape)} and {tuple(part.up.shape)}"
        raise EngineUnavailable(
            f"The LoRA {file} holds {key} of {found}, and the painter's layer is {inside} to {outside}."
        )


@torch.no_grad()
def _add(place: Place, down: torch.Tensor, up: torch.Tensor, share: float) -> None:
    weight = place.layer.weight
    product = up[place.of].to(weight.device) @ down.to(weight.device)
    rows = weight.data[place.rows]
    rows.copy_(rows.float() + share * product)


def _share(part: _Part, layer: str, settings: Mapping[str, Any]) -> float:
    """What the product counts: alpha through the rank, by the file's tensors, else by its settings, else 1."""
    assert part.down is not None
    rank = part.down.shape[0]
    alpha = part.alpha if part.alpha is not None else _pattern(settings, layer)
    if alpha is None:
        return 1.0
    return alpha / math.sqrt(rank) if settings.get("use_rslora") else alpha / rank


def _pattern(settings: Mapping[str, Any], layer: str) -> float | None:
    """peft's alpha for ``layer``: of the first pattern that its name ends with, else the one for all."""
    patterns = settings.get("alpha_pattern")
    found = settings.get("lora_alpha")
    for pattern, alpha in patterns.items() if isinstance(patterns, dict) else ():
        bare = pattern.removeprefix("^")
        if layer == bare or layer.endswith(f".{bare}"):
            found = alpha
            break
    return float(found) if isinstance(found, int | float) and math.isfinite(found) else None


def _adapter_settings(metadata: Mapping[str, str]) -> dict[str, Any]:
    try:
        settings = json.loads(metadata.get(ADAPTER, "{}"))
    except ValueError:
        return {}
    if not isinstance(settings, dict):
        return {}
    bare = {}
    for name, value in settings.items():
        for prefix in PREFIXES:
            name = name.removeprefix(prefix)
        bare[name] = value
    return bare


def _name(file: Path, metadata: Mapping[str, str]) -> str:
    told = next((metadata[name] for name in NAMES if metadata.get(name, "").strip()), file.stem)
    return " ".join(told.split())[:80]


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200].rstrip(".")
