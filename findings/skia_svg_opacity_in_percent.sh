#!/bin/sh
# skia-python's SVGDOM takes opacity="0.5" for half, and opacity="50%" for whole.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check skia-python==144.1 numpy
"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import numpy as np
import skia

print("skia-python", version("skia-python"))
print("Guess: opacity=\"50%\" and opacity=\"0.5\" are two spellings of one thing, as SVG 2 and CSS have it.")
print("Seen: the percentage is passed over in silence, and what should let half of the light through is opaque.")


def painted(body):
    pixels = np.zeros((60, 60, 4), np.uint8)
    page = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60" viewBox="0 0 60 60">' + body + "</svg>"
    picture = skia.SVGDOM.MakeFromStream(skia.MemoryStream.MakeCopy(page.encode()))
    picture.render(skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType).getCanvas())
    return pixels[..., 3]


number, percent = (
    int(painted(f"<path fill=\"#ff0000\" opacity=\"{half}\" d=\"M0 0h60v60H0z\"/>")[30, 30]) for half in ("0.5", "50%")
)
print("alpha with 0.5:", number, " with 50%:", percent)
sys.exit(0 if 126 <= number <= 129 and percent == 255 else 1)
PYTHON
