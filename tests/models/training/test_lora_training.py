"""Learning a style: pictures in, a LoRA out that paints differently; stopped and taken up again it is the same LoRA."""

from __future__ import annotations

import argparse
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import Flux2KleinPipeline, Flux2Transformer2DModel
from PIL import Image
from safetensors import safe_open
from safetensors.torch import load_file

from inference.models.bench.training import measure
from inference.models.painter.lora import fuse_lora
from inference.models.painter.random_weights import TRANSFORMER
from inference.models.painter.weights import init_random_weights, make_on_meta
from inference.models.runtime.device import Gpu
from inference.models.training.command import add_arguments, run
from inference.models.training.encoded_dataset import EncodedDataset, load_dataset
from inference.models.training.images import UnusableImage, crop_squares
from inference.models.training.trainer import TARGETS, LoraTrainer, TrainingConfig
from tests.models.painter.tiny_painter import TRANSFORMER as TINY
from tests.models.painter.tiny_painter import write_tiny_painter

SIZE = 64


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_painter(tmp_path_factory.mktemp("tiny") / "FLUX.2-klein-4B")


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """Two pictures in one hand: ochre bands."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(2):
        rows = np.arange(96)[:, None, None]
        bands = np.where((rows // (8 + 4 * number)) % 2, [210, 150, 60], [60, 40, 20]) + np.zeros((96, 96, 3))
        Image.fromarray(bands.astype(np.uint8)).save(folder / f"bands-{number}.png")
    return folder


@pytest.fixture
def train(
    images: Path, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """The command, as it is typed: (exit code, what it said, what it complained about)."""

    def command(*more: str, out: str = "ochre.safetensors", prompt: bool = True) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        given = [
            "--images",
            str(images),
            "--model",
            str(model),
            "--device",
            "cpu",
            "--size",
            str(SIZE),
            "--out",
            str(tmp_path / out),
        ]
        code = run(parser.parse_args([*given, *(["--prompt", "bands of ochre"] if prompt else []), *more]))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def painting(model: Path, file: Path | None) -> np.ndarray[Any, Any]:
    """What the published pipeline paints with the tiny painter, with a LoRA fused or without."""
    pipeline = Flux2KleinPipeline.from_pretrained(model)
    if file is not None:
        fuse_lora(pipeline.transformer, file)
    pipeline.set_progress_bar_config(disable=True)
    picture = pipeline(
        prompt="bands of ochre", height=SIZE, width=SIZE, num_inference_steps=2, output_type="np",
        generator=torch.Generator().manual_seed(1),
    ).images[0]  # fmt: skip
    return np.asarray(picture)


def test_a_style_is_learned_and_paints_differently(train: Any, model: Path, tmp_path: Path) -> None:
    code, said, complained = train(
        "--steps", "40", "--rank", "4", "--lr", "0.05", "--batch", "2", "--licence", "CC-BY-4.0"
    )
    assert (code, complained) == (0, "")
    assert "step 10/40, loss" in said
    assert "left" in said
    file = tmp_path / "ochre.safetensors"
    with safe_open(file, framework="pt") as opened:
        told = opened.metadata()
    assert (told["rank"], told["alpha"], told["steps"], told["images"]) == ("4", "4", "40", "2")
    assert (told["base_model"], told["licence"]) == ("black-forest-labs/FLUX.2-klein-4B", "CC-BY-4.0")
    assert float(told["loss_after"]) < 0.95 * float(told["loss_before"])
    fused = fuse_lora(Flux2Transformer2DModel.from_pretrained(model, subfolder="transformer"), file)
    # One double block has 12 projections, one single block has 2.
    assert (fused.id, fused.rank, fused.modules) == ("ochre", 4, 14)
    assert np.abs(painting(model, file) - painting(model, None)).mean() > 0.005
    card = (tmp_path / "ochre.md").read_text()
    assert f"{told['loss_before']} before, {told['loss_after']} after" in card
    assert "bands of ochre" in card
    assert "CC-BY-4.0" in card


def test_the_lora_is_read_by_diffusers_as_it_is_fused_here(train: Any, model: Path, tmp_path: Path) -> None:
    assert train("--steps", "3", "--rank", "2", "--alpha", "6", "--lr", "0.05")[0] == 0
    pipeline = Flux2KleinPipeline.from_pretrained(model)
    pipeline.load_lora_weights(tmp_path / "ochre.safetensors")
    pipeline.set_progress_bar_config(disable=True)
    beside = pipeline(
        prompt="bands of ochre", height=SIZE, width=SIZE, num_inference_steps=2, output_type="np",
        generator=torch.Generator().manual_seed(1),
    ).images[0]  # fmt: skip
    assert np.abs(beside - painting(model, tmp_path / "ochre.safetensors")).max() < 1e-3


def test_stopped_and_taken_up_again_it_is_the_same_lora(
    train: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("--rank", "2", "--lr", "0.01", "--batch", "3", "--steps")
    assert train(*given, "12", out="whole.safetensors")[0] == 0
    train_step = LoraTrainer.train_step

    def interrupted(trainer: LoraTrainer) -> float:
        loss = train_step(trainer)
        if trainer.step == 5:
            os.kill(os.getpid(), signal.SIGINT)
        return loss

    monkeypatch.setattr(LoraTrainer, "train_step", interrupted)
    code, said, _ = train(*given, "12", out="halves.safetensors")
    assert code == 130
    assert "stopped at step 5 of 12" in said
    assert not (tmp_path / "halves.safetensors").exists()
    code, said, _ = train(*given, "12", "--resume", out="halves.safetensors")
    assert code == 0
    assert "from step 5 to 12" in said
    # The pictures were encoded once.
    assert "squares of" not in said
    whole, halves = (load_file(tmp_path / f"{name}.safetensors") for name in ("whole", "halves"))
    assert whole.keys() == halves.keys()
    assert all(torch.equal(whole[name], halves[name]) for name in whole)
    assert train(*given, "20", "--resume", out="halves.safetensors")[0] == 0
    assert not torch.equal(load_file(tmp_path / "halves.safetensors")[next(iter(whole))], next(iter(whole.values())))


def test_the_dataset_holds_the_pipelines_own_tokens_and_words(
    train: Any, model: Path, images: Path, tmp_path: Path
) -> None:
    assert train("--steps", "1", "--rank", "1")[0] == 0
    dataset = load_dataset(tmp_path / "ochre.training")
    assert dataset is not None
    pipeline = Flux2KleinPipeline.from_pretrained(model)
    squares = [crop_squares(path, SIZE)[0] for path in sorted(images.iterdir())]
    with torch.no_grad():
        for index, square in enumerate(squares):
            pixels = torch.from_numpy(square.copy()).permute(2, 0, 1)[None].float() / 127.5 - 1
            expected = pipeline._pack_latents(pipeline._encode_vae_image(pixels, torch.Generator()))
            assert torch.allclose(dataset.tokens[index], expected[0], atol=1e-4)
        words, _ = pipeline.encode_prompt("bands of ochre")
    assert torch.allclose(dataset.prompt_embeds, words, atol=1e-4)
    assert dataset.caption_index.tolist() == [0, 0]


def test_captions_are_read_from_beside_the_pictures(train: Any, images: Path, tmp_path: Path) -> None:
    (images / "bands-0.txt").write_text("wide  bands\n")
    code, _, complained = train("--captions", "--steps", "1", prompt=False)
    assert code == 2
    assert "no caption" in complained
    assert "bands-1.txt" in complained
    assert train("--captions", "--steps", "1", "--rank", "1")[0] == 0
    dataset = load_dataset(tmp_path / "ochre.training")
    assert dataset is not None
    assert len(dataset.prompt_embeds) == 2
    assert sorted(dataset.caption_index.tolist()) == [0, 1]
    assert "- wide bands\n- bands of ochre" in (tmp_path / "ochre.md").read_text()


def test_pictures_that_cannot_be_used_are_named_and_left_out(train: Any, images: Path) -> None:
    (images / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    (images / "cut.png").write_bytes((images / "bands-0.png").read_bytes()[:200])
    Image.new("RGB", (20, 400)).save(images / "narrow.webp")
    Image.new("RGB", (80, 80)).save(images / "really-a-gif.png", format="GIF")
    (images / "notes.md").write_text("not a picture")
    code, said, complained = train("--steps", "1", "--rank", "1")
    assert (code, complained) == (0, "")
    assert "broken.jpg is left out: it is no whole PNG, JPEG or WebP file" in said
    assert "cut.png is left out" in said
    assert "narrow.webp is left out: it is 20 x 400 px" in said
    assert "really-a-gif.png is left out" in said
    assert "2 squares of 64 px from 2 pictures" in said


def test_a_picture_with_too_many_pixels_is_never_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("RGB", (120, 120)).save(tmp_path / "vast.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10_000)
    with pytest.raises(UnusableImage, match="too many pixels"):
        crop_squares(tmp_path / "vast.png", 64)


def test_a_wide_picture_gives_squares_from_end_to_end(tmp_path: Path) -> None:
    wide = np.zeros((100, 350, 3), np.uint8)
    wide[:, :100, 0], wide[:, 125:225, 1], wide[:, 250:, 2] = 200, 200, 200
    Image.fromarray(wide).save(tmp_path / "wide.png")
    squares = crop_squares(tmp_path / "wide.png", 64)
    assert [tuple(square.reshape(-1, 3).mean(axis=0).round().astype(int)) for square in squares] == [
        (200, 0, 0), (0, 200, 0), (0, 0, 200)]  # fmt: skip
    Image.fromarray(wide.transpose(1, 0, 2)).save(tmp_path / "tall.png")
    assert len(crop_squares(tmp_path / "tall.png", 64)) == 3


def test_bad_input_is_told_in_one_sentence_before_anything_is_loaded(
    train: Any, images: Path, model: Path, tmp_path: Path
) -> None:
    def refused(*more: str, **how: Any) -> str:
        code, _, complained = train(*more, **how)
        assert code == 2
        assert complained.count("\n") == 1
        return str(complained)

    assert "is none" in refused(out="ochre.bin")
    assert "no folder" in refused(out="nowhere/ochre.safetensors")
    assert "--prompt TEXT" in refused(prompt=False)
    assert "multiple of 16" in refused("--size", "100")
    assert "--device is" in refused("--device", "tpu")
    assert "model_index.json" in refused("--model", str(tmp_path))
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "holds 0" in refused("--images", str(empty))
    assert "There is no folder" in refused("--images", str(tmp_path / "gone"))
    (images / "bands-1.png").write_bytes(b"no picture")
    assert "Only 1 of the 2 pictures" in refused()
    assert not (tmp_path / "ochre.training").exists()
    (tmp_path / "ochre.safetensors").write_text("somebody's")
    for more in ((), ("--resume",)):
        assert "not written over" in refused(*more)
    assert (tmp_path / "ochre.safetensors").read_text() == "somebody's"
    if not torch.cuda.is_available():
        assert "no such NVIDIA GPU" in refused("--device", "cuda", out="other.safetensors")


def test_another_training_is_not_taken_up_by_mistake(train: Any, images: Path, tmp_path: Path) -> None:
    assert train("--steps", "2", "--rank", "1")[0] == 0
    assert "holds a training" in train("--steps", "4", "--rank", "1")[2]
    assert "another value of rank" in train("--steps", "4", "--rank", "2", "--resume")[2]
    assert "2 steps already" in train("--steps", "1", "--rank", "1", "--resume")[2]
    Image.new("RGB", (90, 90), "teal").save(images / "new.png")
    assert "another value of pictures" in train("--steps", "4", "--rank", "1", "--resume")[2]
    (tmp_path / "ochre.training" / "state.pt").write_bytes(b"PK broken")
    assert "cannot be read" in train("--steps", "4", "--rank", "1", "--resume")[2]


def test_a_training_that_comes_apart_says_so_and_keeps_what_was_good(
    train: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_step = LoraTrainer.train_step

    def break_it(trainer: LoraTrainer) -> float:
        if trainer.step == 3:
            trainer.dataset.tokens.fill_(torch.nan)
        return train_step(trainer)

    monkeypatch.setattr(LoraTrainer, "train_step", break_it)
    code, _, complained = train("--steps", "6", "--rank", "1")
    assert code == 1
    assert "no number any more at step 4. Try a smaller --lr" in complained
    assert complained.count("\n") == 1
    assert not (tmp_path / "ochre.safetensors").exists()
    monkeypatch.undo()
    assert train("--steps", "6", "--rank", "1", "--resume")[0] == 0


def test_a_painter_in_half_precision_teaches_a_lora_in_full() -> None:
    """As on a GPU: the weights in bfloat16, what learns in float32; and the benchmark's own measure."""
    gpu = Gpu(torch.device("cpu"), torch.bfloat16)
    report = measure(gpu, rank=2, batch=2, size=SIZE, steps=2, config=TINY)
    assert report["numbers"] > 0
    assert 0 < report["step_s"]["median"] <= report["step_s"]["worst"]
    transformer = init_random_weights(make_on_meta(lambda: Flux2Transformer2DModel(**TINY), "transformer"), gpu)
    dataset = EncodedDataset(torch.randn(2, 16, 128), torch.randn(1, 512, 96), torch.zeros(2, dtype=torch.long), 2)
    trainer = LoraTrainer(transformer, dataset, TrainingConfig(rank=2, alpha=2.0, batch=2, rate=0.01, seed=1), gpu)
    before = trainer.lora_tensors()
    assert np.isfinite([trainer.train_step() for _ in range(3)]).all()
    kinds = {one.dtype for one in transformer.parameters() if one.requires_grad}
    assert kinds == {torch.float32}
    assert {one.dtype for one in transformer.parameters() if not one.requires_grad} == {torch.bfloat16}
    assert any(not torch.equal(one, before[name]) for name, one in trainer.lora_tensors().items())


def test_full_size_layers_are_all_found() -> None:
    """The names that learn, counted on the published architecture without its memory."""
    with torch.device("meta"):
        transformer = Flux2Transformer2DModel(**TRANSFORMER)
    learning = [one for name, one in transformer.named_modules() if re.fullmatch(TARGETS, name)]
    assert len(learning) == 5 * 12 + 20 * 2
    assert all(isinstance(one, torch.nn.Linear) for one in learning)
