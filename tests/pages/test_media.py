"""Files by their key: whole, in part as a video player asks for it, and again as a cache does.

Who may read them is in tests/pages/test_withdrawn.py; here everybody may, so that no database is needed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import AsyncClient

from worlds.views.media import Reader

DATA = bytes(range(256)) * 4
KEY = "worlds/w/made/film-1/film.mp4"

pytestmark = pytest.mark.asyncio


@pytest.fixture
def media(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("worlds.views.media.reader_of", lambda request, place, key: Reader.EVERYBODY)


@pytest.fixture
def film(media: None) -> str:
    default_storage.save(KEY, ContentFile(DATA))
    return f"/media/w/{KEY}"


async def fetched(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    response: Any = await AsyncClient().get(url, headers=headers)
    body = b"".join([chunk async for chunk in response]) if response.streaming else response.content
    return response.status_code, body, dict(response.headers)


async def test_a_film_comes_whole_and_says_that_parts_can_be_had(film: str) -> None:
    status, body, headers = await fetched(film)
    assert (status, body) == (200, DATA)
    assert headers["Content-Type"] == "video/mp4"
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["Content-Length"] == "1024"
    assert "Content-Range" not in headers


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, 1023),
        ("bytes=0-1", 0, 1),
        ("bytes=100-199", 100, 199),
        ("bytes=1000-9999", 1000, 1023),
        ("bytes=-24", 1000, 1023),
        ("bytes=-99999", 0, 1023),
        ("BYTES=1023-", 1023, 1023),
    ],
)
async def test_a_part_is_that_part(film: str, asked: str, first: int, last: int) -> None:
    status, body, headers = await fetched(film, range=asked)
    assert status == 206
    assert body == DATA[first : last + 1]
    assert headers["Content-Range"] == f"bytes {first}-{last}/1024"
    assert headers["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
async def test_a_part_behind_the_end_is_refused_with_the_length(film: str, asked: str) -> None:
    status, body, headers = await fetched(film, range=asked)
    assert (status, body) == (416, b"")
    assert headers["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=",
        "bytes=-",
        "bytes=9-3",
        "bytes=a-b",
        "lines=0-3",
        "bytes=0-1,4-5",
        "0-3",
        "bytes=1.5-3",
        "bytes=" + "9" * 400 + "-",
    ],
)
async def test_what_is_no_single_range_is_answered_with_the_whole(film: str, asked: str) -> None:
    status, body, _ = await fetched(film, range=asked)
    assert (status, body) == (200, DATA)


async def test_a_part_of_what_may_be_another_file_now_is_the_whole(film: str) -> None:
    _, _, headers = await fetched(film)
    status, body, _ = await fetched(film, range="bytes=4-7", **{"if-range": headers["ETag"]})
    assert (status, body) == (206, DATA[4:8])
    status, body, _ = await fetched(film, range="bytes=4-7", **{"if-range": '"another"'})
    assert (status, body) == (200, DATA)


async def test_the_words_beside_a_film_are_webvtt(media: None) -> None:
    default_storage.save("worlds/w/made/film-1/film.vtt", ContentFile(b"WEBVTT\n"))
    _, body, headers = await fetched("/media/w/worlds/w/made/film-1/film.vtt")
    assert body == b"WEBVTT\n"
    assert headers["Content-Type"] == "text/vtt; charset=utf-8"


@pytest.mark.parametrize("known", ["{tag}", "W/{tag}", '"another", {tag}', "*"])
async def test_what_a_browser_has_already_is_not_sent_again(film: str, known: str) -> None:
    _, _, headers = await fetched(film)
    asked = {"if-none-match": known.format(tag=headers["ETag"])}
    for more in ({}, {"range": "bytes=0-3"}):
        status, body, again = await fetched(film, **asked, **more)
        assert (status, body) == (304, b"")
        assert (again["ETag"], again["Cache-Control"]) == (headers["ETag"], headers["Cache-Control"])
    assert (await fetched(film, **{"if-none-match": '"another"'}))[0] == 200
    assert (await fetched(film.replace("film.mp4", "none.mp4"), **asked))[0] == 404


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("world.glb", "model/gltf-binary"),
        ("strip.webp", "image/webp"),
        ("relief.png", "image/png"),
        ("cover.jpg", "image/jpeg"),
        ("depth.json", "application/json"),
        ("film.mp4", "video/mp4"),
        ("odd.thing", "application/octet-stream"),
    ],
)
async def test_types_are_ours_whatever_the_machine_knows(
    media: None, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    monkeypatch.setattr("mimetypes.guess_type", lambda *_: ("text/x-of-the-machine", None))
    default_storage.save(f"worlds/w/{name}", ContentFile(b"any"))
    _, _, headers = await fetched(f"/media/w/worlds/w/{name}")
    assert headers["Content-Type"] == kind
