#!/bin/sh
# trimesh reads a glTF mesh with a material and RGB vertex colours, but cannot write what it read.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check trimesh==5.2.0 pygltflib==1.16.5
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import io
import sys
from importlib.metadata import version

import numpy as np
import trimesh
from pygltflib import GLTF2, Accessor, Asset, Attributes, Buffer, BufferView, Material, Mesh, Node, Primitive, Scene

print("trimesh", version("trimesh"))
print("Guess: what was read can be written. glTF allows COLOR_0 of three or four numbers.")
print("Seen: three numbers beside a material raise when the scene is written; four, or no material, do not.")


def triangle(channels, material):
    points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], "<f4").tobytes()
    colours = np.full((3, channels), 0.5, "<f4").tobytes()
    data = points + colours + np.array([0, 1, 2], "<u4").tobytes()
    ends = (0, len(points), len(points) + len(colours), len(data))
    gltf = GLTF2(
        asset=Asset(version="2.0"),
        scene=0,
        scenes=[Scene(nodes=[0])],
        nodes=[Node(mesh=0)],
        materials=[Material(name="paint")] if material else [],
        meshes=[Mesh(primitives=[Primitive(
            attributes=Attributes(POSITION=0, COLOR_0=1), indices=2, material=0 if material else None)])],
        accessors=[
            Accessor(bufferView=0, componentType=5126, count=3, type="VEC3", min=[0, 0, 0], max=[1, 1, 0]),
            Accessor(bufferView=1, componentType=5126, count=3, type=f"VEC{channels}"),
            Accessor(bufferView=2, componentType=5125, count=3, type="SCALAR"),
        ],
        bufferViews=[BufferView(buffer=0, byteOffset=a, byteLength=b - a) for a, b in zip(ends, ends[1:])],
        buffers=[Buffer(byteLength=len(data))],
    )
    gltf.set_binary_blob(data)
    return b"".join(gltf.save_to_bytes())


seen = {}
for channels in (3, 4):
    for material in (True, False):
        scene = trimesh.load_scene(io.BytesIO(triangle(channels, material)), file_type="glb")
        try:
            scene.export(file_type="glb")
            seen[channels, material] = "written"
        except ValueError as error:
            seen[channels, material] = str(error)
        print(channels, "numbers,", "a material:" if material else "no material:", seen[channels, material])
others = {answer for case, answer in seen.items() if case != (3, True)}
sys.exit(0 if "reshape" in seen[3, True] and others == {"written"} else 1)
PYTHON
