"""What a world's page offers to take away: the archive, the deep zoom, the narration in three formats;
and weaving on from it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import AsyncClient, Client

from inference.contract.files.subtitle_files import Cue, read_vtt, write_srt, write_vtt
from inference.contract.makings.tile_sheet import sheet_for_width
from inference.contract.pieces import PIECE_FILES
from tests.pages.finished_worlds import browser_of, weave
from tests.story.archive.whole_worlds import OVER, TOLD, put, weave_whole
from tests.story.conftest import media
from worlds.models import Layer, Making, Room, Strip, World
from worlds.reading.cues import reading_time_cues
from worlds.reading.remix_roots import join_names
from worlds.views.world import downloads

__all__ = ["media"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


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
    data = await downloaded(f"/worlds/{world.slug}/archive.zip")
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
    with zipfile.ZipFile(io.BytesIO(await downloaded(f"/worlds/{world.slug}/tiles.zip"))) as packed:
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


def test_only_so_many_are_packed_at_a_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads._StreamedZip, "running", downloads.ZIPS_MAX)
    world = weave()
    response = client.get(f"{world.page}/archive.zip", follow=True)
    assert "Several worlds are being packed just now." in response.content.decode()


@pytest.mark.django_db(transaction=True)
async def test_a_place_is_taken_before_the_first_byte_is_and_given_back_in_any_case(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asgiref.sync import sync_to_async

    monkeypatch.setattr(downloads, "ZIPS_MAX", 1)
    world, _ = await sync_to_async(weave_whole)()
    address = f"/worlds/{world.slug}/archive.zip"
    first = await AsyncClient().get(address)
    assert first.status_code == 200
    monkeypatch.setattr(downloads, "read_rows", None)  # who finds no place costs nothing
    assert (await AsyncClient().get(address)).status_code == 302
    monkeypatch.undo()
    assert downloads._StreamedZip.running == 1
    first.close()  # its client is gone before anything was sent
    assert downloads._StreamedZip.running == 0
    assert zipfile.is_zipfile(io.BytesIO(await downloaded(address))) and downloads._StreamedZip.running == 0


def test_the_narration_is_told_at_a_reader_s_pace(client: Client) -> None:
    world, _ = weave_whole()
    srt = client.get(f"/worlds/{world.slug}/narration.srt")
    assert f'filename="{world.slug}.srt"' in srt["Content-Disposition"]
    text = srt.content.decode()
    assert text.startswith("1\n00:00:00,000 --> 00:00:02,")
    assert f"Ada: {TOLD[0]}" in text and f"Ben: {OVER}" in text
    vtt = client.get(f"/worlds/{world.slug}/narration.vtt").content.decode()
    assert vtt.startswith("WEBVTT\n\n00:00:00.000 --> ")
    assert [cue.text for cue in read_vtt(vtt)] == [f"Ada: {TOLD[0]}", f"Ben: {OVER}", f"Ada: {TOLD[1]}", TOLD[2]]


def test_where_a_film_is_made_the_subtitles_are_its_own(client: Client) -> None:
    world, _ = weave_whole()
    put("worlds/w/film.vtt", b"WEBVTT\n\n1\n00:01:02.500 --> 01:00:04.000 line:90%\n<v Ada>A &amp; B</v>\n")
    making_of(world, "film", files=[{"name": "film.vtt", "key": "worlds/w/film.vtt", "type": "text/vtt", "bytes": 9}])
    srt = client.get(f"/worlds/{world.slug}/narration.srt").content.decode()
    assert srt == "1\n00:01:02,500 --> 01:00:04,000\nA & B\n"


def test_no_words_end_a_cue_or_are_markup() -> None:
    cues = [Cue(0, 2, "a --> b <b>x</b> & {\\an8}\n\n2\n00:00:01.000 --> 00:00:02.000\nc")]
    assert read_vtt(write_vtt(cues))[0].text.startswith("a --> b <b>x</b> & {\\an8}")
    assert len(read_vtt(write_vtt(cues))) == 1
    srt = write_srt(cues)
    assert "<b>" not in srt and "{" not in srt and "\n\n2\n" not in srt
    assert all(one.end > one.start for one in reading_time_cues([("", "a"), ("Ada", "b " * 300)]))


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
        assert 'href="/media/worlds/w/film.mp4"' in page
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
