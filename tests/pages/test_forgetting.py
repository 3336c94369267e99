"""A guest has a shared computer forget them: the next one there is nobody, and so is any copy of the cookie."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from tests.pages.finished_worlds import browser_of
from tests.story.weaving.rooms import join, open_room
from worlds.actions.account import forgetting
from worlds.models import Gallery, Narrator, Room
from worlds.turns import Floor

pytestmark = pytest.mark.django_db


def copy_of(browser: Client) -> Client:
    other = Client()
    other.cookies[settings.SESSION_COOKIE_NAME] = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return other


def rooms_of(browser: Client) -> list[str]:
    return [room["name"] for room in browser.get("/api/rooms").json()["items"]]


def test_the_next_one_at_this_browser_is_nobody_and_so_is_a_copy_of_its_cookie() -> None:
    browser = Client()
    browser.post("/rooms", {"name": "Class 3b", "narrator": "Pupil one"})
    browser.post("/galleries/new", {"name": "Winter", "visibility": "private"})
    room, gallery = Room.objects.get(), Gallery.objects.get()
    mine = browser.get("/mine")
    assert b"Class 3b" in mine.content and b"Forget me here" in mine.content and "no-store" in mine["Cache-Control"]
    assert b"Forget me here" in browser.get(f"/r/{room.code}").content
    copy = copy_of(browser)

    answer = browser.post("/forget")
    assert (answer.status_code, answer["Location"], answer["Clear-Site-Data"]) == (302, "/", '"cache"')
    assert b"This browser has forgotten you" in browser.get("/").content
    for somebody in (browser, copy):
        assert rooms_of(somebody) == []
        assert b"Class 3b" not in somebody.get("/mine").content
        assert somebody.get(f"/galleries/{gallery.slug}").status_code == 404
        assert b"Come in and narrate" in somebody.get(f"/r/{room.code}").content
    browser.post(f"/r/{room.code}/join", {"name": "Pupil two", "role": "narrator"})
    seats = list(Narrator.objects.order_by("joined_at").values_list("name", "role", "removed_at"))
    assert [seat[:2] for seat in seats] == [("Pupil one", "host"), ("Pupil two", "narrator")]
    assert seats[0][2] is not None and seats[1][2] is None


def test_a_room_that_loses_its_host_gets_another_and_the_turn_is_free() -> None:
    host = open_room("Ada", mode="circle")
    join(host, "Watcher", watch=True)
    ben, cleo = join(host, "Ben"), join(host, "Cleo")
    browser_of(host.guest).post("/forget")
    for seat in (host, ben, cleo):
        seat.refresh_from_db()
    assert (host.removed_at is not None, ben.role, cleo.role) == (True, "host", "narrator")
    host.room.refresh_from_db()
    floor = Floor.from_json(host.room.floor)
    assert host.id.hex not in floor.seats and floor.voice_of(host.id.hex) is None
    changed = host.room.events.filter(name="narrator.changed").last()
    assert changed is not None and changed.payload["narrator"]["role"] == "host"


def test_every_open_tab_is_told_why_before_its_seat_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    host = open_room("Ada")
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(forgetting, "publish", lambda room, message: sent.append(message | {"gone": is_gone()}))

    def is_gone() -> bool:
        return Narrator.objects.get(pk=host.pk).removed_at is not None

    browser_of(host.guest).post("/forget")
    assert sent == [{"kind": "close", "guest": host.guest.hex, "reason": "forgotten", "gone": False}]
    assert is_gone()


def test_an_account_is_never_forgotten_it_logs_out() -> None:
    browser = Client()
    browser.post("/rooms", {"name": "Sunday", "narrator": "Ada"})
    browser.force_login(get_user_model().objects.create_user("ada"))
    assert b"Forget me here" not in browser.get("/mine").content
    assert browser.post("/forget")["Location"] == "/accounts/logout/"
    assert rooms_of(browser) == ["Sunday"]
    assert browser.get("/forget").status_code == 405, "no link may do it"
