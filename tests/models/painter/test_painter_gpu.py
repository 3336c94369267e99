"""The painter on an NVIDIA GPU: compiled and recorded it paints what it paints plain, and is served all the while.

The tiny checkpoint shows that it is right, the full-size architecture with random weights that it fits.
How fast it is, the benchmark tells.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from inference.contract.geometry import NEW, canvas_x
from inference.engine.protocols import LayerRequest, Painted, StripRequest
from inference.models.painter.painter import WARMUP_DIRECTION, KleinPainter
from inference.models.runtime.device import Gpu, GpuOutOfMemory, open_gpu
from inference.models.runtime.options import ModelOptions
from inference.mural.canvas import carried_edge, layer_mask
from tests.models.painter.tiny_painter import write_tiny_painter

pytestmark = [pytest.mark.gpu, pytest.mark.timeout(600), pytest.mark.filterwarnings("ignore")]
OPTIONS = ModelOptions(folder=Path(), caches=Path(), device="cuda")


@pytest.fixture(scope="module")
def gpu() -> Gpu:
    return open_gpu("cuda")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_painter(tmp_path_factory.mktemp("painter"))


@pytest.fixture(scope="module")
def full(gpu: Gpu) -> Iterator[KleinPainter]:
    yield KleinPainter.with_random_weights(gpu, OPTIONS)
    gpu.empty_cache()


def first_of(painter: KleinPainter) -> Painted:
    return painter.paint(StripRequest(WARMUP_DIRECTION, 5, 0, 0, None, None))


def onward(first: Painted, seed: int = 6) -> StripRequest:
    carried = carried_edge(first.canvas)
    return StripRequest(WARMUP_DIRECTION, seed, 1, canvas_x(1), carried, None, first.memory, lambda: first.canvas)


def test_compiled_it_paints_what_it_paints_plain_and_the_same_again(folder: Path, gpu: Gpu) -> None:
    painter = KleinPainter.load(folder, gpu, OPTIONS.model_copy(update={"anchor_after": 1}))
    first = first_of(painter)
    scene = onward(first)
    stretch = LayerRequest(
        WARMUP_DIRECTION, 7, NEW, first.canvas, np.zeros((768, 768), np.uint16), layer_mask(NEW), first.memory
    )
    plain = [painter.paint(scene).canvas, first.canvas, painter.repaint(stretch).canvas]
    assert np.array_equal(painter.paint(scene).canvas, plain[0])
    steps = list(painter.warm_up())
    assert len(steps) == 5
    fast = [painter.paint(scene).canvas, first_of(painter).canvas, painter.repaint(stretch).canvas]
    for before, after in zip(plain, fast, strict=True):
        assert np.abs(before.astype(int) - after.astype(int)).mean() < 4, "rounding, and nothing else"
    assert np.array_equal(painter.paint(scene).canvas, fast[0])
    assert np.array_equal(painter.repaint(stretch).canvas, fast[2])


def test_strips_are_painted_while_it_warms_up(folder: Path, gpu: Gpu) -> None:
    painter = KleinPainter.load(folder, gpu, OPTIONS)
    first = first_of(painter)
    painted, over = [], threading.Event()

    def weave() -> None:
        while not over.is_set():
            painted.append(painter.paint(onward(first)).canvas)

    thread = threading.Thread(target=weave)
    thread.start()
    try:
        for _ in painter.warm_up():
            before = len(painted)
            time.sleep(0.2)
            assert thread.is_alive() and len(painted) >= before
    finally:
        over.set()
        thread.join()
    assert len(painted) > 5
    spread = [np.abs(one.astype(int) - painted[0].astype(int)).mean() for one in painted]
    assert max(spread) < 4


def test_no_memory_left_fails_that_strip_and_the_next_is_painted(folder: Path, gpu: Gpu) -> None:
    painter = KleinPainter.load(folder, gpu, OPTIONS)
    first = first_of(painter)
    torch.cuda.empty_cache()
    # Nothing beyond what the weights hold already.
    torch.cuda.set_per_process_memory_fraction(torch.cuda.memory_reserved() / torch.cuda.mem_get_info()[1])
    try:
        with pytest.raises(GpuOutOfMemory):
            painter.paint(onward(first))
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    assert painter.paint(onward(first)).canvas.shape == (768, 768, 3)


def test_the_full_size_is_the_published_size(full: KleinPainter) -> None:
    transformer, encoder, vae = full.ledger_lines()
    assert 3.8e9 < transformer.parameters < 4.1e9
    assert 3.0e9 < encoder.parameters < 3.3e9
    assert 0.07e9 < vae.parameters < 0.1e9
    assert transformer.memory == 2 * transformer.parameters and transformer.dtype == "bfloat16"


def test_at_full_size_a_strip_is_carried_on_at_full_speed_too(full: KleinPainter) -> None:
    first = first_of(full)
    list(full.warm_up())
    strips = [full.paint(onward(first, seed)).canvas for seed in (1, 2, 1)]
    assert np.array_equal(strips[0], strips[2])
    assert not np.array_equal(strips[0], strips[1])
