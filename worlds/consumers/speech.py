"""The microphone of a room's socket: commands, frames, partial words, and the phrases that come of them.

A mixin of the room's consumer, which brings the seat and the queue. Everything here runs in the socket's one drain,
frames and answers alike, so a ``Voice`` is never touched twice at once. What was said is kept whatever ends it: the key
let go, the turn over, the line broken, a tab that fell asleep, the same narrator speaking in another tab.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import redis
from django.db import OperationalError

from worlds.actions.dispatch import send_ahead, send_partial
from worlds.actions.room import turns
from worlds.actions.transaction import Refusal
from worlds.actions.weaving import directing_ahead, phrases
from worlds.consumers.command_registry import handles
from worlds.consumers.hub import Hub, in_thread
from worlds.speech.microphone import PARTIAL_LOST_SECONDS, Said, Shown, Voice
from worlds.turns import Voice as Part
from worlds.valkey.health import live_engine
from worlds.wire import protocol

log = logging.getLogger(__name__)

KEEP_TRIES = 3
LATE_SECONDS = 2.0
"""Frames that were on their way when the talk key was let go are no abuse."""
ASLEEP_SECONDS = 2.0
"""An open microphone that sends nothing for so long has fallen asleep with its tab:
what was said until then is a phrase."""


class Speech:
    """Needs the seat (``room_id``, ``narrator``, ``narrator_id``, ``socket_id``), ``hub``, ``part``, and ``strike``."""

    room_id: uuid.UUID | None
    narrator: uuid.UUID
    narrator_id: str
    socket_id: str
    hub: Hub
    part: Part | None
    """The part this seat has in the turn."""
    last_part: Part
    """The part it has, or else had last: a phrase begun in it belongs to it, even when the turn ends in the middle."""
    voice: Voice | None = None
    voice_ended = 0.0
    frame_at = 0.0

    strike: Callable[[str | None, str], Awaitable[None]]

    @handles(protocol.StartSpeech)
    async def start_speech(self, command: protocol.StartSpeech) -> None:
        opened = self.voice is None
        if self.voice is None:
            self.voice = await asyncio.to_thread(Voice, f"{self._room}:{self.socket_id}", self.hub.channel)
        # The event of a turn just taken may still be on its way here: the row knows. It is asked with the voice already
        # open, so that a turn that ends right after the answer finds a voice to end.
        try:
            part = await in_thread(turns.check_turn)(self.room_id, self.narrator)
        except BaseException:
            if opened:
                self.voice = None
            raise
        self.note_part(part)
        self.frame_at = time.time()
        await self._tell({"kind": "speaking", "narrator": self.narrator_id, "socket": self.socket_id})

    @handles(protocol.StopSpeech)
    async def stop_speech(self, command: protocol.StopSpeech) -> None:
        await self.end_voice()

    def note_part(self, part: Part | None) -> None:
        self.part = part
        self.last_part = part or self.last_part

    @property
    def _room(self) -> str:
        return self.room_id.hex if self.room_id else ""

    async def hear(self, frame: bytes) -> None:
        """One frame of sound, of an open microphone or of nobody's."""
        if self.voice is None:
            if time.monotonic() - self.voice_ended > LATE_SECONDS:
                await self.strike(None, "speech.not_started")
            return
        if not frame or len(frame) % 2 or len(frame) > protocol.FRAME_BYTES_MAX:
            await self.strike(None, "speech.bad_frame")
            return
        self.frame_at = time.time()
        await self._keep_all(await asyncio.to_thread(self.voice.feed, frame, self.frame_at))
        await self._ask()

    async def take_words(self, number: int, text: str) -> None:
        """The words that were asked for have come."""
        if self.voice is None:
            return
        shown, said = self.voice.answer(number, text)
        await self._keep_all(said)
        if shown is not None:
            await self._tell(self._partial(shown).model_dump(mode="json"))
            await self._direct_ahead()
        await self._ask()

    async def fall_asleep(self) -> None:
        """Nothing has come for a while. An open microphone that fell silent ends its phrase and stays open."""
        if self.voice is not None and time.time() - self.frame_at >= ASLEEP_SECONDS:
            await self._keep_all(await asyncio.to_thread(self.voice.finish))

    async def end_voice(self) -> None:
        """Nothing more is heard from this microphone: what was said so far is kept."""
        if self.voice is None:
            return
        voice, self.voice = self.voice, None
        self.voice_ended = time.monotonic()
        await self._keep_all(await asyncio.to_thread(voice.finish))

    async def _tell(self, message: dict[str, Any]) -> None:
        """Tell everyone in the room something that may be lost: with the broker away, speaking goes on."""
        if self.room_id is not None:
            with contextlib.suppress(redis.RedisError):
                await self.hub.tell(self.room_id, message)

    async def _ask(self) -> None:
        job = self.voice.ask(time.time()) if self.voice is not None else None
        if job is not None:
            await asyncio.to_thread(send_partial, job, PARTIAL_LOST_SECONDS)

    async def _direct_ahead(self) -> None:
        """Words that have stopped changing are directed before their phrase ends, where that takes a model's time."""
        text = self.voice.settled() if self.voice is not None else None
        if text is not None and await asyncio.to_thread(live_engine) == "models":
            job = await in_thread(directing_ahead.ahead_job)(self.room_id, text)
            if job is not None:
                await asyncio.to_thread(send_ahead, job)

    def _partial(self, shown: Shown) -> protocol.Partial:
        text = shown.text[: protocol.PARTIAL_CHARS_MAX]
        return protocol.Partial(
            narrator=self.narrator_id, text=text, stable=min(shown.stable, len(text)), since=shown.since
        )

    async def _keep_all(self, said: list[Said]) -> None:
        """Keep every phrase, whatever is wrong with one of them; its refusal is raised at the end."""
        refused: Refusal | None = None
        for one in said:
            try:
                await self._keep(one)
            except Refusal as error:
                refused = error
        if refused is not None:
            raise refused

    async def _keep(self, said: Said) -> None:
        """Nobody says a phrase twice: a database that is away for some seconds costs a delay, not the words."""
        at = datetime.fromtimestamp(said.at, UTC)
        wish: dict[str, Any] = {"words": said.words, "said_at": at, "over": self.last_part == "second"}
        for tries in range(1, KEEP_TRIES + 1):
            try:
                await in_thread(phrases.open_phrase)(self.room_id, self.narrator, said.pcm, **wish)
                return
            except OperationalError:
                if tries == KEEP_TRIES:
                    raise
                log.warning("what was said in room %s could not be kept yet", self.room_id, exc_info=True)
                await asyncio.sleep(tries)
