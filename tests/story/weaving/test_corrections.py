"""A narrator changes their own words: before paint, under the painter's brush, or on the newest strip;
nobody else's, and nothing older."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from inference.contract.direction import Directed
from inference.contract.jobs import Failure
from tests.story.weaving.rooms import direction, fail, hang, join, painted, say
from worlds import phrase_lifecycle as lifecycle
from worlds.actions.room import rooms, turns
from worlds.actions.weaving import corrections, painting, phrase_jobs, phrases
from worlds.actions.weaving.directing_ahead import ahead_job
from worlds.models import Event, Narrator, Phrase, Room, Strip, World
from worlds.reading.room import snapshot_of
from worlds.speech.phrasing import SPLIT_WORDS_MIN
from worlds.wire.protocol import RoomChanges
from worlds.wire.refusal import Refusal

pytestmark = pytest.mark.django_db


def correct(phrase: Phrase, text: str, by: Narrator | None = None) -> None:
    narrator = by or phrase.narrator
    corrections.correct_phrase(narrator.room_id, narrator.id, phrase.id, text)


def hold(phrase: Phrase, *, hold: bool = True) -> None:
    corrections.hold_phrase(phrase.narrator.room_id, phrase.narrator_id, phrase.id, hold=hold)


def split(phrase: Phrase, first: str, second: str) -> Phrase:
    return corrections.split_phrase(phrase.narrator.room_id, phrase.narrator_id, phrase.id, first, second)


def refused(act: object, *args: object, **kwargs: object) -> str:
    with pytest.raises(Refusal) as error:
        act(*args, **kwargs)  # type: ignore[operator]
    return error.value.code


def told(narrator: Narrator) -> list[tuple[str, str]]:
    world = World.objects.get(room=narrator.room_id)
    return list(world.phrases.order_by("ordinal").values_list("text", "state"))


def test_a_phrase_that_waits_is_painted_with_its_corrected_words(ada: Narrator) -> None:
    first, second = say(ada, "a castle"), say(ada, "a red moose rises")
    correct(second, "a red moon rises")
    hang(first)
    assert told(ada) == [("a castle", "painted"), ("a red moon rises", "painting")]


def test_what_the_painter_brings_for_other_words_does_not_hang(ada: Narrator) -> None:
    phrase = say(ada, "a red moose")
    late = painted(phrase)
    correct(phrase, "a red moon")
    assert told(ada) == [("a red moon", "painting")]
    assert not painting.hang_strip(late)
    hang(Phrase.objects.get(pk=phrase.pk))
    assert Strip.objects.filter(taken_down_at=None).count() == 1


def test_a_painter_who_fails_at_the_old_words_does_not_fail_the_new_ones(ada: Narrator) -> None:
    phrase = say(ada, "a red moose")
    stale = Phrase.objects.get(pk=phrase.pk)
    correct(phrase, "a red moon")
    phrase_jobs.fail_painting(
        Failure(about=stale.id.hex, attempt=1, code="paint.failed", message="no luck", again=False)
    )
    assert told(ada) == [("a red moon", "painting")]


def test_the_newest_strip_is_taken_down_and_painted_again(ada: Narrator) -> None:
    first, second = say(ada, "a castle"), say(ada, "a red moose")
    hang(first)
    hang(second)
    correct(second, "a red moon")
    world = World.objects.get(room=ada.room_id)
    assert told(ada) == [("a castle", "painted"), ("a red moon", "painting")]
    assert world.strip_count == 1
    hang(Phrase.objects.get(pk=second.pk))
    world.refresh_from_db()
    assert world.strip_count == 2
    assert [strip.position for strip in world.strips.filter(taken_down_at=None)] == [0, 1]


def test_what_was_painted_on_from_stays_as_it_is(ada: Narrator) -> None:
    first, second = say(ada, "a castle"), say(ada, "a moon")
    hang(first)
    assert refused(correct, first, "a tower") == "phrase.not_waiting", "the next one is being painted on from it"
    hang(second)
    assert refused(correct, first, "a tower") == "phrase.not_waiting"
    assert told(ada)[0] == ("a castle", "painted")


def test_only_its_narrator_corrects_a_phrase(ada: Narrator) -> None:
    ben = join(ada, "Ben")
    phrase = say(ada, "a red moose")
    assert refused(correct, phrase, "a red moon", by=ben) == "phrase.not_yours"
    assert refused(corrections.hold_phrase, ben.room_id, ben.id, phrase.id, hold=True) == "phrase.not_yours"
    assert refused(corrections.correct_phrase, ada.room_id, ada.id, uuid.uuid4(), "x") == "phrase.not_found"


def test_words_that_were_not_heard_can_be_given_instead(ada: Narrator) -> None:
    phrase = phrases.add_spoken_phrase(ada.room_id, ada.id, b"\0\0" * 1600)
    assert refused(correct, phrase, "a moon") == "phrase.not_waiting", "its words are still on their way"
    phrases.hear_phrase(phrase.id, "")
    correct(phrase, "a red moon")
    assert told(ada) == [("a red moon", "painting")]


def test_a_phrase_that_failed_is_painted_again_with_other_words(ada: Narrator) -> None:
    phrase = say(ada, "a red moose")
    fail(phrase, again=False)
    correct(phrase, "a red moon")
    assert told(ada) == [("a red moon", "painting")]


def test_spoken_words_wait_for_paint_where_the_room_says_so(ada: Narrator) -> None:
    rooms.change_room(ada.room_id, ada.id, RoomChanges(correct_seconds=3))
    phrase = phrases.add_spoken_phrase(ada.room_id, ada.id, b"\0\0" * 1600, words="a red moose")
    assert told(ada) == [("a red moose", "heard")]
    assert corrections.paint_due_phrases() == 0 and told(ada)[0][1] == "heard"
    say_typed = say(ada, "a castle")
    assert told(ada)[1] == (say_typed.text, "heard"), "a later phrase does not go first"
    Phrase.objects.filter(pk=phrase.pk).update(wait_until=timezone.now() - timedelta(seconds=1))
    assert corrections.paint_due_phrases() == 1
    assert [state for _, state in told(ada)] == ["painting", "heard"]


def test_a_phrase_is_held_while_its_words_are_corrected_and_not_for_ever(ada: Narrator) -> None:
    first, second = say(ada, "a castle"), say(ada, "a moose")
    hold(second)
    hang(first)
    assert told(ada)[1] == ("a moose", "heard")
    assert phrase_jobs.retry_stuck_phrases(at_once=True) == 0
    hold(second, hold=False)
    assert told(ada)[1] == ("a moose", "painting")
    Phrase.objects.filter(pk=second.pk).update(state="heard", since=timezone.now() - timedelta(seconds=55))
    hold(second)
    held = Phrase.objects.get(pk=second.pk)
    assert held.wait_until is not None and held.since is not None
    assert held.wait_until - held.since <= lifecycle.HOLD_MOST


def test_one_phrase_becomes_two_scenes_in_their_order(ada: Narrator) -> None:
    first, second, third = say(ada, "a castle"), say(ada, "a moon and a sea"), say(ada, "a boat")
    split(second, "a moon", "a sea")
    assert told(ada) == [("a castle", "painting"), ("a moon", "heard"), ("a sea", "heard"), ("a boat", "heard")]
    for phrase in (first, second):
        hang(phrase)
    assert [state for _, state in told(ada)] == ["painted", "painted", "painting", "heard"]
    assert World.objects.get(room=ada.room_id).phrase_count == 4
    assert Phrase.objects.get(pk=third.pk).ordinal == 4


def test_the_newest_strip_becomes_two_and_an_older_one_stays(ada: Narrator) -> None:
    first, second = say(ada, "a castle"), say(ada, "a moon and a sea")
    hang(first)
    hang(second)
    assert refused(split, first, "a", "b") == "phrase.not_waiting"
    split(second, "a moon", "a sea")
    assert told(ada) == [("a castle", "painted"), ("a moon", "painting"), ("a sea", "heard")]


def test_a_long_breath_with_two_scenes_is_two_phrases(ada: Narrator) -> None:
    scenes = (
        "the old castle stands on a hill above the sea",
        "and then a dragon comes out of the clouds and lands on it",
    )
    said = " ".join(scenes)
    assert len(said.split()) >= SPLIT_WORDS_MIN
    phrase = phrases.add_spoken_phrase(ada.room_id, ada.id, b"\0\0" * 1600)
    phrases.add_spoken_phrase(ada.room_id, ada.id, b"\0\0" * 1600)
    phrases.hear_phrase(phrase.id, said)
    assert told(ada) == [(scenes[0], "painting"), (scenes[1], "heard"), ("", "hearing")]


def test_words_that_are_known_at_the_pause_are_told_at_once(ada: Narrator) -> None:
    said_at = timezone.now() - timedelta(seconds=0.7)
    phrase = phrases.add_spoken_phrase(ada.room_id, ada.id, b"\0\0" * 1600, words=" a  red moon ", said_at=said_at)
    states = [
        event.payload["phrase"]["state"] for event in Event.objects.filter(room=ada.room_id, name="phrase.changed")
    ]
    assert states == ["heard", "painting"], "nobody sees a phrase without words"
    part = next(part for part in snapshot_of(Room.objects.get(pk=ada.room_id)).phrases)
    assert part.text == "a red moon" and part.said_at == said_at.timestamp()
    assert phrase.source == "spoken"


def test_a_direction_is_asked_ahead_with_what_its_paint_job_will_say(ada: Narrator) -> None:
    hang(say(ada, "a castle"))
    ahead = ahead_job(ada.room_id, "a red moon")
    assert ahead is not None
    assert (ahead.text, ahead.before, ahead.memory) == ("a red moon", ["a castle"], {"sky": "night"})
    say(ada, "a lake")
    assert ahead_job(ada.room_id, "a red moon") is None, "another phrase will be told before it"


@pytest.mark.django_db(transaction=True)
def test_the_room_is_told_the_colours_before_there_is_paint(ada: Narrator, monkeypatch: pytest.MonkeyPatch) -> None:
    nudged: list[dict[str, object]] = []
    monkeypatch.setattr(painting, "publish", lambda room, message: nudged.append(message))
    phrase = say(ada, "a castle")
    correct(phrase, "a tower")
    turns.pass_turn(ada.room_id, ada.id)
    painting.broadcast_direction(Directed(about=f"{phrase.id.hex}.1", attempt=1, direction=direction()))
    assert nudged == [
        {"kind": "directed", "phrase": phrase.id.hex, "colours": ["#102030", "#aa8844", "#f0e0c0"], "light": "night"}
    ]
    painting.broadcast_direction(Directed(about=uuid.uuid4().hex, attempt=1, direction=direction()))
    assert len(nudged) == 1
