"""The ears on a real GPU: half precision and captured graphs hear what the eager model hears,
also while others use the device."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from inference.models.bench.ears import measure
from inference.models.ears.batched_forward import BATCHES, BUCKETS
from inference.models.ears.ears import ParakeetEars
from inference.models.runtime.device import Gpu, open_gpu
from inference.models.runtime.options import ModelOptions
from tests.models.ears.tiny_ears import say, tiny_ears

pytestmark = pytest.mark.gpu
OPTIONS = ModelOptions(folder=Path("unused"), caches=Path("unused"))
SAID = ("dragon", "moon", "whale", "castle", "moon")


@pytest.fixture(scope="module")
def gpu() -> Gpu:
    return open_gpu("cuda")


@pytest.fixture(scope="module")
def ears(tmp_path_factory: pytest.TempPathFactory, gpu: Gpu) -> Iterator[ParakeetEars]:
    made = ParakeetEars.load(tiny_ears(tmp_path_factory.mktemp("ears")), gpu, OPTIONS)
    yield made
    made.close()


def test_half_precision_hears_the_words(ears: ParakeetEars) -> None:
    assert ears.hear(say(SAID)[0]).text == " ".join(SAID)


def test_captured_graphs_hear_what_the_eager_model_hears(ears: ParakeetEars) -> None:
    clips = [say(SAID[:count])[0] for count in (1, 2, 3, 4, 5)]
    stop = threading.Event()

    def paint() -> None:
        """Another part of the engine, which allocates, frees and waits while the graphs are captured.

        Its numbers come from the CPU, as the painter's noise does: a capture in any thread takes
        the device's own generator.
        """
        while not stop.is_set():
            large = torch.randn(2_000, 2_000).to("cuda")
            (large @ large).sum().item()
            del large

    painter = threading.Thread(target=paint)
    painter.start()
    try:
        list(ears.warm_up())
        assert painter.is_alive(), "it painted all the while"
    finally:
        stop.set()
        painter.join()
    assert set(ears.recogniser._captured) == {(size, seconds) for size in BATCHES for seconds in BUCKETS}
    for some in (clips[:1], clips[1:4], clips, [clips[4]] * 16):
        eager = ears.recogniser.infer(some, eager=True)
        captured = ears.recogniser.infer(some)
        for one, other in zip(eager, captured, strict=True):
            assert one.tokens.tolist() == other.tokens.tolist()
            assert one.confidence == pytest.approx(other.confidence, abs=0.02)
    assert ears.hear(clips[4]).text == " ".join(SAID)


def test_the_published_architecture_runs_at_full_size(gpu: Gpu) -> None:
    ears = ParakeetEars.with_random_weights(gpu, OPTIONS)
    try:
        (line,) = ears.ledger_lines()
        assert line.parameters == 1_062_540_289
        assert line.dtype == "bfloat16"
        assert line.memory < 2.3e9
        (heard,) = ears.recogniser.infer([say(SAID)[0]])
        assert np.isfinite(heard.confidence).all()
        report = measure(ears, gpu, runs=5)
        assert all(report[way]["1"]["median_ms"] > 0 for way in ("eager", "captured"))
    finally:
        ears.close()
