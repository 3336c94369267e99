"""Bodies for the 3D view: they overlap, are the same however they came about,
and a strip that is missing is mist with a name."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from inference.contract.files.picture_files import encode_picture, encode_relief
from inference.contract.files.storage import FolderStorage, Storage
from inference.contract.geometry import HEIGHT, NEW, canvas_x, mural_width, strip_width, strip_x
from inference.contract.makings.depth_sheet import PICTURE_SCALES, DepthSheet
from inference.contract.makings.plan import Plan
from inference.contract.pieces import LayerNote, StripNote
from inference.studio.depth import PAD, make_depth, push_sky
from inference.studio.layered_depth import CONTEXT
from inference.studio.runner import make_all
from inference.studio.step import Step, StepResult
from tests.inference.mural.plain_murals import DIRECTION, colour_of, hang_strip

LOOSE = 2
"""Strips at the end of a mural that is still woven, in these tests."""


def hang(storage: FolderStorage, count: int) -> list[StripNote]:
    """Strips of a sky over land of a colour of its own each, a post before it in the middle of each."""
    notes = []
    for position in range(count):
        width = strip_width(position)
        picture = np.full((HEIGHT, width, 3), (90, 120, 180), np.uint8)
        relief = np.zeros((HEIGHT, width), np.uint16)
        picture[420:], relief[420:] = colour_of(position), 30_000
        picture[300:600, 300:360], relief[300:600, 300:360] = (240, 240, 60), 58_000
        notes.append(hang_strip(storage, position, picture, relief))
    return notes


def plan_of(strips: list[StripNote], *, finished: bool = True) -> Plan:
    frozen = mural_width(len(strips)) if finished else strip_x(max(0, len(strips) - LOOSE))
    return Plan(world="w", seed=7, finished=finished, frozen=frozen, strips=strips)


def sheet(storage: FolderStorage, key: str) -> DepthSheet:
    return DepthSheet.model_validate_json(storage.read(key))


def shown(storage: FolderStorage, folder: str, name: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(storage.read(f"{folder}/{name}"))))


def test_bodies_cover_the_mural_and_overlap_and_have_something_behind(storage: FolderStorage) -> None:
    plan = plan_of(hang(storage, 3))
    made = make_all(make_depth, storage, plan, "depth")
    manifest = sheet(storage, made.files[0].key)
    assert made.files[0].name == "depth.json" and manifest.finished and made.skipped == ()
    assert [body.position for body in manifest.bodies] == [0, 1, 2] and all(body.back for body in manifest.bodies)
    assert manifest.bodies[0].left == 0
    assert manifest.bodies[-1].left + manifest.bodies[-1].width == plan.width
    for left, right in pairwise(manifest.bodies):
        assert left.left + left.width == right.left + 2 * PAD
    for body in manifest.bodies:
        for size in PICTURE_SCALES:
            assert shown(storage, "depth", f"{body.base}-picture-{size}.webp").shape[:2] == (
                HEIGHT // size,
                body.width // size,
            )
        both = shown(storage, "depth", f"{body.base}-relief.png")
        assert both.shape == (HEIGHT, body.width // 2), "the front above the back, at half the size"
        front, back = both[: HEIGHT // 2], both[HEIGHT // 2 :]
        behind = shown(storage, "depth", f"{body.base}-back-2.webp").astype(int)
        post = (front > 200) & (back > 0)
        assert post.any()
        assert back[post].max() < 160, "behind the post is land or sky"
        assert (behind[post][:, 2] > 70).mean() > 0.95 or (behind[post] < 200).all(), "and nothing yellow"


@pytest.mark.slow
def test_a_mural_that_grew_has_the_bodies_of_one_made_at_once(storage: FolderStorage) -> None:
    strips = hang(storage, 5)
    early = make_all(make_depth, storage, plan_of(strips[:4], finished=False), "grown")
    manifest = sheet(storage, early.files[0].key)
    assert not manifest.finished and len(manifest.bodies) == 1, "only what cannot change any more"
    assert manifest.bodies[0].left + manifest.bodies[0].width + CONTEXT <= strip_x(4 - LOOSE)

    def going_on(storage: Storage, plan: Plan, step: Step) -> StepResult:
        """As a making that is asked for again goes on: with what the one before said to remember."""
        return make_depth(storage, plan, step if step.number else replace(step, carry=early.carry))

    late = make_all(going_on, storage, plan_of(strips), "grown", seconds=0)
    once = make_all(make_depth, storage, plan_of(strips), "once")
    assert sheet(storage, late.files[0].key) == sheet(storage, once.files[0].key)
    assert not storage.exists(early.files[0].key), "the manifest of before is gone"
    for path in (storage.root / "once").iterdir():
        assert path.read_bytes() == (storage.root / "grown" / path.name).read_bytes(), path.name


@pytest.mark.slow
def test_what_cannot_be_read_is_mist_between_its_neighbours_and_named(storage: FolderStorage) -> None:
    strips = hang(storage, 4)
    storage.delete(strips[1].picture)
    storage.delete(strips[2].relief)
    made = make_all(make_depth, storage, plan_of(strips), "depth")
    assert sorted({one.position for one in made.skipped}) == [1, 2]
    assert len(sheet(storage, made.files[0].key).bodies) == 4, "the surface goes on"
    carried_on = json.loads(storage.read(made.files[0].key))["skipped"]
    assert [one["position"] for one in carried_on].count(1) == 1


def test_layers_are_laid_before_their_strip_gets_a_body(storage: FolderStorage) -> None:
    strips = hang(storage, 2)
    paint = np.full((HEIGHT, NEW, 3), (250, 20, 60), np.uint8)
    alpha = np.full((HEIGHT, NEW), 255, np.uint8)
    storage.write("layer.png", encode_picture(paint, alpha))
    storage.write("layer-relief.png", encode_relief(np.full((HEIGHT, NEW), 65_535, np.uint16)))
    layer = LayerNote(
        x=canvas_x(1),
        width=NEW,
        picture="layer.png",
        relief="layer-relief.png",
        text="over it",
        narrator="Ben",
        direction=DIRECTION,
        palette=strips[1].palette,
    )
    over = [strips[0], strips[1].model_copy(update={"layers": [layer]})]
    make_all(make_depth, storage, plan_of(over), "depth")
    middle = (canvas_x(1) + NEW // 2 - (strip_x(1) - PAD)) // 4
    red = shown(storage, "depth", "00001-picture-4.webp")[100, middle].astype(int)
    assert red[0] > 200 and red[1] < 70
    assert shown(storage, "depth", "00001-relief.png")[100, middle * 2] > 240


def test_the_sky_is_pushed_behind_the_farthest_land() -> None:
    pushed = push_sky(np.array([[0, 100, 3_000, 65_535]], np.uint16))
    assert pushed[0, 0] == 0 and pushed[0, 1] == 0
    assert pushed[0, 2] > 0.2 * 65_535
    assert pushed[0, 3] == 65_535
