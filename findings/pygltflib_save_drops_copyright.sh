#!/bin/sh
# Two ways of pygltflib to write the same model disagree: save() drops the copyright of a file.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pygltflib==1.16.5
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import json
import struct
import sys
from importlib.metadata import version

from pygltflib import GLTF2, Asset, Scene

print("pygltflib", version("pygltflib"))
print("Guess: save() sets its own name as generator and keeps the rest of 'asset'.")
print("Seen: save() replaces 'asset' as a whole, also in memory: copyright, minVersion and extras are gone;")
print("save_to_bytes() and to_json() keep them.")


def model():
    asset = Asset(version="2.0", copyright="Ada", extras={"licence": "CC0"})
    return GLTF2(asset=asset, scene=0, scenes=[Scene(name="shore")])


def asset_of(glb):
    length = struct.unpack("<I", glb[12:16])[0]
    return json.loads(glb[20 : 20 + length])["asset"]


gltf = model()
kept = asset_of(b"".join(gltf.save_to_bytes()))
gltf.save("shore.glb")
with open("shore.glb", "rb") as file:
    saved = asset_of(file.read())
print("save_to_bytes:", kept)
print("save:         ", saved)
print("in memory:    ", gltf.asset.copyright)
sys.exit(0 if kept.get("copyright") == "Ada" and "copyright" not in saved and gltf.asset.copyright is None else 1)
PYTHON
