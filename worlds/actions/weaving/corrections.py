"""Change the words of one's own phrase: hold it while typing, correct it, split it into two scenes; or confirm them.

A phrase can be corrected while it waits, while it is painted (the result is then refused, since it is of another
wording) and as long as its piece is at the mural's end, where it is taken down and painted again. Nothing else of the
mural moves.
"""

from __future__ import annotations

import uuid

from django.utils import timezone

from worlds import phrase_lifecycle as lifecycle
from worlds.actions.phrase_state import life_after, save_life
from worlds.actions.pieces import is_at_the_end, take_down
from worlds.actions.transaction import locked_room, log_failure, require_seat
from worlds.actions.weaving.forgetting import forget_earlier_words
from worlds.actions.weaving.painting import paint_next, record_phrase
from worlds.actions.weaving.phrases import add_after, phrase_of, weaving_world
from worlds.models import Phrase, Room, World
from worlds.wire.refusal import Refusal


def correct_phrase(room_id: uuid.UUID, narrator_id: uuid.UUID, phrase_id: uuid.UUID, text: str) -> None:
    """Give a phrase other words and have it painted with them.

    Raises ``Refusal``: ``phrase.not_found``, ``phrase.not_yours``, ``phrase.not_waiting``, ``world.not_weaving``.
    """
    with locked_room(room_id) as room:
        world, phrase = _own_phrase(room, narrator_id, phrase_id)
        life = life_after(phrase, lifecycle.corrected, timezone.now())
        if phrase.state == Phrase.State.PAINTED:
            _take_piece_down(world, phrase)
        phrase.text, phrase.unsure = text, False
        save_life(phrase, life, "text", "unsure")
        forget_earlier_words(room, phrase)
        record_phrase(room, phrase, world)
        paint_next(room, world)


def confirm_phrase(room_id: uuid.UUID, narrator_id: uuid.UUID, phrase_id: uuid.UUID) -> None:
    """Words that the ears guessed are right: nobody is shown them as a guess any more. Nothing is painted again.

    Raises ``Refusal``: ``phrase.not_found``, ``phrase.not_yours``, ``world.not_weaving``.
    """
    with locked_room(room_id) as room:
        world, phrase = _own_phrase(room, narrator_id, phrase_id)
        if not phrase.unsure:
            return
        phrase.unsure = False
        phrase.save(update_fields=["unsure"])
        record_phrase(room, phrase, world)


def hold_phrase(room_id: uuid.UUID, narrator_id: uuid.UUID, phrase_id: uuid.UUID, *, hold: bool) -> None:
    """Keep a phrase that waits from being painted for a while, or let it go on; any other phrase stays as it is.

    Raises ``Refusal``: ``phrase.not_found``, ``phrase.not_yours``, ``phrase.not_waiting`` for one that was taken down,
    ``world.not_weaving``.
    """
    with locked_room(room_id) as room:
        world, phrase = _own_phrase(room, narrator_id, phrase_id)
        now = timezone.now()
        life = life_after(phrase, lifecycle.held, now) if hold else life_after(phrase, lifecycle.released)
        if phrase.state != Phrase.State.HEARD:
            return
        save_life(phrase, life)
        record_phrase(room, phrase, world)
        paint_next(room, world)


def split_phrase(room_id: uuid.UUID, narrator_id: uuid.UUID, phrase_id: uuid.UUID, first: str, second: str) -> Phrase:
    """Make two phrases of one that waits for paint; the second comes right after the first. Returns the second.

    Raises ``Refusal``: ``phrase.not_found``, ``phrase.not_yours``, ``phrase.not_waiting``, ``world.not_weaving``.
    """
    with locked_room(room_id) as room:
        world, phrase = _own_phrase(room, narrator_id, phrase_id)
        later = world.phrases.filter(ordinal__gt=phrase.ordinal)
        life = life_after(phrase, lifecycle.split, timezone.now())
        if phrase.state == Phrase.State.PAINTED:
            if later.exists():
                raise Refusal("phrase.not_waiting")
            _take_piece_down(world, phrase)
        elif later.exclude(state__in=(Phrase.State.HEARING, Phrase.State.HEARD)).exists():
            raise Refusal("phrase.not_waiting")
        phrase.text, phrase.unsure = first, False
        save_life(phrase, life, "text", "unsure")
        forget_earlier_words(room, phrase)
        record_phrase(room, phrase, world)
        added = add_after(room, world, phrase, second)
        paint_next(room, world)
    return added


def paint_due_phrases() -> int:
    """Paint the phrases whose time for corrections is over; how many rooms were looked at."""
    due = Phrase.objects.filter(state=Phrase.State.HEARD, wait_until__lte=timezone.now())
    rooms = {room_id for room_id in due.values_list("world__room", flat=True)[:500] if room_id is not None}
    for room_id in rooms:
        with log_failure(room_id), locked_room(room_id) as room:
            for phrase in due.filter(world__room=room).select_related("world__finish_gallery", "narrator"):
                save_life(phrase, life_after(phrase, lifecycle.wait_is_over, timezone.now()))
                record_phrase(room, phrase, phrase.world)
                paint_next(room, phrase.world)
    return len(rooms)


def _own_phrase(room: Room, narrator_id: uuid.UUID, phrase_id: uuid.UUID) -> tuple[World, Phrase]:
    narrator = require_seat(room, narrator_id)
    world = weaving_world(room)
    phrase = phrase_of(world, phrase_id)
    if phrase.narrator_id != narrator.id:
        raise Refusal("phrase.not_yours")
    return world, phrase


def _take_piece_down(world: World, phrase: Phrase) -> None:
    """Take down what ``phrase`` painted, to paint it again. Raises ``Refusal``: ``phrase.not_waiting``."""
    if not is_at_the_end(world, phrase) or not take_down(world, phrase):
        raise Refusal("phrase.not_waiting")
