"""The depth model's relief: read from the published files, prepared as published, and one surface along the mural."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from transformers import AutoImageProcessor, AutoModelForDepthEstimation

from inference.contract.arrays import Picture, Relief
from inference.contract.direction import Direction
from inference.contract.errors import EngineError, EngineUnavailable
from inference.contract.geometry import CANVAS, CARRIED, HEIGHT, JOIN, canvas_x
from inference.engine.protocols import LayerRequest, Painted, StripRequest
from inference.models.bench.relief import measure as measure_speed
from inference.models.relief.relief import DepthRelief
from inference.models.runtime.device import Gpu, open_gpu
from inference.models.runtime.options import ModelOptions
from inference.mural.canvas import carried_edge, cut_strip, layer_mask
from tests.models.relief.tiny_depth import write_tiny_depth

GPU: Gpu = open_gpu("cpu")
OPTIONS = ModelOptions(folder=Path(), caches=Path(), device="cpu")
DIRECTION = Direction(
    shot="wide", art_style="ink", scene="hills", light="day", mood="calm", palette=["#000000", "#777777", "#ffffff"]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_depth(tmp_path_factory.mktemp("depth"))


@pytest.fixture(scope="module")
def relief_maker(folder: Path) -> DepthRelief:
    return DepthRelief.load(folder, GPU, OPTIONS)


def picture(seed: int) -> Picture:
    """A canvas with structure of several sizes."""
    roll = np.random.default_rng(seed)
    rough = sum(
        np.kron(roll.random((HEIGHT // size, CANVAS // size, 3)), np.ones((size, size, 1))) for size in (4, 32, 128)
    )
    return np.clip(rough * 85, 0, 255).astype(np.uint8)


def scene(position: int, carried: Picture | None = None, relief: Relief | None = None) -> StripRequest:
    return StripRequest(DIRECTION, 1, position, canvas_x(position), carried, relief)


def surface(seed: int, left: int = 0) -> NDArray[np.float32]:
    """The nearness of a hilly country, a canvas of it from ``left`` on."""
    across = (np.arange(CANVAS) + left)[None, :] / 120 + np.random.default_rng(seed).random()
    down = np.linspace(0, 1, HEIGHT)[:, None]
    return (0.2 + 0.5 * down + 0.1 * np.sin(across + 4 * down)).astype(np.float32)


class Seeing(DepthRelief):
    """A relief maker whose network was told what to see, each time in another scale."""

    def __init__(self, network: torch.nn.Module, seen: list[NDArray[np.float32]]) -> None:
        super().__init__(network, GPU, OPTIONS)
        self._seen = seen

    def depth(self, picture: Picture) -> NDArray[np.float32]:
        roll = np.random.default_rng(len(self._seen))
        return (np.float32(roll.uniform(0.1, 9)) * self._seen.pop(0) + np.float32(roll.normal())).astype(np.float32)


def test_a_picture_is_prepared_as_the_published_processor_does(relief_maker: DepthRelief, folder: Path) -> None:
    processor = AutoImageProcessor.from_pretrained(folder)
    for seed in (1, 2):
        expected = processor(images=picture(seed), return_tensors="pt")["pixel_values"]
        ours = relief_maker.prepare(torch.from_numpy(picture(seed)))
        assert ours.shape == expected.shape == (1, 3, 518, 518)
        # One level of brightness is 0.0171 to 0.0175 here: on the CPU the processor rounds once more,
        # between rows and columns.
        assert (ours - expected).abs().max() < 0.018
        assert (ours - expected).abs().mean() < 0.005


def test_depth_is_what_the_library_computes_from_the_same_files(relief_maker: DepthRelief, folder: Path) -> None:
    processor, network = AutoImageProcessor.from_pretrained(folder), AutoModelForDepthEstimation.from_pretrained(folder)
    with torch.inference_mode():
        found = network(pixel_values=relief_maker.prepare(torch.from_numpy(picture(3))))
    expected = processor.post_process_depth_estimation(found, target_sizes=[(HEIGHT, CANVAS)])[0][
        "predicted_depth"
    ].numpy()
    depth = relief_maker.depth(picture(3))
    assert depth.shape == (HEIGHT, CANVAS)
    assert np.ptp(expected) > 0.1
    assert np.abs(depth - expected).max() < 1e-4 * np.ptp(expected)


def test_the_published_names_of_the_layers_are_read(folder: Path) -> None:
    names = load_file(folder / "model.safetensors")
    assert "backbone.encoder.layer.0.attention.attention.query.weight" in names


def test_loading_leaves_the_processs_default_dtype_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The director is loaded beside it and sets that dtype too: two that put back what they found
    can leave it wrong for ever."""
    touched: list[torch.dtype] = []
    monkeypatch.setattr(torch, "set_default_dtype", touched.append)
    assert DepthRelief.load(folder, GPU, OPTIONS).network.dtype == torch.float32
    assert touched == []


def test_the_first_strip_stands_alone_and_the_same_picture_gives_the_same_relief(relief_maker: DepthRelief) -> None:
    first, again = (relief_maker.measure(Painted(picture(4), {}), scene(0)) for _ in range(2))
    assert first.shape == (HEIGHT, CANVAS)
    assert first.dtype == np.uint16
    assert np.array_equal(first, again)
    assert np.ptp(first) > 20_000


def test_the_carried_relief_stays_exact_and_the_mural_is_one_surface(relief_maker: DepthRelief) -> None:
    seen = [surface(1, canvas_x(position)) for position in range(4)]
    told = Seeing(relief_maker.network, list(seen))
    edge = None
    for position, known in enumerate(seen):
        relief = told.measure(
            Painted(picture(position), {}), scene(position, None if edge is None else picture(9), edge)
        )
        if edge is not None:
            assert np.array_equal(relief[:, : CARRIED - JOIN], edge[:, : CARRIED - JOIN])
            steps = np.abs(np.diff(relief.astype(int), axis=1))[:, : CARRIED + 1]
            assert steps.max() < 600
        slope, base = np.polyfit(known.ravel(), relief.ravel(), 1)
        assert np.abs(slope * known + base - relief).max() < 700
        edge = carried_edge(cut_strip(relief, position))


def test_a_window_painted_over_keeps_what_lies_around_it(relief_maker: DepthRelief) -> None:
    below = (surface(5) * 65535).astype(np.uint16)
    above = surface(5)
    above[200:400, 100:400] += 0.25
    for left in (0, 900):
        mask = layer_mask(left)
        stretch = LayerRequest(DIRECTION, 1, left, picture(5), below, mask)
        relief = Seeing(relief_maker.network, [above]).remeasure(Painted(picture(6), {}), stretch)
        assert np.array_equal(relief[mask == 0], below[mask == 0])
        assert np.abs(relief.astype(int) - np.clip(above * 65535, 0, 65535)).max() < 1200
        assert (relief[250:350, 150:350] > below[250:350, 150:350] + 12_000).all()


def test_a_network_that_gives_no_numbers_fails_the_strip_and_not_the_mural(relief_maker: DepthRelief) -> None:
    blind = Seeing(relief_maker.network, [np.full((HEIGHT, CANVAS), np.nan, np.float32)])
    with pytest.raises(EngineError) as failed:
        blind.measure(Painted(picture(1), {}), scene(0))
    assert failed.value.code == "relief.failed"
    assert failed.value.again


def test_several_threads_get_what_each_asked_for(relief_maker: DepthRelief) -> None:
    expected = {seed: relief_maker.measure(Painted(picture(seed), {}), scene(0)) for seed in range(4)}
    found: dict[int, Relief] = {}

    def ask(seed: int) -> None:
        found[seed] = relief_maker.measure(Painted(picture(seed), {}), scene(0))

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(found[seed], expected[seed]) for seed in range(4))


def test_the_ledger_counts_what_is_loaded(relief_maker: DepthRelief) -> None:
    (line,) = relief_maker.ledger_lines()
    assert line.parameters == sum(one.numel() for one in relief_maker.network.parameters())
    assert line.memory == 4 * line.parameters
    assert (line.job, line.licence, line.device, line.dtype, line.live) == (
        "relief",
        "Apache-2.0",
        "cpu",
        "float32",
        True,
    )
    relief_maker.dummy_run()
    assert list(relief_maker.warm_up()) == [], "nothing is recorded without a GPU"


def test_the_full_size_has_the_published_number_of_parameters() -> None:
    (line,) = DepthRelief.with_random_weights(GPU, OPTIONS).ledger_lines()
    assert line.parameters == 24_785_089
    assert line.note == "random weights"


def test_files_that_do_not_fit_are_told_in_one_sentence(folder: Path, tmp_path: Path) -> None:
    def refused(change: str) -> str:
        home = tmp_path / change
        shutil.copytree(folder, home)
        weights, config = home / "model.safetensors", home / "config.json"
        if change == "no config":
            config.unlink()
        elif change == "no weights":
            weights.unlink()
        elif change == "half the weights":
            weights.write_bytes(weights.read_bytes()[:-1000])
        elif change == "another model":
            config.write_text(json.dumps({"model_type": "dpt"}))
        elif change == "a missing tensor":
            save_file({name: one for name, one in load_file(weights).items() if name != "head.conv1.bias"}, weights)
        elif change == "another size":
            config.write_text(config.read_text().replace('"fusion_hidden_size": 4', '"fusion_hidden_size": 6'))
        with pytest.raises(EngineUnavailable) as refusal:
            DepthRelief.load(home, GPU, OPTIONS)
        assert "\n" not in str(refusal.value)
        return str(refusal.value)

    assert "there is no config.json" in refused("no config")
    assert "model.safetensors" in refused("no weights")
    assert "cannot be read" in refused("half the weights")
    assert "describes dpt" in refused("another model")
    assert "head.conv1.bias" in refused("a missing tensor")
    assert "does not fit" in refused("another size")


def test_the_benchmark_measures_every_part_of_the_job(relief_maker: DepthRelief) -> None:
    report = measure_speed(relief_maker, GPU, runs=2)
    for timing in (report["network"]["float32"], report["depth"]["eager"], report["align"], report["measure"]):
        assert 0 < timing["median_ms"] <= timing["p95_ms"]
    assert report["align"]["median_ms"] < report["measure"]["median_ms"]
