"""A world whose files were lost or damaged: what is found, what is mended and how, and what cannot be."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command

from inference.contract.files.picture_files import decode_layer, decode_picture, decode_relief
from inference.contract.makings.tile_sheet import sheet_for_width
from tests.story.archive.whole_worlds import pixels, put, weave_whole
from tests.story.weaving.rooms import visitor
from worlds.actions.world.remixes import weave_on
from worlds.archive.pack import Archive, read_rows
from worlds.models import Layer, Making, Strip, World
from worlds.views.world.mural import strips_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def repaired(world: World, *options: str) -> tuple[dict[str, Any], int]:
    """What the command prints, and its exit status."""
    out, status = io.StringIO(), 0
    try:
        call_command("repair_world", str(world.slug), *options, stdout=out, stderr=io.StringIO())
    except SystemExit as ended:
        status = int(ended.code or 0)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told, status


def left_out(world: World) -> list[str]:
    archive = Archive(read_rows(World.objects.get(pk=world.pk)))
    assert b"".join(archive)
    return archive.left_out


def strip(world: World, position: int) -> Strip:
    return Strip.objects.get(world=world, position=position)


def test_a_whole_world_is_left_as_it_is(media: Path) -> None:
    world, _ = weave_whole()
    files = {path: path.stat().st_mtime_ns for path in media.rglob("*") if path.is_file()}
    told, status = repaired(world)
    assert (told["wrong"], told["mended"], told["lost"], told["well"], status) == ([], [], [], True, 0)
    assert told["checked"] == 18
    assert {path: path.stat().st_mtime_ns for path in media.rglob("*") if path.is_file()} == files


def test_who_keeps_what_is_shown_of_a_world_asks_again_once_it_is_mended(media: Path) -> None:
    world, _ = weave_whole()
    ada = visitor()
    on = weave_on(ada, world, name="On", narrator="Cy").room.worlds.get()
    bare = weave_whole()[0]
    before = [strips_version(one) for one in (world, on, bare)]
    (media / strip(world, 0).view).write_bytes(b"broken")
    repaired(world)
    after = [strips_version(World.objects.get(pk=one.pk)) for one in (world, on, bare)]
    assert [old != new for old, new in zip(before, after, strict=True)] == [True, True, False]


@pytest.mark.django_db(transaction=True)
def test_each_file_is_mended_from_the_one_beside_it(media: Path) -> None:
    world, _ = weave_whole()
    layer = Layer.objects.get(world=world)
    old = strip(world, 0).picture
    (media / old).write_bytes(b"broken")
    (media / strip(world, 0).relief_view).unlink()
    (media / strip(world, 1).view).write_bytes((media / strip(world, 1).view).read_bytes()[:300])
    (media / strip(world, 2).relief).unlink()
    (media / layer.picture).unlink()
    (media / layer.relief_view).write_bytes(b"")

    told, status = repaired(world, "--dry-run")
    assert status == 1 and len(told["wrong"]) == 6 and told["mended"] == [] and (media / old).exists()
    told, status = repaired(world)
    assert (status, told["lost"], len(told["mended"])) == (0, [], 6)
    assert "Strip 1: its picture, from what screens load of it: it is no longer lossless." in told["mended"]
    assert left_out(world) == [] and not (media / old).exists()

    picture, relief = pixels(0, 768)
    mended = decode_picture((media / strip(world, 0).picture).read_bytes())
    assert np.abs(mended.astype(int) - picture).mean() < 4
    picture, relief = pixels(2, 596)
    coarse = decode_relief((media / strip(world, 2).relief).read_bytes())
    assert np.abs(coarse.astype(int) - relief).max() < 1_500
    alpha = decode_layer((media / Layer.objects.get(world=world).picture).read_bytes())[1]
    assert alpha[400, 250] > 250 and alpha[10, 10] < 5
    assert repaired(world)[0]["wrong"] == []


def test_what_nothing_is_left_of_is_named(media: Path) -> None:
    world, _ = weave_whole()
    for key in (strip(world, 1).picture, strip(world, 1).view):
        (media / key).unlink()
    told, status = repaired(world)
    assert status == 1 and not told["well"]
    assert told["lost"] == [
        "Strip 2: its picture, and its picture for screens too.",
        "Strip 2: its picture for screens, and its picture too.",
    ]


@pytest.mark.django_db(transaction=True)
def test_panoramas_are_stitched_again_and_the_rest_is_asked_for(media: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = media
    world, _ = weave_whole()
    (media / world.panoramas[0]["key"]).write_bytes(b"\xff\xd8 no more")
    sheet, folder = sheet_for_width(1_000), f"worlds/{world.id.hex}/made/tiles-1"
    put(f"{folder}/tiles.json", sheet.model_dump_json().encode())
    files = [{"name": "tiles.json", "key": f"{folder}/tiles.json", "type": "application/json", "bytes": 9, "about": {}}]
    Making.objects.filter(world=world, kind="tiles").update(state="made", final=True, folder=folder, files=files)
    told, status = repaired(world)
    assert status == 0
    assert "Panorama 1 is no JPEG that can be read." in told["wrong"]
    assert "Of its tiles 12 files are missing." in told["wrong"]
    assert told["asked"] == ["tiles"] and told["mended"] == ["The panorama and the cover: stitched again."]
    assert Making.objects.get(world=world, kind="tiles").state == "making"
    assert left_out(world) == []


@pytest.mark.django_db(transaction=True)
def test_a_world_woven_on_from_it_is_mended_with_it(media: Path) -> None:
    world, _ = weave_whole()
    host = weave_on(visitor(), world, name="Further", narrator="Cy")
    (media / strip(world, 0).view).unlink()
    repaired(world)
    assert host.room.world is not None
    ours, theirs = strip(world, 0).view, strip(host.room.world, 0).view
    assert ours == theirs and (media / ours).is_file()
