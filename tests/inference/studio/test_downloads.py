"""Files to take away from a world: its relief as glTF, held to the format by Khronos' validator,
and its panorama without loss."""

from __future__ import annotations

import io
import itertools
import json
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from inference.contract.files.storage import FolderStorage
from inference.contract.geometry import HEIGHT, mural_width, strip_width
from inference.contract.makings.plan import Credit, Plan
from inference.contract.pieces import StripNote
from inference.mural.reader import read_region
from inference.studio import glb, png
from inference.studio.attribution import attribution_of
from inference.studio.glb import VERTEX_SPACING, make_glb, relief_mesh
from inference.studio.png import make_png
from inference.studio.runner import make_all
from inference.studio.step import Step
from tests.inference.mural.plain_murals import hang_plain, store_strip
from tests.inference.mural.test_picture_tags import xmp_of

PROJECT = Path(__file__).resolve().parents[3]
VALIDATE = """
const validator = require("gltf-validator");
const bytes = new Uint8Array(require("fs").readFileSync(process.argv[1]));
validator.validateBytes(bytes, { maxIssues: 50 }).then((report) => console.log(JSON.stringify(report)));
"""


def plan_of(strips: list[StripNote]) -> Plan:
    return Plan(
        world="w",
        seed=7,
        finished=True,
        frozen=mural_width(len(strips)),
        title="Stone & Water",
        credits=[Credit(name="Ada"), Credit(name="Ben", colour=1)],
        roots=["“An older tale”, by Dee"],
        strips=strips,
    )


def document_of(data: bytes) -> dict[str, Any]:
    (length,) = struct.unpack("<I", data[12:16])
    document: dict[str, Any] = json.loads(data[20 : 20 + length])
    return document


def validated(path: Path) -> dict[str, Any]:
    """The report of Khronos' validator."""
    node = Path(sys.executable).with_name("node")
    ran = subprocess.run(
        [str(node), "-e", VALIDATE, str(path)], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60
    )
    report: dict[str, Any] = json.loads(ran.stdout)
    return report


def test_the_relief_is_a_valid_gltf_and_says_who_made_it(storage: FolderStorage, tmp_path: Path) -> None:
    (file,) = make_all(make_glb, storage, plan_of(hang_plain(storage, 3)), "made").files
    assert file.name == "world.glb" and file.type == "model/gltf-binary"
    data = storage.read(file.key)
    assert file.bytes == len(data)
    report = validated(tmp_path / file.key)
    found = report["issues"]
    # what is left is said of every texture that is no power of two, which glTF 2.0 allows
    other = [message for message in found["messages"] if message["code"] != "IMAGE_NPOT_DIMENSIONS"]
    assert (found["numErrors"], found["numWarnings"], other) == (0, 0, []), found
    assert report["info"]["drawCallCount"] == 3
    assert report["info"]["totalTriangleCount"] == file.about["triangles"]
    document = document_of(data)
    assert document["asset"]["copyright"] == (
        "“Stone & Water”, woven by Ada, Ben with Lightloom; woven on from “An older tale”, by Dee"
    )
    assert document["scenes"][0]["extras"]["roots"] == ["“An older tale”, by Dee"]
    assert [node.get("extras", {}).get("phrase") for node in document["nodes"]][:3] == [
        "phrase 0",
        "phrase 1",
        "phrase 2",
    ]


def test_neighbours_meet_without_a_crack(storage: FolderStorage) -> None:
    rng = np.random.default_rng(3)
    strips = []
    for note in hang_plain(storage, 3):
        relief = rng.integers(0, 65_536, (HEIGHT, note.width), dtype=np.uint16)
        files = store_strip(storage, "w", note.position, np.full((HEIGHT, note.width, 3), 90, np.uint8), relief)
        strips.append(note.model_copy(update={"picture": files.picture, "relief": files.relief}))
    plan = plan_of(strips)
    meshes = [glb.strip_mesh(storage, plan, index)[0] for index in range(3)]
    for left, right in itertools.pairwise(meshes):
        ours, theirs = (mesh.positions + np.array([mesh.x, 0, 0]) for mesh in (left, right))
        border = theirs[:, 0].min()
        ends, begins = ours[np.isclose(ours[:, 0], border)], theirs[np.isclose(theirs[:, 0], border)]
        assert len(ends) == len(begins) == HEIGHT // VERTEX_SPACING + 1
        assert np.allclose(ends, begins, atol=1e-5)
    assert min(mesh.positions[:, 0].min() + mesh.x for mesh in meshes) == 0
    assert max(mesh.positions[:, 0].max() + mesh.x for mesh in meshes) == pytest.approx(
        mural_width(3) / glb.PX_PER_METRE, abs=1e-4
    )


def test_near_is_in_front_and_faces_look_forward() -> None:
    relief = np.zeros((HEIGHT, strip_width(1)), np.uint16)
    relief[300:500, 200:400] = 65_535
    places, texture_places, triangles = relief_mesh(relief, strip_width(1))
    assert places[:, 2].max() == 0 and places[:, 2].min() == pytest.approx(-glb.DEPTH_SHARE * glb.HEIGHT_METRES)
    assert texture_places.min() == 0 and texture_places.max() == 1
    a, b, c = (places[triangles[:, corner]] for corner in range(3))
    assert (np.cross(b - a, c - a)[:, 2] > 0).all()


def test_a_long_world_comes_in_volumes_and_what_is_missing_is_named(
    storage: FolderStorage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(glb, "VOLUME_STRIPS", 2)
    strips = hang_plain(storage, 5)
    storage.delete(strips[2].picture)
    plan = plan_of(strips)
    made = make_all(make_glb, storage, plan, "made", seconds=0)
    assert [file.name for file in made.files] == ["world-1.glb", "world-2.glb", "world-3.glb"]
    assert [(file.about["first"], file.about["strips"]) for file in made.files] == [(0, 2), (2, 2), (4, 1)]
    assert [one.position for one in made.skipped] == [2]
    assert validated(tmp_path / made.files[1].key)["issues"]["numErrors"] == 0
    again = make_glb(storage, plan, Step(0, {}, "again"))
    assert [storage.read(file.key) for file in again.files] == [storage.read(file.key) for file in made.files]


def test_the_panorama_without_loss_is_the_mural(storage: FolderStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    strips = hang_plain(storage, 4)
    storage.delete(strips[1].relief)
    monkeypatch.setattr(png, "MAX_WIDTH", 1_500)
    made = make_all(make_png, storage, plan_of(strips), "made", seconds=0)
    assert made.skipped == (), "a picture lacks nothing where a relief is gone"
    assert [file.name for file in made.files] == ["world-1.png", "world-2.png"]
    pixels = [np.asarray(Image.open(io.BytesIO(storage.read(file.key)))) for file in made.files]
    whole = read_region(storage, strips, 0, mural_width(4))
    assert np.array_equal(np.hstack(pixels), whole)
    assert [file.about["x"] for file in made.files] == [0, pixels[0].shape[1]]
    assert all(xmp_of(storage.read(file.key))["title"] == ["Stone & Water"] for file in made.files)


def test_nobody_s_world_is_attributed_too(storage: FolderStorage) -> None:
    plan = plan_of(hang_plain(storage, 1)).model_copy(update={"title": "Alone", "credits": [], "roots": []})
    assert attribution_of(plan).credit_line == "“Alone”, woven with Lightloom"
