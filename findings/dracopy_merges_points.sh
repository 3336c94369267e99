#!/bin/sh
# DracoPy drops points of a cloud that stand where another stands, unless the order is to be kept.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check DracoPy==2.2.0 numpy==2.4.6
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import DracoPy
import numpy as np

print("DracoPy", version("DracoPy"))
print("Guess: a point cloud comes back with as many points as went in, perhaps in another order.")
print("Seen: equal points are merged, so that a list of values beside the points no longer fits. Points that are")
print("only nearly equal, points with preserve_order=True and the vertices of a mesh all stay.")
corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]], "f4")
thrice = np.vstack([corners, corners, corners])
near = np.vstack([corners, corners + np.float32(1e-6)])
faces = np.array([[0, 1, 2], [4, 5, 6]], "u4")
seen = {
    "equal": len(DracoPy.decode(DracoPy.encode(thrice)).points),
    "nearly equal": len(DracoPy.decode(DracoPy.encode(near)).points),
    "order kept": len(DracoPy.decode(DracoPy.encode(thrice, preserve_order=True)).points),
    "two equal triangles": len(DracoPy.decode(DracoPy.encode(thrice, faces=faces)).points),
}
print("points in: 12, 8, 12, and 6 used by triangles; out:", seen)
sys.exit(0 if list(seen.values()) == [4, 8, 12, 6] else 1)
PYTHON
