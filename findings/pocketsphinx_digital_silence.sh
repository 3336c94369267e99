#!/bin/sh
# Samples that are all zero are heard as a word, with full certainty, when they are given as a whole.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pocketsphinx==5.1.1
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from pocketsphinx import Decoder

print("pocketsphinx", version("pocketsphinx"), "with the English model that it brings")
print("Guess: silence is heard as nothing, given as a whole utterance or in pieces.")
print("Seen: as a whole (full_utt=True) a second or five of zeros are one word of probability 1;")
print("the same zeros without that flag are nothing.")
seen = {}
for seconds in (1, 5):
    for whole in (True, False):
        decoder = Decoder(samprate=16000, loglevel="FATAL")
        decoder.start_utt()
        decoder.process_raw(bytes(32000 * seconds), full_utt=whole)
        decoder.end_utt()
        heard = decoder.hyp()
        seen[seconds, whole] = (heard.hypstr, heard.prob) if heard else ("", None)
        print(seconds, "s,", "whole:" if whole else "not whole:", seen[seconds, whole])
wrong = all(seen[seconds, True][0] and seen[seconds, True][1] == 1.0 for seconds in (1, 5))
sys.exit(0 if wrong and not any(seen[seconds, False][0] for seconds in (1, 5)) else 1)
PYTHON
