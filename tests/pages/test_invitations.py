"""Ways into a room: its link in a messenger, its code in the field, an address of no room."""

from __future__ import annotations

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from tests.pages.test_withdrawn import look
from tests.story.conftest import media
from tests.story.weaving.rooms import finish, hang, open_room, say
from worlds.actions.room import turns
from worlds.models import Narrator, Room

__all__ = ["media"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
PREVIEW = "WhatsApp/2.23.20.0"


def metadata(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="(og:[a-z:_]+)" content="([^"]*)">', page))


def test_a_messenger_shows_the_room_s_name_and_newest_strip_and_takes_no_seat() -> None:
    host = open_room("Ada")
    Room.objects.update(name='Sunday "evening"')
    link = f"/r/{host.room.code}"
    turns.take_turn(host.room_id, host.id)
    bare = metadata(Client(HTTP_USER_AGENT=PREVIEW).get(link).content.decode())
    assert bare["og:title"] == "Sunday &quot;evening&quot;" and bare["og:url"] == f"http://testserver{link}"
    assert "og:image" not in bare
    for text in ("a castle stands in the rain", "the sea comes in"):
        hang(say(host, text))
    preview = Client(HTTP_USER_AGENT=PREVIEW)
    shown = metadata(preview.get(link).content.decode())
    newest = host.room.worlds.get().strips.last()
    assert newest is not None
    assert shown["og:image"] == f"http://testserver{link}/picture?{newest.position}"
    assert (shown["og:image:alt"], shown["og:image:width"]) == ("the sea comes in", str(newest.width))
    assert preview.head(link).status_code == 200
    default_storage.save(newest.view, ContentFile(b"the sea"))
    assert look(preview, f"{link}/picture").read_body == b"the sea"
    finish(host, visibility="private")
    assert preview.get(f"{link}/picture").status_code == 404  # its people's alone now
    assert Narrator.objects.count() == 1


@pytest.mark.parametrize(
    "written", ["{}", "{} ", "“{}”.", "http://127.0.0.1:8000/r/{}", "Join us: https://x.org/r/{}!", "/r/{}"]
)
def test_the_field_takes_a_code_as_people_have_it(written: str) -> None:
    code = open_room("Ada").room.code
    for form in (code, code.lower(), f"{code[:3]} {code[3:]}".lower()):
        answer = Client().get("/join", {"code": written.format(form if "/" not in written else code.lower())})
        assert (answer.status_code, answer.get("Location")) == (302, f"/r/{code}")


def test_an_address_of_no_room_has_a_field_for_the_code() -> None:
    code = open_room("Ada").room.code
    for answer in (Client().get("/r/NOSUCH"), Client().post("/r/NOSUCH/join", {"name": "Ben"})):
        page = answer.content.decode()
        assert answer.status_code == 404 and 'action="/join"' in page and 'value="NOSUCH"' in page
    for nearly in (f"{code[:3]}-{code[3:]}", f"{code}.", f"{code.lower()}%22", f"{code}/", f"{code}/join"):
        assert Client().get(f"/r/{nearly}")["Location"] == f"/r/{code}"
    wrong = Client().get("/join", {"code": "http://127.0.0.1:8000/r/ZZZZZZ"})
    assert wrong.status_code == 404 and "127.0.0.1:8000/r/ZZZZZZ" in wrong.content.decode(), (
        "what was typed stays whole"
    )
