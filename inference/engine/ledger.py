"""The ledger of an engine as JSON-ready data for programs and as a plain text table for people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from inference.contract.ledger import format_bytes, format_count, ledger_totals
from inference.engine.protocols import Engine


def ledger_record(engine: Engine) -> dict[str, Any]:
    """The ledger as JSON-ready data: engine, lines, and the totals of the live lines and of all lines."""
    lines = [asdict(line) for line in engine.ledger]
    return {"engine": engine.name, "lines": lines} | ledger_totals(lines)


def ledger_table(engine: Engine) -> str:
    """The ledger as a plain text table, one row a ledger line."""
    rows = [("job", "part", "revision", "parameters", "type", "memory", "licence", "device", "works", "note")]
    rows += [
        (
            line.job,
            line.id,
            line.revision[:12],
            format_count(line.parameters),
            line.dtype,
            format_bytes(line.memory) if line.memory else "",
            line.licence,
            line.device,
            "live" if line.live else "at the end",
            line.note,
        )
        for line in engine.ledger
    ]
    # A column that is empty in all lines is left out.
    columns = [column for column in range(len(rows[0])) if any(row[column] for row in rows[1:])]
    widths = [max(len(row[column]) for row in rows) for column in columns]
    lines = [
        "  ".join(row[column].ljust(width) for column, width in zip(columns, widths, strict=True)).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    total = ledger_totals([asdict(line) for line in engine.ledger])
    sums = f"live parameters: {format_count(total['parameters_live'])}, of all: {format_count(total['parameters'])}"
    if total["memory"]:
        sums += (
            f"; memory of the live parts: {format_bytes(total['memory_live'])}, of all: {format_bytes(total['memory'])}"
        )
    return "\n".join([f"engine: {engine.name}, {sums}", "", *lines])
