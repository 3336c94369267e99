"""Measures the sketch engine: ``python -m inference.quality ears | painter | beside | coverage | things`` and more.

Each measure prints Markdown tables as they stand in docs/sketch-engine.md and docs/voice.md; ``--json FILE`` writes
them as JSON too.
"""

from __future__ import annotations

import argparse
import sys

from inference.contract.errors import EngineUnavailable
from inference.environment import ConfigError
from inference.quality import answers, beside, coverage, gallery, painter, things
from inference.quality.ears import command as ears
from inference.quality.ears.synthetic import SpeechSynthesisError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m inference.quality", description=__doc__)
    measures = parser.add_subparsers(dest="measure", required=True)
    ears.add_measure(measures)
    for kind in (painter, beside, coverage, gallery, answers, things):
        kind.add_measure(measures)
    options = parser.parse_args()
    try:
        sys.stdout.write(options.do(options))
    except (SpeechSynthesisError, EngineUnavailable, ConfigError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
