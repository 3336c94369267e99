"""How LoRA files name the painter's layers: the published layout, the makers' own, and the one with underscores.

A trainer writes ``transformer_blocks.0.attn.to_q`` (diffusers, peft), ``double_blocks.0.img_attn.qkv`` (the makers'
code and most trainers, one layer there being three here) or ``lora_unet_double_blocks_0_img_attn_qkv``, behind one of
several prefixes. ``places_in`` lists them all for one transformer; ``split_key`` takes a tensor's name apart. Only
names: no tensor is touched here.
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
class Place:
    """A layer's weight, or a part of it: rows ``rows`` of ``layer`` take rows ``of`` of what the file brings."""

    layer: torch.nn.Linear
    rows: slice
    of: slice


def places_in(transformer: torch.nn.Module) -> dict[str, list[Place]]:
    """Every name that a file may use, to what it means in ``transformer``."""
    layers = {name: one for name, one in transformer.named_modules() if isinstance(one, torch.nn.Linear)}
    places = {name: [_whole(layer)] for name, layer in layers.items()}
    for name, layer in layers.items():
        other = _makers_name(name)
        if other is not None:
            places[other] = [_whole(layer)]
    for index in range(len(getattr(transformer, "transformer_blocks", ()))):
        for other, names in THIRDS:
            thirds = [layers.get(f"transformer_blocks.{index}.{name}") for name in names]
            if None not in thirds:
                places[f"double_blocks.{index}.{other}"] = _stacked([one for one in thirds if one is not None])
    if "norm_out.linear" in layers:
        # The makers' last modulation shifts first and scales second; diffusers has it the other way round.
        last = layers["norm_out.linear"]
        first, second = slice(0, last.out_features // 2), slice(last.out_features // 2, last.out_features)
        places["final_layer.adaLN_modulation.1"] = [Place(last, second, first), Place(last, first, second)]
    return places | {f"lora_unet_{name.replace('.', '_')}": place for name, place in places.items()}


def split_key(key: str) -> tuple[str, str] | None:
    """A tensor's name as (layer, ``A`` | ``B`` | ``alpha``); none for what is no part of a LoRA."""
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


def _whole(layer: torch.nn.Linear) -> Place:
    rows = slice(0, layer.out_features)
    return Place(layer, rows, rows)


def _stacked(layers: list[torch.nn.Linear]) -> list[Place]:
    places, top = [], 0
    for layer in layers:
        places.append(Place(layer, slice(0, layer.out_features), slice(top, top + layer.out_features)))
        top += layer.out_features
    return places
