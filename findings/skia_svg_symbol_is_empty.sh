#!/bin/sh
# skia-python's SVGDOM paints a <use> of a <g>, and nothing at all for a <use> of a <symbol>.
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
print("Guess: a shape that is defined once and used shows, whether it is defined in a <g> or in a <symbol>.")
print("Seen: the <g> shows; of the <symbol> nothing is painted, without a word. Pictures that are optimised into")
print("symbols, as several faces of the Noto emoji are in icon sets, lose those parts.")
PAGE = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="60" height="60" '
    'viewBox="0 0 60 60"><defs>{}</defs><use xlink:href="#shape"{}/></svg>'
)
SQUARE = '<path fill="#ff0000" d="M10 10h40v40H10z"/>'


def painted(defined, size=""):
    pixels = np.zeros((60, 60, 4), np.uint8)
    page = skia.SVGDOM.MakeFromStream(skia.MemoryStream.MakeCopy(PAGE.format(defined, size).encode()))
    page.render(skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType).getCanvas())
    return int((pixels[..., 3] > 0).sum())


group = painted(f'<g id="shape">{SQUARE}</g>')
symbol = painted(f'<symbol id="shape" viewBox="0 0 60 60">{SQUARE}</symbol>', ' width="60" height="60"')
print("pixels painted of a <g>:      ", group)
print("pixels painted of a <symbol>: ", symbol)
sys.exit(0 if group == 1600 and symbol == 0 else 1)
PYTHON
