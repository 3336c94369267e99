"""Ask your world without scripts: plain forms on the world's page, which come back to it."""

from __future__ import annotations

import pytest
from django.test import Client

from inference.contract.finishing import Answer
from tests.pages.finished_worlds import weave
from worlds.actions.world.questions import record_answer
from worlds.models import Question

pytestmark = pytest.mark.django_db

MARKUP = "<script>alert(1)</script>"


def test_a_question_is_asked_answered_and_taken_away_with_forms() -> None:
    woven = weave("a castle", "three boats on a lake")
    eve = Client()
    asked = eve.post(f"{woven.page}/ask", {"question": ["", f"How many boats? {MARKUP}"]})
    assert asked["Location"] == f"{woven.page}#ask"
    page = eve.get(woven.page).content.decode()
    assert "The art director is looking" in page and "Look again" in page
    assert MARKUP not in page and "&lt;script&gt;" in page
    again = eve.post(f"{woven.page}/ask", {"question": "And wolves?"}, follow=True).content.decode()
    assert "still looking into your last question" in again
    question = Question.objects.get()
    record_answer(Answer(about=question.id.hex, text=f"3 boats. {MARKUP}", position=1))
    page = eve.get(woven.page).content.decode()
    assert MARKUP not in page and "3 boats." in page and 'href="#phrase-2"' in page
    assert "3 boats." not in Client().get(woven.page).content.decode()
    away = f"{woven.page}/questions/{question.id}/away"
    assert away in page
    assert Client().post(away).status_code == 404
    assert eve.post(away)["Location"] == f"{woven.page}#ask"
    assert not Question.objects.exists()


def test_those_who_wove_the_world_show_its_questions_and_others_cannot() -> None:
    woven = weave("a castle", "three boats on a lake")
    eve = Client()
    eve.post(f"{woven.page}/ask", {"question": "How many boats?"})
    record_answer(Answer(about=Question.objects.get().id.hex, text="There are 3.", position=1))
    assert eve.post(f"{woven.page}/questions", {"keeps": "1"}).status_code == 404
    assert "Show questions with this world" in woven.browser.get(woven.page).content.decode()
    woven.browser.post(f"{woven.page}/questions", {"keeps": "1"})
    assert "There are 3." in Client().get(woven.page).content.decode()
    page = woven.browser.get(woven.page).content.decode()
    assert "Do not show this question" in page
    woven.browser.post(f"{woven.page}/questions/{Question.objects.get().id}/away")
    assert "There are 3." not in Client().get(woven.page).content.decode()
    assert "There are 3." in eve.get(woven.page).content.decode()


def test_a_world_that_may_not_be_seen_cannot_be_asked() -> None:
    woven = weave("a castle", visibility="private")
    assert Client().post(f"{woven.page}/ask", {"question": "Who?"}).status_code == 404
    assert not Question.objects.exists()
