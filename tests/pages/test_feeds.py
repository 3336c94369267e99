"""Feeds of what everybody may find."""

from __future__ import annotations

import xml.etree.ElementTree as Tree

import pytest
from django.test import Client

from tests.pages.finished_worlds import weave
from tests.pages.test_world_page import read
from worlds.reading.media import cover_url

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def items(client: Client, address: str) -> list[str]:
    feed = Tree.fromstring(read(client, address))
    return [str(item.findtext("title")) for item in feed.iter("item")]


def test_the_feed_of_all_tells_of_public_worlds_newest_first(client: Client) -> None:
    first = weave(title="First")
    weave(title="Second", by=first)
    weave(title="By link", by=first, visibility="link", gallery="Friends")
    weave(title="Private", by=first, visibility="private", gallery="Me")
    assert items(client, "/feed.rss") == ["Second", "First"]
    assert 'href="/feed.rss"' in read(client, "/galleries")


def test_an_item_has_whole_addresses_its_cover_and_who_told_it(client: Client, settings: object) -> None:
    settings.LIGHTLOOM_PUBLIC_URL = "https://loom.example"  # type: ignore[attr-defined]
    world = weave(title="<b>Tide\x1b</b> & co", guests=("Ben",))
    item = next(Tree.fromstring(read(client, "/feed.rss")).iter("item"))
    assert item.findtext("title") == "<b>Tide</b> & co"
    assert item.findtext("link") == f"https://loom.example{world.page}"
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") in ("Ada", "Ada, Ben")
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert enclosure.attrib["url"] == f"https://loom.example{cover_url(world.world)}"
    assert enclosure.attrib["type"] == "image/jpeg"
    atom = Tree.fromstring(read(client, "/feed.atom"))
    links = {link.attrib["rel"]: link.attrib["href"] for link in atom.iter(f"{ATOM}link")}
    assert links["self"] == "https://loom.example/feed.atom"


def test_only_a_public_gallery_has_a_feed(client: Client) -> None:
    world = weave(title="Tide", gallery="Ночь")
    assert items(client, f"{world.gallery_page}/feed.rss") == ["Tide"]
    assert (
        Tree.fromstring(read(client, f"{world.gallery_page}/feed.atom")).findtext(f"{ATOM}title") == "Ночь · Lightloom"
    )
    assert f'href="{world.gallery_page}/feed.rss"' in read(client, world.gallery_page)
    for visibility in ("link", "private"):
        hidden = weave(visibility=visibility)
        assert hidden.browser.get(f"{hidden.gallery_page}/feed.rss").status_code == 404
        assert "feed.rss" not in read(hidden.browser, hidden.gallery_page)
