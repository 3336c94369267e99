"""Whoever logs out is out, with every copy of the cookie; other browsers of the account stay.
On sockets: tests/room/test_sockets.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from worlds.access import GUEST_KEY, LOGIN_KEY
from worlds.actions.account.accounts import delete_expired_logins
from worlds.models import EndedLogin, Narrator

pytestmark = pytest.mark.django_db
COOKIE = settings.SESSION_COOKIE_NAME


@pytest.fixture
def ada() -> Any:
    return get_user_model().objects.create_user("ada")


def signed_in(user: Any) -> Client:
    """A browser that opened a room as a guest and then signed in."""
    browser = Client()
    browser.post("/rooms", {"name": "Sunday", "narrator": user.username})
    browser.force_login(user)
    return browser


def copy_of(browser: Client) -> Client:
    other = Client()
    other.cookies[COOKIE] = browser.cookies[COOKIE].value
    return other


def is_signed_in(browser: Client) -> bool:
    """As pages and the API see it."""
    page = b"Log out" in browser.get("/").content
    assert (browser.get("/api/tokens").status_code == 200) is page
    return page


def rooms_of(browser: Client) -> list[str]:
    return [room["name"] for room in browser.get("/api/rooms").json()["items"]]


def asked_about_logins(browser: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    return sum(EndedLogin._meta.db_table in query["sql"] for query in asked)


def test_a_copy_of_a_cookie_that_was_logged_out_is_a_guest_who_sits_nowhere(ada: Any) -> None:
    browser, phone = signed_in(ada), signed_in(ada)
    code = Narrator.objects.filter(user=ada).earliest("joined_at").room.code
    copy, idle = copy_of(browser), copy_of(browser)
    assert is_signed_in(copy) and rooms_of(copy) == ["Sunday", "Sunday"]
    assert browser.post("/accounts/logout/").status_code == 302
    assert not is_signed_in(browser)
    for stolen in (copy, idle):
        assert not is_signed_in(stolen)
        assert rooms_of(stolen) == []
        assert b"Come in and narrate" in stolen.get(f"/r/{code}").content
        assert stolen.post("/api/tokens", {"name": "mine"}, content_type="application/json").status_code == 403
    assert is_signed_in(phone) and rooms_of(phone) == ["Sunday", "Sunday"]
    browser.force_login(ada)
    assert is_signed_in(browser) and not is_signed_in(copy)


def test_a_copy_of_a_cookie_from_before_the_login_is_nobody_s_either(ada: Any) -> None:
    browser = Client()
    browser.post("/rooms", {"name": "Sunday", "narrator": "Ada"})
    copy = copy_of(browser)
    assert rooms_of(copy) == ["Sunday"]
    browser.force_login(ada)
    browser.post("/rooms", {"name": "Monday", "narrator": "Ada"})
    assert rooms_of(copy) == [] and sorted(rooms_of(browser)) == ["Monday", "Sunday"]
    code = Narrator.objects.filter(user=ada).earliest("joined_at").room.code
    assert b"Come in and narrate" in copy.get(f"/r/{code}").content
    copy.post(f"/r/{code}/join", {"name": "Mallory", "role": "narrator"})
    assert rooms_of(copy) == ["Sunday"], "by the invitation, as anybody may, in a seat of its own"
    assert Narrator.objects.filter(room__code=code).count() == 2


def test_a_cookie_from_before_logins_had_ids_goes_on_until_it_is_logged_out(ada: Any) -> None:
    browser = signed_in(ada)
    session = browser.session
    del session[LOGIN_KEY]
    session.save()
    browser.cookies[COOKIE] = str(session.session_key)
    copy, phone = copy_of(browser), signed_in(ada)
    assert is_signed_in(browser) and is_signed_in(copy)
    assert LOGIN_KEY not in browser.session and browser.session[GUEST_KEY] == copy.session[GUEST_KEY]
    browser.post("/accounts/logout/")
    assert not is_signed_in(copy)
    assert is_signed_in(phone)


def test_an_account_that_signs_in_over_another_ends_its_login(ada: Any) -> None:
    browser = signed_in(ada)
    copy = copy_of(browser)
    browser.force_login(get_user_model().objects.create_user("ben"))
    assert is_signed_in(browser) and not is_signed_in(copy)


def test_signing_in_again_goes_on_with_the_login_that_there_is(ada: Any) -> None:
    browser = signed_in(ada)
    copy = copy_of(browser)
    browser.force_login(ada)
    browser.post("/accounts/logout/")
    assert not is_signed_in(copy)


def test_guests_cost_no_query_and_accounts_one(ada: Any) -> None:
    guest, browser = Client(), signed_in(ada)
    guest.get("/")
    assert [asked_about_logins(guest, "/mine"), asked_about_logins(browser, "/mine")] == [0, 1]
    guest.session.flush()
    assert not EndedLogin.objects.exists()


def test_an_ended_login_is_forgotten_when_its_cookies_have_lapsed(ada: Any) -> None:
    for _ in range(2):
        signed_in(ada).post("/accounts/logout/")
    lapse = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    old, young = EndedLogin.objects.all()
    EndedLogin.objects.filter(pk=young.pk).update(at=timezone.now() - lapse)
    EndedLogin.objects.filter(pk=old.pk).update(at=timezone.now() - lapse - timedelta(days=2))
    delete_expired_logins()
    assert EndedLogin.objects.get() == young
