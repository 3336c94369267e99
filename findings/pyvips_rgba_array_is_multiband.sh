#!/bin/sh
# pyvips takes an array of RGBA for four bands without a meaning, so that its alpha is not seen.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pyvips[binary]==3.2.0 numpy==2.4.6 pillow==13.0.0
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import numpy as np
import pyvips
from PIL import Image

print("pyvips", version("pyvips"), "- libvips", ".".join(str(pyvips.version(part)) for part in range(3)))
print("Guess: H x W x 4 bytes become sRGB with alpha, as H x W x 3 become sRGB; so does a Pillow image in RGBA.")
print("Seen: both are 'multiband' without alpha: JPEG shows the colour that lies hidden under what is")
print("transparent. The same picture as sRGB, or read from a PNG, is flattened onto black.")
red = np.zeros((16, 16, 4), "u1")
red[..., 0] = 200
images = {
    "array": pyvips.Image.new_from_array(red),
    "Pillow image": pyvips.Image.new_from_array(Image.fromarray(red)),
    "array, called sRGB": pyvips.Image.new_from_array(red).copy(interpretation="srgb"),
}
seen = {}
for name, image in images.items():
    pixel = pyvips.Image.new_from_buffer(image.jpegsave_buffer(), "")(8, 8)
    seen[name] = (image.interpretation, bool(image.hasalpha()), pixel)
    print(f"{name}: {seen[name]}")
bare = ("multiband", False, [200.0, 0.0, 0.0])
sys.exit(0 if list(seen.values()) == [bare, bare, ("srgb", True, [0.0, 0.0, 0.0])] else 1)
PYTHON
