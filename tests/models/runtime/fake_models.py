"""Fake models for the tests of the service, with gates that hold them where a test wants them.

``Gates`` are kept by the model's name: a model waits in ``load`` and before its warm-up until its gate is opened, and
raises what it was told to.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from inference.contract.ledger import LedgerLine
from inference.contract.speech.hearing import Transcript
from inference.models.hub.registry import MODELS, Model
from inference.models.runtime.options import ModelOptions

PATIENCE = 10.0


class Gates:
    def __init__(self) -> None:
        self.load = {model.name: threading.Event() for model in MODELS}
        self.warm = {model.name: threading.Event() for model in MODELS}
        self.painting, self.painted = threading.Event(), threading.Event()
        self.load_raises: dict[str, Exception] = {}
        self.try_raises: dict[str, Exception] = {}
        self.warm_raises: dict[str, Exception] = {}

    def open(self, *names: str) -> None:
        for name in names or self.load:
            self.load[name].set()

    def open_all(self) -> None:
        for gate in (*self.load.values(), *self.warm.values(), self.painted):
            gate.set()


gates = Gates()
gates.open_all()


def fake(model: Model) -> Model:
    """The model with a class of this module."""
    return replace(
        model, class_path=f"{__name__}:{model.name.replace('-', '').title()}", libraries=(), slow_libraries=()
    )


class _FakeModel:
    name = ""

    def __init__(self, random: bool) -> None:
        self.random_weights = random

    @classmethod
    def load(cls, folder: Path, gpu: Any, options: ModelOptions) -> Self:
        assert gates.load[cls.name].wait(PATIENCE)
        if error := gates.load_raises.get(cls.name):
            raise error
        return cls(random=False)

    @classmethod
    def with_random_weights(cls, gpu: Any, options: ModelOptions) -> Self:
        assert gates.load[cls.name].wait(PATIENCE)
        return cls(random=True)

    def dummy_run(self) -> None:
        if error := gates.try_raises.get(self.name):
            raise error

    def warm_up(self) -> Iterator[str]:
        yield f"compiling the {self.name}"
        assert gates.warm[self.name].wait(PATIENCE)
        if error := gates.warm_raises.get(self.name):
            raise error

    def ledger_lines(self) -> tuple[LedgerLine, ...]:
        return (LedgerLine(self.name, f"fake/{self.name}", 5, "Apache-2.0", "cpu", True, "as loaded", memory=20),)

    def hear(self, pcm: Any, **how: Any) -> Transcript:
        return Transcript(text=f"{len(pcm)} samples")


class Ears(_FakeModel):
    name = "ears"


class Director(_FakeModel):
    name = "director"


class Painter(_FakeModel):
    name = "painter"

    def paint(self, scene: Any) -> str:
        gates.painting.set()
        assert gates.painted.wait(PATIENCE)
        return "painted"


class Relief(_FakeModel):
    name = "relief"


class Artdirector(_FakeModel):
    name = "art-director"
