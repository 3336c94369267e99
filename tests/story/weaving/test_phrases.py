"""The life of a phrase on a real database: words first, paint later, one strip in flight,
nothing lost and nothing twice."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from inference.contract.jobs import Failure
from tests.story.weaving.rooms import fail, finish, hang, join, painted, say
from worlds.actions.room import turns
from worlds.actions.room.rooms import start_world
from worlds.actions.transaction import run_once
from worlds.actions.weaving import painting, phrase_jobs, phrases
from worlds.actions.world import finishing
from worlds.models import Event, Narrator, Phrase, Receipt, Strip, World
from worlds.retry_policy import FINISHING, PHRASE
from worlds.wire.refusal import Refusal

pytestmark = pytest.mark.django_db


def states(narrator: Narrator) -> list[str]:
    world = World.objects.get(room=narrator.room_id)
    return list(world.phrases.order_by("ordinal").values_list("state", flat=True))


def sent_jobs(queue: str) -> list[dict[str, object]]:
    """The jobs that wait on a queue of the real broker, oldest first."""
    messages = [json.loads(item) for item in redis.Redis.from_url(settings.REDIS_URL).lrange(queue, 0, -1)]
    return [json.loads(base64.b64decode(message["body"]))[0][0] for message in reversed(messages)]


@pytest.fixture
def quiet_broker() -> None:
    valkey = redis.Redis.from_url(settings.REDIS_URL)
    valkey.delete("paint", "speech", "finish")


def test_words_are_heard_before_any_paint(ada: Narrator) -> None:
    phrase = say(ada, "a red moon rises")
    told = [event.payload["phrase"]["state"] for event in Event.objects.filter(room=ada.room_id, name="phrase.changed")]
    assert told == ["heard", "painting"]
    assert phrase.ordinal == 1


def test_one_strip_is_in_flight_and_the_rest_wait_in_order(ada: Narrator) -> None:
    first, second, third = say(ada, "one"), say(ada, "two"), say(ada, "three")
    assert states(ada) == ["painting", "heard", "heard"]
    hang(first)
    assert states(ada) == ["painted", "painting", "heard"]
    hang(second)
    hang(third)
    assert states(ada) == ["painted"] * 3
    assert [strip.x for strip in Strip.objects.order_by("position")] == [0, 728, 1284]


def test_the_database_itself_allows_no_second_strip_in_flight(ada: Narrator) -> None:
    say(ada, "one")
    waiting = say(ada, "two")
    with pytest.raises(IntegrityError), transaction.atomic():
        Phrase.objects.filter(pk=waiting.pk).update(state="painting")


@pytest.mark.django_db(transaction=True)
def test_the_painter_is_told_where_the_mural_ends(ada: Narrator, quiet_broker: None) -> None:
    hang(say(ada, "a castle"))
    say(ada, "a lake")
    first, second = sent_jobs("paint")
    assert first["carried"] is None and first["x"] == 0 and first["position"] == 0
    last = Strip.objects.get()
    assert second["carried"] == last.picture
    assert second["x"] == 728 and second["position"] == 1
    assert second["memory"] == {"sky": "night"}
    assert second["before"] == ["a castle"]


def test_a_strip_that_comes_twice_hangs_once(ada: Narrator, media: Path) -> None:
    phrase = say(ada, "a castle")
    result = painted(phrase)
    assert painting.hang_strip(result)
    seq = Event.objects.filter(room=ada.room_id).count()
    assert not painting.hang_strip(result)
    assert Strip.objects.count() == 1
    assert Event.objects.filter(room=ada.room_id).count() == seq


def test_the_files_of_a_strip_that_came_second_are_deleted_and_those_of_the_first_are_kept(
    ada: Narrator, media: Path
) -> None:
    phrase = say(ada, "a castle")
    first, second = painted(phrase), painted(phrase)
    for result in (first, second):
        for key in (result.files.picture, result.files.view, result.files.relief, result.files.relief_view):
            (media / key).parent.mkdir(parents=True, exist_ok=True)
            (media / key).write_bytes(b"paint")
    assert painting.hang_strip(first)
    assert not painting.hang_strip(second)
    assert not painting.hang_strip(first)
    assert (media / first.files.picture).exists() and (media / first.files.relief_view).exists()
    assert not (media / second.files.picture).exists() and not (media / second.files.relief_view).exists()


def test_a_strip_painted_for_another_place_does_not_hang(ada: Narrator) -> None:
    phrase = say(ada, "a castle")
    assert not painting.hang_strip(painted(phrase, position=4))
    assert states(ada) == ["painting"]


def test_a_failed_try_is_made_again_with_another_seed_and_then_given_up(ada: Narrator) -> None:
    phrase = say(ada, "a castle")
    follower = say(ada, "a lake")
    for attempt in range(1, PHRASE.tries + 1):
        phrase.refresh_from_db()
        assert (phrase.state, phrase.attempt) == ("painting", attempt)
        fail(phrase, again=True)
    phrase.refresh_from_db()
    follower.refresh_from_db()
    assert (phrase.state, phrase.reason) == ("failed", "paint.failed")
    assert follower.state == "painting", "the world goes on"
    hang(follower)
    assert Strip.objects.get().position == 0


def test_a_failed_phrase_can_be_painted_again(ada: Narrator) -> None:
    phrase = say(ada, "a castle")
    fail(phrase, again=False)
    phrases.retry_phrase(ada.room_id, ada.id, phrase.id)
    hang(phrase)
    assert states(ada) == ["painted"]
    with pytest.raises(Refusal, match=r"phrase\.not_failed"):
        phrases.retry_phrase(ada.room_id, ada.id, phrase.id)


def test_a_late_failure_of_an_earlier_try_changes_nothing(ada: Narrator) -> None:
    phrase = say(ada, "a castle")
    fail(phrase, again=True)
    phrase_jobs.fail_painting(Failure(about=phrase.id.hex, attempt=1, code="paint.failed", message="late"))
    phrase.refresh_from_db()
    assert (phrase.state, phrase.attempt) == ("painting", 2)


def test_only_the_holder_of_the_turn_is_heard(ada: Narrator) -> None:
    ben = join(ada, "Ben")
    with pytest.raises(Refusal, match=r"turn\.not_yours"):
        say(ben, "me too")
    assert not Phrase.objects.exists()


def test_a_turn_that_is_over_says_nothing_any_more(ada: Narrator) -> None:
    room = ada.room
    room.refresh_from_db()
    room.floor["hold"]["deadline"] = timezone.now().timestamp() - 1
    room.save()
    with pytest.raises(Refusal, match=r"turn\.not_yours"):
        say(ada, "too late")


@pytest.mark.parametrize(
    ("text", "code"), [("", "phrase.empty"), ("  ", "phrase.empty"), ("x" * 401, "phrase.too_long")]
)
def test_a_phrase_has_1_to_400_characters(ada: Narrator, text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        say(ada, text)
    assert refused.value.code == code
    assert not Phrase.objects.exists()


def test_more_phrases_than_can_be_painted_are_refused_not_promised(ada: Narrator) -> None:
    for number in range(phrases.WAITING_MAX):
        say(ada, f"phrase {number}")
    with pytest.raises(Refusal, match=r"phrase\.waiting"):
        say(ada, "one too many")


@pytest.mark.django_db(transaction=True)
def test_a_voice_is_kept_until_its_words_are_heard_and_no_longer(ada: Narrator, media: Path) -> None:
    phrase = phrases.add_spoken_phrase(ada.room_id, ada.id, b"\1\0" * 16000)
    assert phrase.state == "hearing" and (media / phrase.audio).exists()
    phrases.hear_phrase(phrase.id, "  the sea   comes in ")
    phrase.refresh_from_db()
    assert (phrase.text, phrase.state, phrase.audio) == ("the sea comes in", "painting", "")
    assert not list(media.rglob("*.wav"))
    phrases.hear_phrase(phrase.id, "something else")
    phrase.refresh_from_db()
    assert phrase.text == "the sea comes in"


def test_silence_fails_gently_and_the_next_phrase_goes_on(ada: Narrator) -> None:
    silent = phrases.add_spoken_phrase(ada.room_id, ada.id, b"\0\0" * 16000)
    say(ada, "a castle")
    assert states(ada) == ["hearing", "heard"], "paint waits for the words that were said before"
    phrases.hear_phrase(silent.id, "")
    silent.refresh_from_db()
    assert (silent.state, silent.reason) == ("failed", "speech.nothing_heard")
    assert states(ada) == ["failed", "painting"]


def test_the_newest_strip_can_be_taken_down_and_the_mural_goes_on_before_it(ada: Narrator) -> None:
    first, second = say(ada, "one"), say(ada, "two")
    hang(first)
    with pytest.raises(Refusal, match=r"phrase\.not_newest"):
        phrases.unravel_phrase(ada.room_id, ada.id, first.id)
    hang(second)
    with pytest.raises(Refusal, match=r"phrase\.not_newest"):
        phrases.unravel_phrase(ada.room_id, ada.id, first.id)
    phrases.unravel_phrase(ada.room_id, ada.id, second.id)
    assert states(ada) == ["painted", "unravelled"]
    third = say(ada, "three")
    hang(third)
    assert list(Strip.objects.filter(taken_down_at=None).values_list("phrase", "position")) == [
        (first.id, 0),
        (third.id, 1),
    ]
    assert Strip.objects.count() == 3, "a strip taken down is kept"


def long_ago(phrase: Phrase) -> None:
    Phrase.objects.filter(pk=phrase.pk).update(since=timezone.now() - timedelta(minutes=10))


@pytest.mark.django_db(transaction=True)
def test_a_strip_whose_painter_died_is_rung_for_again_and_hangs_once(ada: Narrator, quiet_broker: None) -> None:
    phrase = say(ada, "a castle")
    assert phrase_jobs.retry_stuck_phrases() == 0, "it is not stuck yet"
    lost = painted(phrase)
    long_ago(phrase)
    assert phrase_jobs.retry_stuck_phrases() == 1
    assert [job["about"] for job in sent_jobs("paint")] == [phrase.id.hex] * 2
    phrase.refresh_from_db()
    assert painting.hang_strip(painted(phrase))
    assert not painting.hang_strip(lost), "the first painter answers after all"
    assert Strip.objects.count() == 1


def test_a_phrase_that_kills_its_painters_is_given_up(ada: Narrator) -> None:
    killer, next_one = say(ada, "a castle"), say(ada, "a lake")
    for _ in range(PHRASE.unanswered_tries or 0):
        long_ago(killer)
        phrase_jobs.retry_stuck_phrases()
    killer.refresh_from_db()
    assert (killer.state, killer.reason) == ("failed", "paint.stuck")
    next_one.refresh_from_db()
    assert next_one.state == "painting"


def test_a_command_sent_twice_has_one_effect(ada: Narrator) -> None:
    def change() -> dict[str, object]:
        return {"id": say(ada, "a castle").id.hex}

    first = run_once(ada.id, "c1", change)
    assert run_once(ada.id, "c1", change) == first
    assert Phrase.objects.count() == 1
    run_once(ada.id, "c2", change)
    assert Phrase.objects.count() == 2


def test_a_refused_command_leaves_no_receipt(ada: Narrator) -> None:
    ben = join(ada, "Ben")
    with pytest.raises(Refusal):
        run_once(ben.id, "c1", lambda: {"id": say(ben, "hello").id.hex})
    assert not Receipt.objects.exists()


def test_finishing_waits_for_the_last_strip(ada: Narrator) -> None:
    phrase = say(ada, "a castle")
    world = finishing.finish_world(ada.room_id, ada.id, gallery="Night walks", visibility="public")
    assert world.finish_since is None
    with pytest.raises(Refusal, match=r"world\.not_weaving"):
        say(ada, "one more")
    hang(phrase)
    world.refresh_from_db()
    assert world.finish_since is not None and world.progress == {"stage": "stitch", "done": 0, "of": 1}


def test_a_second_finish_and_an_empty_one_are_refused(ada: Narrator) -> None:
    with pytest.raises(Refusal, match=r"world\.empty"):
        finishing.finish_world(ada.room_id, ada.id, gallery="G", visibility="public")
    hang(say(ada, "a castle"))
    finishing.finish_world(ada.room_id, ada.id, gallery="G", visibility="public")
    with pytest.raises(Refusal, match=r"world\.not_weaving"):
        finishing.finish_world(ada.room_id, ada.id, gallery="G", visibility="public")


def test_a_finished_world_has_credits_and_hangs_in_its_gallery_once(ada: Narrator) -> None:
    ben = join(ada, "Ben")
    hang(say(ada, "a castle"))
    turns.give_turn(ada.room_id, ada.id, ben.id)
    hang(say(ben, "a lake"))
    hang(say(ben, "a tower"))
    world = finish(ada, gallery="Night walks", visibility="public")
    assert world.state == "finished" and world.slug and world.slug.startswith("the-lamp-and-the-sea-")
    assert [(credit["name"], credit["phrases"]) for credit in world.credits] == [("Ben", 2), ("Ada", 1)]
    assert world.galleries.get().name == "Night walks"


def test_the_same_gallery_name_and_visibility_is_the_same_gallery_for_its_owner(ada: Narrator) -> None:
    hang(say(ada, "a castle"))
    first = finish(ada, gallery="Night walks", visibility="public")
    start_world(ada.room_id, ada.id)
    hang(say(ada, "a lake"))
    second = finish(ada, gallery="night WALKS", visibility="public", title="Another")
    assert first.galleries.get() == second.galleries.get()
    start_world(ada.room_id, ada.id)
    hang(say(ada, "a secret"))
    third = finish(ada, gallery="Night walks", visibility="private", title="Ours")
    assert third.galleries.get().visibility == "private", "what the host chose holds"
    assert second.galleries.get().visibility == "public", "finishing does not close what hangs there already"


def test_a_finishing_that_comes_to_nothing_weaves_on(ada: Narrator) -> None:
    hang(say(ada, "a castle"))
    world = finishing.finish_world(ada.room_id, ada.id, gallery="G", visibility="link")
    for attempt in range(1, FINISHING.tries + 1):
        finishing.fail_finishing(Failure(about=world.id.hex, attempt=attempt, code="finish.failed", message="no"))
    world.refresh_from_db()
    assert world.state == "weaving" and world.progress is None
    hang(say(ada, "a lake"))
    assert finish(ada).state == "finished"
