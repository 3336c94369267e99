"""Open a room, join it, change it, remove a narrator from it, start its next world."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from inference.contract.art_styles import DEFAULT_ART_STYLE
from inference.contract.speech.hearing import Language
from worlds import turns
from worlds.access import Visitor
from worlds.actions.limits import Limit
from worlds.actions.room.kept_voices import delete_voices
from worlds.actions.room.participation import leave_world, take_part
from worlds.actions.room.seats import check_free_seat, create_host_seat, free_colour, free_name
from worlds.actions.room.turns import change_floor, expire_overdue, present_narrators
from worlds.actions.transaction import locked_room, record_event, require_seat
from worlds.disk_space import check_disk_space
from worlds.models import Narrator, Phrase, Room, World
from worlds.reading.room import current_world, narrator_part, room_part, world_part
from worlds.valkey.health import heard_languages
from worlds.wire.events import NarratorChanged, NarratorJoined, NarratorRemoved, RoomChanged, RoomPart, WorldStarted
from worlds.wire.protocol import RoomChanges
from worlds.wire.refusal import Refusal

PERSON_LIMIT = Limit("open-room", max_uses=60, seconds=3600, code="room.too_many")
"""For an account or a guest; enough for a teacher who opens a room for every pupil."""
ADDRESS_LIMIT = Limit("open-room-address", max_uses=600, seconds=3600, code="room.too_many")
"""For all behind one address, such as a school. It bounds whoever comes as a new guest every time."""


def open_room(
    visitor: Visitor,
    *,
    name: str,
    narrator: str,
    mode: turns.Mode = "open",
    seconds: int = turns.TURN_SECONDS_DEFAULT,
    art_style: str = DEFAULT_ART_STYLE,
    language: Language = "en",
) -> Narrator:
    """Open a room with its first world and the visitor as its host. Returns the host's seat.

    Raises ``Refusal``: ``room.no_space``, ``room.language``, and ``RateLimited``: ``room.too_many``. A command on the
    machine itself may open as many as it likes, in any language: it types.
    """
    check_disk_space()
    if visitor.address is not None:
        _check_language(language)
        PERSON_LIMIT.check(visitor.limit_key)
        ADDRESS_LIMIT.check(visitor.address)
    floor = turns.Floor(mode=mode, seconds=seconds).to_json()
    room = create_room(name=name, art_style=art_style, language=language, floor=floor)
    with locked_room(room.id) as room:
        _start_world(room, number=1)
        return create_host_seat(room, visitor, name=narrator)


def join_room(visitor: Visitor, room: Room, *, name: str, colour: int | None = None, watch: bool = False) -> Narrator:
    """Sit down in ``room``, or watch, under a name that nobody else there has (``free_name``).

    Joining again changes nothing; a removed visitor stays removed.

    Raises ``Refusal``: ``room.full``, ``narrator.not_found`` for a visitor whom the host removed.
    """
    present = present_narrators(room.id)
    with locked_room(room.id) as room:
        known = Narrator.objects.filter(visitor.owns(), room=room).order_by("joined_at").first()
        if known is not None:
            if known.removed_at is not None:
                raise Refusal("narrator.not_found")
            return known
        if not watch:
            check_free_seat(room)
        seat = Narrator.objects.create(
            room=room,
            user=visitor.account,
            guest=visitor.guest,
            name=free_name(room, name),
            colour=free_colour(room) if colour is None else colour,
            role=Narrator.Role.SPECTATOR if watch else Narrator.Role.NARRATOR,
            history_from=room.seq,
        )
        take_part(room, seat)
        record_event(room, NarratorJoined(narrator=narrator_part(seat)))
        if not watch:
            expire_overdue(room, present)
            change_floor(room, lambda floor, now: turns.sit(floor, now, seat.id.hex, present))
    return seat


def take_seat(room_id: uuid.UUID, narrator_id: uuid.UUID) -> None:
    """A spectator sits down to narrate, told apart by name and thread from those who sit there.

    Whoever sits already stays as they are. Raises ``Refusal``: ``room.full``.
    """
    present = present_narrators(room_id)
    with locked_room(room_id) as room:
        narrator = require_seat(room, narrator_id)
        if narrator.role != Narrator.Role.SPECTATOR:
            return
        check_free_seat(room)
        narrator.name = free_name(room, narrator.name, narrator)
        narrator.colour = free_colour(room, narrator.colour)
        narrator.role = Narrator.Role.NARRATOR
        narrator.save(update_fields=["name", "colour", "role"])
        take_part(room, narrator)
        record_event(room, NarratorChanged(narrator=narrator_part(narrator)))
        change_floor(room, lambda floor, now: turns.sit(floor, now, narrator_id.hex, present))


def change_narrator(room_id: uuid.UUID, narrator_id: uuid.UUID, *, name: str, colour: int) -> None:
    """Give a narrator another name (as ``free_name`` has it) and another colour."""
    with locked_room(room_id) as room:
        narrator = require_seat(room, narrator_id)
        name = free_name(room, name, narrator)
        if (narrator.name, narrator.colour) == (name, colour):
            return
        narrator.name, narrator.colour = name, colour
        narrator.save(update_fields=["name", "colour"])
        record_event(room, NarratorChanged(narrator=narrator_part(narrator)))


def remove_narrator(room_id: uuid.UUID, host_id: uuid.UUID, narrator_id: uuid.UUID) -> None:
    """Take a narrator out of the room; their phrases stay, and the worlds that they wove stay theirs.

    Raises ``Refusal``: ``narrator.not_found``, ``narrator.is_host``.
    """
    present = present_narrators(room_id)
    with locked_room(room_id) as room:
        require_seat(room, host_id, host=True)
        narrator = require_seat(room, narrator_id)
        if narrator.is_host:
            raise Refusal("narrator.is_host")
        remove_seat(room, narrator, present)


def remove_seat(room: Room, narrator: Narrator, present: tuple[str, ...]) -> None:
    """Take a seat out of the locked room, with its hand and its turn; ``present`` are the narrators who are there."""
    narrator.removed_at = timezone.now()
    narrator.save(update_fields=["removed_at"])
    leave_world(room, narrator)
    record_event(room, NarratorRemoved(narrator=narrator_part(narrator)))
    change_floor(room, lambda floor, now: turns.stand(floor, now, narrator.id.hex, present))


def change_room(room_id: uuid.UUID, host_id: uuid.UUID, changes: RoomChanges) -> None:
    """Change what ``changes`` gives of a room and its floor.

    Voices that were kept are deleted when they are not wanted any more. Raises ``Refusal``: ``room.language``.
    """
    present = present_narrators(room_id)
    columns = changes.model_dump(include=set(RoomPart.model_fields), exclude_none=True)
    mode, seconds = changes.mode, changes.turn_seconds
    with locked_room(room_id) as room:
        require_seat(room, host_id, host=True)
        before = room_part(room)
        if changes.language not in (None, room.language):
            _check_language(changes.language)
        for name, value in columns.items():
            setattr(room, name, value)
        if room_part(room) != before:
            room.save(update_fields=list(columns))
            if not room.keep_voices:
                delete_voices(Phrase.objects.filter(world__room=room))
            record_event(room, RoomChanged(room=room_part(room)))
        if mode is not None or seconds is not None:
            change_floor(
                room,
                lambda floor, now: turns.change(floor, now, mode or floor.mode, seconds or floor.seconds, present),
            )


def start_world(room_id: uuid.UUID, host_id: uuid.UUID) -> None:
    """Begin the room's next world; whoever is there takes part.

    Raises ``Refusal``: ``world.not_finished``, ``room.no_space``.
    """
    check_disk_space()
    present = {uuid.UUID(narrator) for narrator in present_narrators(room_id)}
    with locked_room(room_id) as room:
        require_seat(room, host_id, host=True)
        last = current_world(room)
        if last.state != World.State.FINISHED:
            raise Refusal("world.not_finished")
        _start_world(room, number=last.number + 1)
        for seat in room.narrators.filter(pk__in=present | {host_id}, removed_at=None):
            take_part(room, seat)


def _check_language(language: Language | None) -> None:
    """Raise ``Refusal`` ``room.language`` for one that the ears do not hear; while none says what it hears, all fit."""
    heard = heard_languages()
    if heard and language not in heard:
        raise Refusal("room.language")


def _start_world(room: Room, number: int) -> None:
    room.world = World.objects.create(room=room, number=number, began_seq=room.seq)
    room.save(update_fields=["world"])
    record_event(room, WorldStarted(world=world_part(room.world)))


def create_room(**fields: object) -> Room:
    """A new room with a new code; where the code is taken another one is drawn."""
    while True:
        try:
            with transaction.atomic():
                return Room.objects.create(**fields)
        except IntegrityError:
            continue
