"""Write a binary glTF 2.0 file (Khronos' specification, also ISO/IEC 12113):
textured meshes side by side, nothing else.

Each ``Mesh`` becomes a node with its own texture and its own place along x, unlit (``KHR_materials_unlit``), since a
painting brings its own light. Units are metres, y is up. It is held to the format by Khronos' validator
(docs/archive.md), not by a library: what is needed of the format is this page.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

FLOAT, UNSIGNED_SHORT = 5126, 5123
VERTICES, INDICES = 34962, 34963
CLAMP, LINEAR, MIPMAPS = 33071, 9729, 9987
STRIDE = 20
"""Bytes of a vertex: its place and its place on the texture."""
VERTICES_MOST = 65_535
"""More cannot be counted with two bytes, of which the last is spoken for."""


@dataclass(frozen=True)
class Mesh:
    """``places`` (n, 3) metres from the mesh's own origin, ``texture_places`` (n, 2)
    from the texture's upper left, ``triangles`` (m, 3)."""

    name: str
    x: float
    """Metres along the mural."""
    places: NDArray[np.float32]
    texture_places: NDArray[np.float32]
    triangles: NDArray[np.uint16]
    jpeg: bytes
    extras: dict[str, Any] = field(default_factory=dict)
    """What a program may want to know of it, as JSON."""


def write_glb(meshes: Sequence[Mesh], *, name: str, copyright: str, extras: dict[str, Any]) -> bytes:
    """The file of ``meshes``; ``extras`` is what is to be known of the whole.
    Raises ``ValueError`` for a mesh that is too large."""
    packed = bytearray()
    views: list[dict[str, Any]] = []
    accessors: list[dict[str, Any]] = []
    images: list[dict[str, Any]] = []
    nodes: list[dict[str, Any]] = []
    forms: list[dict[str, Any]] = []

    def view(data: bytes, **about: Any) -> int:
        packed.extend(b"\0" * (-len(packed) % 4))
        views.append({"buffer": 0, "byteOffset": len(packed), "byteLength": len(data), **about})
        packed.extend(data)
        return len(views) - 1

    for number, mesh in enumerate(meshes):
        count = len(mesh.places)
        if count > VERTICES_MOST:
            raise ValueError(f"a mesh has at most {VERTICES_MOST} vertices, not {count}")
        places = mesh.places.astype("<f4")
        vertices = view(
            np.hstack([places, mesh.texture_places]).astype("<f4").tobytes(), byteStride=STRIDE, target=VERTICES
        )
        indices = view(mesh.triangles.astype("<u2").tobytes(), target=INDICES)
        images.append({"bufferView": view(mesh.jpeg), "mimeType": "image/jpeg", "name": mesh.name})
        at = len(accessors)
        accessors += [
            {
                "bufferView": vertices,
                "componentType": FLOAT,
                "count": count,
                "type": "VEC3",
                "min": [float(value) for value in places.min(axis=0)],
                "max": [float(value) for value in places.max(axis=0)],
            },
            {"bufferView": vertices, "byteOffset": 12, "componentType": FLOAT, "count": count, "type": "VEC2"},
            {"bufferView": indices, "componentType": UNSIGNED_SHORT, "count": mesh.triangles.size, "type": "SCALAR"},
        ]
        part = {"attributes": {"POSITION": at, "TEXCOORD_0": at + 1}, "indices": at + 2, "material": number}
        forms.append({"name": mesh.name, "primitives": [part]})
        nodes.append({"name": mesh.name, "mesh": number, "translation": [mesh.x, 0.0, 0.0], "extras": mesh.extras})
    everything = len(nodes)
    document = {
        "asset": {"version": "2.0", "generator": "Lightloom", "copyright": copyright},
        "extensionsUsed": ["KHR_materials_unlit"],
        "scene": 0,
        "scenes": [{"name": name, "nodes": [everything], "extras": extras}],
        "nodes": [*nodes, {"name": name, "children": list(range(everything))}],
        "meshes": forms,
        "materials": [_painted(number, mesh.name) for number, mesh in enumerate(meshes)],
        "textures": [{"source": number, "sampler": 0} for number in range(len(meshes))],
        "samplers": [{"magFilter": LINEAR, "minFilter": MIPMAPS, "wrapS": CLAMP, "wrapT": CLAMP}],
        "images": images,
        "accessors": accessors,
        "bufferViews": views,
        "buffers": [{"byteLength": len(packed)}],
    }
    return _chunks(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), bytes(packed))


def _painted(texture: int, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "pbrMetallicRoughness": {"baseColorTexture": {"index": texture}, "metallicFactor": 0.0, "roughnessFactor": 1.0},
        "extensions": {"KHR_materials_unlit": {}},
        "doubleSided": True,
    }


def _chunks(document: bytes, packed: bytes) -> bytes:
    document += b" " * (-len(document) % 4)
    packed += b"\0" * (-len(packed) % 4)
    whole = 12 + 8 + len(document) + 8 + len(packed)
    return b"".join(
        (
            struct.pack("<4sII", b"glTF", 2, whole),
            struct.pack("<I4s", len(document), b"JSON"),
            document,
            struct.pack("<I4s", len(packed), b"BIN\0"),
            packed,
        )
    )
