#!/bin/sh
# jiwer's word error rate does not part words at a line break, a tab or a no-break space.
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
print("Guess: words are parted at any white space, as str.split() does.")
print("Seen: only the space parts words: a transcript that was wrapped to lines is wrong wherever a line ends.")
said = "the hen crosses the road"
seen = {name: jiwer.wer(said.replace(" ", mark, 1), said) for name, mark in
        (("two spaces", "  "), ("line break", "\n"), ("tab", "\t"), ("no-break space", "\u00a0"))}
print(seen)
print("split() would give", said.replace(" ", "\n", 1).split())
sys.exit(0 if seen == {"two spaces": 0.0, "line break": 0.5, "tab": 0.5, "no-break space": 0.5} else 1)
PYTHON
