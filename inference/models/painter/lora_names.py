"""How LoRA files name the painter's layers: in diffusers' layout, in the makers' own, and with underscores.

A trainer writes ``transformer_blocks.0.attn.to_q`` (diffusers, peft), ``double_blocks.0.img_attn.qkv`` (the makers'
code and most trainers; one layer there is three here) or ``lora_unet_double_blocks_0_img_attn_qkv``, after one of
several prefixes. ``lora_targets`` lists all names for one transformer; ``split_key`` parses a tensor's name. It touches
no tensor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import torch

DOUBLE = {
    "attn.to_out.0": "img_attn.proj",
    "attn.to_add_out": "txt_attn.proj",
    "ff.linear_in": "img_mlp.0",
    "ff.linear_out": "img_mlp.2",
    "ff_context.linear_in": "txt_mlp.0",
    "ff_context.linear_out": "txt_mlp.2",
}
SINGLE = {"attn.to_qkv_mlp_proj": "linear1", "attn.to_out": "linear2"}
AROUND = {
    "x_embedder": "img_in",
    "context_embedder": "txt_in",
    "time_guidance_embed.timestep_embedder.linear_1": "time_in.in_layer",
    "time_guidance_embed.timestep_embedder.linear_2": "time_in.out_layer",
    "time_guidance_embed.guidance_embedder.linear_1": "guidance_in.in_layer",
    "time_guidance_embed.guidance_embedder.linear_2": "guidance_in.out_layer",
    "single_stream_modulation.linear": "single_stream_modulation.lin",
    "double_stream_modulation_img.linear": "double_stream_modulation_img.lin",
    "double_stream_modulation_txt.linear": "double_stream_modulation_txt.lin",
    "proj_out": "final_layer.linear",
}
THIRDS = (
    ("img_attn.qkv", ("attn.to_q", "attn.to_k", "attn.to_v")),
    ("txt_attn.qkv", ("attn.add_q_proj", "attn.add_k_proj", "attn.add_v_proj")),
)
PREFIXES = ("base_model.model.", "diffusion_model.", "transformer.", "unet.")
KEY = re.compile(r"(?P<layer>.+?)\.(?P<side>lora_A|lora_B|lora_down|lora_up|lora\.down|lora\.up)(\.default)?\.weight$")
SIDES = {"lora_A": "A", "lora_down": "A", "lora.down": "A", "lora_B": "B", "lora_up": "B", "lora.up": "B"}


@dataclass(frozen=True)
class LoraTarget:
    """Where a LoRA's product goes: its rows ``source_rows`` are added to the rows ``rows`` of ``layer``'s weight."""

    layer: torch.nn.Linear
    rows: slice
    source_rows: slice


def lora_targets(transformer: torch.nn.Module) -> dict[str, list[LoraTarget]]:
    """Every layer name that a file may use, with its targets in ``transformer``."""
    layers = {name: one for name, one in transformer.named_modules() if isinstance(one, torch.nn.Linear)}
    targets = {name: [_whole(layer)] for name, layer in layers.items()}
    for name, layer in layers.items():
        other = _makers_name(name)
        if other is not None:
            targets[other] = [_whole(layer)]
    for index in range(len(getattr(transformer, "transformer_blocks", ()))):
        for other, names in THIRDS:
            thirds = [layers.get(f"transformer_blocks.{index}.{name}") for name in names]
            if None not in thirds:
                targets[f"double_blocks.{index}.{other}"] = _stacked([one for one in thirds if one is not None])
    if "norm_out.linear" in layers:
        # The makers' last modulation shifts first and scales second; diffusers has it the other way round.
        last = layers["norm_out.linear"]
        first, second = slice(0, last.out_features // 2), slice(last.out_features // 2, last.out_features)
        targets["final_layer.adaLN_modulation.1"] = [LoraTarget(last, second, first), LoraTarget(last, first, second)]
    return targets | {f"lora_unet_{name.replace('.', '_')}": place for name, place in targets.items()}


def split_key(key: str) -> tuple[str, str] | None:
    """A tensor's name as (layer, ``A`` | ``B`` | ``alpha``); none for a tensor that does not belong to a LoRA."""
    bare = key
    for prefix in PREFIXES:
        bare = bare.removeprefix(prefix)
    if bare.endswith(".alpha"):
        return bare.removesuffix(".alpha"), "alpha"
    found = KEY.match(bare)
    return (found["layer"], SIDES[found["side"]]) if found else None


def _makers_name(name: str) -> str | None:
    if name in AROUND:
        return AROUND[name]
    found = re.fullmatch(r"(single_)?transformer_blocks\.(\d+)\.(.+)", name)
    if found is None:
        return None
    inside = (SINGLE if found[1] else DOUBLE).get(found[3])
    return inside and f"{'single' if found[1] else 'double'}_blocks.{found[2]}.{inside}"


def _whole(layer: torch.nn.Linear) -> LoraTarget:
    rows = slice(0, layer.out_features)
    return LoraTarget(layer, rows, rows)


def _stacked(layers: list[torch.nn.Linear]) -> list[LoraTarget]:
    targets, top = [], 0
    for layer in layers:
        targets.append(LoraTarget(layer, slice(0, layer.out_features), slice(top, top + layer.out_features)))
        top += layer.out_features
    return targets
