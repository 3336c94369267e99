"""What the models' tests share: torch on one thread."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Tiny networks gain nothing from more, and on a busy machine threads that wait for one another take minutes."""
    torch = sys.modules.get("torch")
    if torch is None:  # none of the tests that were collected computes with it
        yield
        return
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
