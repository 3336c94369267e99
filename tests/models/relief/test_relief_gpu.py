"""The depth model's relief on a real GPU: the same relief as on the CPU, before and after its graph is recorded,
and its benchmark."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inference.engine.protocols import Painted
from inference.models.bench.relief import measure
from inference.models.relief.relief import DepthRelief
from inference.models.runtime.device import open_gpu
from inference.models.runtime.options import ModelOptions
from tests.models.relief.test_relief import picture, scene
from tests.models.relief.tiny_depth import write_tiny_depth

OPTIONS = ModelOptions(folder=Path(), caches=Path())


@pytest.mark.gpu
def test_the_relief_is_the_same_on_the_gpu_and_through_its_graph(tmp_path: Path) -> None:
    folder = write_tiny_depth(tmp_path)
    there = DepthRelief.load(folder, open_gpu("cuda"), OPTIONS)
    here = DepthRelief.load(folder, open_gpu("cpu"), OPTIONS).measure(Painted(picture(1), {}), scene(0)).astype(int)
    eager = there.measure(Painted(picture(1), {}), scene(0))
    there.dummy_run()
    assert len(list(there.warm_up())) == 1
    captured = there.measure(Painted(picture(1), {}), scene(0))
    assert np.abs(eager.astype(int) - captured).max() <= 300
    # The convolutions may run in TF32, with 10 bits.
    assert np.abs(eager.astype(int) - here).mean() <= 300
    again = there.measure(Painted(picture(2), {}), scene(0))
    assert np.abs(again.astype(int) - captured).max() > 2000


@pytest.mark.gpu
def test_the_full_size_relief_is_measured() -> None:
    gpu = open_gpu("cuda")
    report = measure(DepthRelief.with_random_weights(gpu, OPTIONS), gpu, runs=10)
    assert all(report["depth"][way]["median_ms"] > 0 for way in ("eager", "captured"))
    assert report["measure"]["median_ms"] > 0
