"""Signing in counts tries in the broker; while that is away the page says what to do, and nobody gets in uncounted."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

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
