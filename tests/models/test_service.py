"""The models engine as one service: what stands in the way is said at once,
the rest comes in the background and in order."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.contract.errors import EngineError, EngineUnavailable
from inference.engine.admission_queue import RetryLater
from inference.engine.protocols import Engine
from inference.engine_choice import choose_engine, load_engine
from inference.models import preflight, service
from inference.models.hub.registry import LOCK_FILE_NAME, MODELS, LockedModel, LockFile, selected_models, write_lock
from inference.models.preflight import check_machine, check_torch
from inference.models.runtime import garbage_collection, model_slot
from inference.models.runtime.cuda_driver import DriverBroken, GpuInfo
from inference.models.runtime.options import ModelOptions
from tests.inference.sketch.test_art_director import NOWHERE, PALETTE, PHRASES, world
from tests.models.hub.local_hub import LocalHub
from tests.models.runtime import fake_models

PATIENCE = 10.0
SILENCE = np.zeros(160, np.int16)
JOB = world(*PHRASES)
FIVE = ["ears", "director", "painter", "relief", "art-director"]


def lay_out(folder: Path) -> None:
    """A folder that has every file that a start asks for; what is in them is another question."""
    for model in MODELS:
        for pattern in model.required_patterns:
            path = folder / model.folder_name / pattern.replace("*", "x")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"")


@pytest.fixture
def options(tmp_path: Path) -> ModelOptions:
    lay_out(tmp_path / "models")
    return ModelOptions(folder=tmp_path / "models", caches=tmp_path / "compiled", device="cpu")


@pytest.fixture
def gates(monkeypatch: pytest.MonkeyPatch) -> Iterator[fake_models.Gates]:
    """Fake models in the place of the five; whatever a test leaves waiting is let go at its end."""
    monkeypatch.setattr(fake_models, "gates", fake_models.Gates())
    monkeypatch.setattr(service, "freeze_heap", lambda: None)
    monkeypatch.setattr(service, "gc_paused", nullcontext)
    monkeypatch.setattr(model_slot.ModelSlot.__init__, "__defaults__", (0.05,))
    monkeypatch.setattr(
        service,
        "selected_models",
        lambda **wanted: tuple(fake_models.fake(model) for model in selected_models(**wanted)),
    )
    yield fake_models.gates
    fake_models.gates.open_all()


def test_what_is_alive_when_all_is_warm_is_not_looked_at_again() -> None:
    alive = [[]]  # type: ignore[var-annotated]
    try:
        garbage_collection.freeze_heap()
        assert gc.get_freeze_count() > 0
        assert not any(one is alive for one in gc.get_objects())
    finally:
        gc.unfreeze()


def test_what_an_import_brings_is_not_looked_at_again_either() -> None:
    try:
        with pytest.raises(ImportError), garbage_collection.gc_paused():
            assert not gc.isenabled()
            alive = [[]]  # type: ignore[var-annotated]
            raise ImportError
        assert gc.isenabled()
        assert not any(one is alive for one in gc.get_objects())
    finally:
        gc.unfreeze()


def until(engine: Engine, what: Callable[[Engine], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what(engine):
        assert time.monotonic() < end, (engine.warmup, engine.ledger)
        time.sleep(0.005)


def jobs_in(engine: Engine) -> list[str]:
    return [line.job for line in engine.ledger]


def test_each_job_is_served_as_soon_as_its_part_is_there(options: ModelOptions, gates: fake_models.Gates) -> None:
    engine = load_engine("models", options)
    assert (engine.name, engine.ledger) == ("models", ())
    with pytest.raises(RetryLater) as told:
        engine.ears.hear(SILENCE)
    assert (told.value.code, told.value.seconds) == ("engine.warming", model_slot.RETRY_SECONDS)
    gates.open("ears")
    until(engine, lambda engine: jobs_in(engine) == ["ears"])
    assert engine.ears.hear(SILENCE).text == "160 samples"
    with pytest.raises(RetryLater, match="painter is not there"):
        engine.painter.paint(None)  # type: ignore[arg-type]
    assert not engine.warmup.ready


def test_a_strip_can_be_painted_before_the_art_director_is_there_and_before_anything_is_compiled(
    options: ModelOptions, gates: fake_models.Gates
) -> None:
    engine = load_engine("models", options)
    until(engine, lambda engine: engine.warmup.done == 2)
    assert engine.warmup.stage == "loading the painter"
    assert engine.warmup.of == 12, "the libraries, the weights, then five parts to load and to warm up"
    gates.open("ears", "director", "relief")
    until(engine, lambda engine: engine.warmup.done == 5)
    assert (engine.warmup.stage, engine.warmup.ready) == ("loading the painter", False)
    gates.open("painter")
    until(engine, lambda engine: engine.warmup.ready)
    for name in ("relief", "director", "ears", "painter"):
        until(engine, lambda engine, name=name: engine.warmup.stage == f"compiling the {name}")  # type: ignore[misc]
        gates.warm[name].set()
    until(engine, lambda engine: engine.warmup.stage == "loading the art director")
    gates.open("art-director")
    until(engine, lambda engine: engine.warmup.stage == "compiling the art-director")
    gates.warm["art-director"].set()
    until(engine, lambda engine: engine.warmup.stage == "")
    assert (engine.warmup.done, engine.warmup.ready, engine.warmup.problem) == (12, True, "")
    assert jobs_in(engine) == FIVE
    seconds = engine.warmup.seconds
    time.sleep(0.15)
    assert engine.warmup.seconds == seconds, "the clock stops when there is nothing left to do"


def test_a_strip_goes_before_the_import_of_a_slow_library(
    options: ModelOptions, gates: fake_models.Gates, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "very_slow_library.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    fakes = tuple(
        replace(fake_models.fake(model), slow_libraries=("very_slow_library",) if model.name == "ears" else ())
        for model in MODELS
    )
    monkeypatch.setattr(service, "selected_models", lambda **_: fakes)
    gates.open("ears", "director", "painter")
    engine = load_engine("models", options)
    until(engine, lambda engine: "painter" in jobs_in(engine))
    painted: list[object] = []
    narrator = threading.Thread(target=lambda: painted.append(engine.painter.paint(None)))  # type: ignore[arg-type]
    narrator.start()
    assert gates.painting.wait(PATIENCE)
    gates.open("relief")
    until(engine, lambda engine: engine.warmup.stage == "loading the ears")
    time.sleep(0.1)
    assert "very_slow_library" not in sys.modules and not painted
    gates.painted.set()
    narrator.join(PATIENCE)
    assert painted == ["painted"]
    until(engine, lambda engine: "ears" in jobs_in(engine))
    assert sys.modules.pop("very_slow_library")


def test_a_wrong_file_is_told_and_the_rest_works(options: ModelOptions, gates: fake_models.Gates) -> None:
    gates.load_raises["painter"] = EngineUnavailable("The painter's transformer is another model's.")
    gates.load_raises["relief"] = RuntimeError("unexpected\nkey")
    gates.open_all()
    engine = load_engine("models", options)
    until(engine, lambda engine: engine.warmup.stage == "" and bool(engine.warmup.problem))
    assert engine.warmup.problem == "The painter's transformer is another model's."
    assert not engine.warmup.ready
    with pytest.raises(EngineError) as told:
        engine.painter.paint(None)  # type: ignore[arg-type]
    assert (told.value.code, told.value.again) == ("engine.unavailable", False)
    with pytest.raises(EngineError, match=r"Depth-Anything-V2-Small-hf could not be loaded: unexpected key\.$"):
        engine.relief.measure(None, None)  # type: ignore[arg-type]
    assert engine.ears.hear(SILENCE).text == "160 samples"


def test_an_art_director_that_cannot_be_loaded_has_templates_in_its_place(
    options: ModelOptions, gates: fake_models.Gates
) -> None:
    gates.load_raises["art-director"] = EngineUnavailable("The art director's model does not fit.")
    gates.open_all()
    engine = load_engine("models", options)
    until(engine, lambda engine: engine.warmup.stage == "" and bool(engine.warmup.problem))
    assert engine.warmup.ready and engine.warmup.problem == "The art director's model does not fit."
    line = engine.ledger[-1]
    assert (line.id, line.note) == ("lightloom templates", "in the place of its model, which could not be loaded")
    assert engine.art_director.describe(JOB, PALETTE, NOWHERE).title


def test_a_part_that_cannot_be_compiled_works_on_and_the_ledger_says_so(
    options: ModelOptions, gates: fake_models.Gates
) -> None:
    gates.try_raises["painter"] = RuntimeError("a first strip that came to nothing")
    gates.warm_raises["ears"] = RuntimeError("no C compiler\nwas found.")
    gates.open_all()
    engine = load_engine("models", options)
    until(engine, lambda engine: engine.warmup.stage == "")
    assert engine.warmup.ready and engine.warmup.problem == ""
    notes = {line.job: line.note for line in engine.ledger}
    assert notes["ears"] == "as loaded; not at full speed: no C compiler was found"
    assert notes["painter"] == "as loaded"


def test_the_ledger_says_which_commit_was_fetched(options: ModelOptions, gates: fake_models.Gates) -> None:
    write_lock(options.folder, LockFile(models={MODELS[2].id: LockedModel(revision="a" * 40, files={})}))
    gates.open_all()
    engine = load_engine("models", options)
    until(engine, lambda engine: jobs_in(engine) == FIVE)
    revisions = {line.job: line.revision for line in engine.ledger}
    assert (revisions["ears"], revisions["painter"]) == ("a" * 40, "")


def test_random_weights_need_no_files(options: ModelOptions, gates: fake_models.Gates, tmp_path: Path) -> None:
    gates.open_all()
    engine = load_engine("models", options.model_copy(update={"folder": tmp_path / "nowhere"}), random_weights=True)
    until(engine, lambda engine: jobs_in(engine) == FIVE)
    assert {line.revision for line in engine.ledger} == {"random weights"}


def test_without_the_art_director_worlds_are_named_from_their_directions(
    options: ModelOptions, gates: fake_models.Gates
) -> None:
    gates.open_all()
    engine = load_engine("models", options.model_copy(update={"art_director": False}))
    until(engine, lambda engine: engine.warmup.stage == "")
    assert [(line.job, line.parameters) for line in engine.ledger][-1] == ("art director", 0)
    assert type(engine.art_director).__name__ == "SketchArtDirector"


def test_missing_weights_are_fetched_and_tried_for_again(
    options: ModelOptions, gates: fake_models.Gates, monkeypatch: pytest.MonkeyPatch
) -> None:
    ears = next(model for model in MODELS if model.name == "ears")
    (options.folder / ears.folder_name / "x.nemo").unlink()
    monkeypatch.setattr(service, "DOWNLOAD_RETRY_SECONDS", 0.05)
    with LocalHub() as hub:
        hub.publish(ears.id, {"ears.nemo": b"weights"})
        hub.refuse[ears.id] = (500, "")
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", hub.url)
        template = hub.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
        gates.open_all()
        engine = load_engine("models", options)
        until(engine, lambda engine: "HTTP status 500" in engine.warmup.problem)
        assert not engine.warmup.ready
        hub.refuse.clear()
        until(engine, lambda engine: engine.warmup.stage == "")
    assert (options.folder / ears.folder_name / "ears.nemo").read_bytes() == b"weights"
    assert engine.warmup.ready and engine.warmup.problem == ""


def test_weights_that_are_absent_are_one_sentence_where_nothing_may_be_fetched(options: ModelOptions) -> None:
    offline = options.model_copy(update={"offline": True})
    check_machine(offline)
    (options.folder / "MiniCPM5-1B" / "x.safetensors").unlink()
    with pytest.raises(EngineUnavailable, match=r"openbmb/MiniCPM5-1B.*\*\.safetensors is missing.*inference fetch"):
        check_machine(offline)
    check_machine(options)
    locked = LockedModel(revision="b" * 40, files={"x.nemo": 7})
    write_lock(options.folder, LockFile(models={"nvidia/parakeet-ctc-1.1b": locked}))
    (options.folder / "MiniCPM5-1B" / "x.safetensors").write_bytes(b"")
    with pytest.raises(EngineUnavailable, match=r"parakeet.*differ from those that were fetched"):
        check_machine(offline)
    (options.folder / LOCK_FILE_NAME).write_text("nonsense")
    with pytest.raises(EngineUnavailable, match="remove it to pin the weights anew"):
        check_machine(offline)


def found(monkeypatch: pytest.MonkeyPatch, *gpus: GpuInfo) -> None:
    monkeypatch.setattr(preflight, "find_gpus", lambda: gpus)


H200 = GpuInfo("NVIDIA H200", 150_000_000_000)
SMALL = GpuInfo("NVIDIA RTX 4070", 12_000_000_000)


def test_no_gpu_is_one_sentence(options: ModelOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    on_gpu = options.model_copy(update={"device": "cuda"})
    found(monkeypatch)
    with pytest.raises(EngineUnavailable, match=r"^No NVIDIA GPU was found\.$"):
        check_machine(on_gpu)
    found(monkeypatch, H200)
    check_machine(on_gpu)
    with pytest.raises(EngineUnavailable, match="LIGHTLOOM_DEVICE is cuda:3"):
        check_machine(options.model_copy(update={"device": "cuda:3"}))

    def broken() -> Any:
        raise DriverBroken("An NVIDIA driver is installed but does not work.")

    monkeypatch.setattr(preflight, "find_gpus", broken)
    with pytest.raises(EngineUnavailable, match="does not work"):
        check_machine(on_gpu)


def test_too_little_memory_is_said_with_the_sizes(options: ModelOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    found(monkeypatch, SMALL)
    with pytest.raises(EngineUnavailable) as told:
        check_machine(options.model_copy(update={"device": "cuda"}))
    sentence = str(told.value)
    for part in ("12.0 GB is all that NVIDIA RTX 4070 has", "painter 14.2 GB", "LIGHTLOOM_ART_DIRECTOR=off"):
        assert part in sentence
    with pytest.raises(EngineUnavailable) as told:
        check_machine(options.model_copy(update={"device": "cuda", "art_director": False}))
    assert "LIGHTLOOM_ART_DIRECTOR" not in str(told.value)
    assert "LIGHTLOOM_COMPILE=off saves 2.0 GB" in str(told.value)
    found(monkeypatch, GpuInfo("NVIDIA RTX 4090", 24 * 2**30))
    with pytest.raises(EngineUnavailable, match="LIGHTLOOM_COMPILE=off"):
        check_machine(options.model_copy(update={"device": "cuda"}))
    check_machine(options.model_copy(update={"device": "cuda", "compile": False}))
    check_machine(options.model_copy(update={"device": "cuda", "art_director": False}))


def test_libraries_that_are_missing_are_one_sentence(options: ModelOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "LIBRARIES", ("json", "a_library_that_nobody_wrote"))
    with pytest.raises(EngineUnavailable, match="a_library_that_nobody_wrote is missing"):
        check_machine(options)


def test_a_torch_that_cannot_use_the_gpu_is_one_sentence(
    options: ModelOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(EngineUnavailable, match="cannot use this machine's GPU"):
        check_torch(options.model_copy(update={"device": "cuda"}))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (9_000_000_000, 24_000_000_000))
    with pytest.raises(EngineUnavailable, match=r"9\.0 GB are free on it"):
        check_torch(options.model_copy(update={"device": "cuda"}))
    check_torch(options)


@pytest.mark.parametrize(
    ("gpus", "weights", "device", "name", "why"),
    [
        ((), True, "cuda", "sketch", "No NVIDIA GPU was found, so the sketch engine paints."),
        ((SMALL,), True, "cuda", "sketch", "so the sketch engine paints."),
        ((H200,), False, "cuda", "sketch", "The weights of black-forest-labs/FLUX.2-klein-4B are not here, so the"),
        ((H200,), True, "cuda", "models", "A GPU and the models' weights were found."),
        ((H200,), True, "cpu", "sketch", "LIGHTLOOM_DEVICE is cpu, so the sketch engine paints."),
    ],
)
def test_auto_is_decided_in_one_place_and_says_why(
    options: ModelOptions,
    monkeypatch: pytest.MonkeyPatch,
    gpus: tuple[GpuInfo, ...],
    weights: bool,
    device: str,
    name: str,
    why: str,
) -> None:
    found(monkeypatch, *gpus)
    if not weights:
        (options.folder / "FLUX.2-klein-4B" / "model_index.json").unlink()
    choice = choose_engine("auto", options.model_copy(update={"device": device}))
    assert choice.name == name
    assert why in choice.why


def test_an_engine_that_was_asked_for_by_name_is_never_quietly_another(
    options: ModelOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(monkeypatch)
    assert choose_engine("sketch", options).name == "sketch"
    assert choose_engine("models", options).name == "models", "on the CPU it may be tried out"
    with pytest.raises(EngineUnavailable, match="No NVIDIA GPU"):
        choose_engine("models", options.model_copy(update={"device": "cuda"}))
    with pytest.raises(EngineUnavailable, match="no engine called 'oil'"):
        choose_engine("oil", options)
