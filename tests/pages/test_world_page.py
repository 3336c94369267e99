"""A finished world's page, its files, and who may see them."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from inference.contract.makings.steps import MadeFile, MakeStep
from tests.pages.finished_worlds import weave
from worlds.actions.world.makings import complete_step
from worlds.models import Phrase, Strip
from worlds.reading.media import cover_url, media_url

pytestmark = pytest.mark.django_db

ADDRESSES = ("", "/inside", "/strips.json", "/narration.txt")


def read(browser: Client, address: str, status: int = 200) -> str:
    response = browser.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def mural_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="mural-data" type="application/json">(.*?)</script>', page)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_private_world_is_not_there_for_a_stranger(client: Client, address: str) -> None:
    world = weave(visibility="private")
    read(world.browser, world.page + address)
    assert client.get(world.page + address).status_code == 404
    assert client.get("/worlds/no-such-world" + address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_world_by_link_opens_to_whoever_has_it(client: Client, address: str) -> None:
    read(client, weave(visibility="link").page + address)


def test_only_a_public_world_may_be_found_by_search_engines(client: Client) -> None:
    assert "noindex" not in read(client, weave(visibility="public").page)
    assert "noindex" in read(client, weave(visibility="link").page)


def test_the_page_tells_who_wove_what(client: Client) -> None:
    world = weave("a castle", "a river", "snow falls", title="Stone and Water", guests=("Ben",))
    page = read(client, world.page)
    assert "Stone and Water" in page
    assert re.findall(r'<a href="#phrase-\d+"[^>]*>(.*?)</a>', page) == ["a castle", "a river", "snow falls"]
    assert "2 phrases" in page  # Ada's
    assert "1 phrase<" in page  # Ben's
    assert 'alt="a castle at night"' in page


def test_what_people_said_is_text_and_never_markup(client: Client) -> None:
    told = "a <script>alert(1)</script> & </script> in the sky"
    world = weave(told, title="<b>Bold</b>")
    for address in ("", "/inside"):
        page = read(client, world.page + address)
        assert "<script>alert" not in page
        assert "<b>Bold" not in page
    assert html.escape(told) in read(client, world.page)


def test_shared_elsewhere_a_world_shows_its_title_and_cover(client: Client) -> None:
    world = weave(title="Stone and Water").world
    page = read(client, f"/worlds/{world.slug}")
    assert '<meta property="og:title" content="Stone and Water">' in page
    assert f'<meta property="og:image" content="http://testserver{cover_url(world)}">' in page
    assert f'<meta property="og:url" content="http://testserver/worlds/{world.slug}">' in page


def test_a_strip_that_was_not_stitched_is_named(client: Client) -> None:
    world = weave("a castle", "a river")
    world.world.skipped = [{"position": 1, "reason": "The file is damaged."}]
    world.world.save()
    assert "Strip 2 could not be read when the mural was stitched: The file is damaged." in read(client, world.page)


def test_the_strips_come_left_to_right_without_those_taken_down(client: Client) -> None:
    world = weave("a castle", "a river", guests=("Ben",))
    strips = client.get(world.page + "/strips.json").json()
    assert (strips["width"], strips["height"]) == (768 + 556, 768)
    assert [(strip["x"], strip["width"]) for strip in strips["strips"]] == [(0, 768), (728, 596)]
    assert [strip["text"] for strip in strips["strips"]] == ["a castle", "a river"]
    assert [strip["narrator"] for strip in strips["strips"]] == ["Ada", "Ben"]
    assert [strip["caption"] for strip in strips["strips"]] == ["a castle at night", "a river"]
    hung = Strip.objects.filter(world=world.world).order_by("position")
    assert [strip["view"] for strip in strips["strips"]] == [media_url(world.world, strip.view) for strip in hung]
    assert [strip["relief"] for strip in strips["strips"]] == [
        media_url(world.world, strip.relief_view) for strip in hung
    ]


def test_names_stay_as_they_were_when_the_world_was_finished(client: Client) -> None:
    world = weave("a castle")
    world.host.name = "Somebody else"
    world.host.save()
    assert client.get(world.page + "/strips.json").json()["strips"][0]["narrator"] == "Ada"


def test_the_strips_are_kept_for_good_under_the_address_the_page_gives(client: Client) -> None:
    world = weave()
    for address in ("", "/inside"):
        given = client.get(mural_of(read(client, world.page + address))["strips"])
        assert given["Cache-Control"] == "private, max-age=31536000, immutable"


def test_without_a_version_the_strips_are_asked_for_anew_and_not_sent_twice(client: Client) -> None:
    address = weave().page + "/strips.json"
    first = client.get(address)
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


def test_long_worlds_travel_compressed(client: Client) -> None:
    world = weave(*(f"phrase {number}" for number in range(12)))
    for address in ("", "/strips.json"):
        packed = client.get(world.page + address, headers={"Accept-Encoding": "gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert len(packed.content) < len(read(client, world.page + address)) / 2
    again = client.get(address := world.page + "/strips.json", headers={"Accept-Encoding": "gzip"})
    assert client.get(address, headers={"If-None-Match": again["ETag"]}).status_code == 304


def test_the_narration_is_a_text_to_keep(client: Client) -> None:
    world = weave("a <castle> & a moat", "snow falls", title="Stone", guests=("Ben",))
    response = client.get(world.page + "/narration.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{world.world.slug}.txt"'
    text = response.content.decode()
    assert text.startswith("Stone\n")
    assert "Ada: a <castle> & a moat\nBen: snow falls\n" in text


def test_a_page_is_asked_for_anew_at_each_load(client: Client) -> None:
    world = weave()
    for address in (world.page, world.page + "/inside", world.gallery_page, "/galleries"):
        assert client.get(address)["Cache-Control"] == "no-cache", address


def test_the_neighbours_in_the_gallery_are_a_step_away(client: Client) -> None:
    first = weave(title="First")
    second = weave(title="Second", by=first)
    third = weave(title="Third", by=first)
    page = read(client, second.page)
    assert re.search(rf'rel="prev" href="{first.page}\?gallery=', page)
    assert re.search(rf'rel="next" href="{third.page}\?gallery=', page)
    assert "2 of 3" in page
    assert 'rel="prev"' not in read(client, first.page)
    assert 'rel="next"' not in read(client, third.page)
    assert page.count(f'src="{cover_url(first.world)}"') == 1


def test_a_link_to_one_world_does_not_give_away_the_gallery(client: Client) -> None:
    world = weave(visibility="link", gallery="Only for friends")
    slug = world.gallery_page.rsplit("/", 1)[-1]
    assert "Only for friends" not in read(client, world.page)
    assert "Only for friends" in read(client, f"{world.page}?gallery={slug}")
    assert "Only for friends" in read(world.browser, world.page)


def test_a_gallery_where_it_does_not_hang_is_not_named(client: Client) -> None:
    other = weave(gallery="Elsewhere").gallery_page.rsplit("/", 1)[-1]
    page = read(client, f"{weave(gallery='Here').page}?gallery={other}")
    assert "Elsewhere" not in page
    assert "Here" in page


def test_a_thousand_strips_put_only_the_first_few_pictures_into_the_page(client: Client) -> None:
    page = read(client, weave(*(f"phrase {number}" for number in range(12))).page)
    assert len(re.findall(r'<li class="strip"', page)) == 4
    assert len(re.findall(r'href="#phrase-\d+"', page)) == 12
    assert len(mural_of(page)["threads"]) == 12


def test_the_mural_can_be_read_in_words(client: Client) -> None:
    page = read(client, weave("a castle", "a river").page)
    words = re.search(r'<details class="in-words"[^>]*>(.*?)</details>', page, re.DOTALL)
    assert words
    # What is to be seen where that is known, else what was said.
    assert re.findall(r"<li><bdi>(.*?)</bdi></li>", words[1]) == ["a castle at night", "a river"]


def test_the_palette_is_shown_and_said(client: Client) -> None:
    page = read(client, weave().page)
    assert 'aria-label="The mural’s colours: #102030, #aa8844, #f0e0c0"' in page
    assert re.findall(r'<rect [^>]*fill="(#\w+)"', page) == ["#102030", "#aa8844", "#f0e0c0"]


def test_the_page_brings_its_tiles_once_they_are_all_cut(client: Client) -> None:
    world = weave("a castle", "a river")
    assert mural_of(read(client, world.page))["tiles"] is None
    making = world.world.makings.get(kind="tiles")
    key = f"{making.folder}/tiles.json"
    about = {"width": 1324, "height": 768, "size": 768, "levels": 12, "pattern": "{level}/{column}.webp"}
    file = MadeFile(name="tiles.json", key=key, type="application/json", bytes=9, about=about)
    step = {
        "about": making.id.hex,
        "attempt": making.attempt,
        "folder": making.folder,
        "step": 0,
        "stage": "",
        "done": 2,
    }
    assert complete_step(MakeStep.model_validate(step | {"of": 2, "carry": {}, "finished": True, "files": [file]}))
    assert mural_of(read(client, world.page))["tiles"] == about | {"url": media_url(world.world, key)}


def test_inside_maps_three_to_the_file_with_the_hashed_name(client: Client) -> None:
    response = client.get(weave().page + "/inside")
    found = re.search(r'<script type="importmap" nonce="([^"]+)">(.*?)</script>', response.content.decode())
    assert found
    assert f"'nonce-{found[1]}'" in response["Content-Security-Policy"]
    assert re.fullmatch(r"/static/npm/three/three\.module\.[0-9a-f]{12}\.js", json.loads(found[2])["imports"]["three"])


def test_what_was_spoken_hangs_as_a_sentence_and_what_was_typed_as_it_was_typed() -> None:
    woven = weave("a red moon rises", "no stop here")
    Phrase.objects.filter(ordinal=1).update(source="spoken")
    Phrase.objects.filter(ordinal=2).update(source="typed")
    page = woven.browser.get(woven.page).content.decode()
    files = [woven.browser.get(f"{woven.page}/narration.{kind}").content.decode() for kind in ("txt", "srt", "vtt")]
    for text in (page, *files):
        assert "A red moon rises." in text and "no stop here" in text and "No stop here" not in text
