"""Galleries in a list, one gallery, the search, and what is yours."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.pages.finished_worlds import browser_of, weave
from tests.pages.test_world_page import read
from tests.story.weaving.rooms import open_room
from worlds.models import Gallery
from worlds.reading.media import cover_url

pytestmark = pytest.mark.django_db


def titles(page: str) -> list[str]:
    """Titles of the worlds and galleries listed, without marks."""
    found = re.findall(r'<h[23] class="tile__title"><a [^>]*>(.*?)</a>', page)
    return [re.sub(r"</?mark>", "", title) for title in found]


def search(browser: Client, query: str) -> str:
    response = browser.get("/galleries", {"q": query})
    assert response.status_code == 200
    return response.content.decode()


def test_public_galleries_are_listed_for_everybody_the_others_for_their_owner(client: Client) -> None:
    public = weave(visibility="public", gallery="For all")
    weave(visibility="link", gallery="For friends", by=public)
    weave(visibility="private", gallery="For me", by=public)
    assert titles(read(client, "/galleries")) == ["For all"]
    assert titles(read(public.browser, "/galleries")) == ["For me", "For friends", "For all"]


def test_a_bare_wall_invites(client: Client) -> None:
    assert "The walls are still bare." in read(client, "/galleries")
    assert "Nobody has told of that yet." in search(client, "lighthouse")
    mine = read(client, "/mine")
    assert "You sit in no room." in mine
    assert "A world is kept here once its host finishes it." in mine


def test_a_gallery_shows_its_worlds_in_order(client: Client) -> None:
    first = weave(title="First")
    weave(title="Second", by=first)
    page = read(client, first.gallery_page)
    assert titles(page) == ["First", "Second"]
    assert f'src="{cover_url(first.world)}"' in page
    assert "2 worlds · public" in re.sub(r"\s+", " ", page)


@pytest.mark.parametrize(("visibility", "status"), [("private", 404), ("link", 200), ("public", 200)])
def test_a_gallery_opens_to_whom_its_visibility_says(client: Client, visibility: str, status: int) -> None:
    world = weave(visibility=visibility)
    assert client.get(world.gallery_page).status_code == status
    assert world.browser.get(world.gallery_page).status_code == 200


def test_the_owner_changes_a_gallery(client: Client) -> None:
    world = weave(visibility="private", gallery="Old name")
    change = {"name": "New name", "description": "What we told in winter.", "visibility": "public"}
    page = world.browser.post(world.gallery_page, change, follow=True).content.decode()
    assert "The gallery is changed." in page
    assert titles(read(client, "/galleries")) == ["New name"]
    assert "What we told in winter." in read(client, world.gallery_page)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "  ", "visibility": "public"},
        {"name": "n" * 81, "visibility": "public"},
        {"name": "New", "visibility": "everywhere"},
        {"name": "New", "visibility": "public", "description": "d" * 1001},
        {},
    ],
)
def test_a_change_that_does_not_fit_changes_nothing(change: dict[str, str]) -> None:
    world = weave(visibility="link", gallery="Old name")
    assert world.browser.post(world.gallery_page, change).status_code == 422
    gallery = Gallery.objects.get()
    assert (gallery.name, gallery.visibility, gallery.description) == ("Old name", "link", "")


def test_only_the_owner_may_change_a_gallery(client: Client) -> None:
    world = weave(visibility="public", gallery="Old name")
    assert "Change gallery" not in read(client, world.gallery_page)
    assert client.post(world.gallery_page, {"name": "Mine now", "visibility": "public"}).status_code == 404
    assert Gallery.objects.get().name == "Old name"


def test_long_lists_come_in_pages(client: Client) -> None:
    first = weave(title="World 0")
    for number in range(1, 26):
        weave(title=f"World {number}", by=first)
    assert titles(read(client, first.gallery_page)) == [f"World {number}" for number in range(24)]
    assert titles(read(client, first.gallery_page + "?page=2")) == ["World 24", "World 25"]
    assert titles(read(client, first.gallery_page + "?page=99")) == ["World 24", "World 25"]
    found = search(client, "castle")
    assert len(titles(found)) == 24
    assert "?q=castle&amp;page=2" in found


def test_yours_are_your_rooms_worlds_and_galleries(client: Client) -> None:
    world = weave(title="My world", gallery="My wall", visibility="private")
    page = read(world.browser, "/mine")
    assert world.host.room.code in page
    assert titles(page) == ["My world", "My wall"]
    other = open_room(name="Zoe")
    assert titles(read(browser_of(other.guest), "/mine")) == []
    assert titles(read(client, "/mine")) == []
