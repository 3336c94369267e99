"""What the tests of the inference service paint with and store in."""

from __future__ import annotations

from pathlib import Path

import pytest

from inference.contract.files.storage import FolderStorage
from inference.engine.protocols import Engine
from inference.engine_choice import load_engine


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The sketch engine; what it knows of a world comes and goes with each job."""
    return load_engine("sketch")


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    """An empty one, in the test's own folder."""
    return FolderStorage(tmp_path)
