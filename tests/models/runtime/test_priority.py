"""Imports that wait for whoever is in a hurry."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from inference.models.runtime.priority import PriorityGate, low_priority_imports

PATIENCE = 10.0
MODULES = ("slow_library", "slow_library.one", "slow_library.two")


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package that imports two modules of its own."""
    folder = tmp_path / "slow_library"
    folder.mkdir()
    (folder / "__init__.py").write_text("from slow_library import one, two\n")
    for name in ("one", "two"):
        (folder / f"{name}.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "slow_library"
    for name in MODULES:
        sys.modules.pop(name, None)


def bring(gate: PriorityGate, seconds: float, library: str) -> threading.Thread:
    def work() -> None:
        with low_priority_imports(gate, seconds):
            importlib.import_module(library)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_an_import_waits_before_each_module_until_nobody_is_in_a_hurry(library: str) -> None:
    gate = PriorityGate()
    with gate.urgent_work():
        importer = bring(gate, 60.0, library)
        importer.join(0.2)
        assert importer.is_alive()
        assert not any(name in sys.modules for name in MODULES)
    importer.join(PATIENCE)
    assert all(name in sys.modules for name in MODULES)


def test_it_waits_so_long_in_all_and_then_no_more(library: str) -> None:
    gate = PriorityGate()
    with gate.urgent_work():
        importer = bring(gate, 0.05, library)
        importer.join(PATIENCE)
        assert not importer.is_alive()
        assert all(name in sys.modules for name in MODULES)


def test_only_that_thread_waits_and_only_as_long_as_the_block_lasts(library: str) -> None:
    gate, finders = PriorityGate(), list(sys.meta_path)
    with low_priority_imports(gate, 60.0), gate.urgent_work():
        other = threading.Thread(target=importlib.import_module, args=(library,), daemon=True)
        other.start()
        other.join(PATIENCE)
        assert not other.is_alive()
    assert sys.meta_path == finders
