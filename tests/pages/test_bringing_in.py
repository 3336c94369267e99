"""The page where an account brings a world in from an archive, and what it says when that cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.story.conftest import media
from tests.story.whole_worlds import weave_whole
from worlds.archive.packing import Archive, read_rows
from worlds.models import Gallery, World
from worlds.views import importing

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


def test_a_world_is_brought_in_and_hangs_where_it_was_said(ada: Client) -> None:
    world, _ = weave_whole()
    answer = ada.post(PAGE, {"archive": archive_of(world), "gallery": "Found", "visibility": "public"}, follow=True)
    page = answer.content.decode()
    assert "Stone and Water" in page and "The world is here, as it was." in page
    gallery = Gallery.objects.get(name="Found")
    assert gallery.visibility == "public" and gallery.user is not None and gallery.worlds.get().title == world.title
    assert gallery.worlds.get() != world


def test_the_script_gets_the_address_or_the_reason(ada: Client) -> None:
    world, _ = weave_whole()
    answer = ada.post(PAGE, {"archive": archive_of(world), "gallery": "Found"}, headers=SCRIPT)
    brought = World.objects.exclude(pk=world.pk).get()
    assert answer.json() == {"page": f"/worlds/{brought.slug}"}
    assert brought.finish_gallery is not None and brought.finish_gallery.visibility == "private"
    refused = ada.post(PAGE, {"archive": SimpleUploadedFile("a.zip", b"PK"), "gallery": "Found"}, headers=SCRIPT)
    assert (refused.status_code, refused.json()) == (422, {"error": "This is no zip file, or it breaks off."})


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
    monkeypatch.setattr(importing, "LIMIT", importing.Limit("test-bring-in", 1, 60, "import.too_many"))
    for status, said in ((422, "no zip file"), (429, "You have brought in a lot. Try again in about")):
        answer = ada.post(PAGE, {"archive": SimpleUploadedFile("a.zip", b"PK"), "gallery": "Found"})
        assert answer.status_code == status and said in answer.content.decode()
