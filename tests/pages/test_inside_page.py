"""Stepping inside: who may, what the page is told of a world's depth, and a room's world while it grows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from tests.pages.finished_worlds import browser_of, weave
from tests.story.weaving.rooms import finish, hang, open_room, say
from worlds.actions.room import turns
from worlds.models import Making, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    """A folder of its own for whatever these tests store."""
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": folder}


BODY = {"position": 0, "left": 0, "width": 740, "back": True, "bytes": 1234}


def made(world: World, *, state: str = "made") -> None:
    folder = f"worlds/{world.id.hex}/made/depth-00"
    sheet = {"version": 1, "height": 768, "finished": True, "bodies": [BODY], "skipped": []}
    key = default_storage.save(f"{folder}/depth-00001.json", ContentFile(json.dumps(sheet).encode()))
    file = {"name": "depth.json", "key": key, "type": "application/json", "bytes": 1, "about": {}}
    Making.objects.update_or_create(
        world=world, kind="depth", defaults={"state": state, "files": [file], "folder": folder}
    )


def test_a_world_tells_the_bodies_that_are_made() -> None:
    woven = weave(visibility="private")
    Making.objects.filter(world=woven.world).delete()
    nothing = woven.browser.get(f"{woven.page}/depth.json")
    assert nothing.json() == {"base": "", "state": "none", "finished": False, "bodies": [], "skipped": []}
    made(woven.world)
    told = woven.browser.get(f"{woven.page}/depth.json")
    assert told.json()["bodies"] == [{"position": 0, "left": 0, "width": 740, "back": True}]
    assert told.json()["base"] == f"/media/{woven.world.slug}/worlds/{woven.world.id.hex}/made/depth-00"
    again = woven.browser.get(f"{woven.page}/depth.json", headers={"if-none-match": told["ETag"]})
    assert again.status_code == 304
    assert Client().get(f"{woven.page}/depth.json").status_code == 404, "not theirs looks as if it were not there"


def test_a_making_that_failed_or_lost_its_files_leaves_the_world_flat() -> None:
    woven = weave()
    made(woven.world, state="failed")
    assert woven.browser.get(f"{woven.page}/depth.json").json()["bodies"] == []
    made(woven.world)
    default_storage.delete(Making.objects.get(world=woven.world, kind="depth").files[0]["key"])
    assert woven.browser.get(f"{woven.page}/depth.json").json()["bodies"] == []


def test_a_room_s_world_can_be_stepped_into_while_it_grows() -> None:
    host = open_room()
    browser, inside = browser_of(host.guest), f"/r/{host.room.code}/inside"
    assert browser.get(inside).status_code == 200, "before there is anything to see"
    before = browser.get(f"/r/{host.room.code}/strips.json")
    assert before.json()["strips"] == [] and before.json()["page"] == ""
    turns.take_turn(host.room_id, host.id)
    hang(say(host, "a castle in the rain"))
    told = browser.get(f"/r/{host.room.code}/strips.json", headers={"if-none-match": before["ETag"]})
    assert told.status_code == 200
    (strip,) = told.json()["strips"]
    assert (strip["text"], strip["narrator"], strip["x"]) == ("a castle in the rain", "Ada", 0)
    assert "a castle in the rain" not in browser.get(inside).content.decode(), "the page asks for its strips"
    unchanged = browser.get(f"/r/{host.room.code}/strips.json", headers={"if-none-match": told["ETag"]})
    assert unchanged.status_code == 304
    assert browser.get(f"/r/{host.room.code}/depth.json").json()["bodies"] == []

    world = finish(host)
    assert browser.get(f"/r/{host.room.code}/strips.json").json()["page"] == f"/worlds/{world.slug}/inside"
    assert browser.get(inside)["Location"] == f"/worlds/{world.slug}/inside"


def test_nobody_steps_into_the_world_of_a_room_they_do_not_sit_in() -> None:
    host = open_room()
    stranger = Client()
    assert stranger.get(f"/r/{host.room.code}/inside")["Location"] == f"/r/{host.room.code}"
    for part in ("strips", "depth"):
        assert stranger.get(f"/r/{host.room.code}/{part}.json").status_code == 404
