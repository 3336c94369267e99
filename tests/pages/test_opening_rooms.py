"""Rooms are opened on the page and over the API, and both count: so many an hour for a person, and for an address."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import Settings

from worlds.access import Visitor
from worlds.actions.limits import Limit
from worlds.actions.room import rooms
from worlds.models import Room

pytestmark = pytest.mark.django_db
WISH = {"name": "Sunday <evening>", "narrator": "Ada", "mode": "circle", "art_style": "woodcut"}
SENTENCE = re.compile(r"Many rooms have been opened from here\. Try again in about \d+ minutes\.")


@pytest.fixture
def most(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``most(person=…, address=…)``: so many rooms may be opened in this test."""
    run = uuid.uuid4().hex

    def allow(*, person: int = 100, address: int = 100) -> None:
        for name, number in (("PERSON_LIMIT", person), ("ADDRESS_LIMIT", address)):
            monkeypatch.setattr(rooms, name, Limit(f"{name}-{run}", number, 3600, "room.too_many"))

    return allow


def opens(browser: Client, **headers: str) -> bool:
    """Whether the page lets this browser open a room."""
    before = Room.objects.count()
    answer = browser.post("/rooms", WISH, **headers)  # type: ignore[arg-type]
    assert answer.status_code in (302, 429)
    assert Room.objects.count() == before + (answer.status_code == 302)
    return answer.status_code == 302


def test_the_page_keeps_what_was_typed_and_says_when_to_come_back(most: Callable[..., None]) -> None:
    most(person=1)
    browser = Client()
    assert opens(browser)
    answer = browser.post("/rooms", WISH)
    page = answer.content.decode()
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 3600
    assert len(SENTENCE.findall(page)) == 1
    assert 'value="Sunday &lt;evening&gt;"' in page and 'value="Ada"' in page
    assert 'value="circle" checked' in page and '<option value="woodcut" selected>' in page
    assert opens(Client()), "others are not held up by it"


def test_page_and_api_count_together_for_all_browsers_of_an_account(most: Callable[..., None]) -> None:
    most(person=2)
    ada = get_user_model().objects.create_user("ada")
    browser, phone = Client(), Client()
    for one in (browser, phone):
        one.force_login(ada)
    assert opens(browser)
    wish = {"name": "Sunday", "narrator": "Ada"}
    assert phone.post("/api/rooms", wish, content_type="application/json").status_code == 201
    refused = browser.post("/api/rooms", wish, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (429, "room.too_many")
    assert SENTENCE.fullmatch(refused.json()["message"]) and int(refused["Retry-After"]) > 0
    assert not opens(phone)


def test_somebody_who_is_a_new_guest_every_time_is_known_by_the_address(
    most: Callable[..., None], settings: Settings
) -> None:
    most(address=2)
    assert [opens(Client(), HTTP_X_FORWARDED_FOR=f"198.51.100.{number}") for number in range(3)] == [True, True, False]
    assert opens(Client(), REMOTE_ADDR="192.0.2.7")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    behind = [opens(Client(), HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.9") for number in range(3)]
    assert behind == [True, True, False], "what the proxy itself saw is the last of the list"


def test_a_command_on_the_machine_itself_is_not_counted(most: Callable[..., None]) -> None:
    most(person=0, address=0)
    visitor = Visitor(guest=uuid.uuid4())
    assert rooms.open_room(visitor, name="By hand", narrator="Ada").is_host
    assert not opens(Client())
