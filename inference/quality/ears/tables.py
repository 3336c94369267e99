"""The report as Markdown, as it stands in docs/voice.md, as JSON, and word by word."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict

from inference.quality.ears.conditions import CONDITIONS
from inference.quality.ears.measure import Group, Report, by_name, together
from inference.quality.ears.score import Score
from inference.quality.ears.words import side_by_side


def tables(report: Report) -> str:
    """All tables, one after another; one that has nothing to tell is left out."""
    parts = [
        _errors("people: condition", by_name(report.people), lambda group: _about(group.name)),
        _errors("people, clean: speaker", _clean(report.people), lambda group: group.speaker),
        _errors("synthetic voices: sentences", _with_sums(report.synthetic), lambda g: f"{g.name}, {g.speaker}"),
        _kinds(report),
        _costs(report),
        _invented(report),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def words_table(groups: Sequence[Group], count: int) -> str:
    """What each of the ears made of ``count`` clips, spread over the first condition: errors are marked."""
    first = [group for group in groups if group.name == groups[0].name]
    whole = together(first, "words")
    names = list(whole.scores)
    rows = list(zip(*(whole.scores[name].clips for name in names), strict=True))
    step = max(1, len(rows) // max(1, count))
    lines = [f"| said | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    for row in rows[::step][:count]:
        lines.append(f"| {row[0].said} | " + " | ".join(side_by_side(one.said, one.heard) for one in row) + " |")
    return "\n".join(lines) + "\n"


def as_json(report: Report) -> str:
    """Every figure and every clip with what was heard."""
    return json.dumps(asdict(report), indent=1, ensure_ascii=False, default=list) + "\n"


def _about(name: str) -> str:
    return CONDITIONS[name].about if name in CONDITIONS else name


def _clean(groups: Iterable[Group]) -> list[Group]:
    return [group for group in groups if group.name == "clean"]


def _with_sums(groups: Sequence[Group]) -> list[Group]:
    rows: list[Group] = []
    for whole in by_name(groups):
        voices = [group for group in groups if group.name == whole.name]
        rows += [*voices, whole] if len(voices) > 1 else voices
    return rows


def _errors(title: str, groups: Sequence[Group], label: Callable[[Group], str]) -> list[str]:
    if not groups:
        return []
    names = list(groups[0].scores)
    lines = [
        f"| {title} | clips | words | " + " | ".join(f"{name}: wrong" for name in names) + " |",
        "|---|---:|---:|" + "---|" * len(names),
    ]
    for group in groups:
        words = next(iter(group.scores.values())).words
        rates = " | ".join(_rate(score) for score in group.scores.values())
        lines.append(f"| {label(group)} | {group.clips} | {words} | {rates} |")
    return lines


def _rate(score: Score) -> str:
    low, high = score.interval()
    return f"{score.error_rate:.1%} ({low:.0%} to {high:.0%})".replace("%", " %")


def _kinds(report: Report) -> list[str]:
    """How words are wrong, over all conditions and sets."""
    rows = []
    for title, groups in (("people", report.people), ("synthetic voices", report.synthetic)):
        for name, score in together(groups, title).scores.items():
            words = f"{score.words} | {score.substituted} | {score.left_out} | {score.added}"
            rows.append(f"| {name}, {title}, everything above | {words} |")
    if not rows:
        return []
    return ["| how words are wrong | words | heard as others | left out | added |", "|---|---:|---:|---:|---:|", *rows]


def _costs(report: Report) -> list[str]:
    names = list(report.partials)
    if not names:
        return []
    lines = [
        "| processor time | whole phrases, for a second of sound | words so far of a phrase of 6 s, mean | the last |",
        "|---|---:|---:|---:|",
    ]
    everything = together([*report.people, *report.synthetic], "").scores
    for name in names:
        whole = f"{everything[name].real_time_factor:.2f} s" if name in everything else ""
        lines.append(f"| {name} | {whole} | {report.partials[name].mean:.2f} s | {report.partials[name].last:.2f} s |")
    return lines


def _invented(report: Report) -> list[str]:
    if not report.invented:
        return []
    lines = ["| nobody speaks | clips | heard something in | what |", "|---|---:|---:|---|"]
    for name, texts in report.invented.items():
        what = "; ".join(f"{clip}: “{text}”" for clip, text in texts.items())
        lines.append(f"| {name} | {report.without_speech} | {len(texts)} | {what} |")
    return lines
