"""The sketch art director answers questions from what was told, points at the strip that tells it,
and says so where none does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.contract.direction import Palette
from inference.contract.finishing import Answer, AskJob
from inference.contract.jobs import Reply
from inference.contract.pieces import LayerNote, StripNote
from inference.sketch.art_director.answers import answer
from inference.sketch.director.director import SketchDirector
from inference.sketch.director.scene_memory import remember_scene

PALETTE = Palette(colours=["#203040"], hue=210, warmth=-0.3, brightness=0.2, variance=0.3)
STORY = (
    ("Ada", "night falls over the sea"),
    ("Bo", "three small boats and a great red lighthouse"),
    ("Ada", "two wolves howl at the moon"),
    ("Cy", "a zorblax named Quim dances on the shore"),
    ("Bo", "the sun rises over a green forest"),
    ("Cy", "城の上に月が昇る"),
)


def world(told: tuple[tuple[str, str], ...]) -> list[StripNote]:
    director = SketchDirector()
    memory: dict[str, Any] = {}
    strips = []
    for position, (narrator, text) in enumerate(told):
        direction = director.direct(text, art_style="oil", before=[], memory=memory)
        memory = {"direction": remember_scene(direction, memory.get("direction"))}
        strips.append(
            StripNote(
                position=position,
                x=556 * position,
                width=768,
                picture="p",
                relief="r",
                text=text,
                narrator=narrator,
                direction=direction,
                palette=PALETTE,
            )
        )
    return strips


STRIPS = world(STORY)


def asked(question: str, strips: list[StripNote] = STRIPS, title: str = "The Long Watch") -> Answer:
    return answer(
        AskJob(about="w", attempt=2, question=question, title=title, strips=strips, reply=Reply(done="d", failed="f"))
    )


@pytest.mark.parametrize(
    ("question", "words", "position"),
    [
        ("How many boats are there?", "3 boats", 1),
        ("how many wolves howl?", "2 wolves", 2),
        ("What colour is the lighthouse?", "is red", 1),
        ("Which color is the beacon?", "is red", 1),  # a synonym of the vocabulary
        ("Where is the lighthouse?", "strip 2 of 6, near the beginning", 1),
        ("Where are the woods?", "green forest", 4),
        ("Who said zorblax?", "Cy", 3),
        ("Who is Quim?", "named Quim", 3),
        ("What happens after the wolves?", "zorblax", 3),
        ("What comes before the wolves?", "three small boats", 1),
        ("How does it begin?", "night falls", 0),
        ("How does it end?", "城の上に月が昇る", 5),
        ("Are there wolves?", "Yes", 2),
        ("When do the wolves howl?", "night", 2),
        ("月はどこ?", "城の上に月が昇る", 5),
    ],
)
def test_what_was_told_is_answered_and_pointed_at(question: str, words: str, position: int) -> None:
    found = asked(question)
    assert words in found.text
    assert found.position == position


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is the title?", "The Long Watch"),
        ("How many strips are there?", "6 strips"),
        ("Who told this story?", "Ada (2 phrases), Bo (2 phrases), Cy (2 phrases)"),
        ("How many narrators were there?", "Bo (2 phrases)"),
    ],
)
def test_what_is_of_the_whole_world_points_at_no_strip(question: str, words: str) -> None:
    found = asked(question)
    assert words in found.text
    assert found.position is None


@pytest.mark.parametrize(
    "question", ["Is there a dragon?", "how many ships?", "Who was Napoleon's brother?", "🦄", "???", "ぬ"]
)
def test_what_was_not_told_is_said_to_be_so(question: str) -> None:
    found = asked(question)
    assert found.text.startswith(("The world tells of no", "The world does not tell"))
    assert found.position is None


def test_a_colour_that_nobody_said_is_not_made_up() -> None:
    found = asked("What colour is the moon?")
    assert "Nobody said" in found.text
    assert found.position == 2


def test_what_the_world_no_longer_has_is_not_what_it_tells_of() -> None:
    strips = world((("Ada", "rain over the hills"), ("Bo", "hills without wolves")))
    assert asked("are there wolves?", strips).position is None


def test_the_answer_is_the_callers_and_a_world_without_a_title_has_none() -> None:
    found = asked("What is it called?", title="")
    assert (found.about, found.attempt) == ("w", 2)
    assert "no title" in found.text


def test_a_long_phrase_is_quoted_in_part() -> None:
    strips = world((("Ada", "a wolf " + "howls and " * 38),))
    found = asked("where is the wolf", strips)
    assert len(found.text) < 300
    assert "…" in found.text


@settings(max_examples=120, deadline=None)
@given(st.text(min_size=1, max_size=300), st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=4))
def test_every_question_about_every_world_gets_an_answer(question: str, told: list[str]) -> None:
    found = asked(question, world(tuple(("", text) for text in told)))
    assert 0 < len(found.text) <= 600
    assert found.position is None or 0 <= found.position < len(told)


PLAIN = world(
    (
        ("Ada", "A girl with a yellow umbrella"),
        ("Bo", "a great red lighthouse and wolves"),
        ("Cy", "Her coat is blue and the boats are green"),
        ("Ada", "three swans on a lake"),
    )
)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What colour is the umbrella?", "The umbrella is yellow"),
        ("Of which colour is the girl's umbrella?", "The umbrella is yellow"),
        ("What colour is the umbrella of the girl?", "The umbrella is yellow"),
        ("What colour is the girl?", "Which colour it has cannot be told"),
        ("What colour is the coat?", "The coat is blue"),
        ("What colour are the boats?", "The boats are green"),
        ("Which colour are the wolves?", "Which colour it has cannot be told"),
        ("What colour are the swans?", "Nobody said of which colour"),
        ("How many wolves are there?", "Nobody said how many"),
        ("How many swans are there?", "There are 3 swans"),
        ("Are there wolves?", "Yes. Strip 2"),
        ("Is there a red lighthouse?", "Yes. Strip 2"),
    ],
)
def test_a_colour_or_a_number_is_said_of_what_the_narration_says_it_of(question: str, words: str) -> None:
    assert asked(question, PLAIN).text.startswith(words)


@pytest.mark.parametrize(
    "question",
    [
        "Is the lighthouse blue?",
        "Is there a blue lighthouse?",
        "Are there red wolves?",
        "Are there no wolves?",
        "Are there seven swans?",
        "Is the girl happy?",
        "Do the wolves see the lighthouse?",
    ],
)
def test_yes_is_not_said_to_what_nobody_told(question: str) -> None:
    assert not asked(question, PLAIN).text.startswith("Yes")


def test_a_sentence_that_is_quoted_ends_once() -> None:
    told = world((("Ada", "A red moon rises."), ("Bo", "Who goes there?"), ("Cy", "it snows...")))
    found = [asked(question, told).text for question in ("Where is the moon?", "How does it end?")]
    assert found[0].endswith("“A red moon rises”.") and found[1].endswith("“it snows...”.")


def test_what_the_second_voice_painted_over_a_strip_is_told_too() -> None:
    first, second, *_ = world(STORY)
    over = second.model_copy(update={"text": "a robot and two boats", "narrator": "Dee"})
    layer = LayerNote(**{name: getattr(over, name) for name in LayerNote.model_fields})
    strips = [first, second.model_copy(update={"layers": [layer]})]
    assert asked("Who told of the robot?", strips).text == "Dee said it, in strip 2: “a robot and two boats”."
    assert asked("Was there a robot?", strips).position == 1
    assert "There are 3 boats in strip 2" in asked("How many boats are there?", strips).text
    assert "Dee (1 phrase)" in asked("Who told it?", strips).text
    assert asked("Who told of the robot?", [first, second]).text == "The world tells of no robot."
