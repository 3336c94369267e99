"""What hearing costs and how well it goes: the engine's ears beside pocketsphinx, the ears before, on the same clips.

The clips are recordings of people, fetched at the first run; without them synthetic voices take their place and the
table says so. Processor time is that of this process alone, whatever else the machine does.
"""

from __future__ import annotations

import sys
from typing import Any

from inference.environment import PROJECT
from inference.quality.ears.candidates import load_candidate
from inference.quality.ears.clips import people, synthetic
from inference.quality.ears.conditions import CONDITIONS
from inference.quality.ears.measure import by_name, hear_all, long_phrases, partials_of, together

EARS = {"pocketsphinx, the ears before": "pocketsphinx", "the sketch engine's": "sketch"}
MEASURED = ("clean", "street-15dB", "street-5dB", "echo")


def hear(*, quick: bool = False) -> dict[str, Any]:
    """For each of EARS: wrong words by condition (shares of 1), and CPU seconds of whole phrases and of partials."""
    ears = {name: load_candidate(wanted) for name, wanted in EARS.items()}
    clips = people(PROJECT / "var" / "ears", ("judged",), MEASURED[:1] if quick else MEASURED, _tell)
    heard_people = bool(clips)
    clips = clips or list(synthetic(("narration-fresh",), ("slt",)))
    groups = hear_all(ears, clips, lambda name: None)
    whole, phrases = together(groups, "all"), long_phrases(clips, 3 if quick else 6)
    return {
        "people": heard_people,
        "clips": len(clips),
        "rows": [
            {
                "ears": name,
                "wrong": {group.name: round(group.scores[name].error_rate, 4) for group in by_name(groups)},
                "whole_s": round(whole.scores[name].real_time_factor, 4),
                "partial_s": round(partials_of(one, phrases).mean, 4),
            }
            for name, one in ears.items()
        ],
    }


def table(figures: dict[str, Any]) -> list[str]:
    """Costs with their ratio to the first row."""
    rows = figures["rows"]
    who = "recordings of people" if figures["people"] else "synthetic voices (no recordings could be fetched)"
    conditions = list(rows[0]["wrong"])
    about = [CONDITIONS[name].about if name in CONDITIONS else name for name in conditions]
    first = rows[0]
    lines = [
        f"| ears, on {figures['clips']} clips: {who} | CPU for a second of sound | to the first "
        f"| a partial of a phrase of 6 s | to the first | {' | '.join(f'wrong: {name}' for name in about)} |",
        "|---|---|---|---|---|" + "---|" * len(conditions),
    ]
    for row in rows:
        wrong = " | ".join(f"{100 * row['wrong'][name]:.1f} %" for name in conditions)
        lines.append(
            f"| {row['ears']} | {row['whole_s']:.3f} s | {row['whole_s'] / first['whole_s']:.2f}× "
            f"| {row['partial_s']:.3f} s | {row['partial_s'] / first['partial_s']:.2f}× | {wrong} |"
        )
    return lines


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.stdout.write("\n".join(table(hear(quick="--quick" in sys.argv))) + "\n")
