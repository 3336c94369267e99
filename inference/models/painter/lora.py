"""Fuses a LoRA into the painter's weights: a style, or an ability such as outpainting, without any cost at run time.

``fuse_lora`` reads a safetensors file in any common layout (lora_names.py) and adds its product to the weights,
computed in float32. It is all or nothing: a file with anything that does not fit changes no weight and raises
``EngineUnavailable`` in one sentence. Several LoRAs may be fused, one after the other; none can be removed. Fuse before
anything is compiled and before the attention's projections are merged.
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
from inference.models.painter.lora_names import PREFIXES, LoraTarget, lora_targets, split_key
from inference.models.runtime.loading import first_line

NAMES = ("modelspec.title", "ss_output_name")
"""Metadata keys under which trainers write the LoRA's name."""
ADAPTER = "lora_adapter_metadata"
"""Metadata key under which diffusers writes peft's settings, as JSON."""


@dataclass(frozen=True)
class FusedLora:
    """What was fused."""

    id: str
    """From the file's metadata, else its file name."""
    rank: int
    """The largest of its layers."""
    modules: int
    """Layers of the transformer that it changed."""


@dataclass
class _LoraLayer:
    """One layer's tensors in the file."""

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
    layers, metadata = _read(file)
    targets = lora_targets(transformer)
    for layer, lora in layers.items():
        _check(file, lora, targets.get(layer))
    settings = _adapter_settings(metadata)
    changed: set[int] = set()
    for layer, lora in layers.items():
        assert lora.down is not None
        assert lora.up is not None
        layer_scale = scale * _scale(lora, layer, settings)
        for target in targets[layer]:
            _add(target, lora.down, lora.up, layer_scale)
            changed.add(id(target.layer))
    rank = max(lora.down.shape[0] for lora in layers.values() if lora.down is not None)
    return FusedLora(id=_name(file, metadata), rank=rank, modules=len(changed))


def _read(file: Path) -> tuple[dict[str, _LoraLayer], dict[str, str]]:
    layers: dict[str, _LoraLayer] = {}
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
                lora = layers.setdefault(layer, _LoraLayer())
                if side in lora.keys:
                    raise EngineUnavailable(
                        f"The LoRA {file} holds both {lora.keys[side]} and {key}, which mean the same."
                    )
                lora.keys[side] = key
                tensor = tensors.get_tensor(key).float()
                if not bool(torch.isfinite(tensor).all()):
                    raise EngineUnavailable(f"The LoRA {file} holds {key}, which is not finite.")
                if side == "alpha":
                    lora.alpha = float(tensor.reshape(-1)[0]) if tensor.numel() == 1 else math.nan
                elif side == "A":
                    lora.down = tensor
                else:
                    lora.up = tensor
    except FileNotFoundError:
        raise EngineUnavailable(f"There is no LoRA {file}.") from None
    except (SafetensorError, OSError) as error:
        raise EngineUnavailable(f"The LoRA {file} is no whole safetensors file: {first_line(error)}.") from None
    if not layers:
        raise EngineUnavailable(f"The LoRA {file} is empty.")
    return layers, metadata


def _check(file: Path, lora: _LoraLayer, targets: list[LoraTarget] | None) -> None:
    key = next(iter(lora.keys.values()))
    if targets is None:
        raise EngineUnavailable(f"The LoRA {file} holds {key}, and the painter has no such layer.")
    if lora.down is None or lora.up is None:
        raise EngineUnavailable(f"The LoRA {file} holds {key} without its other half.")
    if lora.alpha is not None and not math.isfinite(lora.alpha):
        raise EngineUnavailable(f"The LoRA {file} holds {lora.keys['alpha']}, which is not one number.")
    inside, outside = targets[0].layer.in_features, max(target.source_rows.stop for target in targets)
    fits = lora.down.ndim == lora.up.ndim == 2 and lora.down.shape[0] == lora.up.shape[1] > 0
    if not fits or (lora.down.shape[1], lora.up.shape[0]) != (inside, outside):
        found = f"{tuple(lora.down.shape)} and {tuple(lora.up.shape)}"
        raise EngineUnavailable(
            f"The LoRA {file} holds {key} of {found}, and the painter's layer is {inside} to {outside}."
        )


@torch.no_grad()
def _add(target: LoraTarget, down: torch.Tensor, up: torch.Tensor, scale: float) -> None:
    weight = target.layer.weight
    product = up[target.source_rows].to(weight.device) @ down.to(weight.device)
    rows = weight.data[target.rows]
    rows.copy_(rows.float() + scale * product)


def _scale(lora: _LoraLayer, layer: str, settings: Mapping[str, Any]) -> float:
    """The product's scale, alpha / rank: alpha from the file's tensors, else from its settings, else the scale is 1."""
    assert lora.down is not None
    rank = lora.down.shape[0]
    alpha = lora.alpha if lora.alpha is not None else _pattern(settings, layer)
    if alpha is None:
        return 1.0
    return alpha / math.sqrt(rank) if settings.get("use_rslora") else alpha / rank


def _pattern(settings: Mapping[str, Any], layer: str) -> float | None:
    """peft's alpha for ``layer``: that of the first pattern that matches the end of its name, else the general one."""
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
