"""A LoRA that is fused paints as one that is applied, whatever its layers are called,
and a file that does not fit changes nothing."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import Flux2KleinPipeline, Flux2Transformer2DModel
from diffusers.loaders.single_file_utils import convert_flux2_transformer_checkpoint_to_diffusers
from safetensors.torch import save_file

from inference.contract.errors import EngineUnavailable
from inference.models.painter.lora import FusedLora, fuse_lora
from tests.models.painter.tiny_painter import TRANSFORMER

RANK = 4
Tensors = dict[str, torch.Tensor]


@pytest.fixture(scope="module")
def original() -> Flux2Transformer2DModel:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        return Flux2Transformer2DModel(**TRANSFORMER).eval().requires_grad_(False)


@pytest.fixture
def transformer(original: Flux2Transformer2DModel) -> Flux2Transformer2DModel:
    return copy.deepcopy(original)


def pair(
    layer: str, inside: int, outside: int, *, sides: tuple[str, str] = ("lora_A", "lora_B"), rank: int = RANK
) -> Tensors:
    chance = torch.Generator().manual_seed(inside * outside + len(layer.rsplit(".", 1)[-1]))
    down = torch.randn(rank, inside, generator=chance) / 4
    return {
        f"{layer}.{sides[0]}.weight": down,
        f"{layer}.{sides[1]}.weight": torch.randn(outside, rank, generator=chance) / 4,
    }


def style(prefix: str = "transformer.") -> Tensors:
    """A LoRA of layers of all kinds, as diffusers and peft name them. The tiny transformer is 32 wide."""
    return {
        **pair(f"{prefix}transformer_blocks.0.attn.to_q", 32, 32),
        **pair(f"{prefix}transformer_blocks.0.attn.to_out.0", 32, 32),
        **pair(f"{prefix}transformer_blocks.0.attn.add_k_proj", 32, 32),
        **pair(f"{prefix}transformer_blocks.0.ff.linear_in", 32, 128),
        **pair(f"{prefix}single_transformer_blocks.0.attn.to_qkv_mlp_proj", 32, 224),
        **pair(f"{prefix}single_transformer_blocks.0.attn.to_out", 96, 32, rank=2),
    }


def makers_style(prefix: str = "diffusion_model.", sides: tuple[str, str] = ("lora_A", "lora_B")) -> Tensors:
    """The same kinds in the makers' own naming, where three projections are one layer."""
    return {
        **pair(f"{prefix}double_blocks.0.img_attn.qkv", 32, 96, sides=sides),
        **pair(f"{prefix}double_blocks.0.txt_attn.qkv", 32, 96, sides=sides),
        **pair(f"{prefix}double_blocks.0.img_attn.proj", 32, 32, sides=sides),
        **pair(f"{prefix}double_blocks.0.txt_mlp.2", 64, 32, sides=sides),
        **pair(f"{prefix}single_blocks.0.linear1", 32, 224, sides=sides),
        **pair(f"{prefix}single_blocks.0.linear2", 96, 32, sides=sides),
        **pair(f"{prefix}img_in", 128, 32, sides=sides),
    }


def written(folder: Path, tensors: Tensors, name: str = "style", **metadata: str) -> Path:
    file = folder / f"{name}.safetensors"
    save_file(tensors, file, metadata=metadata or None)
    return file


def answer(transformer: Flux2Transformer2DModel) -> torch.Tensor:
    """What the transformer makes of one fixed canvas of 12 tokens."""
    chance = torch.Generator().manual_seed(5)
    with torch.inference_mode():
        return transformer(
            hidden_states=torch.randn(1, 12, 128, generator=chance),
            encoder_hidden_states=torch.randn(1, 7, 96, generator=chance),
            timestep=torch.tensor([0.7]),
            img_ids=torch.cartesian_prod(torch.arange(1), torch.arange(3), torch.arange(4), torch.arange(1)),
            txt_ids=torch.cartesian_prod(torch.arange(1), torch.arange(1), torch.arange(1), torch.arange(7)),
            return_dict=False,
        )[0]


def applied(original: Flux2Transformer2DModel, tensors: Tensors, **settings: Any) -> torch.Tensor:
    """The answer with the LoRA beside the weights, as diffusers and peft run one."""
    beside = copy.deepcopy(original)
    converted = Flux2KleinPipeline.lora_state_dict(dict(tensors))
    beside.load_lora_adapter(converted, prefix="transformer", **settings)
    return answer(beside)


def weights(transformer: Flux2Transformer2DModel) -> Tensors:
    return {name: one.clone() for name, one in transformer.state_dict().items()}


def test_a_fused_lora_answers_as_one_that_is_applied(original: Any, transformer: Any, tmp_path: Path) -> None:
    before, layers = answer(transformer), len(list(transformer.modules()))
    fused = fuse_lora(transformer, written(tmp_path, style()))
    assert fused == FusedLora(id="style", rank=RANK, modules=6)
    assert (answer(transformer) - before).abs().max() > 0.01
    assert torch.allclose(answer(transformer), applied(original, style()), atol=1e-5)
    assert len(list(transformer.modules())) == layers
    assert sum(one.numel() for one in transformer.parameters()) == sum(one.numel() for one in original.parameters())


@pytest.mark.parametrize("prefix", ["diffusion_model.", "base_model.model."])
def test_the_makers_layout_is_read_as_diffusers_reads_it(
    original: Any, transformer: Any, tmp_path: Path, prefix: str
) -> None:
    fused = fuse_lora(transformer, written(tmp_path, makers_style(prefix)))
    assert fused.modules == 3 + 3 + 5
    assert torch.allclose(answer(transformer), applied(original, makers_style(prefix)), atol=1e-5)


def test_the_layout_with_underscores_and_alphas_is_read_as_diffusers_reads_it(
    original: Any, transformer: Any, tmp_path: Path
) -> None:
    tensors: Tensors = {}
    for key, tensor in makers_style("", ("lora_down", "lora_up")).items():
        layer, side = key.split(".lora_")
        name = f"lora_unet_{layer.replace('.', '_')}"
        tensors[f"{name}.lora_{side}"] = tensor
        tensors[f"{name}.alpha"] = torch.tensor(1.0)
    fuse_lora(transformer, written(tmp_path, tensors))
    assert torch.allclose(answer(transformer), applied(original, tensors), atol=1e-5)
    assert (answer(transformer) - answer(original)).abs().max() > 0.001


def test_the_last_modulation_is_turned_round_as_in_a_whole_checkpoint(
    original: Any, transformer: Any, tmp_path: Path
) -> None:
    tensors = pair("diffusion_model.final_layer.adaLN_modulation.1", 32, 64)
    down, up = tensors.values()
    whole = convert_flux2_transformer_checkpoint_to_diffusers({"final_layer.adaLN_modulation.1.weight": up @ down})
    fuse_lora(transformer, written(tmp_path, tensors))
    added = transformer.norm_out.linear.weight - original.norm_out.linear.weight
    assert torch.allclose(added, whole["norm_out.linear.weight"], atol=1e-5)


def test_alpha_counts_from_the_files_settings(original: Any, transformer: Any, tmp_path: Path) -> None:
    settings = {
        "r": RANK,
        "lora_alpha": 2,
        "alpha_pattern": {"transformer_blocks.0.ff.linear_in": 8},
        "rank_pattern": {"single_transformer_blocks.0.attn.to_out": 2},
        "target_modules": sorted({key.split(".lora_")[0] for key in style("")}),
    }
    file = written(
        tmp_path,
        style(),
        lora_adapter_metadata=json.dumps({f"transformer.{name}": one for name, one in settings.items()}),
    )
    fuse_lora(transformer, file)
    expected = applied(original, style(), metadata={f"transformer.{name}": one for name, one in settings.items()})
    assert torch.allclose(answer(transformer), expected, atol=1e-5)
    assert not torch.allclose(expected, applied(original, style()), atol=1e-3)


def test_two_loras_add_up_and_each_counts_at_its_scale(original: Any, transformer: Any, tmp_path: Path) -> None:
    one, other = written(tmp_path, style(), "style"), written(tmp_path, makers_style(), "outpaint")
    fuse_lora(transformer, one, scale=0.5)
    fuse_lora(transformer, other)
    alone, together = copy.deepcopy(original), weights(transformer)
    fuse_lora(alone, other)
    for name, first in weights(alone).items():
        layer = name.removesuffix(".weight")
        pair_of = [style("").get(f"{layer}.lora_{side}.weight") for side in "BA"]
        added = 0.5 * pair_of[0] @ pair_of[1] if pair_of[0] is not None and pair_of[1] is not None else 0
        assert torch.allclose(together[name], first + added, atol=1e-5), name


def test_weights_in_half_precision_are_added_to_in_full(original: Any, tmp_path: Path) -> None:
    half = copy.deepcopy(original).to(torch.bfloat16)
    fuse_lora(half, written(tmp_path, style()))
    name = "transformer_blocks.0.attn.to_q"
    down, up = (style("")[f"{name}.lora_{side}.weight"] for side in "AB")
    expected = (original.get_submodule(name).weight.to(torch.bfloat16).float() + up @ down).to(torch.bfloat16)
    assert half.get_submodule(name).weight.dtype == torch.bfloat16
    assert torch.equal(half.get_submodule(name).weight, expected)


def test_the_file_says_what_it_is_called(transformer: Any, tmp_path: Path) -> None:
    file = written(tmp_path, style(), **{"modelspec.title": " Dusk \n in ochre "})
    assert fuse_lora(transformer, file).id == "Dusk in ochre"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"transformer.transformer_blocks.9.attn.to_q": "pair"}, "transformer_blocks.9.attn.to_q"),
        ({"text_encoder.layers.0.q_proj": "pair"}, "text_encoder.layers.0.q_proj"),
        ({"transformer.transformer_blocks.0.attn.to_k": "wide"}, "(4, 33)"),
        ({"transformer.transformer_blocks.0.attn.to_k.lora_A.weight": torch.zeros(4, 32)}, "other half"),
        ({"transformer.transformer_blocks.0.attn.to_q.dora_scale": torch.zeros(32)}, "dora_scale"),
        ({"diffusion_model.transformer_blocks.0.attn.to_q.lora_A.weight": torch.zeros(4, 32)}, "mean the same"),
        ({"transformer.transformer_blocks.0.attn.to_q.lora_B.weight": torch.full((32, 4), torch.nan)}, "not finite"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_and_changes_nothing(
    original: Any, transformer: Any, tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    tensors = style()
    for key, what in change.items():
        tensors |= {key: what} if isinstance(what, torch.Tensor) else pair(key, 33 if what == "wide" else 32, 32)
    with pytest.raises(EngineUnavailable) as refusal:
        fuse_lora(transformer, written(tmp_path, tensors, "odd"))
    assert told in str(refusal.value)
    assert str(tmp_path / "odd.safetensors") in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert all(torch.equal(one, original.state_dict()[name]) for name, one in transformer.state_dict().items())


def test_no_file_an_empty_one_and_half_a_one_are_told_apart(transformer: Any, tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="There is no LoRA"):
        fuse_lora(transformer, tmp_path / "none.safetensors")
    with pytest.raises(EngineUnavailable, match="is empty"):
        fuse_lora(transformer, written(tmp_path, {}))
    half = written(tmp_path, style(), "half")
    half.write_bytes(half.read_bytes()[:-64])
    with pytest.raises(EngineUnavailable, match="no whole safetensors file"):
        fuse_lora(transformer, half)
