"""The consumer of a room's socket: who is speaking, what they may, and what they are told.

``receive`` only meters and queues; one task per socket drains the queue, so a slow command never stalls the socket.
Handlers call actions and nothing else. Every command is answered with ``ok`` or ``error`` under its own id; an
exception's text never leaves.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import uuid
from enum import Enum, auto
from typing import Any, ClassVar, NamedTuple, get_args

from channels.generic.websocket import AsyncWebsocketConsumer
from pydantic import BaseModel

from worlds.access import GUEST_KEY, NotFound, Visitor, seat_for
from worlds.actions.room import turns
from worlds.actions.transaction import Refusal
from worlds.consumers.command_registry import Handler, answers_all, handles
from worlds.consumers.commands import StoryCommands
from worlds.consumers.hub import Hub, events_after, hub, in_thread
from worlds.consumers.rate_meter import Bucket
from worlds.consumers.speech import ASLEEP_SECONDS, Speech
from worlds.reading.room import fresh_snapshot
from worlds.turns import Floor
from worlds.turns import Voice as Part
from worlds.valkey import latency
from worlds.wire import protocol

log = logging.getLogger(__name__)

QUEUE_MAX = 64
EVENTS_MAX = 200
"""A client that is further behind gets a fresh snapshot instead of the events."""
STRIKES_MAX = 20
STRIKES_FORGIVEN = 0.2
"""Strikes a second: twenty bad messages at once, or one every five seconds for ever, is the line."""
DRAIN_SECONDS = 8.0
"""How long a socket that closed may take to hear what it was sent; Daphne waits for ten."""
FRAME_BYTES_LEAST = 640
"""What a frame counts for at least: 20 ms of sound, so that a flood of tiny frames is metered too."""


class Words(NamedTuple):
    """What the inference service heard, on its way through the queue."""

    number: int
    text: str


class Over(Enum):
    """What ends a phrase without a command: another has the turn (or another tab speaks), no sound comes any more,
    the line broke."""

    ENDED = auto()
    ASLEEP = auto()
    CLOSED = auto()


class CloseCode:
    NO_SEAT = 4401
    ABUSE = 1008
    TROUBLE = 1011


_seat_for = in_thread(seat_for)


@answers_all(get_args(get_args(protocol.AnyCommand)[0]))
class RoomConsumer(StoryCommands, Speech, AsyncWebsocketConsumer):
    """One seat's socket. ``deliver*`` and ``dismiss`` are what the hub calls."""

    handlers: ClassVar[dict[type[protocol.Command], Handler]]
    # Messages come through the hub, on one channel for the whole process.
    channel_layer_alias = "none: see worlds.consumers.hub"

    async def connect(self) -> None:
        self.socket_id = uuid.uuid4().hex
        self.room_id: uuid.UUID | None = None
        self.seq: int | None = None
        """Newest event this socket was sent; none before its welcome."""
        self.part: Part | None = None
        self.last_part: Part = "first"
        self.voice_over = False
        """The turn ended, or another tab speaks, while the queue was too full to say so:
        the voice ends before its next frame."""
        self.control = Bucket(rate=20, size=60)
        self.audio = Bucket(rate=48_000, size=256_000)
        self.strikes = Bucket(rate=STRIKES_FORGIVEN, size=STRIKES_MAX)
        self.over = False
        """Dismissed: whatever still comes is not read."""
        self.gone = False
        """The line broke: nobody reads any more what is sent."""
        self.waiting: asyncio.Queue[str | bytes | Words | Over] = asyncio.Queue(QUEUE_MAX)
        await self.accept()
        try:
            await self._come_in()
        except NotFound:
            await self.close(CloseCode.NO_SEAT)
        except Exception:
            log.exception("a socket could not be opened; its page comes back")
            await self.disconnect(CloseCode.TROUBLE)
            await self.close(CloseCode.TROUBLE)

    async def _come_in(self) -> None:
        guest = self.scope["session"].get(GUEST_KEY)
        code = self.scope["url_route"]["kwargs"]["code"]
        if guest is None:
            raise NotFound(code)
        seat = await _seat_for(Visitor(uuid.UUID(guest), self.scope["user"]), code)
        self.room_id = seat.room_id
        self.guest = guest
        self.narrator = seat.id
        self.narrator_id = seat.id.hex
        self.spectator = seat.role == seat.Role.SPECTATOR
        self.hub: Hub = hub()
        self.draining = asyncio.create_task(self._drain())
        await self.hub.join(seat.room_id, self)
        if not self.spectator:
            await in_thread(turns.arrive)(self.room_id, self.narrator)

    async def disconnect(self, code: int) -> None:
        if self.room_id is None:
            return
        # What came before the line broke is heard to its end: a phrase is said once.
        self.gone = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await self.waiting.put(Over.CLOSED)
                await self.draining
        try:
            await self.end_voice()
        except Refusal as refused:
            log.info("what was being said when a socket closed could not be kept: %s", refused.code)
        except Exception:
            log.exception("what was being said when a socket closed could not be kept")
        finally:
            # else it would count as being here for as long as this process lives
            await self.hub.leave(self.room_id, self)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.room_id is None or self.over:
            return
        now = time.monotonic()
        if bytes_data is not None:
            if not self.audio.take(max(len(bytes_data), FRAME_BYTES_LEAST), now):
                await self.strike(None, "speech.too_fast")
                return
        elif not self.control.take(1, now):
            await self.strike(None, "protocol.too_fast")
            return
        message = bytes_data if bytes_data is not None else text_data
        assert message is not None
        try:
            self.waiting.put_nowait(message)
        except asyncio.QueueFull:
            # what the meters let through is no abuse: it is the service that is slow just now
            await self._refuse(None, "protocol.too_fast")

    # --- what the hub calls ---

    async def deliver_event(self, seq: int, message: dict[str, Any], text: str) -> None:
        if self.seq is None or seq <= self.seq:
            return
        if seq == self.seq + 1:
            await self._send_event(seq, message, text)
        else:
            await self.catch_up(seq)

    async def catch_up(self, seq: int) -> None:
        """Fetch what this socket missed up to ``seq``. What another delivery sends meanwhile is not sent twice."""
        while self.room_id is not None and self.seq is not None and self.seq < seq:
            missed = await events_after(self.room_id, self.seq)
            if not missed:
                return
            for event in missed:
                if event["seq"] == self.seq + 1:
                    await self._send_event(event["seq"], event, None)

    async def deliver(self, text: str) -> None:
        if self.seq is not None:
            await self._send_text(text)

    async def deliver_words(self, number: int, text: str) -> None:
        """Words that this socket asked for. Where the queue is full they are lost, as partial words may be."""
        with contextlib.suppress(asyncio.QueueFull):
            self.waiting.put_nowait(Words(number, text))

    async def hush(self) -> None:
        """The same narrator speaks in another tab: this one stops, and what it heard so far is kept."""
        if self.voice is not None:
            self._end_voice_soon()
            await self._refuse(None, "speech.elsewhere")

    async def dismiss(self, reason: str) -> None:
        """Say why, then close. ``reason`` is one of ``protocol.Goodbye``'s."""
        if self.over:
            return
        self.over = True
        await self.send(text_data=protocol.Goodbye(reason=reason).model_dump_json())  # type: ignore[arg-type]
        await self.close(CloseCode.ABUSE if reason == "abuse" else CloseCode.NO_SEAT)

    # --- the drain ---

    async def _drain(self) -> None:
        message: str | bytes | Words | Over = Over.ASLEEP
        while message is not Over.CLOSED:
            try:
                async with asyncio.timeout(ASLEEP_SECONDS if self.voice is not None else None):
                    message = await self.waiting.get()
            except TimeoutError:
                message = Over.ASLEEP
            try:
                if not self.over:
                    await self._take(message)
            except Refusal as refused:
                await self._refuse(None, refused.code)
            except Exception:
                log.exception("a message of room %s failed", self.room_id)
                await self._refuse(None, "server.trouble")

    async def _take(self, message: str | bytes | Words | Over) -> None:
        if self.voice_over or message is Over.ENDED:
            self.voice_over = False
            await self.end_voice()
        if message is Over.ASLEEP:
            await self.fall_asleep()
        elif isinstance(message, Words):
            await self.take_words(message.number, message.text)
        elif isinstance(message, bytes):
            await self.hear(message)
        elif isinstance(message, str) and not self.gone:
            await self._answer(message)

    async def _answer(self, text: str) -> None:
        try:
            command = protocol.parse_command(text)
        except protocol.ProtocolError as error:
            await self.strike(error.command_id, error.code)
            return
        if self.seq is None and not isinstance(command, protocol.Hello):
            await self.strike(command.id, "protocol.hello_first")
            return
        try:
            result = await self.handlers[type(command)](self, command)
        except Refusal as refused:
            await self._refuse(command.id, refused.code)
        except Exception:
            log.exception("command %s of room %s failed", type(command).__name__, self.room_id)
            await self._refuse(command.id, "server.trouble")
        else:
            if not isinstance(command, protocol.Hello):
                await self._say(protocol.Ok(id=command.id, result=result or {}))

    # --- handlers of what needs the socket itself; the others are StoryCommands ---

    @handles(protocol.Hello)
    async def hello(self, command: protocol.Hello) -> None:
        if command.version != protocol.PROTOCOL_VERSION:
            raise Refusal("protocol.version")
        assert self.room_id is not None
        self.seq = None
        snapshot = await in_thread(fresh_snapshot)(self.room_id)
        seat = next(narrator for narrator in snapshot.narrators if narrator.id == self.narrator_id)
        if seat.removed:
            # between the opening of the socket and its hello: the event that says so is in the snapshot already
            await self.dismiss("removed")
            return
        await self.hub.reseat(self.room_id, self, spectator=seat.role == "spectator")
        behind = None if command.last_seq is None else snapshot.seq - command.last_seq
        events: list[dict[str, Any]] | None = None
        if behind is not None and 0 <= behind <= EVENTS_MAX:
            events = [
                event for event in await events_after(self.room_id, command.last_seq) if event["seq"] <= snapshot.seq
            ]
        self.note_part(Floor.from_json(snapshot.floor.model_dump()).voice_of(self.narrator_id))
        await self._say(
            protocol.Welcome(
                id=command.id,
                you=self.narrator_id,
                seq=snapshot.seq,
                now=time.time(),
                snapshot=None if events is not None else snapshot.model_dump(mode="json"),
                events=[protocol.Event.model_validate(event) for event in events or []],
            )
        )
        self.seq = snapshot.seq
        ring = self.hub.rings.get(self.room_id)
        if ring is not None:
            await self.catch_up(ring.seq)
            ring.tell_crowd_soon()

    @handles(protocol.Ping)
    async def ping(self, command: protocol.Ping) -> None:
        return None

    @handles(protocol.Typing)
    async def typing(self, command: protocol.Typing) -> None:
        if self.part is not None and self.room_id is not None:
            await self.hub.tell(self.room_id, protocol.TypingNow(narrator=self.narrator_id).model_dump(mode="json"))

    @handles(protocol.Felt)
    async def note_felt(self, command: protocol.Felt) -> None:
        await asyncio.to_thread(latency.note, command.what, command.ms)

    def _end_voice_soon(self) -> None:
        try:
            self.waiting.put_nowait(Over.ENDED)
        except asyncio.QueueFull:
            self.voice_over = True

    # --- what goes out ---

    async def _send_event(self, seq: int, message: dict[str, Any], text: str | None) -> None:
        self.seq = seq
        if message["name"] == "turn.changed":
            self.note_part(Floor.from_json(message["payload"]["floor"]).voice_of(self.narrator_id))
            if self.voice is not None and self.part is None:
                self._end_voice_soon()
        if message["name"] == "narrator.changed" and message["payload"]["narrator"]["id"] == self.narrator_id:
            assert self.room_id is not None
            spectator = message["payload"]["narrator"]["role"] == "spectator"
            await self.hub.reseat(self.room_id, self, spectator=spectator)
        if text is None:
            await self._say(protocol.Event.model_validate(message))
        else:
            await self._send_text(text)
        if message["name"] == "narrator.removed" and message["payload"]["narrator"]["id"] == self.narrator_id:
            await self.dismiss("removed")

    async def _say(self, message: BaseModel) -> None:
        await self._send_text(message.model_dump_json())

    async def _send_text(self, text: str) -> None:
        if not self.over and not self.gone:
            await self.send(text_data=text)

    async def _refuse(self, command_id: str | None, code: str) -> None:
        await self._say(protocol.Refused(id=command_id, code=code, message=protocol.ERRORS[code]))

    async def strike(self, command_id: str | None, code: str) -> None:
        """Refuse something that no honest page sends; too many of them close the socket."""
        await self._refuse(command_id, code)
        if not self.strikes.take(1, time.monotonic()):
            await self.dismiss("abuse")
