"""The seats of a room: how many there are, its host's, and removed ones for people who wove elsewhere.

The narrators of a world that was imported or is woven on from another have removed seats from the beginning: these keep
name and colour for narration and credits, nobody can use them, and they never hold a turn. Call all of it inside a
transaction.
"""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.utils import timezone

from worlds import turns
from worlds.access import Visitor
from worlds.actions.room.turns import change_floor
from worlds.actions.transaction import Refusal, record_event
from worlds.look_alikes import distinct_name
from worlds.models import Narrator, Participation, Room
from worlds.reading.room import narrator_part
from worlds.threads import least_used_colour
from worlds.wire.events import NarratorJoined

SEATS_MAX = 24
"""Narrators in a room; spectators are not counted."""
NAME_CHARS_MAX = 40


def create_host_seat(room: Room, visitor: Visitor, *, name: str, colour: int = 0) -> Narrator:
    """The host's seat in ``room``, which is new and whose world has begun, or was finished elsewhere: it is theirs."""
    host = Narrator.objects.create(
        room=room,
        user=visitor.account,
        guest=visitor.guest,
        name=name,
        colour=colour,
        role=Narrator.Role.HOST,
    )
    assert room.world is not None  # a room always has one
    Participation.objects.create(world=room.world, narrator=host, narrates=True)
    record_event(room, NarratorJoined(narrator=narrator_part(host)))
    change_floor(room, lambda floor, now: turns.sit(floor, now, host.id.hex))
    return host


def create_removed_seat(room: Room, *, name: str, colour: int) -> Narrator:
    """A removed seat in ``room`` for somebody who wove elsewhere."""
    return Narrator.objects.create(
        room=room, guest=uuid.uuid4(), name=name[:NAME_CHARS_MAX], colour=colour, removed_at=timezone.now()
    )


def check_free_seat(room: Room) -> None:
    """Raise ``Refusal`` ``room.full`` where every narrator's seat is taken."""
    if _seated_narrators(room).count() >= SEATS_MAX:
        raise Refusal("room.full")


def free_colour(room: Room, wished: int | None = None) -> int:
    """``wished`` where no narrator has it, else the first thread colour that the fewest narrators have."""
    used = list(_seated_narrators(room).values_list("colour", flat=True))
    return least_used_colour(used) if wished is None or wished in used else wished


def free_name(room: Room, name: str, of: Narrator | None = None) -> str:
    """``name``, with a number after it where somebody else in the room is called so, or so that it looks the same."""
    others = room.narrators.filter(removed_at=None)
    if of is not None:
        others = others.exclude(pk=of.pk)
    return distinct_name(name, others.values_list("name", flat=True), NAME_CHARS_MAX)


def _seated_narrators(room: Room) -> QuerySet[Narrator]:
    return room.narrators.filter(removed_at=None).exclude(role=Narrator.Role.SPECTATOR)
