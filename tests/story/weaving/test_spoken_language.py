"""A room speaks a language that the ears hear: it is heard in it, and its words are known to be in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from inference.contract.speech.hearing import HearJob, Language
from tests.story.weaving.rooms import hang, join, open_room, say, visitor
from worlds import forms
from worlds.access import Visitor
from worlds.actions.room import rooms, turns
from worlds.actions.weaving import hearing_jobs, phrases
from worlds.models import Narrator, Phrase, Room, World
from worlds.reading.mural import mural_strips, narration_lines
from worlds.reading.room import snapshot_of
from worlds.wire.protocol import RoomChanges
from worlds.wire.refusal import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hear(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``hear("en", "de")``: what the ears hear in this test."""

    def these(*languages: Language) -> None:
        for module in (rooms, hearing_jobs, forms):
            monkeypatch.setattr(module, "heard_languages", lambda: languages)

    return these


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[HearJob]:
    """Jobs for the ears, which never answer."""
    sent: list[HearJob] = []
    monkeypatch.setattr(phrases, "send_hearing", sent.append)
    return sent


def change(host: Narrator, language: Language) -> str:
    rooms.change_room(host.room_id, host.id, RoomChanges(language=language))
    host.room.refresh_from_db()
    return snapshot_of(host.room).room.language


def test_the_host_chooses_what_is_spoken_among_what_is_heard(ada: Narrator, hear: Any) -> None:
    hear("en", "de")
    assert change(ada, "de") == "de"
    with pytest.raises(Refusal, match=r"room\.language"):
        change(ada, "uk")
    hear("en")
    rooms.change_room(ada.room_id, ada.id, RoomChanges(name="Abend", language="de"))
    ada.room.refresh_from_db()
    assert ada.room.name == "Abend", "what is not changed is not refused"
    hear()
    assert change(ada, "ja") == "ja", "while no ears say what they hear, none is refused"


def test_a_room_is_opened_in_a_language_that_is_heard(hear: Any) -> None:
    hear("en", "de")
    stranger = Visitor(guest=visitor().guest, address="10.1.2.3")
    assert rooms.open_room(stranger, name="Abend", narrator="Ada", language="de").room.language == "de"
    with pytest.raises(Refusal, match=r"room\.language"):
        rooms.open_room(stranger, name="Abend", narrator="Ada", language="uk")
    assert open_room(language="uk").room.language == "uk", "a command types"


def test_the_form_offers_a_choice_only_where_there_is_one(hear: Any) -> None:
    wish = {"name": "Abend", "narrator": "Ada", "language": "de"}
    hear("en")
    assert b'name="language"' not in Client().get("/").content
    refused = Client().post("/rooms", wish)
    assert refused.status_code == 422 and b"do not hear that language" in refused.content
    hear("en", "de", "ja")
    page = Client().get("/").content.decode()
    assert '<option value="de" lang="de">Deutsch</option>' in page and "日本語" in page and "Українська" not in page
    assert Client().post("/rooms", wish).status_code == 302
    assert Room.objects.get().language == "de"


def test_a_phrase_is_in_the_language_it_was_said_in(ada: Narrator, jobs: list[HearJob], hear: Any) -> None:
    hear("en", "de")
    say(ada, "a castle")
    change(ada, "de")
    say(ada, "ein Schloss")
    phrases.add_spoken_phrase(ada.room_id, ada.id, b"\0\0" * 1600, language="de")
    change(ada, "en")
    assert list(Phrase.objects.values_list("language", flat=True)) == ["en", "de", "de"]
    assert [job.language for job in jobs] == ["de"], "it is heard as it was spoken, whenever that is"


def test_a_language_that_is_not_heard_any_more_is_heard_as_english(hear: Any) -> None:
    hear("en", "de")
    assert hearing_jobs.spoken_language("de") == "de"
    hear("en")
    assert hearing_jobs.spoken_language("de") == "en"
    hear()
    assert hearing_jobs.spoken_language("de") == "de", "ears that wake may hear it"


def test_what_hangs_is_read_in_its_own_language(ada: Narrator) -> None:
    for words, language in (("赤い月が昇る", "ja"), ("i see ships", "en"), ("i gatti", "it")):
        hang(phrases.add_spoken_phrase(ada.room_id, ada.id, b"\0\0" * 1600, words=words, language=language))
    world = World.objects.get(room=ada.room_id)
    world.credits = [{"id": ada.id.hex, "name": "Ada", "colour": 0}]
    assert [(line.language, line.text) for line in narration_lines(mural_strips(world))] == [
        ("ja", "赤い月が昇る。"),
        ("en", "I see ships."),
        ("it", "I gatti."),
    ]


def test_words_of_another_language_are_not_taken_for_two_scenes(ada: Narrator) -> None:
    words = (
        "das alte Schloss steht am Meer und ist leer. Dann kommt ein Drache aus den Wolken und schläft auf dem Dach."
    )
    phrases.add_spoken_phrase(ada.room_id, ada.id, b"\0\0" * 1600, words=words, language="de")
    assert Phrase.objects.get().text == words


def test_the_ears_are_told_the_names_of_the_story(ada: Narrator, jobs: list[HearJob]) -> None:
    ben = join(ada, "Benedikt")
    join(ada, "Zoe", watch=True)
    turns.pass_turn(ada.room_id, ada.id)
    turns.take_turn(ben.room_id, ben.id)
    say(ben, "the ship of Rosalind")
    phrases.add_spoken_phrase(ben.room_id, ben.id, b"\0\0" * 1600, words="the Moose of Gent")
    phrases.add_spoken_phrase(ben.room_id, ben.id, b"\0\0" * 1600)
    assert jobs[0].names == ["Benedikt", "Ada", "Rosalind"], "what ears wrote is none of them"
    assert hearing_jobs.names_in(ada.room_id) == tuple(jobs[0].names)
