"""Words of people in their own direction: on every page each stands where it may run from right to left, and so does
every field that they are written into."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.pages.finished_worlds import Woven, weave
from worlds.models import Curator, Gallery, Narrator, Question, Room, World

pytestmark = pytest.mark.django_db

NAME, GUEST, TOLD, TITLE = "עדה", "בן", "ירח אדום עולה מעל הים", "הירח והים"
HEBREW = range(0x590, 0x600)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_SHOWN = {"title", "script", "style", "option", "textarea"}
OURS = {"code"}
"""Fields for what we gave out, which is Latin."""


class Page(HTMLParser):
    """What of a page has no direction of its own: the words of people, and the fields for them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.bare_words: list[str] = []
        self.bare_fields: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        for_words = tag == "textarea" or (tag == "input" and has.get("type", "text") in {"text", "search"})
        if for_words and "dir" not in has and "readonly" not in has and has.get("name") not in OURS:
            self.bare_fields.append(self.get_starttag_text() or "")
        if tag not in VOID:
            self._open.append((tag, tag == "bdi" or has.get("dir") == "auto"))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(ord(sign) in HEBREW for sign in data) or any(tag in NOT_SHOWN for tag, _ in self._open):
            return
        self.words.append(data.strip())
        if not any(isolates for _, isolates in self._open):
            self.bare_words.append(data.strip())


@pytest.fixture
def woven() -> Woven:
    """A world in Hebrew that was woven on from another, asked, and hung by a curator."""
    root = weave(TOLD, title=TITLE, gallery="קיר")
    woven = weave(TOLD, "ספינה", title=TITLE, gallery="קיר", guests=(GUEST,))
    Narrator.objects.filter(name="Ada").update(name=NAME)
    Room.objects.update(name="ערב")
    Gallery.objects.update(description="מה שסופר", visibility="public")
    for world in World.objects.all():
        credit = [{**one, "name": NAME if one["name"] == "Ada" else one["name"]} for one in world.credits]
        World.objects.filter(pk=world.pk).update(credits=credit, description=TOLD)
    roots = [{"title": TITLE, "slug": root.world.slug, "names": [NAME], "strips": 1}]
    World.objects.filter(pk=woven.world.pk).update(remix_of=root.world, roots=roots, keeps_questions=True)
    Question.objects.create(
        world=woven.world, guest=woven.host.guest, text="מה עולה?", answer=TOLD, state="answered", position=0
    )
    curator = User.objects.create_user("דנה")
    for gallery in Gallery.objects.all():
        Curator.objects.create(gallery=gallery, user=curator)
    return woven


def addresses(woven: Woven) -> Iterator[tuple[str, Client]]:
    own, stranger = woven.browser, Client()
    room = f"/r/{woven.host.room.code}"
    for address in ("", "/embed", "/inside"):
        yield woven.page + address, own
    for address in (room, f"{room}/inside", "/mine", "/galleries/new", woven.gallery_page):
        yield address, own
    for address in ("/", room, woven.gallery_page, "/galleries", f"/galleries?q={TITLE}"):
        yield address, stranger
    yield woven.page, stranger


def test_words_of_people_stand_in_their_own_direction(woven: Woven) -> None:
    bare: dict[str, list[str]] = {}
    read = 0
    for address, browser in addresses(woven):
        response = browser.get(address, follow=True)
        assert response.status_code == 200, address
        page = Page(response.content.decode())
        read += len(page.words)
        if page.bare_words or page.bare_fields:
            bare[address] = page.bare_words + page.bare_fields
    assert bare == {}
    assert read > 60
