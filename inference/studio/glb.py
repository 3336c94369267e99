"""The maker of ``glb``: the world in relief as glTF files for 3D programs, several where the world is long.

Every strip is a mesh of its own: the part that is seen, with a vertex every 8 px, raised by its relief and textured
with its paint. Neighbours share the vertices of their border, so the mural is one surface without cracks. It has no
back layer behind outlines, which other programs could not show. A strip that cannot be read is filled and named.
Each volume is some seconds of work, and memory holds one at a time.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image

from inference.contract.arrays import Picture, Relief
from inference.contract.files.storage import Storage
from inference.contract.geometry import HEIGHT
from inference.contract.makings.plan import Plan
from inference.contract.makings.steps import MadeFile
from inference.contract.pieces import Skipped
from inference.studio.attribution import attribution_of
from inference.studio.gltf import Mesh, write_glb
from inference.studio.mural_section import read_section
from inference.studio.step import Step, StepResult

VERTEX_SPACING = 8
"""px of the mural between two vertices."""
HEIGHT_METRES = 2.0
"""Height of the mural."""
DEPTH_SHARE = 0.9
"""Depth of the mural as a share of its height, the same as on the 3D page."""
VOLUME_STRIPS = 40
"""Strips in one file: about 12 MB."""
JPEG_QUALITY = 88
PX_PER_METRE = HEIGHT / HEIGHT_METRES
"""Of the mural."""
GLB_TYPE = "model/gltf-binary"


def make_glb(storage: Storage, plan: Plan, step: Step) -> StepResult:
    """The maker of ``glb``; ``carry`` is ``{files, skipped}`` of the volumes that are there."""
    files = [MadeFile.model_validate(one) for one in step.carry.get("files", [])]
    skipped = {(one.position, one.layer): one for one in map(Skipped.model_validate, step.carry.get("skipped", []))}
    volumes = -(-len(plan.strips) // VOLUME_STRIPS)
    while len(files) < volumes:
        number = len(files)
        files.append(_volume(storage, plan, step.folder, number, volumes, skipped))
        if step.out_of_time:
            break
    unreadable = tuple(one for _, one in sorted(skipped.items()))
    done = min(len(plan.strips), len(files) * VOLUME_STRIPS)
    carry = {
        "files": [file.model_dump(mode="json") for file in files],
        "skipped": [one.model_dump(mode="json") for one in unreadable],
    }
    finished = len(files) == volumes
    return StepResult(
        "raising the relief",
        done,
        len(plan.strips),
        carry,
        finished=finished,
        files=tuple(files) if finished else (),
        skipped=unreadable,
    )


def _volume(
    storage: Storage, plan: Plan, folder: str, number: int, volumes: int, skipped: dict[tuple[int, bool], Skipped]
) -> MadeFile:
    first = number * VOLUME_STRIPS
    last = min(len(plan.strips), first + VOLUME_STRIPS)
    meshes = []
    for index in range(first, last):
        mesh, unreadable = strip_mesh(storage, plan, index)
        meshes.append(mesh)
        for one in unreadable:
            if first <= one.position < last:
                skipped.setdefault((one.position, one.layer), one)
    part = f", part {number + 1} of {volumes}" if volumes > 1 else ""
    data = write_glb(meshes, name=plan.title + part, copyright=attribution_of(plan).credit_line, extras=_about(plan))
    name = f"world-{number + 1}.glb" if volumes > 1 else "world.glb"
    key = f"{folder}/{name}"
    storage.write(key, data)
    triangles = sum(len(mesh.triangles) for mesh in meshes)
    about = {"strips": len(meshes), "first": first, "triangles": triangles}
    return MadeFile(name=name, key=key, type=GLB_TYPE, bytes=len(data), about=about)


def strip_mesh(storage: Storage, plan: Plan, index: int) -> tuple[Mesh, tuple[Skipped, ...]]:
    """What is seen of the strip at ``index`` as a mesh, and what of it could not be read."""
    strip = plan.strips[index]
    end = plan.strips[index + 1].x if index + 1 < len(plan.strips) else plan.width
    # One column more than its own: the vertices of its right border are the next strip's first.
    section = read_section(storage, plan.strips, strip.x, min(plan.width, end + 1))
    positions, texture_coordinates, triangles = relief_mesh(section.relief, end - strip.x)
    mesh = Mesh(
        name=f"Strip {strip.position + 1}",
        x=strip.x / PX_PER_METRE,
        positions=positions,
        texture_coordinates=texture_coordinates,
        triangles=triangles,
        jpeg=_jpeg(section.picture[:, : end - strip.x]),
        extras={"phrase": strip.text, "narrator": strip.narrator},
    )
    return mesh, tuple(one for one in section.skipped if one.position == strip.position)


def relief_mesh(relief: Relief, width: int) -> tuple[Any, Any, Any]:
    """Positions (n, 3), texture coordinates (n, 2) and triangles (m, 3) of ``width`` px of ``relief``.

    ``relief`` is (768, ``width`` or one more). The vertices are a grid of ``VERTEX_SPACING`` px that ends exactly at
    the borders. Each takes the relief of its pixel, so two strips that share a pixel agree.
    """
    across, down = _grid_lines(width), _grid_lines(HEIGHT)
    columns = across.clip(0, relief.shape[1] - 1)
    rows = down.clip(0, HEIGHT - 1)
    near = relief[np.ix_(rows, columns)].astype(np.float32) / 65535.0
    x, y = np.meshgrid(across / PX_PER_METRE, (HEIGHT - down) / PX_PER_METRE)
    z = (near - 1.0) * DEPTH_SHARE * HEIGHT_METRES
    positions = np.stack([x, y, z], axis=-1).reshape(-1, 3).astype(np.float32)
    u, v = np.meshgrid(across / width, down / HEIGHT)
    texture_coordinates = np.stack([u, v], axis=-1).reshape(-1, 2).astype(np.float32)
    corner = np.arange((len(down) - 1) * len(across)).reshape(-1, len(across))[:, :-1].ravel()
    below = corner + len(across)
    # Counter-clockwise as seen from the front.
    triangles = np.stack([corner, below, corner + 1, corner + 1, below, below + 1], axis=-1).reshape(-1, 3)
    return positions, texture_coordinates, triangles.astype(np.uint16)


def _grid_lines(size: int) -> Any:
    """0, ``VERTEX_SPACING``, … and ``size`` itself, px."""
    return np.append(np.arange(0, size - VERTEX_SPACING // 2, VERTEX_SPACING), size)


def _jpeg(picture: Picture) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue()


def _about(plan: Plan) -> dict[str, Any]:
    about = {
        "title": plan.title,
        "description": plan.description,
        "credits": [credit.name for credit in plan.credits],
        "roots": plan.roots,
        "address": plan.address,
    }
    return {name: value for name, value in about.items() if value}
