#!/bin/sh
# A caption after the 24th hour is moved to the first day by pycaption.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pycaption==2.3.14
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from pycaption import SRTWriter, WebVTTReader, WebVTTWriter

print("pycaption", version("pycaption"))
print("Guess: a WebVTT time of 100 hours, which the format allows, is kept or refused.")
print("Seen: hours are written modulo 24: 100:00:00 becomes 04:00:00, before captions that come earlier.")
captions = WebVTTReader().read(
    "WEBVTT\n\n23:00:00.000 --> 23:00:02.000\nearlier\n\n100:00:00.000 --> 100:00:02.000\nlater\n"
)
seen = {}
for name, writer in (("SubRip", SRTWriter()), ("WebVTT", WebVTTWriter())):
    seen[name] = [line for line in writer.write(captions).splitlines() if "-->" in line]
    print(name, seen[name])
sys.exit(0 if all("04:00:00" in lines[1] and "23:00:00" in lines[0] for lines in seen.values()) else 1)
PYTHON
