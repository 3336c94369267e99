"""Measures the sketch engine: ``python -m inference.quality ears | painter | gallery | answers``.

Each measure prints a Markdown table as it stands in docs/sketch-engine.md; ``--json FILE`` writes it as JSON too.
"""

from __future__ import annotations

import argparse
import sys

from inference.quality import answers, ears, gallery, painter


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m inference.quality", description=__doc__)
    measures = parser.add_subparsers(dest="measure", required=True)
    ears.add_measure(measures)
    for kind in (painter, gallery, answers):
        kind.add_measure(measures)
    options = parser.parse_args()
    try:
        sys.stdout.write(options.do(options))
    except ears.SpeechSynthesisError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
