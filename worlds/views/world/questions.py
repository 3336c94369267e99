"""Ask a world: its part of the world page, and plain forms for browsers without scripts.

Scripts ask through the HTTP API; these forms do the same actions and come back to the page.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from worlds.access import Visitor, own_world_for, visitor_of, world_for
from worlds.actions.world.questions import QUESTION_CHARS_MAX, ask_question, keep_questions, withdraw_question
from worlds.models import World
from worlds.reading.pieces import told
from worlds.reading.questions import questions_for, suggest_questions, summarise_question
from worlds.refusal_messages import refusal_message
from worlds.wire.refusal import Refusal

QUESTIONS_SHOWN = 20
"""Newest questions on the page."""


def ask_panel(request: HttpRequest, visitor: Visitor, world: World) -> dict[str, Any]:
    """What ``templates/worlds/_ask.html`` needs."""
    newest = [
        summarise_question(visitor, question) for question in questions_for(visitor, world).reverse()[:QUESTIONS_SHOWN]
    ]
    meant = {question.position for question in newest if question.position is not None}
    strips = world.strips.hanging().filter(position__in=meant)
    rows = strips.values_list("position", "phrase__text", "phrase__source", "phrase__language") if meant else ()
    phrases = {position: (told(text, source, language), language) for position, text, source, language in rows}
    questions = [
        {
            "asked": question,
            "strip": ("", "en") if question.position is None else phrases.get(question.position, ("", "en")),
            "away": reverse("take_question_away", args=[world.slug, uuid.UUID(question.id)]),
        }
        for question in newest
    ]
    return {
        "ask": {
            "questions": questions,
            "suggestions": suggest_questions(world),
            "api": reverse("api:world_questions", args=[world.slug]),
            "most": QUESTION_CHARS_MAX,
        }
    }


@require_POST
def ask_world(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask with a form; back to the page, where the answer will be."""
    visitor = visitor_of(request)
    try:
        ask_question(visitor, world_for(visitor, slug), request.POST.get("question", ""))
    except Refusal as refusal:
        messages.error(request, refusal_message(refusal))
    return redirect(f"{reverse('world', args=[slug])}#ask")


@require_POST
def keep_world_questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Those who took part show the world's questions with it, or do not."""
    visitor = visitor_of(request)
    keep_questions(visitor, own_world_for(visitor, slug), keeps=request.POST.get("keeps") == "1")
    return redirect(f"{reverse('world', args=[slug])}#ask")


@require_POST
def withdraw(request: HttpRequest, slug: str, question_id: uuid.UUID) -> HttpResponse:
    """Take one question away."""
    withdraw_question(visitor_of(request), question_id)
    return redirect(f"{reverse('world', args=[slug])}#ask")
