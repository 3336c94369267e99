"""How a state change is written: under the room's lock, with its event, published on commit.

``with locked_room(room_id) as room: …; record_event(room, SomethingChanged(...))``. The lock makes ``seq`` gap-free and
gives every change of a room one order. Publishing only notifies: the event is in the database whether or not the
channel layer delivers it.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from django.utils import timezone

from worlds.models import Event, Narrator, Receipt, Room
from worlds.valkey.client import broker
from worlds.wire.events import EventPayload
from worlds.wire.refusal import Refusal

log = logging.getLogger(__name__)


def group_name(room_id: uuid.UUID) -> str:
    """The channel layer's group of a room: the only place that spells it."""
    return f"room.{room_id.hex}"


@contextmanager
def locked_room(room_id: uuid.UUID) -> Iterator[Room]:
    """The room's row, locked until the change is committed. Raises ``Refusal``: ``room.not_found``."""
    with transaction.atomic():
        room = Room.objects.select_for_update().filter(pk=room_id).first()
        if room is None:
            raise Refusal("room.not_found")
        yield room


def require_seat(room: Room, narrator_id: uuid.UUID, *, host: bool = False) -> Narrator:
    """The narrator whose command this is, as the row says now.

    Raises ``Refusal``: ``narrator.not_found`` (gone or removed), ``room.not_host`` where only the host may.
    """
    narrator = Narrator.objects.filter(pk=narrator_id, room=room, removed_at=None).first()
    if narrator is None:
        raise Refusal("narrator.not_found")
    if host and not narrator.is_host:
        raise Refusal("room.not_host")
    return narrator


def record_event(room: Room, event: EventPayload) -> Event:
    """Append ``event`` to the locked room's log and publish it on commit."""
    room.seq += 1
    room.save(update_fields=["seq"])
    row = Event.objects.create(
        room=room, seq=room.seq, name=event.name, payload=event.model_dump(mode="json"), at=timezone.now()
    )
    transaction.on_commit(lambda: publish(room.id, event_message(row)))
    return row


@contextmanager
def log_failure(room_id: uuid.UUID) -> Iterator[None]:
    """For one room of a sweep over many: what fails is logged, and the sweep goes on with the next room."""
    try:
        yield
    except Exception:
        log.exception("room %s could not be swept; the next sweep tries again", room_id)


def event_message(row: Event) -> dict[str, Any]:
    """A stored event as the wire's ``Event`` message."""
    return {"kind": "event", "seq": row.seq, "name": row.name, "at": row.at.timestamp(), "payload": row.payload}


def publish(room_id: uuid.UUID, message: dict[str, Any]) -> None:
    """Send to everyone in the room through the channel layer. A lost message costs a moment, never an event."""
    layer = get_channel_layer()
    try:
        # The channel layer would wait for a broker that hangs until its own timeout, three times for a new room.
        with broker() as valkey:
            valkey.ping()
        async_to_sync(layer.group_send)(
            group_name(room_id), {"type": "room.message", "room": room_id.hex, "message": message}
        )
    except Exception:
        log.warning("could not notify room %s; its sockets will fetch the event", room_id, exc_info=True)


def run_once(narrator_id: uuid.UUID, command: str, change: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
    """Run ``change`` unless this narrator's command with this id already took effect; its first result either way."""
    with transaction.atomic():
        receipt, fresh = Receipt.objects.get_or_create(narrator_id=narrator_id, command=command)
        if not fresh:
            result: dict[str, Any] = receipt.result
            return result
        receipt.result = change() or {}
        receipt.save(update_fields=["result"])
        return receipt.result
