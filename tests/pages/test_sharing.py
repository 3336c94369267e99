"""A world shown elsewhere: its card, its frame, its QR code, and that a stranger is told of nothing
that is not for strangers."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests.pages.finished_worlds import Woven, weave
from tests.pages.test_world_page import read
from worlds.reading.media import cover_url

pytestmark = pytest.mark.django_db


def card_of(world: Woven, status: int = 200, **query: str | int) -> dict[str, Any]:
    response = Client().get("/oembed", {"url": f"http://testserver{world.page}", **query})
    assert response.status_code == status, response.content
    assert response["Access-Control-Allow-Origin"] == "*"
    card: dict[str, Any] = json.loads(response.content)
    return card


def test_a_link_preview_has_a_picture_with_its_size_and_words(client: Client) -> None:
    world = weave("a castle", title="Stone & Water", guests=("Ben",))
    page = read(client, world.page)
    said = dict(re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)">', page))
    assert (said["og:image:width"], said["og:image:height"], said["og:image:type"]) == ("1200", "630", "image/jpeg")
    assert said["twitter:card"] == "summary_large_image"
    assert said["twitter:image"] == said["og:image"] == f"http://testserver{cover_url(world.world)}"
    assert said["og:image:alt"] == "A part of “Stone &amp; Water”, a painted mural woven by Ada."
    assert said["article:published_time"] == world.world.finished_at.isoformat()  # type: ignore[union-attr]


def test_a_page_leads_to_its_card_and_the_card_to_a_frame_that_opens(client: Client) -> None:
    world = weave(title='A "quoted" <b>title</b>', visibility="link")
    found = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', read(client, world.page))
    assert found
    card = client.get(found[1].replace("&amp;", "&")).json()
    assert (card["version"], card["type"], card["title"]) == ("1.0", "rich", 'A "quoted" <b>title</b>')
    assert card["author_name"] == "Ada"
    assert card["thumbnail_url"] == f"http://testserver{cover_url(world.world)}"
    assert "<b>" not in card["html"]
    frame = re.match(r'<iframe src="http://testserver([^"]+)" width="800" height="440" title="[^"]+"', card["html"])
    assert frame
    assert "A &quot;quoted&quot; &lt;b&gt;title&lt;/b&gt;" in read(client, frame[1])


def test_a_card_is_no_larger_than_was_asked_for() -> None:
    world = weave()
    small = card_of(world, maxwidth=320, maxheight=200)
    assert (small["width"], small["height"]) == (320, 200)
    assert 'width="320" height="200"' in small["html"]
    assert "thumbnail_url" not in small
    large = card_of(world, maxwidth=4000, maxheight="9" * 400)
    assert (large["width"], large["height"], large["thumbnail_width"]) == (800, 440, 1200)


@pytest.mark.parametrize("wrong", ["0", "-5", "wide", "1.5", "٣"])
def test_a_size_that_is_none_is_refused_plainly(wrong: str) -> None:
    assert (
        card_of(weave(), 400, maxwidth=wrong)["error"] == "maxwidth and maxheight are whole numbers of px, 1 or more."
    )


def test_only_json_is_spoken() -> None:
    assert card_of(weave(), 501, format="xml")["error"] == "This service answers in JSON only."


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://testserver/",
        "http://testserver/galleries",
        "http://testserver/worlds/no-such-world",
        "http://elsewhere.example{page}",
        "ftp://testserver{page}",
        "{page}",
        "http://[testserver{page}",
        "http://testserver/worlds/\0",
    ],
)
def test_other_addresses_are_no_worlds(client: Client, url: str) -> None:
    page = weave().page
    assert client.get("/oembed", {"url": url.replace("{page}", page)}).status_code == 404


def test_a_private_world_is_shown_nowhere_else_not_even_to_its_host(client: Client) -> None:
    world = weave(visibility="private")
    assert card_of(world, 404)["error"]
    for browser in (client, world.browser):
        assert browser.get(world.page + "/embed").status_code == 404
    page = read(world.browser, world.page)
    assert "oembed" not in page
    assert "&lt;iframe" not in page
    assert "this link opens only for those who wove it" in page


@pytest.mark.parametrize("visibility", ["link", "public"])
def test_any_site_may_frame_the_mural_and_nothing_else(client: Client, visibility: str) -> None:
    world = weave("a castle", "a river", title="Stone", visibility=visibility)
    frame = client.get(world.page + "/embed")
    assert frame.status_code == 200
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame
    assert not frame.cookies
    text = frame.content.decode()
    assert 'alt="a castle at night"' in text
    assert f'href="http://testserver{world.page}" target="_blank"' in text
    assert "<form" not in text
    page = client.get(world.page)
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_a_qr_code_is_for_whoever_may_see_the_world(client: Client) -> None:
    world = weave(visibility="private")
    assert client.get(world.page + "/qr.svg").status_code == 404
    picture = world.browser.get(world.page + "/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
