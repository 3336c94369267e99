#!/bin/sh
# Words of a SubRip caption that name two times become the caption's own times in pysubs2.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pysubs2==1.8.1
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import pysubs2

print("pysubs2", version("pysubs2"))
print("Guess: the times of a SubRip caption are in the line with the arrow, and nowhere else.")
print("Seen: any line with two times counts, arrow or not: a caption that speaks of two times is split there,")
print("its words are lost, and a caption that nobody wrote begins at the times that were spoken of.")
srt = "1\n00:00:05,000 --> 00:00:06,000\nthe train of 00:10:00,000\n\n2\n00:00:07,000 --> 00:00:08,000\n"
one = pysubs2.SSAFile.from_string(srt + "between 00:01:00,000 and 00:02:00,000\n", format_="srt")
other = pysubs2.SSAFile.from_string(srt + "between one and two\n", format_="srt")
seen = [[(event.start, event.end, event.plaintext) for event in events] for events in (one, other)]
print("with two times in the words:", seen[0])
print("without:                    ", seen[1])
spoken = any(event.start == 60_000 for event in one) and not any("between" in event.plaintext for event in one)
sys.exit(0 if spoken and [event.start for event in other] == [5_000, 7_000] else 1)
PYTHON
