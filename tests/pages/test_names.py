"""Names that nobody can see or tell apart are neither given nor kept, whichever way they come in."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client

from tests.pages.finished_worlds import browser_of
from tests.story.archive.whole_worlds import weave_whole
from tests.story.weaving.rooms import finish, hang, join, open_room, say
from worlds.actions.account.account_names import VALIDATORS
from worlds.actions.room import rooms, turns
from worlds.archive.manifest import Content, Manifest, content_hash
from worlds.archive.pack import content_of, read_rows
from worlds.archive.visible_manifest import visible_manifest
from worlds.models import Gallery, Narrator, Phrase, Room
from worlds.wire.protocol import ProtocolError, SayPhrase, parse_command

pytestmark = pytest.mark.django_db
UNSEEN = "\u200b"
WORD = "a long night walk"


def names_in(room: Room) -> list[str]:
    return list(room.narrators.order_by("joined_at").values_list("name", flat=True))


def test_whoever_joins_under_a_name_that_is_taken_gets_a_number(client: Client) -> None:
    host = open_room("Ada")
    for name in ("Ada", "Ada" + UNSEEN, "\u0410da", "Ben"):
        Client().post(f"/r/{host.room.code}/join", {"name": name, "role": "narrator"})
    api = Client()
    body = {"name": "ben" + UNSEEN}
    assert api.post(f"/api/rooms/{host.room.code}/join", body, content_type="application/json").status_code == 200
    assert names_in(host.room) == ["Ada", "Ada 2", "Ada 3", "\u0410da 4", "Ben", "ben 2"]


def test_nobody_renames_themselves_into_somebody_else_and_everybody_keeps_their_own_name() -> None:
    host = open_room("Ada")
    ben = join(host, "Ben")
    rooms.change_narrator(host.room_id, ben.id, name="ada", colour=ben.colour)
    ben.refresh_from_db()
    assert ben.name == "ada 2"
    rooms.change_narrator(host.room_id, ben.id, name="ADA 2", colour=5)
    ben.refresh_from_db()
    assert (ben.name, ben.colour) == ("ADA 2", 5), "what is one's own is free"


def test_two_spectators_who_sit_down_are_told_apart_in_the_room_the_credits_and_the_subtitles() -> None:
    host = open_room("Ada")
    browsers = [Client(), Client()]
    for browser in browsers:
        page = browser.get(f"/r/{host.room.code}").content.decode()
        watch = page.split('type="hidden" name="name" value="')[1].split('"')[0]
        browser.post(f"/r/{host.room.code}/join", {"name": watch, "role": "spectator"})
    first, second = Narrator.objects.filter(room=host.room, role="spectator").order_by("joined_at")
    for number, spectator in enumerate((first, second)):
        rooms.take_seat(host.room_id, spectator.id)
        spectator.refresh_from_db()
        turns.take_turn(host.room_id, spectator.id)
        hang(say(spectator, f"{number + 1} lamps are lit"))
        turns.pass_turn(host.room_id, spectator.id)
    assert [first.name, second.name] == ["Spectator", "Spectator 2"]
    assert len({host.colour, first.colour, second.colour}) == 3
    world = finish(host)
    credits = {(credit["name"], credit["colour"]) for credit in world.credits}
    assert credits == {("Spectator", first.colour), ("Spectator 2", second.colour)}
    subtitles = browser_of(host.guest).get(f"/worlds/{world.slug}/narration.srt").content.decode()
    assert "Spectator:" in subtitles and "Spectator 2:" in subtitles


def test_a_thread_that_a_spectator_chose_stays_theirs_where_it_is_free() -> None:
    host = open_room("Ada")
    ben = join(host, "Ben", watch=True)
    rooms.change_narrator(host.room_id, ben.id, name="Ben", colour=7)
    rooms.take_seat(host.room_id, ben.id)
    ben.refresh_from_db()
    assert ben.colour == 7


def test_a_phrase_of_nothing_that_can_be_seen_is_none() -> None:
    for kind in ("phrase.say", "phrase.correct"):
        command = {"id": "1", "kind": kind, "text": UNSEEN} | ({"phrase": "0" * 32} if kind != "phrase.say" else {})
        with pytest.raises(ProtocolError, match=r"phrase\.empty"):
            parse_command(json.dumps(command))
    said = parse_command(json.dumps({"id": "1", "kind": "phrase.say", "text": f" a{UNSEEN} hen\u202e "}))
    assert isinstance(said, SayPhrase) and said.text == "a hen"


def test_api_phrases_and_hints_are_cleaned_too() -> None:
    host = open_room("Ada")
    turns.take_turn(host.room_id, host.id)
    browser = browser_of(host.guest)
    address = f"/api/rooms/{host.room.code}/phrases"
    answers = [
        browser.post(address, {"text": text}, content_type="application/json") for text in (UNSEEN, f"a {UNSEEN}hen")
    ]
    assert [answer.status_code for answer in answers] == [422, 201]
    assert Phrase.objects.get().text == "a hen"


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("/rooms", {"name": UNSEEN, "narrator": "Ada"}),
        ("/rooms", {"name": "Sunday", "narrator": "\u3164"}),
        ("/galleries/new", {"name": "\u2800", "visibility": "link"}),
    ],
)
def test_forms_take_no_name_that_cannot_be_seen(page: str, fields: dict[str, str]) -> None:
    answer = Client().post(page, fields)
    assert answer.status_code == 422
    assert not Room.objects.exists() and not Gallery.objects.exists()


def test_forms_keep_what_can_be_seen_of_a_name() -> None:
    browser = Client()
    browser.post("/rooms", {"name": f"Sun{UNSEEN}day", "narrator": "A\u202eda"})
    browser.post("/galleries/new", {"name": f"Win{UNSEEN}ter", "visibility": "link", "description": f"a{UNSEEN}\nb"})
    assert (Room.objects.get().name, Narrator.objects.get().name) == ("Sunday", "Ada")
    gallery = Gallery.objects.get()
    assert (gallery.name, gallery.description) == ("Winter", "a\nb")


@pytest.mark.parametrize(
    "name", ["admin", "Admin", "\u0430dmin", "ad-min", "_root_", "modera\u200btor", "\u3164", "Iightloom"]
)
def test_an_account_takes_no_name_of_those_who_run_the_place_and_none_that_hides_something(name: str) -> None:
    browser = Client()
    answer = browser.post("/accounts/signup/", {"username": name, "password1": WORD, "password2": WORD})
    assert answer.status_code == 200 and b'class="error"' in answer.content
    assert not get_user_model().objects.exists()


def validate(name: str) -> None:
    for validator in VALIDATORS:
        validator(name)


def test_an_account_does_not_look_like_another_one() -> None:
    get_user_model().objects.create_user("Ada_Lovelace")
    for name in ("ada_lovelace", "\u0410da_Lovelace", "Ada_Love1ace", "Ada_L\u043evelace"):
        with pytest.raises(ValidationError):
            validate(name)
    browser = Client()
    for name in ("Ada", "Ада", "علي", "花子"):
        validate(name)
    answer = browser.post("/accounts/signup/", {"username": "Ada", "password1": WORD, "password2": WORD})
    assert answer.status_code == 302


def test_an_archive_brings_no_name_in_that_hides_something() -> None:
    _, ada = weave_whole()
    plain = _content_of(ada)
    hidden = plain.model_copy(
        update={
            "credits": [plain.credits[0].model_copy(update={"name": f"A{UNSEEN}da"}), *plain.credits[1:]],
            "phrases": [plain.phrases[0].model_copy(update={"text": UNSEEN}), *plain.phrases[1:]],
            "description": " two  spaces",
        }
    )
    packed = Manifest(written_by="another hand", content_hash=content_hash(hidden), content=hidden)
    seen = visible_manifest(packed)
    assert (seen.content.credits[0].name, seen.content.phrases[0].text) == (plain.credits[0].name, "…")
    assert seen.content.description == " two  spaces"
    assert seen.content_hash == content_hash(seen.content) != packed.content_hash
    untouched = packed.model_copy(update={"content": plain})
    assert visible_manifest(untouched) is untouched


def _content_of(host: Narrator) -> Content:
    world = host.room.world
    assert world is not None
    return content_of(read_rows(world), lambda path: None)
