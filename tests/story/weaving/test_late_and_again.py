"""What comes late, again, or in the middle of something else: nothing is lost, nothing old is taken for new,
no file stays behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from inference.contract.finishing import Progress
from inference.contract.jobs import Failure
from tests.story.weaving.rooms import fail, finished, hang, say
from worlds.actions.weaving import phrase_jobs, phrases
from worlds.actions.world import finishing
from worlds.models import Narrator, Phrase, World
from worlds.wire.refusal import Refusal

pytestmark = pytest.mark.django_db


def speak(narrator: Narrator) -> Phrase:
    return phrases.add_spoken_phrase(narrator.room_id, narrator.id, b"\0\0" * 16_000)


def mishear(phrase: Phrase, *, attempt: int, again: bool = True) -> None:
    phrase_jobs.fail_hearing(
        Failure(about=phrase.id.hex, attempt=attempt, code="speech.failed", message="no luck", again=again)
    )


def give_up_finishing(world: World) -> None:
    world.refresh_from_db()
    finishing.fail_finishing(
        Failure(about=world.id.hex, attempt=world.finish_attempt, code="finish.failed", message="no luck", again=False)
    )
    world.refresh_from_db()
    assert world.state == World.State.WEAVING


def finish_again(host: Narrator) -> World:
    return finishing.finish_world(host.room_id, host.id, gallery="Walks", visibility="link")


def test_a_phrase_painted_again_waits_for_the_one_in_flight(ada: Narrator) -> None:
    first = say(ada, "one")
    fail(first, again=False)
    second = say(ada, "two")
    phrases.retry_phrase(ada.room_id, ada.id, first.id)
    hang(second)
    hang(first)
    assert World.objects.get(room=ada.room_id).strip_count == 2


def test_a_lost_doorbell_is_rung_for_the_phrase_in_flight_though_an_older_one_waits(ada: Narrator) -> None:
    first = say(ada, "one")
    fail(first, again=False)
    second = say(ada, "two")
    phrases.retry_phrase(ada.room_id, ada.id, first.id)
    Phrase.objects.update(since=timezone.now() - timedelta(minutes=5))
    assert phrase_jobs.retry_stuck_phrases() == 1
    second.refresh_from_db()
    assert (second.state, second.attempt) == ("painting", 2)


def test_a_voice_that_is_refused_leaves_no_file(ada: Narrator, media: Path) -> None:
    hang(say(ada, "one"))
    finish_again(ada)
    with pytest.raises(Refusal, match=r"world\.not_weaving"):
        speak(ada)
    assert not list(media.rglob("*.wav"))


def test_words_that_could_not_be_heard_are_heard_again_while_that_may_help(ada: Narrator, media: Path) -> None:
    phrase = speak(ada)
    mishear(phrase, attempt=1)
    phrase.refresh_from_db()
    assert (phrase.state, phrase.attempt) == ("hearing", 2)
    assert (media / phrase.audio).exists(), "the voice is all there is of the phrase"
    mishear(phrase, attempt=1)
    mishear(phrase, attempt=2)
    mishear(phrase, attempt=3)
    phrase.refresh_from_db()
    assert (phrase.state, phrase.reason) == ("failed", "speech.failed")


def test_a_voice_nobody_can_hear_is_not_kept(ada: Narrator) -> None:
    phrase = speak(ada)
    mishear(phrase, attempt=1, again=False)
    phrase.refresh_from_db()
    assert (phrase.state, phrase.audio) == ("failed", "")


def test_a_voice_nobody_ever_answers_for_is_not_kept_either(ada: Narrator, media: Path) -> None:
    phrase = speak(ada)
    while phrase.state == "hearing":
        Phrase.objects.update(since=timezone.now() - timedelta(minutes=5))
        assert phrase_jobs.retry_stuck_phrases() == 1
        phrase.refresh_from_db()
    assert (phrase.state, phrase.reason, phrase.audio, phrase.voice) == ("failed", "speech.stuck", "", "")


def test_a_stitch_of_a_finishing_that_was_given_up_does_not_finish_a_mural_that_grew(ada: Narrator) -> None:
    hang(say(ada, "one"))
    world = finish_again(ada)
    short = finished(world)
    give_up_finishing(world)
    hang(say(ada, "two"))
    finish_again(ada)
    assert not finishing.complete_world(short)
    assert finishing.complete_world(finished(world))
    world.refresh_from_db()
    assert world.state == World.State.FINISHED


def test_any_try_of_the_running_finishing_finishes_the_world(ada: Narrator) -> None:
    hang(say(ada, "one"))
    world = finish_again(ada)
    first = finished(world)
    World.objects.update(finish_since=timezone.now() - timedelta(minutes=5))
    assert finishing.retry_stuck_finishings() == 1
    assert finishing.complete_world(first)


@pytest.mark.parametrize("times", [1, 2])
def test_every_finishing_has_three_tries(ada: Narrator, times: int) -> None:
    hang(say(ada, "one"))
    for _ in range(times):
        world = finish_again(ada)
        tries = 1
        while world.state == World.State.FINISHING:
            World.objects.update(finish_since=timezone.now() - timedelta(minutes=5))
            tries += finishing.retry_stuck_finishings()
            world.refresh_from_db()
        assert tries == 4, "sent, sent again twice, then given up"


def test_late_news_of_a_finishing_that_was_given_up_does_not_stop_the_next_one(ada: Narrator) -> None:
    hang(say(ada, "one"))
    world = finish_again(ada)
    stale = Failure(about=world.id.hex, attempt=world.finish_attempt, code="finish.failed", message="x", again=False)
    give_up_finishing(world)
    last = say(ada, "two")
    finish_again(ada)
    finishing.record_progress(Progress(about=world.id.hex, stage="stitch", done=1, of=1))
    finishing.fail_finishing(stale)
    world.refresh_from_db()
    assert (world.state, world.finish_since) == (World.State.FINISHING, None), "it still waits for its last strip"
    hang(last)
    assert finishing.complete_world(finished(world))
