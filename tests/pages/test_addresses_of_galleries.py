"""A gallery's address tells its name, whatever script it is written in; an address that was given stays."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from worlds.actions.gallery.galleries import new_slug
from worlds.models import Gallery


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("Winter nights", "winter-nights"),
        ("Über Flüsse & Łódź", "uber-flusse-lodz"),
        ("Зимние вечера", "zimnie-vechera"),
        ("Χειμωνιάτικες νύχτες", "cheimoniatikes-nychtes"),
        ("ふゆのよる", "fuyunoyoru"),
        ("冬の夜", "dongnoye"),
        ("겨울 밤", "gyeoul-bam"),
        ("ليالي الشتاء", "lyly-lsht"),
        ("!?", "gallery"),
    ],
)
def test_an_address_is_readable_and_ends_in_what_nobody_guesses(name: str, readable: str) -> None:
    assert re.fullmatch(rf"{readable}-[a-z0-9]{{8}}", new_slug(name, "gallery"))


@pytest.mark.django_db
def test_an_address_from_before_stays_when_the_name_changes() -> None:
    browser = Client()
    made = browser.post("/galleries/new", {"name": "Зима", "visibility": "link"})["Location"]
    assert made.startswith("/galleries/zima-")
    Gallery.objects.update(slug="gallery-abcd2345")
    browser.post("/galleries/gallery-abcd2345", {"name": "Весна", "visibility": "link"})
    page = browser.get("/galleries/gallery-abcd2345")
    assert page.status_code == 200 and "Весна" in page.content.decode()
