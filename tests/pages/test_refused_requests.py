"""What is refused before any view says why, and which setting or step mends it."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

pytestmark = pytest.mark.django_db
ELSEWHERE = "https://elsewhere.example"


def visit(host: str, path: str = "/health", **headers: str) -> Any:
    return Client().get(path, headers={"host": host, **headers})


def test_an_unknown_host_is_told_which_setting_lets_it_in() -> None:
    answer = visit("loom.example.org:8443", **{"x-forwarded-proto": "https"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Lightloom does not know this address" in page and "<strong>loom.example.org</strong>" in page
    assert "<a href" not in page.replace('<a class="skip', ""), "every one of them would lead here again"
    assert "LIGHTLOOM_PUBLIC_URL=https://loom.example.org:8443" in page
    assert "ALLOWED_HOSTS=loom.example.org" in page
    assert "LIGHTLOOM_PUBLIC_URL=http://loom.example.org" in visit("loom.example.org").content.decode()


def test_where_hosts_are_listed_the_new_one_joins_them(settings: Any) -> None:
    settings.LIGHTLOOM_HOSTS_LISTED = ("loom.example", "192.168.7.9")
    for name in ("new.example", "10.0.0.1"):
        assert f"ALLOWED_HOSTS=loom.example,192.168.7.9,{name}" in visit(name).content.decode()


@pytest.mark.parametrize("host", ["192.168.7.9:9000", "studio.lan", "lightloom:8000", "[fd00::9]:8000"])
def test_names_of_a_network_are_for_those_who_started_it_for_one(settings: Any, host: str) -> None:
    settings.LIGHTLOOM_PRIVATE_HOSTS = False
    assert "HOST=0.0.0.0" in visit(host, "/").content.decode()
    settings.LIGHTLOOM_PRIVATE_HOSTS = True
    answer = visit(host, "/r")
    assert answer.status_code == 404
    assert visit("elsewhere.example", "/r").status_code == 400


@pytest.mark.parametrize("host", ["a b", "", "<script>", "x.example:port", "[::1"])
def test_what_is_no_host_is_refused_in_words(settings: Any, host: str) -> None:
    settings.LIGHTLOOM_PRIVATE_HOSTS = True
    answer = visit(host)
    assert answer.status_code == 400
    assert b"has to be a name or an address" in answer.content and b"<script>" not in answer.content


@pytest.mark.parametrize("host", ["loom.example.org", "a b"])
def test_the_api_says_it_in_its_shape(host: str) -> None:
    answer = visit(host, "/api/worlds")
    assert (answer.status_code, answer.json()["code"]) == (400, "server.unknown_host")
    assert "start it with LIGHTLOOM_PUBLIC_URL" in answer.json()["message"] or host == "a b"


def send(path: str = "/rooms", *, cookie: str = "", origin: str = "", token: str = "") -> tuple[int, str]:
    """Status and text of the answer to a form that is sent from a page of ``origin``."""
    browser = Client(enforce_csrf_checks=True)
    if cookie:
        browser.cookies[django_settings.CSRF_COOKIE_NAME] = cookie
    headers = {"origin": origin} if origin else {}
    answer = browser.post(path, {"csrfmiddlewaretoken": token} if token else {}, headers=headers)
    return answer.status_code, answer.content.decode()


def test_a_form_behind_https_that_nobody_told_us_of_says_so() -> None:
    status, page = send(cookie="x" * 32, token="x" * 32, origin="https://testserver")
    assert status == 403 and "LIGHTLOOM_PUBLIC_URL=https://testserver" in page and "ookie" not in page
    assert send(cookie="x" * 32, token="x" * 32, origin="http://testserver")[0] != 403


def test_other_refusals_of_a_form_say_their_own_cause() -> None:
    status, page = send(cookie="x" * 32, token="x" * 32, origin=ELSEWHERE)
    assert status == 403 and ELSEWHERE in page and "the header Host" in page and "ookie" not in page
    for origin in ("", "http://testserver", "null"):
        assert "Allow cookies" in send(origin=origin)[1]
    assert "too old" in send(cookie="x" * 32, token="y" * 32)[1]
    assert "ookie" not in send(cookie="x" * 32, token="y" * 32)[1]


def test_a_page_s_write_over_the_api_says_it_too(client: Client) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["sessionid"], browser.cookies["csrftoken"] = "any", "x" * 32
    answer = browser.post("/api/rooms", headers={"origin": "https://testserver", "x-csrftoken": "x" * 32})
    assert (answer.status_code, answer.json()["code"]) == (403, "api.csrf")
    assert "LIGHTLOOM_PUBLIC_URL=https://testserver" in answer.json()["message"]


def test_a_form_that_is_too_large_says_so() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["csrftoken"] = "x" * 32
    answer = browser.post("/rooms", "name=" + "x" * 300_000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413 and b"more than this address takes" in answer.content
