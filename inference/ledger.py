"""The ledger: what an engine has loaded, as lines for people and for programs.

The lines themselves belong to the engine, which knows what it loaded; here they are only summed and set out. The live parameters
count what runs while people narrate: a part that works after the story ends is listed but not counted among them.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from inference.engine import Engine


def ledger_record(engine: Engine) -> dict[str, Any]:
    """The ledger as JSON-ready data: engine, lines, and the parameters of the live parts and of all."""
    return {
        "engine": engine.name,
        "lines": [asdict(line) for line in engine.ledger],
        "live_parameters": sum(line.parameters for line in engine.ledger if line.live),
        "parameters": sum(line.parameters for line in engine.ledger),
    }


def spell_count(parameters: int) -> str:
    """A parameter count as people write it: ``1.1 B``, ``24.8 M``, ``none``."""
    for size, letter in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if parameters >= size:
            return f"{parameters / size:.1f} {letter}"
    return str(parameters) if parameters else "none"


def ledger_table(engine: Engine) -> str:
    """The ledger as a plain text table, one line per part."""
    rows = [("job", "part", "parameters", "licence", "device", "works", "note")]
    rows += [
        (
            line.job,
            line.id,
            spell_count(line.parameters),
            line.licence,
            line.device,
            "live" if line.live else "at the end",
            line.note,
        )
        for line in engine.ledger
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    live = ledger_record(engine)["live_parameters"]
    return "\n".join([f"engine: {engine.name}, live parameters: {spell_count(live)}", "", *lines])
