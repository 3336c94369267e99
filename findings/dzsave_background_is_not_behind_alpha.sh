#!/bin/sh
# The background given to dzsave does not stand behind what is transparent in tiles without alpha.
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
print("Guess: dzsave(background=white) to JPEG puts white behind what is transparent, as jpegsave does.")
print("Seen: it puts black there; flatten(background=white) before it helps.")
glass = pyvips.Image.new_from_array(np.zeros((300, 300, 4), "u1")).copy(interpretation="srgb")
white = [255, 255, 255]
glass.dzsave("shore", suffix=".jpg", background=white)
glass.flatten(background=white).dzsave("flat", suffix=".jpg")
seen = {
    "jpegsave": pyvips.Image.new_from_buffer(glass.jpegsave_buffer(background=white), "")(9, 9),
    "tile of a deep zoom": pyvips.Image.new_from_file("shore_files/9/0_0.jpg")(9, 9),
    "tile, flattened before": pyvips.Image.new_from_file("flat_files/9/0_0.jpg")(9, 9),
}
for name, pixel in seen.items():
    print(f"{name}: {pixel}")
black, full = [0.0] * 3, [255.0] * 3
sys.exit(0 if list(seen.values()) == [full, black, full] else 1)
PYTHON
