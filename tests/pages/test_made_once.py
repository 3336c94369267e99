"""A form that makes something makes it once, whether it is clicked twice or both clicks arrive at the same time."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from tests.pages.finished_worlds import weave
from worlds.management.commands.tend import delete_old_receipts
from worlds.models import Gallery, Room, Submission
from worlds.views.made_once import SAME_WISH

ROOM = {"name": "Sunday", "narrator": "Ada"}


def form_id(browser: Client, page: str) -> dict[str, str]:
    found = re.search(r'name="form_id" value="([0-9a-f]{32})"', browser.get(page).content.decode())
    assert found is not None, f"{page} has a form that makes something"
    return {"form_id": found[1]}


@pytest.mark.django_db
def test_a_double_click_opens_one_room_makes_one_gallery_and_weaves_on_once() -> None:
    woven = weave()
    for page, address, fields, made in (
        ("/", "/rooms", ROOM, Room),
        ("/galleries/new", "/galleries/new", {"name": "Winter", "visibility": "link"}, Gallery),
        (woven.page, f"{woven.page}/weave-on", {"name": "On", "narrator": "Ada", "strips": "1"}, Room),
    ):
        before = made.objects.count()
        sent = fields | form_id(woven.browser, page)
        answers = [woven.browser.post(address, sent)["Location"] for _ in range(3)]
        assert len(set(answers)) == 1 and made.objects.count() == before + 1, page
        assert woven.browser.get(answers[0]).status_code == 200


@pytest.mark.django_db
def test_another_wish_makes_another_thing() -> None:
    browser, other = Client(), Client()
    form = form_id(browser, "/")
    first = browser.post("/rooms", ROOM | form)["Location"]
    later = [
        browser.post("/rooms", ROOM | form | {"name": "Monday"})["Location"],  # a step back, and another name
        browser.post("/rooms", ROOM | form_id(browser, "/"))["Location"],
        other.post("/rooms", ROOM | form)["Location"],
    ]
    Submission.objects.update(at=Submission.objects.latest("at").at - SAME_WISH - timedelta(seconds=1))
    later.append(browser.post("/rooms", ROOM | form)["Location"])
    assert len({first, *later}) == 5
    refused = browser.post("/rooms", ROOM | form | {"narrator": ""})
    assert refused.status_code == 422
    Submission.objects.update(at=Submission.objects.latest("at").at - timedelta(days=3))
    delete_old_receipts()
    assert not Submission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_the_same_time_make_one_room() -> None:
    browser = Client()
    sent = ROOM | form_id(browser, "/")
    start, places = threading.Barrier(3), list[str]()

    def click() -> None:
        same = Client()
        same.cookies = browser.cookies
        start.wait()
        places.append(same.post("/rooms", sent)["Location"])
        connection.close()

    clicks = [threading.Thread(target=click) for _ in range(3)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert len(places) == 3 and len(set(places)) == 1 and Room.objects.count() == 1
