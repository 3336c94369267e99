"""The maker of ``png``: the mural without loss, as PNG volumes from left to right.

A volume is cut where a strip begins and is at most 16,384 px wide, which every program opens. Memory holds one at a
time: 38 MB of pixels. A strip that cannot be read is filled from its neighbours and named.
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
from inference.mural.picture_tags import tag_picture
from inference.studio.attribution import attribution_of
from inference.studio.mural_section import read_picture
from inference.studio.step import Step, StepResult

MAX_WIDTH = 16_384
"""px."""
COMPRESSION, FILTER = 6, "sub"
"""Deflate level and PNG filter. On painted strips 11 % smaller than the stored files (level 2); level 9 would save
6 % more and take eight times as long."""


def make_png(storage: Storage, plan: Plan, step: Step) -> StepResult:
    """The maker of ``png``; ``carry`` is ``{files, skipped}`` of the volumes that are there."""
    files = [MadeFile.model_validate(one) for one in step.carry.get("files", [])]
    skipped = {(one.position, one.layer): one for one in map(Skipped.model_validate, step.carry.get("skipped", []))}
    volumes = plan_volumes(plan.strips, MAX_WIDTH)
    while len(files) < len(volumes):
        left, right = volumes[len(files)]
        picture, unreadable = read_picture(storage, plan.strips, left, right)
        for one in unreadable:
            skipped.setdefault((one.position, one.layer), one)
        name = f"world-{len(files) + 1}.png" if len(volumes) > 1 else "world.png"
        data = tag_picture(_png(picture), attribution_of(plan))
        storage.write(f"{step.folder}/{name}", data)
        about = {"x": left, "width": right - left, "height": picture.shape[0]}
        files.append(MadeFile(name=name, key=f"{step.folder}/{name}", type="image/png", bytes=len(data), about=about))
        if step.out_of_time:
            break
    all_unreadable = tuple(one for _, one in sorted(skipped.items()))
    carry = {
        "files": [file.model_dump(mode="json") for file in files],
        "skipped": [one.model_dump(mode="json") for one in all_unreadable],
    }
    finished = len(files) == len(volumes)
    return StepResult(
        "packing the panorama",
        len(files),
        len(volumes),
        carry,
        finished=finished,
        files=tuple(files) if finished else (),
        skipped=all_unreadable,
    )


def _png(picture: Picture) -> bytes:
    pixels = np.ascontiguousarray(picture)
    height, width, bands = pixels.shape
    image = pyvips.Image.new_from_memory(pixels.data, width, height, bands, "uchar")
    return bytes(image.copy(interpretation="srgb").pngsave_buffer(compression=COMPRESSION, filter=FILTER, keep="none"))
