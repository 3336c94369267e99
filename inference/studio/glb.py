"""The maker of ``glb``: the world in relief as a file that 3D programs open, in volumes where it is long.

Every strip is a mesh of its own: what is seen of it, a vertex for every 8 x 8 px of it, raised by its relief, with its
paint as the texture. Neighbours share the vertices of their border, so the mural is one surface without a crack; it is
one surface too where the 3D page cuts it at outlines and fills in what is behind, which other programs could not. A
strip that cannot be read is filled from its neighbours and named. One volume is one piece of work, some seconds long,
and all that is held at a time.
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
from inference.studio.gltf import Mesh, write_glb
from inference.studio.step import Step, Stepped
from inference.studio.stretches import stretch_of

EACH = 8
"""px of the mural from one vertex to the next."""
TALL = 2.0
"""Metres: the height of the mural."""
DEEP = 0.9
"""Of its height, from what is farthest to what is nearest; as deep as the 3D page shows it."""
VOLUME = 40
"""Strips in one file: about 12 MB."""
QUALITY = 88
METRE = HEIGHT / TALL
"""px of the mural."""
TYPE = "model/gltf-binary"


def make_glb(storage: Storage, plan: Plan, step: Step) -> Stepped:
    """The maker of ``glb``; ``carry`` is ``{files, skipped}`` of the volumes that are there."""
    files = [MadeFile.model_validate(one) for one in step.carry.get("files", [])]
    skipped = {(one.position, one.layer): one for one in map(Skipped.model_validate, step.carry.get("skipped", []))}
    volumes = -(-len(plan.strips) // VOLUME)
    while len(files) < volumes:
        number = len(files)
        files.append(_volume(storage, plan, step.folder, number, volumes, skipped))
        if step.over:
            break
    missing = tuple(one for _, one in sorted(skipped.items()))
    done = min(len(plan.strips), len(files) * VOLUME)
    carry = {
        "files": [file.model_dump(mode="json") for file in files],
        "skipped": [one.model_dump(mode="json") for one in missing],
    }
    whole = len(files) == volumes
    return Stepped(
        "raising the relief",
        done,
        len(plan.strips),
        carry,
        finished=whole,
        files=tuple(files) if whole else (),
        skipped=missing,
    )


def _volume(
    storage: Storage, plan: Plan, folder: str, number: int, volumes: int, skipped: dict[tuple[int, bool], Skipped]
) -> MadeFile:
    first = number * VOLUME
    last = min(len(plan.strips), first + VOLUME)
    meshes = []
    for index in range(first, last):
        mesh, missing = strip_mesh(storage, plan, index)
        meshes.append(mesh)
        for one in missing:
            if first <= one.position < last:
                skipped.setdefault((one.position, one.layer), one)
    part = f", part {number + 1} of {volumes}" if volumes > 1 else ""
    data = write_glb(meshes, name=plan.title + part, copyright=attribution(plan), extras=_about(plan))
    name = f"world-{number + 1}.glb" if volumes > 1 else "world.glb"
    key = f"{folder}/{name}"
    storage.write(key, data)
    triangles = sum(len(mesh.triangles) for mesh in meshes)
    about = {"strips": len(meshes), "first": first, "triangles": triangles}
    return MadeFile(name=name, key=key, type=TYPE, bytes=len(data), about=about)


def strip_mesh(storage: Storage, plan: Plan, index: int) -> tuple[Mesh, tuple[Skipped, ...]]:
    """What is seen of the strip at ``index`` as a mesh, and what of it could not be read."""
    strip = plan.strips[index]
    end = plan.strips[index + 1].x if index + 1 < len(plan.strips) else plan.width
    # one column more than is its own: the border's vertices are the next strip's first
    stretch = stretch_of(storage, plan.strips, strip.x, min(plan.width, end + 1))
    places, texture_places, triangles = raised(stretch.relief, end - strip.x)
    mesh = Mesh(
        name=f"Strip {strip.position + 1}",
        x=strip.x / METRE,
        places=places,
        texture_places=texture_places,
        triangles=triangles,
        jpeg=_jpeg(stretch.picture[:, : end - strip.x]),
        extras={"phrase": strip.text, "narrator": strip.narrator},
    )
    return mesh, tuple(one for one in stretch.skipped if one.position == strip.position)


def raised(relief: Relief, width: int) -> tuple[Any, Any, Any]:
    """Vertices, their places on the texture, and triangles of ``width`` px of relief (768, ``width`` or one more).

    The vertices are a grid of ``EACH`` px that ends exactly at the borders; each takes the relief at its pixel, so that
    two strips that know the same pixel agree.
    """
    across, down = _steps(width), _steps(HEIGHT)
    columns = across.clip(0, relief.shape[1] - 1)
    rows = down.clip(0, HEIGHT - 1)
    near = relief[np.ix_(rows, columns)].astype(np.float32) / 65535.0
    x, y = np.meshgrid(across / METRE, (HEIGHT - down) / METRE)
    z = (near - 1.0) * DEEP * TALL
    places = np.stack([x, y, z], axis=-1).reshape(-1, 3).astype(np.float32)
    u, v = np.meshgrid(across / width, down / HEIGHT)
    texture_places = np.stack([u, v], axis=-1).reshape(-1, 2).astype(np.float32)
    corner = np.arange((len(down) - 1) * len(across)).reshape(-1, len(across))[:, :-1].ravel()
    below = corner + len(across)
    # counter-clockwise as seen from the front
    triangles = np.stack([corner, below, corner + 1, corner + 1, below, below + 1], axis=-1).reshape(-1, 3)
    return places, texture_places, triangles.astype(np.uint16)


def _steps(size: int) -> Any:
    """0, ``EACH``, … and ``size`` itself, px."""
    return np.append(np.arange(0, size - EACH // 2, EACH), size)


def _jpeg(picture: Picture) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def attribution(plan: Plan) -> str:
    """Who made it, as it has to be said wherever it is shown."""
    names = ", ".join(credit.name for credit in plan.credits)
    said = f"“{plan.title}”, woven by {names} with Lightloom" if names else f"“{plan.title}”, woven with Lightloom"
    return "; ".join([said, *(f"woven on from {root}" for root in plan.roots)])


def _about(plan: Plan) -> dict[str, Any]:
    about = {
        "title": plan.title,
        "description": plan.description,
        "credits": [credit.name for credit in plan.credits],
        "roots": plan.roots,
        "address": plan.address,
    }
    return {name: value for name, value in about.items() if value}
