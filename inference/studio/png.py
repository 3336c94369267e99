"""The maker of ``png``: the mural without loss, as PNG volumes from left to right.

A volume is cut where a strip begins and is at most 16,384 px wide, which every program opens. One is one piece of work,
and all that is held at a time: 38 MB of pixels. A strip that cannot be read is filled from its neighbours and named.
"""

from __future__ import annotations

import numpy as np
import pyvips

from inference.contract.arrays import Picture
from inference.contract.files.storage import Storage
from inference.contract.makings.plan import Plan
from inference.contract.makings.steps import MadeFile
from inference.contract.pieces import Skipped
from inference.mural.panorama import plan_volumes
from inference.studio.step import Step, Stepped
from inference.studio.stretches import picture_of

WIDEST = 16_384
"""px."""
EFFORT, FILTER = 6, "sub"
"""Deflate level and PNG filter: measured on painted strips, a third of the size of what is stored for speed,
at twice its speed."""


def make_png(storage: Storage, plan: Plan, step: Step) -> Stepped:
    """The maker of ``png``; ``carry`` is ``{files, skipped}`` of the volumes that are there."""
    files = [MadeFile.model_validate(one) for one in step.carry.get("files", [])]
    skipped = {(one.position, one.layer): one for one in map(Skipped.model_validate, step.carry.get("skipped", []))}
    volumes = plan_volumes(plan.strips, WIDEST)
    while len(files) < len(volumes):
        left, right = volumes[len(files)]
        picture, unread = picture_of(storage, plan.strips, left, right)
        for one in unread:
            skipped.setdefault((one.position, one.layer), one)
        name = f"world-{len(files) + 1}.png" if len(volumes) > 1 else "world.png"
        data = _png(picture)
        storage.write(f"{step.folder}/{name}", data)
        about = {"x": left, "width": right - left, "height": picture.shape[0]}
        files.append(MadeFile(name=name, key=f"{step.folder}/{name}", type="image/png", bytes=len(data), about=about))
        if step.over:
            break
    missing = tuple(one for _, one in sorted(skipped.items()))
    carry = {
        "files": [file.model_dump(mode="json") for file in files],
        "skipped": [one.model_dump(mode="json") for one in missing],
    }
    whole = len(files) == len(volumes)
    return Stepped(
        "packing the panorama",
        len(files),
        len(volumes),
        carry,
        finished=whole,
        files=tuple(files) if whole else (),
        skipped=missing,
    )


def _png(picture: Picture) -> bytes:
    pixels = np.ascontiguousarray(picture)
    height, width, bands = pixels.shape
    image = pyvips.Image.new_from_memory(pixels.data, width, height, bands, "uchar")
    return bytes(image.copy(interpretation="srgb").pngsave_buffer(compression=EFFORT, filter=FILTER, keep="none"))
