"""Ask a world: a question goes to the art director, the answer comes back with the strip it means.

``asked → answered | failed``. One open question a person, a limited number an hour. An art director that is busy or
still warming up has tried nothing: the question waits and is sent again, as is one whose answer was lost. Whoever asked
may delete a question at any time; those who wove the world decide whether its questions are shown with it.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from inference.contract.finishing import Answer, AskJob
from inference.contract.jobs import Failure, Reply
from worlds.access import NotFound, Visitor, worlds_of
from worlds.actions.dispatch import send_question
from worlds.actions.limits import Limit
from worlds.actions.retrying import RetriedJobs, Round
from worlds.models import Question, World
from worlds.reading.pieces import strip_notes
from worlds.retry_policy import QUESTION, since_of_put_off
from worlds.wire.refusal import Refusal
from worlds.wire.visible_text import visible_text

QUESTION_CHARS_MAX = 300
UNKEPT_FOR = timedelta(days=30)
"""Age at which a question is deleted whose world does not keep them."""
RETRIES_MAX = 500
"""Questions that are sent again in one round, at most."""
PERSON_LIMIT = Limit("questions", max_uses=30, seconds=3600, code="question.too_many")
WORLD_LIMIT = Limit("questions-of-world", max_uses=300, seconds=3600, code="question.world_asked")


def ask_question(visitor: Visitor, world: World, text: str) -> Question:
    """Ask ``world``, which was reached through ``worlds.access``, in at most ``QUESTION_CHARS_MAX`` characters.

    Raises ``Refusal``: ``question.empty``, ``question.too_long``, ``question.open`` (one of theirs is not answered
    yet), ``world.empty``, and ``RateLimited``: ``question.too_many``, ``question.world_asked``.
    """
    text = _sanitised(text)
    if not text:
        raise Refusal("question.empty")
    if len(text) > QUESTION_CHARS_MAX:
        raise Refusal("question.too_long")
    if world.strip_count == 0:
        raise Refusal("world.empty")
    if Question.objects.filter(visitor.owns(), state=Question.State.ASKED).exists():
        raise Refusal("question.open")
    PERSON_LIMIT.check(visitor.limit_key)
    WORLD_LIMIT.check(world.id.hex)
    try:
        with transaction.atomic():
            question = Question.objects.create(
                world=world, user=visitor.account, guest=visitor.guest, text=text, since=timezone.now()
            )
            _send(question)
    except IntegrityError:
        raise Refusal("question.open") from None
    return question


def record_answer(answer: Answer) -> bool:
    """Save what the art director answered, if the question is still open; returns whether it was."""
    with transaction.atomic():
        question = _open(answer.about)
        if question is None:
            return False
        question.state, question.reason, question.since = Question.State.ANSWERED, "", None
        question.answer, question.position = answer.text, None
        if answer.position is not None and question.world.strips.hanging().filter(position=answer.position).exists():
            question.position = answer.position
        question.save(update_fields=["state", "reason", "since", "answer", "position"])
    return True


def fail_question(failure: Failure) -> None:
    """A try failed: ask again while that may help, else the question failed. One that was put off has lost no try."""
    with transaction.atomic():
        question = _open(failure.about)
        if question is None or question.attempt != failure.attempt:
            return
        JOBS.settle_failure(question, failure)


class QuestionJobs(RetriedJobs[Question]):
    """Questions that wait for their answer."""

    job = "ask"
    policy = QUESTION

    def overdue(self, this: Round) -> Iterable[uuid.UUID]:
        return list(self._sent(this).values_list("pk", flat=True)[:RETRIES_MAX])

    def lock(self, pk: uuid.UUID, this: Round) -> Question | None:
        return _locked(self._sent(this).filter(pk=pk))

    def tries(self, row: Question) -> int:
        return row.attempt

    def costs_no_try(self, row: Question, *, at_once: bool) -> bool:
        return at_once or bool(row.reason)

    def send(self, row: Question) -> None:
        row.attempt += 1
        self.send_same_try(row)

    def send_same_try(self, row: Question) -> None:
        row.reason, row.since = "", timezone.now()
        row.save(update_fields=["attempt", "reason", "since"])
        _send(row)

    def put_off(self, row: Question, code: str, wait: timedelta) -> None:
        row.reason, row.since = code, since_of_put_off(timezone.now(), wait, self.patience())
        row.save(update_fields=["reason", "since"])

    def give_up(self, row: Question, code: str) -> None:
        row.state, row.reason, row.since = Question.State.FAILED, code, None
        row.save(update_fields=["state", "reason", "since"])

    def _sent(self, this: Round) -> QuerySet[Question]:
        return Question.objects.filter(state=Question.State.ASKED, since__lt=this.before)


JOBS = QuestionJobs()


def retry_stuck_questions(*, at_once: bool = False) -> int:
    """Send again the questions that nobody answered in time, or, ``at_once``, all open ones; how many that was."""
    return JOBS.retry_stuck(at_once=at_once)


def withdraw_question(visitor: Visitor, question_id: uuid.UUID) -> None:
    """Delete a question of one's own; those who wove its world only stop it from being shown with the world.

    Raises ``NotFound`` for anybody else.
    """
    with transaction.atomic():
        question = Question.objects.select_for_update(of=("self",)).filter(pk=question_id).first()
        if question is None:
            raise NotFound(str(question_id))
        if Question.objects.filter(visitor.owns(), pk=question_id).exists():
            question.delete()
        elif question.kept and question.world.keeps_questions and _took_part(visitor, question.world):
            question.kept = False
            question.save(update_fields=["kept"])
        else:
            raise NotFound(str(question_id))


def keep_questions(visitor: Visitor, world: World, *, keeps: bool) -> None:
    """Show the questions of a world with it from now on, or stop. Raises ``NotFound`` for those who took no part."""
    if not _took_part(visitor, world):
        raise NotFound(str(world.pk))
    World.objects.filter(pk=world.pk).update(keeps_questions=keeps)
    world.keeps_questions = keeps


def delete_old_questions() -> int:
    """Delete the old questions of worlds that do not keep them; how many those were."""
    old = Question.objects.filter(world__keeps_questions=False, asked_at__lt=timezone.now() - UNKEPT_FOR)
    return old.delete()[0]


def _took_part(visitor: Visitor, world: World) -> bool:
    return worlds_of(visitor).filter(pk=world.pk).exists()


def _open(about: str) -> Question | None:
    return _locked(Question.objects.filter(pk=uuid.UUID(about), state=Question.State.ASKED))


def _locked(one: QuerySet[Question]) -> Question | None:
    return one.select_for_update(of=("self",)).select_related("world").first()


def _send(question: Question) -> None:
    world = question.world
    notes = strip_notes(world)
    if not notes:  # its strips were taken down since
        JOBS.give_up(question, "world.empty")
        return
    send_question(
        AskJob(
            about=question.id.hex,
            attempt=question.attempt,
            question=question.text,
            title=world.title,
            description=world.description[:1000],
            strips=notes,
            reply=Reply(done="worlds.take_answer", failed="worlds.fail_question"),
        )
    )


def _sanitised(text: str) -> str:
    """What can be seen of it, in one line, without control characters: PostgreSQL or JSON may not take them."""
    kept = (
        " " if char.isspace() else char
        for char in text
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs")
    )
    return visible_text(" ".join("".join(kept).split()))
