"""The consumer of a room's socket: one seat's connection, its rate limits, its queue and what it is sent.

``receive`` only meters and queues; one task per socket drains the queue, so a slow command never stalls the socket.
Handlers call actions and nothing else. Every command is answered with ``ok`` or ``error`` under its own id; an
exception's text is never sent.
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
from worlds.actions.room import participation, turns
from worlds.consumers.command_registry import Handler, handles, handles_all
from worlds.consumers.commands import StoryCommands
from worlds.consumers.hub import Hub, events_after, hub, in_thread
from worlds.consumers.leaky_bucket import LeakyBucket
from worlds.consumers.speech import IDLE_SECONDS, SpeechCommands
from worlds.disk_space import disk_space
from worlds.reading.room import snapshot_for
from worlds.turns import Floor, Voice
from worlds.valkey import latency
from worlds.valkey.health import heard_languages
from worlds.wire import protocol
from worlds.wire.refusal import Refusal

log = logging.getLogger(__name__)

QUEUE_MAX = 64
EVENTS_MAX = 200
"""A client that is further behind gets a fresh snapshot instead of the events."""
STRIKES_MAX = 20
STRIKES_PER_SECOND = 0.2
"""Strikes a second: twenty bad messages at once, or one every five seconds for ever, is the line."""
DRAIN_SECONDS = 8.0
"""How long a socket that closed may take to process what it received; Daphne waits for ten."""
FRAME_BYTES_MIN = 640
"""What a frame counts for at least: 20 ms of sound, so that a flood of tiny frames is metered too."""


class HeardWords(NamedTuple):
    """Words that the inference service recognised, on their way through the queue."""

    number: int
    text: str
    unsure: bool
    """The ears guessed."""


class Interrupt(Enum):
    """What ends a phrase without a command: another holder or tab, a microphone without sound, a closed connection."""

    CLOSE_MICROPHONE = auto()
    IDLE = auto()
    DISCONNECTED = auto()


class CloseCode:
    NO_SEAT = 4401
    ABUSE = 1008
    INTERNAL_ERROR = 1011


_seat_for = in_thread(seat_for)


def _trouble() -> str:
    """The code for what was not foreseen. On a full disk nothing that is said is kept, so that is not promised then."""
    return "room.no_space" if disk_space().full else "server.trouble"


@handles_all(get_args(get_args(protocol.AnyCommand)[0]))
class RoomConsumer(StoryCommands, SpeechCommands, AsyncWebsocketConsumer):
    """One seat's socket. ``deliver*`` and ``dismiss`` are what the hub calls."""

    handlers: ClassVar[dict[type[protocol.Command], Handler]]
    # Messages come through the hub, on one channel for the whole process.
    channel_layer_alias = "none: see worlds.consumers.hub"

    async def connect(self) -> None:
        self.socket_id = uuid.uuid4().hex
        self.room_id: uuid.UUID | None = None
        self.seq: int | None = None
        """Newest event this socket was sent; none before its welcome."""
        self.voice: Voice | None = None
        self.last_voice: Voice = "first"
        self.turn_ends_at: float | None = None
        self.microphone_closing = False
        """The microphone has to close before its next frame: ``CLOSE_MICROPHONE`` did not fit into the queue."""
        self.command_rate = LeakyBucket(rate=20, size=60)
        self.audio_rate = LeakyBucket(rate=48_000, size=256_000)
        self.strike_rate = LeakyBucket(rate=STRIKES_PER_SECOND, size=STRIKES_MAX)
        self.dismissed = False
        """The server closes it: whatever still comes is not read."""
        self.disconnected = False
        """The connection is closed: nothing is sent any more."""
        self.inbox: asyncio.Queue[str | bytes | HeardWords | Interrupt] = asyncio.Queue(QUEUE_MAX)
        await self.accept()
        try:
            await self._join()
        except NotFound:
            await self.close(CloseCode.NO_SEAT)
        except Exception:
            log.exception("a socket could not be opened; its page comes back")
            await self.disconnect(CloseCode.INTERNAL_ERROR)
            await self.close(CloseCode.INTERNAL_ERROR)

    async def _join(self) -> None:
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
        await in_thread(participation.arrive)(seat.room_id, seat.id)
        self.hub: Hub = hub()
        self.drain_task = asyncio.create_task(self._drain())
        await self.hub.join(seat.room_id, self)
        if not self.spectator:
            await in_thread(turns.arrive)(self.room_id, self.narrator)

    async def disconnect(self, code: int) -> None:
        if self.room_id is None:
            return
        # What came before the connection closed is still processed: nobody says a phrase twice.
        self.disconnected = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await self.inbox.put(Interrupt.DISCONNECTED)
                await self.drain_task
        try:
            await self.close_microphone()
        except Refusal as refused:
            log.info("what was being said when a socket closed could not be kept: %s", refused.code)
        except Exception:
            log.exception("what was being said when a socket closed could not be kept")
        finally:
            # else it would count as present for as long as this process lives
            await self.hub.leave(self.room_id, self)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.room_id is None or self.dismissed:
            return
        now = time.monotonic()
        if bytes_data is not None:
            if not self.audio_rate.fits(max(len(bytes_data), FRAME_BYTES_MIN), now):
                await self.strike(None, "speech.too_fast")
                return
        elif not self.command_rate.fits(1, now):
            await self.strike(None, "protocol.too_fast")
            return
        message = bytes_data if bytes_data is not None else text_data
        assert message is not None
        try:
            self.inbox.put_nowait(message)
        except asyncio.QueueFull:
            # what the rate limits let through is no abuse: it is the service that is slow just now
            await self._send_error(None, "protocol.too_fast")

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

    async def deliver_words(self, number: int, text: str, *, unsure: bool) -> None:
        """Words that this socket requested. Where the queue is full they are lost, as partial words may be."""
        with contextlib.suppress(asyncio.QueueFull):
            self.inbox.put_nowait(HeardWords(number, text, unsure))

    async def mute(self) -> None:
        """The same narrator speaks in another tab: this microphone closes, and what was said so far is kept."""
        if self.microphone is not None:
            self._close_microphone_soon()
            await self._send_error(None, "speech.elsewhere")

    async def dismiss(self, reason: str) -> None:
        """Say why, then close. ``reason`` is one of ``protocol.Goodbye``'s."""
        if self.dismissed:
            return
        self.dismissed = True
        await self.send(text_data=protocol.Goodbye(reason=reason).model_dump_json())  # type: ignore[arg-type]
        await self.close(CloseCode.ABUSE if reason == "abuse" else CloseCode.NO_SEAT)

    # --- the drain ---

    async def _drain(self) -> None:
        message: str | bytes | HeardWords | Interrupt = Interrupt.IDLE
        while message is not Interrupt.DISCONNECTED:
            try:
                async with asyncio.timeout(IDLE_SECONDS if self.microphone is not None else None):
                    message = await self.inbox.get()
            except TimeoutError:
                message = Interrupt.IDLE
            try:
                if not self.dismissed:
                    await self._handle_message(message)
            except Refusal as refused:
                await self._send_error(None, refused.code)
            except Exception:
                log.exception("a message of room %s failed", self.room_id)
                await self._send_error(None, _trouble())

    async def _handle_message(self, message: str | bytes | HeardWords | Interrupt) -> None:
        if self.microphone_closing or message is Interrupt.CLOSE_MICROPHONE:
            self.microphone_closing = False
            await self.close_microphone()
        if message is Interrupt.IDLE:
            await self.end_phrase_if_idle()
        elif isinstance(message, HeardWords):
            await self.receive_words(message.number, message.text, unsure=message.unsure)
        elif isinstance(message, bytes):
            await self.receive_frame(message)
        elif isinstance(message, str) and not self.disconnected:
            await self._handle_command(message)

    async def _handle_command(self, text: str) -> None:
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
            await self._send_error(command.id, refused.code)
        except Exception:
            log.exception("command %s of room %s failed", type(command).__name__, self.room_id)
            await self._send_error(command.id, _trouble())
        else:
            if not isinstance(command, protocol.Hello):
                await self._send_message(protocol.Ok(id=command.id, result=result or {}))

    # --- handlers of what needs the socket itself; the others are StoryCommands ---

    @handles(protocol.Hello)
    async def hello(self, command: protocol.Hello) -> None:
        if command.version != protocol.PROTOCOL_VERSION:
            raise Refusal("protocol.version")
        assert self.room_id is not None
        self.seq = None
        snapshot, history_from = await in_thread(snapshot_for)(self.narrator)
        seat = next(narrator for narrator in snapshot.narrators if narrator.id == self.narrator_id)
        if seat.removed:
            # removed between the opening of the socket and its hello: the snapshot includes that event
            await self.dismiss("removed")
            return
        await self.hub.set_spectator(self.room_id, self, spectator=seat.role == "spectator")
        behind = None if command.last_seq is None else snapshot.seq - command.last_seq
        events: list[dict[str, Any]] | None = None
        known = command.last_seq is not None and command.last_seq > history_from
        if known and behind is not None and 0 <= behind <= EVENTS_MAX:
            events = [
                event for event in await events_after(self.room_id, command.last_seq) if event["seq"] <= snapshot.seq
            ]
        self._see_floor(snapshot.floor.model_dump())
        self.room_language = snapshot.room.language
        await self._send_message(
            protocol.Welcome(
                id=command.id,
                you=self.narrator_id,
                seq=snapshot.seq,
                now=time.time(),
                languages=list(await asyncio.to_thread(heard_languages)),
                snapshot=None if events is not None else snapshot.model_dump(mode="json"),
                events=[protocol.Event.model_validate(event) for event in events or []],
            )
        )
        self.seq = snapshot.seq
        sockets = self.hub.rooms.get(self.room_id)
        if sockets is not None:
            await self.catch_up(sockets.seq)
            sockets.broadcast_presence_soon()

    @handles(protocol.Ping)
    async def ping(self, command: protocol.Ping) -> dict[str, Any]:
        return {"now": time.time()}

    @handles(protocol.Typing)
    async def typing(self, command: protocol.Typing) -> None:
        if self.voice is not None and self.room_id is not None:
            await self.keep_turn()
            await self.hub.broadcast(
                self.room_id, protocol.TypingNow(narrator=self.narrator_id).model_dump(mode="json")
            )

    @handles(protocol.ReportLatency)
    async def report_latency(self, command: protocol.ReportLatency) -> None:
        await asyncio.to_thread(latency.record_wait, command.what, command.ms)

    def _close_microphone_soon(self) -> None:
        try:
            self.inbox.put_nowait(Interrupt.CLOSE_MICROPHONE)
        except asyncio.QueueFull:
            self.microphone_closing = True

    def _see_floor(self, floor: dict[str, Any]) -> None:
        """Know this seat's part in the turn, and until when it lasts."""
        holds = Floor.from_json(floor).holds
        mine = next((voice for voice, hold in holds.items() if hold.narrator == self.narrator_id), None)
        self.turn_ends_at = None if mine is None else holds[mine].deadline
        self.set_voice(mine)

    # --- what goes out ---

    async def _send_event(self, seq: int, message: dict[str, Any], text: str | None) -> None:
        self.seq = seq
        if message["name"] == "turn.changed":
            self._see_floor(message["payload"]["floor"])
            if self.microphone is not None and self.voice is None:
                self._close_microphone_soon()
        self.see_change(message["name"], message["payload"])
        if message["name"] == "narrator.changed" and message["payload"]["narrator"]["id"] == self.narrator_id:
            assert self.room_id is not None
            spectator = message["payload"]["narrator"]["role"] == "spectator"
            await self.hub.set_spectator(self.room_id, self, spectator=spectator)
        if message["name"] == "world.started":
            assert self.room_id is not None
            await in_thread(participation.see_world_begin)(self.room_id, self.narrator)
        if text is None:
            await self._send_message(protocol.Event.model_validate(message))
        else:
            await self._send_text(text)
        if message["name"] == "narrator.removed" and message["payload"]["narrator"]["id"] == self.narrator_id:
            await self.dismiss("removed")

    async def _send_message(self, message: BaseModel) -> None:
        await self._send_text(message.model_dump_json())

    async def _send_text(self, text: str) -> None:
        if not self.dismissed and not self.disconnected:
            await self.send(text_data=text)

    async def _send_error(self, command_id: str | None, code: str) -> None:
        await self._send_message(protocol.Refused(id=command_id, code=code, message=protocol.ERRORS[code]))

    async def strike(self, command_id: str | None, code: str) -> None:
        """Refuse something that no honest page sends; too many of them close the socket."""
        await self._send_error(command_id, code)
        if not self.strike_rate.fits(1, time.monotonic()):
            await self.dismiss("abuse")
