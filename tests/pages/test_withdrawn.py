"""What the host chose holds, and what is withdrawn stays so: pages, pictures, and the addresses of both."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from tests.api.asking import Program, program
from tests.pages.finished_worlds import Woven, browser_of, weave
from tests.story.conftest import media
from tests.story.weaving.rooms import finish, hang, join, open_room, say
from worlds.access import Visitor
from worlds.actions.gallery.reports import hide_content, restore_content
from worlds.actions.room import rooms, turns
from worlds.actions.world.remixes import weave_on
from worlds.api.authentication import visitor_of_token
from worlds.models import Gallery, Room, World
from worlds.reading.media import cover_url
from worlds.reading.room import snapshot_of

__all__ = ["media"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
PICTURE = b"a painted garden"


def store(*keys: str) -> None:
    for key in keys:
        default_storage.save(key, ContentFile(PICTURE))


def woven(**how: Any) -> Woven:
    """A finished world whose files are there."""
    made = weave(**how)
    panoramas = [panorama["key"] for panorama in made.world.panoramas]
    store(made.world.cover, *panoramas, *made.world.strips.values_list("view", flat=True))
    return made


def kept_by(asking: Program) -> World:
    """A world that this program's account told and keeps to itself."""
    host = rooms.open_room(visitor_of_token(asking.token, writes=True), name="A room", narrator="Ada")
    turns.take_turn(host.room_id, host.id)
    hang(say(host, "a castle"))
    return finish(host, gallery="Winter", visibility="private")


def pictures(browser: Client, page: str) -> list[str]:
    """What a page shows from ``/media/``."""
    found = sorted(set(re.findall(r'(/media/[^"]+)"', browser.get(page).content.decode())))
    assert found, page
    return found


def look(browser: Client, address: str, **headers: str) -> Any:
    """The answer; its body is in ``read``."""
    answer: Any = browser.get(address, headers=headers)

    async def body() -> bytes:
        return b"".join([chunk async for chunk in answer.streaming_content])

    answer.read_body = async_to_sync(body)() if answer.streaming else answer.content
    return answer


def statuses(browser: Client, addresses: list[str]) -> set[int]:
    return {look(browser, address).status_code for address in addresses}


def change(world: Woven, visibility: str) -> None:
    gallery = Gallery.objects.get(hangings__world=world.world)
    page = f"/galleries/{gallery.slug}"
    answer = world.browser.post(page, {"name": gallery.name, "description": "", "visibility": visibility})
    assert answer.status_code == 302, answer.content
    world.world.refresh_from_db()


def go_private(world: Woven) -> None:
    change(world, "private")


def take_down(world: Woven) -> None:
    answer = world.browser.post(f"{world.gallery_page}/take-down", {"world": world.world.slug})
    assert answer.status_code == 302
    world.world.refresh_from_db()


def delete(world: Woven) -> None:
    assert world.browser.post(f"{world.gallery_page}/delete").status_code == 302
    world.world.refresh_from_db()


def renew(world: Woven) -> None:
    assert world.browser.post(f"{world.page}/address").status_code == 302
    world.world.refresh_from_db()


# --- what the host chose ---


@pytest.mark.parametrize(("there", "chosen"), [("public", "private"), ("link", "private"), ("private", "public")])
def test_who_may_see_a_world_is_what_its_host_chose_whatever_gallery_of_the_name_there_is(
    client: Client, there: str, chosen: str
) -> None:
    first = weave(title="The first", gallery="Winter", visibility=there)
    second = weave(title="The second", gallery="winter ", visibility=chosen, by=first)
    seen = {"public": 200, "link": 200, "private": 404}
    assert client.get(second.page).status_code == seen[chosen]
    assert client.get(first.page).status_code == seen[there], "nothing changes for what hung there"
    assert ("The second" in client.get("/").content.decode()) is (chosen == "public")
    assert second.world.finish_gallery.visibility == chosen  # type: ignore[union-attr]
    again = weave(title="The third", gallery="Winter", visibility=chosen, by=first)
    assert again.world.finish_gallery == second.world.finish_gallery, "the same choice is the same gallery"


def test_the_room_knows_whose_galleries_are_seen_by_whom() -> None:
    first = weave(gallery="Winter", visibility="public")
    page = first.browser.get(f"/r/{first.host.room.code}").content.decode()
    assert '{"name": "Winter", "visibility": "public"}' in page


def test_hanging_a_world_where_more_people_see_it_is_said_first(client: Client) -> None:
    world = weave(visibility="private")
    wall = world.browser.post("/galleries/new", {"name": "Wall", "visibility": "public"})["Location"]
    answer = world.browser.post(f"{wall}/hang", {"world": world.world.slug}, headers={"Accept": "application/json"})
    assert answer.status_code == 409 and "seen by everybody" in answer.json()["error"]
    assert client.get(world.page).status_code == 404
    assert 'name="visibility" value="public"' in world.browser.get(world.page).content.decode()
    assert world.browser.post(f"{wall}/hang", {"world": world.world.slug, "visibility": "link"}).status_code == 302
    assert client.get(world.page).status_code == 404, "they knew of fewer people"
    world.browser.post(f"{wall}/hang", {"world": world.world.slug, "visibility": "public"})
    assert client.get(world.page).status_code == 200


def test_a_program_hangs_a_world_where_more_people_see_it_only_by_saying_so() -> None:
    ada = program()
    world = kept_by(ada)
    wall = ada.post("/galleries", name="Wall", visibility="public")["slug"]
    place = f"/galleries/{wall}/worlds/{world.slug}"
    assert "visibility=public" in ada.refused("put", place, 409, "gallery.opens_public")
    ada.put(f"{place}?visibility=public")
    assert Client().get(f"/worlds/{world.slug}").status_code == 200


def test_a_gallery_does_not_open_the_worlds_of_others(client: Client) -> None:
    ada, ben = program("ada"), program("ben")
    wall = ada.post("/galleries", name="Ours", visibility="private")["slug"]
    ada.put(f"/galleries/{wall}/curators/{ben.user.username}")
    world = kept_by(ben)
    ben.put(f"/galleries/{wall}/worlds/{world.slug}")
    said = ada.refused("patch", f"/galleries/{wall}", 409, "gallery.opens_others", visibility="public")
    assert "Take them down first" in said
    assert client.get(f"/worlds/{world.slug}").status_code == 404
    ada.delete(f"/galleries/{wall}/worlds/{world.slug}")
    ada.patch(f"/galleries/{wall}", visibility="public")


# --- pictures ---


@pytest.mark.parametrize("close", [go_private, take_down, delete, renew])
def test_what_is_withdrawn_opens_nothing_any_more_and_does_not_come_back(
    client: Client, close: Callable[[Woven], None]
) -> None:
    world = woven(visibility="link")
    page, shown = world.page, pictures(client, world.page)
    assert statuses(client, shown) == {200}
    close(world)
    assert client.get(page).status_code == 404
    assert statuses(client, shown) == {404}
    assert world.page != page
    assert world.browser.get(page)["Location"] == world.page, "who wove it gets on by the old address"
    assert statuses(world.browser, shown) == {200}
    assert statuses(world.browser, pictures(world.browser, world.page)) == {200}
    if close is not renew:
        assert client.get(world.page).status_code == 404
        wall = world.browser.post("/galleries/new", {"name": "Again", "visibility": "link"})["Location"]
        world.browser.post(f"{wall}/hang", {"world": world.world.slug, "visibility": "link"})
    assert statuses(client, pictures(client, world.page)) == {200}
    assert client.get(page).status_code == 404 and statuses(client, shown) == {404}


def test_a_gallery_that_was_private_for_a_while_has_another_address(client: Client) -> None:
    world = woven(visibility="link")
    page = world.gallery_page
    change(world, "private")
    change(world, "link")
    gallery = Gallery.objects.get(hangings__world=world.world)
    assert client.get(page).status_code == 404 and client.get(f"/galleries/{gallery.slug}").status_code == 200
    assert world.browser.get(page)["Location"] == f"/galleries/{gallery.slug}"
    assert world.browser.post(f"/galleries/{gallery.slug}/address").status_code == 302
    assert client.get(f"/galleries/{gallery.slug}").status_code == 404


def test_what_an_admin_hid_has_no_pictures_for_anybody_and_has_them_again_when_it_is_restored(client: Client) -> None:
    world = woven(visibility="public")
    shown = pictures(client, world.page)
    hide_content(world.world)
    assert statuses(client, shown) == {404} and statuses(world.browser, shown) == {404}
    restore_content(world.world)
    assert statuses(client, shown) == {200}


def test_caches_keep_what_is_public_and_ask_again_and_keep_nothing_that_is_not(client: Client) -> None:
    world = woven(visibility="public")
    shown = pictures(client, world.page)[0]
    for browser in (client, world.browser):
        answer = look(browser, shown)
        assert answer["Cache-Control"] == "public, no-cache" and "Cookie" not in answer.get("Vary", "")
        assert answer["ETag"] and answer.read_body == PICTURE
        assert not answer.cookies, "looking makes nobody a guest"
    change(world, "private")
    answer = look(world.browser, pictures(world.browser, world.page)[0])
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_rooms_pictures_are_for_its_people_and_kept_by_their_browsers(
    client: Client, django_assert_num_queries: Any
) -> None:
    host = open_room()
    watcher = join(host, "Eve", watch=True)
    turns.take_turn(host.room_id, host.id)
    for text in ("a garden", "a gate"):
        hang(say(host, text))
    strips = [phrase.strip for phrase in snapshot_of(Room.objects.get(pk=host.room_id)).phrases]
    shown = [strip.view for strip in strips if strip is not None]
    store(*World.objects.get().strips.values_list("view", flat=True))
    for seat in (host, watcher):
        browser = browser_of(seat.guest)
        first = look(browser, shown[0])
        assert first.status_code == 200 and first["Cache-Control"] == "private, max-age=43200, immutable"
        with django_assert_num_queries(0):
            assert look(browser, shown[1]).read_body == PICTURE
    assert statuses(client, shown) == {404}
    assert statuses(browser_of(open_room().guest), shown) == {404}


def test_a_world_woven_on_shows_the_strips_it_took_and_nothing_else_of_the_original(client: Client) -> None:
    original = woven(visibility="private")
    host = weave_on(Visitor(guest=original.host.guest), original.world, name="Further", narrator="Ada")
    here = pictures_of_room(host.room)
    assert statuses(original.browser, here) == {200} and statuses(client, here) == {404}
    world = finish(host, visibility="public", gallery="Open")
    view = world.strips.get().view
    assert f"worlds/{original.world.pk.hex}/" in view
    assert look(client, f"/media/{world.slug}/{view}").status_code == 200
    assert look(client, f"/media/{world.slug}/{original.world.cover}").status_code == 404
    assert look(client, f"/media/{original.world.slug}/{view}").status_code == 404


def pictures_of_room(room: Room) -> list[str]:
    phrases = snapshot_of(Room.objects.get(pk=room.pk)).phrases
    return [phrase.strip.view for phrase in phrases if phrase.strip is not None]


def test_a_token_opens_the_pictures_that_the_api_names(client: Client) -> None:
    ada = program()
    world = kept_by(ada)
    store(world.cover)
    named = ada.get(f"/worlds/{world.slug}")["cover"]
    assert named == cover_url(world)
    assert look(ada.client, named).status_code == 200
    assert look(client, named).status_code == 404
