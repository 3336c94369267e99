"""The maker of ``depth``: every strip as a body for the 3D view, its picture in three sizes, its relief,
and what is behind it.

A body covers what is seen of its strip and ``PAD`` px of each neighbour, so that bodies overlap and no crack can show.
Bodies are made from left to right as the mural freezes; ``layered`` finds the back layer with the neighbours in sight,
so that it goes on across strips. The files of a body never change; ``depth.json`` names those that are there and is
written anew when there are more. A strip that cannot be read gets a body of its neighbours' mist and is named. Memory
does not grow with the mural.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.contract.arrays import Picture, Relief
from inference.contract.files.storage import Storage
from inference.contract.makings.depth_sheet import BACK_SCALES, MANIFEST, PICTURE_SCALES, Body, DepthSheet
from inference.contract.makings.plan import Plan
from inference.contract.makings.steps import MadeFile
from inference.contract.pieces import Skipped
from inference.studio.layered import CONTEXT, Layered, layered
from inference.studio.step import Step, Stepped
from inference.studio.stretches import stretch_of

PAD = 12
"""px of the neighbours at each side of a body."""
RELIEF_SIZE = 2
PICTURE_QUALITY = 88
BACK_QUALITY = 80
SKY = 0.2
"""Of the whole depth, how far the sky stands behind the farthest land."""
SKY_FROM, SKY_TO = 0.004, 0.03
"""Relief below the first is sky, above the second land."""


@dataclass(frozen=True)
class _Place:
    left: int
    right: int


def make_depth(storage: Storage, plan: Plan, step: Step) -> Stepped:
    """The maker of ``depth``; ``carry`` is ``{bodies, skipped, manifest}`` of what is there."""
    bodies = [Body.model_validate(one) for one in step.carry.get("bodies", [])]
    skipped = [Skipped.model_validate(one) for one in step.carry.get("skipped", [])]
    manifest = str(step.carry.get("manifest", ""))
    settled = [index for index in range(len(plan.strips)) if _settled(plan, index)]
    for index in settled[len(bodies) :]:
        body, missing = make_body(storage, plan, index, step.folder)
        bodies.append(body)
        known = {(one.position, one.layer) for one in skipped}
        skipped += [one for one in missing if (one.position, one.layer) not in known]
        if step.over:
            break
    done, of = len(bodies), max(1, len(settled))
    kept = {
        "bodies": [body.model_dump(mode="json") for body in bodies],
        "skipped": [one.model_dump(mode="json") for one in skipped],
    }
    if done < len(settled):
        carry = kept | {"manifest": manifest}
        return Stepped("finding what lies behind outlines", done, of, carry, skipped=tuple(skipped))
    sheet = DepthSheet(finished=plan.finished, bodies=bodies, skipped=skipped)
    data = sheet.model_dump_json().encode()
    # A name of its own for every state, since what is stored under a key never changes.
    key = f"{step.folder}/depth-{done:05d}{'' if plan.finished else '-growing'}.json"
    storage.write(key, data)
    about = {"strips": done, "bytes": sum(body.bytes for body in bodies)}
    file = MadeFile(name=MANIFEST, key=key, type="application/json", bytes=len(data), about=about)
    return Stepped(
        "finding what lies behind outlines",
        done,
        of,
        kept | {"manifest": key},
        finished=True,
        files=(file,),
        skipped=tuple(skipped),
        spent=(manifest,) if manifest not in ("", key) else (),
    )


def make_body(storage: Storage, plan: Plan, index: int, folder: str) -> tuple[Body, tuple[Skipped, ...]]:
    """Write the files of the body of the strip at ``index`` below ``folder``;
    what of it and around it could not be read."""
    start, end = plan.strips[0].x, plan.width
    place = _place(plan, index)
    left, right = max(start, place.left - CONTEXT), min(end, place.right + CONTEXT)
    stretch = stretch_of(storage, plan.strips, left, right)
    found = layered(stretch.picture, push_sky(stretch.relief))
    here = slice(place.left - left, place.right - left)
    width = -(-(place.right - place.left) // 4) * 4
    back = bool(found.hidden[:, here].any())
    base = f"{folder}/{plan.strips[index].position:05d}"
    files = _pictures(f"{base}-picture", _whole(stretch.picture[:, here], width), PICTURE_SCALES, PICTURE_QUALITY)
    if back:
        files |= _pictures(f"{base}-back", _whole(found.back_picture[:, here], width), BACK_SCALES, BACK_QUALITY)
    files[f"{base}-relief.png"] = encode_layers(found, here, width)
    for key, data in files.items():
        storage.write(key, data)
    position = plan.strips[index].position
    body = Body(position=position, left=place.left, width=width, back=back, bytes=sum(map(len, files.values())))
    return body, tuple(one for one in stretch.skipped if one.position in (position, position + 1))


def push_sky(relief: Relief) -> Relief:
    """``relief`` with its sky pushed back: land takes what is nearer than ``SKY``, and nothing is between land and sky.

    static/js/inside/relief.js does the same where there is no body yet.
    """
    near = relief.astype(np.float32) / np.float32(65535)
    share = ((near - SKY_FROM) / (SKY_TO - SKY_FROM)).clip(0, 1)
    land = share * share * (3 - 2 * share)
    return cast(Relief, np.rint((SKY + (1 - SKY) * near) * land * 65535).astype(np.uint16))


def encode_layers(found: Layered, here: slice, width: int) -> bytes:
    """Both reliefs at half size as one 8-bit grey PNG, the front above the back: 0 to 255,
    and behind it 0 for nothing, then 1 to 255."""
    step = RELIEF_SIZE
    front = np.rint(found.relief[::step, here][:, ::step] / 257.0)
    back = 1 + np.rint(found.back_relief[::step, here][:, ::step] / 65535.0 * 254)
    back = np.where(found.back[::step, here][:, ::step], back, 0)
    both = _whole(np.vstack([front, back]).astype(np.uint8), width // step)
    out = io.BytesIO()
    Image.fromarray(both).save(out, "PNG", compress_level=6)
    return out.getvalue()


def _settled(plan: Plan, index: int) -> bool:
    """Whether the body of the strip at ``index`` cannot change any more."""
    return plan.finished or _place(plan, index).right + CONTEXT <= plan.frozen


def _place(plan: Plan, index: int) -> _Place:
    """What the body of the strip at ``index`` covers."""
    strip = plan.strips[index]
    end = plan.strips[index + 1].x if index + 1 < len(plan.strips) else strip.x + strip.width
    return _Place(max(plan.strips[0].x, strip.x - PAD), min(plan.width, end + PAD))


def _whole(pixels: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """``pixels`` with the last column repeated up to ``width``."""
    more = ((0, 0), (0, width - pixels.shape[1]), *(((0, 0),) * (pixels.ndim - 2)))
    return np.pad(pixels, more, mode="edge") if width > pixels.shape[1] else pixels


def _pictures(name: str, picture: Picture, sizes: tuple[int, ...], quality: int) -> dict[str, bytes]:
    image = Image.fromarray(np.ascontiguousarray(picture))
    files = {}
    for size in sizes:
        out = io.BytesIO()
        image.reduce(size).save(out, "WEBP", quality=quality, method=2)
        files[f"{name}-{size}.webp"] = out.getvalue()
    return files
