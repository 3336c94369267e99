"""Addresses as anybody may write them: what is not there is a 404, a page can be asked after without its body,
nothing is a 500."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import AsyncClient, Client

from tests.pages.finished_worlds import browser_of, weave
from tests.story.weaving.rooms import open_room
from worlds.views.media import Reader

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["%00", "AB%00CDE", "%EF%BC%A1BCDEF", "ABCDEF%0A", "%F0%9F%8C%99", "a" * 3000])
def test_a_code_of_anything_is_an_unknown_code(client: Client, code: str) -> None:
    assert client.get(f"/r/{code}").status_code == 404
    assert client.get(f"/r/{code}/qr.svg").status_code == 404
    assert client.get(f"/api/rooms/{code}/phrases").status_code == 404
    assert client.post(f"/r/{code}/join", {"name": "Ben"}).status_code == 404
    told = client.get(f"/join?code={code}")
    assert told.status_code == 404 and "There is no room with that code." in told.content.decode()


def test_a_world_page_with_a_gallery_of_anything_is_the_world_page(client: Client, media: None) -> None:
    woven = weave()
    assert client.get(f"{woven.page}?gallery=%00").status_code == 200


def test_a_page_can_be_asked_after_without_its_body(client: Client) -> None:
    host = open_room()
    browser = browser_of(host.guest)
    for path in ("/", "/galleries", "/mine", f"/r/{host.room.code}", f"/join?code={host.room.code}"):
        assert browser.head(path, follow=True).status_code == 200, path


@pytest.mark.parametrize(
    "key",
    [
        "worlds/%00.png",
        "worlds/" + "a" * 400 + ".png",
        "worlds/one.webp/two.webp",
        "worlds/a/..%2F..%2Fsecret-key",
        "worlds/a%5C..%5Cb",
        "worlds/.one.webp.1a2b3c4d",
        "worlds/",
        "worlds//one.webp",
        "speech/one.wav",
    ],
)
async def test_a_picture_that_is_not_there_is_not_found(media: None, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worlds.views.media.reader_of", lambda request, place, key: Reader.EVERYBODY)
    for stored in ("worlds/one.webp", "worlds/.one.webp.1a2b3c4d", "speech/one.wav"):
        default_storage.save(stored, ContentFile(b"picture"))
    browser = AsyncClient()
    there: Any = await browser.get("/media/a-world/worlds/one.webp")
    assert b"".join([chunk async for chunk in there.streaming_content]) == b"picture"
    for address in (f"/media/a-world/{key}", f"/media/{key}"):
        assert (await browser.get(address)).status_code == 404
