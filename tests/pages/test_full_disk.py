"""A disk that is full is called by its name, and before it is: on /health, where a room is opened, and in a room."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from pytest_django import Settings

from worlds import disk_space
from worlds.access import Visitor
from worlds.actions.room import rooms
from worlds.disk_space import FULL_BYTES, LOW_BYTES, DiskSpace
from worlds.models import Room
from worlds.valkey import health
from worlds.wire.protocol import ERRORS
from worlds.wire.refusal import Refusal

WISH = {"name": "Sunday", "narrator": "Ada", "mode": "open", "art_style": "gouache"}


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> object:
    """``left(bytes)``: so much is left on the disk in this test."""

    def set_free(size: int, files: int | None = None) -> None:
        for module in (disk_space, health):
            monkeypatch.setattr(module, "disk_space", lambda: DiskSpace(size, files))

    return set_free


@pytest.mark.parametrize(
    ("space", "low", "full", "said"),
    [
        (DiskSpace(LOW_BYTES), False, False, "1.0 GB"),
        (DiskSpace(LOW_BYTES - 1), True, False, "1000 MB"),
        (DiskSpace(FULL_BYTES - 1), True, True, "50 MB"),
        (DiskSpace(0), True, True, "0 B"),
        (DiskSpace(10**12, 12), True, True, "place for 12 files"),
        (DiskSpace(10**12, 10**6), False, False, "1000.0 GB"),
    ],
)
def test_a_disk_is_low_before_it_is_full(space: DiskSpace, low: bool, full: bool, said: str) -> None:
    assert (space.low, space.full, space.left) == (low, full, said)


def test_the_disks_are_those_of_the_data_and_of_the_pictures(tmp_path: Path, settings: Settings) -> None:
    assert default_storage.location  # type: ignore[attr-defined]
    settings.LIGHTLOOM_DATA = tmp_path / "not there yet" / "data"
    assert disk_space.disk_space().free_bytes > 0


@pytest.mark.django_db
def test_health_names_the_disk_and_not_the_workers(left: object) -> None:
    left(3_000_000)  # type: ignore[operator]
    answer = Client().get("/health?format=json")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == [
        "The disk is full (3 MB left): nothing more can be kept until there is room on it."
    ]
    assert answer.json()["disk_free"] == 3_000_000


@pytest.mark.django_db
def test_health_warns_before_the_disk_is_full(left: object) -> None:
    left(400_000_000)  # type: ignore[operator]
    page = Client().get("/health", headers={"Accept": "text/html"}).content.decode()
    assert "The disk is nearly full (400 MB left): make room before nothing can be kept." in page
    assert "The disk is full" not in page
    found = health.Health()
    health._check_disk(found)
    assert found.ready, "it works still"


def test_a_broker_on_a_full_disk_elsewhere_is_found_out_too() -> None:
    assert health._writes({"aof_last_write_status": "ok", "rdb_last_bgsave_status": "ok"})
    assert health._writes({"rdb_last_bgsave_status": "ok"})
    assert not health._writes({"aof_last_write_status": "err", "rdb_last_bgsave_status": "ok"})
    assert not health._writes({"rdb_last_bgsave_status": "err"})


@pytest.mark.django_db
def test_a_new_room_says_what_is_wrong(left: object) -> None:
    left(3_000_000)  # type: ignore[operator]
    answer = Client().post("/rooms", WISH)
    assert answer.status_code == 503
    page = answer.content.decode()
    assert ERRORS["room.no_space"] in page and 'value="Sunday"' in page
    assert not Room.objects.filter(name="Sunday").exists()


@pytest.mark.django_db
def test_a_room_says_it_where_it_would_say_that_the_painter_wakes(left: object) -> None:
    browser = Client()
    opened = browser.post("/rooms", WISH)
    left(3_000_000)  # type: ignore[operator]
    said = browser.get("/health/warmth").json()
    assert not said["ready"] and said["stopped"] == ERRORS["room.no_space"]
    page = browser.get(opened["Location"]).content.decode()
    assert page.count(ERRORS["room.no_space"]) == 2, "in the banner, and in what the page's script begins with"
    assert "The painter is waking" not in page
    left(10**12)  # type: ignore[operator]
    assert "stopped" not in (browser.get("/health/warmth").json() or {})


@pytest.mark.django_db
def test_no_next_world_is_begun_that_cannot_be_kept(left: object) -> None:
    host = rooms.open_room(Visitor(guest=uuid.uuid4()), name="Sunday", narrator="Ada")
    left(3_000_000)  # type: ignore[operator]
    with pytest.raises(Refusal, match=r"room\.no_space"):
        rooms.start_world(host.room_id, host.id)
