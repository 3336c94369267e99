#!/bin/sh
# WebVTT writes & and < as &amp; and &lt;. pysubs2 keeps them as letters, so other formats show them.
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
print("Guess: reading WebVTT turns &amp; and &lt; back into & and <, and writing turns them again.")
print("Seen: both stay as they are written; a SubRip file made from WebVTT shows '&amp;' to its readers,")
print("and text that pysubs2 itself got from SubRip goes into WebVTT without being written as an entity.")
vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\nSalt &amp; sand &lt;3\n"
srt = "1\n00:00:01,000 --> 00:00:02,000\nSalt & sand <3\n"
to_srt = pysubs2.SSAFile.from_string(vtt, format_="vtt").to_string("srt").splitlines()[2]
to_vtt = pysubs2.SSAFile.from_string(srt).to_string("vtt").splitlines()[4]
print("WebVTT to SubRip:", repr(to_srt))
print("SubRip to WebVTT:", repr(to_vtt))
sys.exit(0 if to_srt == "Salt &amp; sand &lt;3" and to_vtt == "Salt & sand <3" else 1)
PYTHON
