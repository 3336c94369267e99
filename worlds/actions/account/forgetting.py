"""A guest's browser forgets them: whoever uses it next, or has a copy of its cookie, is nobody that was known here.

A cookie that is signed cannot be taken back, so the guest's rows get an id that no browser has. Their seats are removed
like those that a host removes; phrases and names stay in the worlds, and galleries where they are, without an owner. A
room that loses its host this way has another narrator as its host.
"""

from __future__ import annotations

import uuid

from worlds.access import Visitor
from worlds.actions.room.rooms import remove_seat
from worlds.actions.room.turns import present_narrators
from worlds.actions.transaction import locked_room, publish, record_event
from worlds.models import Gallery, Like, Narrator, Question, Report, Room
from worlds.reading.room import narrator_part
from worlds.wire.events import NarratorChanged


def forget_guest(visitor: Visitor) -> None:
    """Remove the guest's seats and cut whatever they made from their browser. An account's rows are left alone."""
    seats = Narrator.objects.filter(guest=visitor.guest, user=None, removed_at=None)
    for seat_id, room_id in list(seats.values_list("pk", "room_id")):
        # before the seat is removed, so that its sockets are told why
        publish(room_id, {"kind": "close", "guest": visitor.guest.hex, "reason": "forgotten"})
        _leave_for_good(room_id, seat_id)
    nobody = uuid.uuid4()
    for kind in (Narrator, Gallery, Question, Report, Like):
        kind.objects.filter(guest=visitor.guest, user=None).update(guest=nobody)


def _leave_for_good(room_id: uuid.UUID, seat_id: uuid.UUID) -> None:
    present = present_narrators(room_id)
    with locked_room(room_id) as room:
        seat = Narrator.objects.filter(pk=seat_id, removed_at=None).first()
        if seat is None:
            return
        remove_seat(room, seat, present)
        if seat.is_host:
            _hand_over(room, present)


def _hand_over(room: Room, present: tuple[str, ...]) -> None:
    """Make a narrator the locked room's host: one who is there now before one who is away, then who came first."""
    narrators = room.narrators.filter(removed_at=None, role=Narrator.Role.NARRATOR).order_by("joined_at")
    heir = min(narrators, key=lambda narrator: narrator.id.hex not in present, default=None)
    if heir is not None:
        heir.role = Narrator.Role.HOST
        heir.save(update_fields=["role"])
        record_event(room, NarratorChanged(narrator=narrator_part(heir)))
