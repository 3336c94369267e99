"""Keeps Python's garbage collector away from objects that live as long as the process.

torch, the models' libraries and the models are about 800,000 such objects. Collecting them stops all threads, in the
middle of somebody's phrase; docs/models.md ("Waking") has the figures.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """For imports: no collection while the block runs, and all objects that exist at its end are frozen."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def freeze_heap() -> None:
    """Collect once, then exclude all objects that exist now from every later collection of this process."""
    gc.collect()
    gc.freeze()
