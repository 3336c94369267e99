"""Ask a world: a finished one that you may see, or the one that your room is weaving; the art director answers."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from worlds import access
from worlds.actions.world.questions import QUESTION_CHARS_MAX, ask_question, withdraw_question
from worlds.api.authentication import authenticated_visitor
from worlds.api.responses import READ_ERRORS, WRITE_ERRORS, ErrorResponse, PageQuery, RequestBody, page_of
from worlds.models import Question, World
from worlds.reading.questions import question_for, questions_for, suggest_questions, summarise_question

router = Router(tags=["questions"])


class NewQuestion(RequestBody):
    text: str = Field(min_length=1, max_length=QUESTION_CHARS_MAX)


class QuestionRead(Schema):
    id: str
    text: str
    state: str = Field(description="asked, answered or failed")
    answer: str
    position: int | None = Field(description="of the strip that the answer means")
    why: str = Field(description="what it waits for, or why it failed")
    yours: bool


class QuestionPage(Schema):
    items: list[QuestionRead] = Field(description="newest first")
    next: str | None
    suggestions: list[str] = Field(description="three that fit this world")


@router.get(
    "/worlds/{slug}/questions",
    response={200: QuestionPage, READ_ERRORS: ErrorResponse},
    url_name="world_questions",
    summary="Questions of a world",
)
def list_questions(request: HttpRequest, slug: str, query: Query[PageQuery]) -> QuestionPage:
    """Yours, and where the world shows its questions those of others."""
    return _page(request, access.world_for(authenticated_visitor(request), slug), query)


@router.post(
    "/worlds/{slug}/questions", response={201: QuestionRead, WRITE_ERRORS: ErrorResponse}, summary="Ask a world"
)
def ask_world(request: HttpRequest, slug: str, body: NewQuestion) -> Status[QuestionRead]:
    """One open question at a time. Read it again until it is `answered` or `failed`."""
    visitor = authenticated_visitor(request)
    return Status(201, _read(visitor, ask_question(visitor, access.world_for(visitor, slug), body.text)))


@router.get(
    "/rooms/{code}/questions",
    response={200: QuestionPage, READ_ERRORS: ErrorResponse},
    url_name="room_questions",
    summary="Questions of a room's world",
)
def list_room_questions(request: HttpRequest, code: str, query: Query[PageQuery]) -> QuestionPage:
    return _page(request, access.room_world_for(authenticated_visitor(request), code)[1], query)


@router.post(
    "/rooms/{code}/questions", response={201: QuestionRead, WRITE_ERRORS: ErrorResponse}, summary="Ask a room's world"
)
def ask_room(request: HttpRequest, code: str, body: NewQuestion) -> Status[QuestionRead]:
    """Of the world as it is so far, for whoever sits in its room."""
    visitor = authenticated_visitor(request)
    _, world = access.room_world_for(visitor, code)
    return Status(201, _read(visitor, ask_question(visitor, world, body.text)))


@router.get("/questions/{question_id}", response={200: QuestionRead, READ_ERRORS: ErrorResponse}, summary="A question")
def read_question(request: HttpRequest, question_id: uuid.UUID) -> QuestionRead:
    return _read(authenticated_visitor(request), question_for(authenticated_visitor(request), question_id))


@router.delete(
    "/questions/{question_id}", response={204: None, WRITE_ERRORS: ErrorResponse}, summary="Take a question away"
)
def delete_question(request: HttpRequest, question_id: uuid.UUID) -> Status[None]:
    """Your own is deleted. Of others' in a world that you wove, it is not shown with the world any more."""
    withdraw_question(authenticated_visitor(request), question_id)
    return Status(204, None)


def _page(request: HttpRequest, world: World, query: PageQuery) -> QuestionPage:
    visitor = authenticated_visitor(request)
    found, following = page_of(questions_for(visitor, world), "asked_at", query)
    return QuestionPage(
        items=[_read(visitor, question) for question in found], next=following, suggestions=suggest_questions(world)
    )


def _read(visitor: access.Visitor, question: Question) -> QuestionRead:
    return QuestionRead.model_validate(summarise_question(visitor, question))
