"""How many nouns that people say are painted: ``python -m inference.quality coverage``.

A list (nouns/*.tsv) has a noun on each line with its group, what was painted for "a NOUN" when somebody looked, and
how they judged it: right, near, wrong or none (docs/sketch-engine.md has the rule). The command counts these by group.
A judgement holds for what was painted then: a noun that is painted as something else since is named and not counted,
until somebody looks again (``--update`` writes what is painted now beside a "?").
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inference.contract.direction import Direction
from inference.sketch.director.director import SketchDirector

NOUNS = Path(__file__).with_name("nouns")
LISTS = (NOUNS / "things.tsv", NOUNS / "persons.tsv")
JUDGEMENTS = ("right", "near", "wrong", "none")
UNJUDGED = "?"
NOTHING = "-"
"""What stands in a list where a noun brings nothing."""
_NAMED = 60
"""Nouns to be judged again that are named; all of them are in the report of ``--json``."""


@dataclass(frozen=True)
class Judged:
    """A noun of a list, what was painted for it and what somebody said of that."""

    noun: str
    group: str
    painted: str
    judgement: str


def read_list(text: str) -> list[Judged]:
    """The nouns of a list, in its order. Raises ValueError for a line that does not read as one, with the line."""
    nouns = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            columns = line.split("\t")
            if len(columns) != 4 or columns[3] not in (*JUDGEMENTS, UNJUDGED):
                raise ValueError(f"not a noun, a group, what is painted and a judgement between tabs: {line!r}")
            nouns.append(Judged(*columns))
    return nouns


def painted_for(director: SketchDirector, noun: str) -> str:
    """The kinds that "a NOUN" brings, or the light where it brings no more than that; "-" for nothing."""
    direction = _direct(director, noun)
    if direction.elements:
        return "+".join(element.kind for element in direction.elements)
    return direction.light if direction.light != _direct(director, "").light else NOTHING


def _direct(director: SketchDirector, noun: str) -> Direction:
    return director.direct(f"a {noun}", art_style="gouache", before=[], memory={})


def changed(nouns: Sequence[Judged]) -> dict[str, str]:
    """Noun to what is painted for it now, for those that are painted as something else than was judged."""
    director = SketchDirector()
    now = {one.noun: painted_for(director, one.noun) for one in nouns}
    return {one.noun: now[one.noun] for one in nouns if one.painted != now[one.noun] or one.judgement == UNJUDGED}


def table(nouns: Sequence[Judged], unjudged: dict[str, str]) -> str:
    """A Markdown table: for each group and for all, how many nouns there are and how many were judged what."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in nouns:
        said = UNJUDGED if one.noun in unjudged else one.judgement
        for group in (one.group, "all"):
            counts[group][said] += 1
    lines = ["| nouns | | right | near | wrong | none | right or near | to be judged |", "|---|" + "---:|" * 7]
    for group in [*sorted(counts.keys() - {"all"}), "all"]:
        count = counts[group]
        share = 100 * (count["right"] + count["near"]) / count.total()
        cells = " | ".join(str(count[said]) for said in JUDGEMENTS)
        lines.append(f"| {group} | {count.total()} | {cells} | {share:.0f} % | {count[UNJUDGED]} |")
    return "\n".join(lines) + "\n"


def update(path: Path) -> None:
    """Write into a list what is painted now; what has changed since it was judged gets a "?"."""
    text = path.read_text()
    now = changed(read_list(text))
    lines = [line for line in text.splitlines() if line.startswith("#")]
    for one in read_list(text):
        if one.noun in now:
            one = replace(one, painted=now[one.noun], judgement=UNJUDGED)
        lines.append("\t".join((one.noun, one.group, one.painted, one.judgement)))
    path.write_text("\n".join(lines) + "\n")


def measure(paths: Sequence[Path], report: Path | None) -> str:
    """The table of the lists together, then what has to be judged again."""
    nouns = [one for path in paths for one in read_list(path.read_text())]
    unjudged = changed(nouns)
    if report:
        report.write_text(json.dumps([vars(one) | {"now": unjudged.get(one.noun)} for one in nouns], indent=1) + "\n")
    was = {one.noun: one.painted for one in nouns}
    again = [f"{noun} ({was[noun]} → {kind})" for noun, kind in unjudged.items()]
    more = f" and {len(again) - _NAMED} more" if len(again) > _NAMED else ""
    return table(nouns, unjudged) + (f"\nTo be judged again: {', '.join(again[:_NAMED])}{more}.\n" if again else "")


def add_measure(measures: Any) -> None:
    command: argparse.ArgumentParser = measures.add_parser("coverage", help="count the nouns that are painted")
    command.add_argument("--list", type=Path, nargs="+", default=LISTS, metavar="FILE", help="lists of judged nouns")
    command.add_argument("--update", action="store_true", help="write into the lists what is painted now")
    command.add_argument("--json", type=Path, metavar="FILE")

    def do(options: argparse.Namespace) -> str:
        if options.update:
            for path in options.list:
                update(path)
        return measure(options.list, options.json)

    command.set_defaults(do=do)
