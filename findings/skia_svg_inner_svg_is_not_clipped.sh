#!/bin/sh
# An <svg> inside an <svg> hides what reaches beyond it; skia-python's SVGDOM shows it.
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
print("Guess: an inner <svg> of 20 by 20 shows 20 by 20, since its overflow is hidden unless it says otherwise.")
print("Seen: what is drawn in it goes on over its edge to the end of the page.")


def painted(body):
    pixels = np.zeros((60, 60, 4), np.uint8)
    page = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60" viewBox="0 0 60 60">' + body + "</svg>"
    picture = skia.SVGDOM.MakeFromStream(skia.MemoryStream.MakeCopy(page.encode()))
    picture.render(skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType).getCanvas())
    return pixels[..., 3]


inner = painted("<svg x=\"10\" y=\"10\" width=\"20\" height=\"20\"><path fill=\"#ff0000\" d=\"M0 0h60v60H0z\"/></svg>")
print("pixels painted:", int((inner > 0).sum()), "instead of", 20 * 20)
sys.exit(0 if (inner > 0).sum() == 50 * 50 else 1)
PYTHON
