"""Questions of a world as a visitor may read them, and suggestions for the first ones. Reads only.

Visitors read all of their own; of others' those that are answered, where the world keeps its questions.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from inference.contract.direction import Direction
from inference.contract.kind_names import plain_name
from worlds.access import NotFound, Visitor, world_for
from worlds.models import Question, World

FAILURES = {
    "ask.stuck": "The art director did not answer. Ask again.",
    "world.empty": "What was asked about is not painted any more.",
}
DEFAULT_FAILURE = "The art director could not answer that. Ask again, in other words."
WAITING = "The art director is busy with another world. Your question is not lost."
SUGGESTION_STRIPS = 60
"""Strips that suggestions are taken from."""


@dataclass(frozen=True)
class QuestionSummary:
    """A question as pages and the API show it."""

    id: str
    text: str
    state: str
    answer: str
    position: int | None
    """Of the strip that the answer means."""
    why: str
    """A sentence: why it failed, or what it waits for."""
    yours: bool


def questions_for(visitor: Visitor, world: World) -> QuerySet[Question]:
    """Those of ``world`` that the visitor may read, oldest first."""
    readable = visitor.owns()
    if world.keeps_questions:
        readable |= Q(state=Question.State.ANSWERED, kept=True)
    return Question.objects.filter(readable, world=world).order_by("asked_at", "pk")


def question_for(visitor: Visitor, question_id: uuid.UUID) -> Question:
    """One that the visitor may read: theirs, or shown with a world that they may see. Raises ``NotFound``."""
    question = Question.objects.select_related("world").filter(pk=question_id).first()
    if question is None:
        raise NotFound(str(question_id))
    if not owns_question(visitor, question):
        shown = question.world.keeps_questions and question.kept and question.state == Question.State.ANSWERED
        if not shown or not question.world.slug:
            raise NotFound(str(question_id))
        world_for(visitor, question.world.slug)
    return question


def owns_question(visitor: Visitor, question: Question) -> bool:
    account = visitor.account
    return question.guest == visitor.guest or (account is not None and question.user_id == account.pk)


def summarise_question(visitor: Visitor, question: Question) -> QuestionSummary:
    why = ""
    if question.state == Question.State.FAILED:
        why = FAILURES.get(question.reason, DEFAULT_FAILURE)
    elif question.state == Question.State.ASKED and question.reason:
        why = WAITING
    return QuestionSummary(
        id=question.id.hex,
        text=question.text,
        state=question.state,
        answer=question.answer,
        position=question.position,
        why=why,
        yours=owns_question(visitor, question),
    )


def suggest_questions(world: World) -> list[str]:
    """Three questions that this world can answer: about something in it, about what follows, about how it ends."""
    strips = world.strips.hanging().select_related("phrase")
    directions = [
        Direction.model_validate(strip.phrase.direction)
        for strip in strips[:SUGGESTION_STRIPS]
        if strip.phrase.direction
    ]
    things = {element.kind: element for direction in directions for element in direction.elements}
    many = next((one for one in things.values() if one.count > 1), None)
    single = [one for one in things.values() if one.count == 1]
    questions = []
    if many is not None:
        questions.append(f"How many {plain_name(many.kind, 2)} are there?")
    if single:
        questions.append(f"Who told of the {plain_name(single[len(single) // 2].kind)}?")
    if len(directions) > 2 and directions[0].elements:
        first = directions[0].elements[0]
        questions.append(f"What comes after the {plain_name(first.kind, first.count)}?")
    questions += ["How does it end?", "Who told this story?", "What is it about?"]
    return questions[:3]
