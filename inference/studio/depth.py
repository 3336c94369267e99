"""The maker of ``depth``: a body for every strip, for the 3D view: its picture in three sizes, relief, and back layer.

A body covers what is seen of its strip and ``PAD`` px of each neighbour: bodies overlap, so no crack can show. They are
made from left to right as the mural freezes, with the neighbours in sight so that back layers continue across strips.
The files of a body never change; ``depth.json`` lists the bodies and is written anew when there are more. A strip that
cannot be read gets a filled body and is named. Memory does not grow with the mural.
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
from inference.studio.layered_depth import CONTEXT, LayeredDepthImage, layered_depth_image
from inference.studio.mural_section import read_section
from inference.studio.step import Step, StepResult

PAD = 12
"""px of the neighbours on each side of a body."""
RELIEF_SCALE = 2
PICTURE_QUALITY = 88
BACK_QUALITY = 80
SKY_DEPTH = 0.2
"""Distance of the sky behind the farthest land, of the whole depth."""
SKY_FROM, SKY_TO = 0.004, 0.03
"""Relief below the first is sky, above the second land, smooth between them."""


@dataclass(frozen=True)
class _Span:
    left: int
    right: int


def make_depth(storage: Storage, plan: Plan, step: Step) -> StepResult:
    """The maker of ``depth``; ``carry`` is ``{bodies, skipped, manifest}`` of what is there."""
    bodies = [Body.model_validate(one) for one in step.carry.get("bodies", [])]
    skipped = [Skipped.model_validate(one) for one in step.carry.get("skipped", [])]
    manifest = str(step.carry.get("manifest", ""))
    final = [index for index in range(len(plan.strips)) if _is_final(plan, index)]
    for index in final[len(bodies) :]:
        body, unreadable = make_body(storage, plan, index, step.folder)
        bodies.append(body)
        known = {(one.position, one.layer) for one in skipped}
        skipped += [one for one in unreadable if (one.position, one.layer) not in known]
        if step.out_of_time:
            break
    done, of = len(bodies), max(1, len(final))
    kept = {
        "bodies": [body.model_dump(mode="json") for body in bodies],
        "skipped": [one.model_dump(mode="json") for one in skipped],
    }
    if done < len(final):
        carry = kept | {"manifest": manifest}
        return StepResult("finding what lies behind outlines", done, of, carry, skipped=tuple(skipped))
    sheet = DepthSheet(finished=plan.finished, bodies=bodies, skipped=skipped)
    data = sheet.model_dump_json().encode()
    # Each state has its own name, since what is stored under a key never changes.
    key = f"{step.folder}/depth-{done:05d}{'' if plan.finished else '-growing'}.json"
    storage.write(key, data)
    about = {"strips": done, "bytes": sum(body.bytes for body in bodies)}
    file = MadeFile(name=MANIFEST, key=key, type="application/json", bytes=len(data), about=about)
    return StepResult(
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
    """Write the files of the body of the strip at ``index`` below ``folder``.

    Also returns the pieces in it that could not be read.
    """
    start, end = plan.strips[0].x, plan.width
    span = _body_span(plan, index)
    left, right = max(start, span.left - CONTEXT), min(end, span.right + CONTEXT)
    section = read_section(storage, plan.strips, left, right)
    image = layered_depth_image(section.picture, push_sky(section.relief))
    here = slice(span.left - left, span.right - left)
    width = -(-(span.right - span.left) // 4) * 4
    back = bool(image.hidden[:, here].any())
    base = f"{folder}/{plan.strips[index].position:05d}"
    files = _scaled_webps(
        f"{base}-picture", _pad_width(section.picture[:, here], width), PICTURE_SCALES, PICTURE_QUALITY
    )
    if back:
        files |= _scaled_webps(
            f"{base}-back", _pad_width(image.back_picture[:, here], width), BACK_SCALES, BACK_QUALITY
        )
    files[f"{base}-relief.png"] = encode_reliefs(image, here, width)
    for key, data in files.items():
        storage.write(key, data)
    position = plan.strips[index].position
    body = Body(position=position, left=span.left, width=width, back=back, bytes=sum(map(len, files.values())))
    return body, tuple(one for one in section.skipped if one.position in (position, position + 1))


def push_sky(relief: Relief) -> Relief:
    """``relief`` with its sky pushed back: land is nearer than ``SKY_DEPTH``, and nothing is between land and sky.

    static/js/inside/relief.js does the same where there is no body yet.
    """
    near = relief.astype(np.float32) / np.float32(65535)
    share = ((near - SKY_FROM) / (SKY_TO - SKY_FROM)).clip(0, 1)
    land = share * share * (3 - 2 * share)
    return cast(Relief, np.rint((SKY_DEPTH + (1 - SKY_DEPTH) * near) * land * 65535).astype(np.uint16))


def encode_reliefs(image: LayeredDepthImage, here: slice, width: int) -> bytes:
    """Both reliefs at half size as one 8-bit grey PNG: the front (0 to 255) above the back (1 to 255, 0 for none)."""
    step = RELIEF_SCALE
    front = np.rint(image.relief[::step, here][:, ::step] / 257.0)
    back = 1 + np.rint(image.back_relief[::step, here][:, ::step] / 65535.0 * 254)
    back = np.where(image.back[::step, here][:, ::step], back, 0)
    both = _pad_width(np.vstack([front, back]).astype(np.uint8), width // step)
    out = io.BytesIO()
    Image.fromarray(both).save(out, "PNG", compress_level=6)
    return out.getvalue()


def _is_final(plan: Plan, index: int) -> bool:
    """Whether the body of the strip at ``index`` can no longer change."""
    return plan.finished or _body_span(plan, index).right + CONTEXT <= plan.frozen


def _body_span(plan: Plan, index: int) -> _Span:
    """The columns, px of the mural, that the body of the strip at ``index`` covers."""
    strip = plan.strips[index]
    end = plan.strips[index + 1].x if index + 1 < len(plan.strips) else strip.x + strip.width
    return _Span(max(plan.strips[0].x, strip.x - PAD), min(plan.width, end + PAD))


def _pad_width(pixels: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """``pixels`` with the last column repeated up to ``width`` px."""
    more = ((0, 0), (0, width - pixels.shape[1]), *(((0, 0),) * (pixels.ndim - 2)))
    return np.pad(pixels, more, mode="edge") if width > pixels.shape[1] else pixels


def _scaled_webps(name: str, picture: Picture, sizes: tuple[int, ...], quality: int) -> dict[str, bytes]:
    image = Image.fromarray(np.ascontiguousarray(picture))
    files = {}
    for size in sizes:
        out = io.BytesIO()
        image.reduce(size).save(out, "WEBP", quality=quality, method=2)
        files[f"{name}-{size}.webp"] = out.getvalue()
    return files
