"""Fans a room's messages out to this process's sockets: one channel for the process, whatever the number of sockets.

The channel layer may drop a message, so it only nudges: a gap in ``seq`` is fetched from the database, and every few
seconds the hub looks whether a last nudge was lost. Presence is batched to once a second. The hub holds no truth and
can die at any time.
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

from worlds.actions.transaction import event_message, group_of
from worlds.models import Event, Room
from worlds.valkey import presence

log = logging.getLogger(__name__)

LOOK_SECONDS = 3.0
"""How often a room with sockets here is looked at for a lost nudge."""
CROWD_SECONDS = 1.0
CATCH_UP_MAX = 500


class Socket(Protocol):
    """What the hub needs of a consumer."""

    socket_id: str
    guest: str
    narrator_id: str
    spectator: bool

    async def deliver_event(self, seq: int, message: dict[str, Any], text: str) -> None: ...
    async def catch_up(self, seq: int) -> None: ...
    async def deliver(self, text: str) -> None: ...
    async def deliver_words(self, number: int, text: str) -> None: ...
    async def hush(self) -> None: ...
    async def dismiss(self, reason: str) -> None: ...


def in_thread(function: Any) -> Any:
    """Database work off the event loop, on any of the pool's threads:
    sockets do not queue behind one another's queries."""
    return database_sync_to_async(function, thread_sensitive=False)


@in_thread
def events_after(room_id: uuid.UUID, seq: int) -> list[dict[str, Any]]:
    rows = Event.objects.filter(room_id=room_id, seq__gt=seq).order_by("seq")[:CATCH_UP_MAX]
    return [event_message(row) for row in rows]


@in_thread
def seq_of(room_id: uuid.UUID) -> int | None:
    return Room.objects.filter(pk=room_id).values_list("seq", flat=True).first()


class Ring:
    """The sockets of one room in this process."""

    def __init__(self, hub: Hub, room_id: uuid.UUID) -> None:
        self.hub = hub
        self.room_id = room_id
        self.sockets: set[Socket] = set()
        self.seq = -1
        self.crowd_soon: asyncio.Task[None] | None = None
        self.tending: asyncio.Task[None] | None = None
        self.catching_up = asyncio.Lock()

    async def take(self, message: dict[str, Any]) -> None:
        match message["kind"]:
            case "event":
                if message["seq"] == self.seq + 1:
                    await self._pass_on(message)
                elif message["seq"] > self.seq:
                    await self.catch_up()
            case "crowd":
                self.tell_crowd_soon()
            case "speaking":
                for socket in tuple(self.sockets):
                    if socket.narrator_id == message["narrator"] and socket.socket_id != message["socket"]:
                        await socket.hush()
            case "close":
                for socket in [socket for socket in self.sockets if socket.guest == message["guest"]]:
                    await socket.dismiss(message["reason"])
            case _:
                text = json.dumps(message)
                for socket in tuple(self.sockets):
                    await socket.deliver(text)

    async def catch_up(self) -> None:
        """Fetch and pass on the events that no nudge brought."""
        async with self.catching_up:
            while messages := await events_after(self.room_id, self.seq):
                for message in messages:
                    await self._pass_on(message)
                if len(messages) < CATCH_UP_MAX:
                    return

    async def _pass_on(self, message: dict[str, Any]) -> None:
        if message["seq"] <= self.seq:
            return
        self.seq = message["seq"]
        text = json.dumps(message)
        for socket in tuple(self.sockets):
            try:
                await socket.deliver_event(message["seq"], message, text)
            except Exception:
                # one socket's trouble is not the others'; it catches up at the next look
                log.warning("event %d did not reach a socket of room %s", self.seq, self.room_id, exc_info=True)

    def tell_crowd_soon(self) -> None:
        if self.crowd_soon is None or self.crowd_soon.done():
            self.crowd_soon = asyncio.create_task(self._tell_crowd())

    async def _tell_crowd(self) -> None:
        await asyncio.sleep(CROWD_SECONDS)
        with contextlib.suppress(redis.RedisError):
            crowd = await asyncio.to_thread(presence.crowd_of, self.room_id.hex)
            message = {"kind": "presence", "narrators": list(crowd.narrators), "watching": crowd.watching}
            text = json.dumps(message)
            for socket in tuple(self.sockets):
                await socket.deliver(text)

    async def tend(self) -> None:
        """Renew presence, and look for what a lost nudge left behind, as long as anyone is here."""
        renewed = 0.0
        told: presence.Crowd | None = None
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                now = time.monotonic()
                if now - renewed > presence.RENEW_SECONDS - LOOK_SECONDS:
                    renewed = now
                    await self.renew()
                    await self.hub.subscribe(self.room_id)
                    crowd = await asyncio.to_thread(presence.crowd_of, self.room_id.hex)
                    if crowd != told:
                        told = crowd
                        self.tell_crowd_soon()
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
        self.rings: dict[uuid.UUID, Ring] = {}
        self.channel = ""
        self.listening: asyncio.Task[None] | None = None
        self.opening = asyncio.Lock()

    async def join(self, room_id: uuid.UUID, socket: Socket) -> None:
        """Add a socket; from here on it is delivered everything that happens in the room."""
        async with self.opening:
            if self.listening is None:
                self.channel = await self.layer.new_channel("hub")
                self.listening = asyncio.create_task(self._listen())
            ring = self.rings.get(room_id)
            if ring is None:
                await self.subscribe(room_id)
                ring = Ring(self, room_id)
                ring.seq = await seq_of(room_id) or 0
                ring.tending = asyncio.create_task(ring.tend())
                self.rings[room_id] = ring
            ring.sockets.add(socket)
        with contextlib.suppress(redis.RedisError):
            await ring.renew()
            await self.tell(room_id, {"kind": "crowd"})

    async def leave(self, room_id: uuid.UUID, socket: Socket) -> None:
        # One at a time with ``join``: else a page that is loaded again would be taken off the
        # channel it has just been put on.
        async with self.opening:
            ring = self.rings.get(room_id)
            if ring is None or socket not in ring.sockets:
                return
            ring.sockets.discard(socket)
            if not ring.sockets:
                del self.rings[room_id]
                if ring.tending is not None:
                    ring.tending.cancel()
                with contextlib.suppress(redis.RedisError):
                    await self.layer.group_discard(group_of(room_id), self.channel)
        with contextlib.suppress(redis.RedisError):
            await asyncio.to_thread(presence.leave, room_id.hex, socket.narrator_id, socket.spectator, socket.socket_id)
            await self.tell(room_id, {"kind": "crowd"})

    async def reseat(self, room_id: uuid.UUID, socket: Socket, *, spectator: bool) -> None:
        """A spectator who took a seat counts among the narrators from now on."""
        was, socket.spectator = socket.spectator, spectator
        ring = self.rings.get(room_id)
        if ring is None or was == spectator:
            return
        with contextlib.suppress(redis.RedisError):
            await asyncio.to_thread(presence.leave, room_id.hex, socket.narrator_id, was, socket.socket_id)
            await ring.renew()
            await self.tell(room_id, {"kind": "crowd"})

    async def subscribe(self, room_id: uuid.UUID) -> None:
        await self.layer.group_add(group_of(room_id), self.channel)

    async def tell(self, room_id: uuid.UUID, message: dict[str, Any]) -> None:
        """Send something that is not durable to everyone in the room, on every process."""
        await self.layer.group_send(
            group_of(room_id), {"type": "room.message", "room": room_id.hex, "message": message}
        )

    async def _listen(self) -> None:
        while True:
            try:
                await self._take(await self.layer.receive(self.channel))
            except asyncio.CancelledError:
                raise
            except Exception:
                log.warning("the channel layer is away; rooms catch up from the database", exc_info=True)
                await asyncio.sleep(1.0)

    async def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "speech.partial":
            room, socket_id, number = message["about"].split(":")
            ring = self.rings.get(uuid.UUID(room))
            for socket in [] if ring is None else tuple(ring.sockets):
                if socket.socket_id == socket_id:
                    await socket.deliver_words(int(number), message["text"])
            return
        ring = self.rings.get(uuid.UUID(message["room"]))
        if ring is not None:
            await ring.take(message["message"])


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of this process (of the running event loop)."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
