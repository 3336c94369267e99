"""What the ears guessed is shown as a guess, painted like anything else, and a fact once its narrator says so."""

from __future__ import annotations

import pytest

from inference.contract.speech.hearing import Transcript
from tests.story.weaving.rooms import finish, hang, join, say
from worlds import tasks
from worlds.actions.weaving import corrections, phrases
from worlds.models import Event, Narrator, Phrase, Strip, World
from worlds.reading.room import phrase_part, snapshot_of
from worlds.wire.refusal import Refusal

pytestmark = pytest.mark.django_db
LONG = "The old castle stands on a hill above the sea. And then a dragon comes out of the clouds and lands on it."


def guess(narrator: Narrator, words: str = "a red moose rises") -> Phrase:
    """A spoken phrase whose words were known at its pause, as a guess."""
    return phrases.add_spoken_phrase(narrator.room_id, narrator.id, b"\0\0" * 1600, words=words, unsure=True)


def shown(narrator: Narrator) -> list[tuple[str, bool]]:
    """What everybody in the room is shown: words, and whether they are a guess."""
    narrator.room.refresh_from_db()
    return [(phrase.text, phrase.unsure) for phrase in snapshot_of(narrator.room).phrases]


def act(action: object, phrase: Phrase, *args: object) -> None:
    action(phrase.narrator.room_id, phrase.narrator_id, phrase.id, *args)  # type: ignore[operator]


def test_a_guess_is_known_as_one_and_painted_at_once(ada: Narrator) -> None:
    phrase = guess(ada)
    assert shown(ada) == [("a red moose rises", True)]
    assert Phrase.objects.get(pk=phrase.pk).state == Phrase.State.PAINTING
    hang(phrase)
    assert shown(ada) == [("a red moose rises", True)]


def test_words_that_are_heard_later_may_be_a_guess_too(ada: Narrator) -> None:
    first, second = (phrases.add_spoken_phrase(ada.room_id, ada.id, b"\0\0" * 1600) for _ in range(2))
    for phrase, text in ((first, "a red moose"), (second, "")):
        tasks.hear_phrase(Transcript(about=phrase.id.hex, text=text, unsure=True).model_dump(mode="json"))
    assert shown(ada) == [("a red moose", True), ("", False)]


def test_its_narrator_says_that_it_is_right_and_nothing_is_painted_again(ada: Narrator) -> None:
    ben = join(ada, "Ben")
    phrase = guess(ada)
    hang(phrase)
    with pytest.raises(Refusal, match=r"phrase\.not_yours"):
        corrections.confirm_phrase(ada.room_id, ben.id, phrase.id)
    act(corrections.confirm_phrase, phrase)
    assert shown(ada) == [("a red moose rises", False)]
    assert Strip.objects.filter(taken_down_at=None).count() == 1
    events = Event.objects.count()
    act(corrections.confirm_phrase, phrase)
    assert Event.objects.count() == events, "it was said already"


def test_what_was_painted_over_since_can_still_be_confirmed(ada: Narrator) -> None:
    phrase = guess(ada)
    hang(phrase)
    hang(say(ada, "a castle"))
    act(corrections.confirm_phrase, phrase)
    assert shown(ada) == [("a red moose rises", False), ("a castle", False)]


def test_a_correction_makes_it_a_fact_even_without_other_words(ada: Narrator) -> None:
    first, second = guess(ada), guess(ada, "a castle on a hill and a dragon")
    act(corrections.correct_phrase, first, "a red moose rises")
    act(corrections.split_phrase, second, "a castle on a hill", "and a dragon")
    assert shown(ada) == [("a red moose rises", False), ("a castle on a hill", False), ("and a dragon", False)]
    told = [event.payload["phrase"] for event in Event.objects.filter(name="phrase.changed")]
    assert not any(phrase["unsure"] for phrase in told if phrase["text"] != "a castle on a hill and a dragon")


def test_both_scenes_of_a_guess_are_one_and_sentences_where_it_is(ada: Narrator) -> None:
    guess(ada, LONG)
    assert shown(ada) == [
        ("The old castle stands on a hill above the sea.", True),
        ("And then a dragon comes out of the clouds and lands on it.", True),
    ]


def test_what_is_taken_down_is_no_guess_any_more(ada: Narrator) -> None:
    phrase = guess(ada)
    hang(phrase)
    phrases.unravel_phrase(ada.room_id, ada.id, phrase.id)
    phrase.refresh_from_db()
    assert not phrase_part(phrase).unsure


def test_a_finished_world_has_its_words_as_they_are(ada: Narrator) -> None:
    phrase = guess(ada)
    hang(phrase)
    finish(ada)
    with pytest.raises(Refusal, match=r"world\.not_weaving"):
        act(corrections.confirm_phrase, phrase)
    assert World.objects.get(room=ada.room_id).state == World.State.FINISHED
