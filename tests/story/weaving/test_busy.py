"""A painter that is busy, an engine that is waking: nothing was tried, nothing is lost, everybody sees why it waits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from inference.contract.finishing import Progress
from inference.contract.jobs import Failure
from tests.story.weaving.rooms import hang, open_room, say
from worlds.actions.room import turns
from worlds.actions.weaving import corrections, painting, phrase_jobs, phrases
from worlds.actions.world import finishing
from worlds.models import Event, Narrator, Phrase, World
from worlds.retry_policy import FINISHING

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What the inference service was sent_jobs for: the job's kind and its attempt."""
    sent_jobs: list[tuple[str, Any]] = []
    monkeypatch.setattr(painting, "send_painting", lambda job: sent_jobs.append(("paint", job.attempt)))
    monkeypatch.setattr(phrase_jobs, "send_hearing", lambda job: sent_jobs.append(("hear", job.attempt)))
    monkeypatch.setattr(phrases, "send_hearing", lambda job: sent_jobs.append(("hear", job.attempt)))
    monkeypatch.setattr(finishing, "send_finishing", lambda job: sent_jobs.append(("finish", job.attempt)))
    return sent_jobs


@pytest.fixture
def ada() -> Narrator:
    host = open_room()
    turns.take_turn(host.room_id, host.id)
    return host


def put_off(phrase: Phrase, seconds: float = 12, code: str = "paint.busy") -> None:
    phrase.refresh_from_db()
    failure = Failure(about=phrase.id.hex, attempt=phrase.attempt, code=code, message="Not now.", seconds=seconds)
    (phrase_jobs.fail_hearing if phrase.state == "hearing" else phrase_jobs.fail_painting)(failure)
    phrase.refresh_from_db()


def its_time_comes(phrase: Phrase) -> None:
    Phrase.objects.filter(pk=phrase.pk).update(wait_until=timezone.now() - timedelta(seconds=1))
    corrections.paint_due_phrases()
    phrase.refresh_from_db()


def test_a_busy_painter_costs_no_try_however_often(ada: Narrator, sent: list[tuple[str, Any]], media: Path) -> None:
    phrase = say(ada, "a castle")
    for _ in range(8):
        put_off(phrase)
        assert (phrase.state, phrase.attempt, phrase.reason) == ("heard", 0, "paint.busy")
        assert phrase_jobs.retry_stuck_phrases() == 0
        its_time_comes(phrase)
        assert (phrase.state, phrase.attempt, phrase.reason) == ("painting", 1, "")
    assert sent == [("paint", 1)] * 9
    hang(phrase)
    phrase.refresh_from_db()
    assert (phrase.state, phrase.reason) == ("painted", "")


def test_everybody_sees_what_a_phrase_waits_for_and_about_how_long(ada: Narrator, sent: list[tuple[str, Any]]) -> None:
    phrase = say(ada, "a castle")
    put_off(phrase, seconds=12)
    told = Event.objects.filter(room=ada.room_id, name="phrase.changed").latest("seq").payload["phrase"]
    assert (told["state"], told["reason"]) == ("heard", "paint.busy")
    assert 10 < told["wait_until"] - timezone.now().timestamp() <= 12


def test_the_phrases_behind_it_keep_their_order(ada: Narrator, sent: list[tuple[str, Any]], media: Path) -> None:
    first, second = say(ada, "a castle"), say(ada, "a lake")
    put_off(first)
    third = say(ada, "a moon")
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == ("heard", "heard"), "nobody overtakes the one that waits"
    its_time_comes(first)
    hang(first)
    second.refresh_from_db()
    assert second.state == "painting"


def test_a_painter_that_is_ready_is_asked_at_once(ada: Narrator, sent: list[tuple[str, Any]]) -> None:
    phrase = say(ada, "a castle")
    put_off(phrase, seconds=60, code="engine.warming")
    Phrase.objects.update(since=timezone.now() - timedelta(seconds=5))
    assert phrase_jobs.retry_stuck_phrases() == 0
    assert phrase_jobs.retry_stuck_phrases(at_once=True) == 1
    phrase.refresh_from_db()
    assert (phrase.state, phrase.attempt, phrase.wait_until) == ("painting", 1, None)


def test_a_phrase_that_is_being_corrected_is_left_alone_by_a_painter_that_becomes_ready(
    ada: Narrator, sent: list[tuple[str, Any]]
) -> None:
    first, second = say(ada, "a castle"), say(ada, "a cassel")
    corrections.hold_phrase(ada.room_id, ada.id, second.id, hold=True)
    Phrase.objects.update(since=timezone.now() - timedelta(seconds=5))
    hang(first)
    assert phrase_jobs.retry_stuck_phrases(at_once=True) == 0
    second.refresh_from_db()
    assert second.state == "heard"


def test_an_answer_that_comes_twice_puts_off_once(ada: Narrator, sent: list[tuple[str, Any]]) -> None:
    phrase = say(ada, "a castle")
    failure = Failure(about=phrase.id.hex, attempt=1, code="paint.busy", message="Not now.", seconds=5)
    phrase_jobs.fail_painting(failure)
    phrase_jobs.fail_painting(failure)
    phrase.refresh_from_db()
    assert (phrase.state, phrase.attempt) == ("heard", 0)


def test_ears_that_are_waking_cost_no_try_and_no_voice(
    ada: Narrator, sent: list[tuple[str, Any]], media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    phrase = phrases.add_spoken_phrase(ada.room_id, ada.id, b"\0\0" * 1600)
    for _ in range(8):
        put_off(phrase, code="engine.warming")
        assert (phrase.state, phrase.attempt, phrase.reason) == ("hearing", 0, "engine.warming")
        assert phrase.audio
        Phrase.objects.update(since=timezone.now() - timedelta(minutes=2))
        assert phrase_jobs.retry_stuck_phrases() == 1
        phrase.refresh_from_db()
        assert phrase.attempt == 1
    phrases.hear_phrase(phrase.id, "a castle")
    phrase.refresh_from_db()
    assert (phrase.text, phrase.reason) == ("a castle", "")


def test_ears_that_are_busy_are_asked_again_when_they_said(
    ada: Narrator, sent: list[tuple[str, Any]], media: Path
) -> None:
    """Not only when ears that fell silent would be, however much is being painted elsewhere."""
    other = open_room()
    turns.take_turn(other.room_id, other.id)
    say(other, "a lake")
    phrase = phrases.add_spoken_phrase(ada.room_id, ada.id, b"\0\0" * 1600)
    put_off(phrase, seconds=2, code="speech.busy")
    assert (phrase.state, phrase.attempt, phrase.reason) == ("hearing", 0, "speech.busy")
    assert phrase_jobs.retry_stuck_phrases() == 0
    assert phrase.since is not None
    Phrase.objects.filter(pk=phrase.pk).update(since=phrase.since - timedelta(seconds=2))
    assert phrase_jobs.retry_stuck_phrases() == 1
    phrase.refresh_from_db()
    assert (phrase.state, phrase.attempt) == ("hearing", 1)


def test_a_busy_art_director_costs_no_try_and_the_world_waits_its_turn(
    ada: Narrator, sent: list[tuple[str, Any]], media: Path
) -> None:
    hang(say(ada, "a castle"))
    world = finishing.finish_world(ada.room_id, ada.id, gallery="Walks", visibility="link")
    for _ in range(5):
        finishing.fail_finishing(
            Failure(about=world.id.hex, attempt=1, code="finish.busy", message="Not now.", seconds=10)
        )
        world.refresh_from_db()
        assert (world.state, world.progress) == ("finishing", None)
        assert finishing.retry_stuck_finishings() == 0
        assert world.finish_since is not None
        World.objects.update(finish_since=world.finish_since - timedelta(seconds=11))
        assert finishing.retry_stuck_finishings() == 1
    assert [attempt for kind, attempt in sent if kind == "finish"] == [1] * 6


def test_a_world_that_was_told_to_wait_for_long_asks_again_sooner(
    ada: Narrator, sent: list[tuple[str, Any]], media: Path
) -> None:
    hang(say(ada, "a castle"))
    world = finishing.finish_world(ada.room_id, ada.id, gallery="Walks", visibility="link")
    failure = Failure(about=world.id.hex, attempt=1, code="finish.busy", message="Not now.", seconds=600)
    finishing.fail_finishing(failure)
    world.refresh_from_db()
    assert world.finish_since is not None
    World.objects.update(finish_since=world.finish_since - (FINISHING.put_off_max or timedelta()))
    assert finishing.retry_stuck_finishings() == 1


def test_a_world_is_not_taken_for_lost_while_it_is_being_named(
    ada: Narrator, sent: list[tuple[str, Any]], media: Path
) -> None:
    hang(say(ada, "a castle"))
    world = finishing.finish_world(ada.room_id, ada.id, gallery="Walks", visibility="link")
    for done in range(1, 30):
        World.objects.update(finish_since=timezone.now() - timedelta(seconds=59))
        finishing.record_progress(Progress(about=world.id.hex, stage="name", done=done, of=31))
        assert finishing.retry_stuck_finishings() == 0
    assert [kind for kind, _ in sent].count("finish") == 1
