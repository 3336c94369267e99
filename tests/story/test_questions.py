"""Ask a world: one question at a time, bounded, never lost, shown only where those who wove the world want it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from inference.contract.finishing import Answer, AskJob
from inference.contract.jobs import Failure
from tests.story.weaving.rooms import finish, hang, open_room, say, visitor
from worlds.access import NotFound, Visitor
from worlds.actions.limits import RateLimited
from worlds.actions.room import turns
from worlds.actions.world import questions
from worlds.models import Narrator, Question, World
from worlds.reading.questions import question_for, questions_for, suggest_questions, summarise_question
from worlds.refusal_messages import refusal_message
from worlds.wire.refusal import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[AskJob]:
    """The jobs that went to the art director."""
    jobs: list[AskJob] = []
    monkeypatch.setattr(questions, "send_question", jobs.append)
    return jobs


def woven(*told: str, visibility: str = "public") -> tuple[Narrator, World]:
    host = open_room()
    turns.take_turn(host.room_id, host.id)
    for text in told or ("a castle stands in the rain", "three boats on a lake"):
        hang(say(host, text))
    return host, finish(host, visibility=visibility)


def of(narrator: Narrator) -> Visitor:
    return Visitor(guest=narrator.guest)


def answered(question: Question, text: str = "It is strip 2.", position: int | None = 1) -> bool:
    return questions.record_answer(Answer(about=question.id.hex, text=text, position=position))


def failed(question: Question, *, again: bool = True, seconds: float | None = None) -> None:
    question.refresh_from_db()
    failure = Failure(
        about=question.id.hex, attempt=question.attempt, code="ask.failed", message="no", again=again, seconds=seconds
    )
    questions.fail_question(failure)
    question.refresh_from_db()


def left_alone(question: Question, seconds: float) -> None:
    Question.objects.filter(pk=question.pk).update(since=timezone.now() - timedelta(seconds=seconds))


def test_a_question_brings_the_world_to_the_art_director_and_the_answer_back(media: Path, sent: list[AskJob]) -> None:
    _, world = woven()
    stranger = visitor()
    question = questions.ask_question(stranger, world, "  How many\n boats?\0 ")
    assert (sent[0].question, sent[0].title, len(sent[0].strips)) == ("How many boats?", world.title, 2)
    assert answered(question, "There are 3 boats in strip 2.")
    told = summarise_question(stranger, question_for(stranger, question.pk))
    assert (told.state, told.answer, told.position, told.yours) == (
        "answered",
        "There are 3 boats in strip 2.",
        1,
        True,
    )
    assert not answered(question, "Something else."), "the first answer stays"


def test_an_answer_that_means_no_strip_of_this_world_points_nowhere(media: Path, sent: list[AskJob]) -> None:
    _, world = woven()
    question = questions.ask_question(visitor(), world, "Where?")
    answered(question, position=7)
    question.refresh_from_db()
    assert (question.state, question.position) == ("answered", None)


@pytest.mark.parametrize(
    ("text", "code"), [(" \0\n ", "question.empty"), ("x" * 301, "question.too_long"), ("\ud800", "question.empty")]
)
def test_what_is_no_question_is_refused_with_a_sentence(media: Path, sent: list[AskJob], text: str, code: str) -> None:
    _, world = woven()
    with pytest.raises(Refusal) as refused:
        questions.ask_question(visitor(), world, text)
    assert refused.value.code == code
    assert refusal_message(refused.value).endswith(".")
    assert sent == []


def test_a_world_with_nothing_painted_cannot_be_asked_and_one_being_woven_can(media: Path, sent: list[AskJob]) -> None:
    host = open_room()
    world = World.objects.get(room=host.room)
    with pytest.raises(Refusal, match=r"world\.empty"):
        questions.ask_question(of(host), world, "What is it about?")
    turns.take_turn(host.room_id, host.id)
    hang(say(host, "a castle"))
    world.refresh_from_db()
    questions.ask_question(of(host), world, "What is it about?")
    assert sent[0].strips[0].text == "a castle"


def test_one_question_at_a_time_even_when_two_come_at_once(media: Path, sent: list[AskJob]) -> None:
    _, world = woven()
    asker = visitor()
    first = questions.ask_question(asker, world, "One?")
    with pytest.raises(Refusal, match=r"question\.open"):
        questions.ask_question(asker, world, "Two?")
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(world=world, guest=asker.guest, text="Two?")
    questions.ask_question(visitor(), world, "Somebody else's?")
    answered(first)
    questions.ask_question(asker, world, "Two?")


def test_who_asks_too_much_is_told_when_to_come_back(
    media: Path, sent: list[AskJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = questions.PERSON_LIMIT.__class__(f"test-{uuid.uuid4()}", max_uses=2, seconds=600, code="question.too_many")
    monkeypatch.setattr(questions, "PERSON_LIMIT", limit)
    _, world = woven()
    asker = visitor()
    for _ in range(2):
        answered(questions.ask_question(asker, world, "Again?"))
    with pytest.raises(RateLimited) as refused:
        questions.ask_question(asker, world, "Again?")
    assert refusal_message(refused.value) == "You have asked a lot. Try again in about 10 minutes."
    questions.ask_question(visitor(), world, "Others may go on?")


def test_a_busy_art_director_costs_no_try_and_the_question_comes_again(media: Path, sent: list[AskJob]) -> None:
    _, world = woven()
    asker = visitor()
    question = questions.ask_question(asker, world, "How many boats?")
    for round_ in range(5):
        failed(question, seconds=2.0)
        assert (question.state, question.attempt) == ("asked", 1)
        assert "not lost" in summarise_question(asker, question).why
        assert questions.retry_stuck_questions() == 0, "not before the time it was told"
        left_alone(question, 61)
        assert questions.retry_stuck_questions() == 1
        assert len(sent) == round_ + 2
    assert answered(question)


def test_an_engine_that_has_just_started_is_asked_everything_that_is_open(media: Path, sent: list[AskJob]) -> None:
    _, world = woven()
    question = questions.ask_question(visitor(), world, "How many boats?")
    left_alone(question, 2)
    assert questions.retry_stuck_questions() == 0
    assert questions.retry_stuck_questions(at_once=True) == 1
    assert [job.attempt for job in sent] == [1, 1]


def test_a_question_that_cannot_be_answered_says_so_after_three_tries(media: Path, sent: list[AskJob]) -> None:
    _, world = woven()
    asker = visitor()
    lost = questions.ask_question(asker, world, "How many boats?")
    for _ in range(3):
        left_alone(lost, 61)
        questions.retry_stuck_questions()
    lost.refresh_from_db()
    assert (lost.state, lost.reason, len(sent)) == ("failed", "ask.stuck", 3)
    hopeless = questions.ask_question(asker, world, "How many boats?")
    failed(hopeless, again=False)
    assert hopeless.state == "failed"
    assert summarise_question(asker, hopeless).why.endswith("in other words.")


def test_questions_are_private_until_those_who_wove_the_world_show_them(media: Path, sent: list[AskJob]) -> None:
    host, world = woven()
    asker, other = visitor(), visitor()
    question = questions.ask_question(asker, world, "How many boats?")
    answered(question)
    assert list(questions_for(asker, world)) == [question]
    assert not questions_for(other, world).exists() and not questions_for(of(host), world).exists()
    with pytest.raises(NotFound):
        question_for(other, question.pk)
    with pytest.raises(NotFound):
        questions.keep_questions(other, world, keeps=True)
    questions.keep_questions(of(host), world, keeps=True)
    assert list(questions_for(other, world)) == [question]
    assert summarise_question(other, question_for(other, question.pk)).yours is False
    with pytest.raises(NotFound):
        questions.withdraw_question(other, question.pk)
    questions.withdraw_question(of(host), question.pk)
    assert not questions_for(other, world).exists()
    assert list(questions_for(asker, world)) == [question], "it is still theirs"
    questions.withdraw_question(asker, question.pk)
    assert not Question.objects.exists()


def test_old_questions_are_forgotten_unless_the_world_keeps_them(media: Path, sent: list[AskJob]) -> None:
    host, world = woven()
    _, other = woven()
    kept, gone = (questions.ask_question(visitor(), one, "Who?") for one in (world, other))
    questions.keep_questions(of(host), world, keeps=True)
    Question.objects.update(asked_at=timezone.now() - timedelta(days=31))
    assert questions.delete_old_questions() == 1
    assert set(Question.objects.all()) == {kept} and gone.pk != kept.pk


def test_three_questions_are_suggested_that_fit_the_world(media: Path) -> None:
    _, world = woven("a castle stands in the rain", "three boats on a lake", "a red moon rises")
    suggested = suggest_questions(world)
    assert len(suggested) == 3
    assert any("castle" in question for question in suggested)
