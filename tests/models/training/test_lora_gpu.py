"""A style LoRA on a real GPU: trained in bfloat16 on the tiny painter, taken up again, fused; and a step measured."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import Flux2Transformer2DModel
from PIL import Image

from inference.models.bench.training import measure
from inference.models.painter.lora import fuse_lora
from inference.models.runtime.device import open_gpu
from inference.models.training.command import add_arguments, run
from tests.models.painter.tiny_painter import TRANSFORMER, write_tiny_painter


@pytest.mark.gpu
def test_a_style_is_learned_on_the_gpu(tmp_path: Path) -> None:
    model = write_tiny_painter(tmp_path / "FLUX.2-klein-4B")
    for number in range(2):
        Image.fromarray(np.full((96, 96, 3), 60 + 90 * number, np.uint8)).save(tmp_path / f"{number}.png")
    parser, said = argparse.ArgumentParser(), list[str]()
    add_arguments(parser)
    given = [
        "--images",
        str(tmp_path),
        "--model",
        str(model),
        "--prompt",
        "grey",
        "--size",
        "64",
        "--rank",
        "4",
        "--lr",
        "0.05",
    ]
    out = tmp_path / "grey.safetensors"
    for more in (["--steps", "10"], ["--steps", "40", "--resume"]):
        assert run(parser.parse_args([*given, "--out", str(out), *more]), said.append) == 0
    before, after = (
        float(part) for part in said[-1].split("pictures ")[1].replace(" before,", "").removesuffix(" after").split()
    )
    assert after < before
    transformer = Flux2Transformer2DModel.from_pretrained(
        model, subfolder="transformer", torch_dtype=torch.bfloat16
    ).to("cuda")
    untouched = {name: one.clone() for name, one in transformer.state_dict().items()}
    assert fuse_lora(transformer, out).modules == 14
    assert any(not torch.equal(one, untouched[name]) for name, one in transformer.state_dict().items())


@pytest.mark.gpu
def test_a_step_is_measured() -> None:
    report = measure(open_gpu("cuda"), rank=2, size=64, steps=3, config=TRANSFORMER)
    assert 0 < report["step_s"]["median"] <= report["step_s"]["worst"]
    assert report["peak_gb"] >= 0
