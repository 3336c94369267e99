#!/bin/sh
# The word error rate of a clip in which nobody speaks is a count of words, not a rate.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check jiwer==4.0.0
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import jiwer

print("jiwer", version("jiwer"))
print("Guess: with nothing said, two words heard are an error (as in jiwer 2) or a rate of 1.")
print("Seen: the 'rate' is the number of words heard; a mean over clips is drowned by the silent ones.")
alone = jiwer.wer("", "two words"), jiwer.wer("", "you")
spoken, silent = "the hen crosses the road", ""
clips = [jiwer.wer(spoken, spoken), jiwer.wer(silent, "thank you for watching this video")]
together = jiwer.wer([spoken, silent], [spoken, "thank you for watching this video"])
print("silent clips:", alone)
print("mean of a perfect clip and a silent one:", sum(clips) / 2, "- both at once:", together)
sys.exit(0 if alone == (2, 1) and sum(clips) / 2 == 3.0 and together == 1.2 else 1)
PYTHON
