"""The ledger: what an engine has loaded, one line for each model, and how totals and sizes are written.

An engine knows what it loaded and writes the lines. Live parameters are those that run while people narrate: a model
that only works after the story has ended is listed but not counted as live.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


def ledger_totals(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Parameters and bytes of memory of a ledger's lines: of the live ones, and of all."""
    every = list(lines)
    return {
        f"{column}_live" if live else column: sum(line[column] for line in every if line["live"] or not live)
        for column in ("parameters", "memory")
        for live in (True, False)
    }


def format_count(parameters: int) -> str:
    """A parameter count as people write it: ``1.1 B``, ``24.8 M``, ``none``."""
    for size, letter in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if parameters >= size:
            return f"{parameters / size:.1f} {letter}"
    return str(parameters) if parameters else "none"


def format_bytes(count: float) -> str:
    """Bytes as people write them: ``16.0 GB``, ``100 MB``, ``3 kB``."""
    for size, unit, digits in ((10**9, "GB", 1), (10**6, "MB", 0), (10**3, "kB", 0)):
        if count >= size:
            return f"{count / size:.{digits}f} {unit}"
    return f"{count:.0f} B"


@dataclass(frozen=True)
class LedgerLine:
    """One loaded model: its job, its id, its size and its licence."""

    job: str
    id: str
    parameters: int
    """Counted from what is loaded, 0 for rules."""
    licence: str
    device: str
    live: bool
    """False for a model that only works after the story has ended."""
    note: str = ""
    revision: str = ""
    dtype: str = ""
    memory: int = 0
    """Bytes that its weights take on the device."""
