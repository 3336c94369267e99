"""Signing in counts tries in the broker; while that is away the page says what to do, and nobody gets in uncounted."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from lightloom_site import urls

pytestmark = pytest.mark.django_db
NOBODY_LISTENS = "redis://127.0.0.1:9/0"


def sign_in(browser: Client) -> Any:
    return browser.post("/accounts/login/?next=/mine", {"login": "ada", "password": "a long night walk"})


def test_while_the_broker_is_away_nobody_signs_in_and_the_page_says_what_to_do(settings: Any) -> None:
    get_user_model().objects.create_user("ada", password="a long night walk")
    browser, there = Client(), settings.CACHES
    settings.CACHES = {"default": there["default"] | {"LOCATION": NOBODY_LISTENS}}
    answer = sign_in(browser)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    page = answer.content.decode()
    assert "Not just now" in page and "Try again in a few seconds" in page
    assert 'href="/accounts/login/?next=/mine"' in page, "the way back is where they were going"
    assert b"Log out" not in browser.get("/").content

    settings.CACHES = there
    assert sign_in(browser).headers["Location"] == "/mine"
    assert b"Log out" in browser.get("/").content


def account_pages() -> list[str]:
    return [f"/accounts/{page.pattern}" for page in urls.account_pages]


def test_every_page_of_accounts_answers_in_the_place_s_own_look() -> None:
    """Also those of a library that nobody thought of: unstyled, or asking for e-mail, which is never sent."""
    ada = get_user_model().objects.create_user("ada", password="a long night walk")
    known = Client()
    known.force_login(ada)
    seen = 0
    for page in account_pages():
        for browser in (Client(), known):
            answer = browser.get(page)
            assert answer.status_code in (200, 302), page
            assert answer.status_code == 302 or b'class="masthead"' in answer.content, page
            seen += answer.status_code == 200
    assert seen >= 6
    assert known.get("/accounts/email/").status_code == 404, "nothing asks for an e-mail address"


def test_who_forgot_the_password_reads_what_to_do() -> None:
    browser = Client()
    assert b'href="/accounts/password/reset/"' in browser.get("/accounts/login/").content
    page = browser.get("/accounts/password/reset/").content.decode()
    assert "Ask whoever runs this place" in page and "changepassword" in page
    assert browser.post("/accounts/password/reset/", {"email": "ada@example.org"}).status_code == 405


def test_who_tries_too_often_and_whose_account_is_closed_reads_so(settings: Any) -> None:
    get_user_model().objects.create_user("ada", password="a long night walk", is_active=False)
    closed = Client().post("/accounts/login/", {"login": "ada", "password": "a long night walk"}, follow=True)
    assert b'class="masthead"' in closed.content and b"This account is closed" in closed.content
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    browser = Client()
    tries = [
        browser.post("/accounts/login/", {"login": "ben", "password": "x"}, REMOTE_ADDR="192.0.2.77") for _ in "12"
    ]
    assert tries[-1].status_code == 429 and b"That was tried too often" in tries[-1].content
