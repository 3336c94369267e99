"""Fans a room's messages out to this process's sockets: one channel for the process, whatever the number of sockets.

The channel layer may drop a message, so it only notifies: a gap in ``seq`` is fetched from the database, and every few
seconds the hub looks whether a notification was lost. Presence is batched to once a second. The hub holds no state that
is not elsewhere and can die at any time.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
import uuid
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import redis
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from worlds.actions.transaction import event_message, group_name
from worlds.models import Event, Room
from worlds.valkey import presence

log = logging.getLogger(__name__)

POLL_SECONDS = 3.0
"""How often a room with sockets here is looked at for a lost notification."""
PRESENCE_SECONDS = 1.0
EVENTS_PER_QUERY = 500


class Socket(Protocol):
    """What the hub needs of a consumer."""

    socket_id: str
    guest: str
    narrator_id: str
    spectator: bool

    async def deliver_event(self, seq: int, message: dict[str, Any], text: str) -> None: ...
    async def catch_up(self, seq: int) -> None: ...
    async def deliver(self, text: str) -> None: ...
    async def deliver_words(self, number: int, text: str, *, unsure: bool) -> None: ...
    async def mute(self) -> None: ...
    async def dismiss(self, reason: str) -> None: ...


def in_thread(function: Any) -> Any:
    """Database work off the event loop, on any of the pool's threads, so that sockets do not wait for one another."""
    return database_sync_to_async(function, thread_sensitive=False)


@in_thread
def events_after(room_id: uuid.UUID, seq: int) -> list[dict[str, Any]]:
    rows = Event.objects.filter(room_id=room_id, seq__gt=seq).order_by("seq")[:EVENTS_PER_QUERY]
    return [event_message(row) for row in rows]


@in_thread
def seq_of(room_id: uuid.UUID) -> int | None:
    return Room.objects.filter(pk=room_id).values_list("seq", flat=True).first()


class RoomSockets:
    """The sockets of one room in this process."""

    def __init__(self, hub: Hub, room_id: uuid.UUID) -> None:
        self.hub = hub
        self.room_id = room_id
        self.sockets: set[Socket] = set()
        self.seq = -1
        self.presence_task: asyncio.Task[None] | None = None
        self.maintenance_task: asyncio.Task[None] | None = None
        self.catch_up_lock = asyncio.Lock()

    async def dispatch(self, message: dict[str, Any]) -> None:
        match message["kind"]:
            case "event":
                if message["seq"] == self.seq + 1:
                    await self._broadcast_event(message)
                elif message["seq"] > self.seq:
                    await self.catch_up()
            case "crowd":
                self.broadcast_presence_soon()
            case "speaking":
                for socket in tuple(self.sockets):
                    if socket.narrator_id == message["narrator"] and socket.socket_id != message["socket"]:
                        await socket.mute()
            case "close":
                for socket in [socket for socket in self.sockets if socket.guest == message["guest"]]:
                    await socket.dismiss(message["reason"])
            case _:
                text = json.dumps(message)
                for socket in tuple(self.sockets):
                    await socket.deliver(text)

    async def catch_up(self) -> None:
        """Fetch and pass on the events whose notification was lost."""
        async with self.catch_up_lock:
            while messages := await events_after(self.room_id, self.seq):
                for message in messages:
                    await self._broadcast_event(message)
                if len(messages) < EVENTS_PER_QUERY:
                    return

    async def _broadcast_event(self, message: dict[str, Any]) -> None:
        if message["seq"] <= self.seq:
            return
        self.seq = message["seq"]
        text = json.dumps(message)
        for socket in tuple(self.sockets):
            try:
                await socket.deliver_event(message["seq"], message, text)
            except Exception:
                # one socket that fails is not the others' business; it catches up at the next poll
                log.warning("event %d did not reach a socket of room %s", self.seq, self.room_id, exc_info=True)

    def broadcast_presence_soon(self) -> None:
        if self.presence_task is None or self.presence_task.done():
            self.presence_task = asyncio.create_task(self._broadcast_presence())

    async def _broadcast_presence(self) -> None:
        await asyncio.sleep(PRESENCE_SECONDS)
        with contextlib.suppress(redis.RedisError):
            present = await asyncio.to_thread(presence.presence_of, self.room_id.hex)
            message = {"kind": "presence", "narrators": list(present.narrators), "watching": present.watching}
            text = json.dumps(message)
            for socket in tuple(self.sockets):
                await socket.deliver(text)

    async def maintain(self) -> None:
        """Renew presence, and fetch what a lost notification left out, as long as any socket is here."""
        renewed = 0.0
        announced: presence.RoomPresence | None = None
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                now = time.monotonic()
                if now - renewed > presence.RENEW_SECONDS - POLL_SECONDS:
                    renewed = now
                    await self.renew()
                    await self.hub.subscribe(self.room_id)
                    present = await asyncio.to_thread(presence.presence_of, self.room_id.hex)
                    if present != announced:
                        announced = present
                        self.broadcast_presence_soon()
                seq = await seq_of(self.room_id)
                if seq is not None and seq > self.seq:
                    await self.catch_up()
                for socket in tuple(self.sockets):
                    await socket.catch_up(self.seq)
            except Exception:
                log.warning("room %s could not be tended just now", self.room_id, exc_info=True)

    async def renew(self) -> None:
        sockets = [(socket.narrator_id, socket.spectator, socket.socket_id) for socket in self.sockets]
        await asyncio.to_thread(presence.renew, self.room_id.hex, sockets)


class Hub:
    """All rooms with sockets in this process, on one channel of the channel layer."""

    def __init__(self) -> None:
        self.layer = get_channel_layer()
        self.rooms: dict[uuid.UUID, RoomSockets] = {}
        self.channel = ""
        self.listen_task: asyncio.Task[None] | None = None
        self.membership_lock = asyncio.Lock()

    async def join(self, room_id: uuid.UUID, socket: Socket) -> None:
        """Add a socket; from here on it is delivered everything that happens in the room."""
        async with self.membership_lock:
            if self.listen_task is None:
                self.channel = await self.layer.new_channel("hub")
                self.listen_task = asyncio.create_task(self._listen())
            room = self.rooms.get(room_id)
            if room is None:
                await self.subscribe(room_id)
                room = RoomSockets(self, room_id)
                room.seq = await seq_of(room_id) or 0
                room.maintenance_task = asyncio.create_task(room.maintain())
                self.rooms[room_id] = room
            room.sockets.add(socket)
        with contextlib.suppress(redis.RedisError):
            await room.renew()
            await self.broadcast(room_id, {"kind": "crowd"})

    async def leave(self, room_id: uuid.UUID, socket: Socket) -> None:
        # Not at the same time as ``join``: else a page that is loaded again could be removed from the group that it
        # has just been added to.
        async with self.membership_lock:
            room = self.rooms.get(room_id)
            if room is None or socket not in room.sockets:
                return
            room.sockets.discard(socket)
            if not room.sockets:
                del self.rooms[room_id]
                if room.maintenance_task is not None:
                    room.maintenance_task.cancel()
                with contextlib.suppress(redis.RedisError):
                    await self.layer.group_discard(group_name(room_id), self.channel)
        with contextlib.suppress(redis.RedisError):
            await asyncio.to_thread(presence.leave, room_id.hex, socket.narrator_id, socket.spectator, socket.socket_id)
            await self.broadcast(room_id, {"kind": "crowd"})

    async def set_spectator(self, room_id: uuid.UUID, socket: Socket, *, spectator: bool) -> None:
        """A spectator who took a seat counts among the narrators from now on."""
        was, socket.spectator = socket.spectator, spectator
        room = self.rooms.get(room_id)
        if room is None or was == spectator:
            return
        with contextlib.suppress(redis.RedisError):
            await asyncio.to_thread(presence.leave, room_id.hex, socket.narrator_id, was, socket.socket_id)
            await room.renew()
            await self.broadcast(room_id, {"kind": "crowd"})

    async def subscribe(self, room_id: uuid.UUID) -> None:
        await self.layer.group_add(group_name(room_id), self.channel)

    async def broadcast(self, room_id: uuid.UUID, message: dict[str, Any]) -> None:
        """Send something that is not durable to everyone in the room, in every process."""
        await self.layer.group_send(
            group_name(room_id), {"type": "room.message", "room": room_id.hex, "message": message}
        )

    async def _listen(self) -> None:
        while True:
            try:
                await self._dispatch(await self.layer.receive(self.channel))
            except asyncio.CancelledError:
                raise
            except Exception:
                log.warning("the channel layer is away; rooms catch up from the database", exc_info=True)
                await asyncio.sleep(1.0)

    async def _dispatch(self, message: dict[str, Any]) -> None:
        if message["type"] == "speech.partial":
            room_id, socket_id, number = message["about"].split(":")
            room = self.rooms.get(uuid.UUID(room_id))
            for socket in [] if room is None else tuple(room.sockets):
                if socket.socket_id == socket_id:
                    # A worker of an earlier release, which may still hear while a new one starts, says no "unsure".
                    await socket.deliver_words(int(number), message["text"], unsure=message.get("unsure", False))
            return
        room = self.rooms.get(uuid.UUID(message["room"]))
        if room is not None:
            await room.dispatch(message["message"])


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of this process (of the running event loop)."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
