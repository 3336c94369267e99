"""Who takes part in which world of a room, and from where on the room's history is theirs to read.

A seat is one's place in a room and may outlast many of its worlds. A world belongs to those who sat there while it was
woven: whoever comes later has a seat and none of the earlier worlds, and whoever is removed keeps those they wove.
"""

from __future__ import annotations

import uuid

from worlds.actions.transaction import locked_room
from worlds.models import Narrator, Participation, Phrase, Room, World
from worlds.reading.room import current_world

GONE = (Phrase.State.FAILED, Phrase.State.UNRAVELLED)
"""States of phrases that leave nothing on the mural."""


def take_part(room: Room, seat: Narrator) -> None:
    """Let ``seat`` take part in the world that the locked room weaves, as the narrator or spectator that it is now."""
    world = current_world(room)
    if world.state == World.State.FINISHED:
        return
    narrates = seat.role != Narrator.Role.SPECTATOR
    row, fresh = Participation.objects.get_or_create(world=world, narrator=seat, defaults={"narrates": narrates})
    if narrates and not fresh and not row.narrates:
        row.narrates = True
        row.save(update_fields=["narrates"])


def see_world_begin(room_id: uuid.UUID, narrator_id: uuid.UUID) -> None:
    """Somebody in the room sees a world of it begin."""
    with locked_room(room_id) as room:
        seat = Narrator.objects.filter(pk=narrator_id, removed_at=None).first()
        if seat is not None:
            take_part(room, seat)


def arrive(room_id: uuid.UUID, narrator_id: uuid.UUID) -> bool:
    """Somebody comes, or comes back, to the room: they take part in what it weaves. Returns whether they had not yet.

    Nothing that happened before the running world, while they were away, is theirs to read.
    """
    now = Room.objects.filter(pk=room_id).values("world")
    if Participation.objects.filter(narrator=narrator_id, world__in=now).exists():
        return False
    with locked_room(room_id) as room:
        seat = Narrator.objects.filter(pk=narrator_id, removed_at=None).first()
        if seat is None:
            return False
        world = current_world(room)
        finished = world.state == World.State.FINISHED
        if seat.history_from < world.began_seq:
            seat.history_from = room.seq if finished else world.began_seq
            seat.save(update_fields=["history_from"])
        take_part(room, seat)
    return True


def leave_world(room: Room, seat: Narrator) -> None:
    """``seat`` is being removed from the locked room: of the world that is woven they keep what they had a part in.

    Who said nothing that stays had none. Who did may still see the world; where it hangs is for those who stay.
    """
    world = current_world(room)
    if world.state == World.State.FINISHED:
        return
    rows = Participation.objects.filter(world=world, narrator=seat)
    if world.phrases.filter(narrator=seat).exclude(state__in=GONE).exists():
        rows.update(narrates=False)
    else:
        rows.delete()


def settle_participation(world: World, credited: set[uuid.UUID]) -> None:
    """``world`` is finished: who was removed and has nothing on its mural took no part."""
    removed = Participation.objects.filter(world=world, narrator__removed_at__isnull=False)
    removed.exclude(narrator__in=credited).delete()
