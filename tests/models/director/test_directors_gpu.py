"""The director and the art director on an NVIDIA GPU: captured and compiled passes score as eager ones,
and at full size they work."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from inference.models.art_director.art_director import MiniCpmArtDirector
from inference.models.bench.director import STORY, measure
from inference.models.director.director import MiniCpmDirector
from inference.models.director.static_cache_llama import PASS_LENGTHS
from inference.models.runtime.device import Gpu, open_gpu
from inference.models.runtime.options import ModelOptions
from tests.models.art_director.test_art_director import PALETTE, PHRASES, Mural, question, world
from tests.models.director.tiny_directors import tiny_director

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.timeout(600),
    # A test compares in float32, as exact as it comes, of which inductor warns.
    pytest.mark.filterwarnings("ignore:TensorFloat32"),
    # torch warns of itself when it imports inductor, which happens here if no test before has compiled anything.
    pytest.mark.filterwarnings("ignore:.torch.jit.script_method. is deprecated:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def gpu() -> Gpu:
    assert torch.cuda.is_available(), "these tests need an NVIDIA GPU"
    return open_gpu("cuda")


def options(folder: Path) -> ModelOptions:
    return ModelOptions(folder=folder, caches=folder)


def test_captured_and_compiled_passes_score_as_eager_ones(gpu: Gpu, tmp_path: Path) -> None:
    director = MiniCpmDirector.load(tiny_director(tmp_path), Gpu(gpu.device, torch.float32), options(tmp_path))
    runner, prompts = director.runner, [director.prompt(text, STORY[:2], {}) for text in STORY]

    def logits() -> list[torch.Tensor]:
        with torch.inference_mode():
            return [runner.forward(runner.start(prompt)).clone() for prompt in prompts] + [
                runner.forward(prompts[0][:count]).clone() for count in (1, 5, 30)
            ]

    eager, written = logits(), [director.generate(prompt).tokens for prompt in prompts]
    steps = [(step, runner.captured_lengths) for step in director.warm_up()]
    assert steps[0][0].startswith("capturing")
    assert steps[-1][0].startswith("compiling")
    assert runner.captured_lengths == PASS_LENGTHS
    for before, after in zip(eager, logits(), strict=True):
        torch.testing.assert_close(after, before, atol=1e-3, rtol=1e-3)
    assert [director.generate(prompt).tokens for prompt in prompts] == written


def test_a_direction_at_full_size_is_made_each_way(gpu: Gpu, tmp_path: Path) -> None:
    director = MiniCpmDirector.with_random_weights(gpu, options(tmp_path))
    (line,) = director.ledger_lines()
    assert line.parameters == 1_080_632_832, "the count that the model's card gives"
    report = measure(director, gpu)
    assert all(report[way]["direction_ms"] > 0 for way in ("eager", "captured", "compiled"))
    assert director.runner.captured_lengths == (), "measuring leaves the director as it was"


def test_the_art_director_at_full_size_names_a_world(gpu: Gpu, tmp_path: Path) -> None:
    art = MiniCpmArtDirector.with_random_weights(gpu, options(tmp_path))
    (line,) = art.ledger_lines()
    assert 1.1e9 < line.parameters < 1.5e9, "1.3 B, as published"
    mural = Mural(3)
    said = art.describe(world(*PHRASES), PALETTE, mural)
    assert said.captions.keys() == {0, 1, 2}
    assert all(shot.x + shot.width <= mural.width for shot in said.shots)
    assert art.answer(question("Where is the lighthouse?", *PHRASES), mural).position in (None, 0, 1, 2)
