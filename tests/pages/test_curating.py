"""Who may do what with a gallery, and what then hangs where."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.pages.finished_worlds import Woven, browser_of, weave
from tests.pages.test_gallery_pages import titles
from tests.pages.test_world_page import read
from tests.story.weaving import rooms
from worlds.actions.room import turns
from worlds.models import Gallery
from worlds.reading.media import cover_url

pytestmark = pytest.mark.django_db


def account(name: str) -> Client:
    """A signed-in browser."""
    user = get_user_model().objects.create_user(name, password="a long walk by the sea")
    browser = Client()
    browser.force_login(user)
    return browser


def make(browser: Client, name: str, visibility: str = "public") -> str:
    """Make a gallery; its address."""
    answer = browser.post("/galleries/new", {"name": name, "visibility": visibility})
    assert answer.status_code == 302, answer.content.decode()[-600:]
    return str(answer["Location"])


def hang(browser: Client, gallery: str, world: Woven) -> int:
    """As the gallery's page does, which says that everybody will see it."""
    return browser.post(f"{gallery}/hang", {"world": world.world.slug, "visibility": "public"}).status_code


def told(browser: Client, address: str, **fields: str) -> Any:
    answer = browser.post(address, fields, headers={"Accept": "application/json"})
    return answer.json() if answer.status_code in (200, 409) else answer.status_code


@pytest.mark.parametrize("name", ["Night walks", "Ночные прогулки", "夜の散歩", "مشي", "🦊🦊", "-_-", "a/b?c#d"])
def test_an_empty_gallery_has_a_page_whatever_it_is_called(name: str, client: Client) -> None:
    address = make(client, name)
    page = read(client, address)
    assert name in page
    assert "Nothing hangs here yet." in page
    assert name in read(client, "/mine")


@pytest.mark.parametrize(
    "fields", [{"name": " ", "visibility": "link"}, {"name": "n" * 81, "visibility": "link"}, {"name": "N"}]
)
def test_a_gallery_without_a_fitting_name_is_not_made(fields: dict[str, str], client: Client) -> None:
    assert client.post("/galleries/new", fields).status_code == 422
    assert not Gallery.objects.exists()


def test_a_world_hangs_in_several_galleries_and_is_taken_out_of_one(client: Client) -> None:
    world = weave(title="The Tide", visibility="private")
    wall = make(world.browser, "Second wall")
    assert client.get(world.page).status_code == 404
    hang(world.browser, wall, world)
    hang(world.browser, wall, world)
    assert titles(read(client, wall)) == ["The Tide"]
    assert titles(read(world.browser, world.gallery_page)) == ["The Tide"]
    read(client, world.page)
    world.browser.post(f"{wall}/take-down", {"world": world.world.slug})
    assert titles(read(client, wall)) == []
    assert client.get(world.page).status_code == 404


def test_somebody_elses_world_is_hung_only_when_everybody_may_see_it_already(client: Client) -> None:
    wall = make(client, "Collected")
    for visibility, status in (("public", 302), ("link", 404), ("private", 404)):
        assert hang(client, wall, weave(visibility=visibility)) == status, visibility
    assert len(titles(read(client, wall))) == 1


def test_who_told_a_world_takes_it_off_a_strangers_wall(client: Client) -> None:
    world = weave(visibility="public")
    wall = make(client, "Collected")
    hang(client, wall, world)
    assert "Collected" in read(world.browser, world.page)
    assert told(weave().browser, f"{wall}/take-down", world=str(world.world.slug)) == 404
    assert "not hang" in told(world.browser, f"{wall}/take-down", world=str(world.world.slug))["said"]
    assert titles(read(client, wall)) == []


def test_who_only_watched_does_not_say_where_it_hangs() -> None:
    host = rooms.open_room()
    watcher = browser_of(rooms.join(host, "Eve", watch=True).guest)
    turns.take_turn(host.room_id, host.id)
    rooms.hang(rooms.say(host, "a castle"))
    world = Woven(rooms.finish(host, visibility="private"), host, browser_of(host.guest))
    wall = make(watcher, "Leaked")
    read(watcher, world.page)
    assert hang(watcher, wall, world) == 404


def test_a_curator_hangs_orders_and_takes_down_and_nothing_else() -> None:
    ada, ben = account("ada"), account("ben")
    wall = make(ada, "Ours", "private")
    worlds = [weave(title=f"World {number}") for number in range(3)]
    assert ben.get(wall).status_code == 404
    assert hang(ben, wall, worlds[0]) == 404
    assert told(ada, f"{wall}/curators/add", name=" BEN ")["said"].startswith("ben curates")
    for world in worlds:
        assert hang(ben, wall, world) == 302
    assert told(ben, f"{wall}/move", world=worlds[2].world.slug or "", before=worlds[0].world.slug or "")[
        "said"
    ].endswith("place 1 of 3 now.")
    assert titles(read(ben, wall)) == ["World 2", "World 0", "World 1"]
    assert "Ours" in read(ben, "/mine")
    assert "Change gallery" not in read(ben, wall)
    for post in ("", "/delete", "/cover", "/curators/add"):
        fields = {"name": "ben", "visibility": "public", "world": worlds[0].world.slug or ""}
        assert ben.post(wall + post, fields).status_code == 404, post
    assert ben.post(f"{wall}/curators/remove", {"name": "ben"})["Location"] == "/mine"
    assert ben.get(wall).status_code == 404


def test_curators_are_accounts_that_exist() -> None:
    ada = account("ada")
    wall = make(ada, "Ours")
    assert told(ada, f"{wall}/curators/add", name="nobody") == {"error": "There is no account of that name."}
    assert told(ada, f"{wall}/curators/add", name="a\0da") == {"error": "That is the owner, who curates anyway."}
    assert "There is no account" in ada.post(f"{wall}/curators/add", {"name": "x"}, follow=True).content.decode()


def order(browser: Client, wall: str, **fields: str) -> str:
    browser.post(f"{wall}/move", fields)
    return "".join(title[-1] for title in titles(read(browser, wall)))


def test_worlds_are_put_in_order_by_steps_and_by_dragging() -> None:
    first = weave(title="World A")
    slugs = {"A": str(first.world.slug)}
    for name in "BCDE":
        slugs[name] = str(weave(title=f"World {name}", by=first).world.slug)
    wall, ada = first.gallery_page, first.browser
    assert order(ada, wall, world=slugs["A"], step="later") == "BACDE"
    assert order(ada, wall, world=slugs["E"], step="first") == "EBACD"
    assert order(ada, wall, world=slugs["E"], step="earlier") == "EBACD"
    assert order(ada, wall, world=slugs["B"], step="last") == "EACDB"
    assert order(ada, wall, world=slugs["B"], before=slugs["C"]) == "EABCD"
    assert order(ada, wall, world=slugs["E"], before=slugs["D"]) == "ABCED"
    assert order(ada, wall, world=slugs["A"], before="") == "BCEDA"
    assert order(ada, wall, world=slugs["C"], before=slugs["C"]) == "BCEDA"
    for fields in (
        {"world": "no-such"},
        {"world": slugs["A"], "before": "no-such"},
        {"world": slugs["A"], "step": "up"},
    ):
        assert ada.post(f"{wall}/move", fields).status_code == 404


def test_a_step_passes_what_is_out_of_sight() -> None:
    first = weave(title="World A")
    hidden = weave(title="World B", by=first).world
    last = weave(title="World C", by=first).world
    type(hidden).objects.filter(pk=hidden.pk).update(hidden_at=hidden.finished_at)
    assert order(first.browser, first.gallery_page, world=str(last.slug), step="earlier") == "CA"


def test_the_cover_is_chosen_and_goes_with_its_world(client: Client) -> None:
    first = weave(title="First")
    second = weave(title="Second", by=first)

    def cover() -> str:
        found = re.search(r'gallery-tile__covers"[^>]*><img src="([^"]+)"', read(client, "/galleries"))
        assert found
        return found[1]

    assert cover() == cover_url(first.world)
    second.browser.post(f"{first.gallery_page}/cover", {"world": second.world.slug})
    assert cover() == cover_url(second.world)
    second.browser.post(f"{first.gallery_page}/take-down", {"world": second.world.slug})
    assert cover() == cover_url(first.world)


def test_a_deleted_gallery_leaves_its_worlds_to_who_told_them(client: Client) -> None:
    world = weave(title="The Tide", visibility="public")
    assert client.post(f"{world.gallery_page}/delete").status_code == 404
    page = world.browser.post(f"{world.gallery_page}/delete", follow=True).content.decode()
    assert "is deleted" in page
    assert titles(page) == ["The Tide"]
    assert client.get(world.gallery_page).status_code == 404
    assert client.get(world.page).status_code == 404


def test_a_guest_who_makes_an_account_keeps_galleries_likes_and_reports(client: Client) -> None:
    world = weave(visibility="public")
    wall = make(client, "Mine alone", "private")
    client.post(f"{world.page}/like")
    client.post(f"{world.page}/report", {"reason": "other"})
    word = "a long walk by the sea"
    assert (
        client.post("/accounts/signup/", {"username": "ada", "password1": word, "password2": word}).status_code == 302
    )
    elsewhere = Client()
    elsewhere.force_login(get_user_model().objects.get(username="ada"))
    assert "Mine alone" in read(elsewhere, "/mine")
    read(elsewhere, wall)
    assert 'aria-pressed="true"' in read(elsewhere, world.page)
    assert world.world.reports.get().user is not None


def test_two_likes_of_one_person_become_one_when_they_sign_in(client: Client) -> None:
    world = weave(visibility="public")
    ada = account("ada")
    assert told(ada, f"{world.page}/like") == {"said": "", "likes": 1, "liked": True}
    assert told(client, f"{world.page}/like")["likes"] == 2
    client.force_login(get_user_model().objects.get(username="ada"))
    assert told(client, f"{world.page}/like")["likes"] == 1
    assert told(ada, f"{world.page}/like", unlike="1") == {"said": "", "likes": 0, "liked": False}
    assert 'aria-pressed="false"' in read(client, world.page)


def test_what_cannot_be_seen_cannot_be_liked_or_reported(client: Client) -> None:
    world = weave(visibility="private")
    for address in (f"{world.page}/like", f"{world.page}/report", f"{world.gallery_page}/report", "/worlds/none/like"):
        assert client.post(address, {"reason": "other"}).status_code == 404
    assert client.post(f"/galleries/{uuid.uuid4()}/hang").status_code == 404
