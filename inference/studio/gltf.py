"""Writes binary glTF 2.0 files (Khronos' specification, also ISO/IEC 12113) of textured meshes side by side.

Each ``Mesh`` becomes a node with its own texture and its own x, unlit (``KHR_materials_unlit``), since a painting has
its own light. Units are metres, y is up. Khronos' validator checks the format (docs/archive.md); no library is used,
since little of the format is needed.
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
ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER = 34962, 34963
CLAMP_TO_EDGE, LINEAR, LINEAR_MIPMAP_LINEAR = 33071, 9729, 9987
STRIDE = 20
"""Bytes of a vertex: its position and its texture coordinates."""
MAX_VERTICES = 65_535
"""The limit of 16-bit indices, of which the last is reserved."""


@dataclass(frozen=True)
class Mesh:
    """``positions`` (n, 3) are metres from the mesh's origin, ``texture_coordinates`` (n, 2) go from the upper left (0)
    to the lower right (1), ``triangles`` (m, 3) are indices of vertices."""

    name: str
    x: float
    """Metres along the mural."""
    positions: NDArray[np.float32]
    texture_coordinates: NDArray[np.float32]
    triangles: NDArray[np.uint16]
    jpeg: bytes
    extras: dict[str, Any] = field(default_factory=dict)
    """JSON for programs that read the file."""


def write_glb(meshes: Sequence[Mesh], *, name: str, copyright: str, extras: dict[str, Any]) -> bytes:
    """The file of ``meshes``, with ``extras`` (JSON) about the scene. Raises ``ValueError`` for too large a mesh."""
    binary = bytearray()
    views: list[dict[str, Any]] = []
    accessors: list[dict[str, Any]] = []
    images: list[dict[str, Any]] = []
    nodes: list[dict[str, Any]] = []
    gltf_meshes: list[dict[str, Any]] = []

    def view(data: bytes, **about: Any) -> int:
        binary.extend(b"\0" * (-len(binary) % 4))
        views.append({"buffer": 0, "byteOffset": len(binary), "byteLength": len(data), **about})
        binary.extend(data)
        return len(views) - 1

    for number, mesh in enumerate(meshes):
        count = len(mesh.positions)
        if count > MAX_VERTICES:
            raise ValueError(f"a mesh has at most {MAX_VERTICES} vertices, not {count}")
        positions = mesh.positions.astype("<f4")
        vertices = view(
            np.hstack([positions, mesh.texture_coordinates]).astype("<f4").tobytes(),
            byteStride=STRIDE,
            target=ARRAY_BUFFER,
        )
        indices = view(mesh.triangles.astype("<u2").tobytes(), target=ELEMENT_ARRAY_BUFFER)
        images.append({"bufferView": view(mesh.jpeg), "mimeType": "image/jpeg", "name": mesh.name})
        at = len(accessors)
        accessors += [
            {
                "bufferView": vertices,
                "componentType": FLOAT,
                "count": count,
                "type": "VEC3",
                "min": [float(value) for value in positions.min(axis=0)],
                "max": [float(value) for value in positions.max(axis=0)],
            },
            {"bufferView": vertices, "byteOffset": 12, "componentType": FLOAT, "count": count, "type": "VEC2"},
            {"bufferView": indices, "componentType": UNSIGNED_SHORT, "count": mesh.triangles.size, "type": "SCALAR"},
        ]
        part = {"attributes": {"POSITION": at, "TEXCOORD_0": at + 1}, "indices": at + 2, "material": number}
        gltf_meshes.append({"name": mesh.name, "primitives": [part]})
        nodes.append({"name": mesh.name, "mesh": number, "translation": [mesh.x, 0.0, 0.0], "extras": mesh.extras})
    root = len(nodes)
    document = {
        "asset": {"version": "2.0", "generator": "Lightloom", "copyright": copyright},
        "extensionsUsed": ["KHR_materials_unlit"],
        "scene": 0,
        "scenes": [{"name": name, "nodes": [root], "extras": extras}],
        "nodes": [*nodes, {"name": name, "children": list(range(root))}],
        "meshes": gltf_meshes,
        "materials": [_unlit_material(number, mesh.name) for number, mesh in enumerate(meshes)],
        "textures": [{"source": number, "sampler": 0} for number in range(len(meshes))],
        "samplers": [
            {"magFilter": LINEAR, "minFilter": LINEAR_MIPMAP_LINEAR, "wrapS": CLAMP_TO_EDGE, "wrapT": CLAMP_TO_EDGE}
        ],
        "images": images,
        "accessors": accessors,
        "bufferViews": views,
        "buffers": [{"byteLength": len(binary)}],
    }
    return _glb_container(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), bytes(binary))


def _unlit_material(texture: int, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "pbrMetallicRoughness": {"baseColorTexture": {"index": texture}, "metallicFactor": 0.0, "roughnessFactor": 1.0},
        "extensions": {"KHR_materials_unlit": {}},
        "doubleSided": True,
    }


def _glb_container(document: bytes, binary: bytes) -> bytes:
    document += b" " * (-len(document) % 4)
    binary += b"\0" * (-len(binary) % 4)
    whole = 12 + 8 + len(document) + 8 + len(binary)
    return b"".join(
        (
            struct.pack("<4sII", b"glTF", 2, whole),
            struct.pack("<I4s", len(document), b"JSON"),
            document,
            struct.pack("<I4s", len(binary), b"BIN\0"),
            binary,
        )
    )
