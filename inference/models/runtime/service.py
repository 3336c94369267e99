"""The models engine as one service: checked at once, loaded in the background,
each job served as soon as its part is there.

``models_engine`` answers at once, or raises ``EngineUnavailable`` for what stands in the way. Behind it a thread
fetches what is missing, loads the live parts beside each other, warms them up, and then does the same for the art
director; jobs that come before their part wait a little and are then sent back to come again. A strip can be painted
before anything is compiled. Of the process it changes one thing (warming.py): what is alive when all is warm is never
collected. It starts daemon threads, and a process that ends by itself; it must not be called before a fork.
"""

from __future__ import annotations

import importlib
import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from subprocess import Popen
from typing import TYPE_CHECKING, Any

from inference.contract.errors import EngineError, EngineUnavailable
from inference.contract.ledger import LedgerLine, spell_bytes
from inference.engine.protocols import ArtDirector, Engine, Warmth
from inference.models import Part
from inference.models.hub.download import FetchError, carry_out, check_disk, is_complete, plan_fetch
from inference.models.hub.registry import Model, models_wanted, read_lock
from inference.models.runtime.facade import ArtDirectorDoor, DirectorDoor, EarsDoor, PainterDoor, ReliefDoor
from inference.models.runtime.options import ModelOptions
from inference.models.runtime.prefetch import read_ahead, weights_of
from inference.models.runtime.preflight import check_ground, check_torch
from inference.models.runtime.priority import Urgency, importing_behind
from inference.models.runtime.warmup import Slot, Stages, keep_for_good, uncollected
from inference.sketch.art_director.art_director import SketchArtDirector

if TYPE_CHECKING:
    from inference.models.runtime.device import Gpu

FETCH_AGAIN = 30.0
"""Seconds after which a fetch that failed is tried again."""
BEHIND = 8.0
"""Seconds in all that the import of a slow library waits for jobs: what the first strips take,
if somebody asks for them at once."""
RANDOM = "random weights"
"""The revision that the ledger gives for them."""

log = logging.getLogger(__name__)


def models_engine(options: ModelOptions, *, random_weights: bool = False) -> Engine:
    """The engine, waking. ``random_weights`` are made on the device instead of read: full size, for benchmarks only.

    Raises ``EngineUnavailable`` where it cannot run here.
    """
    check_ground(options, random_weights=random_weights)
    check_torch(options)
    service = _Service(options, random_weights=random_weights)
    service.start()
    return Engine(
        name="models",
        ears=EarsDoor(service.slots["ears"], service.serving),
        director=DirectorDoor(service.slots["director"], service.serving),
        painter=PainterDoor(service.slots["painter"], service.serving),
        relief=ReliefDoor(service.slots["relief"], service.serving),
        art_director=service.art_director(),
        read_ledger=service.ledger,
        read_warmth=service.warmth,
    )


class _Service:
    """The parts, and the thread that brings them."""

    def __init__(self, options: ModelOptions, *, random_weights: bool) -> None:
        self._options, self._random = options, random_weights
        self._models = models_wanted(art_director=options.art_director)
        words = {"libraries": "reading the libraries"}
        words |= {} if random_weights else {"fetch": "looking for the weights"}
        self._live = [model for model in self._models if model.live]
        self._later = [model for model in self._models if not model.live]
        # What is quick to warm up comes first, and what works after the story ends is only loaded then.
        self._by_warmth = sorted(self._live, key=lambda model: model.memory)
        for loaded, warmed in ((self._live, self._by_warmth), (self._later, self._later)):
            words |= {_loading(model): f"loading the {model.job}" for model in loaded}
            words |= {_warming(model): f"warming up the {model.job}" for model in warmed}
        self._stages = Stages(words, [_loading(model) for model in self._live])
        self.slots: dict[str, Slot[Any]] = {model.name: Slot(model.job, self._stages) for model in self._models}
        self.serving = Urgency()
        self._lines: dict[str, tuple[LedgerLine, ...]] = {}
        self._notes: dict[str, str] = {}

    def start(self) -> None:
        threading.Thread(target=self._run, name="engine-warming", daemon=True).start()

    def warmth(self) -> Warmth:
        return self._stages.read()

    def art_director(self) -> ArtDirector:
        slot = self.slots.get("art-director")
        return SketchArtDirector() if slot is None else ArtDirectorDoor(slot)

    def ledger(self) -> tuple[LedgerLine, ...]:
        """What is loaded by now, in the order of the jobs."""
        order = ("ears", "director", "painter", "relief", "art-director")
        lines = [line for name in order for line in self._lines.get(name, ())]
        slot = self.slots.get("art-director")
        if slot is None or slot.problem:
            note = "in the place of its model, which could not be loaded" if slot else ""
            lines.append(LedgerLine("art director", "lightloom templates", 0, "Apache-2.0", "cpu", False, note))
        return tuple(lines)

    def _run(self) -> None:
        try:
            self._bring()
        except Exception as error:
            log.exception("the models engine could not be brought up")
            for model in self._models:
                if self.slots[model.name].part is None:
                    self._give_up(model, f"The models engine could not be brought up: {_one_line(error)}.")

    def _bring(self) -> None:
        with uncollected():
            # Imported here, so that the service answers while torch and the models' libraries are still being read.
            from inference.models.runtime.device import open_gpu

            gpu = open_gpu(self._options.device)
            reader = None if self._random else self._read_ahead()
            self._import()
        if not self._random:
            self._fetch()
        # Slow libraries last: importing them takes the interpreter from those who load and try their parts out
        # meanwhile. Jobs go before them too, module by module.
        quick, slow = ([model for model in self._live if bool(model.apart) == late] for late in (False, True))
        self._load_beside_each_other(quick, gpu)
        self._load_beside_each_other(slow, gpu)
        if reader is not None:
            reader.kill()  # What it has not read by now it would read for nobody.
            reader.wait()
        for model in self._by_warmth:
            self._warm_up(model)
        self._load_beside_each_other(self._later, gpu)
        for model in self._later:
            self._warm_up(model)
        keep_for_good()
        log.info("the models engine is awake after %.0f s", self._stages.read().seconds)

    def _read_ahead(self) -> Popen[bytes]:
        """Have the disk give what is there already while the libraries are read."""
        there = [model for model in self._models if is_complete(model, self._options.folder)]
        return read_ahead([file for model in there for file in weights_of(self._options.folder / model.folder_name)])

    def _import(self) -> None:
        """What the parts are made of, by one thread: two that import transformers at once see it half made."""
        for model in self._models:
            for module in (model.part.partition(":")[0], *model.libraries):
                importlib.import_module(module)
        self._stages.end("libraries")

    def _fetch(self) -> None:
        """Bring what is missing; while that does not work, say why and try again."""
        folder = self._options.folder
        while absent := [model for model in self._models if not is_complete(model, folder)]:
            try:
                plans = [plan_fetch(model, folder) for model in absent]
                check_disk(plans, folder)
                for plan in plans:
                    carry_out(plan, folder, lambda done, of, job=plan.model.job: self._tell_fetch(job, done, of))  # type: ignore[misc]
            except FetchError as error:
                log.warning("the weights did not come: %s", error)
                self._stages.fail("fetch", str(error))
                time.sleep(FETCH_AGAIN)
        self._stages.end("fetch")

    def _tell_fetch(self, job: str, done: int, of: int) -> None:
        self._stages.tell("fetch", f"fetching the {job}'s weights, {spell_bytes(done)} of {spell_bytes(of)}")

    def _load_beside_each_other(self, models: Sequence[Model], gpu: Gpu) -> None:
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
            part = self._part(model, gpu)
        except (EngineUnavailable, EngineError) as error:
            self._give_up(model, str(error))
        except Exception as error:
            log.exception("the %s could not be loaded", model.job)
            self._give_up(model, f"The {model.job}'s model {model.id} could not be loaded: {_one_line(error)}.")
        else:
            self._count(model, part)
            self.slots[model.name].fill(part)
            log.info("the %s is there after %.1f s", model.job, time.monotonic() - began)
            self._try_out(model, part)
            self._stages.end(_loading(model))

    def _part(self, model: Model, gpu: Gpu) -> Part:
        if model.apart:
            from inference.models.ears.nemo_model import quiet

            with quiet(), uncollected(), importing_behind(self.serving, BEHIND):
                for library in model.apart:
                    importlib.import_module(library)
        module, _, name = model.part.partition(":")
        kind = getattr(importlib.import_module(module), name)
        part: Part = (
            kind.random(gpu, self._options)
            if self._random
            else kind.load(self._options.folder / model.folder_name, gpu, self._options)
        )
        return part

    def _give_up(self, model: Model, problem: str) -> None:
        log.error("the %s will not work: %s", model.job, problem)
        self.slots[model.name].fail(problem)
        self._stages.fail(_loading(model), problem)
        self._stages.fail(_warming(model))

    def _try_out(self, model: Model, part: Part) -> None:
        """Jobs come to it already; where this goes wrong they may go right, or say what is wrong themselves."""
        try:
            part.try_out()
        except Exception:
            log.exception("the %s could not be tried out", model.job)

    def _warm_up(self, model: Model) -> None:
        """Bring a part to full speed. Where that fails it goes on working as it does, and the ledger says so."""
        part: Part | None = self.slots[model.name].part
        if part is None:
            return
        try:
            for step in part.warm_up():
                self._stages.tell(_warming(model), step)
        except Exception as error:
            log.exception("the %s could not be warmed up", model.job)
            self._notes[model.name] = f"not at full speed: {_one_line(error)}"
        self._count(model, part)
        self._stages.end(_warming(model))

    def _count(self, model: Model, part: Part) -> None:
        """Take the part's ledger lines, with what only the shelf knows. Counted now, because /health asks often."""
        note = self._notes.get(model.name, "")
        self._lines[model.name] = tuple(
            replace(
                line,
                revision=line.revision or self._revision(model),
                note="; ".join(filter(None, (line.note, note))),
            )
            for line in part.ledger_lines()
        )

    def _revision(self, model: Model) -> str:
        if self._random:
            return RANDOM
        locked = read_lock(self._options.folder).models.get(model.id)
        return locked.revision if locked else ""


def _loading(model: Model) -> str:
    return f"load {model.name}"


def _warming(model: Model) -> str:
    return f"warm {model.name}"


def _one_line(error: Exception) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:160].rstrip(".")
