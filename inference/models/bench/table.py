"""The report of ``inference.models.bench.command`` as Markdown: each figure, with the project's bound where there is
one.

It only formats the report; a failed section is shown with its error, one that was not run is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Report = dict[str, Any]


def table(report: Report) -> str:
    """The whole report. Sections are in the order of the benchmark's."""
    lines = [_machine(report), ""]
    for section, write in (
        ("phrase", _phrase),
        ("parts", _parts),
        ("rooms", _rooms),
        ("speech", _speech),
        ("warm", _warm),
        ("fits", _fits),
    ):
        found = report.get(section)
        if found is None:
            continue
        lines += [f"## {section}", ""]
        lines += [f"It failed: {found['error']}"] if "error" in found else list(write(found))
        lines.append("")
    return "\n".join(lines)


def _machine(report: Report) -> str:
    machine = report["machine"]
    what = machine.get("gpu", "CPU")
    weights = "random weights" if report["random_weights"] else "the published weights"
    return (
        f"{what}, torch {machine['torch']}, transformers {machine['transformers']}, diffusers {machine['diffusers']}; "
        f"{weights}, reference tokens: {report['options']['reference']}"
    )


def _row(*cells: Any) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _head(*cells: str) -> list[str]:
    return [_row(*cells), "|" + "---|" * len(cells)]


def _spread(found: Report) -> tuple[str, str, str]:
    if "median_ms" not in found:
        return ("none", "", "")
    return (f"{found['median_ms']} ms", f"{found['p95_ms']} ms", str(found["times"]))


def _phrase(found: Report) -> Iterator[str]:
    for name, bounds in (("directed ahead", " (bounds 300, 450 ms)"), ("directed at its end", "")):
        yield from _head(f"from the end of a phrase, {name}", "median", "p95", "times")
        yield _row(f"to its stored strip{bounds}", *_spread(found[name]["end of phrase to strip"]))
        for stage, times in found[name]["stages"].items():
            yield _row(f"of that: {stage}", *_spread(times))
        yield ""
    yield from _loaded(found)
    yield ""
    yield _memory(found)


def _parts(found: Report) -> Iterator[str]:
    for job, figures in found.items():
        if isinstance(figures, dict):
            yield from _head(job, "figure")
            for name, value in _flat(figures):
                yield _row(name, value)
            yield ""


def _loaded(found: Report) -> Iterator[str]:
    yield from _head("loaded", "id", "parameters", "dtype", "memory")
    for line in found["ledger"]:
        yield _row(line["job"], line["id"], f"{line['parameters']:,}", line["dtype"], f"{line['memory'] / 1e9:.2f} GB")
    total = sum(line["memory"] for line in found["ledger"])
    yield _row("all", "", f"{sum(line['parameters'] for line in found['ledger']):,}", "", f"{total / 1e9:.2f} GB")
    yield ""
    for job, steps in found["warm_up_s"].items():
        yield f"- {job}, warm-up: " + (", ".join(f"{step} {took} s" for step, took in steps.items()) or "nothing to do")


def _flat(figures: Report, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in figures.items():
        path = f"{before}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{path}: ")
        else:
            yield path, round(value, 3) if isinstance(value, float) else value


def _rooms(found: Report) -> Iterator[str]:
    yield from _head("rooms painting without pause", "strips a second", "strip, median", "p95", "strips")
    for count, figures in found["without pause"].items():
        yield _row(count, figures["strips_per_s"], *_spread(figures))
    yield ""
    yield from _head("rooms with a phrase every 5 s each", "phrase to strip, median", "p95 (bound 2 s)", "phrases")
    for count, figures in found["one phrase every 5 s"].items():
        yield _row(count, *_spread(figures))


def _speech(found: Report) -> Iterator[str]:
    yield from _head("final words of 4 s of speech", "median", "p95 (bound beside paint: 120 ms)", "times")
    for name, figures in found.items():
        if isinstance(figures, dict):
            yield _row(name, *_spread(figures))


def _warm(found: Report) -> Iterator[str]:
    if "disk_gb_per_s" in found:
        yield f"The disk gives one reader {found['disk_gb_per_s']} GB a second."
        yield ""
    yield from _head(
        "a start from a local disk", "ready", "first strip (bound 25 s)", "full speed (bound 60 s, warm caches)"
    )
    for name, figures in found.items():
        if isinstance(figures, dict):
            if "error" in figures or "problem" in figures:
                yield _row(name, figures.get("problem") or figures["error"].strip().splitlines()[-1], "", "")
            else:
                yield _row(name, *(f"{figures[key]} s" for key in ("ready_s", "first_strip_s", "full_speed_s")))


def _fits(found: Report) -> Iterator[str]:
    yield from _head("within 24 GB", "first strip", "peak", "a phrase, ms")
    for name, figures in found.items():
        if isinstance(figures, dict):
            if "error" in figures or "problem" in figures:
                yield _row(name, figures.get("problem") or figures["error"].strip().splitlines()[-1], "", "")
            else:
                strips = ", ".join(str(one) for one in figures.get("phrase_ms", [])[:3])
                yield _row(name, f"{figures['first_strip_s']} s", f"{figures['peak_gb']} GB", strips)


def _memory(found: Report) -> str:
    return ", ".join(f"{name}: {value} GB" for name, value in found.get("memory_gb", {}).items())
