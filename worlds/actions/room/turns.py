"""Take, pass, skip, give and expire turns; raise and lower hands: the rules of ``worlds.turns``, applied to rows."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import redis
from django.utils import timezone

from worlds import turns
from worlds.actions.transaction import locked_room, log_failure, record_event, require_seat
from worlds.models import Room
from worlds.reading.room import floor_part
from worlds.valkey.presence import narrators_around, narrators_in
from worlds.wire.events import HappeningPart, TurnChanged
from worlds.wire.refusal import Refusal

log = logging.getLogger(__name__)


def present_narrators(room_id: uuid.UUID) -> tuple[str, ...]:
    """Ids of the narrators in the room; of all seats where presence is out of reach, so that turns still move."""
    try:
        return narrators_in(room_id.hex)
    except redis.RedisError:
        log.warning("presence is out of reach; every seat of room %s counts as taken", room_id)
        return tuple(Room.objects.values_list("floor", flat=True).get(pk=room_id)["seats"])


def change_floor(room: Room, change: Callable[[turns.Floor, float], turns.Outcome]) -> turns.Floor:
    """Run ``change`` on the locked room's floor and record what happened, if anything did.

    Raises ``Refusal`` with the code of the rule that said no.
    """
    before = turns.Floor.from_json(room.floor)
    try:
        floor, happened = change(before, time.time())
    except turns.TurnRefused as refused:
        raise Refusal(refused.code) from None
    if floor == before and not happened:
        return floor
    room.floor = floor.to_json()
    room.turn_deadline = None if floor.deadline is None else datetime.fromtimestamp(floor.deadline, UTC)
    room.hands_up = bool(floor.hands)
    room.save(update_fields=["floor", "turn_deadline", "hands_up"])
    record_event(
        room,
        TurnChanged(
            floor=floor_part(room),
            happened=[HappeningPart(kind=happening.kind, narrator=happening.narrator) for happening in happened],
        ),
    )
    return floor


def expire_overdue(room: Room, present: tuple[str, ...]) -> None:
    """End what is overdue on the locked room's floor. Call it before anything else happens there."""
    change_floor(room, lambda floor, now: turns.expire(floor, now, present))


def voice_of(room: Room, narrator_id: uuid.UUID) -> turns.Voice | None:
    """The voice that the narrator has in the room's turn, if any."""
    return turns.Floor.from_json(room.floor).voice_of(narrator_id.hex)


def require_turn(room: Room, narrator_id: uuid.UUID) -> turns.Voice:
    """The narrator's voice. Raises ``Refusal``: ``turn.not_yours`` unless they hold the room's turn."""
    floor = turns.Floor.from_json(room.floor)
    voice = floor.voice_of(narrator_id.hex)
    if voice is None or floor.holds[voice].deadline <= time.time():
        raise Refusal("turn.not_yours")
    return voice


def current_voice(room_id: uuid.UUID, narrator_id: uuid.UUID) -> turns.Voice:
    """``require_turn`` for a room that is not locked. Raises ``Refusal``: ``turn.not_yours``."""
    return require_turn(Room.objects.get(pk=room_id), narrator_id)


def take_turn(room_id: uuid.UUID, narrator_id: uuid.UUID) -> None:
    _change_turn(room_id, narrator_id, lambda floor, now, present: turns.take(floor, now, narrator_id.hex))


def speak_on(room_id: uuid.UUID, narrator_id: uuid.UUID) -> None:
    """The narrator is speaking: where nobody waits for their turn, they keep it."""
    _change_turn(room_id, narrator_id, lambda floor, now, present: turns.speak_on(floor, now, narrator_id.hex, present))


def pass_turn(room_id: uuid.UUID, narrator_id: uuid.UUID, *, turn: int | None = None) -> None:
    _change_turn(
        room_id,
        narrator_id,
        lambda floor, now, present: turns.pass_on(floor, now, narrator_id.hex, present, turn=turn),
    )


def skip_turn(
    room_id: uuid.UUID, host_id: uuid.UUID, whose: uuid.UUID | None = None, *, turn: int | None = None
) -> None:
    """End the running turn, or only one narrator's part in a duet."""
    name = None if whose is None else whose.hex
    _change_turn(
        room_id, host_id, lambda floor, now, present: turns.skip(floor, now, present, name, turn=turn), host=True
    )


def give_turn(
    room_id: uuid.UUID,
    host_id: uuid.UUID,
    to: uuid.UUID,
    voice: turns.Voice | None = None,
    *,
    turn: int | None = None,
) -> None:
    _change_turn(
        room_id, host_id, lambda floor, now, present: turns.give(floor, now, to.hex, voice, turn=turn), host=True
    )


def swap_voices(room_id: uuid.UUID, narrator_id: uuid.UUID, *, turn: int | None = None) -> None:
    """One of a duet changes places with the other."""
    _change_turn(room_id, narrator_id, lambda floor, now, present: turns.swap(floor, narrator_id.hex, turn=turn))


def raise_hand(room_id: uuid.UUID, narrator_id: uuid.UUID) -> None:
    _change_turn(room_id, narrator_id, lambda floor, now, present: turns.raise_hand(floor, now, narrator_id.hex))


def lower_hand(room_id: uuid.UUID, narrator_id: uuid.UUID) -> None:
    _change_turn(room_id, narrator_id, lambda floor, now, present: turns.lower_hand(floor, narrator_id.hex))


def arrive(room_id: uuid.UUID, narrator_id: uuid.UUID) -> None:
    """A narrator's socket opened: a circle that stood still goes on, and a hand that waited has what is free."""
    present = present_narrators(room_id)
    with locked_room(room_id) as room:
        expire_overdue(room, present)
        change_floor(room, lambda floor, now: turns.arrive(floor, now, narrator_id.hex))


def expire_turn(room_id: uuid.UUID) -> None:
    """End the room's turn if its deadline has come. Harmless at any other time."""
    present = present_narrators(room_id)
    with locked_room(room_id) as room:
        expire_overdue(room, present)


def expire_overdue_turns() -> int:
    """End every turn in every room whose deadline has come; how many rooms were looked at."""
    overdue = list(Room.objects.filter(turn_deadline__lte=timezone.now()).values_list("pk", flat=True)[:500])
    for room_id in overdue:
        with log_failure(room_id):
            expire_turn(room_id)
    return len(overdue)


def lower_absent_hands() -> int:
    """Take down the hands of those who are away, in every room; how many rooms were looked at.

    Where presence is out of reach nobody is taken for away.
    """
    waiting = list(Room.objects.filter(hands_up=True).values_list("pk", "floor"))
    for room_id, known in waiting:
        with log_failure(room_id):
            try:
                around = narrators_around(room_id.hex)
            except redis.RedisError:
                log.warning("presence is out of reach; every raised hand stays up")
                break
            if turns.lower_absent_hands(turns.Floor.from_json(known), around)[1]:
                with locked_room(room_id) as room:
                    change_floor(room, partial(_lower_hands_of_all_but, around))
    return len(waiting)


def _lower_hands_of_all_but(around: tuple[str, ...], floor: turns.Floor, now: float) -> turns.Outcome:
    return turns.lower_absent_hands(floor, around)


def _change_turn(
    room_id: uuid.UUID,
    narrator_id: uuid.UUID,
    change: Callable[[turns.Floor, float, Any], turns.Outcome],
    *,
    host: bool = False,
) -> None:
    present = present_narrators(room_id)
    with locked_room(room_id) as room:
        require_seat(room, narrator_id, host=host)
        expire_overdue(room, present)
        change_floor(room, lambda floor, now: change(floor, now, present))
