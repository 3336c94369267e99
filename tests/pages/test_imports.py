"""The pages where an account brings a world in from an archive, sees how far it is, and reads why it cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.story.archive.whole_worlds import weave_whole
from tests.story.conftest import media
from worlds.actions.world import imports
from worlds.actions.world.imports import import_upload
from worlds.archive.pack import Archive, read_rows
from worlds.models import Bringing, Gallery, World

__all__ = ["media"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

PAGE = "/worlds/bring-in"
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def ada(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_user("ada"))
    return client


def archive_of(world: World) -> SimpleUploadedFile:
    return SimpleUploadedFile("world.zip", b"".join(Archive(read_rows(world))), "application/zip")


def test_a_guest_is_told_that_it_needs_an_account(client: Client) -> None:
    page = client.get(PAGE).content.decode()
    assert f"/accounts/login/?next={PAGE}" in page and '<form class="card' not in page
    assert client.post(PAGE, {"gallery": "Found"}).status_code == 200
    assert not World.objects.exists()


def sent(browser: Client, world: World, **form: Any) -> Bringing:
    """Send a world's archive with the form; the page that follows is looked at by itself."""
    answer = browser.post(PAGE, {"archive": archive_of(world), "gallery": "Found", **form})
    archive = Bringing.objects.latest("asked_at")
    assert answer.status_code == 302 and answer["Location"] == f"{PAGE}/{archive.pk}"
    return archive


def test_a_world_is_brought_in_and_hangs_where_it_was_said(ada: Client) -> None:
    world, _ = weave_whole()
    archive = sent(ada, world, visibility="public")
    waits = ada.get(f"{PAGE}/{archive.pk}").content.decode()
    assert "It is next." in waits and '<noscript><meta http-equiv="refresh"' in waits
    assert "See how far it is" in ada.get(PAGE).content.decode()
    import_upload(archive.pk)
    page = ada.get(f"{PAGE}/{archive.pk}", follow=True).content.decode()
    assert "Stone and Water" in page and "The world is here, as it was." in page
    gallery = Gallery.objects.get(name="Found")
    assert gallery.visibility == "public" and gallery.user is not None and gallery.worlds.get().title == world.title
    assert gallery.worlds.get() != world
    assert "See how far it is" not in ada.get(PAGE).content.decode()


def test_the_script_gets_the_address_how_far_it_is_or_the_reason(ada: Client) -> None:
    world, _ = weave_whole()
    answer = ada.post(PAGE, {"archive": archive_of(world), "gallery": "Found"}, headers=SCRIPT)
    archive = Bringing.objects.get()
    assert answer.json() == {"page": f"{PAGE}/{archive.pk}"} and archive.visibility == "private"
    Bringing.objects.update(state="bringing", done=3, of=14)
    told = ada.get(f"{PAGE}/{archive.pk}", headers=SCRIPT)
    assert (told.json()["done"], told.json()["of"]) == (3, 14) and "no-store" in told["Cache-Control"]
    assert told.json()["stage"] == "Every file in it is looked at: 3 of 14."
    refused = ada.post(PAGE, {"archive": SimpleUploadedFile("a.zip", b"PK"), "gallery": "Found"}, headers=SCRIPT)
    assert (refused.status_code, refused.json()) == (422, {"error": "This is no zip file, or it breaks off."})


def test_what_is_refused_later_is_said_there_and_what_is_cancelled_is_gone(ada: Client) -> None:
    world, _ = weave_whole()
    archive = sent(ada, world)
    Bringing.objects.update(state="refused", why="The file <cover.jpg> is missing.", ended_at=archive.asked_at)
    page = ada.get(f"{PAGE}/{archive.pk}").content.decode()
    assert "It stays outside" in page and "The file &lt;cover.jpg&gt; is missing." in page and "refresh" not in page
    second = sent(ada, world)
    after = ada.post(f"{PAGE}/{second.pk}/cancel", follow=True).content.decode()
    assert "It is cancelled." in after and Bringing.objects.get(pk=second.pk).state == "cancelled"
    assert "Cancelled" in ada.get(f"{PAGE}/{second.pk}").content.decode()


def test_what_somebody_else_brings_in_is_not_there(ada: Client) -> None:
    archive = sent(ada, weave_whole()[0])
    ben, nobody = Client(), Client()
    ben.force_login(get_user_model().objects.create_user("ben"))
    for browser in (ben, nobody):
        assert browser.get(f"{PAGE}/{archive.pk}").status_code == 404
        assert browser.post(f"{PAGE}/{archive.pk}/cancel").status_code == 404
    assert Bringing.objects.get().state == "waiting"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"gallery": "Found"}, "Choose the archive of a world first."),
        ({"archive": SimpleUploadedFile("a.zip", b"nothing"), "gallery": ""}, "A gallery needs a name."),
        ({"archive": SimpleUploadedFile("a.zip", b"nothing"), "gallery": "F\x07"}, "letters, digits and signs"),
    ],
)
def test_what_is_missing_is_said_on_the_page(ada: Client, form: dict[str, Any], said: str) -> None:
    answer = ada.post(PAGE, form)
    assert answer.status_code == 422 and said in answer.content.decode()


def test_it_may_be_switched_off(ada: Client, settings: Any) -> None:
    settings.LIGHTLOOM_IMPORT_BYTES = 0
    assert ada.get(PAGE).status_code == 404


def test_nobody_brings_in_without_end(ada: Client, monkeypatch: pytest.MonkeyPatch, media: Path) -> None:
    monkeypatch.setattr(imports, "LIMIT", imports.Limit("test-bring-in", 1, 60, "import.too_many"))
    for status, said in ((422, "no zip file"), (429, "You have brought in a lot. Try again in about")):
        answer = ada.post(PAGE, {"archive": SimpleUploadedFile("a.zip", b"PK"), "gallery": "Found"})
        assert answer.status_code == status and said in answer.content.decode()
