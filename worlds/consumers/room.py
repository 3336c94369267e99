"""The consumer of a room's socket: who is speaking, what they may, and what they are told.

``receive`` only meters and queues; one task per socket drains the queue, so a slow command never stalls the socket. Handlers call
actions and nothing else. Every command is answered with ``ok`` or ``error`` under its own id; an exception's text never leaves.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import uuid
from typing import Any, ClassVar, get_args

from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import OperationalError
from pydantic import BaseModel

from worlds import protocol
from worlds.access import GUEST_KEY, NotFound, Visitor, seat_for
from worlds.actions import phrases, turns
from worlds.actions.queues import send_partial
from worlds.actions.recording import Refusal
from worlds.consumers.commands import StoryCommands
from worlds.consumers.hub import Hub, events_after, hub, in_thread
from worlds.consumers.meter import Bucket
from worlds.consumers.registry import Handler, answers_all, handles
from worlds.consumers.voice import PARTIAL_LOST_SECONDS, Voice
from worlds.snapshots import fresh_snapshot

log = logging.getLogger(__name__)

QUEUE_MAX = 64
EVENTS_MAX = 200
"""A client that is further behind gets a fresh snapshot instead of the events."""
STRIKES_MAX = 20
STRIKES_FORGIVEN = 0.2
"""Strikes a second: twenty bad messages at once, or one every five seconds for ever, is the line."""
FRAME_BYTES_LEAST = 640
"""What a frame counts for at least: 20 ms of sound, so that a flood of tiny frames is metered too."""
KEEP_TRIES = 3
LATE_SECONDS = 2.0
"""Frames that were on their way when the talk key was let go are no abuse."""


class CloseCode:
    NO_SEAT = 4401
    ABUSE = 1008
    TROUBLE = 1011


_seat_for = in_thread(seat_for)


@answers_all(get_args(get_args(protocol.AnyCommand)[0]))
class RoomConsumer(StoryCommands, AsyncWebsocketConsumer):
    """One seat's socket. ``deliver*`` and ``dismiss`` are what the hub calls."""

    handlers: ClassVar[dict[type[protocol.Command], Handler]]
    # Messages come through the hub, on one channel for the whole process.
    channel_layer_alias = "none: see worlds.consumers.hub"

    async def connect(self) -> None:
        self.socket_id = uuid.uuid4().hex
        self.room_id: uuid.UUID | None = None
        self.seq: int | None = None
        """Newest event this socket was sent; none before its welcome."""
        self.holder: str | None = None
        self.voice: Voice | None = None
        self.voice_ended = 0.0
        self.voice_over = False
        """The turn ended while the queue was too full to say so: the voice ends before its next frame."""
        self.control = Bucket(rate=20, size=60)
        self.audio = Bucket(rate=48_000, size=256_000)
        self.strikes = Bucket(rate=STRIKES_FORGIVEN, size=STRIKES_MAX)
        self.over = False
        """Dismissed: whatever still comes is not read."""
        self.waiting: asyncio.Queue[str | bytes | None] = asyncio.Queue(QUEUE_MAX)
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
        self.draining.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.draining
        try:
            await self._end_voice()
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
                await self._strike(None, "speech.too_fast")
                return
        elif not self.control.take(1, now):
            await self._strike(None, "protocol.too_fast")
            return
        try:
            self.waiting.put_nowait(bytes_data if bytes_data is not None else text_data)
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

    async def deliver_partial(self, about: str, text: str) -> None:
        if self.voice is not None and self.voice.answered(about) and self.room_id is not None and text:
            await self.hub.tell(
                self.room_id, protocol.Partial(narrator=self.narrator_id, text=text[:600]).model_dump(mode="json")
            )

    async def dismiss(self, reason: str) -> None:
        """Say why, then close. ``reason`` is one of ``protocol.Goodbye``'s."""
        if self.over:
            return
        self.over = True
        await self.send(text_data=protocol.Goodbye(reason=reason).model_dump_json())  # type: ignore[arg-type]
        await self.close(CloseCode.ABUSE if reason == "abuse" else CloseCode.NO_SEAT)

    # --- the drain ---

    async def _drain(self) -> None:
        while not self.over:
            message = await self.waiting.get()
            try:
                if message is None:
                    await self._end_voice()
                elif isinstance(message, bytes):
                    await self._hear(message)
                else:
                    await self._answer(message)
            except Refusal as refused:
                await self._refuse(None, refused.code)
            except Exception:
                log.exception("a message of room %s failed", self.room_id)
                await self._refuse(None, "server.trouble")

    async def _answer(self, text: str) -> None:
        try:
            command = protocol.parse_command(text)
        except protocol.ProtocolError as error:
            await self._strike(error.command_id, error.code)
            return
        if self.seq is None and not isinstance(command, protocol.Hello):
            await self._strike(command.id, "protocol.hello_first")
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
        hold = snapshot.floor.hold
        self.holder = hold.narrator if hold else None
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

    @handles(protocol.StartSpeech)
    async def start_speech(self, command: protocol.StartSpeech) -> None:
        opened = self.voice is None
        if self.voice is None:
            prefix = f"{self.room_id.hex if self.room_id else ''}:{self.socket_id}"
            self.voice = await asyncio.to_thread(Voice, prefix, self.hub.channel)
            self.voice_over = False
        # The event of a turn just taken may still be on its way here: the row knows. It is asked with the voice already open, so
        # that a turn that ends right after the answer finds a voice to end.
        try:
            await in_thread(turns.check_turn)(self.room_id, self.narrator)
        except BaseException:
            if opened:
                self.voice = None
            raise
        self.holder = self.narrator_id

    @handles(protocol.StopSpeech)
    async def stop_speech(self, command: protocol.StopSpeech) -> None:
        await self._end_voice()

    @handles(protocol.Typing)
    async def typing(self, command: protocol.Typing) -> None:
        if self.holder == self.narrator_id and self.room_id is not None:
            await self.hub.tell(self.room_id, protocol.TypingNow(narrator=self.narrator_id).model_dump(mode="json"))

    # --- voice ---

    async def _hear(self, frame: bytes) -> None:
        if self.voice_over:
            await self._end_voice()
        if self.voice is None:
            if time.monotonic() - self.voice_ended > LATE_SECONDS:
                await self._strike(None, "speech.not_started")
            return
        if not frame or len(frame) % 2 or len(frame) > protocol.FRAME_BYTES_MAX:
            await self._strike(None, "speech.bad_frame")
            return
        for cut in await asyncio.to_thread(self.voice.feed, frame):
            await self._keep(cut.pcm)
        job = self.voice.ask(time.monotonic())
        if job is not None:
            await asyncio.to_thread(send_partial, job, PARTIAL_LOST_SECONDS)

    async def _end_voice(self) -> None:
        """The talk key was let go, the turn ended or the socket closed: what was said so far is kept."""
        if self.voice is None:
            return
        voice, self.voice, self.voice_over = self.voice, None, False
        self.voice_ended = time.monotonic()
        cut = await asyncio.to_thread(voice.finish)
        if cut is not None:
            await self._keep(cut.pcm)

    async def _keep(self, pcm: bytes) -> None:
        """Nobody says a phrase twice: a database that is away for some seconds costs a delay, not the words."""
        for tries in range(1, KEEP_TRIES + 1):
            try:
                await in_thread(phrases.open_phrase)(self.room_id, self.narrator, pcm)
                return
            except OperationalError:
                if tries == KEEP_TRIES:
                    raise
                log.warning("what was said in room %s could not be kept yet", self.room_id, exc_info=True)
                await asyncio.sleep(tries)

    # --- what goes out ---

    async def _send_event(self, seq: int, message: dict[str, Any], text: str | None) -> None:
        self.seq = seq
        if message["name"] == "turn.changed":
            hold = message["payload"]["floor"]["hold"]
            self.holder = hold["narrator"] if hold else None
            if self.voice is not None and self.holder != self.narrator_id:
                try:
                    self.waiting.put_nowait(None)
                except asyncio.QueueFull:
                    self.voice_over = True
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
        if not self.over:
            await self.send(text_data=text)

    async def _refuse(self, command_id: str | None, code: str) -> None:
        await self._say(protocol.Refused(id=command_id, code=code, message=protocol.ERRORS[code]))

    async def _strike(self, command_id: str | None, code: str) -> None:
        """Refuse something that no honest page sends; too many of them close the socket."""
        await self._refuse(command_id, code)
        if not self.strikes.take(1, time.monotonic()):
            await self.dismiss("abuse")
