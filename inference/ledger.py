"""The ledger: what an engine has loaded, as lines for people and for programs.

The lines themselves belong to the engine, which knows what it loaded; here they are only summed and set out. The live parameters
count what runs while people narrate: a part that works after the story ends is listed but not counted among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from inference.engine import Engine


def ledger_record(engine: Engine) -> dict[str, Any]:
    """The ledger as JSON-ready data: engine, lines, and the totals of the live parts and of all."""
    lines = [asdict(line) for line in engine.ledger]
    return {"engine": engine.name, "lines": lines} | ledger_totals(lines)


def ledger_totals(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Parameters and bytes of memory of a ledger's lines: of the live ones, and of all."""
    every = list(lines)
    return {
        f"{column}_live" if live else column: sum(line[column] for line in every if line["live"] or not live)
        for column in ("parameters", "memory")
        for live in (True, False)
    }


def spell_count(parameters: int) -> str:
    """A parameter count as people write it: ``1.1 B``, ``24.8 M``, ``none``."""
    for size, letter in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if parameters >= size:
            return f"{parameters / size:.1f} {letter}"
    return str(parameters) if parameters else "none"


def spell_bytes(count: float) -> str:
    """Bytes as people write them: ``16.0 GB``, ``100 MB``, ``3 kB``."""
    for size, unit, digits in ((10**9, "GB", 1), (10**6, "MB", 0), (10**3, "kB", 0)):
        if count >= size:
            return f"{count / size:.{digits}f} {unit}"
    return f"{count:.0f} B"


def ledger_table(engine: Engine) -> str:
    """The ledger as a plain text table, one line per part."""
    rows = [("job", "part", "revision", "parameters", "type", "memory", "licence", "device", "works", "note")]
    rows += [
        (
            line.job,
            line.id,
            line.revision[:12],
            spell_count(line.parameters),
            line.dtype,
            spell_bytes(line.memory) if line.memory else "",
            line.licence,
            line.device,
            "live" if line.live else "at the end",
            line.note,
        )
        for line in engine.ledger
    ]
    # What no line of this engine has is no column of its table.
    columns = [column for column in range(len(rows[0])) if any(row[column] for row in rows[1:])]
    widths = [max(len(row[column]) for row in rows) for column in columns]
    lines = [
        "  ".join(row[column].ljust(width) for column, width in zip(columns, widths, strict=True)).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    total = ledger_totals([asdict(line) for line in engine.ledger])
    sums = f"live parameters: {spell_count(total['parameters_live'])}, of all: {spell_count(total['parameters'])}"
    if total["memory"]:
        sums += (
            f"; memory of the live parts: {spell_bytes(total['memory_live'])}, of all: {spell_bytes(total['memory'])}"
        )
    return "\n".join([f"engine: {engine.name}, {sums}", "", *lines])
