#!/bin/sh
# ttconv reads the entities of WebVTT but writes the text bare, so that a second reading finds tags in it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check ttconv==1.2.3
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import io
import logging
import re
import sys
from importlib.metadata import version

import ttconv.srt.writer
import ttconv.vtt.reader
import ttconv.vtt.writer

logging.disable()
print("ttconv", version("ttconv"))
print("Guess: WebVTT goes through the model and back with its words unchanged.")
print("Seen: &lt; is read as < and written as <, which opens a tag: the next reader loses the word.")
said = "WEBVTT\n\n00:01.000 --> 00:02.000\nthe &lt;old&gt; shore &amp; sand\n"
model = ttconv.vtt.reader.to_model(io.StringIO(said))
written = ttconv.vtt.writer.from_model(model)
once = re.sub(r"</?c[^>]*>", "", written.splitlines()[-2 if written.endswith("\n\n") else -1])
again = ttconv.srt.writer.from_model(ttconv.vtt.reader.to_model(io.StringIO(written))).splitlines()[2]
print("written:   ", repr(once))
print("read again:", repr(again))
sys.exit(0 if once == "the <old> shore & sand" and "old" not in again else 1)
PYTHON
