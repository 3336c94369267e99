"""Which processes a machine runs: three workers for the sketch engine, one for the models,
each with what it needs to know."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inference.engine_choice import EngineChoice
from lightloom_site.config import ConfigError, read_config
from lightloom_site.services.process import Process
from lightloom_site.services.process_list import processes_for

SKETCH = EngineChoice("sketch", "No NVIDIA GPU was found, so the sketch engine paints.")
MODELS = EngineChoice("models")


def processes_of(tmp_path: Path, choice: EngineChoice, **environ: str) -> dict[str, Process]:
    config = read_config({"LIGHTLOOM_DATA": str(tmp_path), **environ})
    return {process.name: process for process in processes_for(config, choice)}


def queues(process: Process) -> str:
    return process.command[list(process.command).index("--queues") + 1]


def test_the_sketch_engine_has_a_process_for_each_queue(tmp_path: Path) -> None:
    processes = processes_of(tmp_path, SKETCH, LIGHTLOOM_PAINTERS="1")
    assert list(processes) == ["web", "story", "paint", "speech", "finish", "studio", "tend"]
    assert [queues(processes[name]) for name in ("paint", "speech", "finish")] == ["paint", "speech", "finish"]


def test_the_sketch_engine_has_as_many_painters_as_it_should(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    processes = processes_of(tmp_path, SKETCH, LIGHTLOOM_PROCESSES="paint,finish", LIGHTLOOM_PAINTERS="3")
    assert list(processes) == ["paint", "paint-2", "paint-3", "finish"]
    assert {queues(processes[name]) for name in ("paint", "paint-2", "paint-3")} == {"paint"}
    names = [list(process.command)[list(process.command).index("--hostname") + 1] for process in processes.values()]
    assert len(set(names)) == 4
    for cores, painters in ((1, 1), (2, 2), (64, 4)):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        several = processes_of(tmp_path, SKETCH, LIGHTLOOM_PROCESSES="paint")
        assert len(several) == painters
        assert several["paint"].environ["OMP_NUM_THREADS"] == str(cores // painters)
    assert list(processes_of(tmp_path, MODELS, LIGHTLOOM_PAINTERS="3", LIGHTLOOM_PROCESSES="paint")) == ["engine"]


def test_the_models_engine_is_one_process_that_never_forks(tmp_path: Path) -> None:
    processes = processes_of(tmp_path, MODELS)
    assert list(processes) == ["web", "story", "studio", "tend", "engine"]
    engine = processes["engine"]
    assert queues(engine) == "speech,paint,finish"
    assert engine.command[list(engine.command).index("--pool") + 1] == "threads"
    assert engine.environ["TORCHINDUCTOR_CACHE_DIR"] == str(tmp_path / "compiled" / "inductor")
    assert engine.environ["TRITON_CACHE_DIR"] == str(tmp_path / "compiled" / "triton")


def test_a_machine_may_run_only_the_engine_or_only_the_rest(tmp_path: Path) -> None:
    assert list(processes_of(tmp_path, MODELS, LIGHTLOOM_PROCESSES="paint,speech,finish")) == ["engine"]
    assert list(processes_of(tmp_path, MODELS, LIGHTLOOM_PROCESSES="web,story,tend")) == ["web", "story", "tend"]
    painter = processes_of(tmp_path, MODELS, LIGHTLOOM_PROCESSES="paint")["engine"]
    assert queues(painter) == "paint"


def test_every_process_is_told_the_engine_that_was_chosen(tmp_path: Path) -> None:
    for process in processes_of(tmp_path, SKETCH).values():
        assert process.environ["LIGHTLOOM_ENGINE"] == "sketch"
        assert process.environ["LIGHTLOOM_ENGINE_WHY"] == SKETCH.why


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LIGHTLOOM_REFERENCE", "mirror"),
        ("LIGHTLOOM_DEVICE", "tpu"),
        ("LIGHTLOOM_COMPILE", "perhaps"),
        ("LIGHTLOOM_ANCHOR_AFTER", "0"),
        ("LIGHTLOOM_STYLE_LORA", "/nowhere/style.safetensors"),
    ],
)
def test_a_setting_of_the_models_that_cannot_be_used_is_one_sentence(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{variable} .*\\.$") as told:
        read_config({"LIGHTLOOM_DATA": str(tmp_path), variable: value})
    assert "\n" not in str(told.value)
