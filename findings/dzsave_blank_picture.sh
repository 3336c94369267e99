#!/bin/sh
# A picture of one colour cannot be saved as a deep zoom that leaves blank tiles out.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pyvips[binary]==3.2.0 numpy==2.4.6
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import numpy as np
import pyvips

print("pyvips", version("pyvips"), "- libvips", ".".join(str(pyvips.version(part)) for part in range(3)))
print("Guess: with every tile blank, dzsave(skip_blanks=...) leaves a description without tiles.")
print("Seen: it raises, because the folder into which it writes its properties was never made;")
print("so it does in the layout of maps. One mark on the paper is enough to make it work.")
seen = {}
for name, mark in (("blank", 255), ("marked", 0)):
    paper = np.full((300, 700, 3), 255, "u1")
    paper[10:60, 10:60] = mark
    image = pyvips.Image.new_from_array(paper)
    for layout in ("dz", "google"):
        try:
            image.dzsave(f"{name}_{layout}", layout=layout, skip_blanks=5)
            seen[name, layout] = "saved"
        except pyvips.Error as error:
            seen[name, layout] = "raised" if "unable to open file" in str(error) else str(error)
        print(name, layout, seen[name, layout])
sys.exit(0 if list(seen.values()) == ["raised", "raised", "saved", "saved"] else 1)
PYTHON
