"""The clock of the service, and the story woven from a file: one room's trouble, or one missing part,
is not everybody's."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.stack import PROJECT
from tests.story.weaving.rooms import hang, join, open_room
from worlds.actions.room import turns
from worlds.actions.weaving import phrases
from worlds.actions.world import finishing
from worlds.management.commands import tend, weave
from worlds.models import Event, Narrator, Phrase, Room, World
from worlds.valkey import presence
from worlds.valkey.health import Health

pytestmark = pytest.mark.django_db


def holding(name: str = "Ada") -> Narrator:
    host = open_room(name)
    turns.take_turn(host.room_id, host.id)
    return host


def past_its_time(host: Narrator) -> None:
    room = Room.objects.get(pk=host.room_id)
    room.floor["hold"]["deadline"] -= 1000
    room.turn_deadline = timezone.now() - timedelta(seconds=1000)
    room.save()


def broken(host: Narrator) -> None:
    Room.objects.filter(pk=host.room_id).update(floor={}, turn_deadline=timezone.now() - timedelta(seconds=2000))


def holder_in(host: Narrator) -> object:
    return Room.objects.get(pk=host.room_id).floor["hold"]


def test_turns_end_while_the_broker_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise redis.ConnectionError("no broker")

    monkeypatch.setattr(tend, "record_tender_heartbeat", away)
    ada = holding()
    past_its_time(ada)
    tend.tend(1)
    assert holder_in(ada) is None


def test_the_hand_of_who_went_away_comes_down_and_that_of_who_reloads_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    ada = holding()
    ben, cleo, dov = (join(ada, name) for name in ("Ben", "Cleo", "Dov"))
    room = ada.room_id.hex
    for one in (ben, cleo, dov):
        presence.renew(room, [(one.id.hex, False, one.name)])
        turns.raise_hand(one.room_id, one.id)
    presence.leave(room, ben.id.hex, False, "Ben")
    presence.leave(room, cleo.id.hex, False, "Cleo")
    turns.lower_absent_hands()
    assert Room.objects.get(pk=ada.room_id).floor["hands"] == [ben.id.hex, cleo.id.hex, dov.id.hex]
    later = time.time() + presence.AWAY_SECONDS + 1
    monkeypatch.setattr(presence.time, "time", lambda: later)
    presence.renew(room, [(cleo.id.hex, False, "Cleo"), (dov.id.hex, False, "Dov")])
    turns.lower_absent_hands()
    told = Event.objects.filter(room=ada.room_id, name="turn.changed").latest("seq").payload
    assert told["floor"]["hands"] == [cleo.id.hex, dov.id.hex]
    assert told["happened"] == [{"kind": "hand_lowered", "narrator": ben.id.hex}]
    for one in (cleo, dov):
        turns.lower_hand(one.room_id, one.id)
    assert turns.lower_absent_hands() == 0, "nobody waits any more"


def test_hands_stay_up_while_the_broker_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(room: str) -> tuple[str, ...]:
        raise redis.ConnectionError("no broker")

    ada = holding()
    ben = join(ada, "Ben")
    turns.raise_hand(ben.room_id, ben.id)
    monkeypatch.setattr(turns, "narrators_around", away)
    turns.lower_absent_hands()
    assert Room.objects.get(pk=ada.room_id).floor["hands"] == [ben.id.hex]


def test_a_room_in_trouble_does_not_keep_the_turns_of_the_others(media: Path) -> None:
    ada, ben = holding("Ada"), holding("Ben")
    past_its_time(ben)
    broken(ada)
    tend.tend(1)
    assert holder_in(ben) is None


def test_a_room_in_trouble_does_not_keep_the_paint_of_the_others(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, ben = holding("Ada"), holding("Ben")
    for host in (ada, ben):
        phrases.say_phrase(host.room_id, host.id, "a castle")
    Phrase.objects.update(since=timezone.now() - timedelta(minutes=5))
    World.objects.filter(room=ada.room_id).update(seed=-(10**9))
    tend.tend(tend.RETRY_TICKS)
    assert Phrase.objects.get(world__room=ben.room_id).attempt == 2


def test_a_room_in_trouble_does_not_keep_the_others_from_finishing(media: Path) -> None:
    ada, ben = holding("Ada"), holding("Ben")
    for host in (ada, ben):
        hang(phrases.say_phrase(host.room_id, host.id, "a castle"))
        finishing.finish_world(host.room_id, host.id, gallery="Walks", visibility="link")
    World.objects.update(finish_since=timezone.now() - timedelta(minutes=5))
    Phrase.objects.filter(world__room=ada.room_id).update(direction={})
    tend.tend(tend.RETRY_TICKS)
    assert World.objects.get(room=ben.room_id).finish_attempt == 2


@pytest.mark.parametrize(
    ("story", "options", "sentence"),
    [
        ("a castle", {"gallery": " "}, "--gallery has to be 1 to 80 characters."),
        ("a castle", {"gallery": "g" * 81}, "--gallery has to be 1 to 80 characters."),
        ("a castle", {"narrator": ""}, "--narrator has to be 1 to 40 characters."),
        ("a castle", {"title_hint": "t" * 121}, "--title-hint has to be at most 120 characters."),
        ("a castle", {"patience": 0.0}, "--patience is a number of seconds above 0."),
        ("a castle\n\na la\0ke", {}, "Line 3 has to be text without control characters."),
        ("a castle\n" + "a" * 401, {}, "Line 2 has 401 characters; a phrase has at most 400."),
        ("\n \n", {}, "The story is empty: write a phrase a line."),
        ("a castle", {"second": "b" * 41}, "--second has to be 1 to 40 characters."),
        ("a castle\n>", {"second": "Ben"}, "A line of the second voice needs words after its '>'."),
        (
            "> a dragon\na castle",
            {"second": "Ben"},
            "The first line begins the mural; there is nothing yet that it could be painted over.",
        ),
    ],
)
def test_what_does_not_fit_is_said_before_anything_is_woven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: str, options: dict[str, object], sentence: str
) -> None:
    monkeypatch.setattr(weave, "check_health", Health)
    file = tmp_path / "story.txt"
    file.write_text(story)
    with pytest.raises(CommandError) as said:
        call_command("weave", str(file), **{"gallery": "Walks", **options})
    assert str(said.value) == sentence
    assert not Room.objects.exists()


def test_a_story_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_bytes(b"\xef\xbb\xbfa castle\r\na lake\r\n")
    assert weave._read_story(file) == ["a castle", "a lake"]


def test_standard_output_of_weave_is_for_its_json_alone(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text("a castle")
    nothing_runs = {"LIGHTLOOM_DATA": str(tmp_path), "DATABASE_URL": "", "REDIS_URL": ""}
    done = subprocess.run(
        [sys.executable, "manage.py", "weave", str(file), "--gallery", "Walks"],
        cwd=PROJECT,
        env=os.environ | nothing_runs,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "Start it with make run." in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
