"""Ask a world: a question goes to the art director, the answer comes back with the strip it means.

``asked → answered | failed``. One open question a person, so many an hour. An art director who is busy or still waking
has tried nothing: the question waits and goes again, and so does one whose answer was lost on its way. Whoever asked
may take a question away at any time; those who wove the world decide whether its questions are shown with it.
"""

from __future__ import annotations

import logging
import unicodedata
import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from inference.contract.finishing import Answer, AskJob
from inference.contract.jobs import Failure, Reply
from worlds.access import NotFound, Visitor, worlds_of
from worlds.actions.dispatch import send_asking
from worlds.actions.limits import Limit
from worlds.actions.transaction import Refusal
from worlds.models import Question, World
from worlds.reading.pieces import strip_notes

log = logging.getLogger(__name__)

QUESTION_CHARS_MAX = 300
ATTEMPTS_MAX = 3
PATIENCE = timedelta(seconds=60)
"""How long an answer may take before the question is sent again."""
ASK_AGAIN = 30.0
"""Seconds after which a question that was put off is sent again, though it was told to wait longer:
it may be its turn already."""
FORGOTTEN = timedelta(days=30)
"""Age at which a question is forgotten whose world does not keep them."""
BY_PERSON = Limit("questions", most=30, seconds=3600, code="question.too_many")
OF_WORLD = Limit("questions-of-world", most=300, seconds=3600, code="question.world_asked")


def ask_question(visitor: Visitor, world: World, text: str) -> Question:
    """Ask ``world``, which was reached through ``worlds.access``, in at most ``QUESTION_CHARS_MAX`` characters.

    Raises ``Refusal``: ``question.empty``, ``question.too_long``, ``question.open`` (one of theirs is not answered
    yet), ``world.empty``, and ``TooMany``: ``question.too_many``, ``question.world_asked``.
    """
    text = _plain(text)
    if not text:
        raise Refusal("question.empty")
    if len(text) > QUESTION_CHARS_MAX:
        raise Refusal("question.too_long")
    if world.strip_count == 0:
        raise Refusal("world.empty")
    if Question.objects.filter(visitor.owns(), state=Question.State.ASKED).exists():
        raise Refusal("question.open")
    BY_PERSON.check(visitor.person)
    OF_WORLD.check(world.id.hex)
    try:
        with transaction.atomic():
            question = Question.objects.create(
                world=world, user=visitor.account, guest=visitor.guest, text=text, since=timezone.now()
            )
            _send(question)
    except IntegrityError:
        raise Refusal("question.open") from None
    return question


def take_answer(answer: Answer) -> bool:
    """Keep what the art director answered.
    A question that is not open any more is left alone; returns whether it was."""
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
    """A try came to nothing: ask again while that may help, else say so. One that was put off has lost no try."""
    with transaction.atomic():
        question = _open(failure.about)
        if question is None or question.attempt != failure.attempt:
            return
        if failure.seconds is not None:
            question.reason = failure.code
            question.since = timezone.now() + timedelta(seconds=min(failure.seconds, ASK_AGAIN)) - PATIENCE
            question.save(update_fields=["reason", "since"])
            return
        log.warning("question %s was not answered: %s (%s)", failure.about, failure.code, failure.message)
        _try_again(question, failure.code, may=failure.again)


def ring_questions_again(*, everything: bool = False) -> int:
    """Send again the questions that stand still, or, with ``everything``, all that are open; how many that was."""
    patience = timedelta(seconds=1) if everything else PATIENCE
    late = Question.objects.filter(state=Question.State.ASKED, since__lt=timezone.now() - patience)
    rung = 0
    for pk in list(late.values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            question = _open(pk.hex)
            if question is None or question.since is None or question.since > timezone.now() - patience:
                continue
            rung += 1
            if question.reason or everything:
                question.reason, question.since = "", timezone.now()
                question.save(update_fields=["reason", "since"])
                _send(question)
            else:
                _try_again(question, "ask.stuck", may=True)
    return rung


def take_question_away(visitor: Visitor, question_id: uuid.UUID) -> None:
    """Whoever asked deletes their question; those who wove its world only stop it from being shown with the world.

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
    """Show the questions of a world with it from now on, or do not.
    Raises ``NotFound`` for those who did not take part."""
    if not _took_part(visitor, world):
        raise NotFound(str(world.pk))
    World.objects.filter(pk=world.pk).update(keeps_questions=keeps)
    world.keeps_questions = keeps


def forget_questions() -> int:
    """Delete the old questions of worlds that do not keep them; how many those were."""
    old = Question.objects.filter(world__keeps_questions=False, asked_at__lt=timezone.now() - FORGOTTEN)
    return old.delete()[0]


def _took_part(visitor: Visitor, world: World) -> bool:
    return worlds_of(visitor).filter(pk=world.pk).exists()


def _open(about: str) -> Question | None:
    return (
        Question.objects.select_for_update(of=("self",))
        .select_related("world")
        .filter(pk=uuid.UUID(about), state=Question.State.ASKED)
        .first()
    )


def _try_again(question: Question, code: str, *, may: bool) -> None:
    if may and question.attempt < ATTEMPTS_MAX:
        question.attempt, question.reason, question.since = question.attempt + 1, "", timezone.now()
        question.save(update_fields=["attempt", "reason", "since"])
        _send(question)
    else:
        question.state, question.reason, question.since = Question.State.FAILED, code, None
        question.save(update_fields=["state", "reason", "since"])


def _send(question: Question) -> None:
    world = question.world
    notes = strip_notes(world)
    if not notes:  # its strips were taken down since
        question.state, question.reason, question.since = Question.State.FAILED, "world.empty", None
        question.save(update_fields=["state", "reason", "since"])
        return
    send_asking(
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


def _plain(text: str) -> str:
    """One line without control characters, which no question needs and PostgreSQL or JSON may not take."""
    kept = (
        " " if char.isspace() else char
        for char in text
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs")
    )
    return " ".join("".join(kept).split())
