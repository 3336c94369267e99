"""What a world's page offers to take away: the archive, the deep zoom, the narration in three formats;
and weaving on from it."""

from __future__ import annotations

import asyncio
import io
import re
import threading
import zipfile
from concurrent.futures import wait
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import AsyncClient, Client

from inference.contract.files.subtitle_files import read_vtt
from inference.contract.makings.tile_sheet import sheet_for_width
from inference.contract.pieces import PIECE_FILES
from tests.pages.finished_worlds import browser_of, weave
from tests.story.archive.whole_worlds import OVER, TOLD, put, weave_whole
from tests.story.conftest import media
from worlds.archive.pack import CheckedFiles, PackedFile
from worlds.archive.stored_zip import EntryChanged
from worlds.models import Layer, Making, Room, Strip, World
from worlds.reading.remix_roots import join_names
from worlds.views.world import downloads, zip_downloads

__all__ = ["media"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


DATA_DESCRIPTOR = 0x8
"""The flag of a zip's entry whose sizes follow its bytes: readers of a stream do not know where a stored one ends."""


def making_of(world: World, kind: str, **fields: object) -> Making:
    made: Making = Making.objects.update_or_create(
        world=world, kind=kind, defaults={"state": "made", "final": True, "since": None, **fields}
    )[0]
    return made


async def downloaded(address: str) -> bytes:
    response = await AsyncClient().get(address)
    assert response.status_code == 200, address
    return b"".join([chunk async for chunk in response.streaming_content])  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
async def test_the_archive_is_a_zip_of_the_world(media: Path) -> None:
    from asgiref.sync import sync_to_async

    world, _ = await sync_to_async(weave_whole)()
    address = f"/worlds/{world.slug}/archive.zip"
    data = await downloaded(address)
    head = await AsyncClient().head(address)
    assert head["Content-Length"] == str(len(data)) and head["Accept-Ranges"] == "bytes"
    assert await downloaded(address) == data
    # what was cut off goes on, and only as long as it is the same zip
    for first, asked in ((len(data) // 2, {}), (len(data) - 9, {"If-Range": head["ETag"]})):
        rest = await AsyncClient().get(address, headers={"Range": f"bytes={first}-", **asked})
        assert rest.status_code == 206
        assert rest["Content-Range"] == f"bytes {first}-{len(data) - 1}/{len(data)}"
        assert b"".join([chunk async for chunk in rest.streaming_content]) == data[first:]  # type: ignore[attr-defined]
    other = await AsyncClient().get(address, headers={"Range": "bytes=9-", "If-Range": '"another"'})
    assert other.status_code == 200 and other["Content-Length"] == str(len(data))
    other.close()
    assert (await AsyncClient().get(address, headers={"Range": f"bytes={len(data)}-"})).status_code == 416
    assert (await AsyncClient().get(address, headers={"If-None-Match": head["ETag"]})).status_code == 304
    assert zip_downloads._Place.taken == 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {"manifest.json", "cover.jpg", "strips/00002/relief.png"} <= set(archive.namelist())
    sizes = (await AsyncClient().get(f"/worlds/{world.slug}/taking.json")).json()
    assert sizes["tiles"] is None and 0.9 * len(data) < sizes["archive"] <= len(data)


@pytest.mark.django_db(transaction=True)
async def test_the_deep_zoom_is_a_dzi_with_its_tiles(media: Path) -> None:
    from asgiref.sync import sync_to_async

    def stored() -> World:
        world = weave_whole()[0]
        sheet = sheet_for_width(1_000)
        folder = f"worlds/{world.id.hex}/made/tiles-1"
        put(f"{folder}/tiles.json", sheet.model_dump_json().encode())
        for level in range(sheet.levels):
            for column in range(2 if level == 0 else 1):
                put(f"{folder}/{sheet.tile(level, column)}", b"tile %d %d" % (level, column))
        making_of(world, "tiles", folder=folder)
        return world

    world = await sync_to_async(stored)()
    address = f"/worlds/{world.slug}/tiles.zip"
    data = await downloaded(address)
    assert (await AsyncClient().head(address))["Content-Length"] == str(len(data))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert not any(info.flag_bits & DATA_DESCRIPTOR for info in packed.infolist())
        assert 'Width="1000" Height="768"' in packed.read(f"{world.slug}.dzi").decode()
        assert packed.read(f"{world.slug}_files/10/1_0.webp") == b"tile 0 1"
        assert packed.read(f"{world.slug}_files/0/0_0.webp") == b"tile 10 0"


def test_what_rows_know_the_size_of_is_not_asked_of_the_storage(
    client: Client, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = weave_whole()[0]
    address = f"/worlds/{world.slug}/taking.json"
    making_of(world, "tiles", files=[{"about": {"tiles_bytes": 12_345}}])
    asked: list[str] = []
    ask = FileSystemStorage.size

    def size(storage: FileSystemStorage, key: str) -> int:
        asked.append(key)
        return ask(storage, key)

    monkeypatch.setattr(FileSystemStorage, "size", size)
    pieces = [*Strip.objects.filter(world=world), *Layer.objects.filter(world=world)]
    keys = {getattr(piece, name) for piece in pieces for name in PIECE_FILES} | {world.cover}
    own = sum((media / key).stat().st_size for key in keys) + sum(panorama["bytes"] for panorama in world.panoramas)
    assert client.get(address).json() == {"archive": own, "tiles": 12_345}
    assert sorted(asked) == sorted(keys)


def test_what_is_not_made_or_not_theirs_is_not_there(client: Client) -> None:
    world, _ = weave_whole(visibility="private")
    for file in ("archive.zip", "tiles.zip", "narration.srt", "narration.vtt", "taking.json"):
        assert client.get(f"/worlds/{world.slug}/{file}").status_code == 404
    shown = weave(visibility="link")
    assert client.get(f"{shown.page}/tiles.zip").status_code == 404
    assert client.post(f"{shown.page}/archive.zip").status_code == 405


def test_who_finds_no_place_is_told_when_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never with a redirect or a page that is saved as the file."""
    monkeypatch.setattr(zip_downloads._Place, "taken", zip_downloads.ZIPS_MAX)
    world = weave()
    for file in ("archive.zip", "tiles.zip"):
        program = client.get(f"{world.page}/{file}", headers={"Accept": "*/*"})
        assert program.status_code == 429 and program["Retry-After"] == "30"
        assert program.json() == {
            "code": "archive.busy",
            "message": "Several worlds are being packed just now. Try again in about 30 seconds.",
        }
        person = client.get(f"{world.page}/{file}", headers={"Accept": "text/html,*/*;q=0.8"})
        assert person.status_code == 429 and person["Refresh"] == "30"
        assert "Several worlds are being packed just now." in person.content.decode()


@pytest.mark.django_db(transaction=True)
async def test_a_large_world_is_made_ready_while_its_client_waits_elsewhere(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asgiref.sync import sync_to_async

    ready, check = threading.Event(), downloads.check_files
    asked: list[int] = []

    def slow(items: list[PackedFile]) -> CheckedFiles:
        asked.append(len(items))
        assert ready.wait(60)
        return check(items)

    monkeypatch.setattr(downloads, "check_files", slow)
    monkeypatch.setattr(zip_downloads, "WAIT_SECONDS", 0.0)
    world, _ = await sync_to_async(weave_whole)()
    address = f"/worlds/{world.slug}/archive.zip"
    for _ in range(zip_downloads.ZIPS_MAX + 1):
        response = await AsyncClient().get(address)
        assert response.status_code == 503 and response["Retry-After"] == "10"
        assert response.json()["code"] == "archive.measuring"
    assert zip_downloads._Place.taken == 1, "who comes back again and again keeps nobody else out"
    running = list(zip_downloads._measuring.values())
    ready.set()
    await asyncio.to_thread(wait, running)
    assert zipfile.is_zipfile(io.BytesIO(await downloaded(address)))
    assert len(asked) == 1 and zip_downloads._Place.taken == 0


@pytest.mark.django_db(transaction=True)
async def test_a_file_that_broke_meanwhile_breaks_one_download_and_is_left_out_of_the_next(media: Path) -> None:
    from asgiref.sync import sync_to_async

    world, _ = await sync_to_async(weave_whole)()
    address = f"/worlds/{world.slug}/archive.zip"
    await downloaded(address)
    strip = await Strip.objects.aget(world=world, position=1)
    (media / strip.picture).write_bytes(b"no picture")
    with pytest.raises(EntryChanged):
        await downloaded(address)
    with zipfile.ZipFile(io.BytesIO(await downloaded(address))) as archive:
        assert "strips/00001/picture.png" not in archive.namelist() and archive.testzip() is None


@pytest.mark.django_db(transaction=True)
async def test_a_place_is_taken_before_the_first_byte_is_and_given_back_in_any_case(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asgiref.sync import sync_to_async

    monkeypatch.setattr(zip_downloads, "ZIPS_MAX", 1)
    world, _ = await sync_to_async(weave_whole)()
    address = f"/worlds/{world.slug}/archive.zip"
    first = await AsyncClient().get(address)
    assert first.status_code == 200
    monkeypatch.setattr(downloads, "read_rows", None)  # who finds no place costs nothing
    assert (await AsyncClient().get(address)).status_code == 429
    monkeypatch.undo()
    assert zip_downloads._Place.taken == 1
    first.close()  # its client is gone before anything was sent
    assert zip_downloads._Place.taken == 0
    assert zipfile.is_zipfile(io.BytesIO(await downloaded(address))) and zip_downloads._Place.taken == 0


def test_the_narration_is_told_at_a_reader_s_pace(client: Client) -> None:
    world, _ = weave_whole()
    srt = client.get(f"/worlds/{world.slug}/narration.srt")
    assert f'filename="{world.slug}.srt"' in srt["Content-Disposition"]
    text = srt.content.decode()
    assert text.startswith("1\n00:00:00,000 --> 00:00:02,")
    assert f"Ada: {TOLD[0]}" in text and f"Ben: {OVER}" in text and f"\n{TOLD[2]}" in text
    vtt = client.get(f"/worlds/{world.slug}/narration.vtt").content.decode()
    assert vtt.startswith("WEBVTT\n\n00:00:00.000 --> ")
    said = [(cue.speaker, cue.text) for cue in read_vtt(vtt)]
    assert said == [("Ada", TOLD[0]), ("Ben", OVER), ("Ada", TOLD[1]), ("Ada", TOLD[2])]


def test_where_a_film_is_made_the_subtitles_are_its_own(client: Client) -> None:
    world, _ = weave_whole()
    film = "WEBVTT\n\n1\n00:01:02.500 --> 00:01:04.000 line:90%\n<v Ada>A &amp; B</v>\n\n"
    film += f"00:01:04.000 --> 00:01:05.000\n<v Ben &amp; Cy>{'a long tale, ' * 9}the end</v>\n"
    put("worlds/w/film.vtt", film.encode())
    making_of(world, "film", files=[{"name": "film.vtt", "key": "worlds/w/film.vtt", "type": "text/vtt", "bytes": 9}])
    srt = client.get(f"/worlds/{world.slug}/narration.srt").content.decode()
    assert srt.startswith("1\n00:01:02,500 --> 00:01:04,000\nAda: A & B\n\n2\n00:01:04,000 --> ")
    assert "\nBen & Cy: a long tale, a long tale,\na long tale" in srt
    vtt = client.get(f"/worlds/{world.slug}/narration.vtt").content.decode()
    assert "\n<v Ada>A &amp; B</v>\n\n00:01:04.000 --> " in vtt
    assert [cue.speaker for cue in read_vtt(vtt)] == ["Ada", "Ben & Cy", "Ben & Cy"]


def test_the_page_offers_what_there_is_and_its_own_makers_may_have_more_made(client: Client) -> None:
    world = weave()
    making_of(
        world.world,
        "film",
        files=[{"name": "film.mp4", "key": "worlds/w/film.mp4", "type": "video/mp4", "bytes": 2048, "about": {}}],
    )
    theirs, ours = client.get(world.page).content.decode(), world.browser.get(world.page).content.decode()
    for page in (theirs, ours):
        for file in ("archive.zip", "narration.txt", "narration.srt", "narration.vtt"):
            assert f'href="{world.page}/{file}"' in page
        assert f'href="/media/{world.world.slug}/worlds/w/film.mp4"' in page
        assert f"{world.page}/tiles.zip" not in page
    assert re.search(r'data-kind="glb"[^>]* hidden', theirs)
    assert not re.search(r'data-kind="glb"[^>]* hidden', ours)


def test_weaving_on_opens_a_room_that_says_where_it_comes_from(client: Client) -> None:
    world, _ = weave_whole()
    address = f"/worlds/{world.slug}/weave-on"
    opened = client.post(address, {"name": "Further", "narrator": "Cy", "strips": "2"})
    room = Room.objects.get(name="Further")
    assert opened.status_code == 302 and opened["Location"] == f"/r/{room.code}"
    assert room.world is not None and room.world.strip_count == 2
    page = client.get(f"/r/{room.code}").content.decode()
    assert "Woven on from" in page and f'href="/worlds/{world.slug}"' in page


def test_weaving_on_is_for_others_as_those_who_told_it_say(client: Client) -> None:
    world = weave()
    switch, form = f'action="{world.page}/weave-on/others"', f'action="{world.page}/weave-on"'
    theirs, ours = client.get(world.page).content.decode(), world.browser.get(world.page).content.decode()
    assert form in theirs and switch not in theirs and switch in ours
    assert client.post(f"{world.page}/weave-on/others", {"lets": "0"}).status_code == 404
    back = world.browser.post(f"{world.page}/weave-on/others", {"lets": "0"})
    assert back["Location"] == f"{world.page}#weave-on"
    theirs, ours = client.get(world.page).content.decode(), world.browser.get(world.page).content.decode()
    assert form not in theirs and "Only those who wove this world may weave on from it." in theirs
    assert form in ours and "Let others weave on" in ours
    refused = client.post(f"{world.page}/weave-on", {"name": "Further", "narrator": "Cy"}, follow=True).content.decode()
    assert "Only those who wove this world may weave on from it." in refused
    assert not Room.objects.filter(name="Further").exists()


def test_a_wish_that_does_not_fit_is_answered_on_the_page(client: Client) -> None:
    world, _ = weave_whole()
    address = f"/worlds/{world.slug}/weave-on"
    for wish, said in (
        ({"name": "", "narrator": "Cy"}, "A room needs a name."),
        ({"name": "Further", "narrator": "C\x07y"}, "letters, digits and signs"),
        ({"name": "Further", "narrator": "Cy", "strips": "9"}, "no such strip"),
    ):
        assert said in client.post(address, wish, follow=True).content.decode()
    assert not Room.objects.filter(name="Further").exists()
    private, ada = weave_whole(visibility="private")
    assert client.post(f"/worlds/{private.slug}/weave-on", {"name": "F", "narrator": "C"}).status_code == 404
    mine = browser_of(ada.guest).post(f"/worlds/{private.slug}/weave-on", {"name": "F", "narrator": "Ada"})
    assert mine.status_code == 302


def test_a_root_is_a_link_only_for_who_may_go_there(client: Client) -> None:
    private, _ = weave_whole(visibility="private")
    world = weave()
    world.world.roots = [{"title": "Stone & Water", "slug": private.slug, "names": ["Ada", "Ben"], "strips": 2}]
    world.world.save()
    page = client.get(world.page).content.decode()
    assert "Woven on from <cite><bdi>Stone &amp; Water</bdi></cite> by <bdi>Ada and Ben</bdi>" in page
    assert f"/worlds/{private.slug}" not in page


def test_many_names_are_counted() -> None:
    assert join_names([]) == "" and join_names(["Ada"]) == "Ada"
    assert join_names(["Ada", "Ben", "Cy"]) == "Ada, Ben and Cy"
    assert join_names([f"N{n}" for n in range(9)]) == "N0, N1, N2, N3, N4 and 4 more"
