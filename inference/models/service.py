"""The models engine as a service: it answers at once, and the models load in the background.

``models_engine`` checks the machine, or raises ``EngineUnavailable``. A thread then downloads missing weights, loads
the live models concurrently, warms them up, and does the same for the art director. A job that comes before its model
waits a little and is then told to come again (model_slot.py); a strip can be painted before anything is compiled. When
all is loaded the process's heap is frozen (garbage_collection.py). The threads are daemons; do not call it before a
fork.
"""

from __future__ import annotations

import importlib
import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from subprocess import Popen
from typing import TYPE_CHECKING, Any

from inference.contract.errors import EngineError, EngineUnavailable
from inference.contract.ledger import LedgerLine, format_bytes
from inference.engine.protocols import ArtDirector, Engine, WarmupStatus
from inference.models import LoadedModel
from inference.models.hub.download import DownloadError, check_disk_space, download_model, is_complete, plan_download
from inference.models.hub.registry import Model, read_lock, selected_models
from inference.models.preflight import check_machine, check_torch
from inference.models.runtime.facade import ArtDirectorFacade, DirectorFacade, EarsFacade, PainterFacade, ReliefFacade
from inference.models.runtime.garbage_collection import freeze_heap, gc_paused
from inference.models.runtime.model_slot import ModelSlot
from inference.models.runtime.options import ModelOptions
from inference.models.runtime.prefetch import prefetch, weight_files
from inference.models.runtime.priority import PriorityGate, low_priority_imports
from inference.models.runtime.warmup_progress import WarmupProgress
from inference.sketch.art_director.art_director import SketchArtDirector

if TYPE_CHECKING:
    from inference.models.runtime.device import Gpu

DOWNLOAD_RETRY_SECONDS = 30.0
"""Seconds after which a download that failed is tried again."""
MAX_IMPORT_DELAY = 8.0
"""Seconds that the import of a slow library waits for jobs, in all: as long as the first strips take."""
RANDOM = "random weights"
"""The revision in the ledger where there are no published weights."""

log = logging.getLogger(__name__)


def models_engine(options: ModelOptions, *, random_weights: bool = False) -> Engine:
    """The engine, which begins to load. ``random_weights`` makes full-size weights on the device instead of reading
    them, for benchmarks only. Raises ``EngineUnavailable`` where it cannot run on this machine.
    """
    check_machine(options, random_weights=random_weights)
    check_torch(options)
    service = _Service(options, random_weights=random_weights)
    service.start()
    return Engine(
        name="models",
        ears=EarsFacade(service.slots["ears"], service.gate),
        director=DirectorFacade(service.slots["director"], service.gate),
        painter=PainterFacade(service.slots["painter"], service.gate),
        relief=ReliefFacade(service.slots["relief"], service.gate),
        art_director=service.art_director(),
        read_ledger=service.ledger,
        read_warmup=service.warmup,
    )


class _Service:
    """The models' slots, their ledger lines, and the thread that loads and warms up the models."""

    def __init__(self, options: ModelOptions, *, random_weights: bool) -> None:
        self._options, self._random = options, random_weights
        self._models = selected_models(art_director=options.art_director)
        labels = {"libraries": "reading the libraries"}
        labels |= {} if random_weights else {"fetch": "looking for the weights"}
        self._live = [model for model in self._models if model.live]
        self._later = [model for model in self._models if not model.live]
        # The small models are quick to warm up, so they come first; the art director is loaded only after that.
        self._warmup_order = sorted(self._live, key=lambda model: model.memory)
        for to_load, to_warm in ((self._live, self._warmup_order), (self._later, self._later)):
            labels |= {_load_stage(model): f"loading the {model.job}" for model in to_load}
            labels |= {_warmup_stage(model): f"warming up the {model.job}" for model in to_warm}
        self._progress = WarmupProgress(labels, [_load_stage(model) for model in self._live])
        self.slots: dict[str, ModelSlot[Any]] = {
            model.name: ModelSlot(model.job, self._progress) for model in self._models
        }
        self.gate = PriorityGate()
        self._ledger_lines: dict[str, tuple[LedgerLine, ...]] = {}
        self._notes: dict[str, str] = {}

    def start(self) -> None:
        threading.Thread(target=self._run, name="engine-warmup", daemon=True).start()

    def warmup(self) -> WarmupStatus:
        return self._progress.status()

    def art_director(self) -> ArtDirector:
        slot = self.slots.get("art-director")
        return SketchArtDirector() if slot is None else ArtDirectorFacade(slot)

    def ledger(self) -> tuple[LedgerLine, ...]:
        """What is loaded by now, in the order of the jobs."""
        order = ("ears", "director", "painter", "relief", "art-director")
        lines = [line for name in order for line in self._ledger_lines.get(name, ())]
        slot = self.slots.get("art-director")
        if slot is None or slot.problem:
            note = "in the place of its model, which could not be loaded" if slot else ""
            lines.append(LedgerLine("art director", "lightloom templates", 0, "Apache-2.0", "cpu", False, note))
        return tuple(lines)

    def _run(self) -> None:
        try:
            self._load_everything()
        except Exception as error:
            log.exception("the models engine could not be brought up")
            for model in self._models:
                if self.slots[model.name].model is None:
                    self._give_up(model, f"The models engine could not be brought up: {_one_line(error)}.")

    def _load_everything(self) -> None:
        with gc_paused():
            # Imported here, so that the service answers while torch and the models' libraries are still being read.
            from inference.models.runtime.device import open_gpu

            gpu = open_gpu(self._options.device)
            reader = None if self._random else self._prefetch()
            self._import_libraries()
        if not self._random:
            self._download_missing()
        # Models with slow libraries come last: importing these takes the interpreter from the models that load and do
        # their dummy run meanwhile. The imports also wait for jobs, module by module.
        quick, slow = ([model for model in self._live if bool(model.slow_libraries) == late] for late in (False, True))
        self._load_concurrently(quick, gpu)
        self._load_concurrently(slow, gpu)
        if reader is not None:
            reader.kill()  # Everything is loaded, so what it has not read by now is not needed.
            reader.wait()
        for model in self._warmup_order:
            self._warm_up(model)
        self._load_concurrently(self._later, gpu)
        for model in self._later:
            self._warm_up(model)
        freeze_heap()
        log.info("the models engine is awake after %.0f s", self._progress.status().seconds)

    def _prefetch(self) -> Popen[bytes]:
        """Have the weights that are on the disk read while the libraries are imported."""
        complete = [model for model in self._models if is_complete(model, self._options.folder)]
        return prefetch([file for model in complete for file in weight_files(self._options.folder / model.folder_name)])

    def _import_libraries(self) -> None:
        """In one thread: two threads that import transformers at once see it half initialised."""
        for model in self._models:
            for module in (model.class_path.partition(":")[0], *model.libraries):
                importlib.import_module(module)
        self._progress.complete("libraries")

    def _download_missing(self) -> None:
        """Download missing weights; after a failure say why and try again, for ever."""
        folder = self._options.folder
        while incomplete := [model for model in self._models if not is_complete(model, folder)]:
            try:
                plans = [plan_download(model, folder) for model in incomplete]
                check_disk_space(plans, folder)
                for plan in plans:
                    download_model(plan, folder, partial(self._report_download, plan.model.job))
            except DownloadError as error:
                log.warning("the weights did not come: %s", error)
                self._progress.fail("fetch", str(error))
                time.sleep(DOWNLOAD_RETRY_SECONDS)
        self._progress.complete("fetch")

    def _report_download(self, job: str, done: int, of: int) -> None:
        self._progress.relabel("fetch", f"fetching the {job}'s weights, {format_bytes(done)} of {format_bytes(of)}")

    def _load_concurrently(self, models: Sequence[Model], gpu: Gpu) -> None:
        threads = [
            threading.Thread(target=self._load, args=(model, gpu), name=f"load-{model.name}", daemon=True)
            for model in models
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _load(self, model: Model, gpu: Gpu) -> None:
        began = time.monotonic()
        try:
            loaded = self._make(model, gpu)
        except (EngineUnavailable, EngineError) as error:
            self._give_up(model, str(error))
        except Exception as error:
            log.exception("the %s could not be loaded", model.job)
            self._give_up(model, f"The {model.job}'s model {model.id} could not be loaded: {_one_line(error)}.")
        else:
            self._update_ledger(model, loaded)
            self.slots[model.name].fill(loaded)
            log.info("the %s is there after %.1f s", model.job, time.monotonic() - began)
            self._dummy_run(model, loaded)
            self._progress.complete(_load_stage(model))

    def _make(self, model: Model, gpu: Gpu) -> LoadedModel:
        if model.slow_libraries:
            from inference.models.ears.nemo_model import quiet_nemo

            with quiet_nemo(), gc_paused(), low_priority_imports(self.gate, MAX_IMPORT_DELAY):
                for library in model.slow_libraries:
                    importlib.import_module(library)
        module, _, name = model.class_path.partition(":")
        model_class: type[LoadedModel] = getattr(importlib.import_module(module), name)
        if self._random:
            return model_class.with_random_weights(gpu, self._options)
        return model_class.load(self._options.folder / model.folder_name, gpu, self._options)

    def _give_up(self, model: Model, problem: str) -> None:
        log.error("the %s will not work: %s", model.job, problem)
        self.slots[model.name].fail(problem)
        self._progress.fail(_load_stage(model), problem)
        self._progress.fail(_warmup_stage(model))

    def _dummy_run(self, model: Model, loaded: LoadedModel) -> None:
        """An error here is only logged: the model serves jobs already, and a job that fails says why itself."""
        try:
            loaded.dummy_run()
        except Exception:
            log.exception("the %s could not be tried out", model.job)

    def _warm_up(self, model: Model) -> None:
        """Bring a model to full speed. Where that fails it goes on at its present speed, and the ledger says so."""
        loaded: LoadedModel | None = self.slots[model.name].model
        if loaded is None:
            return
        try:
            for step in loaded.warm_up():
                self._progress.relabel(_warmup_stage(model), step)
        except Exception as error:
            log.exception("the %s could not be warmed up", model.job)
            self._notes[model.name] = f"not at full speed: {_one_line(error)}"
        self._update_ledger(model, loaded)
        self._progress.complete(_warmup_stage(model))

    def _update_ledger(self, model: Model, loaded: LoadedModel) -> None:
        """Keep the model's ledger lines, with revision and notes. Counted only here, because /health asks often."""
        note = self._notes.get(model.name, "")
        self._ledger_lines[model.name] = tuple(
            replace(
                line,
                revision=line.revision or self._revision(model),
                note="; ".join(filter(None, (line.note, note))),
            )
            for line in loaded.ledger_lines()
        )

    def _revision(self, model: Model) -> str:
        if self._random:
            return RANDOM
        locked = read_lock(self._options.folder).models.get(model.id)
        return locked.revision if locked else ""


def _load_stage(model: Model) -> str:
    return f"load {model.name}"


def _warmup_stage(model: Model) -> str:
    return f"warm {model.name}"


def _one_line(error: Exception) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:160].rstrip(".")
